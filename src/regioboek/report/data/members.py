"""Of which gemeenten the landsdelen, Regio Deals and own areas of an edition are made: members.parquet by area."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from regioboek.report.data.table_rows import records
from regioboek.schemas import read_table


class Member(NamedTuple):
    """A row of members.parquet: a gemeente of an area, and what of it belongs to the area."""

    area: str
    gemeente: str
    share: float
    partly: int
    note: str | None


def read_members(path: Path) -> dict[str, tuple[Member, ...]]:
    """Area -> its gemeenten, by code; empty without such a table."""
    rows: dict[str, list[Member]] = {}
    if path.is_file():
        for row in records(read_table("members", path)):
            rows.setdefault(row["area"], []).append(Member(**row))
    return {area: tuple(members) for area, members in rows.items()}
