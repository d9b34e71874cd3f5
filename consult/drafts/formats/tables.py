"""A table as it is read, cell by cell: merged cells become one with their text and empty ones.

Pure.
"""

from collections.abc import Iterable

from consult.drafts.formats.runs import Run, is_bold, tidy
from consult.drafts.messages import DraftError

MAX_CELLS = 100_000
WIDEST = 200


class Grid:
    """Rows of cells; each cell is a list of runs, with a line break between its paragraphs."""

    def __init__(self) -> None:
        self.rows: list[list[list[Run]]] = []
        self.is_open = False
        self._heads: set[int] = set()
        # How many more rows each column is taken by a cell from above.
        self._taken: dict[int, int] = {}
        self._ahead = 0
        self._cells = 0

    def open_row(self) -> None:
        self.rows.append([])
        self.is_open = False

    def open_cell(self, across: int = 1, down: int = 1, *, is_head: bool = False) -> None:
        """A cell over `across` columns and `down` rows: what it covers besides is empty."""
        if not self.rows:
            self.open_row()
        row = self.rows[-1]
        self._fill_taken(row)
        across = max(1, min(across, WIDEST))
        for column in range(len(row), len(row) + across if down > 1 else 0):
            self._taken[column] = min(down, MAX_CELLS) - 1
        row.append([])
        self._ahead = across - 1
        self._count(across)
        self.is_open = True
        if is_head:
            self._heads.add(len(self.rows) - 1)

    def add(self, runs: Iterable[Run]) -> None:
        """A paragraph of the open cell."""
        cell = self.rows[-1][-1]
        if cell:
            cell.append(Run("\n"))
        cell.extend(runs)

    def close_cell(self) -> None:
        if self.is_open:
            self.rows[-1].extend([] for _column in range(self._ahead))
        self.is_open = False

    @property
    def has_head(self) -> bool:
        """Whether the first row names the columns: by its elements, or all in bold."""
        if not self.rows or len(self.rows) == 1:
            return False
        filled = [cell for cell in map(tidy, self.rows[0]) if cell]
        return 0 in self._heads or bool(filled) and all(map(is_bold, filled))

    def as_lines(self) -> list[Run]:
        """A table inside a cell: a line for each row."""
        runs: list[Run] = []
        for row in self.rows:
            runs.append(Run("\n"))
            for index, cell in enumerate(row):
                runs += [Run(" | "), *cell] if index else cell
        return runs[1:]

    def _fill_taken(self, row: list[list[Run]]) -> None:
        while self._taken.get(len(row), 0) > 0:
            self._taken[len(row)] -= 1
            row.append([])
            self._count(1)

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > MAX_CELLS:
            raise DraftError("too_many")
