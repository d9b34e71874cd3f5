"""The log is append-only, and whatever is done to it behind the platform's back is found."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from consult.audit import anchor
from consult.audit.linking import link
from consult.audit.models import AuditEvent, AuditLink
from consult.audit.service import record
from consult.audit.verifying import verify
from consult.extensions import db
from tests.audit.attacking import acts, attack, found

CHANGES = ("UPDATE audit_event SET after = 'x'", "DELETE FROM audit_event",
           "UPDATE audit_link SET digest = 'x'", "DELETE FROM audit_link")  # fmt: skip
COPY = (
    "INSERT INTO audit_event (id, created_at, actor, action, subject_type, subject_id, before,"
    " after, details, seal) SELECT :new, created_at, actor, action, subject_type, subject_id,"
    " before, after, details, {seal} FROM audit_event WHERE id = :old"
)


@pytest.fixture(params=["linked", "just committed"])
def log(app, request):
    """The numbers of ten acts."""
    numbers = acts(10)
    if request.param == "linked":
        assert link() == 10
    assert found() == []
    return numbers


def test_the_database_refuses_every_change_of_the_log(app):
    acts(2)
    link()
    for change in CHANGES:
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(change))
        db.session.rollback()
    assert found() == []


def test_one_edited_row_is_named(log):
    attack("UPDATE audit_event SET after = 'rejected' WHERE id = :id", id=log[4])
    kinds = {"edited", "forged"}
    assert {number for kind, number in found() if kind in kinds} == {log[4]}


@pytest.mark.parametrize("column, value", [
    ("created_at", "2020-01-01 00:00:00"), ("actor", "99"), ("subject_id", "99"),
    ("details", '{"a": 1}'), ("seal", "0"),
])  # fmt: skip
def test_no_part_of_a_row_can_be_edited(log, column, value):
    attack(f"UPDATE audit_event SET {column} = '{value}' WHERE id = :id", id=log[4])
    assert log[4] in {number for _kind, number in found()}


def test_a_deleted_row_is_named(log):
    attack("DELETE FROM audit_event WHERE id = :id", id=log[4])
    assert ("deleted", log[4]) in found()


def test_rows_that_changed_places_are_named(log):
    one, other = log[3], log[7]
    attack(f"UPDATE audit_event SET id = 0 WHERE id = {one}",
           f"UPDATE audit_event SET id = {one} WHERE id = {other}",
           f"UPDATE audit_event SET id = {other} WHERE id = 0")  # fmt: skip
    assert {number for _kind, number in found()} == {one, other}


def test_an_end_that_was_cut_off_is_found(log):
    attack("DELETE FROM audit_event WHERE id > :id",
           "DELETE FROM audit_link WHERE event_id > :id", id=log[6])  # fmt: skip
    assert found() in ([("cut_off", 10)], [("deleted", each) for each in log[7:]])


def test_a_log_that_was_emptied_is_found(log):
    attack("DELETE FROM audit_event", "DELETE FROM audit_link")
    assert found() in ([("cut_off", 10)], [("deleted", each) for each in log])


def test_a_row_put_in_by_hand_or_copied_is_named(log):
    attack(COPY.format(seal=f"'{'a' * 64}'"), new=9001, old=log[0])
    assert found() == [("forged", 9001)]
    attack(COPY.format(seal="seal"), new=9002, old=log[0])
    assert found() == [("forged", 9001), ("copied", 9002)]


def test_a_log_rewritten_with_another_key_is_found(app, monkeypatch):
    acts(5)
    link()
    attack("DELETE FROM audit_event", "DELETE FROM audit_link")
    good, kept = app.config["AUDIT_KEYS"], anchor.read()
    monkeypatch.setitem(app.config, "AUDIT_KEYS", ["the key of a forger, thirty-two or more"])
    acts(5)
    link()
    monkeypatch.setitem(app.config, "AUDIT_KEYS", good)
    anchor.replace(kept)  # the forger had no data folder
    assert ("rewritten", 5) in found() and verify().count >= 6


def test_the_anchor_never_moves_onto_a_chain_that_does_not_hold_it(log):
    link()
    attack("DELETE FROM audit_event WHERE id > :id",
           "DELETE FROM audit_link WHERE event_id > :id", id=log[6])  # fmt: skip
    acts(5)
    link()
    assert found()[0][0] == "rewritten"


def test_a_key_can_be_replaced_and_the_old_one_is_still_needed(app, monkeypatch):
    acts(3)
    link()
    old = app.config["AUDIT_KEYS"]
    monkeypatch.setitem(app.config, "AUDIT_KEYS", ["a new key of thirty-two or more", *old])
    acts(3)
    link()
    assert found() == []
    monkeypatch.setitem(app.config, "AUDIT_KEYS", ["a new key of thirty-two or more"])
    assert len(found()) == 3


def test_a_crash_between_commit_and_anchor_is_no_fault_and_is_made_good(app, monkeypatch):
    acts(2)
    monkeypatch.setattr(anchor, "append", lambda rows: None)
    acts(2)
    assert len(anchor.read().rows) == 2 and found() == []
    assert link() == 4 and found() == []
    assert anchor.read().position == 4 and not anchor.read().rows


def test_a_data_folder_that_cannot_be_written_costs_nobody_their_act(app, monkeypatch):
    def full(rows):
        raise OSError("no space left on device")

    monkeypatch.setattr(anchor, "append", full)
    acts(1)
    assert len(db.session.scalars(select(AuditEvent)).all()) == 1


def test_a_missing_anchor_is_told(app):
    acts(1)
    (app.config["DATA_DIR"] / anchor.FILE).unlink()
    assert found() == [("no_anchor", 0)]


def test_what_is_undone_is_not_anchored(app):
    record(None, "test.act", "section", 1)
    savepoint = db.session.begin_nested()
    record(None, "test.act", "section", 2)
    with db.session.begin_nested():
        record(None, "test.act", "section", 3)
    savepoint.rollback()
    db.session.commit()
    record(None, "test.act", "section", 4)
    db.session.rollback()
    assert len(anchor.read().rows) == 1 and found() == []


def test_rows_from_before_there_were_seals_are_taken_in_once(app):
    acts(2)
    attack("UPDATE audit_event SET seal = NULL")
    (app.config["DATA_DIR"] / anchor.FILE).unlink()
    acts(1)
    assert link() == 3 and found() == []
    attack(COPY.format(seal="NULL"), new=9001, old=1)
    link()
    assert found() == [("forged", 9001)]


def test_many_writers_and_linkers_at_once_leave_one_whole_chain(app):
    def write(number):
        with app.app_context():
            for place in range(10):
                record(None, "test.act", "section", number * 100 + place)
                db.session.commit()
                if place % 5 == number % 5:
                    link()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    link()
    assert found() == [] and verify().linked == 80
    places = db.session.scalars(select(AuditLink.position).order_by(AuditLink.position)).all()
    assert places == list(range(1, 81)) and anchor.read().position == 80
