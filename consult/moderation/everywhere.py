"""All that waits in the consultations that somebody moderates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.consultations.queries import visible
from consult.moderation.queries import appeals_length
from consult.moderation.queue import claimed, length, next_waiting
from consult.permissions import Actor, allows


@dataclass(frozen=True, slots=True)
class Desk:
    """What there is to do in a consultation: how many wait (see queue.length), which of them has
    waited longest and whether for too long, how many are appealed, and how many they have."""

    consultation: Consultation
    length: int
    oldest: Comment | None
    is_late: bool
    appeals: int
    claimed: int

    @property
    def is_clear(self) -> bool:
        return not (self.length or self.appeals)


def desks(viewer: Actor, now: datetime) -> Sequence[Desk]:
    """Those with something to do first, what has waited longest before the others."""
    found = [
        _desk(viewer, each, now)
        for each in visible(viewer)
        if allows(viewer, "comment.moderate", each.slug)
    ]
    return sorted(found, key=lambda desk: (desk.is_clear, _since(desk, now)))


def _since(desk: Desk, now: datetime) -> datetime:
    return desk.oldest.created_at if desk.oldest is not None else now


def _desk(viewer: Actor, consultation: Consultation, now: datetime) -> Desk:
    oldest = next_waiting(viewer, consultation)
    promised = timedelta(days=consultation.moderation_days)
    return Desk(
        consultation,
        length(viewer, consultation),
        oldest,
        oldest is not None and now > oldest.created_at + promised,
        appeals_length(viewer, consultation),
        len(claimed(viewer, consultation, now=now)),
    )
