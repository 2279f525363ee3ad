"""The description of a table from its parts as the service sends them: one reading for v3 and v4, live and frozen.

Rules
* v3: TableInfos, DataProperties and a code list per dimension, named like it. v4: Properties, Dimensions, MeasureCodes,
  MeasureGroups (not every table has them) and code lists named `<dimension>Codes`.
* A measure (v3: a `Topic`) has the titles of the groups it stands in before its name.
* A dimension's role is its kind: `TimeDimension` is periods, `GeoDimension`, `GeoDetail` and `GeoDetailDimension` are
  regions. Older tables of v3 call regions a plain dimension: there `RegioS` and `WijkenEnBuurten` are always regions.
  In a table without a dimension of that kind, the only one whose codes are all regions (or periods) is it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from regioboek.params.levels import level_of
from regioboek.sources.statline.ended import end_told
from regioboek.sources.statline.periods import OTHER_KIND, kind_of
from regioboek.sources.statline.service import DIALECTS, Version
from regioboek.sources.statline.table import Code, Dimension, Measure, Role, StatlineTable

Row = Mapping[str, Any]
#: Id of a group of measures -> its title and description, and the id of the group it stands in.
Groups = Mapping[Any, tuple[str, str, Any]]

_V3_DIMENSIONS = ("Dimension", "TimeDimension", "GeoDimension", "GeoDetail")
_V3_REGIONS = ("RegioS", "WijkenEnBuurten")

#: Role -> whether a code is of it.
_ROLES: dict[Role, Callable[[str], bool]] = {
    "region": lambda code: level_of(code) is not None,
    "period": lambda code: kind_of(code) != OTHER_KIND,
}

#: Datatypes of measures that are no numbers.
_TEXTS = ("string", "text")


def read_table(version: Version, rows: Callable[[str], Sequence[Row]]) -> StatlineTable:
    """The table whose parts `rows` gives by name; a part that the table does not have is empty.

    Raises KeyError or TypeError when a part has not the form it must have.
    """
    part = DIALECTS[version].info
    info = next(iter(rows(part)), None)
    if info is None:
        raise KeyError(part)
    measures, dimensions = _v4(rows) if version == "v4" else _v3(rows)
    ended, successor = end_told(info)
    return StatlineTable(
        id=str(info["Identifier"]),
        title=str(info.get("Title") or "").strip(),
        catalogue=str(info.get("Catalog") or ""),
        modified=info.get("Modified"),
        reason=info.get("ReasonDelivery") or info.get("VersionReason"),
        period=info.get("Period") or info.get("TemporalCoverage"),
        frequency=info.get("Frequency"),
        summary=str(info.get("Summary") or ""),
        description=str(info.get("ShortDescription") or info.get("Description") or ""),
        measures=tuple(measures),
        dimensions=tuple(_known_by_codes(dimensions)),
        ended=ended,
        successor=successor,
    )


def _known_by_codes(dimensions: list[Dimension]) -> list[Dimension]:
    for role, is_one in _ROLES.items():
        plain = [d for d in dimensions if d.role == "dimension" and d.codes and all(is_one(c.code) for c in d.codes)]
        if len(plain) == 1 and role not in [d.role for d in dimensions]:
            dimensions = [replace(d, role=role) if d is plain[0] else d for d in dimensions]
    return dimensions


def _v3(rows: Callable[[str], Sequence[Row]]) -> tuple[list[Measure], list[Dimension]]:
    properties = rows("DataProperties")
    groups = {p["ID"]: (*_words(p), p.get("ParentID")) for p in properties if p.get("Type") == "TopicGroup"}
    topics = [p for p in properties if p.get("Type") == "Topic"]
    measures = [_measure(p, _key(p, "Key"), p.get("ParentID"), groups) for p in topics]
    dimensions, dialect = [], DIALECTS["v3"]
    for row in properties:
        kind, key = str(row.get("Type")), str(row.get("Key"))
        if kind in _V3_DIMENSIONS:
            role = "region" if key in _V3_REGIONS else _role(kind)
            dimensions.append(_dimension(row, _key(row, "Key"), role, rows(dialect.codes(key)), dialect.code))
    return measures, dimensions


def _v4(rows: Callable[[str], Sequence[Row]]) -> tuple[list[Measure], list[Dimension]]:
    groups = {g["Id"]: (*_words(g), g.get("ParentId")) for g in rows("MeasureGroups")}
    measures = [_measure(m, _key(m, "Identifier"), m.get("MeasureGroupId"), groups) for m in rows("MeasureCodes")]
    dimensions, dialect = [], DIALECTS["v4"]
    for row in rows("Dimensions"):
        key = _key(row, "Identifier")
        dimensions.append(_dimension(row, key, _role(str(row.get("Kind"))), rows(dialect.codes(key)), dialect.code))
    return measures, dimensions


def _measure(row: Row, key: str, group: Any, groups: Groups) -> Measure:
    told = [(str(row["Title"]), _words(row)[1])]
    seen: set[Any] = set()
    while group in groups and group not in seen:
        seen.add(group)
        title, description, group = groups[group]
        told.insert(0, (title, description))
    return Measure(
        key=key,
        path=tuple(" ".join(title.split()) for title, _ in told if title.strip()) or ("",),
        unit=str(row.get("Unit") or "").strip(),
        decimals=row.get("Decimals"),
        text=str(row.get("Datatype") or row.get("DataType") or "").lower() in _TEXTS,
        description="\n".join(description for _, description in told if description),
    )


def _key(row: Row, name: str) -> str:
    """What something is known by, padding included. Raises TypeError when that is no text."""
    if not isinstance(row[name], str) or not row[name].strip():
        raise TypeError(f"a text as {name}")
    return str(row[name])


def _words(row: Row) -> tuple[str, str]:
    """Title and description."""
    return str(row.get("Title") or ""), str(row.get("Description") or "").strip()


def _role(kind: str) -> Role:
    return "period" if kind.startswith("Time") else "region" if kind.startswith("Geo") else "dimension"


def _dimension(row: Row, key: str, role: Role, codes: Sequence[Row], name: str) -> Dimension:
    """`name`: under which word a code stands in its list."""
    listed = []
    for code in codes:
        title, description = _words(code)
        status = code.get("Status")
        listed.append(Code(_key(code, name), title.strip(), None if status is None else str(status), description))
    return Dimension(key, str(row.get("Title") or "").strip(), role, tuple(listed))
