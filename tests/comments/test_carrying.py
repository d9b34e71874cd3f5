"""When a version is published every comment gets an anchor in it, with what happened said."""

import pytest
from flask import Flask
from sqlalchemy import select

from consult.comments.carrying import carried, follow
from consult.comments.models import Anchor, Comment, Tally
from consult.consultations.models import Consultation
from consult.drafts.models import Version
from consult.drafts.service import AlreadyPublishedError, publish
from consult.extensions import db
from tests.factories import DRAFT, a_comment, a_consultation, a_version

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
    assert (anchor.block_id is not None) == (block is not None and state in ("kept", "moved", "changed"))
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


def test_a_version_is_published_once(app: Flask) -> None:
    version = _publish_second(a_consultation())
    with pytest.raises(AlreadyPublishedError):
        publish(None, version)
