"""What a passage that a comment was written about says in the version in force."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.comments.models import Anchor, CarryOver, Comment
from consult.consultations.models import Consultation
from consult.drafts.changes.diff import difference, to_html
from consult.drafts.models import Version
from consult.extensions import db


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """`number` of the version in force; `state` of the passage there (see CarryOver); `html` its
    words as a difference to those it was written about, empty where nothing is left of it."""

    number: int
    state: str
    html: Markup


def place_now(comment: Comment) -> PlaceNow | None:
    """None where the version it was written on is in force, or the passage still says the same."""
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    current = consultation.current_version_id
    if current is None or current == comment.version_id:
        return None
    query = (
        select(Anchor)
        .where(Anchor.comment_id == comment.id)
        .options(joinedload(Anchor.block), joinedload(Anchor.section_text))
    )
    anchors = {anchor.version_id: anchor for anchor in db.session.scalars(query)}
    then, now = anchors.get(comment.version_id), anchors.get(current)
    if then is None or now is None or now.state == CarryOver.KEPT:
        return None
    number = db.session.get_one(Version, current).number
    old, new = (each.block.text if each.block else "" for each in (then, now))
    return PlaceNow(number, now.state, to_html(difference(old, new)) if old and new else Markup())
