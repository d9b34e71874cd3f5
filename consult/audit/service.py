"""Writing the log."""

from sqlalchemy import insert

from consult.audit.models import AuditEvent
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
    db.session.connection().execute(ADD_EVENT, row)
