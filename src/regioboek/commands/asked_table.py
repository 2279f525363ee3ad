"""A StatLine table as contract checks ask for it: descriptions, single rows, counts; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from regioboek.commands.assumptions import BrokenError
from regioboek.errors import Problem
from regioboek.params.source import Source
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.kinds.statline_regions_params import StatlineRegisterSource
from regioboek.sources.network.client import Client
from regioboek.sources.problems import some
from regioboek.sources.snapshot.asked import TablePlace
from regioboek.sources.statline.description import read_table
from regioboek.sources.statline.finding import find_moved
from regioboek.sources.statline.pager import follow, rows_of
from regioboek.sources.statline.query import QueryPlan, plan_query
from regioboek.sources.statline.service import DIALECTS
from regioboek.sources.statline.table import StatlineTable

Row = dict[str, Any]


class AskedTable:
    """A table and the sources of an edition that are made of it; what was asked is not asked again."""

    def __init__(self, client: Client, place: TablePlace, sources: Sequence[Source]):
        self.client, self.place = client, place
        self.sources = [source for source in sources if isinstance(source, StatlineSource)]
        self.registers = [source for source in sources if isinstance(source, StatlineRegisterSource)]
        self.dialect = DIALECTS[place.version]
        values = {source.statline.values for source in self.sources}
        self.figures = self.dialect.rows["untyped" if values == {"untyped"} else "typed"]
        self._parts: dict[str, list[Row]] = {}

    @property
    def v3(self) -> bool:
        """Whether it is served by v3."""
        return self.place.version == "v3"

    @cached_property
    def listed(self) -> list[str]:
        """The parts that the service says there are."""
        pages = follow(self.client, self.place.url + self.dialect.parts, self.dialect.query, self.dialect.following)
        return [str(row.get("name")) for page in pages for row in page.rows]

    def part(self, name: str) -> list[Row]:
        """All rows of a part of the description."""
        if name not in self._parts:
            url = f"{self.place.url}/{name}"
            pages = follow(self.client, url, self.dialect.query, self.dialect.following)
            self._parts[name] = [row for page in pages for row in page.rows]
        return self._parts[name]

    def page(self, **asked: str) -> tuple[Row, list[Row]]:
        """The first page of figures for `top`, `filter` and `select`, and its rows."""
        query = self.dialect.query | {f"${key}": told for key, told in asked.items()}
        document, received = self.client.get_json(f"{self.place.url}/{self.figures}", query)
        return document, rows_of(received.url, document)

    @cached_property
    def count(self) -> int:
        """How many rows of figures the service counts. Raises BrokenError when it does not."""
        url = f"{self.place.root}{self.dialect.counts}{self.place.id}/{self.figures}/$count"
        text = self.client.get(url, None, "text/plain, */*").body.decode("utf-8-sig", "replace").strip()
        if not text.isdigit():
            raise BrokenError(f"{text[:40]!r} in the place of a number")
        return int(text)

    @cached_property
    def table(self) -> StatlineTable:
        """What its description says."""
        return read_table(
            self.place.version, lambda n: self.part(n) if n in self.listed or n != "MeasureGroups" else []
        )

    @cached_property
    def plans(self) -> list[QueryPlan]:
        """What is asked of it, each held against the table. Raises BrokenError with what does not fit."""
        problems: list[Problem] = []
        plans: list[QueryPlan | None] = []
        for source in self.sources:
            moves = find_moved(self.table, source.statline, source.id, problems)
            found = {move.declared: move.now.key for move in moves}
            plans.append(plan_query(self.table, source.following(found).statline, f"source {source.id}", problems))
        if problems:
            raise BrokenError(some([f"{p.place}: {p.found}" for p in problems], 12))
        return [plan for plan in plans if plan is not None]
