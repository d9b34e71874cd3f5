"""The list of comments whose place in the current version a drafter has to confirm or correct."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments import reviewing
from consult.comments.reviewing import Group
from consult.comments.views.forms import ReviewForm
from consult.consultations.models import Consultation
from consult.drafts.views.versions import blueprint, open_consultation
from consult.permissions import requires


blueprint.add_app_template_global(
    lambda consultation: reviewing.count(current_user, consultation), "comments_to_review"
)


@blueprint.get("/por-revisar")
@requires("draft.manage")
def reviews(slug: str) -> str:
    consultation = open_consultation(slug)
    return _page(consultation, _to_correct(consultation))


@blueprint.post("/por-revisar")
@requires("draft.manage")
def settle_reviews(slug: str) -> Any:
    consultation = open_consultation(slug)
    group = _to_correct(consultation)
    form = ReviewForm(consultation, _group_sent(), suggests=group is None)
    if not form.validate():
        return _page(consultation, group, form), 422
    count = reviewing.settle(
        current_user, consultation, form.anchors,
        verdict=form.verdict.data, block=form.block, again=group is not None,
    )  # fmt: skip
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


def _to_correct(consultation: Consultation) -> Group | None:
    """The comment in its place that is asked for, to be put in another; None for all that wait."""
    folio = request.args.get("corregir")
    if folio is None:
        return None
    return reviewing.placed_one(current_user, consultation, folio) or abort(404)


def _page(
    consultation: Consultation, corrected: Group | None, sent: ReviewForm | None = None
) -> str:
    groups = [corrected] if corrected else reviewing.groups(current_user, consultation)
    return render_template(
        "comments/reviews.html",
        consultation=consultation,
        groups=[(group, _form_of(consultation, group, sent, corrected)) for group in groups],
        form=sent,
        corrected=corrected,
        total=reviewing.count(current_user, consultation),
        placed=reviewing.placed(current_user, consultation),
        total_placed=reviewing.count_placed(current_user, consultation),
    )


def _form_of(
    consultation: Consultation,
    group: Group,
    sent: ReviewForm | None,
    corrected: Group | None,
) -> ReviewForm:
    """The form of a group: the one that was sent for it, or a new one."""
    name = str(group.comments[0].anchor_id)
    if sent is not None and sent.group == name:
        return sent
    suggests = group.after is not None and corrected is None
    return ReviewForm(consultation, name, suggests=suggests)
