"""From the declared columns to places in a header.

Rules
* A name is found as it is written, apart from capitals and the amount of white space; what was mended is noted.
* `{year}` in a declared name stands for four digits: every such column of the header is read, at least one.
* Every figure gets its indicator and its year from one place each: its column's name, a column, or the declaration.
* Every column that is not found is in the report, with the nearest name, the names there are, and, when another row
  has all of them, the advice to declare that row as the header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from regioboek.params.source_params import OwnTable
from regioboek.sources.files.grid import Grid, TableProblems
from regioboek.sources.problems import nearest, some

YEAR = "{year}"
#: What a column of figures holds: `werkloosheid@2022`, `werkloosheid` or `@2022`.
WHAT = re.compile(r"(?P<indicator>[^@\s]*)(@(?P<year>[0-9]{4}))?")


@dataclass(frozen=True)
class Figures:
    """A column with figures: its place, and what its declaration or name says (None: another column does)."""

    place: int
    indicator: str | None
    year: int | None


@dataclass
class Mapping:
    """Places (from 0) of the declared columns in the header; None: not declared."""

    region: int
    figures: list[Figures] = field(default_factory=list)
    year: int | None = None
    indicator: int | None = None
    status: int | None = None
    lower: int | None = None
    upper: int | None = None

    @property
    def places(self) -> list[int]:
        """All places, each once, in order."""
        single = (self.region, self.year, self.indicator, self.status, self.lower, self.upper)
        return sorted({p for p in single if p is not None} | {f.place for f in self.figures})


def find_columns(table: OwnTable, grid: Grid, problems: TableProblems) -> Mapping | None:
    """Where the declared columns are; None when some are not there, which is in `problems`."""
    names = [_folded(n) for n in grid.names]
    singles: dict[str, str] = {"region": table.region}
    if isinstance(table.year, str):
        singles["year"] = table.year
    for key in ("indicator", "value", "status", "lower", "upper"):
        if (told := getattr(table, key)) is not None:
            singles[key] = told
    lacking: dict[str, str] = {}
    places: dict[str, int] = {}
    for key, told in singles.items():
        place = _place(told, names, grid, problems)
        if place is None:
            lacking[key] = told
        else:
            places[key] = place
    figures, absent = _figures(table, names, grid, problems)
    lacking |= {f"columns.{name}": name for name in absent}
    _report(lacking, [*singles.values(), *table.columns], grid, problems)
    if lacking:
        return None
    if "value" in places:
        figures = [Figures(places["value"], None, None)]
    others = {p for k, p in places.items() if k != "value"}
    for twice in sorted(
        {f.place for f in figures if [g.place for g in figures].count(f.place) > 1 or f.place in others}
    ):
        problems.refuse(grid.header_place, f"column {grid.label(twice)} declared twice", "each column for one thing")
    year = table.year if isinstance(table.year, int) else None
    figures = [Figures(f.place, f.indicator, f.year or year) for f in figures]
    places.pop("value", None)
    return Mapping(figures=figures, **places)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _place(told: str, names: list[str], grid: Grid, problems: TableProblems) -> int | None:
    hits = [n for n, name in enumerate(names) if name == _folded(told)]
    if len(hits) > 1:
        labels = ", ".join(grid.label(n) for n in hits)
        problems.refuse(grid.header_place, f"{len(hits)} columns named {told}: {labels}", "one: give each its own name")
    if hits and grid.names[hits[0]] != told:
        problems.note(grid.header_place, f"column '{grid.names[hits[0]]}'", f"'{told}': read as that")
    return hits[0] if hits else None


def _figures(table: OwnTable, names: list[str], grid: Grid, problems: TableProblems) -> tuple[list[Figures], list[str]]:
    """The columns with figures, and the declared names that no column has."""
    found: list[Figures] = []
    absent: list[str] = []
    for told, what in table.columns.items():
        parts = WHAT.fullmatch(what.strip())
        indicator = (parts["indicator"] or None) if parts else None
        if YEAR in told:
            pattern = re.escape(_folded(told)).replace(re.escape(YEAR), "([0-9]{4})", 1)
            hits = [(n, m) for n, name in enumerate(names) if (m := re.fullmatch(pattern, name))]
            found += [Figures(n, indicator, int(m[1])) for n, m in hits]
            absent += [] if hits else [told]
            continue
        place = _place(told, names, grid, problems)
        if place is None:
            absent.append(told)
        else:
            found.append(Figures(place, indicator, int(parts["year"]) if parts and parts["year"] else None))
    return found, absent


def _report(lacking: dict[str, str], declared: Sequence[str], grid: Grid, problems: TableProblems) -> None:
    if not lacking:
        return
    row = _better_header(declared, grid)
    present = some([n for n in grid.names if n], 12) or "no names at all"
    for key, told in lacking.items():
        near = nearest(told, [n for n in grid.names if n]).replace("nearest known", "nearest")
        what = f"a column like {told} with a year" if YEAR in told else f"a column {told}"
        problems.refuse(
            grid.header_place,
            f"no column {told}{near}",
            f"row {row} has the names: declare header: {row}"
            if row
            else f"{what} (declared as table.{key}); the header has {present}",
        )


def _better_header(declared: Sequence[str], grid: Grid) -> int | None:
    """The row that has every declared name, when it is not the declared one."""
    patterns = [re.escape(_folded(d)).replace(re.escape(YEAR), "[0-9]{4}") for d in declared]
    for row, names in grid.candidates:
        folded = [_folded(n) for n in names]
        if all(any(re.fullmatch(p, name) for name in folded) for p in patterns):
            return row
    return None
