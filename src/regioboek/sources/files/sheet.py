"""One sheet of a workbook as a :class:`~regioboek.sources.files.grid.Grid`: what is the same for every format.

Rules
* The sheet is the declared one. Without a declaration it is the only one that is not hidden; when there are several,
  they are listed and nothing is guessed. A hidden sheet is read when it is declared, and that is noted.
* Nothing is read below the last row that has anything in it, and no cells of columns that were not asked for.
* A header of one row, the last row of a longer one, and cells that are read may not be merged: of merged cells only the
  first has a value. A row with no more than one value, as a line of text is, may have them. What merged cells mean in
  the other rows of a header: see :mod:`headers`.
* Hidden rows and columns are read like the others, and noted: a filter hides rows, it does not remove them.
* A formula counts with the value that was last calculated; without one it is refused.
* Dates, true or false, and errors of formulas are no figures.
"""

from __future__ import annotations

import datetime
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.cell_range import CellRange

from regioboek.errors import nearest
from regioboek.params.source_params import Header
from regioboek.sources.files.grid import MAX_CELLS, Cell, Dated, Grid, Strange, cell_text
from regioboek.sources.files.headers import joined, place_of, rows_of
from regioboek.sources.files.sheet_facts import SheetFacts
from regioboek.sources.problems import ProblemList, some

#: Rows at the top of a sheet among which the header is looked for, when it is not where it was declared.
TOP = 30

#: What to do about a formula that has no value.
CALCULATE = "a value: open the workbook in Excel and save it, or copy the cells and paste them as values"


class Sheet(Grid):
    """A sheet that is open; how its cells are got at, the class of its format says."""

    def __init__(self, title: str, facts: SheetFacts, header: Header):
        rows = rows_of(header)
        self.facts, self._header, self._title = facts, rows, title
        texts = {row: [cell_text(c) for c in cells] for row, cells in self._rows(1, max(TOP, rows[-1]), None)}
        parts = [(row, texts.get(row, [])) for row in rows]
        merged = [(m.min_row, m.min_col, m.max_col) for m in facts.merged if m.min_row in rows[:-1]]
        place = f"sheet {title}, row"
        super().__init__(joined(parts, merged), place, f"{place} {place_of(header)}")
        self.candidates = [(row, names) for row, names in texts.items() if row <= TOP and (row,) != rows]

    def has_figures(self, problems: ProblemList) -> bool:
        """Whether there is a header with something below it; what is wrong with it goes to `problems`."""
        problems.unit = self.unit
        end, (first, *_, last) = self.facts.last_row, (self._header[0], *self._header)
        if end <= last:
            found = "nothing" if end == 0 else f"nothing below row {end}"
            expected = f"a header in row {place_of(self._header)} and figures below it"
            problems.refuse(f"sheet {self._title}", found, expected)
            return False
        crossing = [
            m
            for m in self.facts.merged
            if m.min_row <= last <= m.max_row and (first == last or m.max_col > m.min_col or m.min_row < first)
        ]
        if crossing:
            top = min(first, *(m.min_row for m in crossing))
            rows = list(range(top, max(top + 1, *(m.max_row for m in crossing), last + (top == first < last)) + 1))
            below = f"header: {rows}, these rows together" if len(rows) <= 3 else "header: the row below"
            problems.refuse(
                self.header_place,
                f"a header of merged cells: {some([m.coord for m in crossing])}",
                f"one row with a name of its own in every column: unmerge the cells in Excel, or declare {below}",
            )
        return not crossing

    def label(self, place: int) -> str:
        """`Waarde (C)`."""
        return f"{' '.join(self.names[place].split())} ({get_column_letter(place + 1)})"

    def read(self, wanted: Sequence[int], problems: ProblemList) -> tuple[list[int], list[list[Cell]]]:
        """See :class:`Grid`; merged cells go to `problems`, and what is hidden is noted there."""
        merged = self._merged_below(wanted)
        self._note_hidden(wanted, problems)
        rows: list[int] = []
        several: set[int] = set()
        columns: list[list[Cell]] = [[] for _ in wanted]
        for row, cells in self._rows(self._header[-1] + 1, self.facts.last_row, max(wanted) + 1):
            mine = [cells[place] for place in wanted]
            filled = sum(c is not None and c != "" for c in mine)
            if not filled:
                continue
            if merged and filled > 1:
                several.add(row)
            rows.append(row)
            for column, cell in zip(columns, mine, strict=True):
                column.append(cell)
            if len(rows) * len(wanted) > MAX_CELLS:
                problems.refuse(f"{self.unit} {row}", f"more than {MAX_CELLS} cells", "a table of figures per region")
                break
        self._refuse_merged([m for m in merged if several.intersection(range(m.min_row, m.max_row + 1))], problems)
        return rows, columns

    @abstractmethod
    def _rows(self, first: int, last: int, width: int | None) -> Iterator[tuple[int, list[Cell]]]:
        """The rows from `first` to `last` that are there, each with its number and `width` cells (None: all)."""

    def _merged_below(self, wanted: Sequence[int]) -> list[CellRange]:
        below = [m for m in self.facts.merged if m.max_row > self._header[-1]]
        return [m for m in below if any(m.min_col <= place + 1 <= m.max_col for place in wanted)]

    def _refuse_merged(self, merged: Sequence[CellRange], problems: ProblemList) -> None:
        if merged:
            found = f"merged cells: {some([m.coord for m in sorted(merged, key=lambda m: (m.min_row, m.min_col))])}"
            expected = "a value in every cell: unmerge them in Excel and fill in what each row stands for"
            problems.refuse(self.unit.removesuffix(", row"), found, expected)

    def _note_hidden(self, wanted: Sequence[int], problems: ProblemList) -> None:
        place, expected = self.unit.removesuffix(", row"), "shown: read like the others (a filter removes nothing)"
        rows = sorted(r for r in self.facts.hidden_rows if r > self._header[-1])
        if rows:
            problems.note(place, f"{len(rows)} hidden rows: {some(rows)}", expected)
        columns = [self.label(w) for w in wanted if any(a <= w + 1 <= b for a, b in self.facts.hidden_columns)]
        if columns:
            problems.note(place, f"hidden columns: {some(columns)}", expected)


