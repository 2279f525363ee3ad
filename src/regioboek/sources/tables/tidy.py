"""A bureau's table -> one row per figure, in the table's own words.

Rules
* A figure is a number in a cell of a number, or a text that is one with the declared decimal mark. An empty cell, a
  declared text and a missing value of SPSS are no figure. Any other text is refused, with the declaration that would
  make it no figure; so is everything that is neither number nor text.
* A year is a whole number or four digits. A row without a figure in any of its cells stays a row: no figure is a fact.
* Rows whose region is declared to be none (`skip`) are left out; so are rows without region, year and figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from regioboek.params.source_params import OwnTable
from regioboek.sources.files.grid import Cell, Grid, Labelled, ShownAsPercent, Strange, cell_text
from regioboek.sources.files.layouts import FigureFile
from regioboek.sources.files.numbers import parse_numbers
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.mapping import Figures, Places
from regioboek.sources.tables.region_words import folded

#: Words in a column with the status of figures that need no declaration.
STATUSES = {
    "definitief": "definitive",
    "definitive": "definitive",
    "voorlopig": "provisional",
    "provisional": "provisional",
    "*": "provisional",
    "nader voorlopig": "revised-provisional",
    "nadervoorlopig": "revised-provisional",
    "revised-provisional": "revised-provisional",
    "**": "revised-provisional",
}

#: Columns of the tidy table; its index is the number of the row.
COLUMNS = (
    "region", "series", "group", "year", "value", "absence", "status", "lower", "upper", "blank", "percent", "column",
)  # fmt: skip


@dataclass
class Tidy:
    """The rows of a table, and how messages name its columns with the region and the indicator."""

    rows: pd.DataFrame
    region: str
    indicator: str


@dataclass
class _Numbers:
    """What the cells of one column say, per row."""

    value: pd.Series
    absence: pd.Series
    percent: np.ndarray


@dataclass
class _Refused:
    """Cells that were refused: what was found per row, and what was expected instead."""

    found: dict[int, str] = field(default_factory=dict)
    expected: dict[str, str] = field(default_factory=dict)

    def add(self, row: int, found: str, expected: str) -> None:
        self.found[row] = found
        self.expected.setdefault(found, expected)

    def report(self, problems: ProblemList, column: str) -> None:
        problems.rows(pd.Series(self.found, dtype="str"), lambda f: self.expected[f], column=column)


def tidy(grid: Grid, mapping: Places, table: OwnTable, file: FigureFile, problems: ProblemList) -> Tidy:
    """One row per row of the table and column of figures: COLUMNS.

    `region`, `series` and `group` are the table's words (a declared id of an indicator is its series); `year` is null
    where it was refused; `blank` says that the whole row has no figure; `percent` that the cell is shown as a
    percentage.
    """
    rows, columns = grid.read(mapping.places, problems)
    cells = {place: pd.Series(c, index=rows, dtype=object) for place, c in zip(mapping.places, columns, strict=True)}
    names = cells[mapping.region].map(_region_text(table.region_by == "name")).astype("str")
    empty = pd.concat([cells[f.place].isna() for f in mapping.figures], axis=1).all(axis=1)
    skipped = names.map(folded).isin({folded(s) for s in table.skip}) | (empty & (names == ""))
    keep = ~skipped.to_numpy()
    cells = {place: column[keep] for place, column in cells.items()}
    names, empty = names[keep], empty[keep]
    labels = {place: grid.label(place) for place in mapping.places}

    def numbers(place: int) -> _Numbers:
        return _numbers(cells[place], table, file, problems, labels[place])

    shared = pd.DataFrame({"region": names, "blank": empty})
    status = mapping.status
    shared["status"] = None if status is None else _statuses(cells[status], table, problems, labels[status])
    for margin, place in (("lower", mapping.lower), ("upper", mapping.upper)):
        shared[margin] = np.nan if place is None else numbers(place).value
    if mapping.year is not None:
        shared["year"] = _years(cells[mapping.year], empty, problems, labels[mapping.year])
    if mapping.indicator is not None:
        shared["series"] = cells[mapping.indicator].map(_word).astype("str")
    if mapping.group is not None:
        shared["group"] = cells[mapping.group].map(_word).astype("str")
    parts = [_part(shared, f, numbers(f.place), labels[f.place]) for f in mapping.figures]
    rows_of_all = pd.concat(parts).reindex(columns=list(COLUMNS))
    indicator = "columns" if mapping.indicator is None else labels[mapping.indicator]
    return Tidy(rows_of_all, labels[mapping.region], indicator)


def _part(shared: pd.DataFrame, figures: Figures, read: _Numbers, label: str) -> pd.DataFrame:
    """The rows of one column of figures."""
    part = shared.assign(value=read.value, absence=read.absence, percent=read.percent, column=label)
    if figures.year is not None:
        part["year"] = pd.array([figures.year] * len(part), dtype="Int64")
    if figures.indicator is not None:
        part["series"] = figures.indicator
    return part


def _region_text(by_name: bool) -> Callable[[Cell], str]:
    return lambda cell: cell.label.strip() if by_name and isinstance(cell, Labelled) else cell_text(cell)


def _word(cell: Cell) -> str:
    return cell.label.strip() if isinstance(cell, Labelled) else cell_text(cell)


def _numbers(cells: pd.Series, table: OwnTable, file: FigureFile, problems: ProblemList, label: str) -> _Numbers:
    """The figures of one column; what is none is refused."""
    values = np.full(len(cells), np.nan)
    absences = np.full(len(cells), None, dtype=object)
    percent = np.zeros(len(cells), dtype=bool)
    refused, texts = _Refused(), {}
    for n, (row, cell) in enumerate(zip(cells.index, cells, strict=True)):
        if cell is None:
            continue
        absence = table.absence_of(_word(cell)) or table.absence_of(cell_text(cell))
        if absence is not None:
            absences[n] = absence
        elif isinstance(cell, Strange):
            refused.add(row, cell.found, cell.advice)
        elif isinstance(cell, Labelled):
            advice = f"a figure; a label stands for no figure: declare missing: ['{cell.label}']"
            refused.add(row, f"{cell_text(cell)}, labelled '{cell.label}'", advice)
        elif isinstance(cell, str):
            if any(c.isdigit() for c in cell):
                texts[n] = cell.strip()
            elif cell.strip():
                word = cell.strip()
                advice = f"a number; does it mean that there is no figure? Declare it: missing: ['{word}']"
                refused.add(row, f"'{word}'", advice)
        elif np.isfinite(cell):
            values[n], percent[n] = float(cell), isinstance(cell, ShownAsPercent)
        else:
            refused.add(row, str(cell), "a finite number")
    refused.report(problems, label)
    written = pd.Series(texts, dtype="str")
    parsed = parse_numbers(written.set_axis(cells.index[list(texts)]), file.decimal, problems, label)
    values[list(texts)] = parsed.to_numpy()
    return _Numbers(pd.Series(values, cells.index), pd.Series(absences, cells.index, dtype=object), percent)


def _years(cells: pd.Series, empty: pd.Series, problems: ProblemList, label: str) -> pd.Series:
    refused = _Refused()
    years: list[int | None] = []
    for row, cell, blank in zip(cells.index, cells, empty, strict=True):
        text = cell_text(cell)
        year = int(text) if len(text) == 4 and text.isdigit() and text.isascii() else None
        years.append(year)
        if year is None and isinstance(cell, Strange):
            refused.add(row, cell.found, f"a year of four digits: {cell.advice}")
        elif year is None and not (blank and not text):
            refused.add(row, text or "an empty cell", "a year of four digits")
    refused.report(problems, label)
    return pd.Series(pd.array(years, dtype="Int64"), index=cells.index)


def _statuses(cells: pd.Series, table: OwnTable, problems: ProblemList, label: str) -> pd.Series:
    words = {**STATUSES, **{folded(k): v for k, v in table.statuses.items()}}
    texts = cells.map(_word).astype("str")
    unknown = texts[(texts != "") & ~texts.map(folded).isin(words)]
    problems.rows(
        "'" + unknown + "'",
        lambda w: f"definitief, voorlopig or nader voorlopig; or declare what it is: statuses: {{{w}: provisional}}",
        column=label,
    )
    return texts.map(lambda w: words.get(folded(w))).astype(object)
