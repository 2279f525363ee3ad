"""Rows page by page: the one pager, for v3 and v4, for figures and for what describes them.

Rules
* The next page is the one that the service names, on the server that was asked.
* No address is asked twice: a server that goes round in circles is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from regioboek.sources.network.client import Client, Received, refused, same_host
from regioboek.sources.problems import shown_address


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
