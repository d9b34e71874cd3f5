"""People of one consultation, and what they were sent."""

from contextlib import contextmanager

from flask import Flask

from consult.accounts.events import link_made
from consult.accounts.models import Person
from consult.accounts.standing import join
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from tests.people import Visitor, make_person, sign_in

TEAM = "/consultas/politica/equipo/"
APPROVALS = "/consultas/politica/autorizaciones/"


def a_member(consultation: Consultation, role: str, email: str) -> Person:
    person = make_person("participant", email, email.split("@")[0].capitalize())
    join(None, person, consultation, role=role, now=utc_now())
    db.session.commit()
    return person


def member(app: Flask, consultation: Consultation, role: str, email: str) -> Visitor:
    """Someone with a role in this consultation alone, signed in."""
    a_member(consultation, role, email)
    return sign_in(app, "participant", email)


@contextmanager
def sent():
    """The links that are sent inside: (e-mail, purpose, token)."""
    found: list[tuple[str, str, str]] = []

    def keep(email, *, purpose, token, **_rest):
        found.append((email, purpose, token))

    with link_made.connected_to(keep):
        yield found


def invited(asker: Visitor, confirmer: Visitor, email: str, role: str = "moderator") -> str:
    """The address of an invitation that one asked for and another confirmed."""
    with sent() as links:
        asker.submit(TEAM, {"email": email, "role": role, "reason": "Falta gente."})
        assert links == []
        waiting = confirmer.get(APPROVALS).all(".//article//a")
        confirmer.submit(waiting[-1].get("href") or "", {"decision": "confirm"})
    ((to, purpose, token),) = links
    assert (to, purpose) == (email, "invite") and len(token) >= 43
    return f"/invitacion/{token}"
