"""A consultation with as many published comments as one likes, all made by the services.

The text has 30 chapters of 12 paragraphs, each a page. Whatever the number of comments, exactly
50 stand on the first chapter, 4 or 5 at each paragraph, as long as people write them; the others
are a sentence each and are spread evenly over the other chapters.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle, islice

from sqlalchemy import func, select

from consult.comments.models import Comment, Kind, Stance, Status
from consult.comments.service import NewComment, Quote, receive
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug_for_staff
from consult.consultations.service import create_consultation
from consult.drafts.models import Block, SectionText
from consult.drafts.parsing import parse_markdown
from consult.drafts.queries import Place
from consult.drafts.service import import_draft, publish
from consult.extensions import db

SLUG = "medida"
CHAPTER = f"/consultas/{SLUG}/texto/capitulo-1"
CHAPTERS, PARAGRAPHS = 30, 12
ON_CHAPTER = 50
CHUNK = 1000
WORDS = (
    "el la los las de del en con para por que se una un como entre sobre según "
    "persona migrante municipio Estado retorno protección institución derecho trámite comunidad "
    "frontera trabajo familia niñez información registro atención presupuesto plazo consulta "
    "debería incluir garantizar coordinar publicar recibir proponer explicar revisar acordar"
).split()


def populate(count: int) -> Consultation:
    """Bring the measured consultation to `count` published comments, and commit."""
    consultation = by_slug_for_staff(SLUG) or _consultation()
    present = db.session.scalar(select(func.count()).select_from(Comment)) or 0
    comments = islice(_comments(consultation), present, count)
    while chunk := list(islice(comments, CHUNK)):
        receive(None, consultation, chunk)
        db.session.commit()
    return consultation


def a_comment(
    place: Place, number: int, *, paragraphs: int = 2, quote: Quote | None = None
) -> NewComment:
    """Number `number` of an endless supply; a paragraph has 20 to 39 words."""
    chance = random.Random(number)
    body = "\n\n".join(_prose(chance, chance.randrange(20, 40)) for _ in range(paragraphs))
    return NewComment(
        place=place,
        body=body,
        kind=Kind.COMMENT,
        stance=chance.choice(list(Stance)),
        quote=quote,
        status=Status.PUBLISHED,
        author_name=f"Persona {number}",
        organization_name="Asociación de ejemplo",
        organization_kind="ngo",
    )


def places(version_id: int) -> tuple[Sequence[Place], Sequence[Place]]:
    """The paragraphs of the measured chapter, and all others, in reading order."""
    query = (
        select(
            Block.version_id, SectionText.section_id, SectionText.id, SectionText.page_id, Block.id
        )
        .join(SectionText, SectionText.id == Block.section_text_id)
        .where(Block.version_id == version_id)
        .order_by(SectionText.position, Block.position)
    )
    found = [Place(*row) for row in db.session.execute(query)]
    return found[:PARAGRAPHS], found[PARAGRAPHS:]


def _comments(consultation: Consultation) -> Iterator[NewComment]:
    assert consultation.current_version_id is not None
    here, elsewhere = places(consultation.current_version_id)
    texts = dict(db.session.execute(select(Block.id, Block.text)).all())
    for number, place in enumerate(islice(cycle(here), ON_CHAPTER)):
        quote = _quote(texts[place.block_id], number)
        yield a_comment(place, number, paragraphs=number % 3 + 1, quote=quote)
    for number, place in enumerate(cycle(elsewhere), ON_CHAPTER):
        yield a_comment(place, number, paragraphs=1, quote=_quote(texts[place.block_id], number))


def _quote(text: str, number: int) -> Quote | None:
    """Every other comment quotes words of its paragraph, a dozen at most."""
    if number % 2:
        return None
    chance = random.Random(number)
    words = text.split(" ")
    first = chance.randrange(len(words))
    exact = " ".join(words[first : first + chance.randrange(1, 12)])
    start = len(" ".join([*words[:first], ""]))
    return Quote(exact, text[max(0, start - 32) : start], "", start, start + len(exact))


def _consultation() -> Consultation:
    today = date.today()
    consultation = create_consultation(
        None,
        slug=SLUG,
        title="Consulta para medir",
        opens=today - timedelta(days=10),
        closes=today + timedelta(days=20),
    )
    parsed = parse_markdown(_draft().encode())
    publish(None, import_draft(None, consultation, parsed))
    db.session.commit()
    return consultation


def _draft() -> str:
    chance = random.Random(0)
    chapters = (
        f"## Capítulo {chapter} {{#capitulo-{chapter}}}\n\n"
        + "\n\n".join(_prose(chance, 45) for _ in range(PARAGRAPHS))
        for chapter in range(1, CHAPTERS + 1)
    )
    return "\n\n".join(["# Borrador para medir", *chapters])


def _prose(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."
