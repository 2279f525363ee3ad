"""Rows page by page: the one pager, for v3 and v4, for figures and for what describes them.

Rules
* The next page is the one that the service names, on the server that was asked.
* No address is asked twice: a server that goes round in circles is left.
* Each page of figures is new, and has rows unless it is the only one. Only the last one may be shorter than the first.
* In the end there are as many rows as the service counts. Answers are written as received.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from regioboek.sources.network.client import Client, Received, refused, same_host
from regioboek.sources.problems import shown_address

RAW = "raw"


class OdataPage(NamedTuple):
    """One answer with rows; `last`: no other follows."""

    rows: list[dict[str, Any]]
    received: Received
    last: bool


def follow(client: Client, url: str, query: Mapping[str, str], following: str) -> Iterator[OdataPage]:
    """Every page from `url` on; `following` is the service's word for the next address. Raises FetchError."""
    asked: set[str] = set()
    next_one: str | None = url
    while next_one is not None:
        if next_one in asked:
            found = "a next page that was fetched already: the server goes round in circles"
            raise refused(next_one, found, "a page of its own, or the end: try again later")
        asked.add(next_one)
        document, received = client.get_json(next_one, query if next_one == url else None)
        asked.add(received.url)
        rows = rows_of(received.url, document)
        target = document.get(following)
        yield OdataPage(rows, received, last=not target)
        next_one = _on_host(url, target) if target else None


def rows_of(url: str, document: Any) -> list[dict[str, Any]]:
    """The rows of an OData answer; one object that says what it is (`Properties` of v4) is the only row.

    Raises FetchError when it has none of that form.
    """
    if isinstance(document, dict) and "value" not in document and "Identifier" in document:
        return [document]
    rows = document.get("value") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise refused(url, "JSON without a list of rows", 'OData: an object with "value": [...]')
    return rows


def _on_host(asked: str, url: str) -> str:
    """`url`, with https when that was asked. Raises FetchError when it lies on another host."""
    parts = urlsplit(url)
    if urlsplit(asked).scheme == "https" and parts.scheme == "http":
        url = urlunsplit(parts._replace(scheme="https"))
    if not same_host(asked, url):
        raise refused(asked, f"a next page on another server, {shown_address(url)}", "a page of the same server")
    return url


@dataclass
class Intake:
    """Keeps what one source receives in its folder, and looks at every page of figures."""

    folder: Path | None = None  # None: nothing is kept, a table is only looked at
    report: Callable[[Intake, str], None] = lambda _intake, _name: None  # told what arrived, after each answer
    files: dict[str, str] = field(default_factory=dict)  # file key -> path inside the folder
    rows: int = 0
    bytes: int = 0
    pages: int = 0
    expected: int | None = None  # rows at most, once that is known
    _size: int = 0
    _contents: dict[str, int] = field(default_factory=dict)

    def keep(self, key: str, received: Received) -> None:
        """Write an answer as received. Raises FetchError for a key that is no name of a file."""
        if not key.replace("-", "").replace("_", "").isalnum() or not key.isascii():
            raise refused(received.url, f"a part named {key!r}", "names of letters and digits")
        if self.folder is not None:
            path = self.folder / RAW / f"{key}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(received.body)
        self.files[key] = f"{RAW}/{key}.json"
        self.bytes += len(received.body)
        self.report(self, key)

    def add(self, page: OdataPage) -> None:
        """One page of figures. Raises FetchError when it cannot be the next one."""
        number, size, url = self.pages + 1, len(page.rows), page.received.url
        digest = hashlib.sha256(json.dumps(page.rows, sort_keys=True).encode()).hexdigest()
        if page.rows and digest in self._contents:
            found = f"page {number}, identical to page {self._contents[digest]}"
            raise refused(url, found, "rows of its own on every page: try again later")
        self._contents[digest] = number
        if not page.rows and not page.last:
            raise refused(url, f"page {number} without rows, and a next page", "rows on every page")
        if number == 1:
            self._size = size
        elif size > self._size or (size < self._size and not page.last):
            found = f"page {number} with {size} rows, after pages of {self._size}"
            raise refused(url, found, "pages of one size, and only the last one shorter: try again later")
        self.pages, self.rows = number, self.rows + size
        self.keep(f"page-{number:04d}", page.received)

    def check_count(self, url: str, counted: int | None) -> None:
        """Raises FetchError when the service counts another number of rows than came."""
        if counted is not None and counted != self.rows:
            found = f"{self.rows} rows in {self.pages} pages, while the service counts {counted}"
            raise refused(url, found, "as many rows as it counts: try again later")
