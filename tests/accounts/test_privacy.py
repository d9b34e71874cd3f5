"""No address and no browser name, nor a hash of one, is kept anywhere."""

import base64
import hashlib

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from consult.extensions import db
from tests.accounts.entering import code, enrol
from tests.factories import a_comment, a_consultation
from tests.people import PASSWORD, make_person

ADDRESSES = ("203.0.113.77", "198.51.100.23")
BROWSER = "Canario/9.7 (prueba; es-HN)"
HEADERS = {"User-Agent": BROWSER, "X-Forwarded-For": ADDRESSES[0], "X-Real-IP": ADDRESSES[0]}
FROM = {"headers": HEADERS, "environ_overrides": {"REMOTE_ADDR": ADDRESSES[1]}}


def traces():
    """The canaries, and what they look like under the usual hashes (Flask-Login's included)."""
    plain = [*ADDRESSES, BROWSER, *(f"{address}|{BROWSER}" for address in ADDRESSES)]
    plain += [f"{address.encode()}|{BROWSER.encode()}" for address in ADDRESSES]
    hashes = ("md5", "sha1", "sha256", "sha512")
    digests = [hashlib.new(name, text.encode()) for text in plain for name in hashes]
    encoded = [base64.b64encode(digest.digest()).decode()[:20] for digest in digests]
    return [*plain, "Canario", *encoded, *(digest.hexdigest()[:16] for digest in digests)]


def stored():
    """Every row of every table, as text."""
    rows = [
        str(tuple(row))
        for table in db.metadata.sorted_tables
        for row in db.session.execute(select(table))
    ]
    return "\n".join(rows)


def cookie_of(browser):
    """The cookie as it travels and as it reads."""
    value = browser.client.get_cookie("consult").value
    signer = SecureCookieSessionInterface().get_signing_serializer(browser.client.application)
    return value + str(signer.loads(value))


def test_signing_in_and_deciding_leave_no_trace_of_the_machine(visitor, app):
    consultation = a_consultation()
    folio = a_comment(consultation, status="pending").folio
    secret = enrol(make_person("moderator"))
    fields = visitor.get("/ingresar", **FROM).fields()
    fields |= {"email": "moderator@ejemplo.hn", "password": PASSWORD}
    visitor.post("/ingresar", fields, **FROM)
    fields = visitor.get("/ingresar/codigo", **FROM).fields() | {"code": code(secret)}
    visitor.post("/ingresar/codigo", fields, **FROM)
    desk = f"/consultas/politica/moderacion/{folio}"
    decision = visitor.get(desk, **FROM).fields() | {"decision": "published"}
    visitor.post(desk, decision, **FROM)
    kept = stored() + cookie_of(visitor)
    assert "moderator@ejemplo.hn" in kept and "_user_id" in kept and "session.open" in kept
    assert [trace for trace in traces() if trace in kept] == []
