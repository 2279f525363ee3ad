"""One table of v3 or v4: its description, then its figures, every answer as received and checked.

Ids are case-sensitive: a wrong one gets the nearest of the catalogue as advice, or the tables that are called as it
was. Codes stay codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regioboek.errors import FetchError
from regioboek.sources.network.client import Client, refused
from regioboek.sources.problems import some
from regioboek.sources.statline import library
from regioboek.sources.statline.description import read_table
from regioboek.sources.statline.pager import Intake, follow, rows_of
from regioboek.sources.statline.service import DIALECTS, Values, Version
from regioboek.sources.statline.table import StatlineTable, repeated_codes
from regioboek.sources.statline.table_list import listed_count, no_such_table

#: Under which name the list of a table's parts is kept.
SERVICE = "service"

#: Parts that not every table has: asked only where the service lists them.
_OPTIONAL = ("CategoryGroups", "MeasureGroups")

#: Statuses with which a server says that it does not count.
_NO_COUNT = ("400", "403", "404", "405", "406", "500", "501")


@dataclass
class Download:
    """One table at one root: first what it is, then its rows."""

    client: Client
    root: str
    version: Version
    id: str
    intake: Intake
    title: str = ""  # what the table is called, as far as is known before it is asked

    def __post_init__(self) -> None:
        self.dialect = DIALECTS[self.version]
        self.url = f"{self.root}{self.dialect.table}{self.id}"
        self._listed: set[str] = set()  # the parts that the service says the table has
        self._parts: dict[str, list[dict[str, Any]]] = {}

    def describe(self) -> StatlineTable:
        """What the table is. Raises FetchError, with the nearest table when there is no such table."""
        try:
            self._listed = {str(row.get("name")) for row in self._rows(self.dialect.parts, SERVICE)}
        except FetchError as error:
            raise self._no_table(error) from error
        try:
            table = read_table(self.version, self._part)
        except (KeyError, TypeError) as error:
            expected = f"{self.dialect.info} and all that describes a table, as CBS sends it"
            raise refused(self.url, f"a description without {error}", expected) from error
        if table.id.strip().casefold() != self.id.casefold():
            raise refused(self.url, f"the description of table {table.id}", f"that of {self.id}, which was asked for")
        twice = repeated_codes(table)
        if twice:
            raise refused(self.url, some(twice), "each code once: try again later")
        return table

    def download(self, values: Values, *, where: str | None = None, columns: str | None = None) -> None:
        """All rows for `where`, after `describe`; counts and stamps are checked. Raises FetchError."""
        for part in self.dialect.more:
            self._part(part)
        name = self.dialect.rows[values]
        asked = {"$select": columns, "$filter": where}
        query = self.dialect.query | {key: value for key, value in asked.items() if value}
        for page in follow(self.client, f"{self.url}/{name}", query, self.dialect.following):
            self.intake.add(page)
        self.intake.check_count(f"{self.url}/{name}", self._count(name, where))
        self._check_unchanged(self._part(self.dialect.info)[0], self._info_now())

    def _part(self, name: str) -> list[dict[str, Any]]:
        """The rows of a part of the description, asked once; nothing when the table does not have it."""
        if name not in self._parts:
            there = name in self._listed or name not in _OPTIONAL
            self._parts[name] = self._rows(f"/{name}", name) if there else []
        return self._parts[name]

    def _rows(self, path: str, name: str) -> list[dict[str, Any]]:
        """All rows at a place, their pages kept as `name`, `name-2`, …"""
        rows = []
        pages = follow(self.client, self.url + path, self.dialect.query, self.dialect.following)
        for number, page in enumerate(pages, 1):
            self.intake.keep(name if number == 1 else f"{name}-{number}", page.received)
            rows += page.rows
        return rows

    def _count(self, name: str, where: str | None) -> int | None:
        """How many rows the service counts; None when it does not say, as v3 may."""
        url = f"{self.root}{self.dialect.counts}{self.id}/{name}/$count"
        try:
            received = self.client.get(url, {"$filter": where} if where else None, "text/plain, */*")
            text = received.body.decode("utf-8-sig", "replace").strip()
        except FetchError as error:
            if self.dialect.counting or not _status(error, *_NO_COUNT):
                raise
            text = ""
        if text.isdigit():
            return int(text)
        if self.dialect.counting:
            raise refused(url, f"{text[:40]!r}", "the number of observations")
        self.client.log(f"{url}: no count; the number of rows cannot be compared with one")
        return self._listed_count() if where is None else None

    def _listed_count(self) -> int | None:
        """The number of rows that the catalogue gives for the whole table."""
        try:
            return listed_count(self.client, self.root, self.id)
        except FetchError as error:
            if _status(error, *_NO_COUNT):
                return None
            raise

    def _info_now(self) -> Mapping[str, Any]:
        """What the table says of itself after the last page; nothing of it is kept."""
        if self.version == "v3":
            return library.info(self.client, self.root, self.id)
        document, received = self.client.get_json(f"{self.url}/{self.dialect.info}")
        return rows_of(received.url, document)[0]

    def _check_unchanged(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Raises FetchError when a stamp of the publisher changed between the first and the last page."""
        for name in self.dialect.stamps:
            if after.get(name) != before.get(name):
                found = f"{name} {after.get(name)} after the last page, and {before.get(name)} before the first"
                raise refused(self.url, found, "a table that is not changed meanwhile: fetch it again")

    def _no_table(self, error: FetchError) -> FetchError:
        """The error, with the table of the catalogue that comes nearest."""
        if not _status(error, "404"):
            return error
        try:
            advice = no_such_table(self.client, self.root, self.version, self.id, self.title)
            return FetchError(error.title, [*error.problems, advice])
        except FetchError:
            return error


def _status(error: FetchError, *codes: str) -> bool:
    """Whether the server answered, with one of these statuses."""
    return any(p.found.startswith(tuple(f"HTTP {code}" for code in codes)) for p in error.problems)
