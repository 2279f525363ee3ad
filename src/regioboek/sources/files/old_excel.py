"""A sheet of an old Excel file (`.xls`, Excel 97 to 2003 and before), see :mod:`sheet`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlrd
from openpyxl.worksheet.cell_range import CellRange

from regioboek.params.source_params import Header
from regioboek.sources.files.grid import Cell, ShownAsPercent, shows_percent
from regioboek.sources.files.sheet import (
    StoredSheet,
    choose_sheet,
    date_cell,
    error_of_formula,
    first_line,
    true_or_false,
)
from regioboek.sources.files.sheet_facts import SheetFacts
from regioboek.sources.problems import ProblemList

_WHOLE = "a whole workbook: open it in Excel, save it as 'Excel-werkmap (.xlsx)'"
_NOTHING = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


@contextmanager
def open_xls(path: Path, declared: str | None, header: Header, problems: ProblemList) -> Iterator[StoredSheet | None]:
    """The declared sheet of an old Excel file; None when refused, see `problems`."""
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as log:
            book = xlrd.open_workbook(path, logfile=log, formatting_info=True)
            name = choose_sheet({s.name: s.visibility == 0 for s in book.sheets()}, declared, problems)
            sheet = None if name is None else book.sheet_by_name(name)
    except Exception as error:  # a damaged file shows as any kind of error
        told = "a password" if "encrypted" in str(error) else f"a workbook that cannot be read ({first_line(error)})"
        problems.refuse("", told, "one without: remove it in Excel under Info" if told == "a password" else _WHOLE)
        sheet = None
    grid = None if sheet is None else _grid(book, sheet, header)
    yield grid if grid is not None and grid.has_figures(problems) else None


def _grid(book: Any, sheet: Any, header: Header) -> StoredSheet:
    cells: dict[int, dict[int, Cell]] = {}
    for row in range(sheet.nrows):
        found = {n: _cell(book, c) for n, c in enumerate(sheet.row(row), start=1) if c.ctype not in _NOTHING}
        if found:
            cells[row + 1] = found
    facts = SheetFacts(max(cells, default=0))
    facts.merged = [
        CellRange(min_row=top + 1, max_row=bottom, min_col=left + 1, max_col=right)
        for top, bottom, left, right in sheet.merged_cells
    ]
    facts.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden and row + 1 in cells}
    facts.hidden_columns = [(column + 1, column + 1) for column, info in sheet.colinfo_map.items() if info.hidden]
    return StoredSheet(sheet.name, cells, facts, header)


def _cell(book: Any, cell: Any) -> Cell:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return error_of_formula(xlrd.error_text_from_code.get(cell.value, "#ERR"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return true_or_false(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return date_cell(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (ValueError, OverflowError):
            return float(cell.value)  # a number that is no date, whatever its format says
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    shown = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return ShownAsPercent(cell.value) if shows_percent(shown) else float(cell.value)
