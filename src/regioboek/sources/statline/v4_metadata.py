"""The description of a v4 table: Properties, Dimensions, MeasureCodes, MeasureGroups (not always) and code lists.

A dimension's role is its kind: `TimeDimension` is periods, `GeoDimension` and `GeoDetailDimension` are regions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from regioboek.sources.statline.table import Code, Dimension, Measure, Role, StatlineTable, joined

Rows = Sequence[Mapping[str, Any]]


def read_table(
    properties: Mapping[str, Any],
    dimensions: Rows,
    measures: Rows,
    groups: Rows,
    code_lists: Mapping[str, Rows],
) -> StatlineTable:
    """The table that these parts describe; `code_lists` by identifier of dimension.

    Raises KeyError when a part has not the form it must have.
    """
    by_id = {row["Id"]: row for row in groups}
    return StatlineTable(
        id=str(properties["Identifier"]),
        title=str(properties.get("Title") or "").strip(),
        catalogue=str(properties.get("Catalog") or ""),
        modified=properties.get("Modified"),
        reason=properties.get("VersionReason"),
        period=properties.get("TemporalCoverage"),
        frequency=properties.get("Frequency"),
        summary=str(properties.get("Summary") or ""),
        description=str(properties.get("Description") or ""),
        measures=tuple(_measure(row, by_id) for row in measures),
        dimensions=tuple(_dimension(row, code_lists.get(str(row["Identifier"]), ())) for row in dimensions),
    )


def _measure(row: Mapping[str, Any], groups: Mapping[Any, Mapping[str, Any]]) -> Measure:
    titles: list[str] = []
    seen: set[Any] = set()
    parent = row.get("MeasureGroupId")
    while parent in groups and parent not in seen:
        seen.add(parent)
        titles.insert(0, str(groups[parent].get("Title") or ""))
        parent = groups[parent].get("ParentId")
    return Measure(
        key=str(row["Identifier"]),
        name=joined([*titles, str(row["Title"])]),
        unit=str(row.get("Unit") or "").strip(),
        decimals=row.get("Decimals"),
        text=str(row.get("DataType") or "").lower() in ("string", "text"),
    )


def _dimension(row: Mapping[str, Any], codes: Rows) -> Dimension:
    kind = str(row.get("Kind") or "")
    role: Role = "period" if kind.startswith("Time") else "region" if kind.startswith("Geo") else "dimension"
    return Dimension(
        key=str(row["Identifier"]),
        title=str(row.get("Title") or "").strip(),
        role=role,
        codes=tuple(Code(str(c["Identifier"]), str(c.get("Title") or "").strip(), c.get("Status")) for c in codes),
    )
