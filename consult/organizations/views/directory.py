"""The directory of verified organizations, and the page of each."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from consult.accounts.models import Person
from consult.organizations import queries
from consult.organizations.forms import DirectoryForm
from consult.organizations.labels import CHECKS, KINDS, OUTCOMES
from consult.organizations.service import NotDelegateError
from consult.permissions import requires

blueprint = Blueprint("organizations", __name__)
blueprint.add_app_template_global(KINDS.get, "organization_kind")
blueprint.add_app_template_global(CHECKS.get, "organization_check")
blueprint.add_app_template_global(OUTCOMES.get, "organization_outcome")

PAGE = 50


@blueprint.get("/organizaciones/")
@requires("organization.read")
def directory() -> str:
    form = DirectoryForm(request.args)
    found = queries.directory(form.filters())
    start = whole(request.args.get("desde", ""))
    asked = {key: value for key, value in form.data.items() if value}
    return render_template(
        "organizations/directory.html",
        form=form,
        organizations=found[start : start + PAGE],
        total=len(found),
        start=start,
        narrowed=bool(asked),
        more=urlencode(asked | {"desde": start + PAGE}) if len(found) > start + PAGE else "",
    )


@blueprint.get("/organizaciones/<int:organization>")
@requires("organization.read")
def page(organization: int) -> str:
    found = queries.shown(person(), organization) or abort(404)
    return render_template(
        "organizations/page.html",
        organization=found,
        verification=queries.verification(found),
        is_delegate=queries.speaks_for(person(), found.id),
    )


@blueprint.errorhandler(NotDelegateError)
def not_theirs(_error: NotDelegateError) -> Any:
    """Another delegate ended their delegation while they looked at the page."""
    return render_template("errors/error.html", code=404), 404


def person() -> Person | None:
    return current_user if current_user.is_authenticated else None


def whole(text: str) -> int:
    """A number as an address or a form says it; 0 for anything else."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0
