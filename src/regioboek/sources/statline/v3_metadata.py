"""The description of a v3 table from its parts as the service sends them: TableInfos, DataProperties, code lists.

Rules
* A measure is a `Topic`; its name is preceded by the titles of the `TopicGroup`s it stands in.
* A dimension's role is its type: `TimeDimension` is periods, `GeoDimension` and `GeoDetail` are regions; older tables
  call regions a plain dimension, `RegioS` and `WijkenEnBuurten` are always regions.
* A table need not have CategoryGroups; they are not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from regioboek.sources.statline.table import Code, Dimension, Measure, Role, StatlineTable, joined

Rows = Sequence[Mapping[str, Any]]

_ROLES: dict[str, Role] = {
    "Dimension": "dimension",
    "TimeDimension": "period",
    "GeoDimension": "region",
    "GeoDetail": "region",
}
_REGIONS = ("RegioS", "WijkenEnBuurten")

#: Datatypes of topics that are no numbers.
_TEXTS = ("string", "text")


def dimension_keys(properties: Rows) -> list[str]:
    """Keys of the dimensions that DataProperties lists, in the table's order."""
    return [str(row["Key"]) for row in properties if row.get("Type") in _ROLES]


def read_table(infos: Rows, properties: Rows, code_lists: Mapping[str, Rows]) -> StatlineTable:
    """The table that these parts describe; `code_lists` by key of dimension, one that lacks counts as empty.

    Raises KeyError or IndexError when a part has not the form it must have.
    """
    info = infos[0]
    return StatlineTable(
        id=str(info["Identifier"]),
        title=str(info.get("Title") or "").strip(),
        catalogue=str(info.get("Catalog") or ""),
        modified=info.get("Modified"),
        reason=info.get("ReasonDelivery"),
        period=info.get("Period"),
        frequency=info.get("Frequency"),
        summary=str(info.get("Summary") or ""),
        description=str(info.get("ShortDescription") or info.get("Description") or ""),
        measures=tuple(_measures(properties)),
        dimensions=tuple(_dimensions(properties, code_lists)),
    )


def _measures(properties: Rows) -> list[Measure]:
    groups = {row["ID"]: row for row in properties if row.get("Type") == "TopicGroup"}
    return [
        Measure(
            key=str(row["Key"]),
            name=joined([*_above(row, groups), str(row["Title"])]),
            unit=str(row.get("Unit") or "").strip(),
            decimals=row.get("Decimals"),
            text=str(row.get("Datatype") or "").lower() in _TEXTS,
        )
        for row in properties
        if row.get("Type") == "Topic"
    ]


def _above(row: Mapping[str, Any], groups: Mapping[Any, Mapping[str, Any]]) -> list[str]:
    titles: list[str] = []
    seen: set[Any] = set()
    parent = row.get("ParentID")
    while parent in groups and parent not in seen:
        seen.add(parent)
        titles.insert(0, str(groups[parent]["Title"]))
        parent = groups[parent].get("ParentID")
    return titles


def _dimensions(properties: Rows, code_lists: Mapping[str, Rows]) -> list[Dimension]:
    found = []
    for row in properties:
        role = _ROLES.get(str(row.get("Type")))
        if role is None:
            continue
        key = str(row["Key"])
        codes = tuple(
            Code(str(c["Key"]), str(c.get("Title") or "").strip(), c.get("Status")) for c in code_lists.get(key, ())
        )
        found.append(Dimension(key, str(row["Title"]).strip(), "region" if key in _REGIONS else role, codes))
    return found
