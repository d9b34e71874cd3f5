"""Passages that published contributions quote, marked in the text; one of them in its context."""

import pytest

from consult.comments.models import Status
from consult.comments.service import Quote, transition
from consult.extensions import db
from consult.reading.statements import MOST_QUOTED, QUOTED
from tests.factories import DRAFT, a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.people import Page
from tests.reading.pages import CHAPTER, HOME, LIST, folios, links, many, publish_second

TEXT = "Los municipios participarán en la coordinación."  # párrafo 1.2


def quoting(words: str) -> dict:
    start = TEXT.index(words)
    return {"block": "1.2", "quote": Quote(words, TEXT[:start], "", start, start + len(words))}


def marks(page: Page) -> list[tuple[str, str | None]]:
    """The marked words of the text, and how they are marked."""
    found = page.all(".//div[@lang]//mark") or page.all(".//article[@class='text']//mark")
    return [("".join(each.itertext()), each.get("class")) for each in found]


def legend(page: Page) -> list[str]:
    return [" ".join("".join(p.itertext()).split()) for p in page.all(".//p[@class='kind marked']")]


def test_what_is_quoted_is_marked_and_told_once(app, visitor):
    consultation = a_consultation()
    a_comment(consultation, **quoting("municipios"))
    a_comment(consultation, **quoting("coordinación"))
    page = visitor.get(CHAPTER)
    assert marks(page) == [("municipios", None), ("coordinación", None)]
    (told,) = legend(page)
    assert told.startswith("Lo subrayado está citado en aportes publicados")
    assert links(page)["2 aportes del párrafo 1.2"] == f"{CHAPTER}?parrafo=1.2#p-1-2"
    assert legend(visitor.get(f"{HOME}texto/eje-2")) == []


def test_what_overlaps_or_is_quoted_twice_is_marked_doubly(app, visitor):
    consultation = a_consultation()
    a_comment(consultation, **quoting("Los municipios participarán"))
    a_comment(consultation, **quoting("participarán en la"))
    for _time in range(3):
        a_comment(consultation, **quoting("coordinación"))
    assert marks(visitor.get(CHAPTER)) == [
        ("Los municipios ", None), ("participarán", "again"), (" en la", None),
        ("coordinación", "again"),
    ]  # fmt: skip


@pytest.mark.parametrize("status", [each for each in Status if each != Status.PUBLISHED])
def test_only_published_ones_mark_it(app, visitor, status):
    consultation = a_consultation()
    a_comment(consultation, status=status, leaves_stub=True, **quoting("municipios"))
    assert marks(visitor.get(CHAPTER)) == [] and legend(visitor.get(CHAPTER)) == []


def test_a_mark_goes_with_its_contribution(app, visitor):
    comment = a_comment(a_consultation(), **quoting("municipios"))
    assert marks(visitor.get(CHAPTER)) == [("municipios", None)]
    with meanwhile():
        transition(None, comment, revision=1, before=Status.PUBLISHED, after=Status.WITHDRAWN)
    assert marks(visitor.get(CHAPTER)) == []


def test_marks_follow_an_unchanged_paragraph_into_the_next_version(app, visitor):
    consultation = a_consultation()
    a_comment(consultation, **quoting("municipios"))
    publish_second(consultation, DRAFT.replace("El Estado coordinará", "Se coordinará"))
    assert marks(visitor.get(CHAPTER)) == [("municipios", None)]
    assert marks(visitor.get(f"{HOME}v1/texto/eje-1")) == [("municipios", None)]


def test_markup_in_a_paragraph_stays_whole(app, visitor):
    draft = DRAFT.replace("Los municipios participarán", "Los **muni*cipios*** <b>participarán</b>")
    consultation = a_consultation(draft=draft)
    text = "Los municipios <b>participarán</b> en la coordinación."
    quote = Quote(text, "", "", 0, len(text))
    a_comment(consultation, block="1.2", quote=quote)
    page = visitor.get(CHAPTER)
    assert "".join(words for words, _kind in marks(page)) == text
    assert "<strong><mark>muni</mark><em><mark>cipios</mark></em></strong>" in page.text


def test_hundreds_of_marks_at_most(app, visitor):
    paragraph = "ay " * 600
    consultation = a_consultation(draft=f"# Uno\n\nDos.\n\n## Eje {{#eje-1}}\n\n{paragraph}")
    with meanwhile():
        for at in range(0, 1500, 3):
            many(consultation, 1, block="1.1", quote=Quote("ay", "", "", at, at + 2))
    assert len(marks(visitor.get(CHAPTER))) == MOST_QUOTED


def test_the_marks_are_read_from_their_index(app):
    many(a_consultation(), 30, **quoting("municipios"))
    dialect = db.session.get_bind().dialect.name
    statement = str(QUOTED.compile(db.engine, compile_kwargs={"literal_binds": False}))
    assert "anchor.public AND anchor.start IS NOT NULL" in statement
    if dialect == "sqlite":
        plan = db.session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN " + statement, (2, "published", 400, 0)
        )
        assert "USING INDEX ix_anchor_quoted (page_id=?)" in str(plan.all())


