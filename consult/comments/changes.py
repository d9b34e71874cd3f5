"""What happened to the words that a comment is about, as its readers and its author are told."""

from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from consult.comments.models import Anchor, CarryOver, Comment, Review
from consult.drafts.changes.diff import difference, to_html
from consult.drafts.models import Block, SectionText, Version
from consult.extensions import db

_origin, _passing = aliased(Anchor), aliased(Anchor)
_old, _now = aliased(Block), aliased(Block)
_here, _written, _passed = aliased(Version), aliased(Version), aliased(Version)

# The version in which it first was what it is now.
_SINCE = (
    select(func.min(_passed.number))
    .join(_passing, _passing.version_id == _passed.id)
    .where(_passing.comment_id == Anchor.comment_id, _passing.state == Anchor.state)
    .correlate(Anchor)
    .scalar_subquery()
)
CHANGES = (
    select(
        Anchor.comment_id, Anchor.state, Anchor.review, _SINCE, _written.number, _old.number,
        func.coalesce(func.nullif(_origin.quote, ""), _old.text, ""),
        func.coalesce(func.nullif(Anchor.quote, ""), _now.text, ""),
        _here.number, _now.number, SectionText.title,
    )
    .join(Comment, Comment.id == Anchor.comment_id)
    .join(_here, _here.id == Anchor.version_id)
    .join(_written, _written.id == Comment.version_id)
    .join(_origin, and_(_origin.comment_id == Comment.id, _origin.version_id == _written.id))
    .outerjoin(_old, _old.id == _origin.block_id)
    .outerjoin(_now, _now.id == Anchor.block_id)
    .outerjoin(SectionText, SectionText.id == Anchor.section_text_id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """`state` (see CarryOver) since version `since`; written on version `written_on` about `words`
    of block `old_number`, which in `version` read `words_now` and stand in block `number` of the
    section `title`: each empty or None where there is none."""

    comment_id: int
    state: str
    review: str | None
    since: int
    written_on: int
    old_number: str | None
    words: str
    words_now: str
    version: int
    number: str | None
    title: str | None

    @property
    def waits(self) -> bool:
        """Whether the drafting team still has to say where it stands."""
        return self.review == Review.WAITING

    @property
    def html(self) -> Markup | None:
        """The old words against the new ones, where both are known."""
        if self.state != CarryOver.CHANGED or not self.number or not self.words:
            return None
        return to_html(difference(self.words, self.words_now))


def changes(version_id: int, comment_ids: Collection[int]) -> dict[int, Change]:
    """Of these comments, what a version did to the words they are about."""
    if not comment_ids:
        return {}
    query = CHANGES.where(Anchor.version_id == version_id, Anchor.comment_id.in_(comment_ids))
    return {row[0]: Change(*row) for row in db.session.execute(query)}
