"""The way of comments from the places of one version to those of another; only reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from consult.comments.models import CarryOver, Review
from consult.comments.quoting import Span, context
from consult.comments.service import Quote
from consult.drafts.changes.aligning import BlockRef
from consult.drafts.changes.anchoring import Anchoring, Outcome, Spot
from consult.drafts.models import Block, SectionText
from consult.drafts.queries import Place
from consult.extensions import db

ORDER = [str(state) for state in CarryOver]
NOTHING = Quote("")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where the words of a comment probably are: a block, and code points in it."""

    block_id: int
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a comment stands in the new version. `quote` are the words it is about as they read
    there, empty where they do not stand at a place of their own."""

    state: str
    place: Place
    quote: Quote = NOTHING
    review: str | None = None
    certainty: float | None = None
    suggested: Suggestion | None = None


class Journey:
    """Reads both texts once; what it knows of one place it knows of all comments there."""

    def __init__(self, old_id: int, new_id: int) -> None:
        self._ends = old_id, new_id
        self._old, self._new = _blocks(old_id), _blocks(new_id)
        self._index = {row.id: index for index, row in enumerate(self._old)}
        self._places = _places(new_id)
        same = {section: section for section in self._places}
        self._way = Anchoring(_refs(self._old), _refs(self._new), same)
        self._known: dict[tuple[Any, ...], Outcome] = {}

    def leads(self, old_id: int, new_id: int) -> bool:
        """Whether it goes from here to there, and the sections are still those it knows."""
        return self._ends == (old_id, new_id) and _places(new_id) == self._places

    def follow(self, anchor: Any) -> Standing:
        """`anchor`: a row of carrying.STANDINGS in the old version."""
        if anchor.review == Review.WAITING:
            return self._still_waiting(anchor)
        return self._standing(anchor, self._back(anchor) or self._outcome(anchor))

    def _back(self, anchor: Any) -> Outcome | None:
        """What had changed or gone and is again as it was; not where a person has spoken."""
        lost = anchor.state in (CarryOver.CHANGED, CarryOver.REMOVED)
        if not lost or anchor.review is not None:
            return None
        section = anchor.origin_section_id
        if not anchor.words:
            was_section = section is not None and anchor.section_id is None
            return Outcome("kept", section) if was_section and section in self._places else None
        around = (anchor.origin_prefix, anchor.origin_suffix) if anchor.origin_quote else ("", "")
        home = section if section in self._places else anchor.section_id
        spot = self._way.restored(home, anchor.words, *around)
        if spot is None:
            return None
        place = spot if anchor.origin_quote else Spot(spot.block)
        return Outcome("kept", self._new[spot.block].section_id, place)

    def _outcome(self, anchor: Any) -> Outcome:
        if anchor.section_id is None:
            return Outcome("kept", None)
        words = anchor.quote if anchor.block_id is None else ""
        name = (anchor.section_id, anchor.block_id, anchor.start, anchor.end, words)
        if name not in self._known:
            self._known[name] = self._find(anchor)
        return self._known[name]

    def _find(self, anchor: Any) -> Outcome:
        if anchor.block_id is None:
            return self._way.words(anchor.section_id, anchor.quote)
        index = self._index[anchor.block_id]
        if anchor.start is None:
            return self._way.block(index)
        return self._way.quote(index, anchor.start, anchor.end)

    def _standing(self, anchor: Any, outcome: Outcome) -> Standing:
        waits = outcome.needs_review
        kept = outcome.state in ("kept", "moved") and self._is_as_it_was(anchor, outcome)
        return Standing(
            state=CarryOver.KEPT if kept and not waits else _worse(anchor.state, outcome.state),
            place=self._place(outcome.section, outcome.spot),
            quote=self._quote(anchor, outcome.spot),
            review=Review.WAITING if waits else None,
            certainty=outcome.certainty if waits else None,
            suggested=self._suggestion(outcome.suggested),
        )

    def _is_as_it_was(self, anchor: Any, outcome: Outcome) -> bool:
        """Whether its very words stand again where they stood when it was written."""
        spot = outcome.spot
        if outcome.section != anchor.origin_section_id:
            return False
        if spot is None:
            return outcome.state == "kept" and not anchor.words
        text = self._new[spot.block].text
        return bool(anchor.words) and text[spot.start : spot.end] == anchor.words

    def _still_waiting(self, anchor: Any) -> Standing:
        """Nobody has said where it stands, so what is suggested follows the text."""
        home = self._way.section(anchor.section_id) if anchor.section_id else Outcome("kept", None)
        outcome = None
        if anchor.suggested_block_id is not None:
            index, start = self._index[anchor.suggested_block_id], anchor.suggested_start
            outcome = (
                self._way.block(index)
                if start is None
                else self._way.quote(index, start, anchor.suggested_end)
            )
        return Standing(
            state=_worse(anchor.state, home.state),
            place=self._place(home.section, None),
            review=Review.WAITING,
            certainty=min(anchor.certainty or 0, outcome.certainty if outcome else 0),
            suggested=self._suggestion(outcome and (outcome.spot or outcome.suggested)),
        )

    def _place(self, section_id: int | None, spot: Spot | None) -> Place:
        if section_id is None:
            return Place(self._ends[1])
        home = self._places[section_id]
        if spot is None:
            return home
        return Place(
            home.version_id, home.section_id, home.section_text_id, home.page_id,
            self._new[spot.block].id,
        )  # fmt: skip

    def _quote(self, anchor: Any, spot: Spot | None) -> Quote:
        if spot is None:
            # Words without a position of their own (over several paragraphs) stay as they are.
            if anchor.block_id is None:
                return Quote(anchor.quote, anchor.prefix, anchor.suffix)
            return NOTHING
        if spot.start is None or spot.end is None:
            return NOTHING
        text, span = self._new[spot.block].text, Span(spot.start, spot.end)
        return Quote(text[span.start : span.end], *context(text, span), *span)

    def _suggestion(self, spot: Spot | None) -> Suggestion | None:
        return Suggestion(self._new[spot.block].id, spot.start, spot.end) if spot else None


def _worse(before: str, now: str) -> str:
    return max(before, now, key=ORDER.index)


def _blocks(version_id: int) -> list[Row[Any]]:
    query = (
        select(Block.id, Block.digest, Block.text, SectionText.section_id)
        .join(SectionText, SectionText.id == Block.section_text_id)
        .where(Block.version_id == version_id)
        .order_by(SectionText.position, Block.position)
    )
    return list(db.session.execute(query))


def _refs(rows: list[Row[Any]]) -> list[BlockRef]:
    return [BlockRef(row.section_id, row.digest, row.text) for row in rows]


def _places(version_id: int) -> Mapping[int, Place]:
    query = select(SectionText.section_id, SectionText.id, SectionText.page_id).where(
        SectionText.version_id == version_id
    )
    return {
        row.section_id: Place(version_id, row.section_id, row.id, row.page_id)
        for row in db.session.execute(query)
    }
