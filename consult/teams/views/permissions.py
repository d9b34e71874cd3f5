"""Who may do what, for everyone to read."""

from flask import current_app, render_template

from consult.permissions import requires
from consult.teams.acts import COLUMNS, by_role
from consult.teams.views.team import blueprint


@blueprint.get("/permisos")
@requires("role.read")
def permissions() -> str:
    groups = by_role(gallery=current_app.config["ENVIRONMENT"] != "production")
    return render_template("teams/permissions.html", everyone=len(COLUMNS), groups=groups)
