"""Pages of rows as they arrive: written as received, counted, and refused when the server repeats or skips.

Rules
* Each page is new: neither its address nor its rows came before. Only the last one may be shorter than the first.
* The next page is on the server that was asked.
* In the end there are as many rows as the service counts, and the table was not changed meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from regioboek.errors import FetchError, Problem
from regioboek.sources.network.address import shown_address
from regioboek.sources.network.client import Received, same_host
from regioboek.sources.problems import some
from regioboek.sources.statline.table import StatlineTable, repeated_codes

RAW = "raw"


def fetch_error(url: str, found: str, expected: str) -> FetchError:
    """What is wrong with what came from an address."""
    title = "nothing was fetched, and nothing was changed"
    return FetchError(title, [Problem(shown_address(url), "", found, expected)])


def on_host(asked: str, url: str) -> str:
    """`url`, with https when that was asked. Raises FetchError when it lies on another host."""
    parts = urlsplit(url)
    if urlsplit(asked).scheme == "https" and parts.scheme == "http":
        url = urlunsplit(parts._replace(scheme="https"))
    if not same_host(asked, url):
        raise fetch_error(asked, f"a next page on another server, {shown_address(url)}", "a page of the same server")
    return url


def rows_of(received: Received, document: Any) -> list[dict[str, Any]]:
    """The rows of an OData answer. Raises FetchError when it has none of that form."""
    rows = document.get("value") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise fetch_error(received.url, "JSON without a list of rows", 'OData: an object with "value": [...]')
    return rows


@dataclass
class Pages:
    """Keeps what one source receives in its folder, and looks at every page of figures."""

    folder: Path
    source: str
    report: Callable[[Pages, str], None] = lambda _pages, _name: None  # told what arrived, after each answer
    files: dict[str, str] = field(default_factory=dict)  # file key -> path inside the folder
    rows: int = 0
    bytes: int = 0
    pages: int = 0
    _size: int = 0
    _last: int = 0
    _addresses: set[str] = field(default_factory=set)
    _contents: dict[str, int] = field(default_factory=dict)

    def keep(self, key: str, received: Received) -> None:
        """Write an answer as received; one with the same key is replaced."""
        if not key.replace("-", "").replace("_", "").isalnum() or not key.isascii():
            raise fetch_error(received.url, f"a part named {key!r}", "names of letters and digits")
        path = self.folder / RAW / f"{key}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(received.body)
        self.files[key] = f"{RAW}/{key}.json"
        self.bytes += len(received.body)
        self.report(self, key)

    def keep_part(self, name: str, received: Received) -> None:
        """Write a part of the description; TableInfos once, of a list in several pages `name`, `name-2`, …"""
        number = 1 + sum(key.rpartition("-")[0] == name or key == name for key in self.files)
        self.keep(name if number == 1 or name == "TableInfos" else f"{name}-{number}", received)

    def start_again(self) -> None:
        """Addresses may be asked a second time from here on."""
        self._addresses.clear()

    def next_address(self, url: str) -> None:
        """Say that a page is about to be asked. Raises FetchError when it was asked before."""
        if url in self._addresses:
            found = "a next page that was fetched already: the server goes round in circles"
            raise fetch_error(url, found, "a page of its own, or the end: try again later")
        self._addresses.add(url)

    def add(self, received: Received, rows: Sequence[Mapping[str, Any]], *, last: bool) -> None:
        """One page of figures; `last` when no other follows. Raises FetchError when it cannot be the next one."""
        number = self.pages + 1
        digest = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
        if rows and digest in self._contents:
            found = f"page {number}, identical to page {self._contents[digest]}"
            raise fetch_error(received.url, found, "rows of its own on every page: try again later")
        self._contents[digest] = number
        if not rows and not last:
            raise fetch_error(received.url, f"page {number} without rows, and a next page", "rows on every page")
        if number == 1:
            self._size = len(rows)
        elif len(rows) > self._size or (len(rows) < self._size and not last):
            found = f"page {number} with {len(rows)} rows, after pages of {self._size}"
            raise fetch_error(received.url, found, "pages of one size, and only the last one shorter: try again later")
        self.pages, self.rows = number, self.rows + len(rows)
        self.keep(f"page-{number:04d}", received)

    def check_count(self, url: str, counted: int | None) -> None:
        """Raises FetchError when the service counts another number of rows than came."""
        if counted is not None and counted != self.rows:
            found = f"{self.rows} rows in {self.pages} pages, while the service counts {counted}"
            raise fetch_error(url, found, "as many rows as it counts: try again later")


def check_described(url: str, table: StatlineTable) -> StatlineTable:
    """The table. Raises FetchError when a code list has a code twice: a page of it came again."""
    twice = repeated_codes(table)
    if twice:
        raise fetch_error(url, some(twice), "each code once: try again later")
    return table


def check_unchanged(url: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raises FetchError when a stamp of the publisher changed between the first and the last page."""
    for name, stamp in before.items():
        if after.get(name) != stamp:
            found = f"{name} {after.get(name)} after the last page, and {stamp} before the first"
            raise fetch_error(url, found, "a table that is not changed meanwhile: fetch it again")
