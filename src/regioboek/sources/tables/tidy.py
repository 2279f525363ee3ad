"""A bureau's table -> one row per figure, in the table's own words.

Rules
* A figure is a number in a cell of a number, or a text that is one with the declared decimal mark. An empty cell, a
  declared text and a missing value of SPSS are no figure. Any other text is refused, with the declaration that would
  make it no figure; so is everything that is neither number nor text.
* A year is a whole number or four digits. A row without a figure in any of its cells stays a row: no figure is a fact.
* Rows whose region is declared to be none (`skip`) are left out; so are rows without region, year and figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from regioboek.params.source_params import OwnTable
from regioboek.sources.files.grid import Cell, Grid, Labelled, ShownAsPercent, Strange, cell_text
from regioboek.sources.files.layouts import FigureFile
from regioboek.sources.files.word_columns import parse_numbers
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.mapping import Places, folded

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


def tidy(grid: Grid, mapping: Places, table: OwnTable, file: FigureFile, problems: ProblemList) -> Tidy:
    """One row per row of the table and column of figures: COLUMNS.

    `region`, `series` and `group` are the table's words (a declared id of an indicator is its series); `year` is null
    where it was refused; `blank` says that the whole row has no figure; `percent` that the cell is shown as a
    percentage.
    """
    rows, columns = grid.read(mapping.places, problems)
    cells = {place: pd.Series(c, index=rows, dtype=object) for place, c in zip(mapping.places, columns, strict=True)}
    region = mapping.at["region"]
    names = cells[region].map(_word if table.region_by == "name" else cell_text).astype("str")
    empty = pd.concat([cells[f.place].isna() for f in mapping.figures], axis=1).all(axis=1)
    skipped = names.map(folded).isin({folded(s) for s in table.skip}) | (empty & (names == ""))
    keep = ~skipped.to_numpy()
    cells = {place: column[keep] for place, column in cells.items()}
    labels = {place: grid.label(place) for place in mapping.places}
    shared = pd.DataFrame(
        {"region": names[keep], "blank": empty[keep], "status": None, "lower": np.nan, "upper": np.nan}
    )
    for key, place in mapping.at.items():
        if key == "status":
            shared[key] = _statuses(cells[place], table, problems, labels[place])
        elif key in ("lower", "upper"):
            shared[key] = _numbers(cells[place], table, file, problems, labels[place])["value"]
        elif key == "year":
            shared[key] = _years(cells[place], shared["blank"], problems, labels[place])
        elif key in ("indicator", "group"):
            shared["series" if key == "indicator" else key] = cells[place].map(_word).astype("str")
    parts = []
    for figures in mapping.figures:
        label = labels[figures.place]
        part = shared.assign(column=label, **_numbers(cells[figures.place], table, file, problems, label))
        if figures.year is not None:
            part["year"] = pd.array([figures.year] * len(part), dtype="Int64")
        if figures.indicator is not None:
            part["series"] = figures.indicator
        parts.append(part)
    rows_of_all = pd.concat(parts).reindex(columns=list(COLUMNS))
    indicator = mapping.at.get("indicator")
    return Tidy(rows_of_all, labels[region], "columns" if indicator is None else labels[indicator])


def _word(cell: Cell) -> str:
    return cell.label.strip() if isinstance(cell, Labelled) else cell_text(cell)


def _numbers(cells: pd.Series, table: OwnTable, file: FigureFile, problems: ProblemList, label: str) -> dict[str, Any]:
    """What one column says per row: `value`, `absence` and `percent`; what is no figure is refused."""
    values = np.full(len(cells), np.nan)
    absences = np.full(len(cells), None, dtype=object)
    percent = np.zeros(len(cells), dtype=bool)
    refused: dict[int, tuple[str, str]] = {}
    texts = {}
    for n, (row, cell) in enumerate(zip(cells.index, cells, strict=True)):
        if cell is None:
            continue
        absence = table.absence_of(_word(cell)) or table.absence_of(cell_text(cell))
        if absence is not None:
            absences[n] = absence
        elif isinstance(cell, Strange):
            refused[row] = cell.found, cell.advice
        elif isinstance(cell, Labelled):
            advice = f"a figure; a label stands for no figure: declare missing: ['{cell.label}']"
            refused[row] = f"{cell_text(cell)}, labelled '{cell.label}'", advice
        elif isinstance(cell, str):
            if any(c.isdigit() for c in cell):
                texts[n] = cell.strip()
            elif cell.strip():
                word = cell.strip()
                advice = f"a number; does it mean that there is no figure? Declare it: missing: ['{word}']"
                refused[row] = f"'{word}'", advice
        elif np.isfinite(cell):
            values[n], percent[n] = float(cell), isinstance(cell, ShownAsPercent)
        else:
            refused[row] = str(cell), "a finite number"
    _refuse(refused, problems, label)
    written = pd.Series(texts, dtype="str")
    parsed = parse_numbers(written.set_axis(cells.index[list(texts)]), file.decimal, problems, label)
    values[list(texts)] = parsed.to_numpy()
    return {"value": values, "absence": absences, "percent": percent}


def _refuse(refused: Mapping[int, tuple[str, str]], problems: ProblemList, column: str) -> None:
    """Refuse cells: per row what was found, and what was expected; of equal cells the first says it."""
    expected = dict(reversed(list(refused.values())))
    found = pd.Series({row: told[0] for row, told in refused.items()}, dtype="str")
    problems.rows(found, expected.__getitem__, column=column)


def _years(cells: pd.Series, empty: pd.Series, problems: ProblemList, label: str) -> pd.Series:
    refused: dict[int, tuple[str, str]] = {}
    years: list[int | None] = []
    for row, cell, blank in zip(cells.index, cells, empty, strict=True):
        text = cell_text(cell)
        year = int(text) if len(text) == 4 and text.isdigit() and text.isascii() else None
        years.append(year)
        if year is None and isinstance(cell, Strange):
            refused[row] = cell.found, f"a year of four digits: {cell.advice}"
        elif year is None and not (blank and not text):
            refused[row] = text or "an empty cell", "a year of four digits"
    _refuse(refused, problems, label)
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
