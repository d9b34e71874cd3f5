"""The receipt: for who has its address, in every state of the comment."""

import pytest

from consult.comments.models import Comment
from consult.comments.service import Quote, new_receipt_key, transition
from consult.extensions import db
from tests.comments.writing import PARAGRAPH, send, stored
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile

KEY = "k" * 43
RECEIPT = f"/consultas/politica/acuse/{KEY}"


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


def with_status(consultation, status, **kwargs):
    return a_comment(
        consultation, "Falta **dinero**.", block="1.2", status=status, receipt_key=KEY, **kwargs
    )


def test_it_says_what_was_sent_and_how_to_come_back(visitor):
    sent = send(
        visitor, kind="wording", proposed_text="Los municipios decidirán.", stance="against",
        quote="los municipios", body="Falta *dinero*.", author_name="Rosa Mejía",
        organization_name="Red Norte", organization_kind="ngo",
    )  # fmt: skip
    page = visitor.get(sent.location)
    words = page.words(".//main")
    for part in ("POL-0001", "Propuesta de redacción", "Párrafo 1.2", "Los municipios decidirán.",
                 "Falta dinero.", "En contra", "Rosa Mejía", "Red Norte", "Los municipios",
                 "Organización de sociedad civil", "(hora de Honduras)", "En moderación"):
        assert part in words  # fmt: skip
    assert page.words(".//p[@class='address']") == "http://localhost" + sent.location


def test_it_is_kept_by_no_cache_and_no_search_engine(visitor, consultation):
    with_status(consultation, "pending")
    page = visitor.get(RECEIPT)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Referrer-Policy"] == "same-origin"
    assert page.document.find(".//meta[@name='robots']").get("content") == "noindex"


def test_no_signature_is_said_too(visitor, consultation):
    with_status(consultation, "pending")
    assert "Sin firma" in visitor.get(RECEIPT).words(".//main")


@pytest.mark.parametrize("key", [KEY, "x", "k" * 500, "%F0%9F%98%80", "POL-0001"])
def test_an_unknown_key_is_not_found(visitor, consultation, key):
    a_comment(consultation)
    visitor.get(f"/consultas/politica/acuse/{key}", 404)


def test_a_receipt_belongs_to_its_consultation(visitor, consultation):
    with_status(consultation, "pending")
    a_consultation("otra")
    visitor.get(RECEIPT.replace("politica", "otra"), 404)
    visitor.get(RECEIPT.replace("politica", "nada"), 404)


@pytest.mark.parametrize(
    ("status", "says", "leads_on"),
    [
        ("pending", "Recibimos su aporte con el folio POL-0001", False),
        ("published", "Su aporte POL-0001 está publicado", True),
        ("rejected", "Su aporte POL-0001 no se publicó", True),
        ("returned", "Su aporte POL-0001 volvió a usted", False),
        ("withdrawn", "Su aporte POL-0001 fue retirado", False),
    ],
)
def test_it_says_how_far_the_comment_has_come(visitor, consultation, status, says, leads_on):
    with_status(consultation, status)
    page = visitor.get(RECEIPT)
    assert says in page.words(".//main")
    public = page.document.find(".//main//a[@href='/consultas/politica/aportes/POL-0001']")
    assert (public is not None) == leads_on
    assert "Falta dinero." in page.words(".//main")


def test_spam_has_no_public_stub_to_lead_to(visitor, consultation):
    with_status(consultation, "rejected", leaves_stub=False)
    assert "/aportes/POL-0001" not in visitor.get(RECEIPT).text


def test_it_follows_the_decision(visitor, consultation):
    location = send(visitor).location
    assert "En moderación" in visitor.get(location).words(".//li[@aria-current='step']")
    with meanwhile():
        comment = db.session.get(Comment, stored()[0].id)
        transition(None, comment, revision=1, before="pending", after="published")
    assert "Publicado" in visitor.get(location).words(".//li[@aria-current='step']")


def test_hidden_characters_are_shown(visitor, consultation):
    quote = Quote("a\u202eb")
    with_status(consultation, "pending", quote=quote, proposed_text="c\u200bd", kind="wording")
    words = visitor.get(RECEIPT).words(".//main")
    assert "a[U+202E]b" in words and "c[U+200B]d" in words


def test_it_reads_in_english_too(visitor):
    location = send(visitor).location
    page = visitor.get("/en" + location)
    assert page.document.get("lang") == "en"
    assert page.words(".//p[@class='address']") == f"http://localhost/en{location}"


def test_keys_have_256_bits():
    assert len({new_receipt_key() for _time in range(100)}) == 100
    assert len(new_receipt_key()) == 43


def test_the_key_itself_is_not_stored(visitor):
    key = send(visitor, PARAGRAPH).location.rsplit("/", 1)[1]
    comment = stored()[0]
    assert key not in "".join(str(value) for value in vars(comment).values())
