"""Standing behind what someone else said: "Me sumo", once each, as a person or for one
organization that they speak for. People are only counted; organizations are named. The log says
that it was done, and not by whom: nobody may read there what someone else stands behind."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError

from consult.audit.service import record
from consult.comments.authorship import author_key, is_author
from consult.comments.models import Comment, Status, Support
from consult.consultations.models import Consultation
from consult.consultations.service import hold, mark_changed
from consult.extensions import db
from consult.organizations.models import Delegation, Organization
from consult.permissions import Actor


class SupportError(Exception):
    """It cannot be done (any more): the comment is one's own, is no longer published, or the
    person or the organization stands behind it already."""


def supporter_key(person_id: int, consultation_id: int) -> str:
    """What stands for them in one consultation; another than the keys of what they wrote there."""
    return author_key(person_id, consultation_id, "support")


def speaks_for(person: Actor) -> Sequence[Organization]:
    """The verified organizations whose name they may lend."""
    query = (
        select(Organization)
        .join(Delegation, Delegation.organization_id == Organization.id)
        .where(Delegation.person_id == person.id, Organization.verified_at.is_not(None))
        .order_by(Organization.name)
    )
    return db.session.scalars(query).all()


def support_of(person: Actor, comment: Comment) -> Support | None:
    return db.session.scalar(select(Support).where(_by(person, comment)))


def is_ones_own(person: Actor, comment: Comment, organization_id: int | None) -> bool:
    """Whether it was written by this person, or in the name of this organization."""
    in_name = organization_id is not None and comment.organization_id == organization_id
    return in_name or is_author(person, comment)


def support(
    actor: Actor, consultation: Consultation, comment: Comment, *, organization_id: int | None
) -> None:
    """Stand behind a published comment. Raises SupportError."""
    if is_ones_own(actor, comment, organization_id):
        raise SupportError
    hold(consultation.id)
    row = {
        "comment_id": comment.id,
        "supporter_key": supporter_key(actor.id, consultation.id),
        "organization_id": organization_id,
    }
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Support).values(row))
    except IntegrityError:
        raise SupportError from None
    if not _count(comment, +1, Comment.status == Status.PUBLISHED):
        raise SupportError
    _told(comment, "comment.support")


def withdraw_support(actor: Actor, comment: Comment) -> bool:
    """Stand behind it no more; whether they did."""
    hold(comment.consultation_id)
    gone = db.session.execute(delete(Support).where(_by(actor, comment)))
    assert isinstance(gone, CursorResult)
    if gone.rowcount != 1:
        return False
    _count(comment, -1, Comment.supports > 0)
    _told(comment, "comment.unsupport")
    return True


def organizations_behind(comment_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The verified organizations that stand behind these comments, by comment."""
    if not comment_ids:
        return {}
    query = (
        select(Support.comment_id, Organization.name)
        .join(Organization, Organization.id == Support.organization_id)
        .where(Support.comment_id.in_(comment_ids), Organization.verified_at.is_not(None))
        .order_by(Organization.name)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for comment_id, name in db.session.execute(query):
        found[comment_id].append(name)
    return {comment_id: tuple(names) for comment_id, names in found.items()}


def forget(person_id: int, consultation_ids: Collection[int]) -> None:
    """The account is erased: what it stood behind stays counted, and nothing says whose it was."""
    keys = [supporter_key(person_id, each) for each in consultation_ids]
    db.session.execute(
        update(Support)
        .where(Support.supporter_key.in_(keys))
        .values(supporter_key=None)
        .execution_options(synchronize_session=False)
    )


def _by(person: Actor, comment: Comment) -> ColumnElement[bool]:
    key = supporter_key(person.id, comment.consultation_id)
    return (Support.comment_id == comment.id) & (Support.supporter_key == key)


def _count(comment: Comment, step: int, condition: ColumnElement[bool]) -> bool:
    changed = db.session.execute(
        update(Comment)
        .where(Comment.id == comment.id, condition)
        .values(supports=Comment.supports + step)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1


def _told(comment: Comment, action: str) -> None:
    mark_changed(comment.consultation_id)
    record(None, action, "comment", comment.id)
    db.session.refresh(comment)
