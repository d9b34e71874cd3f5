"""What happens to people and organizations, as far as their comments are concerned; heard in the
transaction that it happens in."""

import secrets
from typing import Any

from sqlalchemy import delete, or_, select, update

from consult.accounts.events import data_asked, person_erased
from consult.accounts.models import Person
from consult.comments.authorship import author_keys
from consult.comments.models import Comment, CommentRevision, Identity, Participant
from consult.comments.supporting import forget
from consult.consultations.models import Consultation
from consult.consultations.service import mark_changed
from consult.extensions import db
from consult.organizations.events import verification_changed
from consult.organizations.models import Organization


@person_erased.connect
def cut_ties(person: Person) -> None:
    """What they wrote stays as it is shown; that it was they who wrote it is told by nothing. Their
    codes stay taken, by nobody."""
    for consultation_id in db.session.scalars(select(Consultation.id)).all():
        keys = author_keys(person.id, consultation_id)
        theirs = Comment.author_key.in_(keys)
        numbers = select(Comment.id).where(theirs)
        db.session.execute(delete(Identity).where(Identity.comment_id.in_(numbers)))
        db.session.execute(
            update(Comment)
            .where(theirs)
            .values(author_key=None, author_id=None)
            .execution_options(synchronize_session=False)
        )
        db.session.execute(
            update(Participant)
            .where(Participant.author_key.in_(keys))
            .values(author_key=secrets.token_hex(16))
            .execution_options(synchronize_session=False)
        )
        forget(person.id, [consultation_id])


@data_asked.connect
def written_by(person: Person) -> dict[str, Any]:
    """Each revision of what they wrote, under whatever name, the first one first."""
    consultations = db.session.execute(select(Consultation.id, Consultation.slug)).all()
    slugs = {row.id: row.slug for row in consultations}
    keys = [key for number in slugs for key in author_keys(person.id, number)]
    query = (
        select(Comment, CommentRevision)
        .join(CommentRevision, CommentRevision.comment_id == Comment.id)
        .where(or_(Comment.author_key.in_(keys), Comment.author_id == person.id))
        .order_by(Comment.id, CommentRevision.number)
    )
    rows = db.session.execute(query)
    return {"contributions": [_told(slugs, *row) for row in rows]}


def _told(slugs: dict[int, str], comment: Comment, revision: CommentRevision) -> dict[str, Any]:
    return {
        "consultation": slugs[comment.consultation_id],
        "folio": comment.folio,
        "revision": revision.number,
        "written": revision.created_at.isoformat(),
        "status": comment.status,
        "shown_as": comment.exposure,
        "signed": comment.author_name,
        "organization": comment.organization_name,
        "body": revision.body,
        "proposed_text": revision.proposed_text,
        "stance": revision.stance,
    }


@verification_changed.connect
def show_anew(organization: Organization) -> None:
    """Pages that say whether the organization was verified are made again."""
    own = select(Comment.consultation_id).where(Comment.organization_id == organization.id)
    for consultation_id in db.session.scalars(own.distinct().order_by(Comment.consultation_id)):
        mark_changed(consultation_id)
