"""Questions of a section that turns out, before it is published, to be another one or new."""

from flask import Flask

from consult.consultations.models import Consultation
from consult.drafts.identity import rematch
from consult.drafts.models import SectionText, Version
from consult.drafts.queries import section_by_key
from consult.extensions import db
from tests.factories import DRAFT, a_consultation, a_version
from tests.people import make_person
from tests.questions.asking import OPEN, a_question, questions

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
