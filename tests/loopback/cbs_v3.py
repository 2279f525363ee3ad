"""StatLine v3 as opendata.cbs.nl answers: ODataFeed per table, with pages and odata.nextLink, and the ODataCatalog.

Captured tables are served from the files; what was not captured of them (the metadata of 83599NED, the other data set
of each) is made from what was, so that a client that asks for everything gets an answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loopback.odata import Row, selected
from loopback.reply import Reply

HOST = "https://opendata.cbs.nl"
PAGE_ROWS = 10_000


@dataclass
class TableV3:
    """One table: its sets by name (TableInfos, TypedDataSet, Perioden, …), each a list of rows."""

    id: str
    sets: dict[str, Sequence[Row]]
    page_rows: int = PAGE_ROWS
    #: set and $skip -> the body exactly as captured, for requests without $filter and $select
    captured: dict[tuple[str, int], bytes] = field(default_factory=dict)


def answer(table: TableV3, rest: str, query: Mapping[str, str], base: str) -> Reply:
    """The answer to `/ODataFeed/odata/<table>/<rest>`."""
    root = f"{base}/ODataFeed/odata/{table.id}"
    if not rest:
        listed = [{"name": name, "url": f"{root}/{name}"} for name in table.sets]
        return _json({"odata.metadata": f"{root}/$metadata", "value": listed})
    if rest.removesuffix("/$count") not in table.sets:
        return Reply(b"Resource not found", "text/plain", 404)
    if rest.endswith("/$count"):
        count = len(selected(table.sets[rest.removesuffix("/$count")], query))
        return Reply(str(count).encode(), "text/plain")
    skip = int(query.get("$skip", 0))
    plain = not query.get("$filter") and not query.get("$select") and "$top" not in query
    if plain and table.page_rows == PAGE_ROWS and (rest, skip) in table.captured:
        return Reply(table.captured[rest, skip].replace(HOST.encode(), base.encode()))
    rows = selected(table.sets[rest], query)
    top = int(query.get("$top", len(rows)))
    page = rows[skip : min(skip + table.page_rows, top if "$top" in query else len(rows))]
    document: dict[str, Any] = {
        "odata.metadata": f"{root}/$metadata#Cbs.OData.WebAPI.{rest}",
        "value": [dict(row) for row in page],
    }
    if skip + len(page) < min(top, len(rows)):
        kept = "".join(f"&{k}={v}" for k, v in query.items() if k in ("$filter", "$select"))
        document["odata.nextLink"] = f"{root}/{rest}/?$format=json{kept}&$skip={skip + len(page)}"
    return _json(document)


def catalogue(rows: Sequence[Row], query: Mapping[str, str], base: str) -> Reply:
    """The answer to `/ODataCatalog/Tables`."""
    found = selected(rows, query)
    skip = int(query.get("$skip", 0))
    top = int(query.get("$top", len(found)))
    return _json({"odata.metadata": f"{base}/ODataCatalog/$metadata#Tables", "value": found[skip : skip + top]})


def captured_tables(folder: Path) -> list[TableV3]:
    """80137ned and 83599NED from `odata/v3`."""
    return [_banen(folder), _vacatures(folder)]


def captured_catalogue(folder: Path) -> list[Row]:
    """The first twenty tables of the catalogue."""
    return json.loads((folder / "ODataCatalog__Tables_first20.json").read_bytes())["value"]


def _banen(folder: Path) -> TableV3:
    names = [s["name"] for s in json.loads((folder / "80137ned__service-document.json").read_bytes())["value"]]
    bodies = {n: (folder / f"80137ned__{n}.json").read_bytes() for n in names if n != "UntypedDataSet"}
    sets = {n: json.loads(bodies[n])["value"] for n in bodies}
    sets["UntypedDataSet"] = [{k: _untyped(k, v) for k, v in row.items()} for row in sets["TypedDataSet"]]
    return TableV3("80137ned", {n: sets[n] for n in names}, captured={(n, 0): b for n, b in bodies.items()})


def _vacatures(folder: Path) -> TableV3:
    first = (folder / "83599NED__UntypedDataSet_page1_10000.json").read_bytes()
    second = (folder / "83599NED__UntypedDataSet_page2_skip10000.json").read_bytes()
    rows = [*json.loads(first)["value"], *json.loads(second)["value"]]
    sets: dict[str, Sequence[Row]] = {
        "TableInfos": [
            {
                "ID": 0,
                "Identifier": "83599NED",
                "Title": "Openstaande vacatures; SBI 2008, regio",
                "Modified": "2020-08-14T02:00:00",
                "ReasonDelivery": "Actualisering",
                "Language": "nl",
                "Catalog": "CBS",
            }
        ],
        "UntypedDataSet": rows,
        "TypedDataSet": [{k: _typed(k, v) for k, v in row.items()} for row in rows],
        "DataProperties": [
            _property(0, "Dimension", "BedrijfstakkenBranchesSBI2008"),
            _property(1, "GeoDimension", "RegioS"),
            _property(2, "TimeDimension", "Perioden"),
            {
                **_property(3, "Topic", "OpenstaandeVacatures_1"),
                "Unit": "x 1 000",
                "Decimals": 1,
                "Datatype": "Double",
                "Default": "None",
            },
        ],
        "CategoryGroups": [],
    }
    for name in ("BedrijfstakkenBranchesSBI2008", "RegioS", "Perioden"):
        codes = list(dict.fromkeys(row[name] for row in rows))
        more = {"Status": "Definitief"} if name == "Perioden" else {"CategoryGroupID": None}
        sets[name] = [{"Key": c, "Title": c.strip(), "Description": None, **more} for c in codes]
    pages = {("UntypedDataSet", 0): first, ("UntypedDataSet", PAGE_ROWS): second}
    return TableV3("83599NED", sets, captured=pages)


def _property(id: int, kind: str, key: str) -> dict[str, Any]:
    return {
        "odata.type": f"Cbs.OData.{kind}",
        "ID": id,
        "Position": id,
        "ParentID": None,
        "Type": kind,
        "Key": key,
        "Title": key,
        "Description": None,
    }


def _measure(key: str) -> bool:
    return key[-1].isdigit() and "_" in key


def _untyped(key: str, value: Any) -> Any:
    if key == "ID" or not _measure(key):
        return value
    return ("       ." if value is None else f"{value:8}") if isinstance(value, int | float | None) else value


def _typed(key: str, value: Any) -> Any:
    if key == "ID" or not _measure(key):
        return value
    return None if value is None or value.strip() in ("", ".") else float(value)


def _json(document: Any) -> Reply:
    return Reply(json.dumps(document, ensure_ascii=False).encode())
