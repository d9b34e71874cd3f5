"""What happened to the words that a comment is about, as its readers and its author are told."""

from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from consult.comments.models import Anchor, CarryOver, Comment, Review
from consult.drafts.changes.diff import difference, to_html
from consult.drafts.changes.spans import whole_words
from consult.drafts.models import Block, SectionText, Version
from consult.extensions import db

_origin, _passing = aliased(Anchor), aliased(Anchor)
_old, _now = aliased(Block), aliased(Block)
_here, _written, _passed = aliased(Version), aliased(Version), aliased(Version)

# The last version in which it was something else than it is now.
_BEFORE = (
    select(func.max(_passed.number))
    .join(_passing, _passing.version_id == _passed.id)
    .where(
        _passing.comment_id == Anchor.comment_id,
        _passing.state != Anchor.state,
        _passed.number < _here.number,
    )
    .correlate(Anchor, _here)
    .scalar_subquery()
)
CHANGES = (
    select(
        Anchor.comment_id, Anchor.state, Anchor.review,
        func.coalesce(_BEFORE + 1, _written.number), _written.number, _old.number,
        func.coalesce(_old.text, _origin.quote), _origin.start, _origin.end,
        func.coalesce(_now.text, Anchor.quote), Anchor.start, Anchor.end,
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
    """`state` (see CarryOver) since version `since`. Written on version `written_on` about `words`
    of block `old_number`; in `version` it stands at block `number` of the section `title`. Each is
    empty or None where there is none, and without positions it is about all of a text."""

    comment_id: int
    state: str
    review: str | None
    since: int
    written_on: int
    old_number: str | None
    old_text: str
    old_start: int | None
    old_end: int | None
    text: str
    start: int | None
    end: int | None
    version: int
    number: str | None
    title: str | None

    @property
    def words(self) -> str:
        return self.old_text[self.old_start : self.old_end]

    @property
    def waits(self) -> bool:
        """Whether the drafting team still has to say where it stands."""
        return self.review == Review.WAITING

    @property
    def was_placed(self) -> bool:
        """Whether the drafting team said where it stands, and not the words."""
        return self.review == Review.CORRECTED and self.number is not None

    @property
    def html(self) -> Markup | None:
        """The old words against the new ones, where both are known."""
        known = self.number and self.old_number and not self.was_placed
        if self.state != CarryOver.CHANGED or not known:
            return None
        old = _whole(self.old_text, self.old_start, self.old_end)
        return to_html(difference(old, _whole(self.text, self.start, self.end)))


def _whole(text: str, start: int | None, end: int | None) -> str:
    """What was selected may begin in the middle of a word."""
    if start is None or end is None:
        return text
    return text[slice(*whole_words(text, start, end))]


def changes(version_id: int, comment_ids: Collection[int]) -> dict[int, Change]:
    """Of these comments, what a version did to the words they are about."""
    if not comment_ids:
        return {}
    query = CHANGES.where(Anchor.version_id == version_id, Anchor.comment_id.in_(comment_ids))
    return {row[0]: Change(*row) for row in db.session.execute(query)}
