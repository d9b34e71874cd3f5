"""Awkward and hostile texts through the whole site: sent, stored, shown, the same as normalised."""

import pytest

from consult.comments.models import Comment, CommentRevision
from consult.comments.service import transition
from consult.extensions import db
from consult.markup import COMMENT_TAGS, is_blank, normalise, one_line
from tests.comments.corpora import offences, shown, texts
from tests.comments.writing import FORM
from tests.factories import a_consultation
from tests.meanwhile import meanwhile

TEXTS = texts("naughty.txt")
SAID = ".//div[@class='said']"


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


def send_all(visitor, given):
    """Every text through the form, with a name of the same characters; addresses of receipts."""
    fields = visitor.get(FORM).fields() | {"acknowledged": "1"}  # some look like telephones
    for number, text in enumerate(given):
        typed = {"body": text, "author_name": text[:60], "receipt_key": f"{number:043d}"}
        yield visitor.post(
            FORM, fields | typed, 422 if is_blank(normalise(text)) else 303,
            content_type="multipart/form-data",
        ).location  # fmt: skip


def test_there_are_enough_of_them():
    assert len(set(TEXTS)) >= 120


def test_awkward_texts_are_stored_and_shown_as_normalised(visitor):
    receipts = [address for address in send_all(visitor, TEXTS) if address]
    rows = contents()
    sent = [text for text in TEXTS if not is_blank(normalise(text))]
    assert [row.body for row in rows] == [normalise(text) for text in sent]
    assert [row.author_name for row in rows] == [one_line(text[:60]) for text in sent]
    for address, row in list(zip(receipts, rows, strict=True))[::3]:
        assert said(visitor.get(address).document) == shown(row.body_html)
    with meanwhile():
        for comment in db.session.scalars(db.select(Comment)).all():
            transition(None, comment, revision=1, before="pending", after="published")
    assert listed(visitor) == {row.folio: shown(row.body_html) for row in contents()}


def contents():
    return db.session.execute(
        db.select(
            Comment.folio, Comment.author_name, CommentRevision.body, CommentRevision.body_html
        )
        .join(Comment, Comment.id == CommentRevision.comment_id)
        .order_by(Comment.id)
    ).all()


def said(element):
    return "".join(element.find(SAID).itertext())


def listed(visitor):
    """What the public list shows, all its pages, by folio."""
    seen = {}
    address = "/consultas/politica/aportes/"
    while address:
        page = visitor.get(address)
        seen |= {card.findtext("./footer/a"): said(card) for card in page.all(".//article")}
        more = page.document.find(".//*[@class='more']//a")
        address = None if more is None else more.get("href")
    return seen


def test_hostile_texts_come_out_harmless(visitor):
    hostile = texts("xss.txt")[::6]
    for address in filter(None, list(send_all(visitor, hostile))):
        page = visitor.get(address)
        assert len(page.all(".//script")) == 1
        found = page.text[page.text.index('<div class="said"') :]
        body = found[found.index(">") + 1 : found.index("</div>")]
        assert offences(body, COMMENT_TAGS) == []
