"""A table as it lies in a file, whatever the file's format: names of columns, and cells with the row a person sees.

Rules
* A cell is a text, a number, nothing (None), or a :class:`Strange`: something that can be no figure as it stands (a
  date, a true or false, an error of a formula, a formula that was never calculated). What to do with it is decided
  where it is needed, so that a strange cell in a column nobody asked for stops nothing.
* A fraction that the spreadsheet shows as a percentage is a :class:`ShownAsPercent`: it is a number, but not the one
  that was seen.
* A place is named as the program shows it that such files are opened with: `sheet Cijfers, row 12, column Waarde (C)`
  in Excel, `line 12` of a CSV, `case 12` in SPSS, `row 12` of a Parquet file; all counted from 1.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from regioboek.sources.problems import ProblemList

#: So many cells of one table are read, no more: 10 columns for every neighbourhood and twenty years.
MAX_CELLS = 5_000_000


@dataclass(frozen=True)
class Strange:
    """A cell that is no figure: what it is, as a message says it, what to do about it, and what stands in it."""

    found: str
    advice: str
    text: str = ""


@dataclass(frozen=True)
class Dated(Strange):
    """A cell with a date, which is wanted in a column of dates: `2021-01-01`."""

    iso: str = ""


class ShownAsPercent(float):
    """A number whose cell has a percentage as its format: 0,83 shown as 83 %."""


def shows_percent(number_format: str) -> bool:
    """Whether a format shows a number as a percentage; a % in quotes, or behind a backslash, is only put behind it."""
    return "%" in re.sub(r'"[^"]*"|\\.', "", number_format)


class Labelled(float):
    """A number that has a value label: 14, labelled `Groningen`."""

    label: str

    def __new__(cls, number: float, label: str) -> Labelled:
        """The number with its label."""
        self = super().__new__(cls, number)
        self.label = label
        return self


Cell = str | int | float | Strange | None


class Grid(ABC):
    """One table of a file. Cells are read on request, and only of the columns asked for.

    `names` are the names in the header, in order. `unit` names a row in messages. `header_place` is where the header
    stands. `candidates` are other rows that could be the header: number and names.
    """

    def __init__(self, names: Sequence[str], unit: str, header_place: str):
        self.names = list(names)
        self.unit = unit
        self.header_place = header_place
        self.candidates: list[tuple[int, list[str]]] = []

    def label(self, place: int) -> str:
        """The column at `place` (from 0) as messages name it."""
        return self.names[place]

    def fits(
        self, rows: int, wanted: Sequence[int], problems: ProblemList, *, word: str = "rows", more: str = ""
    ) -> bool:
        """Whether so many rows may be read; when not, that goes to `problems`."""
        most = MAX_CELLS // len(wanted)
        if rows > most:
            problems.refuse("", f"{rows} {word}", f"at most {most}: a table of figures per region{more}")
        return rows <= most

    @abstractmethod
    def read(self, wanted: Sequence[int], problems: ProblemList) -> tuple[list[int], list[list[Cell]]]:
        """Numbers of the rows that have anything in the wanted columns, and the cells per column."""


def cell_text(cell: Cell) -> str:
    """A cell as text: 14 and 14.0 both give `14`; nothing gives an empty text."""
    if cell is None:
        return ""
    if isinstance(cell, Strange):
        return cell.text or cell.found
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
