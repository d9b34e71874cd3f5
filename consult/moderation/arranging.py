"""How a consultation is moderated."""

from consult.audit.service import record
from consult.consultations.models import Consultation, Mode
from consult.consultations.service import mark_changed
from consult.extensions import db
from consult.jobs import enqueue
from consult.markup import normalise
from consult.moderation.looking import LOOK
from consult.permissions import Actor


def arrange(
    actor: Actor | None,
    consultation: Consultation,
    *,
    moderation_mode: str,
    moderation_days: int,
    watched_words: str,
) -> None:
    """Change when contributions are published, how soon, and what is pointed out in them; in what
    waits other words are looked for at once."""
    before, words = consultation.moderation_mode, normalise(watched_words)
    is_other = words != consultation.watched_words
    consultation.moderation_mode = Mode(moderation_mode)
    consultation.moderation_days = moderation_days
    consultation.watched_words = words
    db.session.flush()
    mark_changed(consultation.id)  # pages say when a contribution is published
    record(actor, "moderation.arrange", "consultation", consultation.id, before=before,
           after=moderation_mode, days=moderation_days)  # fmt: skip
    if is_other:
        enqueue(LOOK, consultation_id=consultation.id)
