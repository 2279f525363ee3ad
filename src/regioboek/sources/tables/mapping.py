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
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from regioboek.errors import nearest
from regioboek.params.source_params import OwnTable
from regioboek.sources.files.grid import Grid
from regioboek.sources.problems import ProblemList, some

YEAR = "{year}"
#: Keys of a declaration that name one column.
_SINGLES = ("region", "year", "indicator", "group", "value", "status", "lower", "upper")
#: What is said of a column that is not there; `{what}` is a column, or columns with a year.
_AS_DECLARED = "{what} (declared as table.{key}); the header has {present}"
#: What a column of figures holds: `werkloosheid@2022`, `werkloosheid` or `@2022`.
WHAT = re.compile(r"(?P<indicator>[^@\s]*)(@(?P<year>[0-9]{4}))?")


@dataclass(frozen=True)
class Figures:
    """A column with figures: its place, and what its declaration or name says (None: another column does)."""

    place: int
    indicator: str | None
    year: int | None


@dataclass
class Places:
    """Places (from 0) of the declared columns in the header: those with figures, and by key the others (`at`)."""

    figures: list[Figures]
    at: dict[str, int]

    @property
    def places(self) -> list[int]:
        """All places, each once, in order."""
        return sorted({*self.at.values(), *(f.place for f in self.figures)})


def find_columns(table: OwnTable, grid: Grid, problems: ProblemList) -> Places | None:
    """Where the declared columns are; None when some are not there, which is in `problems`."""
    told = {key: getattr(table, key) for key in _SINGLES}
    singles = {key: name for key, name in told.items() if isinstance(name, str)}
    places = find_names(singles, grid, problems)
    figures, absent = _figures(table, grid, problems)
    lacking = {key: told for key, told in singles.items() if key not in places}
    lacking |= {f"columns.{name}": name for name in absent}
    row = better_header([*singles.values(), *table.columns], grid) if lacking else None
    advice = f"row {row} has the names: declare header: {row}" if row else _AS_DECLARED
    taken = [*places.values(), *(f.place for f in figures)]
    report_lacking(lacking, taken, grid, problems, advice)
    if lacking:
        return None
    if "value" in places:
        figures = [Figures(places["value"], None, None)]
        del places["value"]
    times = Counter(f.place for f in figures)
    for twice in sorted(place for place in times if times[place] > 1 or place in places.values()):
        problems.refuse(grid.header_place, f"column {grid.label(twice)} declared twice", "each column for one thing")
    year = table.year if isinstance(table.year, int) else None
    return Places([Figures(f.place, f.indicator, f.year or year) for f in figures], places)


def folded(name: str) -> str:
    """A name without regard to capitals and the amount of white space."""
    return " ".join(name.split()).casefold()


def find_names(declared: Mapping[str, str], grid: Grid, problems: ProblemList) -> dict[str, int]:
    """Our name -> the place of the column with the declared name; those that are not there are left out."""
    found = {ours: _place(told, grid, problems) for ours, told in declared.items()}
    return {ours: place for ours, place in found.items() if place is not None}


def _place(told: str, grid: Grid, problems: ProblemList) -> int | None:
    hits = [n for n, name in enumerate(grid.names) if folded(name) == folded(told)]
    labels = [grid.label(n) for n in hits]
    if len(set(labels)) > 1:
        found = f"{len(hits)} columns named {told}: {', '.join(labels)}"
        problems.refuse(grid.header_place, found, "one: give each its own name")
    elif len(hits) > 1:
        problems.refuse(grid.header_place, f"column {labels[0]} twice", "it once")
    if hits and grid.names[hits[0]] != told:
        problems.note(grid.header_place, f"column '{grid.names[hits[0]]}'", f"'{told}': read as that")
    return hits[0] if hits else None


def _figures(table: OwnTable, grid: Grid, problems: ProblemList) -> tuple[list[Figures], list[str]]:
    """The columns with figures, and the declared names that no column has."""
    found: list[Figures] = []
    absent: list[str] = []
    for told, what in table.columns.items():
        parts = WHAT.fullmatch(what.strip())
        indicator = (parts["indicator"] or None) if parts else None
        if YEAR in told:
            pattern = re.escape(folded(told)).replace(re.escape(YEAR), "([0-9]{4})", 1)
            hits = [(n, m) for n, name in enumerate(grid.names) if (m := re.fullmatch(pattern, folded(name)))]
            found += [Figures(n, indicator, int(m[1])) for n, m in hits]
            absent += [] if hits else [told]
            continue
        place = _place(told, grid, problems)
        if place is None:
            absent.append(told)
        else:
            found.append(Figures(place, indicator, int(parts["year"]) if parts and parts["year"] else None))
    return found, absent


def report_lacking(
    lacking: Mapping[str, str], taken: Collection[int], grid: Grid, problems: ProblemList, advice: str
) -> None:
    """Refuse columns that are not there: our name -> the declared one.

    `advice` says what to do; it may name `{what}` was looked for, our `{key}`, and what is `{present}`.
    """
    present = some([n.strip() for n in grid.names if n.strip()], 12) or "no names at all"
    spare = [n.strip() for place, n in enumerate(grid.names) if n.strip() and place not in taken]
    for key, told in lacking.items():
        near = nearest(told, spare)
        what = f"a column like {told} with a year" if YEAR in told else f"a column {told}"
        expected = advice.format(what=what, key=key, present=present)
        problems.refuse(grid.header_place, f"no column {told}{near}", expected)


def better_header(declared: Collection[str], grid: Grid) -> int | None:
    """The row that has every declared name, when it is not the declared one."""
    patterns = [re.escape(folded(d)).replace(re.escape(YEAR), "[0-9]{4}") for d in declared]
    for row, names in grid.candidates:
        there = [folded(n) for n in names]
        if all(any(re.fullmatch(p, name) for name in there) for p in patterns):
            return row
    return None
