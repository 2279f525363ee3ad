"""StatLine v4 as datasets.cbs.nl answers: `/odata/v1/CBS/<table>/…` with pages and @odata.nextLink, and Datasets.

Ids are case-sensitive. Of 03759ned the captured slice of Observations is all there is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loopback.odata import Row, selected
from loopback.reply import Reply

HOST = "https://datasets.cbs.nl"
ROOT = "/odata/v1/CBS"
PAGE_ROWS = 100_000


@dataclass
class TableV4:
    """One table: Properties (one object) and its sets by name (Dimensions, MeasureCodes, RegioSCodes, Observations)."""

    id: str
    properties: dict[str, Any]
    sets: dict[str, Sequence[Row]]
    page_rows: int = PAGE_ROWS
    captured: dict[str, bytes] = field(default_factory=dict)  # name -> the body exactly as captured


def answer(table: TableV4, rest: str, query: Mapping[str, str], base: str) -> Reply:
    """The answer to `/odata/v1/CBS/<table>/<rest>`."""
    root = f"{base}{ROOT}/{table.id}"
    context = f"{root}/$metadata"
    if not rest:
        names = ["Properties", *table.sets]
        return _json({"@odata.context": context, "value": [{"name": n, "kind": "EntitySet", "url": n} for n in names]})
    plain = not query
    if plain and rest in table.captured:
        return Reply(table.captured[rest].replace(HOST.encode(), base.encode()))
    if rest == "Properties":
        return _json({"@odata.context": f"{context}#Properties", **table.properties})
    name = rest.removesuffix("/$count")
    if name not in table.sets:
        return Reply(b'{"error":{"code":"404","message":"Resource not found"}}', status=404)
    rows = selected(table.sets[name], query)
    if rest.endswith("/$count"):
        return Reply(str(len(rows)).encode(), "text/plain")
    skip = int(query.get("$skip", 0))
    end = min(len(rows), int(query["$top"])) if "$top" in query else len(rows)
    page = rows[skip : min(skip + table.page_rows, end)]
    document: dict[str, Any] = {"@odata.context": f"{context}#{rest}", "value": [dict(row) for row in page]}
    if skip + len(page) < end:
        kept = "".join(f"{k}={v}&" for k, v in query.items() if k in ("$filter", "$select"))
        document["@odata.nextLink"] = f"{root}/{rest}?{kept}$skip={skip + len(page)}"
    return _json(document)


def catalogue(rows: Sequence[Row], query: Mapping[str, str], base: str) -> Reply:
    """The answer to `/odata/v1/CBS/Datasets`."""
    found = selected(rows, query)
    skip = int(query.get("$skip", 0))
    top = int(query.get("$top", len(found)))
    context = f"{base}{ROOT}/$metadata#Datasets"
    return _json({"@odata.context": context, "value": found[skip : skip + top]})


def captured_tables(folder: Path) -> list[TableV4]:
    """03759ned from `odata/v4`."""
    place = folder / "03759ned"
    names = {
        "Properties": "properties",
        "Dimensions": "dimensions",
        "MeasureCodes": "measure-codes",
        **{f"{d}Codes": f"codes-{d}" for d in ("BurgerlijkeStaat", "Geslacht", "Leeftijd", "RegioS", "Perioden")},
        "Observations": "observations-page-1",
    }
    bodies = {name: (place / f"{file}.json").read_bytes() for name, file in names.items()}
    documents = {name: json.loads(body) for name, body in bodies.items()}
    properties = documents.pop("Properties")
    sets = {name: document["value"] for name, document in documents.items()}
    return [TableV4("03759ned", properties, sets, captured=bodies)]


def captured_catalogue(folder: Path) -> list[Row]:
    """All data sets of the catalogue."""
    return json.loads((folder / "_catalog.json").read_bytes())["value"]


def _json(document: Any) -> Reply:
    return Reply(json.dumps(document, ensure_ascii=False).encode())
