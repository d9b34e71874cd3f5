"""What every reader hands its paragraphs to: the sections of a draft as they grow, and its limits.

Pure.
"""

from collections.abc import Iterable, Sequence
from html import escape

from consult.drafts.formats.labels import LONGEST_HEADING, is_bare, kind_of, level_of, split_heading
from consult.drafts.formats.runs import Run, is_bold, plain, storable, tidy, to_html
from consult.drafts.messages import DraftError
from consult.drafts.raw import BlockKind, RawBlock, RawSection

MAX_SECTIONS = 20_000
MAX_BLOCKS = 100_000
LOWEST = 6
# Levels of lists or quotations inside one another; of tables; of anything in the file.
MAX_NESTING = 16

Row = Sequence[Sequence[Run]]


def block(kind: BlockKind, depth: int, marker: str, text: str, html: str) -> RawBlock:
    """A block with its marker, "a)", before its words."""
    if marker:
        text = f"{marker} {text}".rstrip()
        html = f'<span class="marker">{escape(marker)}</span> {html}'.rstrip()
    return RawBlock(kind, depth, text, html)


class Sections:
    """The sections of a draft in order. The first holds what stands before the first heading."""

    def __init__(self) -> None:
        self.all = [RawSection("", 0)]
        self._blocks = 0

    @property
    def last(self) -> RawSection:
        return self.all[-1]

    def open(self, heading: str, level: int, key: str | None = None) -> RawSection:
        if len(self.all) > MAX_SECTIONS:
            raise DraftError("too_many")
        self.all.append(RawSection(heading, level, key))
        return self.last

    def add(self, added: RawBlock) -> None:
        self._blocks += 1
        if self._blocks > MAX_BLOCKS:
            raise DraftError("too_many")
        self.last.blocks.append(added)

    def finish(self, without_headings: str) -> list[RawSection]:
        """Raises DraftError(`without_headings`) if there is no heading."""
        if len(self.all) == 1:
            raise DraftError(without_headings if self._blocks else "empty")
        if not self.all[0].blocks:
            self.all[1].notices[:0] = self.all[0].notices
            del self.all[0]
        return self.all


class Collector:
    """Takes the paragraphs of a document with styles, and finds the headings that have none."""

    def __init__(self) -> None:
        self._sections = Sections()
        self._styled: dict[str, int] = {}
        self._unstyled: list[tuple[RawSection, str]] = []
        # A bare label waits for its words.
        self._waiting: RawSection | None = None
        self._notes: list[tuple[str, list[Run]]] = []

    def heading(self, level: int, runs: Iterable[Run]) -> None:
        self._end_section()
        text, level = plain(runs), min(level, LOWEST)
        if not text:
            return
        if kind_of(text):
            self._styled.setdefault(kind_of(text), level)
        self._sections.open(text, level)

    def paragraph(
        self,
        runs: Sequence[Run],
        *,
        marker: str = "",
        depth: int = 0,
        kind: BlockKind = "paragraph",
    ) -> None:
        """A paragraph, or a heading without a style; what is empty leaves no trace."""
        runs, marker = tidy(runs), storable(marker)
        if not runs and not marker:
            return
        if self._takes_words(runs, marker):
            return
        split = split_heading(marker, runs) if kind in ("paragraph", "item") else None
        if split is None:
            self._sections.add(block(kind, depth, marker, plain(runs), to_html(runs)))
            return
        heading, rest = split
        self._end_section()
        section = self._sections.open(heading, LOWEST)
        section.notice("bold_headings", count=1)
        self._unstyled.append((section, kind_of(heading)))
        if rest:
            self._sections.add(block("paragraph", 0, "", plain(rest), to_html(rest)))
        elif is_bare(heading):
            self._waiting = section

    def table(self, rows: Sequence[Row], *, has_head: bool, depth: int = 0) -> None:
        """A table; rows with fewer cells than the others get empty ones."""
        self._waiting = None
        cells = [[tidy(cell) for cell in row] for row in rows]
        width = max(map(len, cells), default=0)
        text = "\n".join(" | ".join(map(plain, row)) for row in cells if any(row))
        if not text:
            return
        html = [
            "<tr>" + "".join(_cell(row, column, has_head and not index) for column in range(width))
            + "</tr>"
            for index, row in enumerate(cells)
        ]  # fmt: skip
        head = f"<thead>{html.pop(0)}</thead>" if has_head else ""
        body = f"<tbody>{''.join(html)}</tbody>" if html else ""
        self._sections.add(RawBlock("table", depth, text, f"<table>{head}{body}</table>"))

    def note(self, name: str, runs: list[Run]) -> None:
        """A footnote of the present section: it will stand below it."""
        self._notes.append((name, runs))
        self.notice("footnotes")

    def notice(self, code: str, count: int = 1) -> None:
        """Something to look at in the present section."""
        self._sections.last.notice(code, count=count)

    def finish(self) -> list[RawSection]:
        self._end_section()
        for section, kind in self._unstyled:
            section.level = level_of(kind, self._styled)
        return self._sections.finish("no_styled_headings")

    def _end_section(self) -> None:
        self._waiting = None
        for name, runs in self._notes:
            runs = tidy(runs)
            self._sections.add(block("paragraph", 0, name, plain(runs), to_html(runs)))
        self._notes.clear()

    def _takes_words(self, runs: Sequence[Run], marker: str) -> bool:
        """Whether these are the words of the bare label above: "CAPÍTULO I", "Objeto"."""
        section, self._waiting = self._waiting, None
        words = plain(runs)
        if section is None or marker or not is_bold(runs) or kind_of(words):
            return False
        if len(words) > LONGEST_HEADING:
            return False
        section.heading = joined(section.heading, words)
        return True


def joined(first: str, second: str) -> str:
    """Two parts of a heading as one: "TÍTULO I", "De los derechos" with a dot between them."""
    between = " " if not first or first[-1] in ".:;,–—-" else ". "
    return f"{first}{between}{second}".strip()


def _cell(row: Row, column: int, is_head: bool) -> str:
    inside = to_html(row[column]) if column < len(row) else ""
    # A head without words names no column.
    tag = "th" if is_head and inside else "td"
    return f"<{tag}>{inside}</{tag}>"
