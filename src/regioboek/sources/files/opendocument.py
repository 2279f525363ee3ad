"""A sheet of an OpenDocument spreadsheet (`.ods`), see :mod:`sheet`; read from its XML in one pass.

What stands in a cell is told by the type it has in the file: a percentage, a date, true or false. A formula without a
value and the error of a formula have a type as well, or none; neither is taken for an empty cell.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers import expat

from openpyxl.worksheet.cell_range import CellRange

from regioboek.params.source_params import Header
from regioboek.sources.files.grid import MAX_CELLS, Cell, Dated, ShownAsPercent, Strange
from regioboek.sources.files.sheet import (
    CALCULATE,
    StoredSheet,
    choose_sheet,
    error_of_formula,
    first_line,
    true_or_false,
)
from regioboek.sources.files.sheet_facts import SheetFacts
from regioboek.sources.problems import ProblemList

_WHOLE = "a whole spreadsheet: open it in LibreOffice or Excel, save it again"
_HIDDEN = ("collapse", "filter")


@contextmanager
def open_ods(path: Path, declared: str | None, header: Header, problems: ProblemList) -> Iterator[StoredSheet | None]:
    """The declared sheet of a spreadsheet; None when refused, see `problems`."""
    grid = None
    try:
        with zipfile.ZipFile(path) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                expected = "one without: open it, Save as, without the tick at 'save with password'"
                problems.refuse("", "a spreadsheet with a password", expected)
            else:
                reader = _Reader()
                parser = expat.ParserCreate()
                parser.buffer_text = True
                parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
                parser.CharacterDataHandler = reader.text
                with archive.open("content.xml") as xml:
                    parser.ParseFile(xml)
                name = choose_sheet(reader.shown(), declared, problems)
                if name is not None:
                    facts, cells = reader.sheets[name]
                    facts.last_row = max(cells, default=0)
                    grid = StoredSheet(name, cells, facts, header)
    except Exception as error:  # a damaged file shows as any kind of error
        problems.refuse("", f"a spreadsheet that cannot be read ({first_line(error)})", _WHOLE)
    yield grid if grid is not None and grid.has_figures(problems) else None


class _Reader:
    """Handlers of the parser. Rows and cells may be repeated; those with nothing in them are only counted."""

    def __init__(self) -> None:
        self.sheets: dict[str, tuple[SheetFacts, dict[int, dict[int, Cell]]]] = {}
        self.styles: dict[str, bool] = {}  # of sheets: whether they are shown
        self.style: dict[str, str] = {}  # sheet -> style
        self.name = self.style_name = ""
        self.row = self.column = self.count = self.within = 0
        self.line: dict[int, Cell] = {}
        self.row_told: dict[str, str] = {}
        self.cell: dict[str, str] | None = None
        self.texts: list[str] = []
        self.aside = 0  # in a note or a drawing, whose texts are not of the cell

    def shown(self) -> dict[str, bool]:
        """Sheet -> whether it is not hidden."""
        return {name: self.styles.get(self.style[name], True) for name in self.sheets}

    def start(self, tag: str, told: dict[str, str]) -> None:
        if tag == "style:style":
            self.style_name = told.get("style:name", "")
        elif tag == "style:table-properties":
            self.styles[self.style_name] = told.get("table:display") != "false"
        elif tag == "table:table":
            self.within += 1
            if self.within == 1:
                self.name, self.row, self.column = told["table:name"], 0, 0
                self.style[self.name] = told.get("table:style-name", "")
                self.sheets[self.name] = (SheetFacts(), {})
        elif self.within != 1:
            return
        elif self.aside or tag in ("office:annotation", "draw:frame"):
            self.aside += 1
        elif tag == "table:table-column":
            first, self.column = self.column + 1, self.column + int(told.get("table:number-columns-repeated", 1))
            if told.get("table:visibility") in _HIDDEN:
                self.sheets[self.name][0].hidden_columns.append((first, self.column))
        elif tag == "table:table-row":
            self.column, self.line, self.row_told = 0, {}, told
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.texts = told, []
        elif self.cell is not None and tag == "text:p":
            self.texts.append("")
        elif self.texts and tag in ("text:s", "text:tab", "text:line-break"):
            self.texts[-1] += " " * int(told.get("text:c", 1))

    def text(self, data: str) -> None:
        if self.texts and self.cell is not None and not self.aside:
            self.texts[-1] += data

    def end(self, tag: str) -> None:
        if tag == "table:table":
            self.within -= 1
        elif self.within == 1 and self.aside:
            self.aside -= 1
        elif self.within == 1 and self.cell is not None and tag.endswith("table-cell"):
            self._end_cell(self.cell)
            self.cell = None
        elif self.within == 1 and tag == "table:table-row":
            self._end_row()

    def _end_cell(self, told: dict[str, str]) -> None:
        first, self.column = self.column + 1, self.column + int(told.get("table:number-columns-repeated", 1))
        wide, high = (int(told.get(f"table:number-{which}-spanned", 1)) for which in ("columns", "rows"))
        if wide > 1 or high > 1:
            place = CellRange(min_row=self.row + 1, max_row=self.row + high, min_col=first, max_col=first + wide - 1)
            self.sheets[self.name][0].merged.append(place)
        value = _value(told, "\n".join(self.texts))
        if value is not None and value != "":
            self._count(self.column - first + 1)
            self.line |= dict.fromkeys(range(first, self.column + 1), value)

    def _end_row(self) -> None:
        first, self.row = self.row + 1, self.row + int(self.row_told.get("table:number-rows-repeated", 1))
        if self.line:
            facts, cells = self.sheets[self.name]
            self._count((self.row - first) * len(self.line))
            cells |= dict.fromkeys(range(first, self.row + 1), self.line)
            if self.row_told.get("table:visibility") in _HIDDEN:
                facts.hidden_rows |= set(range(first, self.row + 1))

    def _count(self, more: int) -> None:
        self.count += more
        if self.count > MAX_CELLS:
            raise ValueError(f"more than {MAX_CELLS} cells")


def _value(told: dict[str, str], text: str) -> Cell:
    kind = told.get("calcext:value-type") or told.get("office:value-type")
    if kind == "error" or ("table:formula" in told and text.startswith(("#", "Err:"))):
        return error_of_formula(text or "#ERR")
    if kind in ("float", "currency", "percentage"):
        number = float(told["office:value"])
        return ShownAsPercent(number) if kind == "percentage" else number
    if kind == "boolean":
        return true_or_false(told.get("office:boolean-value") == "true")
    if kind in ("date", "time"):
        value = told.get(f"office:{kind}-value", text)
        advice = "a number: format the cell as a number, or type it again"
        return Dated(f"a {kind} ({text or value})", advice, text, value[:10])
    if "table:formula" in told and kind is None:
        return Strange("a formula that was never calculated", CALCULATE)
    return text or told.get("office:string-value") or None
