"""Changes to consultations."""

import re
from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select, update

from consult.audit.service import record
from consult.consultations.models import HONDURAS, Consultation
from consult.extensions import db
from consult.permissions import Actor

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKE_FOLIOS = (
    update(Consultation)
    .where(Consultation.id == bindparam("consultation"))
    .values(folio_count=Consultation.folio_count + bindparam("amount"))
    .returning(Consultation.folio_count)
)


class ConsultationError(Exception):
    """A consultation that cannot be made as asked; `reason` is a lazy Spanish sentence."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


def create_consultation(
    actor: Actor | None,
    *,
    slug: str,
    title: str,
    opens: date,
    closes: date,
    summary: str = "",
    folio_prefix: str = "",
) -> Consultation:
    """A new consultation, open from the start of `opens` to the end of `closes` in Honduras."""
    _check(slug, title.strip(), opens, closes)
    consultation = Consultation(
        slug=slug,
        title=title.strip(),
        summary=summary.strip(),
        folio_prefix=folio_prefix or _initials(slug),
        opens_at=_midnight(opens),
        closes_at=_midnight(closes + timedelta(days=1)),
    )
    db.session.add(consultation)
    db.session.flush()
    record(actor, "consultation.create", "consultation", consultation.id)
    return consultation


def _check(slug: str, title: str, opens: date, closes: date) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > 80:
        raise ConsultationError(
            _l("El identificador lleva solo minúsculas, números y guiones (80 como máximo).")
        )
    if not 1 <= len(title) <= 300:
        raise ConsultationError(_l("El título debe tener entre 1 y 300 caracteres."))
    if closes < opens:
        raise ConsultationError(_l("La fecha de cierre es anterior a la de apertura."))
    if db.session.scalar(select(Consultation.id).where(Consultation.slug == slug)):
        raise ConsultationError(_l("Ya existe una consulta con ese identificador."))


def _initials(slug: str) -> str:
    parts = slug.split("-")
    return (slug[:3] if len(parts) == 1 else "".join(part[0] for part in parts)[:6]).upper()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HONDURAS)


def next_folios(consultation: Consultation, amount: int) -> list[str]:
    """Take `amount` folio numbers: "PMI-0412". Two who ask at once never get the same."""
    asked = {"consultation": consultation.id, "amount": amount}
    last = db.session.connection().scalar(TAKE_FOLIOS, asked)
    assert last is not None
    first = last - amount + 1
    return [f"{consultation.folio_prefix}-{number:04d}" for number in range(first, last + 1)]


def hold(consultation_id: int) -> None:
    """Make every other change of what visitors see of a consultation wait until this transaction
    ends. Whoever holds it takes it first, before any row that belongs to it."""
    own = select(Consultation.id).where(Consultation.id == consultation_id)
    db.session.execute(own.with_for_update(key_share=True))


def mark_changed(consultation_id: int) -> None:
    """Say that something a visitor can see has changed, so that cached pages are made anew."""
    db.session.execute(
        update(Consultation)
        .where(Consultation.id == consultation_id)
        .values(public_revision=Consultation.public_revision + 1)
        .execution_options(synchronize_session=False)
    )
