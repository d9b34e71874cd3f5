"""Publishing a version: what becomes of the comments, the gate, and how far the work is.

It answers for addresses of the drafting team's pages, and stands here because it knows comments.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from consult.accounts.staying import polled
from consult.comments.carrying import carried
from consult.comments.listing import listed
from consult.comments.publishing import Forecast, ask, forecast, last_job
from consult.comments.views.forms import PublishForm
from consult.consultations.models import Consultation
from consult.drafts import desk
from consult.drafts.desk import Entry
from consult.drafts.service import OvertakenError
from consult.drafts.views.versions import blueprint, open_consultation
from consult.extensions import read_only, utc_now
from consult.jobs import waiting_since
from consult.permissions import requires

ABANDONED = timedelta(seconds=20)  # that a job waits where no worker is there


@blueprint.route("/v<int:number>/publicar", methods=["GET", "POST"])
@requires("draft.manage")
def publish_version(slug: str, number: int) -> Any:
    consultation = open_consultation(slug)
    form = PublishForm()
    with read_only():
        entry = desk.entry(current_user, consultation, number) or abort(404)
        figures = forecast(entry.version) if entry.waits else Forecast()
        sent = form.is_submitted() and form.validate_for(figures.unanswered)
    if sent:
        desk.take_turn(consultation)
        entry = desk.entry(current_user, consultation, number) or abort(404)
    if not entry.waits:
        return _page(consultation, entry, form, figures), 409
    if not sent:
        status = 422 if request.method == "POST" else 200
        return _page(consultation, entry, form, figures), status
    try:
        ask(current_user, entry.version, deferral=form.deferral.data or "")
    except OvertakenError:
        return _page(consultation, replace(entry, waits=False), form, figures), 409
    return redirect(url_for("drafts.publication", slug=slug, number=number), 303)


@blueprint.get("/v<int:number>/publicar/avance")
@requires("draft.manage")
@polled
def publication(slug: str, number: int) -> Any:
    """How far the publication is; once it is done, what became of the comments."""
    consultation = open_consultation(slug)
    entry = desk.entry(current_user, consultation, number) or abort(404)
    job, published = last_job(entry.version), entry.version.published_at is not None
    if job is None and not published:
        return redirect(url_for("drafts.publish_version", slug=slug, number=number))
    since = waiting_since()
    return render_template(
        "comments/publication.html",
        consultation=consultation,
        version=entry.version,
        job=job,
        is_abandoned=since is not None and utc_now() - since > ABANDONED,
        carried=carried(entry.version.id) if published else None,
    )


def _page(
    consultation: Consultation, entry: Entry, form: PublishForm, figures: Forecast
) -> str:
    return render_template(
        "comments/publish.html",
        consultation=consultation,
        entry=entry,
        form=form,
        forecast=figures,
        unanswered=listed(consultation, figures.to_answer),
        doubtful=listed(consultation, figures.to_review),
    )
