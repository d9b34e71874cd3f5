"""The pages of the log: what they say, whom they name, what is found, and whose it is."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import insert

from consult.audit.linking import link
from consult.audit.models import AuditEvent
from consult.audit.service import record
from consult.comments.models import Exposure
from consult.extensions import db, utc_now
from consult.moderation.service import decide
from consult.trail import queries
from consult.trail.queries import PAGE
from tests.factories import a_comment, a_consultation
from tests.people import make_person
from tests.teams.staff import member

SITE, HERE = "/administracion/registro", "/consultas/politica/registro"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def ana(app):
    return make_person("moderator", "ana@ejemplo.hn", "Ana Paz")


@pytest.fixture
def published(consultation, ana):
    """A comment that Ana published."""
    comment = a_comment(consultation, "Palabras que nadie debe leer ahí.", status="pending")
    decide(ana, comment, revision=1, after="published")
    db.session.commit()
    return comment


def rows(page):
    return ["".join(each.itertext()) for each in page.all(".//ol/li")]


def test_it_says_who_did_what_and_when(admin, published):
    page = admin.get(SITE)
    told = next(row for row in rows(page) if "publicó" in row and published.folio in row)
    assert told.startswith(f"Ana Paz publicó {published.folio}.")
    assert "(hora de Honduras)" in told
    assert "antes: En espera · después: Publicado" in " ".join(told.split())
    assert "Palabras que nadie" not in page.text


def test_a_reason_is_told_in_the_words_of_the_rule(admin, consultation, published):
    record(None, "comment.report", "comment", published.id, reason="off_topic")
    db.session.commit()
    (told,) = rows(admin.get(SITE + "?accion=comment.report"))
    assert "motivo: no trata del borrador en consulta" in told


@pytest.mark.parametrize("exposure", [Exposure.CODED, Exposure.ORGANIZATION])
def test_who_is_not_named_on_a_comment_is_not_named_here(admin, consultation, exposure):
    rosa = make_person("participant", "rosa@ejemplo.hn", "Rosa Luz")
    comment = a_comment(consultation, author_id=rosa.id, exposure=exposure, status="pending")
    page = admin.get(f"{HERE}?folio={comment.folio}")
    assert rows(page)[0].startswith(f"Alguien sin nombre envió {comment.folio}.")
    assert "Rosa" not in page.text
    for address in (HERE, SITE):
        assert not any(comment.folio in row for row in rows(admin.get(address + "?persona=Rosa")))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("persona=paz", True), ("persona=nadie", False), ("persona=%25", False),
        ("quien=con-nombre", True), ("quien=sin-nombre", False),
        ("accion=comment.status", True), ("accion=aportes", True), ("accion=draft.import", False),
        ("asunto=comment", True), ("asunto=version", False), ("accion=nada&asunto=nada", True),
        ("folio=CONS-9999", False), ("persona=%00" + "a" * 300, False), ("antes=nada", True),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_found(admin, published, query, found):
    told = rows(admin.get(f"{SITE}?{query}"))
    assert any("Ana Paz publicó" in row for row in told) is found


def test_days_are_those_of_honduras(admin, ana):
    for hours, number in ((5, 1), (7, 2)):  # in Honduras the day begins six hours later
        at = utc_now().replace(year=2026, month=3, day=2, hour=hours)
        db.session.execute(insert(AuditEvent).values(
            created_at=at, actor=ana.id, action="job.repeat", subject_type="job",
            subject_id=number, details={},
        ))  # fmt: skip
    db.session.commit()
    (told,) = rows(admin.get(SITE + "?desde=2026-03-02&hasta=2026-03-02"))
    assert "un trabajo (n.º 2)" in told
    (told,) = rows(admin.get(SITE + "?hasta=2026-03-01"))
    assert "un trabajo (n.º 1)" in told
    assert rows(admin.get(SITE + "?hasta=9999-12-31"))


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("desde=ayer", "Escriba un día que exista"),
        ("desde=2026-03-02&hasta=2026-03-01", "El último día es anterior al primero."),
    ],
)
def test_wrong_days_are_refused_and_kept(admin, ana, query, reason):
    for address in (SITE, SITE + ".csv"):
        page = admin.get(f"{address}?{query}", status=422)
        assert reason in page.text and rows(page) == []
        assert page.fields()["desde"] == query.split("&")[0].removeprefix("desde=")


def test_pages_follow_each_other_by_key(admin, ana):
    for number in range(PAGE + 3):
        record(ana, "job.repeat", "job", number)
    db.session.commit()
    first = admin.get(SITE + "?accion=job.repeat")
    (more,) = first.all(".//a[@rel='next']")
    second = admin.get(more.get("href"))
    assert len(rows(first)) == PAGE and len(rows(second)) == 3
    assert "n.º 52)" in rows(first)[0] and "n.º 0)" in rows(second)[-1]


def test_a_consultation_shows_what_is_its_own(app, consultation, published):
    other = a_consultation("ajena")
    comment = a_comment(other)
    olga = member(app, consultation, "admin", "olga@ejemplo.hn")
    member(app, other, "admin", "saul@ejemplo.hn")
    told = " ".join(rows(olga.get(HERE)))
    assert published.folio in told and "importó la versión 1" in told and "Olga" in told
    assert "Saul" not in told and f"n.º {comment.id})" not in told and "contraseña" not in told
    assert told.count("creó") == 1


def test_a_consultations_administrator_gets_no_other_log(app, consultation):
    a_consultation("ajena")
    olga = member(app, consultation, "admin", "olga@ejemplo.hn")
    for address in (SITE, "/consultas/ajena/registro", SITE + ".csv"):
        olga.get(address, status=404)


def test_the_file_has_all_of_it_and_no_formula(admin, published, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 20)
    eve = make_person("admin", "eva@ejemplo.hn", "=1+1")
    for number in range(60):
        record(eve, "job.repeat", "job", number)
    db.session.commit()
    text = admin.client.get(SITE + ".csv", buffered=True).get_data(as_text=True)
    table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len({row[0] for row in table[1:]}) == len(table) - 1 > 60
    assert table[1][2] == "'=1+1" and table[1][3].startswith("'=1+1 repitió un trabajo")
    assert [row for row in table if row[3] == f"Ana Paz publicó {published.folio}."]


def test_the_file_of_a_consultation_has_the_filter_of_its_page(admin, published):
    text = admin.client.get(HERE + ".csv?persona=Ana", buffered=True).get_data(as_text=True)
    assert len(text.splitlines()) == 2 and published.folio in text


def test_it_says_how_far_the_chain_reaches(admin, ana):
    assert "Todavía no hay actos encadenados" in admin.get(SITE).text
    link()
    last = db.session.query(AuditEvent.id).order_by(AuditEvent.id.desc()).first()[0]
    page = admin.get(SITE)
    assert f"encadenados hasta el n.º {last}" in page.text
    assert "consult audit verify" in page.text


def test_it_speaks_english_and_writes_nothing(admin, published):
    before = db.session.query(AuditEvent).count()
    page = admin.get("/en" + SITE)
    assert "Honduras" in page.text and 'lang="es-HN"' in page.text
    assert db.session.query(AuditEvent).count() == before


def test_it_is_linked_from_the_pages_of_who_may_read_it(admin, consultation):
    assert f'href="{SITE}"' in admin.get("/administracion/personas").text
    assert f'href="{HERE}"' in admin.get("/consultas/politica/equipo/").text


def test_an_account_that_is_gone_has_no_name(admin, consultation):
    db.session.execute(insert(AuditEvent).values(
        created_at=utc_now() - timedelta(days=1), actor=999, action="old.act",
        subject_type="thing", subject_id=1, details={},
    ))  # fmt: skip
    db.session.commit()
    told = rows(admin.get(SITE + "?quien=con-nombre"))
    assert any(
        row.startswith("Una cuenta que ya no existe hizo «old.act» en thing (n.º 1).")
        for row in told
    )
