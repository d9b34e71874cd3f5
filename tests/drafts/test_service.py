"""Versions as they are stored: numbered, with sections that keep their identity, published once."""

import pytest

from consult.audit.models import AuditEvent
from consult.consultations.models import Consultation
from consult.drafts.events import version_published
from consult.drafts.models import Block, Section, SectionText
from consult.drafts.parsing import parse_markdown
from consult.drafts.queries import outline, version, versions
from consult.drafts.service import AlreadyPublishedError, OvertakenError, import_draft, publish
from consult.extensions import db
from tests.factories import DRAFT, a_consultation, a_version
from tests.people import make_person


@pytest.fixture
def consultation(app):
    return a_consultation(draft=None)


def test_a_draft_is_stored_as_it_was_parsed(consultation):
    parsed = parse_markdown(DRAFT.encode())
    texts = outline(a_version(consultation).id)
    assert [(text.section.key, text.title, text.number, text.level) for text in texts] == [
        (section.key, section.heading, section.number, section.level)
        for section in parsed.sections
    ]
    place = {text.id: index for index, text in enumerate(texts)}
    assert [place.get(text.parent_id) for text in texts] == [s.parent for s in parsed.sections]
    assert [place[text.page_id] for text in texts] == [s.page for s in parsed.sections]
    assert [text.depth for text in texts] == [0, 1, 2, 1]


def test_blocks_are_stored_in_order_with_their_words(consultation):
    version_id = a_version(consultation).id
    blocks = db.session.scalars(
        db.select(Block).where(Block.version_id == version_id).order_by(Block.id)
    ).all()
    assert [block.number for block in blocks] == ["0.1", "1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    assert [block.kind for block in blocks] == ["paragraph"] * 5 + ["item"] * 2
    assert blocks[5].text == "1. Recepción sin criminalización."
    assert blocks[5].html == '<span class="marker">1.</span> Recepción sin criminalización.'
    assert blocks[2].search == "los municipio participaran en la coordinacion"


def test_html_is_made_safe_when_it_is_stored(consultation):
    a_version(consultation, "# Uno\n\n[x](javascript:alert(1)) [y](https://a.hn) <b>z</b>")
    html = db.session.scalars(db.select(Block.html)).one()
    assert "javascript:" not in html.replace("[x](javascript:alert(1))", "")
    assert '<a rel="nofollow ugc noopener noreferrer" href="https://a.hn">y</a>' in html
    assert "&lt;b&gt;z&lt;/b&gt;" in html


def test_versions_are_numbered_in_their_consultation(consultation):
    other = a_consultation("otra", draft=None)
    assert [a_version(consultation).number for _time in range(3)] == [1, 2, 3]
    assert a_version(other).number == 1


def test_sections_keep_their_identity(consultation):
    first = {text.section.key: text.section_id for text in outline(a_version(consultation).id)}
    changed = DRAFT.replace("Eje 2. Retorno {#eje-2}", "Eje 2. Retorno digno") + "\n## Eje 3\n\nx\n"
    second = {text.title: text for text in outline(a_version(consultation, changed).id)}
    assert second["Eje 2. Retorno digno"].section_id == first["eje-2"]
    assert second["Eje 1. Gobernanza"].section_id == first["eje-1"]
    assert second["Eje 3"].section_id not in first.values()
    assert db.session.scalar(db.select(db.func.count(Section.id))) == 5


def test_a_new_section_never_takes_the_key_of_one_that_went(consultation):
    a_version(consultation, "# Uno\n\nAguas y bosques de la nación.\n")
    a_version(consultation, "# Dos\n\nTribunales y procesos.\n")
    text = outline(a_version(consultation, "# Uno\n\nCuotas de importación de vehículos.\n").id)[0]
    assert text.section.key in ("uno", "uno-2")
    keys = db.session.scalars(db.select(Section.key)).all()
    assert len(keys) == len(set(keys))


def test_label_and_note(consultation):
    named = "---\nlabel: De la portada\n---\n# Uno\n\nx\n"
    assert a_version(consultation, named).label == "De la portada"
    made = a_version(consultation, named, label="Dada", note="Por esto.")
    assert (made.label, made.note) == ("Dada", "Por esto.")


def test_publishing_makes_it_the_current_one(consultation):
    heard = []

    def listen(sender, previous):
        heard.append((sender.number, previous.number if previous else None))

    with version_published.connected_to(listen):
        for deferral in ("", "En febrero."):
            published = a_version(consultation)
            before = consultation.public_revision
            publish(None, published, deferral=deferral)
            db.session.commit()
            assert consultation.current_version_id == published.id
            assert consultation.public_revision == before + 1
            assert published.published_at is not None and published.deferral == deferral
    assert heard == [(1, None), (2, 1)]


def test_a_published_version_is_not_published_again(consultation):
    published = a_version(consultation)
    publish(None, published)
    db.session.commit()
    when = published.published_at
    with pytest.raises(AlreadyPublishedError):
        publish(None, published)
    db.session.rollback()
    assert published.published_at == when
    assert db.session.get(Consultation, consultation.id).public_revision == 1


def test_the_text_never_goes_back_to_an_older_version(consultation):
    older, newer = a_version(consultation), a_version(consultation)
    publish(None, newer)
    db.session.commit()
    with pytest.raises(OvertakenError):
        publish(None, older)
    db.session.rollback()
    assert older.published_at is None and consultation.current_version_id == newer.id


def test_what_was_done_is_recorded_with_its_actor(consultation):
    drafter = make_person("drafter")
    made = import_draft(drafter, consultation, parse_markdown(DRAFT.encode()))
    publish(drafter, made)
    db.session.commit()
    query = db.select(AuditEvent).where(AuditEvent.subject_type == "version")
    events = db.session.scalars(query.order_by(AuditEvent.id)).all()
    assert [(event.action, event.actor, event.subject_id) for event in events] == [
        ("draft.import", drafter.id, made.id),
        ("draft.publish", drafter.id, made.id),
    ]


def test_an_import_that_is_undone_leaves_nothing(consultation):
    import_draft(None, consultation, parse_markdown(DRAFT.encode()))
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Section.id))) == 0
    assert db.session.scalar(db.select(db.func.count(SectionText.id))) == 0


def test_a_visitor_sees_published_versions_and_the_team_all(consultation):
    publish(None, a_version(consultation))
    a_version(consultation)
    db.session.commit()
    drafter, moderator = make_person("drafter"), make_person("moderator")
    for viewer, seen in ((None, [1]), (moderator, [1]), (drafter, [2, 1])):
        assert [found.number for found in versions(viewer, consultation)] == seen
        assert (version(viewer, consultation, 2) is not None) == (2 in seen)
        assert version(viewer, consultation).number == 1


def test_a_section_that_comes_back_is_the_one_it_was(consultation):
    first = {text.title: text.section_id for text in outline(a_version(consultation).id)}
    without = DRAFT[: DRAFT.index("## Eje 2.")]
    gone = {text.section_id for text in outline(a_version(consultation, without).id)}
    back = {text.title: text.section_id for text in outline(a_version(consultation).id)}
    assert first["Eje 2. Retorno"] not in gone and back == first
    other = without + "## Eje 2. Retorno\n\nNada de lo que decía, sino otra cosa distinta.\n"
    a_version(consultation, without)
    again = {text.title: text.section_id for text in outline(a_version(consultation, other).id)}
    assert again["Eje 2. Retorno"] != first["Eje 2. Retorno"]
