"""What two people may look at once they agreed, with a reason: only they, for a day.

To have confirmed it is all that the act does; each look is recorded by the feature that shows it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from consult.approvals.kinds import Kind, kind_of
from consult.approvals.models import Approval, Outcome
from consult.approvals.service import ApprovalError
from consult.extensions import utc_now
from consult.permissions import Actor, allows

SEEN_FOR = timedelta(hours=24)


def may_look(approval: Approval, viewer: Actor, now: datetime | None = None) -> bool:
    """Whether it was confirmed less than a day ago, and by or for this person."""
    if approval.outcome != Outcome.CONFIRMED or approval.decided_at is None:
        return False
    if not allows(viewer, kind_of(approval).action, approval.where):
        return False
    is_fresh = (now or utc_now()) < approval.decided_at + SEEN_FOR
    return is_fresh and viewer.id in (approval.asked_by, approval.decided_by)


def check_look(approval: Approval, viewer: Actor, code: str) -> None:
    """Raises ApprovalError, unless this is an approval of that kind that they may look by."""
    if approval.kind != code or not may_look(approval, viewer):
        raise ApprovalError(_l("El plazo para verlo venció."))


def look(code: str, describe: Callable[[Approval], str], opens: tuple[str, object]) -> Kind:
    """An act of this sort; its code is also the permission that both need. `opens`: see Kind."""
    return Kind(code, code, _nothing, describe, may_open=may_look, opens=opens)


def _nothing(_actor: Actor | None, _approval: Approval) -> None:
    pass