def test_a_contribution_is_shown_in_its_context(app, visitor):
    consultation = a_consultation()
    a_comment(consultation, **quoting("Los municipios participarán"))
    own = a_comment(consultation, **quoting("participarán en la"))
    address = links(visitor.get(LIST + own.folio))["Ver en contexto"]
    assert address == f"{CHAPTER}?parrafo=1.2&aporte={own.folio}#p-1-2"
    page = visitor.get(address)
    assert marks(page) == [("Los municipios ", None), ("participarán en la", "own")]
    assert legend(page)[0].endswith(f"Con línea gruesa, lo que cita {own.folio}.")
    assert own.folio in folios(page)
    assert [m.get("content") for m in page.all(".//meta[@name='robots']")] == ["noindex"]


def test_its_card_is_in_the_list_also_behind_many(app, visitor):
    consultation = a_consultation()
    many(consultation, 70, block="1.2")
    own = a_comment(consultation, **quoting("municipios"))
    many(consultation, 10, block="1.2")
    page = visitor.get(links(visitor.get(LIST + own.folio))["Ver en contexto"])
    assert folios(page)[0] == own.folio and len(folios(page)) == 11
    assert links(page)["Volver al primero"] == f"{CHAPTER}?parrafo=1.2#p-1-2"


def test_words_over_several_paragraphs_are_marked_for_who_came_to_read_them(app, visitor):
    consultation = a_consultation()
    quote = Quote("instituciones.\nLos municipios", " coordinará a las ", " participarán")
    own = a_comment(consultation, section="eje-1", quote=quote)
    address = links(visitor.get(LIST + own.folio))["Ver en contexto"]
    assert address == f"{CHAPTER}?seccion=eje-1&aporte={own.folio}#eje-1"
    page = visitor.get(address)
    assert marks(page) == [("instituciones.", "own"), ("Los municipios", "own")]
    assert folios(page) == [own.folio] and marks(visitor.get(CHAPTER)) == []


@pytest.mark.parametrize(
    ("place", "quote"),
    [
        ({"block": "1.2"}, None),
        ({"block": "1.2"}, Quote("ya no está")),
        # Its passage has gone: the same words elsewhere are not what it was about.
        ({"section": "eje-1"}, Quote("municipios")),
        ({"section": "eje-1"}, Quote("ya no está")),
    ],
)
def test_without_words_to_show_its_place_is_opened(app, visitor, place, quote):
    own = a_comment(a_consultation(), quote=quote, **place)
    page = visitor.get(links(visitor.get(LIST + own.folio))["Ver en contexto"])
    assert folios(page) == [own.folio] and marks(page) == []


@pytest.mark.parametrize(
    "query",
    ["parrafo=1.1&aporte={}", "seccion=eje-1&aporte={}", "aporte={}", "parrafo=1.2&aporte=X",
     "parrafo=1.2&aporte=%00", "parrafo=1.2&aporte=" + "9" * 300],
)  # fmt: skip
def test_another_place_shows_it_as_any_other(app, visitor, query):
    own = a_comment(a_consultation(), **quoting("municipios"))
    page = visitor.get(f"{CHAPTER}?{query.format(own.folio)}")
    assert marks(page) == [("municipios", None)]
    assert "Con línea gruesa" not in page.text


@pytest.mark.parametrize("status", [each for each in Status if each != Status.PUBLISHED])
def test_what_is_not_published_is_shown_by_no_address(app, visitor, status):
    consultation = a_consultation()
    hidden = a_comment(consultation, status=status, **quoting("municipios"))
    page = visitor.get(f"{CHAPTER}?parrafo=1.2&aporte={hidden.folio}")
    assert marks(page) == [] and page.text == visitor.get(
        f"{CHAPTER}?parrafo=1.2&aporte=PO-9999"
    ).text.replace("PO-9999", hidden.folio)


def test_another_consultation_has_other_contributions(app, visitor):
    a_consultation()
    other = a_comment(a_consultation("otra"), **quoting("municipios"))
    page = visitor.get(f"{CHAPTER}?parrafo=1.2&aporte={other.folio}")
    assert marks(page) == []


def test_the_page_offers_to_quote_only_where_it_can_be_sent(app, visitor):
    consultation = a_consultation()
    assert "quoting.js" in visitor.get(CHAPTER).text
    with meanwhile():
        publish_second(consultation)
        a_consultation("cerrada", opens=-30, closes=-5)
    for path in (f"{HOME}v1/texto/eje-1", "/consultas/cerrada/texto/eje-1", HOME, LIST):
        page = visitor.get(path)
        assert "quoting.js" not in page.text and not page.all(".//div[@id='quoting']")
