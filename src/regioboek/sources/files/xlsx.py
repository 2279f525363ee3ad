"""A sheet of an Excel workbook (`.xlsx`, `.xlsm`), see :mod:`sheet`."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl

from regioboek.params.source_params import Header
from regioboek.sources.files.grid import Cell, ShownAsPercent, Strange, shows_percent
from regioboek.sources.files.sheet import (
    CALCULATE,
    Sheet,
    choose_sheet,
    date_cell,
    error_of_formula,
    first_line,
    true_or_false,
)
from regioboek.sources.files.sheet_facts import SheetFacts, read_facts
from regioboek.sources.problems import ProblemList

_DATES = (datetime.date, datetime.time, datetime.timedelta)
_WHOLE = "a whole workbook: open it in Excel, save it again as .xlsx"


class XlsxSheet(Sheet):
    """A sheet that is read row by row from its workbook."""

    def __init__(self, sheet: Any, facts: SheetFacts, header: Header):
        self._sheet = sheet
        super().__init__(sheet.title, facts, header)

    def _rows(self, first: int, last: int, width: int | None) -> Iterator[tuple[int, list[Cell]]]:
        last = min(last, self.facts.last_row)
        if first > last:
            return
        self._sheet.reset_dimensions()  # what a workbook says of its own size is often wrong
        for row, cells in enumerate(self._sheet.iter_rows(min_row=first, max_row=last, max_col=width), start=first):
            known = [_cell(c, (row, n) in self.facts.never_calculated) for n, c in enumerate(cells, start=1)]
            yield row, known + [None] * ((width or 0) - len(known))


@contextmanager
def open_sheet(path: Path, declared: str | None, header: Header, problems: ProblemList) -> Iterator[Sheet | None]:
    """The declared sheet of a workbook, open while the caller reads; None when refused, see `problems`."""
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about validations, drawings and styles that are not read
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # a damaged workbook shows as any kind of error
            problems.refuse("", f"a workbook that cannot be read ({first_line(error)})", _WHOLE)
            yield None
            return
        try:
            name = choose_sheet({s.title: s.sheet_state == "visible" for s in book.worksheets}, declared, problems)
            yield None if name is None else _opened(book[name], path, header, problems)
        finally:
            book.close()


def _opened(sheet: Any, path: Path, header: Header, problems: ProblemList) -> Sheet | None:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(sheet._worksheet_path) as xml:
            facts = read_facts(xml)  # type: ignore[arg-type]
        grid = XlsxSheet(sheet, facts, header)
    except Exception as error:
        problems.refuse(f"sheet {sheet.title}", f"a sheet that cannot be read ({first_line(error)})", _WHOLE)
        return None
    return grid if grid.has_figures(problems) else None


def _cell(cell: Any, never_calculated: bool) -> Cell:
    value = cell.value
    if never_calculated:
        return Strange("a formula that was never calculated", CALCULATE)
    if cell.data_type == "e":
        return error_of_formula(str(value))
    if isinstance(value, bool):
        return true_or_false(value)
    if isinstance(value, _DATES):
        return date_cell(value)
    if isinstance(value, int | float):
        return ShownAsPercent(value) if shows_percent(cell.number_format or "") else value
    return None if value is None else str(value)
