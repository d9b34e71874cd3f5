"""Who may do what, for everyone to read."""

from flask import render_template

from consult.permissions import requires
from consult.teams.acts import COLUMNS, table
from consult.teams.views.team import blueprint


@blueprint.get("/permisos")
@requires("role.read")
def permissions() -> str:
    return render_template("teams/permissions.html", columns=list(COLUMNS), groups=table())
