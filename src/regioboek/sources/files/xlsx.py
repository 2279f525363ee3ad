"""One sheet of an Excel workbook as a :class:`~regioboek.sources.files.grid.Grid`.

Rules
* The sheet is the declared one. Without a declaration it is the only one that is not hidden; when there are several,
  they are listed and nothing is guessed. A hidden sheet is read when it is declared, and that is noted.
* Nothing is read below the last row that has anything in it, and no cells of columns that were not asked for.
* The row of the header, and cells that are read, may not be merged: of merged cells only the first has a value.
* Hidden rows and columns are read like the others, and noted: a filter hides rows, it does not remove them.
* A formula counts with the value that Excel last calculated; without one it is refused.
* Dates, true or false, and errors of formulas are no figures.
"""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from regioboek.errors import nearest
from regioboek.params.source_params import OwnTable
from regioboek.sources.files.grid import MAX_CELLS, Cell, Grid, ShownAsPercent, Strange, cell_text
from regioboek.sources.files.sheet_facts import SheetFacts, read_facts
from regioboek.sources.problems import ProblemList, some

#: Rows at the top of a sheet among which the header is looked for, when it is not where it was declared.
TOP = 30

_DATES = (datetime.date, datetime.time, datetime.timedelta)


class Sheet(Grid):
    """A sheet that is open."""

    def __init__(self, sheet: Any, facts: SheetFacts, table: OwnTable):
        self._sheet, self._facts, self._header = sheet, facts, table.header
        top = self._rows(1, max(TOP, table.header), None)
        texts = {row: [cell_text(c) for c in cells] for row, cells in top}
        place = f"sheet {sheet.title}, row"
        super().__init__(texts.pop(table.header, []), place, f"{place} {table.header}")
        self.candidates = [(row, names) for row, names in texts.items() if row <= TOP]

    def label(self, place: int) -> str:
        """`Waarde (C)`."""
        return f"{self.names[place]} ({get_column_letter(place + 1)})"

    def read(self, wanted: Sequence[int], problems: ProblemList) -> tuple[list[int], list[list[Cell]]]:
        """See :class:`Grid`; merged cells go to `problems`, and what is hidden is noted there."""
        self._check_merged(wanted, problems)
        self._note_hidden(wanted, problems)
        rows: list[int] = []
        columns: list[list[Cell]] = [[] for _ in wanted]
        for row, cells in self._rows(self._header + 1, self._facts.last_row, max(wanted) + 1):
            mine = [cells[place] for place in wanted]
            if all(c is None or c == "" for c in mine):
                continue
            rows.append(row)
            for column, cell in zip(columns, mine, strict=True):
                column.append(cell)
            if len(rows) * len(wanted) > MAX_CELLS:
                problems.refuse(f"{self.unit} {row}", f"more than {MAX_CELLS} cells", "a table of figures per region")
                break
        return rows, columns

    def _rows(self, first: int, last: int, width: int | None) -> Iterator[tuple[int, list[Cell]]]:
        last = min(last, self._facts.last_row)
        if first > last:
            return
        self._sheet.reset_dimensions()  # what a workbook says of its own size is often wrong
        for row, cells in enumerate(self._sheet.iter_rows(min_row=first, max_row=last, max_col=width), start=first):
            known = [_cell(c, (row, n) in self._facts.never_calculated) for n, c in enumerate(cells, start=1)]
            yield row, known + [None] * ((width or 0) - len(known))

    def _check_merged(self, wanted: Sequence[int], problems: ProblemList) -> None:
        below = [m for m in self._facts.merged if m.max_row > self._header]
        mine = [m.coord for m in below if any(m.min_col <= place + 1 <= m.max_col for place in wanted)]
        if mine:
            found = f"merged cells: {some(mine)}"
            expected = "a value in every cell: unmerge them in Excel and fill in what each row stands for"
            problems.refuse(self.unit.removesuffix(", row"), found, expected)

    def _note_hidden(self, wanted: Sequence[int], problems: ProblemList) -> None:
        place, expected = self.unit.removesuffix(", row"), "shown: read like the others (a filter removes nothing)"
        rows = sorted(r for r in self._facts.hidden_rows if r > self._header)
        if rows:
            problems.note(place, f"{len(rows)} hidden rows: {some(rows)}", expected)
        columns = [self.label(w) for w in wanted if any(a <= w + 1 <= b for a, b in self._facts.hidden_columns)]
        if columns:
            problems.note(place, f"hidden columns: {some(columns)}", expected)


