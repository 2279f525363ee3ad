"""What an update would change, as a table people read; the JSON beside it has every figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from regioboek.sources.snapshot.update import Changes

#: Rows of one kind that are shown of a source; the rest is counted.
SHOWN = 12

Line = tuple[str, str, str, str]


def spaced(number: int) -> str:
    """`12 345`."""
    return f"{number:,}".replace(",", " ")


def show_changes(changes: Sequence[Changes], out: Console) -> None:
    """Print per source what would change: what it is about, what is locked, what there is now.

    Not again the measures that moved: those were shown, and agreed to, one by one.
    """
    for change in changes:
        lines = [line for line in lines_of(change) if not _agreed(line)]
        title = f"what would change in source {change.source}"
        if not out.is_terminal:
            print(title)
            for line in lines:
                print("  " + "\t".join(line))
            continue
        table = Table("what", "of", "locked", "now", title=title, title_justify="left")
        for line in lines:
            table.add_row(*line)
        out.print(table, markup=False)


def _agreed(line: Line) -> bool:
    what, of, _, now = line
    return what.startswith("measure ") and not of and what != f"measure {now}"


def lines_of(change: Changes) -> Iterator[Line]:
    """What, of what, locked, now; one line per finding, long lists cut and counted."""
    for name, (old, new) in change.told.items():
        yield name, "", old or "nothing", new or "nothing"
    for rename in change.renamed:
        yield "renamed", rename.of, rename.old, rename.new
    for series, old_unit, new_unit in change.units:
        yield "unit", series, old_unit or "none", new_unit or "none"
    for what in ("gone", "added"):
        for series in change.series(what):
            yield f"measure {what}", series, "", ""
    there, is_there = change.changed["old"].notna(), change.changed["new"].notna()
    yield from _cut("changed", change.changed[there == is_there], _both)
    yield from _listed("figure came", change.changed[~there & is_there], _both)
    yield from _listed("figure gone", change.changed[there & ~is_there], _both)
    yield from _statuses(change.status)
    yield from _listed("row gone", change.gone, lambda row: (_value(row.value, row.absence), ""))
    yield from _listed("row added", change.added, lambda row: ("", _value(row.value, row.absence)))
    for name in change.files:
        yield "file", name, "", "other bytes"


def _cut(what: str, rows: pd.DataFrame, sides: Any) -> Iterator[Line]:
    for row in rows.head(SHOWN).itertuples():
        yield (what, f"{row.series} {row.region} {row.period}", *sides(row))
    if len(rows) > SHOWN:
        yield what, f"and {len(rows) - SHOWN} more", "", ""


def _listed(what: str, rows: pd.DataFrame, sides: Any) -> Iterator[Line]:
    """Each row; of many how many per period or region: a year comes, or a gemeente goes, as a whole."""
    if len(rows) <= SHOWN:
        yield from _cut(what, rows, sides)
        return
    by = min(("period", "region"), key=lambda name: rows[name].nunique())
    for of, mine in rows.groupby(by):
        series = ", ".join(sorted(mine["series"].unique())[:3]) + ", …" * (mine["series"].nunique() > 3)
        yield what, f"{len(mine)} of {of} ({series})", "", ""


def _statuses(moved: pd.DataFrame) -> Iterator[Line]:
    """Counted per period: a year becomes definitive as a whole."""
    if moved.empty:
        return
    words = moved.fillna({"old": "none", "new": "none"})
    for (old, new, period), rows in words.groupby(["old", "new", "period"]):
        yield "status", f"{len(rows)} figures of {period}", str(old), str(new)


def _both(row: Any) -> tuple[str, str]:
    return _value(row.old, row.old_absence), _value(row.new, row.new_absence)


def _value(value: float, absence: Any) -> str:
    if pd.isna(value):
        return "absent" if pd.isna(absence) else str(absence)
    return f"{value:.10g}"
