"""Comments follow the text: in each newly published version every comment gets an anchor.

What happened to its place is said, never hidden: kept, moved, changed (its words were reworded)
or removed (its words are gone: the comment stands at its section, or at the draft as a whole).
What cannot be told for certain waits for a person (see `reviewing`). What a comment quoted is
never lost: it stands in the anchor of the version it was written on.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, func, insert, select
from sqlalchemy.orm import aliased

from consult.comments.journey import NOTHING, Journey, Standing
from consult.comments.models import COUNTED, Anchor, CarryOver, Comment, Review, Status
from consult.comments.service import count_published
from consult.drafts.events import version_published
from consult.drafts.models import Block, Version
from consult.drafts.queries import Place
from consult.extensions import db

CHUNK = 1000

_origin, _origin_block = aliased(Anchor), aliased(Block)
# What a journey asks of an anchor, with the words that the comment was written about.
STANDINGS = (
    select(
        Anchor.comment_id, Anchor.section_id, Anchor.block_id, Anchor.state, Anchor.quote,
        Anchor.prefix, Anchor.suffix, Anchor.start, Anchor.end, Anchor.review, Anchor.certainty,
        Anchor.suggested_block_id, Anchor.suggested_start, Anchor.suggested_end, Anchor.public,
        Comment.status, Comment.reply_to_id,
        func.coalesce(func.nullif(_origin.quote, ""), _origin_block.text, "").label("words"),
        _origin.section_id.label("origin_section_id"), _origin.quote.label("origin_quote"),
        _origin.prefix.label("origin_prefix"), _origin.suffix.label("origin_suffix"),
    )
    .join(Comment, Comment.id == Anchor.comment_id)
    .join(_origin, and_(
        _origin.comment_id == Anchor.comment_id, _origin.version_id == Comment.version_id,
    ))
    .outerjoin(_origin_block, _origin_block.id == _origin.block_id)
    .order_by(Comment.reply_to_id.is_not(None), Anchor.comment_id)
)  # fmt: skip


@version_published.connect
def carry_over(
    version: Version, *, previous: Version | None, journey: Journey | None = None
) -> None:
    """Give every comment of the previous version its anchor in the one just published; a
    `journey` that was prepared before is used if the texts are still those it knows."""
    if previous is None:
        return
    if journey is None or not journey.leads(previous.id, version.id):
        journey = Journey(previous.id, version.id)
    _carry(journey, version.id, Anchor.version_id == previous.id)


def follow(comment_ids: Sequence[int], written_on: Version, current: Version) -> None:
    """Carry comments that were received on an older version over to the current one."""
    journey = _journey(written_on, current)
    for start in range(0, len(comment_ids), CHUNK):
        these = Anchor.comment_id.in_(comment_ids[start : start + CHUNK])
        _carry(journey, current.id, these & (Anchor.version_id == written_on.id))


def _journey(old: Version, new: Version) -> Journey:
    """That between published versions is kept, because they never change."""
    if old.published_at is None or new.published_at is None:
        return Journey(old.id, new.id)
    return _kept_journey(old.id, old.published_at, new.id, new.published_at)


@lru_cache(maxsize=4)
def _kept_journey(
    old_id: int, _old_published_at: datetime, new_id: int, _new_published_at: datetime
) -> Journey:
    return Journey(old_id, new_id)


def standings(journey: Journey, which: Any) -> Iterator[tuple[Any, Standing]]:
    """Anchors of the old version with how each stands in the new one. What answers a comment, and
    stood where that one did, goes where that one goes."""
    known: dict[int, tuple[Any, Standing]] = {}
    for anchor in db.session.execute(STANDINGS.where(which)).all():
        answered, standing = known.get(anchor.reply_to_id, (None, None))
        if standing is None or not _stood_together(anchor, answered):
            standing = journey.follow(anchor)
        else:
            standing = replace(standing, quote=NOTHING)
        known[anchor.comment_id] = anchor, standing
        yield anchor, standing


def _stood_together(answer: Any, answered: Any) -> bool:
    """At one place, to which the same had happened; words that an answer quotes are its own."""
    places = ((each.section_id, each.block_id, each.state) for each in (answer, answered))
    return not answer.quote and len(set(places)) == 1


def _carry(journey: Journey, version_id: int, which: Any) -> None:
    published: Counter[Place] = Counter()
    rows = []
    for anchor, standing in standings(journey, which):
        rows.append(_row(anchor, standing))
        published[standing.place] += anchor.status == Status.PUBLISHED
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(Anchor), rows[start : start + CHUNK])
    count_published({place: count for place, count in published.items() if count})


def _row(anchor: Any, standing: Standing) -> Mapping[str, Any]:
    place, suggested = standing.place, standing.suggested
    return {
        "comment_id": anchor.comment_id,
        "version_id": place.version_id,
        "section_id": place.section_id,
        "section_text_id": place.section_text_id,
        "page_id": place.page_id,
        "block_id": place.block_id,
        "state": standing.state,
        "public": anchor.public,
        "quote": standing.quote.exact,
        "prefix": standing.quote.prefix,
        "suffix": standing.quote.suffix,
        "start": standing.quote.start,
        "end": standing.quote.end,
        "review": standing.review,
        "certainty": standing.certainty,
        "suggested_block_id": suggested.block_id if suggested else None,
        "suggested_start": suggested.start if suggested else None,
        "suggested_end": suggested.end if suggested else None,
    }


def carried(version_id: int) -> dict[str, int]:
    """How many comments written on earlier versions are kept, moved, changed and removed here, of
    those that count; `review` of them wait for a person to say where they stand."""
    query = (
        select(Anchor.state, Anchor.review, func.count())
        .join(Comment, Comment.id == Anchor.comment_id)
        .where(
            Anchor.version_id == version_id,
            Comment.version_id != version_id,
            Comment.status.in_(COUNTED),
        )
        .group_by(Anchor.state, Anchor.review)
    )
    counts: Counter[str] = Counter()
    for state, review, count in db.session.execute(query):
        counts[state] += count
        counts["review"] += count if review == Review.WAITING else 0
    return {name: counts[name] for name in (*map(str, CarryOver), "review")}
