"""Consultations, drafts and comments for tests, made through the services and committed."""

from datetime import date, timedelta
from typing import Any

from consult.comments.models import Comment, Status
from consult.comments.service import NewComment, receive
from consult.consultations.models import HONDURAS, Consultation
from consult.consultations.service import create_consultation
from consult.drafts.models import SectionText, Version
from consult.drafts.parsing import parse_markdown
from consult.drafts.queries import (
    Place,
    block_by_number,
    place_of_block,
    place_of_section,
    section_by_key,
)
from consult.drafts.service import import_draft, publish
from consult.extensions import db, utc_now

DRAFT = """---
title: Política migratoria de ejemplo
---
# Política migratoria de ejemplo

Texto de presentación.

## Eje 1. Gobernanza {#eje-1}

El Estado coordinará a las instituciones.

Los municipios participarán en la coordinación.

### Línea de acción 1.1. Consejo {#linea-1-1}

Se creará un consejo con las organizaciones de la sociedad civil.

## Eje 2. Retorno {#eje-2}

Toda persona retornada será recibida con dignidad.

1. Recepción sin criminalización.
2. Información clara sobre sus derechos.
"""


def today() -> date:
    """In Honduras, where a consultation opens and closes."""
    return utc_now().astimezone(HONDURAS).date()


def a_consultation(
    slug: str = "politica", *, opens: int = -10, closes: int = 20, draft: str | None = DRAFT
) -> Consultation:
    """A consultation with a published draft; the window is in days from today."""
    day = today()
    consultation = create_consultation(
        None,
        slug=slug,
        title="Política migratoria de ejemplo",
        opens=day + timedelta(days=opens),
        closes=day + timedelta(days=closes),
        summary="Un borrador para pruebas.",
    )
    if draft is not None:
        publish(None, a_version(consultation, draft))
    db.session.commit()
    return consultation


def a_version(consultation: Consultation, draft: str = DRAFT, **kwargs: Any) -> Version:
    """An unpublished version."""
    version = import_draft(None, consultation, parse_markdown(draft.encode()), **kwargs)
    db.session.commit()
    return version


def a_place(
    consultation: Consultation, section: str | None = None, block: str | None = None
) -> Place:
    """In the current version: the draft, a section by key, or a block by number."""
    version_id = consultation.current_version_id
    assert version_id is not None
    if block is not None:
        found = block_by_number(version_id, block)
        assert found is not None
        text = db.session.get(SectionText, found.section_text_id)
        assert text is not None
        return place_of_block(found, text)
    if section is not None:
        text = section_by_key(version_id, section)
        assert text is not None
        return place_of_section(text)
    return Place(version_id)


def a_comment(
    consultation: Consultation,
    body: str = "Estoy de acuerdo con este párrafo.",
    *,
    section: str | None = None,
    block: str | None = None,
    status: str = Status.PUBLISHED,
    **kwargs: Any,
) -> Comment:
    """A comment in any status."""
    place = a_place(consultation, section, block)
    new = NewComment(place=place, body=body, status=status, **kwargs)
    (comment_id,) = receive(None, consultation, [new])
    db.session.commit()
    comment = db.session.get(Comment, comment_id)
    assert comment is not None
    return comment
