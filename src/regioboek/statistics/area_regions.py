"""Areas of gemeenten beside the register's own levels, as rows of the table of regions and a table of their members.

* An area is in the table when its level is one of the edition's.
* Its inhabitants are those of its members; of a member that belongs to it partly, the known share, rounded, and without
  a known share all of them.
* A landsdeel around a provincie is no parent of it in the table: areas are looked up in the table of members.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from regioboek.errors import ParamsError, Problem
from regioboek.params.areas import Area
from regioboek.params.levels import BASE, LEVELS, Level


def with_areas(
    regions: pd.DataFrame, areas: Sequence[Area], levels: Sequence[Level], *, refuse_parts: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`regions` (register with inhabitants) with the areas of `levels` added, in the order of LEVELS and by code.

    Beside them the table of members, as members.parquet has it.
    Raises ParamsError naming every area made of parts when these are refused.
    """
    asked = [area for area in areas if area.level in levels]
    if refuse_parts:
        refuse(asked)
    members = members_table(asked)
    people = members["gemeente"].map(regions.set_index("code")["inhabitants"]).astype("Float64") * members["share"]
    year = regions.loc[regions["level"] == BASE, "inhabitants_year"].head(1).tolist() or [None]
    rows = pd.DataFrame([(a.code, a.name, a.level) for a in asked], columns=["code", "name", "level"])
    rows["inhabitants"] = rows["code"].map(people.groupby(members["area"]).sum(min_count=1).round().astype("Int64"))
    rows["inhabitants_year"] = pd.array(year * len(rows), dtype="Int32")
    together = pd.concat([regions, rows], ignore_index=True) if asked else regions
    order = together["level"].map({level: place for place, level in enumerate(LEVELS)})
    together = together.assign(_order=order).sort_values(["_order", "code"], kind="stable", ignore_index=True)
    return together.drop(columns="_order"), members


def members_table(areas: Sequence[Area]) -> pd.DataFrame:
    """One row per area x gemeente: area, gemeente, share (0-1), partly (0 or 1), note (null for whole members)."""
    rows = [(a.code, m.gemeente, m.share, int(m.partly), m.note) for a in areas for m in a.members]
    table = pd.DataFrame(rows, columns=["area", "gemeente", "share", "partly", "note"])
    return table.astype({"area": "str", "gemeente": "str", "share": "float64", "partly": "int32", "note": "str"})


def refuse(areas: Sequence[Area]) -> None:
    """Raise ParamsError for every area of which a member belongs to it partly."""
    problems = [
        Problem(
            "params/regions",
            f"{a.code} ({a.name})",
            f"a part of {', '.join(m.gemeente for m in a.members if m.partly)}",
            "whole gemeenten, as the edition's params refuse parts (areas.parts: refuse); make the gemeente whole or "
            "leave the area out of its file, or say areas.parts: label",
        )
        for a in areas
        if a.approximate
    ]
    if problems:
        raise ParamsError("areas made of parts of gemeenten are refused", problems)
