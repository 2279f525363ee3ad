"""A sheet of a binary Excel workbook (`.xlsb`), see :mod:`sheet`: parts of an archive, each a row of records.

A record is a number, a length and bytes, all little-endian ([MS-XLSB]). Of the kinds that a sheet has, those with
cells, rows, columns and merged cells are read.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel
from openpyxl.worksheet.cell_range import CellRange
from xlrd import error_text_from_code

from regioboek.params.source_params import Header
from regioboek.sources.files.grid import MAX_CELLS, Cell, ShownAsPercent, shows_percent
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
#: Kinds of records.
_ROW, _SHORT, _STRING, _FORMAT, _XF, _COLUMNS, _PROPERTIES, _SHEET, _MERGED, _XFS, _XFS_END = (
    *(0, 2, 19, 44, 47, 60, 153, 156, 176, 617, 618),
)
_ERRORS, _TRUTHS, _NUMBERS, _TEXTS, _SHARED, _RICH = (3, 11), (4, 10), (5, 9), (6, 8), 7, 62


@contextmanager
def open_xlsb(path: Path, declared: str | None, header: Header, problems: ProblemList) -> Iterator[StoredSheet | None]:
    """The declared sheet of a binary workbook; None when refused, see `problems`."""
    grid = None
    try:
        with zipfile.ZipFile(path) as archive:
            book = _Book(archive)
            name = choose_sheet({name: shown for name, (_, shown) in book.sheets.items()}, declared, problems)
            if name is not None:
                grid = StoredSheet(name, *book.read(name), header)
    except Exception as error:  # a damaged workbook shows as any kind of error
        problems.refuse("", f"a workbook that cannot be read ({first_line(error)})", _WHOLE)
    yield grid if grid is not None and grid.has_figures(problems) else None


class _Book:
    """What the sheets of a workbook share: texts and formats; and where each sheet is, and whether it is shown."""

    def __init__(self, archive: zipfile.ZipFile):
        self._archive, self.sheets, self._epoch = archive, {}, WINDOWS_EPOCH
        rels = ElementTree.fromstring(archive.read("xl/_rels/workbook.bin.rels"))
        targets = {r.get("Id", ""): r.get("Target", "") for r in rels}
        for kind, told in self._records("workbook.bin"):
            if kind == _PROPERTIES and told[0] & 1:
                self._epoch = MAC_EPOCH
            elif kind == _SHEET:
                relation, end = _text(told, 8)
                part = targets[relation].removeprefix("/xl/")
                self.sheets[_text(told, end)[0]] = part, told[:4] == bytes(4)
        self._texts = [_text(told, 1)[0] for kind, told in self._records("sharedStrings.bin") if kind == _STRING]
        self._formats = list(self._read_formats())

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        """The records of a part of the workbook; none when it has no such part."""
        if f"xl/{part}" not in self._archive.namelist():
            return
        with self._archive.open(f"xl/{part}") as data:
            while first := data.read(1):
                kind = first[0] if first[0] < 0x80 else first[0] & 0x7F | data.read(1)[0] << 7
                size = 0
                for shift in range(0, 28, 7):
                    byte = data.read(1)[0]
                    size |= (byte & 0x7F) << shift
                    if byte < 0x80:
                        break
                yield kind, data.read(size)

    def _read_formats(self) -> Iterator[str]:
        """How numbers are shown, by the number of the style of a cell."""
        named, reading = dict(BUILTIN_FORMATS), False
        for kind, told in self._records("styles.bin"):
            if kind == _FORMAT:
                named[struct.unpack_from("<H", told)[0]] = _text(told, 2)[0]
            elif kind in (_XFS, _XFS_END):
                reading = kind == _XFS
            elif kind == _XF and reading:
                yield named.get(struct.unpack_from("<H", told, 2)[0], "General")

    def read(self, name: str) -> tuple[dict[int, dict[int, Cell]], SheetFacts]:
        """The cells of a sheet by row and column, and what it is like. Raises ValueError when there are too many."""
        cells: dict[int, dict[int, Cell]] = {}
        facts, row, hidden, count = SheetFacts(), 0, False, 0
        for kind, told in self._records(self.sheets[name][0]):
            if kind == _ROW:
                row, hidden = struct.unpack_from("<I", told)[0] + 1, bool(told[11] & 0x10)
            elif kind == _COLUMNS:
                first, last, flags = struct.unpack_from("<II8xH", told)
                facts.hidden_columns += [(first + 1, last + 1)] * (flags & 1)
            elif kind == _MERGED:
                top, bottom, left, right = (n + 1 for n in struct.unpack_from("<IIII", told))
                facts.merged.append(CellRange(min_row=top, max_row=bottom, min_col=left, max_col=right))
            elif 2 <= kind <= 11 or kind == _RICH:
                cells.setdefault(row, {})[struct.unpack_from("<I", told)[0] + 1] = self._cell(kind, told)
                facts.hidden_rows |= {row} if hidden else set()
                count += 1
                if count > MAX_CELLS:
                    raise ValueError(f"more than {MAX_CELLS} cells")
        facts.last_row = max(cells, default=0)
        return cells, facts

    def _cell(self, kind: int, told: bytes) -> Cell:
        if kind in _ERRORS:
            return error_of_formula(error_text_from_code.get(told[8], "#ERR"))
        if kind in _TRUTHS:
            return true_or_false(bool(told[8]))
        if kind in _TEXTS or kind == _RICH:
            return _text(told, 8 + (kind == _RICH))[0]
        if kind == _SHARED:
            return self._texts[struct.unpack_from("<I", told, 8)[0]]
        number = _short_number(told[8:12]) if kind == _SHORT else struct.unpack_from("<d", told, 8)[0]
        style = int.from_bytes(told[4:7], "little")
        shown = self._formats[style] if style < len(self._formats) else "General"
        if is_date_format(shown):
            return date_cell(from_excel(number, self._epoch))
        return ShownAsPercent(number) if shows_percent(shown) else number


def _text(told: bytes, start: int) -> tuple[str, int]:
    """The text that begins at `start`, and where it ends."""
    end = start + 4 + 2 * struct.unpack_from("<I", told, start)[0]
    return told[start + 4 : end].decode("utf-16-le"), end


def _short_number(told: bytes) -> float:
    """A number in four bytes: a whole one or the first half of a float, perhaps in hundredths."""
    (bits,) = struct.unpack("<i", told)
    number = float(bits >> 2) if bits & 2 else struct.unpack("<d", bytes(4) + struct.pack("<i", bits & ~3))[0]
    return number / 100 if bits & 1 else number
