"""The kind `statline-v4`: a table of datasets.cbs.nl, through our own reader."""

from __future__ import annotations

import pandas as pd

from regioboek.params.source import Source
from regioboek.sources.kinds.statline import StatlineKind, query_of
from regioboek.sources.network.client import Client
from regioboek.sources.problems import ProblemList
from regioboek.sources.statline import v4_rows
from regioboek.sources.statline.pages import Pages
from regioboek.sources.statline.plan import Plan
from regioboek.sources.statline.stored import Stored
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.statline.v4_download import V4Download


class StatlineV4(StatlineKind):
    """`statline-v4`: see `sources/statline/v4_download.py` and `v4_rows.py`."""

    version = "v4"

    def download(self, client: Client, place: str, source: Source, pages: Pages) -> tuple[StatlineTable, str | None]:
        """Description first, so that a query that does not fit costs no pages."""
        one = V4Download(client, place, query_of(source).table, pages)
        table = one.describe()
        _, where = self.plan_or_refuse(table, source)
        one.download(where=where)
        return table, where

    def address(self, place: str, table: str) -> str:
        """Where the table lies."""
        return f"{place}/{table}"

    def stored_table(self, stored: Stored) -> StatlineTable:
        """Properties, Dimensions, MeasureCodes, MeasureGroups and the code lists."""
        return v4_rows.stored_table(stored)

    def stored_rows(self, stored: Stored, plan: Plan, found: ProblemList) -> pd.DataFrame:
        """Observations of the measures that are asked for."""
        return v4_rows.stored_rows(stored, plan.table, [m.key for m in plan.measures], found)
