"""Which tables StatLine has: the catalogue of v3 and of v4, searched by words.

Rules of a search
* Every word occurs in the table's id, title or summary; capitals and accents apart.
* Tables with all words in their title come first, those that are no longer updated last, then by title.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from regioboek.sources.network.client import Client
from regioboek.sources.statline.pages import on_host, rows_of
from regioboek.sources.statline.service import Version

_V3_COLUMNS = "Identifier,Title,Summary,Period,Frequency,Modified,RecordCount,OutputStatus,Catalog"
_V4_COLUMNS = "Identifier,Title,Description,Status,Modified"
_ENDED = ("gediscontinueerd", "vervallen")


@dataclass(frozen=True)
class Listed:
    """A table as its catalogue lists it; what the catalogue does not say is empty."""

    id: str
    title: str
    summary: str
    period: str
    modified: str  # ISO date
    status: str  # Regulier, Gediscontinueerd, Vervallen
    rows: int | None

    @property
    def ended(self) -> bool:
        """Whether the table is no longer updated."""
        return self.status.lower() in _ENDED


def list_tables(client: Client, root: str, version: Version) -> list[Listed]:
    """Every table of a catalogue. Raises FetchError."""
    if version == "v4":
        rows = _rows(client, f"{root}/Datasets", {"$select": _V4_COLUMNS}, "@odata.nextLink")
        return [_listed(row, "Description", "Status") for row in rows]
    query = {"$format": "json", "$select": _V3_COLUMNS}
    rows = _rows(client, f"{root}/ODataCatalog/Tables", query, "odata.nextLink")
    return [_listed(row, "Summary", "OutputStatus") for row in rows]


def search(tables: Sequence[Listed], words: Sequence[str]) -> list[Listed]:
    """The tables that have every word, the likeliest first."""
    wanted = [folded(word) for word in words]

    def has(text: str) -> bool:
        return all(word in folded(text) for word in wanted)

    found = [t for t in tables if has(f"{t.id} {t.title} {t.summary}")]
    return sorted(found, key=lambda t: (t.ended, not has(f"{t.id} {t.title}"), folded(t.title), t.id))


def folded(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _rows(client: Client, url: str, query: dict[str, str], following: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    asked: set[str] = set()
    document, received = client.get_json(url, query)
    while True:
        rows += rows_of(received, document)
        target = document.get(following)
        if not target or target in asked:
            return rows
        asked.add(target)
        document, received = client.get_json(on_host(url, target))


def _listed(row: dict[str, Any], summary: str, status: str) -> Listed:
    return Listed(
        id=str(row.get("Identifier") or ""),
        title=" ".join(str(row.get("Title") or "").split()),
        summary=" ".join(str(row.get(summary) or "").split()),
        period=str(row.get("Period") or ""),
        modified=str(row.get("Modified") or "")[:10],
        status=str(row.get(status) or ""),
        rows=row.get("RecordCount"),
    )
