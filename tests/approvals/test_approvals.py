"""Acts that need two people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from consult.accounts.models import Person
from consult.approvals.models import Approval
from consult.approvals.service import ApprovalError, ask, confirm, refuse
from consult.audit.models import AuditEvent
from consult.extensions import db
from consult.teams.service import GRANT
from tests.people import make_person

ASKERS = 4


@pytest.fixture
def approval(app):
    """Someone is to be given a role; the first of the administrators asked."""
    people = [make_person("admin", f"a{n}@ejemplo.hn") for n in range(ASKERS)]
    subject = make_person("participant")
    found = ask(people[0], kind=GRANT, subject_id=subject.id, reason="Sí.", role="drafter")
    db.session.commit()
    return found


def admins():
    return db.session.scalars(select(Person).where(Person.role == "admin").order_by(Person.id))


def actions():
    query = select(AuditEvent.action).where(AuditEvent.action.like("approval.%"))
    return db.session.scalars(query.order_by(AuditEvent.id)).all()


def test_the_second_person_does_it_once(approval):
    first, second, third, *_rest = admins()
    with pytest.raises(ApprovalError, match="otra persona"):
        confirm(first, approval)
    confirm(second, approval)
    with pytest.raises(ApprovalError, match="antes"):
        confirm(third, approval)
    with pytest.raises(ApprovalError, match="antes"):
        refuse(third, approval)
    assert db.session.get(Person, approval.subject_id).role == "drafter"
    assert actions() == ["approval.ask", "approval.confirmed"]


def test_refused_is_not_done_and_who_asked_may_take_it_back(approval):
    refuse(next(iter(admins())), approval)
    with pytest.raises(ApprovalError):
        confirm(None, approval)
    assert db.session.get(Person, approval.subject_id).role == "participant"


def test_who_has_lost_the_role_since_is_not_one_of_the_two(approval):
    first, second, *_rest = admins()
    first.role = "participant"
    db.session.flush()
    with pytest.raises(ApprovalError, match="de nuevo"):
        confirm(second, approval)
    refuse(second, approval)


def test_it_does_not_wait_for_ever(approval):
    approval.expires_at -= timedelta(days=8)
    db.session.flush()
    with pytest.raises(ApprovalError, match="venció"):
        confirm(None, approval)


def test_who_may_not_do_it_takes_no_part(app, approval):
    stranger = make_person("drafter")
    with pytest.raises(ApprovalError):
        confirm(stranger, approval)
    with pytest.raises(ApprovalError):
        ask(stranger, kind=GRANT, subject_id=stranger.id, reason="Sí.", role="admin")
    with pytest.raises(ApprovalError):
        ask(None, kind=GRANT, subject_id=stranger.id, reason=" ", role="admin")


def _confirm(app, actor_id, approval_id, together):
    with app.app_context():
        actor = db.session.get(Person, actor_id)
        approval = db.session.get(Approval, approval_id)
        db.session.commit()
        together.wait()
        try:
            confirm(actor, approval)
        except ApprovalError:
            return 0
        db.session.commit()
        return 1


def test_of_those_who_confirm_at_once_one_does_it(app, approval):
    ids, number = [person.id for person in admins()][1:], approval.id
    db.session.remove()
    together = Barrier(len(ids), timeout=60)
    with ThreadPoolExecutor(len(ids)) as threads:
        done = list(threads.map(lambda who: _confirm(app, who, number, together), ids))
    assert sum(done) == 1 and actions().count("approval.confirmed") == 1
