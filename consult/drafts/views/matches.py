"""Which section continues which: seen, confirmed and corrected before a version is published."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from consult.drafts import desk, identity
from consult.drafts.matching_forms import MatchForm
from consult.drafts.queries import beginning
from consult.drafts.views.versions import blueprint, open_consultation
from consult.permissions import requires


@blueprint.route("/v<int:number>/coincidencias", methods=["GET", "POST"])
@requires("draft.manage")
def matches(slug: str, number: int) -> Any:
    """The list; sent, it confirms every doubtful match."""
    consultation = open_consultation(slug)
    entry = desk.entry(current_user, consultation, number) or abort(404)
    if request.method == "POST":
        if not entry.waits:
            abort(409)
        count = identity.confirm(current_user, entry.version)
        flash(
            ngettext(
                "Se confirmó %(count)s coincidencia.",
                "Se confirmaron %(count)s coincidencias.",
                count,
                count=format_decimal(count),
            ),
            "success",
        )
        return redirect(url_for("drafts.matches", slug=slug, number=number), 303)
    return render_template(
        "drafts/matches.html",
        consultation=consultation,
        entry=entry,
        matches=identity.matches(entry.version),
        shows_all="todas" in request.args,
    )


@blueprint.route("/v<int:number>/coincidencias/<int:position>", methods=["GET", "POST"])
@requires("draft.manage")
def match(slug: str, number: int, position: int) -> Any:
    """One section: which it continues, or that it is new."""
    consultation = open_consultation(slug)
    entry = desk.entry(current_user, consultation, number) or abort(404)
    found = identity.matches(entry.version)
    row = found.at(position) or abort(404)
    if not entry.waits:
        abort(409)
    form = MatchForm(found, row)
    if form.validate_on_submit():
        identity.rematch(current_user, row.text, section_id=form.section_id)
        flash(_("«%(title)s» quedó como usted dijo.", title=row.text.title), "success")
        return redirect(url_for("drafts.matches", slug=slug, number=number), 303)
    page = render_template(
        "drafts/match.html",
        consultation=consultation, entry=entry, row=row, form=form, earlier=found.earlier,
        beginning=beginning,
    )  # fmt: skip
    return page, 422 if form.errors else 200