class StoredSheet(Sheet):
    """A sheet whose cells are in memory: per row (from 1), and in it per column (from 1), those that have anything."""

    def __init__(self, title: str, cells: Mapping[int, Mapping[int, Cell]], facts: SheetFacts, header: Header):
        self._cells = cells
        super().__init__(title, facts, header)

    def _rows(self, first: int, last: int, width: int | None) -> Iterator[tuple[int, list[Cell]]]:
        for row in range(first, min(last, self.facts.last_row) + 1):
            cells = self._cells.get(row, {})
            yield row, [cells.get(n) for n in range(1, (width or max(cells, default=0)) + 1)]


def choose_sheet(shown: Mapping[str, bool], declared: str | None, problems: ProblemList) -> str | None:
    """The name of the sheet that is read; `shown` says of every sheet whether it is not hidden."""
    visible = [name for name in shown if shown[name]]
    listed = ", ".join(name if shown[name] else f"{name} (hidden)" for name in shown)
    if declared is None:
        if len(visible) == 1:
            hidden = [name for name in shown if not shown[name]]
            if hidden:
                problems.note("", f"hidden sheets: {some(hidden)}", f"not read; only {visible[0]} is")
            return visible[0]
        problems.refuse("", f"{len(visible)} sheets: {listed}", "one of them declared, under the key sheet")
        return None
    if declared not in shown:
        problems.refuse("", f"no sheet {declared}", f"one of its sheets: {listed}{nearest(declared, list(shown))}")
        return None
    if not shown[declared]:
        problems.note(f"sheet {declared}", "a hidden sheet", "shown: read, as it is declared")
    return declared


def true_or_false(value: bool) -> Strange:
    """A cell with true or false."""
    return Strange("true" if value else "false", "a number or a text", str(value))


def error_of_formula(word: str) -> Strange:
    """A cell with `#N/A` or another error."""
    advice = f"a number: mend the formula, or declare what it means: missing: ['{word}']"
    return Strange(f"{word}, the error of a formula", advice, word)


def date_cell(value: Any) -> Strange:
    """A cell with a date or a time."""
    shown = value.strftime("%d-%m-%Y") if isinstance(value, datetime.date) else str(value)
    try:
        number = f"{float(to_excel(value)):.12g}"
    except (TypeError, ValueError):
        number = "a number"
    advice = f"a number: format the cell as a number in Excel (it then reads {number}), or type it again"
    return Dated(f"a date ({shown})", advice, shown, value.isoformat()[:10] if "-" in shown else shown)


def first_line(error: Exception) -> str:
    """What an error says, in one line."""
    return next(iter(str(error).splitlines()), "") or type(error).__name__
