"""One page of the draft, put together: its sections and blocks, what is open, what is around."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from flask import request, url_for

from consult.comments.highlighting import highlight
from consult.comments.queries import published_results
from consult.comments.quoting import LONGEST_QUOTE, locate_across
from consult.permissions import allows
from consult.questions.queries import beside
from consult.questions.results import Result
from consult.reading import queries
from consult.reading.contents import Entry
from consult.reading.queries import Contribution, Passage, Quoted
from consult.reading.statements import PAGE
from consult.reading.views.cards import Cards, cards
from consult.reading.views.draft import Draft, after_argument, anchor, block_anchor, viewer
from consult.reading.views.languages import Languages, Translated
from consult.reading.views.lines import Line, Lines, Table

LOWEST_HEADING = 6
# Contributions at one place, after the one of that id.
Rows = Callable[[int], Sequence[Contribution]]


@dataclass(frozen=True, slots=True)
class Opened:
    """The contributions on a page: those on a block, on a section itself, or on all of it.

    `query` opens them, `fragment` is where on the page they stand; `own` is the folio of the one
    that the reader came for, if it stands there.
    """

    cards: Cards
    after: int
    query: str = ""
    fragment: str = "aportes"
    block: Passage | None = None
    section: Entry | None = None
    own: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    """A block, how many contributions are on it, and where they are read and made."""

    passage: Passage
    count: int
    is_open: bool
    href_comments: str
    href_comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A heading of level 2 to 6; `count` is of the section itself, without its blocks.

    `translated` takes the place of its words, where it was asked for; `is_left_in_spanish` where
    it was and there is none.
    """

    title: str
    anchor: str
    level: int
    count: int
    is_open: bool
    href_comments: str
    href_comment: str | None
    blocks: tuple[BlockView, ...]
    questions: tuple[Result, ...]
    href_answers: str
    href_ask: str | None
    translated: Translated | None = None
    is_left_in_spanish: bool = False

    @property
    def holds_open(self) -> bool:
        return self.is_open or any(block.is_open for block in self.blocks)


