"""The kinds `statline-v3` (opendata.cbs.nl, dataderden.cbs.nl) and `statline-v4` (datasets.cbs.nl), in one way.

Rules
* A year becomes a figure when it lies between 1990 and the year after the edition's window; others are noted.
* Regions the book does not have (landsdelen, wijken, areas abroad) are noted and passed over; former gemeenten are kept
  apart, for what is reckoned through time, or left out with a note when the params say `former: leave-out`.
* Gemeenten of the register without any row are noted: their pages say that there is no figure.
* Inhabitants are those of the edition's weight year; a region without a number is as one without a row.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioboek.errors import FetchError, Problem, SourceError
from regioboek.params.levels import BASE, counted, level_of
from regioboek.params.source_params import INHABITANTS, StatlineQuery
from regioboek.sources.kinds.base import Fetched, FetchJob, SnapshotFiles
from regioboek.sources.kinds.statline_fetch import begin, fetched
from regioboek.sources.kinds.statline_moves import agreed_moves, ended_told, locked_table, note_moved
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.statline.download import Download
from regioboek.sources.statline.periods import year_of
from regioboek.sources.statline.query import QueryPlan, columns, plan_query, row_filter
from regioboek.sources.statline.stored import Stored, note_periods, plan_cells, status_of_cells, stored_rows
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.tables.codes import NO_GEMEENTE
from regioboek.sources.tables.figure_checks import EARLIEST
from regioboek.sources.tables.population import people_of
from regioboek.sources.tables.reading import Reading


class StatlineKind:
    """A StatLine table, fetched page by page and kept as received; figures are read from its cells."""

    def fetch(self, job: FetchJob) -> Fetched:
        """Every page and description as received; what they say is checked by `cells`. Raises FetchError."""
        source: StatlineSource = job.source
        query = source.statline

        before = locked_table(source, job.locked)
        download = begin(job, source.version, before.title if before else None)
        table = _described(download, source, before)
        if table.ended:
            job.network.log(str(Problem("params", f"source {source.id}, statline.table", *ended_told(table))))
        moved = agreed_moves(job, table, before)
        plan = _plan(table, source.following(moved), FetchError)  # a query that does not fit costs no pages
        download.intake.expected = plan.most_rows(source.version)
        where = row_filter(plan, source.version)
        download.download(query.values, where=where, columns=columns(plan, source.version))
        return fetched(
            download, table, query=where, rows=download.intake.rows, pages=download.intake.pages, moved=moved
        )

    def cells(self, source: StatlineSource, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """Every figure that was asked for, by measure, region and period. Raises SourceError."""
        stored = Stored(source.id, folder, files)
        plan = _plan(stored.table(source.version), source, SourceError)
        problems = ProblemList(f"{source.id}/raw", "row")
        rows = stored_rows(source.version, stored, plan.table, [m.key for m in plan.measures], problems)
        cells = plan_cells(plan, rows, problems) if not problems.refused else rows
        if problems.refused:
            raise SourceError(f"the pages of {source.id} cannot be read", problems.refused)
        return cells

    def read(self, source: StatlineSource, files: SnapshotFiles, so_far: Reading) -> None:
        """Figures of indicators, and inhabitants when they are asked for."""
        query = source.statline
        problems = ProblemList(f"{source.id}/{query.table}", "row")
        try:
            cells = files.cells()
            cells = self.cells(source, files.folder, dict(files.files)) if cells is None else cells
            plan = _plan(Stored(source.id, files.folder, files.files).table(source.version), source, SourceError)
        except SourceError as error:
            so_far.problems += error.problems
            return
        cells = cells.assign(series=cells["series"].replace(query.formerly))
        cells["status"] = status_of_cells(plan, cells)  # as it is understood now
        note_moved(plan, problems)
        if plan.table.ended:
            problems.note("table", *ended_told(plan.table), warning=True)
        note_periods(plan, problems)
        if INHABITANTS in query.measures:
            _add_inhabitants(cells, query, so_far, problems)
        _add_figures(cells, query, so_far, problems)
        so_far.collect(problems)


def _described(download: Download, source: StatlineSource, before: StatlineTable | None) -> StatlineTable:
    """What the table is. Raises FetchError; when it is gone, with the successor that it named before."""
    try:
        return download.describe()
    except FetchError as error:
        if (
            before is None
            or before.successor is None
            or not any(p.found.startswith("HTTP 404") for p in error.problems)
        ):
            raise
        told = Problem("params", f"source {source.id}, statline.table", *ended_told(before))
        raise FetchError(error.title, [*error.problems, told]) from error


def _plan(table: StatlineTable, source: StatlineSource, error: type[FetchError | SourceError]) -> QueryPlan:
    """The query held against its table. Raises `error` with everything that does not fit."""
    problems: list[Problem] = []
    plan = plan_query(table, source.statline, f"source {source.id}", problems)
    if plan is None:
        raise error(f"the params of source {source.id} do not fit table {table.id}", problems)
    return plan


def _add_figures(cells: pd.DataFrame, query: StatlineQuery, so_far: Reading, problems: ProblemList) -> None:
    """The figures of every indicator under `measures`, added to `so_far`."""
    wanted = {indicator: key for indicator, key in query.keys.items() if indicator != INHABITANTS}
    known = {i.id for i in so_far.edition.indicators}
    for indicator in sorted(set(wanted) - known):
        problems.refuse(f"measures.{indicator}", "no indicator of this edition", "an indicator that it asks for")
    if not wanted or problems.refused:
        return
    parts = [cells[cells["series"] == key].assign(indicator=indicator) for indicator, key in wanted.items()]
    figures = pd.concat(parts)
    figures["year"] = figures["period"].map({p: year_of(p) for p in figures["period"].unique()})
    figures = _in_time(figures, so_far.edition.window.last + 1, problems)
    figures = _in_book(figures, so_far.known_regions, problems)
    if query.former == "leave-out" and so_far.known_regions is not None:
        figures = _without_former(figures, so_far.known_regions, problems)
    _check_gemeenten(figures, so_far, problems)
    columns = ["region", "indicator", "year", "value", "status", "absence"]
    units = {i: u for i, u in figures[["indicator", "unit"]].drop_duplicates("indicator").to_numpy() if u}
    so_far.add_figures(figures[columns].reset_index(drop=True), problems, units=units, former=True)


def _add_inhabitants(cells: pd.DataFrame, query: StatlineQuery, so_far: Reading, problems: ProblemList) -> None:
    """The inhabitants of the weight year, added to `so_far`."""
    year = so_far.weight_year
    rows = cells[cells["series"] == query.keys[INHABITANTS]]
    mine = rows[rows["period"].map({p: year_of(p) == year for p in rows["period"].unique()}).astype(bool)]
    regions = [c for c in mine["region"].unique() if level_of(c) is not None and c not in NO_GEMEENTE]
    mine = mine[mine["value"].notna() & mine["region"].isin(regions)]
    if mine.empty:
        years = sorted({str(year_of(p)) for p in rows["period"].unique()})
        problems.refuse("period", f"no number for {year} (years: {some(years, 12)})", f"the weight year {year}")
    told = mine["region"] + ": " + mine["value"].map("{:g}".format).astype("str")
    people = people_of(mine["region"], mine["value"], text=told, year=year, problems=problems)
    known = so_far.known_regions
    if known is not None:
        people = people[people.index.isin(known) | (people > 0)]
    so_far.add_inhabitants(None if mine.empty else people, problems)


def _in_time(figures: pd.DataFrame, last: int, problems: ProblemList) -> pd.DataFrame:
    inside = figures["year"].between(EARLIEST, last)
    outside = sorted(figures.loc[~inside, "year"].unique())
    if outside:
        years = some([str(int(y)) for y in outside], 12)
        problems.note("period", f"figures of {years}", f"years from {EARLIEST} to {last}: the others are left out")
    return figures[inside].astype({"year": "int64"})


def _in_book(figures: pd.DataFrame, known: frozenset[str] | None, problems: ProblemList) -> pd.DataFrame:
    codes = figures["region"].unique()
    if known is not None:  # a gemeente that never was in these years is not worth keeping
        figures = figures[figures["region"].isin(known) | figures["value"].notna()]
    ours = {c: level_of(c) is not None if known is None else c in known or level_of(c) == BASE for c in codes}
    ours |= dict.fromkeys(NO_GEMEENTE, False)
    strange = sorted(c for c in codes if not ours[c])
    if strange and len(strange) == len(codes):
        found = f"no region of the book: {some(strange, 3)}"
        problems.refuse("region", found, "another table, or its regions in another dimension")
    elif strange:
        told = f"figures of {', '.join(counted(strange))} ({some(strange, 3)})"
        problems.note("region", told, "regions of the book: these are passed over")
    return figures[figures["region"].isin([c for c in codes if ours[c]])]


def _without_former(figures: pd.DataFrame, known: frozenset[str], problems: ProblemList) -> pd.DataFrame:
    former = ~figures["region"].isin(known)
    if former.any():
        codes = some(sorted(figures.loc[former, "region"].unique()))
        expected = "nothing of them, as the params say: series of merged gemeenten start at the merger"
        problems.note("region", f"figures of former gemeenten: {codes}", expected)
    return figures[~former]


def _check_gemeenten(figures: pd.DataFrame, so_far: Reading, problems: ProblemList) -> None:
    if so_far.regions is None:
        return
    gemeenten = set(so_far.regions.loc[so_far.regions["level"] == BASE, "code"])
    if not figures["region"].isin(gemeenten).any():
        return
    absent = sorted(gemeenten - set(figures["region"].unique()))
    if absent:
        expected = f"rows of all {len(gemeenten)} gemeenten: these have no figure (is the table of another division?)"
        problems.note("region", f"no row of {some(absent)}", expected, warning=True)
