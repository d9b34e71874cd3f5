"""What happened to the words of a comment, told to its author and to everyone."""

import pytest

from consult.comments.carrying import carried
from consult.comments.quoting import Span, context
from consult.comments.service import Quote, new_receipt_key
from consult.drafts.queries import block_by_number
from consult.drafts.service import publish
from consult.extensions import db
from tests.factories import DRAFT, a_comment, a_consultation, a_version

HOME = "/consultas/politica/"
TOWNS = "Los municipios participarán en la coordinación."
FATES = {
    "kept": DRAFT + "\n\nUn párrafo más.\n",
    "moved": DRAFT.replace(TOWNS + "\n\n", "").replace("## Eje 2.", TOWNS + "\n\n## Eje 2."),
    "changed": DRAFT.replace("participarán en", "ayudarán siempre con"),
    "removed": DRAFT.replace(TOWNS + "\n\n", ""),
}


@pytest.fixture
def commented(app):
    """A consultation, and the key of the receipt of a published comment on "participarán en"."""
    consultation, key = a_consultation(), new_receipt_key()
    text = block_by_number(consultation.current_version_id, "1.2").text
    span = Span(15, 30)
    quote = Quote(text[15:30], *context(text, span), *span)
    a_comment(consultation, block="1.2", quote=quote, receipt_key=key)
    return consultation, key


def become(consultation, draft):
    publish(None, a_version(consultation, draft), deferral="Después.")
    db.session.commit()


@pytest.mark.parametrize(
    ("fate", "told"),
    [
        ("kept", "Dice lo mismo, en el mismo lugar."),
        ("moved", "Dice lo mismo, y está en otro lugar desde la versión 2."),
        ("changed", "Cambió en la versión 2."),
        ("removed", "Se quitó en la versión 2."),
    ],
)
def test_the_author_is_told_on_the_receipt(visitor, commented, fate, told):
    consultation, key = commented
    become(consultation, FATES[fate])
    assert carried(consultation.current_version_id)[fate] == 1
    page = visitor.get(f"{HOME}acuse/{key}")
    assert told in page.words(".//main")
    assert (page.document.find(".//main//ins") is not None) == (fate == "changed")


@pytest.mark.parametrize(
    ("fate", "told"),
    [
        ("kept", None),
        ("moved", "El texto que comenta está en otro lugar desde la versión 2"),
        ("changed", "El texto que comenta cambió en la versión 2"),
        ("removed", "El texto que comenta se quitó en la versión 2"),
    ],
)
def test_the_news_comes_first_and_leads_to_what_changed(visitor, commented, fate, told):
    consultation, key = commented
    become(consultation, FATES[fate])
    page = visitor.get(f"{HOME}acuse/{key}")
    news = [each.text for each in page.all(".//main//p/a[@href='#cambio']")]
    assert news == [told] * bool(told) and page.words(".//h2[@id='cambio']")


def test_on_the_current_version_there_is_nothing_to_tell(visitor, commented):
    assert "en la versión vigente" not in visitor.get(f"{HOME}acuse/{commented[1]}").text


def test_everyone_sees_the_old_words_and_what_changed(visitor, commented):
    consultation, _key = commented
    become(consultation, FATES["changed"])
    card = visitor.get(f"{HOME}aportes/")
    assert card.words(".//main//blockquote") == "participarán en"
    assert "El texto comentado cambió en la versión 2." in card.words(".//main")
    page = visitor.get(f"{HOME}aportes/POL-0001")
    assert page.words(".//section[@id='cambio']//del").endswith("participarán en]")
    assert page.words(".//section[@id='cambio']//ins").endswith("ayudarán siempre con]")


def test_what_waits_for_a_person_says_so(visitor, app):
    consultation, key = a_consultation(), new_receipt_key()
    long = "Se creará un consejo con las organizaciones de la sociedad civil del país."
    become(consultation, DRAFT.replace(TOWNS, long))
    a_comment(consultation, block="1.2", receipt_key=key)
    other = "Se creará un comité con las organizaciones y los gremios de cada región."
    become(consultation, DRAFT.replace(TOWNS, "Antes de todo esto.\n\n" + other + "\n\nFin."))
    assert carried(consultation.current_version_id)["review"] == 1
    assert "el equipo redactor dirá dónde está ahora" in visitor.get(f"{HOME}acuse/{key}").text
    assert "el equipo redactor dirá dónde está ahora" in visitor.get(f"{HOME}aportes/").text


def test_what_is_not_published_tells_nobody_but_its_author(visitor, app):
    consultation, key = a_consultation(), new_receipt_key()
    a_comment(consultation, "Secreto.", block="1.2", status="pending", receipt_key=key)
    become(consultation, FATES["changed"])
    assert "Cambió en la versión 2." in visitor.get(f"{HOME}acuse/{key}").text
    assert "participarán" not in visitor.get(f"{HOME}texto/eje-1").text
    visitor.get(f"{HOME}aportes/POL-0001", 404)


def test_an_old_words_script_runs_nowhere(visitor, app):
    consultation, key = a_consultation(draft=DRAFT.replace(TOWNS, "A <b>x</b> participará.")), "k"
    key = new_receipt_key()
    a_comment(consultation, block="1.2", receipt_key=key)
    become(consultation, DRAFT.replace(TOWNS, "A <i>y</i> participará."))
    page = visitor.get(f"{HOME}acuse/{key}")
    assert "&lt;" in page.text and page.document.find(".//main//del/b") is None
