"""A v4 table: its description, then Observations page by page; our own small reader.

The packages for v4 keep what they fetched for one filter and give it for another; nothing is kept here. Ids are
case-sensitive: a wrong one gets the nearest of the catalogue as advice.
"""

from __future__ import annotations

from typing import Any

from regioboek.errors import FetchError
from regioboek.sources.network.client import Client, Received
from regioboek.sources.statline import v4_metadata
from regioboek.sources.statline.pages import Pages, check_described, check_unchanged, fetch_error, on_host, rows_of
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.statline.v3_download import no_such_table

STAMPS = ("Modified", "ObservationsModified", "Version")
NEXT = "@odata.nextLink"


class V4Download:
    """One table at one root: first what it is, then its rows."""

    def __init__(self, client: Client, root: str, table: str, pages: Pages):
        self.client = client
        self.root = root
        self.id = table
        self.pages = pages
        self.url = f"{root}/{table}"
        self._stamps: dict[str, Any] = {}

    def describe(self) -> StatlineTable:
        """What the table is. Raises FetchError, with the nearest id when there is no such table."""
        try:
            properties = self._properties()
        except FetchError as error:
            raise self._no_table(error) from error
        self._stamps = {name: properties.get(name) for name in STAMPS}
        parts = self._parts()
        try:
            dimensions = self._rows("Dimensions")
            groups = self._rows("MeasureGroups") if "MeasureGroups" in parts else []
            lists = {str(d["Identifier"]): self._rows(f"{d['Identifier']}Codes") for d in dimensions}
            table = v4_metadata.read_table(properties, dimensions, self._rows("MeasureCodes"), groups, lists)
        except (KeyError, TypeError) as error:
            found = f"a description without {error}"
            raise fetch_error(self.url, found, "Properties, Dimensions and MeasureCodes as CBS sends them") from error
        return check_described(self.url, table)

    def download(self, *, where: str | None = None) -> None:
        """All observations for `where` into the pages; counts and stamps are checked. Raises FetchError."""
        url: str | None = f"{self.url}/Observations"
        counted = self._count(where)
        query = {"$filter": where} if where else None
        while url is not None:
            self.pages.next_address(f"{url} {query or ''}")
            document, received = self.client.get_json(url, query)
            following = document.get(NEXT) if isinstance(document, dict) else None
            self.pages.add(received, rows_of(received, document), last=following is None)
            url, query = (on_host(self.url, following) if following else None), None
        self.pages.check_count(f"{self.url}/Observations", counted)
        check_unchanged(self.url, self._stamps, self._properties())

    def _count(self, where: str | None) -> int:
        url = f"{self.url}/Observations/$count"
        received = self.client.get(url, {"$filter": where} if where else None, "text/plain, */*")
        text = received.body.decode("utf-8-sig", "replace").strip()
        if not text.isdigit():
            raise fetch_error(url, f"{text[:40]!r}", "the number of observations")
        return int(text)

    def _properties(self) -> dict[str, Any]:
        document, received = self._keep("Properties")
        if not isinstance(document, dict) or "Identifier" not in document:
            raise fetch_error(received.url, "no Identifier", "the properties of a table")
        return document

    def _parts(self) -> list[str]:
        """Names of the sets the table has."""
        document, received = self.client.get_json(self.url)
        self.pages.keep("service", received)
        return [str(row.get("name")) for row in rows_of(received, document)]

    def _keep(self, name: str) -> tuple[Any, Received]:
        document, received = self.client.get_json(f"{self.url}/{name}")
        self.pages.keep(name, received)
        return document, received

    def _rows(self, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        url: str | None = f"{self.url}/{name}"
        while url is not None:
            self.pages.next_address(url)
            document, received = self.client.get_json(url)
            rows += rows_of(received, document)
            self.pages.keep_part(name, received)
            url = on_host(self.url, document[NEXT]) if NEXT in document else None
        return rows

    def _no_table(self, error: FetchError) -> FetchError:
        if not any(p.found.startswith("HTTP 404") for p in error.problems):
            return error
        try:
            document, received = self.client.get_json(f"{self.root}/Datasets", {"$select": "Identifier"})
            known = [str(row.get("Identifier")) for row in rows_of(received, document)]
        except FetchError:
            return error
        return FetchError(error.title, [*error.problems, no_such_table(self.id, known)])
