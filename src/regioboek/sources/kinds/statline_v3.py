"""The kind `statline-v3`: a table of opendata.cbs.nl or dataderden.cbs.nl, through cbsodata."""

from __future__ import annotations

import pandas as pd

from regioboek.params.source import Source
from regioboek.sources.kinds.statline import StatlineKind, query_of
from regioboek.sources.network.client import Client
from regioboek.sources.problems import ProblemList
from regioboek.sources.statline import v3_rows
from regioboek.sources.statline.filters import columns
from regioboek.sources.statline.pages import Pages
from regioboek.sources.statline.plan import Plan
from regioboek.sources.statline.stored import Stored
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.statline.v3_download import V3Download


class StatlineV3(StatlineKind):
    """`statline-v3`: see `sources/statline/v3_download.py` and `v3_rows.py`."""

    version = "v3"

    def download(self, client: Client, place: str, source: Source, pages: Pages) -> tuple[StatlineTable, str | None]:
        """Description first, so that a query that does not fit costs no pages."""
        query = query_of(source)
        one = V3Download(client, place, query.table, pages)
        table = one.describe()
        plan, where = self.plan_or_refuse(table, source)
        one.download(query.values, where=where, columns=columns(plan))
        return table, where

    def address(self, place: str, table: str) -> str:
        """Where its feed lies."""
        return f"{place}/ODataFeed/odata/{table}"

    def stored_table(self, stored: Stored) -> StatlineTable:
        """TableInfos, DataProperties and the code lists."""
        return v3_rows.stored_table(stored)

    def stored_rows(self, stored: Stored, plan: Plan, found: ProblemList) -> pd.DataFrame:
        """Typed or untyped rows."""
        return v3_rows.stored_rows(stored, plan.table, [m.key for m in plan.measures], found)
