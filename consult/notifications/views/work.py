"""The page of jobs and mail: what runs, waits, failed, and was done today."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from consult.extensions import utc_now
from consult.jobs import State, is_worker_there
from consult.notifications import daily, queries, sending
from consult.notifications.kinds import KINDS
from consult.notifications.service import repeat_job, repeat_notice
from consult.notifications.views.blueprint import blueprint
from consult.permissions import requires

TASKS = {
    "drafts.publish": _l("Publicar una versión del borrador"),
    sending.TASK: _l("Enviar los correos que esperan"),
    daily.DAY: _l("Recordatorios del día"),
    daily.PASSAGES: _l("Avisar de los párrafos que cambiaron"),
}
LARGEST = 2**31 - 1


@blueprint.get("/administracion/trabajos")
@requires("site.manage")
def work() -> str:
    since = queries.today(utc_now())
    return render_template(
        "notifications/work.html",
        tasks=TASKS,
        running=queries.jobs(State.RUNNING),
        waiting=queries.jobs(State.PENDING),
        broken=queries.jobs(State.FAILED),
        done=queries.jobs_done(since),
        mail=queries.counts(since),
        failed_mail=queries.failed_notices(),
        trouble=queries.trouble(),
        kinds=KINDS,
        has_worker=is_worker_there(),
        has_server=bool(current_app.config["SMTP_URL"]),
        in_production=current_app.config["ENVIRONMENT"] == "production",
    )


@blueprint.post(f"/administracion/trabajos/<int(max={LARGEST}):job>/repetir")
@requires("site.manage")
def repeat(job: int) -> Any:
    if not repeat_job(current_user, job):
        abort(404)
    flash(_("El trabajo se intentará de nuevo."), "success")
    return redirect(url_for("notifications.work"), 303)


@blueprint.post(f"/administracion/correos/<int(max={LARGEST}):notice>/repetir")
@requires("site.manage")
def send_again(notice: int) -> Any:
    if not repeat_notice(current_user, notice):
        abort(404)
    flash(_("El correo se enviará de nuevo."), "success")
    return redirect(url_for("notifications.work"), 303)
