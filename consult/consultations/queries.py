"""Reading consultations: a visitor sees those that have a published text."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.extensions import db, read_rows, utc_now
from consult.permissions import Actor, allows


def visible(viewer: Actor | None) -> Sequence[Consultation]:
    """Every consultation the viewer may see, the one that closes last first."""
    query = select(Consultation).order_by(Consultation.closes_at.desc(), Consultation.id)
    return [found for found in db.session.scalars(query) if _sees(viewer, found)]


def by_slug(viewer: Actor | None, slug: str) -> Consultation | None:
    found = by_slug_for_staff(slug)
    return found if found is not None and _sees(viewer, found) else None


def _sees(viewer: Actor | None, consultation: Consultation) -> bool:
    if consultation.current_version_id is not None:
        return True
    where = consultation.slug
    return allows(viewer, "draft.manage", where) or allows(viewer, "comment.moderate", where)


_STATES = (
    "SELECT public_revision, opens_at, closes_at FROM consultation"
    " WHERE current_version_id IS NOT NULL"
)


def public_state(slug: str) -> str | None:
    """Names what a visitor sees of a consultation, its days left included; None if nothing."""
    return _named(read_rows(f"{_STATES} AND slug = ?", slug)) or None


def public_state_of_all() -> str:
    """Names what a visitor sees on the page that lists all consultations."""
    return _named(read_rows(f"{_STATES} ORDER BY id"))


def _named(rows: Sequence[tuple[Any, ...]]) -> str:
    now = utc_now()
    return ".".join(
        f"{revision}-{window_state(_moment(opens_at), _moment(closes_at), now)}"
        for revision, opens_at, closes_at in rows
    )


def _moment(value: datetime | str) -> datetime:
    """SQLite's driver gives a text, in UTC."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def window_state(opens_at: datetime, closes_at: datetime, now: datetime) -> str:
    """ "soon", "closed", or "open" with the whole days left: what a page says of the window."""
    if now < opens_at:
        return "soon"
    return "closed" if now >= closes_at else f"open{(closes_at - now).days}"


def by_slug_for_staff(slug: str) -> Consultation | None:
    """The consultation of that name, whatever its state: for the operator's command line."""
    return db.session.scalar(select(Consultation).where(Consultation.slug == slug))
