"""What the kinds `statline-v3` and `statline-v4` share: they differ in how they download and how pages are read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

import pandas as pd

from regioboek.errors import FetchError, Problem, SourceError
from regioboek.params.source import Source
from regioboek.params.source_params import INHABITANTS, StatlineQuery
from regioboek.sources.kinds.base import Fetched, FetchJob, Progress, SnapshotFiles
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.network.client import Client
from regioboek.sources.problems import ProblemList
from regioboek.sources.statline.cells import plan_cells, unknown_statuses, without_status
from regioboek.sources.statline.figures import add_figures, add_inhabitants
from regioboek.sources.statline.filters import row_filter
from regioboek.sources.statline.pages import Pages
from regioboek.sources.statline.plan import Plan, plan_query
from regioboek.sources.statline.service import Version, root
from regioboek.sources.statline.stored import Stored
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.tables.reading import Reading


class StatlineKind(ABC):
    """A StatLine table, fetched page by page and kept as received; figures are read from its cells."""

    version: ClassVar[Version]

    def fetch(self, job: FetchJob) -> Fetched:
        """Every page and description as received. Raises FetchError with all that is wrong."""
        query = query_of(job.source)
        if job.client is None:
            expected = f"regioboek fetch {job.edition.id}: only fetch uses a network"
            problem = Problem("params", f"source {job.source.id}", "a StatLine table", expected)
            raise FetchError(f"source {job.source.id} is not fetched", [problem])

        def report(so_far: Pages, name: str) -> None:
            job.progress(Progress(job.source.id, so_far.rows, so_far.bytes, so_far.pages, name))

        pages = Pages(job.folder, job.source.id, report)
        place = root(query, self.version)
        table, where = self.download(job.client, place, job.source, pages)
        try:
            self.cells(job.source, job.folder, pages.files)
        except SourceError as error:
            raise FetchError(f"source {job.source.id}: what came cannot be used", error.problems) from error
        return Fetched(
            dict(sorted(pages.files.items())),
            table=table.id,
            url=self.address(place, query.table),
            query=where,
            modified=table.modified,
            version_reason=table.reason,
            rows=pages.rows,
            pages=pages.pages,
        )

    def cells(self, source: Source, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """Every figure that was asked for, by measure, region and period. Raises SourceError."""
        stored = Stored(source.id, folder, files)
        plan = self.plan(stored, source)
        found = ProblemList(f"{source.id}/raw")
        rows = self.stored_rows(stored, plan, found)
        cells = plan_cells(plan, rows, found) if not found.refused else rows
        if found.refused:
            raise SourceError(f"the pages of {source.id} cannot be read", found.refused)
        return cells

    def read(self, source: Source, files: SnapshotFiles, so_far: Reading) -> None:
        """Figures of indicators, and inhabitants when they are asked for."""
        query = query_of(source)
        found = ProblemList(f"{source.id}/{query.table}")
        try:
            cells = files.cells()
            cells = self.cells(source, files.folder, dict(files.files)) if cells is None else cells
            plan = self.plan(Stored(source.id, files.folder, files.files), source)
        except SourceError as error:
            so_far.problems += error.problems
            return
        _note_periods(plan, found)
        if INHABITANTS in query.measures:
            add_inhabitants(cells, query, so_far, found)
        add_figures(cells, query, so_far, found)
        so_far.collect(found)

    def plan(self, stored: Stored, source: Source) -> Plan:
        """The query held against the stored description. Raises SourceError."""
        problems: list[Problem] = []
        plan = plan_query(self.stored_table(stored), query_of(source), f"source {source.id}", problems)
        if plan is None:
            raise SourceError(f"the params of source {source.id} do not fit its table", problems)
        return plan

    def plan_or_refuse(self, table: StatlineTable, source: Source) -> tuple[Plan, str | None]:
        """The plan and its filter, before rows are asked. Raises FetchError with everything that does not fit."""
        problems: list[Problem] = []
        plan = plan_query(table, query_of(source), f"source {source.id}", problems)
        if plan is None:
            raise FetchError(f"the params of source {source.id} do not fit table {table.id}", problems)
        return plan, row_filter(plan, self.version)

    @abstractmethod
    def download(self, client: Client, place: str, source: Source, pages: Pages) -> tuple[StatlineTable, str | None]:
        """Everything into `pages`; the table and the filter that was asked."""

    @abstractmethod
    def address(self, place: str, table: str) -> str:
        """Where the table lies."""

    @abstractmethod
    def stored_table(self, stored: Stored) -> StatlineTable:
        """The description that was stored."""

    @abstractmethod
    def stored_rows(self, stored: Stored, plan: Plan, found: ProblemList) -> pd.DataFrame:
        """The rows that were stored, as `plan_cells` takes them."""


def query_of(source: Source) -> StatlineQuery:
    """What a source asks of StatLine. Raises SourceError when it says nothing."""
    if not isinstance(source, StatlineSource):
        raise SourceError(
            f"source {source.id} has no query", [Problem("params", f"source {source.id}", "no statline", "a table")]
        )
    return source.statline


def _note_periods(plan: Plan, found: ProblemList) -> None:
    if plan.other_periods:
        number = len(plan.other_periods)
        found.note("period", f"{number} periods that are no year", "years: the others are left out, as the params say")
    for told in unknown_statuses(plan):
        found.note("period", f"the status {told}", "Definitief, Voorlopig or Nader voorlopig: read as not known")
    if without_status(plan):
        found.note("period", "no status of the figures", "one per period: provisional_years of the indicator decides")
