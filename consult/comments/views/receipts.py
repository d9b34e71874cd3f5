"""A receipt as a file, the page that checks one, and the way from it to one's own page."""

import json
from datetime import datetime
from typing import Any

from flask import Response, abort, redirect, render_template, request, session, url_for

from consult.comments import queries
from consult.comments.following import grant
from consult.comments.receipts import digest, grouped, moment, received_on, to_pdf
from consult.comments.views.opening import open_consultation
from consult.comments.views.writing import blueprint
from consult.extensions import read_only
from consult.permissions import requires


@blueprint.get("/consultas/<slug>/acuse/<key>.pdf")
@requires("receipt.read")
def receipt_file(slug: str, key: str) -> Response:
    with read_only():
        folio, received, told = _told(slug, key)
    name = f"acuse-{folio}.pdf"
    response = Response(to_pdf(told, received), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _told(slug: str, key: str) -> tuple[str, datetime, dict[str, Any]]:
    """What the file says, in the language of the page, read before it is made."""
    consultation = open_consultation(slug)
    said = queries.receipt(consultation, key) or abort(404)
    own = digest(consultation, said, said.comment.version.number)
    words = render_template(
        "comments/receipt_file.html",
        consultation=consultation,
        said=said,
        moment=moment(said.revision),
        digest=grouped(own),
        address=url_for("comments.verify", slug=slug),
    )
    return said.comment.folio, said.revision.created_at, json.loads(words)


@blueprint.post("/consultas/<slug>/acuse/<key>")
@requires("receipt.read")
def follow_receipt(slug: str, key: str) -> Any:
    """Who has the receipt may do what its author may."""
    said = queries.receipt(open_consultation(slug), key) or abort(404)
    grant(session, said.comment.id)
    return redirect(url_for("comments.own", slug=slug, folio=said.comment.folio), 303)


@blueprint.get("/consultas/<slug>/verificar")
@requires("receipt.read")
def verify(slug: str) -> str:
    """Whether a text of this folio and digest was received: not what it says, nor where it is."""
    consultation = open_consultation(slug)
    folio, given = (request.args.get(name, "").strip() for name in ("folio", "digest"))
    asked = bool(folio or given)
    return render_template(
        "comments/verify.html",
        consultation=consultation,
        folio=folio,
        given=given,
        asked=asked,
        received=received_on(consultation, folio, given) if asked else None,
    )
