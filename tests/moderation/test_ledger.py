"""The public ledger and the figures of the desk: what is counted, since when, what is hidden."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from consult.comments.models import CommentRevision
from consult.extensions import db, utc_now
from consult.moderation.ledger import Waited, last_sunday, ledger
from consult.moderation.models import Appeal, Decision, Proposal, Report
from consult.moderation.statistics import statistics
from tests.factories import a_consultation
from tests.moderation.desk import DESK, some_waiting

LEDGER = "/consultas/politica/moderacion-publica"


@pytest.fixture
def consultation(app):
    return a_consultation()


def decided(ids, *, weeks=1, hours=24, before="pending", after="published", reason=None):
    """Decisions of so many weeks ago on comments that had waited so long."""
    at = last_sunday(utc_now()) - weeks * timedelta(days=7) + timedelta(days=2)
    came = update(CommentRevision).where(CommentRevision.comment_id.in_(ids))
    db.session.execute(came.values(created_at=at - timedelta(hours=hours)))
    version = db.session.scalar(select(Decision.version_id)) or 1
    db.session.execute(insert(Decision), [
        {"comment_id": number, "revision": 1, "version_id": version, "before": before,
         "after": after, "reason": reason, "rules": 1 if reason else None, "created_at": at}
        for number in ids
    ])  # fmt: skip
    db.session.commit()


def test_it_counts_by_decision_reason_and_week(consultation):
    ids = some_waiting(consultation, 40)
    decided(ids[:10], weeks=3)
    decided(ids[10:16], weeks=2, hours=48)
    decided(ids[16:23], weeks=2, after="rejected", reason="insult")
    decided(ids[23:35], weeks=1, after="rejected", reason="off_topic")
    told = ledger(consultation, utc_now())
    assert told.decided == {"published": 16, "returned": 0, "rejected": 19}
    assert dict(told.reasons)["insulta o ataca a personas o grupos"] == 7
    assert [dict(each.counts) for each in told.periods] == [
        {"published": 10, "returned": 0, "rejected": 0},
        {"published": 6, "returned": 0, "rejected": 7},
        {"published": 0, "returned": 0, "rejected": 12},
    ]
    assert told.waited == Waited(24, 48)


def test_small_counts_are_hidden_and_cannot_be_calculated(consultation):
    ids = some_waiting(consultation, 40)
    decided(ids[:20], weeks=2)
    decided(ids[20:22], weeks=2, after="returned")
    decided(ids[22:29], weeks=1, after="rejected", reason="insult")
    told = ledger(consultation, utc_now())
    assert told.decided == {"published": 20, "returned": None, "rejected": None}
    assert told.shown == ["published"] and {count for _label, count in told.reasons} == {None}
    assert [dict(each.counts) for each in told.periods] == [{"published": 20}, {"published": 0}]


def test_what_was_undone_appealed_or_is_of_this_week_is_not_counted(consultation):
    ids = some_waiting(consultation, 30)
    decided(ids[:10])
    decided(ids[:5], before="published", after="pending")
    decided(ids[10:20], weeks=0)
    decided(ids[20:25], before="rejected", after="published")
    assert ledger(consultation, utc_now()).decided["published"] == 5


def test_an_empty_consultation_has_an_empty_ledger(consultation, visitor):
    assert ledger(consultation, utc_now()).is_empty
    assert "Todavía no hay una semana completa" in visitor.get(LEDGER).words(".//main")


def test_everyone_reads_and_downloads_it(consultation, visitor):
    ids = some_waiting(consultation, 20)
    decided(ids[:10], hours=72)
    decided(ids[10:13], after="rejected", reason="insult")
    page = visitor.get(LEDGER)
    assert "esperó 3 días o menos" in page.words(".//main") and "Edición 1" in page.words(".//main")
    file = visitor.client.get(LEDGER + ".csv")
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    values = {row["Concepto"]: row["Valor"] for row in rows if row["Tabla"] == "Decisiones"}
    assert values["No publicados"] == "—" and file.mimetype == "text/csv"
    assert not {row["Valor"] for row in rows} & {"1", "2", "3", "4"}


def test_appeals_and_reports_are_counted_as_they_stood_on_sunday(consultation):
    ids, sunday = some_waiting(consultation, 12), last_sunday(utc_now())
    before, after = sunday - timedelta(days=1), sunday + timedelta(hours=1)
    for number in ids:
        db.session.add(Appeal(comment_id=number, text="x", created_at=before, outcome="upheld",
                              decided_at=before if number in ids[:6] else after))  # fmt: skip
        db.session.add(Report(comment_id=number, reason="insult", rules=1, created_at=before))
    db.session.commit()
    told = ledger(consultation, utc_now())
    assert told.appeals == {"upheld": 6, "overturned": 0, "waiting": 6}
    assert told.reports == {"kept": 0, "rejected": 0, "covered": 0, "lapsed": 0, "waiting": 12}


def test_the_administration_sees_agreement_and_load(consultation, admin, moderator):
    ids = some_waiting(consultation, 20)
    decided(ids[:8])
    for place, number in enumerate(ids[:5]):
        outcome = "upheld" if place else "overturned"
        db.session.add(Appeal(comment_id=number, text="x", outcome=outcome, decided_at=utc_now()))
    for number, outcome in zip(ids, ("confirmed", "otherwise", "withdrawn"), strict=False):
        db.session.add(Proposal(comment_id=number, revision=1, reason="insult", rules=1,
                                outcome=outcome, proposed_by=moderator.person.id))  # fmt: skip
    db.session.commit()
    found = statistics(consultation, utc_now())
    assert found.appealed == (4, 5) and found.appealed.share == 0.8
    assert found.seconded == (1, 2) and found.seconded.share is None
    assert [week.decided for week in found.weeks][-2] == 8 and found.waiting == 20
    page = admin.get(DESK + "cifras").words(".//main")
    assert "80 %" in page and moderator.person.name not in page
    moderator.get(DESK + "cifras", status=404)
