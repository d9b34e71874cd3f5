"""Where the delegates of an organization read what one of them wrote in its name, and agree."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments import signing
from consult.comments.signing import OwnWordsError, StaleSignatureError, Waiting
from consult.comments.views.forms import CHANGES, SigningForm
from consult.organizations.models import Organization
from consult.organizations.queries import spoken_for
from consult.organizations.views.directory import blueprint
from consult.permissions import requires

# The pages of organizations stand below this folder and show what was written in their name.
blueprint.add_app_template_global(signing.published, "written_in_name_of")
blueprint.add_app_template_global(lambda: signing.to_sign(current_user), "comments_to_sign")


@blueprint.get("/organizaciones/<int:organization>/firmas/")
@requires("organization.speak")
def signatures(organization: int) -> str:
    found = spoken_for(current_user, organization) or abort(404)
    return render_template(
        "comments/signatures.html",
        organization=found,
        waiting=signing.waiting(current_user, found),
    )


@blueprint.route(
    "/organizaciones/<int:organization>/firmas/<int:comment>", methods=["GET", "POST"]
)
@requires("organization.speak")
def signature(organization: int, comment: int) -> Any:
    found = spoken_for(current_user, organization) or abort(404)
    item = signing.one(current_user, found, comment) or abort(404)
    form = SigningForm(data={"revision": item.comment.revision})
    if not form.validate_on_submit():
        return _page(found, item, form), 422 if form.is_submitted() else 200
    try:
        _decide(item, form)
    except OwnWordsError:
        return _page(found, item, form), 403
    except StaleSignatureError:
        now = signing.one(current_user, found, comment) or abort(404)
        form.revision.data = str(now.comment.revision)
        return _page(found, now, form, is_stale=True), 409
    return redirect(url_for("organizations.signatures", organization=organization), 303)


def _decide(item: Waiting, form: SigningForm) -> None:
    folio, seen = item.comment.folio, form.seen
    if form.decision.data == CHANGES:
        note = form.note.data or ""
        signing.ask_changes(current_user, item.comment, revision=seen, note=note)
        flash(_("La nota quedó con %(folio)s, para quien lo escribió.", folio=folio), "success")
    else:
        signing.sign_off(current_user, item.comment, revision=seen)
        flash(_("%(folio)s tiene el visto bueno y pasó a moderación.", folio=folio), "success")


def _page(
    organization: Organization, item: Waiting, form: SigningForm, **context: Any
) -> str:
    return render_template(
        "comments/signature.html",
        organization=organization,
        item=item,
        form=form,
        can_sign=item.is_waiting and not (item.is_own and organization.requires_signoff),
        **context,
    )
