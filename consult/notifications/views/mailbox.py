"""For developers: the mail that would have been sent, on one page. Not served in production."""

from flask import Blueprint, current_app, render_template

from consult.notifications.mailbox import Mailbox
from consult.permissions import requires

blueprint = Blueprint("mailbox", __name__)


@blueprint.get("/dev/correo/")
@requires("gallery.read")
def messages() -> str:
    kept = Mailbox(current_app.config["DATA_DIR"]).newest()
    return render_template("notifications/mailbox.html", messages=kept)
