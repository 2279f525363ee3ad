"""The kinds `statline-v3` (opendata.cbs.nl, dataderden.cbs.nl) and `statline-v4` (datasets.cbs.nl), in one way."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioboek.errors import FetchError, Problem, SourceError
from regioboek.params.source_params import INHABITANTS
from regioboek.sources.kinds.base import Fetched, FetchJob, Progress, SnapshotFiles
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.problems import ProblemList
from regioboek.sources.statline.download import Download
from regioboek.sources.statline.observed import add_figures, add_inhabitants
from regioboek.sources.statline.pager import Intake
from regioboek.sources.statline.query import QueryPlan, columns, plan_query, row_filter
from regioboek.sources.statline.service import root
from regioboek.sources.statline.stored import Stored, note_periods, plan_cells, stored_rows
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.tables.reading import Reading


class StatlineKind:
    """A StatLine table, fetched page by page and kept as received; figures are read from its cells."""

    def fetch(self, job: FetchJob) -> Fetched:
        """Every page and description as received. Raises FetchError with all that is wrong."""
        source: StatlineSource = job.source
        query = source.statline

        def report(so_far: Intake, name: str) -> None:
            job.progress(Progress(source.id, so_far.rows, so_far.bytes, so_far.pages, name))

        intake = Intake(job.folder, report)
        download = Download(job.network, root(query, source.version), source.version, query.table, intake)
        table = download.describe()
        plan = _plan(table, source, FetchError)  # a query that does not fit costs no pages
        where = row_filter(plan, source.version)
        download.download(query.values, where=where, columns=columns(plan, source.version))
        try:
            self.cells(source, job.folder, intake.files)
        except SourceError as error:
            raise FetchError(f"source {source.id}: what came cannot be used", error.problems) from error
        return Fetched(
            dict(sorted(intake.files.items())),
            table=table.id,
            url=download.url,
            query=where,
            modified=table.modified,
            version_reason=table.reason,
            rows=intake.rows,
            pages=intake.pages,
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
        note_periods(plan, problems)
        if INHABITANTS in query.measures:
            add_inhabitants(cells, query, so_far, problems)
        add_figures(cells, query, so_far, problems)
        so_far.collect(problems)


def _plan(table: StatlineTable, source: StatlineSource, error: type[FetchError | SourceError]) -> QueryPlan:
    """The query held against its table. Raises `error` with everything that does not fit."""
    problems: list[Problem] = []
    plan = plan_query(table, source.statline, f"source {source.id}", problems)
    if plan is None:
        raise error(f"the params of source {source.id} do not fit table {table.id}", problems)
    return plan
