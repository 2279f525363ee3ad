"""Which tables StatLine has: the catalogue of v3 (through cbsodata) and of v4, searched by words.

Rules of a search
* Every word occurs in the table's id, title or summary; capitals and accents apart.
* Tables with all words in their title come first, those that are no longer updated last, then by title.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from regioboek.errors import Problem, nearest
from regioboek.sources.network.client import Client
from regioboek.sources.problems import some
from regioboek.sources.statline import library
from regioboek.sources.statline.ended import ENDED
from regioboek.sources.statline.pager import follow
from regioboek.sources.statline.service import DIALECTS, Version

_COLUMNS: dict[Version, str] = {
    "v3": "Identifier,Title,Summary,Period,Frequency,Modified,RecordCount,OutputStatus,Catalog",
    "v4": "Identifier,Title,Description,Status,Modified",
}

_NAMES: dict[Version, str] = {"v3": "Identifier,Title,OutputStatus", "v4": "Identifier,Title,Status"}


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
        return self.status.lower() in ENDED


def list_tables(client: Client, root: str, version: Version) -> list[Listed]:
    """Every table of a catalogue. Raises FetchError."""
    return [_listed(row) for row in _rows(client, root, version, _COLUMNS[version])]


def listed_count(client: Client, root: str, table: str) -> int | None:
    """v3: how many rows the catalogue says a table has; None when it does not say. Raises FetchError."""
    rows = library.tables(client, root, "Identifier,RecordCount", f"Identifier eq '{table}'")
    count = rows[0].get("RecordCount") if len(rows) == 1 else None
    return count if isinstance(count, int) else None


def no_such_table(client: Client, root: str, version: Version, wanted: str, title: str = "") -> Problem:
    """That a catalogue has no table of this id, with those of its title (years apart), or else the nearest id.

    Raises FetchError.
    """
    tables = [_listed(row) for row in _rows(client, root, version, _NAMES[version])]
    known = [t.id for t in tables]
    if wanted in known:
        found = f'nothing of the table "{wanted}", which the catalogue has'
        return Problem("params", "statline.table", found, "the table where it is listed: try again later")
    alike = [t for t in tables if title and not t.ended and without_years(t.title) == without_years(title)]
    near = nearest(wanted, known) + "; capitals count" * (wanted.lower() in (k.lower() for k in known))
    if alike and wanted.lower() not in (k.lower() for k in known):
        near = f"; of that title it has {some([f'{t.id} ({t.title})' for t in alike])}"
    found = f'the table "{wanted}"'
    return Problem("params", "statline.table", found, f"one of the {len(known)} tables of the catalogue{near}")


def search(tables: Sequence[Listed], words: Sequence[str]) -> list[Listed]:
    """The tables that have every word, the likeliest first."""
    wanted = [folded(word) for word in words]

    def has(text: str) -> bool:
        return all(word in folded(text) for word in wanted)

    fitting = [t for t in tables if has(f"{t.id} {t.title} {t.summary}")]
    return sorted(fitting, key=lambda t: (t.ended, not has(f"{t.id} {t.title}"), folded(t.title), t.id))


def without_years(title: str) -> str:
    """A title as it is compared with that of a table which may have taken its place."""
    return " ".join(re.sub(r"\b(?:19|20)\d\d\b|\W", " ", folded(title)).split())


def folded(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _rows(client: Client, root: str, version: Version, columns: str) -> list[dict[str, Any]]:
    if version == "v3":
        return library.tables(client, root, columns)
    pages = follow(client, f"{root}/Datasets", {"$select": columns}, DIALECTS[version].following)
    return [row for page in pages for row in page.rows]


def _listed(row: dict[str, Any]) -> Listed:
    return Listed(
        id=str(row.get("Identifier") or ""),
        title=" ".join(str(row.get("Title") or "").split()),
        summary=" ".join(str(row.get("Summary") or row.get("Description") or "").split()),
        period=str(row.get("Period") or ""),
        modified=str(row.get("Modified") or "")[:10],
        status=str(row.get("OutputStatus") or row.get("Status") or ""),
        rows=row.get("RecordCount"),
    )
