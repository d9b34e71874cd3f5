"""Comments follow the text: in each newly published version every comment gets an anchor.

What happened to its place is said, never hidden: kept, moved, changed (its paragraph was
reworded: the comment stands at its section) or removed (its section is gone: the comment stands
at the draft as a whole). The words that a comment quotes are kept as they were.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select

from consult.comments.models import Anchor, CarryOver, Comment, Status
from consult.comments.service import count_published
from consult.drafts.events import version_published
from consult.drafts.aligning import BlockRef, match_blocks
from consult.drafts.models import Block, SectionText, Version
from consult.drafts.queries import Place
from consult.extensions import db

CHUNK = 1000


class Journey:
    """The way from the places of one version to those of another; reads both texts once."""

    def __init__(self, old: Version, new: Version) -> None:
        self._new_id = new.id
        old_blocks, new_blocks = _blocks(old.id), _blocks(new.id)
        self._places = {
            row.section_id: Place(new.id, row.section_id, row.id, row.page_id)
            for row in db.session.execute(
                select(SectionText.section_id, SectionText.id, SectionText.page_id).where(
                    SectionText.version_id == new.id
                )
            )
        }
        same = {section: section for section in self._places}
        found = match_blocks(
            [BlockRef(row.section_id, row.digest) for row in old_blocks],
            [BlockRef(row.section_id, row.digest) for row in new_blocks],
            same,
        )
        self._blocks: dict[int, tuple[str, Row[Any] | None]] = {
            old_blocks[index].id: (state, None if target is None else new_blocks[target])
            for index, (state, target) in found.items()
        }

    def place(self, anchor: Row[Any]) -> tuple[str, Place]:
        """What happened to an anchor of the old version, and where it stands in the new one."""
        if anchor.section_id is None:
            return anchor.state, Place(self._new_id)
        home = self._places.get(anchor.section_id)
        if anchor.block_id is None:
            return (anchor.state, home) if home else (CarryOver.REMOVED, Place(self._new_id))
        state, block = self._blocks[anchor.block_id]
        if block is not None:
            found = self._places[block.section_id]
            return state, Place(
                self._new_id, found.section_id, found.section_text_id, found.page_id, block.id
            )
        return (CarryOver.CHANGED, home) if home else (CarryOver.REMOVED, Place(self._new_id))


def _blocks(version_id: int) -> list[Row[Any]]:
    query = (
        select(Block.id, Block.digest, SectionText.section_id)
        .join(SectionText, SectionText.id == Block.section_text_id)
        .where(Block.version_id == version_id)
        .order_by(SectionText.position, Block.position)
    )
    return list(db.session.execute(query))


@version_published.connect
def carry_over(version: Version, *, previous: Version | None) -> None:
    """Give every comment of the previous version its anchor in the one just published."""
    if previous is not None:
        _carry(Journey(previous, version), version.id, Anchor.version_id == previous.id)


def follow(comment_ids: Sequence[int], written_on: Version, current: Version) -> None:
    """Carry comments that were received on an older version over to the current one."""
    journey = Journey(written_on, current)
    for start in range(0, len(comment_ids), CHUNK):
        these = Anchor.comment_id.in_(comment_ids[start : start + CHUNK])
        _carry(journey, current.id, these & (Anchor.version_id == written_on.id))


def _carry(journey: Journey, version_id: int, which: Any) -> None:
    query = (
        select(Anchor.__table__, Comment.status)
        .join(Comment, Comment.id == Anchor.comment_id)
        .where(which)
        .order_by(Anchor.comment_id)
    )
    published: Counter[Place] = Counter()
    rows = []
    for anchor in db.session.execute(query).all():
        state, place = journey.place(anchor)
        rows.append(_row(anchor, state, place))
        published[place] += anchor.status == Status.PUBLISHED
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(Anchor), rows[start : start + CHUNK])
    count_published({place: count for place, count in published.items() if count})


def _row(anchor: Row[Any], state: str, place: Place) -> Mapping[str, Any]:
    stays = place.block_id is not None
    return {
        "comment_id": anchor.comment_id,
        "version_id": place.version_id,
        "section_id": place.section_id,
        "section_text_id": place.section_text_id,
        "page_id": place.page_id,
        "block_id": place.block_id,
        "state": state,
        "public": anchor.public,
        "quote": anchor.quote,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
        "start": anchor.start if stays else None,
        "end": anchor.end if stays else None,
    }


def carried(version_id: int) -> dict[str, int]:
    """How many comments written on earlier versions are kept, moved, changed and removed here."""
    query = (
        select(Anchor.state, func.count())
        .join(Comment, Comment.id == Anchor.comment_id)
        .where(Anchor.version_id == version_id, Comment.version_id != version_id)
        .group_by(Anchor.state)
    )
    counts = {row[0]: row[1] for row in db.session.execute(query)}
    return {state.value: counts.get(state.value, 0) for state in CarryOver}
