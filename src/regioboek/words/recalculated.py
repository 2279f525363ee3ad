"""What is said of figures from before a herindeling: recalculated, or not; and what a gemeente is made of.

The rows are those of the tables `backcast` and `lineage`; how they came about is in `statistics.backcast`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from regioboek.schemas import read_table
from regioboek.words import language as nl

#: Why there is no figure, as it follows "geen cijfer over 2016:".
REASON_WORDS = {
    "not-recalculable": "niet om te rekenen naar de gemeente van nu",
    "part-missing": "van een deel van de gemeente ontbreekt het cijfer",
    "part-confidential": "van een deel van de gemeente is het cijfer geheim",
    "part-impossible": "in geen enkel deel van de gemeente kan het er zijn",
    "unknown-weight": "hoe zwaar de delen wegen is niet bekend",
}


class Recalculated(NamedTuple):
    """One figure of before a herindeling: the year, the first year after it, why it is absent (None: it is there)."""

    year: int
    break_year: int
    reason: str | None


class Part(NamedTuple):
    """A row of `lineage`: a gemeente of before, the share of it that went over, and what part of the new one it is."""

    code: str
    name: str
    share: float
    weight: float
    changed: str  # ISO date of the last change
    break_year: int | None  # None: only the code or name is new


#: The figures of every region and indicator.
RecalculatedFigures = dict[tuple[str, str], list[Recalculated]]


def read_recalculated(path: Path) -> RecalculatedFigures:
    """The table `backcast` by region and indicator, a figure once; new names alone are not in it."""
    found: RecalculatedFigures = {}
    if path.is_file():
        table = read_table("backcast", path)
        table = table[table["break_year"].notna()].drop_duplicates(["region", "indicator", "year"])
        columns = ("region", "indicator", "year", "break_year", "reason")
        for region, indicator, year, since, reason in zip(*(table[name] for name in columns), strict=True):
            row = Recalculated(int(year), int(since), reason if isinstance(reason, str) else None)
            found.setdefault((region, indicator), []).append(row)
    return found
    table = read_table("backcast", path)
    table = table[table["break_year"].notna()].drop_duplicates(["region", "indicator", "year"])
    for region, indicator, year, since, reason in table[
        ["region", "indicator", "year", "break_year", "reason"]
    ].itertuples(index=False):
        row = Recalculated(int(year), int(since), reason if isinstance(reason, str) else None)
        found.setdefault((region, indicator), []).append(row)
    return found


def read_lineage(path: Path) -> dict[str, tuple[Part, ...]]:
    """The table `lineage` by region, the largest part first."""
    found: dict[str, list[Part]] = {}
    if path.is_file():
        for row in read_table("lineage", path).to_dict("records"):
            since = None if pd.isna(row["break_year"]) else int(row["break_year"])
            part = Part(row["from_region"], row["from_name"], row["share"], row["weight"], row["changed"], since)
            found.setdefault(row["region"], []).append(part)
    return {region: tuple(sorted(parts, key=lambda p: -p.weight)) for region, parts in found.items()}


def recalculated_years(rows: Iterable[Recalculated]) -> frozenset[int]:
    """Years with a figure that was made of those of former gemeenten."""
    return frozenset(row.year for row in rows if row.reason is None)


def break_years(rows: Iterable[Recalculated]) -> frozenset[int]:
    """First years after a change, where figures of before it are shown."""
    return frozenset(row.break_year for row in rows if row.reason is None)


def notes(rows: Sequence[Recalculated], division_year: int) -> list[str]:
    """`2015–2020 omgerekend naar de indeling van 2023`, `geen cijfer over 2016: ...`, for a column of notes."""
    there = sorted(recalculated_years(rows))
    said = [f"{years_words(there)} omgerekend naar de gemeentelijke indeling van {division_year}"] if there else []
    for reason in dict.fromkeys(row.reason for row in rows if row.reason):
        years = years_words(row.year for row in rows if row.reason == reason)
        said.append(f"geen cijfer over {years}: {REASON_WORDS[reason]}")
    return said


def years_words(years: Iterable[int]) -> str:
    """`2015–2020`, or a list where years lie apart."""
    found = sorted(years)
    together = len(found) > 2 and found[-1] - found[0] == len(found) - 1
    return nl.year_range(found[0], found[-1]) if together else nl.years_listing(found)


def made_of(name: str, parts: Sequence[Part], names: Mapping[str, str]) -> str:
    """What a gemeente is made of, in one or two sentences; nothing when it did not change."""
    if not parts:
        return ""
    since = nl.date(parts[0].changed)
    told = nl.listing(_part(part, names.get(part.code) or part.name or part.code, len(parts)) for part in parts)
    if parts[0].break_year is None:
        return f"{name} heette tot {since} {told} of had een andere code; het gebied is hetzelfde."
    return f"{name} bestaat in deze vorm sinds {since}, uit {told}."


def _part(part: Part, name: str, count: int) -> str:
    """`Delfzijl (54,0 % van de inwoners)`; a part of a gemeente says which part of it."""
    of = f"een deel van {name}" if part.share < 1 else name
    inside = [f"{nl.percent(part.weight, 1)} van de inwoners"] if count > 1 else []
    inside += [f"{nl.percent(part.share, 1)} van die gemeente"] if part.share < 1 else []
    return f"{of} ({'; '.join(inside)})" if inside else of