class ChapterPage:
    """What reading/chapter.html shows; the number of queries does not depend on the amounts."""

    longest_quote = LONGEST_QUOTE

    def __init__(self, draft: Draft, entry: Entry) -> None:
        self.entry = entry
        self.address = draft.links.chapter(entry.key)
        self._draft, self._outline = draft, draft.outline
        self._entries = draft.outline.on_page(entry)
        self._passages = queries.passages(entry.id)
        self._quoted = queries.quoted(entry.id)
        ids = [section.id for section in self._entries]
        self.tallies = queries.tallies(draft.version.id, ids)
        self.count = sum(self.tallies.sections.get(section_id, 0) for section_id in ids)
        self.languages = Languages(draft.version, self._entries, self.address)
        self._lines = Lines(draft, self.tallies, self.languages.query)
        self._takes_comments = draft.takes_comments
        self._own: Mapping[int, Sequence[tuple[int, int]]] = {}
        self._questions = _questions(ids)
        self._may_ask = allows(viewer(), "draft.manage", draft.consultation.slug)
        self.opened = self._opened()

    def _opened(self) -> Opened:
        number, key = request.args.get("parrafo"), request.args.get("seccion")
        block = next((each for each in self._passages if each.number == number), None)
        if block is not None:
            rows = partial(queries.on_block, block.id)
            place = {"query": f"?parrafo={block.number}", "fragment": block_anchor(block.number)}
            return self._opened_at(rows, block.section_text_id, block.id, block=block, **place)
        section = next((each for each in self._entries if each.key == key), None)
        if section is not None:
            rows = partial(queries.on_section, section.id)
            place = {"query": f"?seccion={key}", "fragment": anchor(section.key)}
            return self._opened_at(rows, section.id, None, section=section, **place)
        after = after_argument()
        return Opened(cards(self._draft, queries.on_page(self.entry.id, after)), after)

    def _opened_at(
        self, rows: Rows, section_text_id: int, block_id: int | None, **place: Any
    ) -> Opened:
        """The list begins with the contribution that the reader came for, if it is further on."""
        folio, after = request.args.get("aporte", ""), after_argument()
        own = queries.quoted_by(self._draft.version, folio)
        found = rows(after)
        if own is None or (own.section_text_id, own.block_id) != (section_text_id, block_id):
            return Opened(cards(self._draft, found, tell_place=False), after, **place)
        if not after and own.comment_id not in [row.id for row in found[:PAGE]]:
            after = own.comment_id - 1
            found = rows(after)
        self._own = self._spans_of(own)
        return Opened(cards(self._draft, found, tell_place=False), after, own=folio, **place)

    def _spans_of(self, own: Quoted) -> Mapping[int, Sequence[tuple[int, int]]]:
        """The words that a contribution quotes, by block. One that stands at a section quotes words
        over several: others are only like those that it was about."""
        if own.block_id is not None and own.start is not None and own.end is not None:
            return {own.block_id: [(own.start, own.end)]}
        passages = [each for each in self._passages if each.section_text_id == own.section_text_id]
        found = locate_across([each.text for each in passages], own.words, own.before)
        if own.block_id is not None or len(found) != 1 or found[0].first == found[0].last:
            return {}
        covered = ((each.id, found[0].inside(n, each.text)) for n, each in enumerate(passages))
        return {block_id: [span] for block_id, span in covered if span}

    @property
    def has_marks(self) -> bool:
        """Whether anything of the text, as it is shown, is marked as quoted."""
        marked = self._quoted.keys() | self._own.keys()
        return any(
            block.passage.id in marked
            for view in self.sections
            if view.translated is None
            for block in view.blocks
        )

    @property
    def opened_address(self) -> str:
        """This page with the same contributions open, from the first one."""
        return f"{self.address}{self.opened.query}#{self.opened.fragment}"

    @property
    def more_address(self) -> str | None:
        if self.opened.cards.after is None:
            return None
        joint = f"{self.opened.query}&" if self.opened.query else "?"
        return f"{self.address}{joint}despues={self.opened.cards.after}#{self.opened.fragment}"

    @cached_property
    def sections(self) -> list[SectionView]:
        blocks: dict[int, list[BlockView]] = {entry.id: [] for entry in self._entries}
        for passage in self._passages:
            blocks[passage.section_text_id].append(self._block(passage))
        return [self._section(entry, blocks[entry.id]) for entry in self._entries]

    def _section(self, entry: Entry, blocks: Sequence[BlockView]) -> SectionView:
        on_blocks = sum(block.count for block in blocks)
        place = anchor(entry.key)
        form = self._draft.links.comment_on_section if self._takes_comments else None
        is_open = entry is self.opened.section
        holds_open = is_open or any(block.is_open for block in blocks)
        # What is open was said of the Spanish words, and is read beside them.
        translated = None if holds_open else self.languages.section(entry, place)
        return SectionView(
            title=entry.title,
            anchor=place,
            level=min(2 + entry.depth - self.entry.depth, LOWEST_HEADING),
            count=self.tallies.sections.get(entry.id, 0) - on_blocks,
            is_open=is_open,
            href_comments=f"{self.address}?seccion={entry.key}#{place}",
            href_comment=form(entry.key) if form else None,
            blocks=tuple(blocks),
            translated=translated,
            is_left_in_spanish=self.languages.lacks(entry),
            questions=self._questions.get(entry.id, ()),
            href_answers=url_for(
                "reading.listing", slug=self._draft.consultation.slug, seccion=entry.key
            ),
            href_ask=self._href_ask(entry),
        )

    def _href_ask(self, entry: Entry) -> str | None:
        """Where the drafting team asks about a section."""
        if not self._may_ask:
            return None
        return url_for("questions.new", slug=self._draft.consultation.slug, seccion=entry.key)

    def _block(self, passage: Passage) -> BlockView:
        number = passage.number
        form = self._draft.links.comment_on_block if self._takes_comments else None
        marked = highlight(
            passage.html, passage.text, self._quoted.get(passage.id, ()),
            self._own.get(passage.id, ()),
        )  # fmt: skip
        return BlockView(
            passage=passage._replace(html=marked),
            count=self.tallies.blocks.get(passage.id, 0),
            is_open=passage is self.opened.block,
            href_comments=f"{self.address}?parrafo={number}#{block_anchor(number)}",
            href_comment=form(number) if form else None,
        )

    @property
    def index(self) -> tuple[Line, ...]:
        return tuple(self._lines.around(self.entry))

    @property
    def parts(self) -> Table | None:
        """The pages below this one; the cover's are in the index already."""
        if self.entry is self._outline.cover:
            return None
        return self._lines.table(self._outline.parts(self.entry))

    @property
    def before(self) -> Line | None:
        entry = self._outline.before(self.entry)
        return self._lines.line(entry) if entry else None

    @property
    def after(self) -> Line | None:
        entry = self._outline.after(self.entry)
        return self._lines.line(entry) if entry else None


def _questions(section_text_ids: Sequence[int]) -> dict[int, tuple[Result, ...]]:
    """What was asked about each section, and what the published contributions answered."""
    asked = beside(section_text_ids)
    found = published_results([each for questions in asked.values() for each in questions])
    return {
        section_text_id: tuple(
            found[question.id] for question in questions if found[question.id].is_shown
        )
        for section_text_id, questions in asked.items()
    }
