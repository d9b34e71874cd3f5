"""Making an account, getting back into one, and changing its address: what takes a link by mail.

Who asks is told the same whether an account exists or not; the mail alone tells more.
"""

from datetime import datetime

from consult.accounts.links import Link, Purpose, drop_links, make_link, make_no_link, tell
from consult.accounts.models import Person, Role
from consult.accounts.queries import person_by_email
from consult.accounts.service import add_person, change_password
from consult.audit.service import record


def ask_to_join(*, email: str, name: str, password_hash: str) -> None:
    """Write to the address. There is no account until its link is used, so nobody can take the
    address of another; who has an account already is told so."""
    if person_by_email(email) is not None:
        make_no_link(email, Purpose.CONFIRM, person_by_email(email))
    else:
        kept = {"name": name, "password_hash": password_hash}
        make_link(email, Purpose.CONFIRM, arguments=kept)


def join(link: Link) -> Person:
    """The account of a confirmed address. Raises AccountError if there is one by now."""
    return add_person(
        None,
        email=link.email,
        name=link.arguments["name"],
        role=Role.PARTICIPANT,
        password_hash=link.arguments["password_hash"],
    )


def ask_to_reset(*, email: str) -> None:
    """Write to the address: a link, or that it is of no account."""
    person = person_by_email(email)
    if person is None or person.is_suspended:
        make_no_link(email, Purpose.RESET)
    else:
        make_link(person.email, Purpose.RESET, person)


def reset_password(link: Link, *, password_hash: str, now: datetime) -> None:
    """The new password of who has the address; a second factor is asked for as before."""
    assert link.person is not None
    change_password(link.person, password_hash=password_hash, now=now)


def ask_to_change_email(person: Person, *, email: str) -> None:
    """Write to the new address; the account keeps the old one until the link is used."""
    if person_by_email(email) is not None:
        make_no_link(email, Purpose.CHANGE_EMAIL)
    else:
        make_link(email, Purpose.CHANGE_EMAIL, person)


def change_email(link: Link, *, now: datetime) -> bool:
    """The account has the new address, and the old one is told; False if it is taken by now. Links
    that were sent to the old one are good no more."""
    person = link.person
    if person is None or person_by_email(link.email) is not None:
        return False
    before, person.email = person.email, link.email
    person.email_confirmed_at = now
    drop_links(person)
    record(person, "person.email", "person", person.id)
    tell(before, Purpose.CHANGE_EMAIL, person)
    return True
