"""The receipt as a file, and the page that checks one."""

import hashlib
import json
import re
import time
import zlib

import pytest

from consult.comments.models import Comment
from consult.comments.queries import receipt
from consult.comments.receipts import digest, grouped, moment
from consult.comments.service import Quote, transition
from consult.consultations.queries import by_slug
from consult.extensions import db
from tests.comments.owning import HOME, MINE
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile

KEY = "k" * 43
FILE = HOME + f"acuse/{KEY}.pdf"
CHECK = HOME + "verificar"


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


def sent(consultation, body="Falta dinero.", **kwargs):
    return a_comment(
        consultation, body, block="1.2", status="pending", receipt_key=KEY, stance="for",
        quote=Quote("Los municipios"), **kwargs,
    )  # fmt: skip


def known():
    where = by_slug(None, "politica")
    said = receipt(where, KEY)
    return where, said, digest(where, said, 1)


def test_it_is_a_file_for_who_has_the_key(visitor, consultation):
    sent(consultation)
    started = time.perf_counter()
    answer = visitor.client.get(FILE)
    assert time.perf_counter() - started < 2
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="acuse-POL-0001.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"%PDF-")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", answer.data, re.S)
    assert b"pdfuaid" in answer.data + b"".join(map(inflated, streams))
    assert visitor.client.get(FILE).data == answer.data
    assert visitor.client.get("/en" + FILE).data != answer.data
    assert visitor.client.get(FILE.replace("k.pdf", "x.pdf")).status_code == 404


def inflated(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_its_state_changes_nothing_in_it(visitor, consultation):
    comment_id = sent(consultation).id
    before = visitor.client.get(FILE).data
    with meanwhile():
        found = db.session.get(Comment, comment_id)
        transition(None, found, revision=1, before="pending", after="published")
    assert visitor.client.get(FILE).data == before


@pytest.mark.parametrize(
    "body", ["#let x = 1; #eval(\"1\") $x$ `a` \\u{41} [ ] // /* <a> @b", "#import \"/etc/passwd\"",
             "😀 漢字 العربية \u202eabc\u200b \ue000", "a" * 10_000, "x\n\n\n\ny\n" * 1_000],
)  # fmt: skip
def test_whatever_was_typed_is_text(visitor, consultation, body):
    sent(consultation, body)
    answer = visitor.client.get(FILE)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")


def test_the_digest_can_be_calculated_from_what_the_receipt_says(consultation):
    sent(consultation)
    _where, said, own = known()
    told = {
        "body": "Falta dinero.", "consultation": "politica", "folio": "POL-0001",
        "proposed_text": "", "quote": "Los municipios", "received": moment(said.revision),
        "revision": 1, "stance": "for", "version": 1,
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert own == hashlib.sha256(text.encode()).hexdigest()
    assert len(grouped(own).split()) == 8


def test_anyone_can_check_it_and_reads_no_more(visitor, consultation):
    sent(consultation, "Secreto.")
    own = known()[2]
    for typed in (own, grouped(own), own.upper()):
        page = visitor.get(CHECK, query_string={"folio": " pol-0001 ", "digest": typed})
        words = page.words(".//main")
        assert "Se recibió el" in words and "Secreto" not in words and "moderación" not in words
    assert "Set-Cookie" not in page.response.headers


def test_what_is_not_so_is_answered_alike(visitor, consultation):
    sent(consultation)
    own = known()[2]
    asked = [("POL-0001", "0" * 64), ("POL-0002", own), ("x", own), ("", own), ("POL-0001", ""),
             ("POL-0001", own[:-1]), ("\u202e", "😀"), ("a" * 500, "b" * 5000)]  # fmt: skip
    answers = {
        visitor.get(CHECK, query_string={"folio": folio, "digest": each})
        .document.findtext(".//main//p[@class='lead']")
        for folio, each in asked
    }  # fmt: skip
    assert answers == {"No coincide"}
    assert visitor.get(CHECK).document.find(".//p[@class='lead']") is None


def test_the_receipt_of_what_was_corrected_stays_good(visitor, consultation):
    sent(consultation)
    before = known()[2]
    visitor.submit(HOME + "acuse/" + KEY, {})
    visitor.submit(MINE + "POL-0001/corregir", {"body": "Otra cosa.", "stance": "against"})
    db.session.expire_all()
    after = known()[2]
    assert before != after
    for each in (before, after):
        page = visitor.get(CHECK, query_string={"folio": "POL-0001", "digest": each})
        assert "Se recibió el" in page.words(".//main")