@contextmanager
def open_sheet(path: Path, table: OwnTable, problems: ProblemList) -> Iterator[Sheet | None]:
    """The declared sheet of a workbook, open while the caller reads; None when refused, see `problems`."""
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about validations, drawings and styles that are not read
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # a damaged workbook shows as any kind of error
            problems.refuse("", f"a workbook that cannot be read ({_first_line(error)})", _WHOLE)
            yield None
            return
        try:
            name = _choose(book, table, problems)
            yield None if name is None else _opened(book[name], path, table, problems)
        finally:
            book.close()


_WHOLE = "a whole workbook: open it in Excel, save it again as .xlsx"


def _opened(sheet: Any, path: Path, table: OwnTable, problems: ProblemList) -> Sheet | None:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(sheet._worksheet_path) as xml:
            facts = read_facts(xml)  # type: ignore[arg-type]
        grid = Sheet(sheet, facts, table)
    except Exception as error:
        problems.refuse(f"sheet {sheet.title}", f"a sheet that cannot be read ({_first_line(error)})", _WHOLE)
        return None
    problems.unit = grid.unit
    if facts.last_row <= table.header:
        found = "nothing" if facts.last_row == 0 else f"nothing below row {facts.last_row}"
        problems.refuse(f"sheet {sheet.title}", found, f"a header in row {table.header} and figures below it")
        return None
    crossing = [m.coord for m in facts.merged if m.min_row <= table.header <= m.max_row]
    if crossing:
        problems.refuse(
            grid.header_place,
            f"a header of merged cells: {some(crossing)}",
            "one row with a name of its own in every column: unmerge the cells in Excel, or declare header: the row "
            "below, where each column has its own name",
        )
        return None
    return grid


def _choose(book: Any, table: OwnTable, problems: ProblemList) -> str | None:
    """The name of the sheet that is read."""
    states = {s.title: s.sheet_state for s in book.worksheets}
    shown = [name for name, state in states.items() if state == "visible"]
    listed = ", ".join(name if name in shown else f"{name} (hidden)" for name in states)
    if table.sheet is None:
        if len(shown) == 1:
            hidden = [name for name in states if name not in shown]
            if hidden:
                problems.note("", f"hidden sheets: {some(hidden)}", f"not read; only {shown[0]} is")
            return shown[0]
        problems.refuse("", f"{len(shown)} sheets: {listed}", "one of them declared: table: {sheet: ...}")
        return None
    if table.sheet not in states:
        expected = f"one of its sheets: {listed}{nearest(table.sheet, list(states))}"
        problems.refuse("", f"no sheet {table.sheet}", expected)
        return None
    if table.sheet not in shown:
        problems.note(f"sheet {table.sheet}", "a hidden sheet", "shown: read, as it is declared")
    return table.sheet


def _cell(cell: Any, never_calculated: bool) -> Cell:
    value = cell.value
    if never_calculated:
        advice = "a value: open the workbook in Excel and save it, or copy the cells and paste them as values"
        return Strange("a formula that was never calculated", advice)
    if cell.data_type == "e":
        advice = f"a number: mend the formula, or declare what it means: missing: ['{value}']"
        return Strange(f"{value}, the error of a formula", advice, str(value))
    if isinstance(value, bool):
        return Strange("true" if value else "false", "a number or a text", str(value))
    if isinstance(value, _DATES):
        return _date(value)
    if isinstance(value, int | float):
        return ShownAsPercent(value) if "%" in (cell.number_format or "") else value
    return None if value is None else str(value)


def _date(value: Any) -> Strange:
    shown = value.strftime("%d-%m-%Y") if isinstance(value, datetime.date) else str(value)
    try:
        number = f"{float(to_excel(value)):.12g}"
    except (TypeError, ValueError):
        number = "a number"
    advice = f"a number: format the cell as a number in Excel (it then reads {number}), or type it again"
    return Strange(f"a date ({shown})", advice, shown)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__
