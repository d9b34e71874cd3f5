"""When a version is published every comment gets an anchor in it, with what happened said."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.comments import carrying
from consult.comments.carrying import carried, follow
from consult.comments.journey import Journey
from consult.comments.models import Anchor, Comment, Tally
from consult.comments.quoting import Span, context
from consult.comments.service import Quote
from consult.consultations.models import Consultation
from consult.drafts.identity import rematch
from consult.drafts.models import Version
from consult.drafts.queries import block_by_number, section_by_key
from consult.drafts.service import AlreadyPublishedError, publish
from consult.extensions import db, utc_now
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.people import make_person

SECOND = (
    DRAFT.replace("Toda persona retornada será recibida", "Cada persona será recibida siempre")
    .replace("Los municipios participarán en la coordinación.\n", "")
    .replace("### Línea de acción 1.1. Consejo {#linea-1-1}\n\nSe creará un consejo con las "
             "organizaciones de la sociedad civil.\n", "")
    .replace("## Eje 2.", "## Eje 3. Nuevo {#eje-3}\n\nLos municipios participarán en la "
             "coordinación.\n\n## Eje 2.")
)  # fmt: skip


def _publish_second(consultation: Consultation) -> Version:
    version = a_version(consultation, SECOND)
    publish(None, version)
    db.session.commit()
    return version


def _anchor(comment: Comment, version: Version) -> Anchor:
    found = db.session.scalar(
        select(Anchor).where(
            Anchor.comment_id == comment.id, Anchor.version_id == version.id
        )
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("section", "block", "state"),
    [
        (None, None, "kept"),
        ("eje-1", None, "kept"),
        ("eje-1", "1.1", "kept"),
        ("eje-1", "1.2", "moved"),
        ("eje-2", "2.1", "changed"),
        ("linea-1-1", "1.3", "removed"),
        ("linea-1-1", None, "removed"),
    ],
)
def test_each_place_says_what_happened(
    app: Flask, section: str | None, block: str | None, state: str
) -> None:
    consultation = a_consultation()
    comment = a_comment(consultation, section=section, block=block)
    version = _publish_second(consultation)
    anchor = _anchor(comment, version)
    assert anchor.state == state and anchor.public
    stays = block is not None and state != "removed"
    assert (anchor.block_id is not None) == stays
    assert (anchor.section_id is None) == (state == "removed" or section is None)


def test_figures_and_tallies_agree_with_the_anchors(app: Flask) -> None:
    consultation = a_consultation()
    a_comment(consultation, block="1.1")
    a_comment(consultation, block="1.1", status="pending")
    a_comment(consultation, block="2.1")
    version = _publish_second(consultation)
    assert carried(version.id) == {"kept": 2, "moved": 0, "changed": 1, "removed": 0, "review": 0}
    tallies = db.session.scalars(
        select(Tally.published).where(Tally.version_id == version.id, Tally.block_id == 0)
    )
    assert sum(tallies) == 2


def test_a_comment_sent_on_an_older_version_follows_to_the_current_one(app: Flask) -> None:
    consultation = a_consultation()
    first = db.session.get(Version, consultation.current_version_id)
    assert first is not None
    comment = a_comment(consultation, block="1.1", quote=None)
    second = a_version(consultation, SECOND)
    second.published_at = first.published_at
    consultation.current_version_id = second.id
    follow([comment.id], first, second)
    assert _anchor(comment, second).state == "kept"


def test_what_may_no_longer_be_seen_is_not_counted(app: Flask) -> None:
    consultation = a_consultation()
    for status in ("published", "returned", "rejected", "withdrawn"):
        a_comment(consultation, block="2.1", status=status)
    assert carried(_publish_second(consultation).id)["changed"] == 2


def test_the_way_between_two_published_versions_is_found_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation, made = a_consultation(), []
    first = db.session.get_one(Version, consultation.current_version_id)
    late = [a_comment(consultation, block="1.1").id for _number in range(3)]
    second = a_version(consultation, SECOND)
    monkeypatch.setattr(carrying, "Journey", lambda *ends: made.append(ends) or Journey(*ends))
    follow(late[:1], first, second)
    assert len(made) == 1
    second.published_at = utc_now()
    for comment_id in late[1:]:
        follow([comment_id], first, second)
    assert made == [(first.id, second.id)] * 2
    second.published_at = utc_now()
    follow([], first, second)
    assert len(made) == 3


def test_a_version_is_published_once(app: Flask) -> None:
    version = _publish_second(a_consultation())
    with pytest.raises(AlreadyPublishedError):
        publish(None, version)


TOWNS = "Los municipios participarán en la coordinación."


def _quoting(consultation: Consultation, words: str, block: str, **kwargs: Any) -> Comment:
    """A published comment on `words` of a block of the current version."""
    found = block_by_number(consultation.current_version_id, block)
    start = found.text.index(words)
    span = Span(start, start + len(words))
    quote = Quote(words, *context(found.text, span), *span)
    return a_comment(consultation, block=block, quote=quote, **kwargs)


def _next(consultation: Consultation, draft: str) -> Version:
    version = a_version(consultation, draft)
    publish(None, version)
    db.session.commit()
    return version


def test_quoted_words_are_kept_with_their_new_position_and_context(app: Flask) -> None:
    consultation = a_consultation()
    comment = _quoting(consultation, "participarán", "1.2")
    anchor = _anchor(comment, _next(consultation, DRAFT.replace("Los muni", "Todos los muni")))
    assert (anchor.state, anchor.quote, anchor.start) == ("kept", "participarán", 21)
    assert anchor.prefix == "Todos los municipios " and anchor.suffix == " en la coordinación."


def test_reworded_words_are_changed_and_the_old_ones_stay_where_they_were(app: Flask) -> None:
    consultation = a_consultation()
    first = consultation.current_version_id
    comment = _quoting(consultation, "participarán", "1.2")
    anchor = _anchor(comment, _next(consultation, DRAFT.replace("participarán", "ayudarán")))
    assert (anchor.state, anchor.quote, anchor.block.number) == ("changed", "ayudarán", "1.2")
    origin = db.session.scalars(select(Anchor).where(Anchor.version_id == first)).one()
    assert origin.quote == "participarán"


def test_what_changed_once_stays_changed_until_its_words_are_back(app: Flask) -> None:
    consultation = a_consultation()
    comment = _quoting(consultation, "participarán", "1.2")
    changed = DRAFT.replace("participarán", "ayudarán")
    states = [
        _anchor(comment, _next(consultation, draft)).state
        for draft in (changed, changed + "\n\nUn párrafo más.\n", DRAFT)
    ]
    assert states == ["changed", "changed", "kept"]


def test_what_was_removed_comes_back_with_its_section(app: Flask) -> None:
    consultation = a_consultation()
    comment = a_comment(consultation, block="1.2")
    without = DRAFT.replace(TOWNS + "\n\n", "")
    removed = _anchor(comment, _next(consultation, without))
    assert (removed.state, removed.block_id) == ("removed", None)
    assert removed.section_text is not None
    back = _anchor(comment, _next(consultation, DRAFT))
    assert (back.state, back.block.number) == ("kept", "1.2")


def _replying(consultation: Consultation, to: Comment, **kwargs: Any) -> Comment:
    return a_comment(consultation, "Así es.", reply_to_id=to.id, **kwargs)


@pytest.mark.parametrize(
    ("words", "now", "state"),
    [
        ("en la coordinación", "Los municipios ayudarán siempre en la coordinación.", "kept"),
        ("participarán", "Los municipios ayudarán donde puedan y quieran hacerlo.", "changed"),
        ("participarán", "", "removed"),
    ],
)
def test_an_answer_goes_where_the_comment_it_answers_goes(
    app: Flask, words: str, now: str, state: str
) -> None:
    consultation = a_consultation()
    comment = _quoting(consultation, words, "1.2")
    answers = [_replying(consultation, comment, block="1.2")]
    answers.append(_replying(consultation, answers[0], block="1.2"))
    version = _next(consultation, DRAFT.replace(TOWNS, now))
    leader = _anchor(comment, version)
    assert leader.state == state
    for anchor in (_anchor(answer, version) for answer in answers):
        for name in ("state", "section_id", "block_id", "review", "suggested_block_id"):
            assert getattr(anchor, name) == getattr(leader, name), name
        assert (anchor.quote, anchor.start) == ("", None)


def test_an_answer_about_other_words_follows_those(app: Flask) -> None:
    consultation = a_consultation()
    comment = _quoting(consultation, "participarán", "1.2")
    elsewhere = _replying(consultation, comment, block="1.1")
    quoting = _quoting(consultation, "coordinación", "1.2", reply_to_id=comment.id)
    version = _next(consultation, DRAFT.replace("participarán", "ayudarán"))
    states = [_anchor(each, version).state for each in (comment, elsewhere, quoting)]
    assert states == ["changed", "kept", "kept"]


def test_words_over_several_paragraphs_stay_with_their_section(app: Flask) -> None:
    consultation = a_consultation()
    over = "instituciones.\nLos municipios"
    comment = a_comment(consultation, section="eje-1", quote=Quote(over))
    kept = _anchor(comment, _next(consultation, DRAFT + "\n\nUn párrafo más.\n"))
    assert (kept.state, kept.quote, kept.block_id) == ("kept", over, None)
    changed = _anchor(comment, _next(consultation, DRAFT.replace("Los muni", "Todos los muni")))
    assert (changed.state, changed.quote) == ("changed", over)


def test_a_publication_that_fails_leaves_everything_as_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = a_consultation()
    a_comment(consultation, block="1.2")
    version_id, current = a_version(consultation, SECOND).id, consultation.current_version_id

    def fail(_changes: object) -> None:
        raise RuntimeError("the worker is killed")

    monkeypatch.setattr(carrying, "count_published", fail)
    with pytest.raises(RuntimeError):
        publish(None, db.session.get_one(Version, version_id))
    db.session.rollback()
    assert db.session.get_one(Consultation, consultation.id).current_version_id == current
    here = select(func.count()).where(Anchor.version_id == version_id)
    assert db.session.scalar(here.select_from(Anchor)) == 0


def test_a_comment_that_came_between_finding_and_storing_is_carried_too(app: Flask) -> None:
    consultation = a_consultation()
    first = consultation.current_version_id
    a_comment(consultation, block="1.1")
    version = a_version(consultation, SECOND)
    journey = Journey(first, version.id)
    late = a_comment(consultation, block="2.1")
    publish(None, version, journey=journey)
    assert _anchor(late, version).state == "changed"


def test_a_journey_that_no_longer_fits_is_not_used(app: Flask) -> None:
    consultation = a_consultation()
    first = consultation.current_version_id
    version = a_version(consultation, SECOND)
    journey = Journey(first, version.id)
    assert journey.leads(first, version.id)
    text = section_by_key(version.id, "eje-2")
    rematch(make_person("drafter"), text, section_id=None)
    db.session.commit()
    assert not journey.leads(first, version.id) and not journey.leads(version.id, first)


def test_a_section_that_comes_back_brings_its_comments_back(app: Flask) -> None:
    consultation = a_consultation()
    comments = [
        a_comment(consultation, section="eje-2"),
        a_comment(consultation, block="2.1"),
        _quoting(consultation, "con dignidad", "2.1"),
    ]
    gone = _next(consultation, DRAFT[: DRAFT.index("## Eje 2.")])
    assert [_anchor(comment, gone).state for comment in comments] == ["removed"] * 3
    back = _next(consultation, DRAFT)
    anchors = [_anchor(comment, back) for comment in comments]
    assert [(each.state, each.section.key) for each in anchors] == [("kept", "eje-2")] * 3
    assert [each.quote for each in anchors] == ["", "", "con dignidad"]


def test_what_moved_away_and_back_is_kept(app: Flask) -> None:
    consultation = a_consultation()
    comment = _quoting(consultation, "participarán en", "1.2")
    away = DRAFT.replace(TOWNS + "\n\n", "").replace("## Eje 2.", TOWNS + "\n\n## Eje 2.")
    states = [_anchor(comment, _next(consultation, draft)).state for draft in (away, DRAFT)]
    assert states == ["moved", "kept"]
