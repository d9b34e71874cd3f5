"""Questions of a section that turns out, before it is published, to be another one or new."""

import time
from collections.abc import Callable

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.drafts.identity import rematch
from consult.drafts.models import SectionText, Version
from consult.drafts.queries import section_by_key
from consult.extensions import db
from consult.questions import service
from consult.questions.models import Question
from tests.factories import DRAFT, a_consultation, a_version
from tests.people import make_person
from tests.questions.asking import OPEN, a_question, questions
from tests.topics.factories import together

A_MOMENT = 0.3  # for another to take what it holds first

MORE = DRAFT + "\n## Eje 3. Reintegración {#eje-3}\n\nHabrá trabajo y estudio.\n"


def the_new_one(consultation: Consultation) -> SectionText:
    """The section that only the version that waits has."""
    version: Version = a_version(consultation, MORE)
    text = section_by_key(version.id, "eje-3")
    assert text is not None
    return text


def test_they_go_with_it_behind_those_that_were_there(app: Flask) -> None:
    consultation = a_consultation()
    text, there = the_new_one(consultation), a_question(consultation, "eje-2")
    own = [a_question(consultation, "eje-3"), a_question(consultation, "eje-3", **OPEN)]
    rematch(make_person("drafter"), text, section_id=there.section_id)
    db.session.commit()
    assert [each.id for each in questions()] == [there.id, *(each.id for each in own)]
    assert {each.section_id for each in questions()} == {there.section_id}


def test_those_of_a_section_that_other_versions_have_stay_with_it(app: Flask) -> None:
    consultation = a_consultation()
    version = a_version(consultation, DRAFT)
    asked = a_question(consultation, "eje-2")
    text, home = section_by_key(version.id, "eje-2"), asked.section_id
    rematch(make_person("drafter"), text, section_id=None)
    db.session.commit()
    assert text.section_id != home and [each.section_id for each in questions()] == [home]


def late(changed: Callable[[int], None]) -> Callable[[int], None]:
    """Take what comes last after others have taken theirs."""

    def run(consultation_id: int) -> None:
        time.sleep(2 * A_MOMENT)
        changed(consultation_id)

    return run


def test_who_closes_a_question_and_who_says_what_its_section_is_wait_for_each_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = a_consultation()
    text_id, question_id = the_new_one(consultation).id, a_question(consultation, "eje-3").id
    drafter_id = make_person("drafter").id
    monkeypatch.setattr(service, "mark_changed", late(service.mark_changed))

    def close() -> None:
        service.close(None, db.session.get_one(Question, question_id))

    def rename() -> None:
        time.sleep(A_MOMENT)
        drafter = db.session.get_one(Person, drafter_id)
        rematch(drafter, db.session.get_one(SectionText, text_id), section_id=None)

    assert together(app, close, rename) == [None, None]
    (question,) = questions()
    stands = db.session.get_one(SectionText, text_id).section_id
    assert not question.is_open and question.section_id == stands
