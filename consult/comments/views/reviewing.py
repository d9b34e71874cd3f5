"""The list of comments whose place in the current version a drafter has to confirm or correct."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments import reviewing
from consult.comments.views.forms import ReviewForm
from consult.consultations.models import Consultation
from consult.drafts.views.versions import blueprint, open_consultation
from consult.permissions import requires


@blueprint.get("/por-revisar")
@requires("draft.manage")
def reviews(slug: str) -> str:
    return _page(open_consultation(slug))


@blueprint.post("/por-revisar")
@requires("draft.manage")
def settle_reviews(slug: str) -> Any:
    consultation = open_consultation(slug)
    form = ReviewForm(consultation, _group_sent(), suggests=True)
    if not form.validate():
        return _page(consultation, form), 422
    count = reviewing.settle(
        current_user, consultation, form.anchors, verdict=form.verdict.data, block=form.block
    )
    if count:
        text = ngettext("Se ubicó %(count)s aporte.", "Se ubicaron %(count)s aportes.", count,
                        count=format_decimal(count))  # fmt: skip
        flash(text, "success")
    else:
        flash(_("Otra persona ya había dicho dónde van: no se cambió nada."), "warning")
    return redirect(url_for("drafts.reviews", slug=slug), 303)


def _group_sent() -> str:
    given = request.form.get("group", "")
    return given if given.isdecimal() else "0"


def _page(consultation: Consultation, sent: ReviewForm | None = None) -> str:
    groups = reviewing.groups(current_user, consultation)
    return render_template(
        "comments/reviews.html",
        consultation=consultation,
        groups=[(group, _form_of(consultation, group, sent)) for group in groups],
        form=sent,
        total=reviewing.count(current_user, consultation),
    )


def _form_of(
    consultation: Consultation, group: reviewing.Group, sent: ReviewForm | None
) -> ReviewForm:
    """The form of a group: the one that was sent for it, or a new one."""
    name = str(group.comments[0].anchor_id)
    if sent is not None and sent.group == name:
        return sent
    return ReviewForm(consultation, name, suggests=group.suggested is not None)
