"""A proposed wording beside the words it is about: what is compared, and who sees it."""

import pytest
from sqlalchemy import event

from consult.comments.models import Status
from consult.comments.proposing import proposed_html
from consult.comments.service import NewComment, Quote, receive
from consult.extensions import db
from tests.comments.corpora import offences, texts
from tests.comments.writing import send, stored
from tests.factories import a_comment, a_consultation, a_place

PARAGRAPH = "Las personas recibirán acompañamiento durante al menos seis meses, sin costo."
QUOTE = "durante al menos seis meses"
AROUND = ("personas recibirán acompañamiento ", ", sin costo.")
WORDING = {"kind": "wording", "proposed_text": "Los municipios decidirán en la coordinación."}
CHANGE = "Los municipios <del>participarán</del><ins>decidirán</ins> en la coordinación."


@pytest.mark.parametrize(
    ("proposed", "context", "html"),
    [
        ("", (PARAGRAPH,), ""),
        ("Un a < b\ny", ("",), "<p>Un a &lt; b<br>y</p>"),
        (PARAGRAPH.replace("seis meses", "un año"), (PARAGRAPH,),
         "<p>Las personas recibirán acompañamiento durante al menos <del>seis meses</del>"
         "<ins>un año</ins>, sin costo.</p>"),
        (PARAGRAPH.replace("seis meses", "un año"), (PARAGRAPH, QUOTE, *AROUND),
         "<p>Las personas recibirán acompañamiento durante al menos <del>seis meses</del>"
         "<ins>un año</ins>, sin costo.</p>"),
        ("durante un año", (PARAGRAPH, QUOTE, *AROUND),
         "<p>… recibirán acompañamiento durante <del>al menos seis meses</del><ins>un año</ins>"
         ", sin …</p>"),
        ("durante un año", ("", QUOTE),
         "<p>durante <del>al menos seis meses</del><ins>un año</ins></p>"),
    ],
)  # fmt: skip
def test_what_is_compared_with_what(proposed, context, html):
    assert proposed_html(proposed, *context) == html


def test_nothing_but_what_is_allowed_comes_out():
    typed = texts("xss.txt") + texts("naughty.txt")
    allowed = frozenset({"p", "br", "ins", "del", "span"})
    for text, other in zip(typed, typed[1:], strict=False):
        assert offences(proposed_html(text, other), allowed) == [], text
        assert offences(proposed_html(text, other, text[::2], other[:9], "x"), allowed) == [], text


def test_the_form_keeps_the_difference_and_the_receipt_shows_both(app, visitor):
    a_consultation()
    receipt = visitor.get(send(visitor, **WORDING).location)
    assert stored()[1].proposed_html == f"<p>{CHANGE}</p>"
    shown = ["".join(each.itertext()) for each in receipt.all(".//div[@class='proposed']")]
    assert "municipios [eliminado: participarán][agregado: decidirán] en la" in shown[0]
    assert shown[1] == WORDING["proposed_text"]


def test_the_public_sees_the_difference_in_the_language_of_the_page(app, visitor):
    comment = a_comment(a_consultation(), block="1.2", **WORDING)
    path = f"/consultas/politica/aportes/{comment.folio}"
    proposed = visitor.get(path).words(".//div[@class='proposed']")
    assert "[eliminado: participarán][agregado: decidirán]" in proposed
    assert visitor.get("/en" + path).all(".//div[@class='proposed']//del")


def test_those_who_draft_and_moderate_see_it(app, moderator, drafter):
    consultation = a_consultation()
    a_comment(consultation, block="1.2", **WORDING)
    waiting = a_comment(consultation, block="1.2", status="pending", **WORDING)
    for person, path in ((drafter, "temas/aportes"), (moderator, f"moderacion/{waiting.folio}")):
        page = person.get(f"/consultas/politica/{path}")
        assert "[agregado: decidirán]" in page.words(".//div[@class='proposed']")


def test_many_at_once_ask_once_for_the_texts_and_none_without_a_proposal(app):
    consultation = a_consultation()
    places = [a_place(consultation, block=number) for number in ("1.1", "1.2", "2.1")]

    def asked(**values) -> int:
        run: list[str] = []
        note = lambda *args: run.append(args[2])  # noqa: E731 - SQLAlchemy counts its arguments
        event.listen(db.engine, "before_cursor_execute", note)
        new = [NewComment(place=place, body="Así.", **values) for place in places * 20]
        receive(None, consultation, new)
        event.remove(db.engine, "before_cursor_execute", note)
        return sum("FROM block" in statement for statement in run)

    assert (asked(), asked(**WORDING)) == (0, 1)


def test_a_comment_on_a_section_may_quote_one_of_its_paragraphs(app, visitor):
    a_consultation()
    send(visitor, "/consultas/politica/comentar?seccion=eje-1", kind="wording",
         quote="participarán", proposed_text="decidirán")  # fmt: skip
    assert stored()[1].proposed_html == (
        "<p>… municipios <del>participarán</del><ins>decidirán</ins> en la …</p>"
    )


def test_a_proposal_for_the_whole_draft_stands_as_typed(app):
    comment = a_comment(a_consultation(), status=Status.PENDING, **WORDING)
    quoting = a_comment(
        a_consultation("otra"), quote=Quote("Los municipios participarán"), **WORDING
    )
    html = [stored_html(each.id) for each in (comment, quoting)]
    assert html[0] == f"<p>{WORDING['proposed_text']}</p>"
    assert "<del>participarán</del>" in html[1]


def stored_html(comment_id: int) -> str:
    return db.session.execute(
        db.text("SELECT proposed_html FROM comment_revision WHERE comment_id = :id"),
        {"id": comment_id},
    ).scalar_one()
