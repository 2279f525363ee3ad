"""A bureau's table -> one row per cell of a column of figures, in the table's own words; then what those rows say.

Rules
* Rows that `select` leaves out, whose region is declared to be none (`skip`), or whose indicator or group is declared
  to be passed over (null) are left out before anything else of them is looked at; so are rows without region and
  figure.
* Of the rows that are left, the years and then the cells are read (`cell_figures.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from regioboek.params.source_params import OwnTable
from regioboek.sources.files.grid import Grid, cell_text
from regioboek.sources.files.layouts import FigureFile, Selection
from regioboek.sources.problems import ProblemList, counted, some
from regioboek.sources.tables.cell_figures import figures_of, refuse_cells, word_of
from regioboek.sources.tables.mapping import REST, Places, folded
from regioboek.sources.tables.more_headers import without_headers
from regioboek.sources.tables.selecting import chosen
from regioboek.sources.tables.years import STATUSES, no_year, year_in

#: Per row of a table that has been read beside its words: what the cells of these columns are, as they came.
_RAW = ("year", "status", "lower", "upper")


@dataclass
class Tidy:
    """The rows of a table, and how messages name its columns (`labels`, by key).

    Columns: `region`, `series` and `group` are the table's words (a declared id of an indicator is its series);
    `column` is the one the figure is in; `year` and `year_status` as the column says them; `blank` says that the whole
    row has no figure; `cell`, and `year_cell`, `status_cell`, `lower_cell`, `upper_cell` where the table has those
    columns, are not read yet. The index is the number of the row.
    """

    rows: pd.DataFrame
    labels: dict[str, str]
    unread: list[str]  # columns that the declaration does not name


def tidy(grid: Grid, mapping: Places, table: OwnTable, select: Selection, problems: ProblemList) -> Tidy:
    """The rows of a table that are read, and nothing but their words."""
    numbers, columns = grid.read(mapping.places, problems)
    cells = pd.DataFrame(
        {p: pd.Series(c, index=numbers, dtype=object) for p, c in zip(mapping.places, columns, strict=True)},
        dtype=object,
    )
    cells = without_headers(cells, mapping, grid, table.skip, problems)
    if select and len(cells):
        by_column = {name: cells[place].map(word_of) for name, place in mapping.select.items()}
        cells = cells[chosen(by_column, select, problems)]
    by_name = table.region_by == "name"
    names = cells[mapping.at["region"]].map(word_of if by_name else cell_text).astype("str")
    empty = cells[[f.place for f in mapping.figures]].isna().all(axis=1)
    nothing = empty & (names == "")
    _note_nothing(cells[nothing], mapping, grid, problems)
    keep = ~(names.map(folded).isin({folded(s) for s in table.skip}) | nothing)
    shared = pd.DataFrame({"region": names, "blank": empty})
    for key, words in (("indicator", table.indicators), ("group", table.groups)):
        if key in mapping.at:
            said = cells[mapping.at[key]].map(word_of).astype("str")
            shared["series" if key == "indicator" else key] = said
            keep &= ~said.map(folded).isin({folded(w) for w, meant in words.items() if meant is None and w != REST})
    for key in _RAW:
        if key in mapping.at:
            shared[f"{key}_cell"] = cells[mapping.at[key]]
    cells, shared = cells[keep], shared[keep]
    parts = []
    for figures in mapping.figures:
        part = shared.assign(column=grid.label(figures.place), cell=cells[figures.place])
        part["year"] = pd.array([figures.year] * len(part), dtype="Int64")
        part["year_status"] = pd.Series([figures.status] * len(part), index=part.index, dtype=object)
        parts.append(part if figures.indicator is None else part.assign(series=figures.indicator))
    rows = pd.concat(parts)
    labels = {"indicator": "columns"} | {key: grid.label(place) for key, place in mapping.at.items()}
    read = set(mapping.places)
    unread = [grid.label(n) for n, name in enumerate(grid.names) if n not in read and name.strip()]
    return Tidy(rows.assign(**{k: None for k in ("series", "group") if k not in rows}), labels, unread)


def _note_nothing(cells: pd.DataFrame, mapping: Places, grid: Grid, problems: ProblemList) -> None:
    """Name the rows without region and figure that have a year: they may be more than a blank line."""
    if "year" not in mapping.at:
        return
    years = cells[mapping.at["year"]].map(cell_text)
    years = years[years.str.match("[0-9]{4}").astype(bool)]
    if len(years):
        found = f"{counted(len(years), 'row')} with a year ({some(sorted(years.unique()))}) and no region and no figure"
        problems.note(f"{grid.unit} {years.index[0]}", found, "a region and a figure: passed over")


def with_years(rows: pd.DataFrame, read: Tidy, table: OwnTable, problems: ProblemList) -> pd.DataFrame:
    """`rows` with what the column of years says: `year`, null where refused, and `year_status`."""
    if "year_cell" not in rows:
        return rows
    once = rows[~rows.index.duplicated()]
    refused: dict[int, tuple[str, str]] = {}
    found: dict[int, tuple[int | None, str | None]] = {}
    for row, cell, blank in zip(once.index, once["year_cell"], once["blank"], strict=True):
        text = cell_text(cell)
        told = year_in(text, table.marks)
        found[row] = told or (None, None)
        if told is None and not (blank and not text):
            refused[row] = no_year(cell, read.labels["year"])
    refuse_cells(refused, problems, read.labels["year"])
    years = pd.array([found[row][0] for row in rows.index], dtype="Int64")
    statuses = pd.Series([found[row][1] for row in rows.index], index=rows.index, dtype=object)
    return rows.assign(year=years, year_status=statuses)


def with_figures(
    rows: pd.DataFrame, read: Tidy, table: OwnTable, file: FigureFile, problems: ProblemList
) -> pd.DataFrame:
    """`rows` with what their cells say: value, absence, status, lower, upper, percent and signed (`cell_figures.py`).

    A status is that of the column with statuses, of a mark behind the figure, or of its year, the first that says one.
    """
    texts = _refuse_texts(rows, table, problems)
    cells = [None if c in texts else cell for c, cell in zip(rows["column"], rows["cell"], strict=True)]
    found = figures_of(pd.Series(cells, index=rows.index, dtype=object), rows["column"], table, file, problems)
    rows, status = rows.assign(**found), found["status"]
    if "status_cell" in rows:
        status = _statuses(rows["status_cell"], table, problems, read.labels["status"]).where(
            lambda s: s.notna(), status
        )
    rows["status"] = status.where(status.notna(), rows["year_status"])
    for name in ("lower", "upper"):
        rows[name] = float("nan")
        if f"{name}_cell" in rows:
            label = pd.Series(read.labels[name], index=rows.index)
            margins = figures_of(rows[f"{name}_cell"], label, table, file, problems)
            rows[name] = margins["value"]
            rows["signed"] |= margins["signed"]
    return rows


def _refuse_texts(rows: pd.DataFrame, table: OwnTable, problems: ProblemList) -> set[str]:
    """The columns of figures that hold texts and no figure at all: each is refused once."""
    refused = set()
    for column, cells in rows["cell"].groupby(rows["column"], sort=False):
        there = cells.dropna()
        words = list(dict.fromkeys(cell for cell in there if isinstance(cell, str)))
        texts = [w for w in words if not any(c.isdigit() for c in w) and table.absence_of(w) is None]
        if len(texts) > 3 and len(texts) == len(there.map(str).unique()):
            expected = "a column with figures: is this the one that value or columns should name?"
            problems.refuse(f"column {column}", f"{len(there)} texts and no figure ({some(texts)})", expected)
            refused.add(str(column))
    return refused


def _statuses(cells: pd.Series, table: OwnTable, problems: ProblemList, label: str) -> pd.Series:
    words: Mapping[str, str] = {**STATUSES, **{folded(k): v for k, v in table.statuses.items()}}
    texts = cells.map(word_of).astype("str")
    unknown = texts[(texts != "") & ~texts.map(folded).isin(words)]
    problems.rows(
        "'" + unknown + "'",
        lambda w: f"definitief, voorlopig or nader voorlopig; or declare what it is: statuses: {{{w}: {_meant(w)}}}",
        column=label,
    )
    return texts.map(lambda w: words.get(folded(w))).astype(object)


def _meant(word: str) -> str:
    """What a word for a status probably means: `'D'` is definitive."""
    return "definitive" if word[1:2].casefold() == "d" else "provisional"
