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
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from regioboek.params.source_params import OwnTable
from regioboek.sources.files.grid import Grid
from regioboek.sources.problems import ProblemList, nearest, some

YEAR = "{year}"
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
    """Places (from 0) of the declared columns in the header; None: not declared."""

    region: int
    figures: list[Figures] = field(default_factory=list)
    year: int | None = None
    indicator: int | None = None
    group: int | None = None
    status: int | None = None
    lower: int | None = None
    upper: int | None = None

    @property
    def places(self) -> list[int]:
        """All places, each once, in order."""
        single = (self.region, self.year, self.indicator, self.group, self.status, self.lower, self.upper)
        return sorted({p for p in single if p is not None} | {f.place for f in self.figures})


def find_columns(table: OwnTable, grid: Grid, problems: ProblemList) -> Places | None:
    """Where the declared columns are; None when some are not there, which is in `problems`."""
    singles: dict[str, str] = {"region": table.region}
    if isinstance(table.year, str):
        singles["year"] = table.year
    for key in ("indicator", "group", "value", "status", "lower", "upper"):
        if (told := getattr(table, key)) is not None:
            singles[key] = told
    places = find_names(singles, grid, problems)
    figures, absent = _figures(table, grid, problems)
    lacking = {key: told for key, told in singles.items() if key not in places}
    lacking |= {f"columns.{name}": name for name in absent}
    row = _better_header([*singles.values(), *table.columns], grid) if lacking else None
    advice = f"row {row} has the names: declare header: {row}" if row else _AS_DECLARED
    taken = [*places.values(), *(f.place for f in figures)]
    report_lacking(lacking, taken, grid, problems, advice)
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
    return Places(figures=figures, **places)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def find_names(declared: Mapping[str, str], grid: Grid, problems: ProblemList) -> dict[str, int]:
    """Our name -> the place of the column with the declared name; those that are not there are left out."""
    found = {ours: _place(told, grid, problems) for ours, told in declared.items()}
    return {ours: place for ours, place in found.items() if place is not None}


def _place(told: str, grid: Grid, problems: ProblemList) -> int | None:
    hits = [n for n, name in enumerate(grid.names) if _folded(name) == _folded(told)]
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
            pattern = re.escape(_folded(told)).replace(re.escape(YEAR), "([0-9]{4})", 1)
            hits = [(n, m) for n, name in enumerate(grid.names) if (m := re.fullmatch(pattern, _folded(name)))]
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
        near = nearest(told, spare).replace("nearest known", "nearest")
        what = f"a column like {told} with a year" if YEAR in told else f"a column {told}"
        expected = advice.format(what=what, key=key, present=present)
        problems.refuse(grid.header_place, f"no column {told}{near}", expected)


def _better_header(declared: Sequence[str], grid: Grid) -> int | None:
    """The row that has every declared name, when it is not the declared one."""
    patterns = [re.escape(_folded(d)).replace(re.escape(YEAR), "[0-9]{4}") for d in declared]
    for row, names in grid.candidates:
        folded = [_folded(n) for n in names]
        if all(any(re.fullmatch(p, name) for name in folded) for p in patterns):
            return row
    return None
