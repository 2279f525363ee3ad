"""`regioboek tables`: which tables StatLine has, and what one of them is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from regioboek.errors import RegioboekError
from regioboek.params.levels import counted
from regioboek.sources.network.client import Client
from regioboek.sources.problems import some
from regioboek.sources.statline.download import Download
from regioboek.sources.statline.pager import Intake
from regioboek.sources.statline.periods import kind_of, status_of
from regioboek.sources.statline.service import Catalogue, Version, named_server, root_on
from regioboek.sources.statline.table import Dimension, StatlineTable, levels_of
from regioboek.sources.statline.table_list import Listed, list_tables, search

#: So many codes of a dimension are shown; all of them on request.
_SHOWN = 8


@dataclass(frozen=True)
class Service:
    """Which StatLine is asked."""

    version: Version = "v3"
    catalogue: Catalogue = "CBS"
    url: str | None = None  # another server; None: what the environment names, else CBS's own

    def __post_init__(self) -> None:
        if self.version == "v4" and self.catalogue != "CBS":
            raise RegioboekError("StatLine v4 has no catalogue dataderden; use --service v3")

    @property
    def server(self) -> str | None:
        """The other server that is named, if any."""
        return self.url or named_server()

    @property
    def root(self) -> str:
        """Where tables lie."""
        return root_on(self.server, self.version, self.catalogue)


def quiet_client(err: Console) -> Client:
    """A client for questions that somebody waits for: fewer tries than a fetch, each told on `err`."""
    return Client(tries=3, log=lambda line: err.print(line, markup=False))


def search_tables(client: Client, service: Service, words: Sequence[str], *, ended: bool = False) -> list[Listed]:
    """The tables that have every word; those that are no longer updated only with `ended`. Raises FetchError."""
    found = search(list_tables(client, service.root, service.version), words)
    return [t for t in found if ended or not t.ended]


def describe_table(client: Client, service: Service, id: str) -> StatlineTable:
    """What a table is made of. Raises FetchError, with the nearest id when there is no such table."""
    if not id.replace("_", "").replace("-", "").isalnum() or not id.isascii():
        raise RegioboekError(f"{id!r} is no id of a table: letters, digits, _ and - only, as in 80137ned")
    return Download(client, service.root, service.version, id, Intake()).describe()


def table_lines(table: StatlineTable, codes_of: Sequence[str] = ()) -> list[str]:
    """A description for people; all codes of the dimensions named in `codes_of`, the first few of the others.

    Raises RegioboekError for a dimension the table does not have.
    """
    known = [d.key for d in table.dimensions]
    strange = [key for key in codes_of if key not in known]
    if strange:
        raise RegioboekError(f"table {table.id} has no dimension {', '.join(strange)}; it has {', '.join(known)}")
    lines = [f"{table.id}  {table.title}", ""]
    facts = {
        "catalogue": table.catalogue,
        "last modified": table.modified,
        "reason": table.reason,
        "period": table.period,
        "frequency": table.frequency,
    }
    lines += [f"{name}: {value}" for name, value in facts.items() if value]
    lines += ["", f"measures ({len(table.measures)}): key · unit · decimals · name"]
    for m in table.measures:
        lines.append(f"  {m.key} · {m.unit or '-'} · {'-' if m.decimals is None else m.decimals} · {m.name}")
    lines += ["", "dimensions"]
    for dimension in table.dimensions:
        lines += _dimension_lines(dimension, complete=dimension.key in codes_of)
    return lines


def table_data(table: StatlineTable) -> dict[str, Any]:
    """A description for machines."""
    return {
        "id": table.id,
        "title": table.title,
        "catalogue": table.catalogue,
        "modified": table.modified,
        "period": table.period,
        "frequency": table.frequency,
        "measures": [vars(measure) | {"name": measure.name} for measure in table.measures],
        "dimensions": [
            {
                "key": d.key,
                "title": d.title,
                "role": d.role,
                "levels": dict(levels_of(d)) if d.role == "region" else {},
                "codes": [{"code": c.code, "title": c.title, "status": c.status} for c in d.codes],
            }
            for d in table.dimensions
        ],
    }


def _dimension_lines(dimension: Dimension, *, complete: bool) -> list[str]:
    lines = [f"  {dimension.key} · {dimension.title} · {len(dimension.codes)} codes{_covers(dimension)}"]
    if complete or dimension.role == "dimension":
        shown = dimension.codes if complete else dimension.codes[:_SHOWN]
        lines += [f"    {c.code} · {c.title}{f' · {c.status}' if c.status else ''}" for c in shown]
        if len(shown) < len(dimension.codes):
            lines.append(f"    and {len(dimension.codes) - len(shown)} more: --codes {dimension.key}")
    return lines


def _covers(dimension: Dimension) -> str:
    if dimension.role == "region":
        return ": " + ", ".join(counted(c.code for c in dimension.codes))
    if dimension.role == "period" and dimension.codes:
        kinds = Counter(kind_of(c.code) for c in dimension.codes)
        words = [f"{n} {kind}{'s' if n != 1 else ''}" for kind, n in kinds.items()]
        provisional = [c.code for c in dimension.codes if status_of(c.status) not in (None, "definitive")]
        told = f"; not definitive: {some(provisional)}" if provisional else ""
        return f": {dimension.codes[0].code} to {dimension.codes[-1].code}, {', '.join(words)}{told}"
    return ""
