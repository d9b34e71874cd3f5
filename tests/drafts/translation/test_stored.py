"""Translations that are kept: which one is shown beside which version, over three of them."""

import pytest

from consult.audit.models import AuditEvent
from consult.consultations.models import Consultation
from consult.drafts.models import SectionTranslation, Version
from consult.drafts.queries import section_by_key
from consult.drafts.service import publish
from consult.drafts.translation import stored
from consult.drafts.translation.fitting import read_blocks
from consult.extensions import db
from tests.factories import DRAFT, a_consultation, a_version
from tests.people import make_person

CHANGED = DRAFT.replace("El Estado coordinará", "El Estado ordenará")


def version(number=1):
    return db.session.scalars(db.select(Version).where(Version.number == number)).one()


def translate(number=1, language="cab", key="eje-1", title="Title", text="Text.", actor=None):
    of = version(number)
    section = section_by_key(of.id, key)
    source = stored.source(section, stored.blocks_of(section))
    made = stored.Translation(source, title, text, read_blocks(text))
    count = stored.save(actor, of, language, [made])
    db.session.commit()
    return count


def seen(number, key="eje-1", language="cab", **kwargs):
    """(version it was made from, version it fell behind in) of what is shown; None if nothing."""
    of = version(number)
    section = section_by_key(of.id, key)
    found = stored.shown(of, [section.id], **kwargs).get(section.id, {}).get(language)
    return found and (found.number, found.changed_in)


def then(draft, published=True):
    consultation = db.session.scalars(db.select(Consultation)).one()
    made = a_version(consultation, draft)
    if published:
        publish(None, made)
        db.session.commit()


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


def test_it_is_shown_in_later_versions_and_says_since_when_it_is_behind():
    translate()
    then(DRAFT)
    then(CHANGED)
    then(CHANGED)
    assert [seen(number) for number in (1, 2, 3, 4)] == [(1, None), (1, None), (1, 3), (1, 3)]


def test_a_text_that_comes_back_is_up_to_date_again():
    translate()
    then(CHANGED)
    then(DRAFT)
    assert [seen(number) for number in (1, 2, 3)] == [(1, None), (1, 2), (1, None)]


def test_the_newest_is_taken_and_never_a_later_one():
    translate()
    then(CHANGED)
    translate(2, text="Newer.")
    then(CHANGED)
    assert [seen(number) for number in (1, 2, 3)] == [(1, None), (2, None), (2, None)]


def test_one_that_fits_the_text_goes_before_a_newer_one_that_does_not():
    translate()
    then(CHANGED)
    translate(2)
    then(DRAFT)
    assert seen(3) == (1, None)


def test_a_changed_title_is_a_changed_text():
    translate()
    then(DRAFT.replace("Eje 1. Gobernanza", "Eje 1. Gobierno"))
    assert seen(2) == (1, 2)


def test_what_changes_elsewhere_changes_nothing():
    translate()
    then(DRAFT.replace("Toda persona retornada", "Quien retorna").replace("un consejo", "uno"))
    assert seen(2) == (1, None)


def test_a_section_that_moves_keeps_its_translation():
    translate()
    then("# Política\n\nOtro.\n\n## Nuevo\n\nNuevo.\n\n" + DRAFT[DRAFT.index("## Eje 1") :])
    assert seen(2) == (1, None)


def test_a_section_that_is_gone_has_none_and_has_it_again_when_it_returns():
    translate(key="eje-2")
    then(DRAFT[: DRAFT.index("## Eje 2")])
    assert stored.shown(version(2)) == {}
    then(DRAFT)
    # Matched anew by its key or not, an older version shows it as before.
    assert seen(1, key="eje-2") == (1, None)


def test_languages_and_sections_are_told_apart():
    translate(language="cab")
    translate(language="miq", key="eje-2")
    assert seen(1, language="miq") is None and seen(1, "eje-2", "cab") is None
    assert stored.languages(version()) == ["cab", "miq"]
    assert len(stored.shown(version())) == 2
    assert set(stored.stored(version(), "cab").values()) == set(
        db.session.scalars(db.select(SectionTranslation).filter_by(language="cab"))
    )


def test_the_words_of_an_unpublished_text_are_for_the_team_alone():
    then(CHANGED, published=False)
    translate(2)
    then(DRAFT)
    assert seen(3) is None and seen(3, to_team=True) == (2, 3)
    assert not stored.is_offered(version(3), "cab")
    assert seen(2) == (2, None) and stored.is_offered(version(2), "cab")


def test_a_translation_made_before_the_text_was_published_is_not_lost():
    then(CHANGED, published=False)
    translate(2)
    then(CHANGED + "\nMás.\n")
    assert seen(3) == (2, None)


def test_a_version_that_nobody_saw_is_not_named():
    translate()
    then(CHANGED, published=False)
    then(CHANGED)
    assert seen(3) == (1, 3)


def test_saving_again_replaces_and_the_log_says_who():
    person = make_person("drafter")
    assert translate(actor=person) == 1
    assert translate(actor=person, text="Other.") == 1
    (row,) = db.session.scalars(db.select(SectionTranslation))
    assert (row.title, row.text, row.html) == ("Title", "Other.", "<p>Other.</p>")
    log = db.session.scalars(
        db.select(AuditEvent)
        .where(AuditEvent.action.startswith("translation."))
        .order_by(AuditEvent.id)
    ).all()
    assert [(each.action, each.actor) for each in log] == [
        ("translation.add", person.id), ("translation.replace", person.id)
    ]  # fmt: skip
    details = {"section": row.section_id, "version": 1, "language": "cab"}
    assert all(each.details == details and each.subject_id == row.id for each in log)


def revision():
    db.session.expire_all()
    return db.session.scalars(db.select(Consultation.public_revision)).one()


def test_saving_the_same_changes_nothing():
    translate()
    before = revision()
    assert translate() == 0
    assert revision() == before
    assert db.session.scalar(db.select(db.func.count(AuditEvent.id)).where(
        AuditEvent.action.startswith("translation."))) == 1  # fmt: skip


def test_public_pages_are_made_anew_only_for_what_they_show():
    before = revision()
    translate()
    assert revision() == before + 1
    then(CHANGED, published=False)
    translate(2)
    assert revision() == before + 1


def test_one_that_is_taken_away_leaves_the_older_one():
    translate()
    then(CHANGED)
    translate(2)
    (row,) = stored.stored(version(2), "cab").values()
    stored.remove(None, row)
    db.session.commit()
    assert seen(2) == (1, 2)
    action = db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id.desc())).first()
    assert action == "translation.remove"


def test_the_newest_that_there_is_for_whoever_goes_on_with_it():
    eje = section_by_key(version().id, "eje-1").section_id
    assert stored.before(version(), eje, "cab") is None
    translate(text="One.")
    then(CHANGED)
    translate(2, text="Two.")
    then(CHANGED)
    found = [stored.before(version(number), eje, "cab").text for number in (1, 2, 3)]
    assert found == ["One.", "Two.", "Two."]


def test_a_fingerprint_tells_what_is_stored():
    assert stored.fingerprint(None) == stored.fingerprint() == ""
    found = []
    for text in ("One.", "Other."):
        translate(text=text)
        found.append(stored.fingerprint(*stored.stored(version(), "cab").values()))
    assert len({"", *found}) == 3
