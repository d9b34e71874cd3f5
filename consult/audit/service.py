"""Writing the log."""

from sqlalchemy import insert

from consult.audit import anchor
from consult.audit.models import AuditEvent
from consult.audit.sealing import FIELDS, content, keys, sealed
from consult.extensions import db, utc_now
from consult.permissions import Actor

ADD_EVENT = insert(AuditEvent)


def record(
    actor: Actor | None,
    action: str,
    subject_type: str,
    subject_id: int,
    *,
    before: str | None = None,
    after: str | None = None,
    **details: str | int,
) -> None:
    """Write one row in the caller's transaction. `details` are codes and counts, never text."""
    row = {
        "created_at": utc_now(),
        "actor": actor.id if actor is not None else None,
        "action": action,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "before": before,
        "after": after,
        "details": details,
    }
    seal = sealed(content([row[name] for name in FIELDS]), keys()[0])
    added = db.session.connection().execute(ADD_EVENT, row | {"seal": seal})
    assert added.inserted_primary_key is not None
    anchor.note(added.inserted_primary_key[0], seal)
