"""An own table of a bureau, read whole: file -> figures of indicators, or numbers of inhabitants.

Rules beside those of the steps before it
* Of rows whose region, indicator or group is passed over nothing else is looked at: their cells need not be valid.
* Years lie from 1990 to one year after the window; columns of later years, as next year's file has, are passed over.
* A declared `factor` is applied exactly (0.831 x 100 is 83.1). A fraction in a cell that Excel shows as a percentage is
  refused for an indicator in %, unless a factor is declared: 0.83 on a page where everybody saw 83 % is a wrong number.
* A % behind a figure is for indicators in % alone, and for those without a factor: such a figure is in % already.
* Values lie within the possible range of their indicator; figures of an indicator in % that all lie between 0 and 1
  are noted, as they look like fractions.
* Every region, indicator and year once. Which regions of a level have no row is noted: a table may cover a part.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from regioboek.errors import nearest
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.levels import LEVELS
from regioboek.params.source_params import OwnTable
from regioboek.sources.files.any_format import open_grid
from regioboek.sources.files.layouts import TableFile
from regioboek.sources.problems import ProblemList, counted, some
from regioboek.sources.tables.figure_checks import (
    EARLIEST,
    FIGURE_KEY,
    check_duplicates,
    corrected,
    is_impossible,
    possible_words,
    refuse_many,
)
from regioboek.sources.tables.mapping import find_columns
from regioboek.sources.tables.population import people_of
from regioboek.sources.tables.reading import Reading
from regioboek.sources.tables.region_words import Regions
from regioboek.sources.tables.series_words import indicators_of, of_groups, refuse_unknown
from regioboek.sources.tables.tidy import Tidy, tidy, with_figures, with_years

#: So many figures between 0 and 1, and none outside, look like fractions.
FEW = 5


def read_tidy(path: Path, file: TableFile, table: OwnTable, problems: ProblemList) -> Tidy | None:
    """The table in its own words, see :mod:`tidy`; None when nothing can be read. `problems` gets the rest."""
    told = [table.region, table.year, table.indicator, table.value, *table.columns]
    names = [name for name in (*told, *file.select) if isinstance(name, str)]
    with open_grid(
        path, file, problems, expected=names, header=table.header, sheet=table.sheet, format=table.format
    ) as grid:
        mapping = None if grid is None else find_columns(table, grid, problems, file.select)
        if grid is None or mapping is None:
            return None
        found = tidy(grid, mapping, table, file.select, problems)
    if found.rows.empty and not problems.refused:
        problems.refuse("", "a header and no rows", "rows of figures")
    return found


def read_figures(
    path: Path,
    file: TableFile,
    table: OwnTable,
    so_far: Reading,
    problems: ProblemList,
) -> pd.DataFrame | None:
    """Figures: region, indicator (id), year, value, status, absence, lower, upper; the index is the row of the table.

    Codes are checked by form only when `so_far` has no register. Everything that is wrong goes to `problems`; None when
    nothing can be read.
    """
    read = read_tidy(path, file, table, problems)
    if read is None:
        return None
    rows, edition, regions = read.rows, so_far.edition, so_far.regions
    found = Regions(regions, table, so_far.old_names, so_far.former_gemeenten, inside=so_far.inside, names=file.names)
    column = read.labels["indicator"]
    rows = indicators_of(rows, table, edition, problems, column)
    rows = rows.assign(region=_codes(rows, found, problems, read.labels["region"])).dropna(subset="region")
    rows = refuse_unknown(rows, table, edition, problems, column)
    if table.group is not None:
        rows = rows.assign(indicator=of_groups(rows, table, edition, problems)).dropna(subset="indicator")
    rows = _in_years(with_years(rows, read, table, problems), edition, problems, read.labels.get("year"))
    rows = rows.dropna(subset="year").astype({"year": "int64"})
    if refuse_many(rows, FIGURE_KEY, read.unread, problems):
        return None
    rows = with_figures(rows, read, table, file, problems)
    rows = _scaled(_check_signs(rows, edition, table, problems), table)
    for id in table.factor.keys() - set(rows["indicator"]):
        near = nearest(id, list(rows["indicator"].unique()))
        problems.note(
            "table.factor", f"{id}, of which there are no figures{near}", "an indicator of this table", warning=True
        )
    rows["status"] = rows["status"].where(rows["value"].notna(), None)
    unchanged = rows[~corrected(rows, edition).to_numpy()]
    for indicator in edition.series:
        _check_values(unchanged[unchanged["indicator"] == indicator.id], indicator, table, problems)
    _check_margins(unchanged, problems)
    check_duplicates(rows, problems)
    if regions is not None and not problems.refused:
        _note_coverage(rows, regions, problems)
    return rows[["region", "indicator", "year", "value", "status", "absence", "lower", "upper"]]


def read_inhabitants(
    path: Path,
    file: TableFile,
    table: OwnTable,
    so_far: Reading,
    problems: ProblemList,
) -> pd.Series | None:
    """Inhabitants in the weight year by region code, whole numbers; what is wrong goes to `problems`."""
    read = read_tidy(path, file, table, problems)
    if read is None:
        return None
    year, rows = so_far.weight_year, with_years(read.rows, read, table, problems)
    mine = rows[rows["year"] == year].copy()
    if mine.empty and not problems.refused:
        years = some(sorted(rows["year"].dropna().unique()), 12)
        problems.refuse("", f"no number for {year} (years: {years})", f"the weight year {year}")
        return None
    regions = Regions(so_far.regions, table, so_far.old_names, inside=so_far.inside, names=file.names)
    mine["region"] = _codes(mine, regions, problems, read.labels["region"])
    mine = with_figures(mine.dropna(subset="region"), read, table, file, problems)
    return people_of(mine["region"], mine["value"], text=mine["value"].astype("str"), year=year, problems=problems)


def _codes(rows: pd.DataFrame, found: Regions, problems: ProblemList, column: str) -> pd.Series:
    """Codes of all rows; a row that is there once per column of figures is looked at once."""
    once = rows[~rows.index.duplicated()]
    codes = found.codes(once["region"], once["blank"], problems, column)
    return pd.Series(codes.reindex(rows.index).to_numpy(), index=rows.index, dtype="str")


def _in_years(rows: pd.DataFrame, edition: Edition, problems: ProblemList, column: str | None) -> pd.DataFrame:
    """`rows` without years that cannot be, which are refused, and without columns of years after the window.

    `column` is the one with years, where there is one.
    """
    last = edition.window.last + 1
    outside = (rows["year"].notna() & ~rows["year"].between(EARLIEST, last)).fillna(value=False).astype(bool)
    part = rows[outside.to_numpy()]
    if column is None and len(later := part[(part["year"] > last).to_numpy()]):
        found = f"columns of later years: {some(list(later['column'].unique()))}"
        problems.note("", found, f"years to {last}, one after the window: the others are passed over")
        part = part[(part["year"] < EARLIEST).to_numpy()]
    found = f"a year from {EARLIEST} to {last}; rows of others are left out with select: {{{column}: {{not: ...}}}}"
    problems.rows(
        part["year"].astype("str"), found if column else f"a year from {EARLIEST}", column=column or part["column"]
    )
    return rows[~outside.to_numpy()]


def _scaled(rows: pd.DataFrame, table: OwnTable) -> pd.DataFrame:
    for id, factor in table.factor.items():
        mine = (rows["indicator"] == id).to_numpy()
        for column in ("value", "lower", "upper"):
            times = [_times(v, factor) for v in rows.loc[mine, column]]
            rows.loc[mine, column] = np.array(times, dtype=float)
    return rows


def _times(value: float, factor: float) -> float:
    return value if np.isnan(value) else float(Decimal(repr(float(value))) * Decimal(repr(float(factor))))


def _check_values(rows: pd.DataFrame, indicator: Indicator, table: OwnTable, problems: ProblemList) -> None:
    values = rows["value"].dropna()
    if values.empty:
        return
    in_percent = indicator.unit_short == "%" and indicator.id not in table.factor
    shown = rows.loc[rows["percent"].to_numpy() & rows["value"].notna().to_numpy()]
    advice = f"declare what figures are times: table: {{factor: {{{indicator.id}: 100}}}}"
    if in_percent and len(shown):
        seen = shown["value"].map(lambda v: f"{v:g}, which Excel shows as {v * 100:g} %").astype("str")
        problems.rows(seen, f"{indicator.name} in %: {advice}", column=shown["column"])
        return
    fractions = in_percent and not rows["signed"].any() and bool(values.between(0, 1).all())
    outside = rows[is_impossible(rows["value"], indicator).to_numpy()]
    hint = f"; fractions? {advice}" if fractions else ""
    problems.rows(_figures(outside), possible_words(indicator) + hint, column=outside["column"])
    if fractions and outside.empty and len(values) >= FEW:
        found = f"{len(values)} figures of {indicator.name} from {values.min():g} to {values.max():g}"
        problems.note(f"column {rows['column'].iloc[0]}", found, f"percentages: are these fractions? Then {advice}")


def _check_margins(rows: pd.DataFrame, problems: ProblemList) -> None:
    """Refuse margins of which the lower is above the upper one; figures that lie outside their margins are noted."""
    value, lower, upper = rows["value"], rows["lower"], rows["upper"]
    swapped = (lower > upper).to_numpy()
    outside = ~swapped & ((value < lower) | (value > upper)).to_numpy()
    advice = "are lower and upper the right columns?"
    for wrong, expected in ((swapped, "the lower margin first"), (outside, "a figure between its margins")):
        part = rows[wrong]
        told = [f"{v:g}, with margins {a:g} to {b:g}" for v, a, b in part[["value", "lower", "upper"]].to_numpy()]
        found = pd.Series(told, index=part.index, dtype="str")
        problems.rows(found, f"{expected}: {advice}", column=part["column"], cleaned=wrong is outside)


def _check_signs(rows: pd.DataFrame, edition: Edition, table: OwnTable, problems: ProblemList) -> pd.DataFrame:
    """`rows` without figures with a % that are not in %, or that a factor would change: these are refused."""
    wrong = pd.Series(False, index=range(len(rows)))
    for indicator in edition.series if rows["signed"].any() else ():
        mine = (rows["signed"] & (rows["indicator"] == indicator.id)).to_numpy()
        if indicator.unit_short != "%":
            expected = f"a figure without it: {indicator.name} is in {indicator.unit_short or indicator.unit}"
        elif indicator.id in table.factor:
            expected = f"a figure in % already, so no factor (table.factor.{indicator.id})"
        else:
            continue
        problems.rows(_figures(rows[mine]) + "%", expected, column=rows.loc[mine, "column"])
        wrong |= mine
    return rows[~wrong.to_numpy()]


def _figures(rows: pd.DataFrame) -> pd.Series:
    return rows["value"].map("{:g}".format).astype("str")


def _note_coverage(rows: pd.DataFrame, regions: pd.DataFrame, problems: ProblemList) -> None:
    with_figure = rows[rows["value"].notna()]
    levels = regions.set_index("code")["level"]
    for id, part in rows.groupby("indicator"):
        last = part[part["year"] == part["year"].max()]
        before = with_figure.loc[with_figure["indicator"] == id, "region"].unique()
        now = last.loc[last["value"].notna(), "region"].unique()
        gone = sorted(set(before) - set(last.loc[last["value"].notna() | last["absence"].notna(), "region"]))
        if gone or not len(before):
            none = f", none for {some(gone)}, which have figures of other years" if gone else ""
            found = f"figures of {id} in {last['year'].iloc[0]} for {counted(len(now), 'region')}{none}"
            problems.note("", found, "figures of the last year: is the file complete?", warning=True)
    for id, part in with_figure.groupby("indicator"):
        present = part["region"].drop_duplicates()
        for level, codes in present.groupby(present.map(levels)):
            all_of = regions.loc[regions["level"] == level, "code"]
            lacking = sorted(set(all_of) - set(codes))
            if lacking:
                word = LEVELS[level].words[1]
                found = f"figures of {id} for {len(codes)} of {len(all_of)} {word}, none for {some(lacking)}"
                problems.note("", found, "figures for all: the others are shown as missing")
