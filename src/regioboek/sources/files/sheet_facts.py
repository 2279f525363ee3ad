"""What a sheet of a workbook is like, beside its values: read from its XML in one pass that keeps no cells.

The library that reads the values row by row does not tell these: the last row with anything in it (a sheet can have a
million rows that are only coloured), cells that were merged, rows and columns that are hidden, and formulas that were
never calculated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.cell_range import CellRange

_CHUNK = 1 << 18


@dataclass
class SheetFacts:
    """Rows and columns count from 1."""

    last_row: int = 0
    merged: list[CellRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)  # with anything in them
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    never_calculated: set[tuple[int, int]] = field(default_factory=set)


def read_facts(xml: BinaryIO) -> SheetFacts:
    """The facts of one sheet from its part of the archive. Raises ExpatError when it is no XML."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    while chunk := xml.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return reader.facts


class _Reader:
    """Handlers of the parser; rows and cells may leave out their number, it is then one more than the last."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.row = self.column = 0
        self.hidden = self.has_formula = self.has_value = self.reading = self.is_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self.column = coordinate_to_tuple(attributes["r"])[1] if "r" in attributes else self.column + 1
            self.has_formula = self.has_value = False
            self.is_text = attributes.get("t") == "str"
        elif tag in ("v", "t"):
            self.reading = True
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
            self.hidden = attributes.get("hidden") in ("1", "true")
        elif tag == "mergeCell":
            self.facts.merged.append(CellRange(attributes["ref"]))
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))

    def text(self, data: str) -> None:
        if self.reading and data:
            self.has_value = True

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in ("v", "t"):
            self.reading = False
        elif tag == "c" and (self.has_formula or self.has_value):
            self.facts.last_row = max(self.facts.last_row, self.row)
            if self.hidden:
                self.facts.hidden_rows.add(self.row)
            if self.has_formula and not self.has_value and not self.is_text:
                self.facts.never_calculated.add((self.row, self.column))
