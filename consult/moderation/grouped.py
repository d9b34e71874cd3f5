"""Of the comments that say the same one is shown, with how many there are."""

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from consult.comments.models import Comment, Status

_other = aliased(Comment)
_same = (_other.group_id == Comment.group_id) & (_other.status == Status.PENDING)


def is_first() -> ColumnElement[bool]:
    """Condition: none of its group comes before it; those that were held back come last."""
    alike_held = _other.held.is_(None) == Comment.held.is_(None)
    earlier = or_(
        _other.held.is_(None) & Comment.held.is_not(None), alike_held & (_other.id < Comment.id)
    )
    return Comment.group_id.is_(None) | ~exists().where(_same, earlier)


def group_size() -> ColumnElement[int]:
    """How many of its group wait, itself included; 0 without a group."""
    return select(func.count(_other.id)).where(_same).scalar_subquery().label("size")
