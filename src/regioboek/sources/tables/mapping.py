"""From the declared columns to places in a header.

Rules
* A name is found as it is written, apart from capitals and the amount of white space; what was mended is noted.
* `{year}` in a declared name stands for a year and what may be behind it (`2022*`, see `years.py`): every such column
  of the header is read, at least one, and no two for one year. A column that begins with a year, or as the declared
  name does and then has a year, is named when it is not read; when it only has a mark more that nobody declared, it is
  refused.
* Every figure gets its indicator and its year from one place each: its column's name, a column, or the declaration.
* Every column that is not found is in the report, with the nearest name, the names there are, and, when another row
  has all of them, the advice to declare that row as the header.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from regioboek.errors import nearest
from regioboek.params.source_params import OwnTable
from regioboek.sources.files.grid import Grid
from regioboek.sources.problems import ProblemList, in_quotes, some
from regioboek.sources.tables.years import PATTERN, period_of, told_behind

YEAR = "{year}"
#: Under `indicators` and `groups`: every word that is not declared.
REST = "*"
#: Keys of a declaration that name one column.
_SINGLES = ("region", "year", "indicator", "group", "value", "status", "lower", "upper")
#: What is said of a column that is not there; `{what}` is a column, or columns with a year.
_AS_DECLARED = "{what} (declared as {key}); the header has {present}"
#: So many characters behind a year are a mark, more are another column; and so many columns of a sort are named.
_MARK, _MOST = 4, 12
#: Spaces of no width, a soft hyphen, a byte order mark in the middle of a text.
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
#: What a column of figures holds: `werkloosheid@2022`, `werkloosheid` or `@2022`.
WHAT = re.compile(r"(?P<indicator>[^@\s]*)(@(?P<year>[0-9]{4}))?")


@dataclass(frozen=True)
class Figures:
    """A column with figures: its place, and what its declaration or name says (None: another column does)."""

    place: int
    indicator: str | None
    year: int | None
    status: str | None = None  # of its year: `2022*`


@dataclass
class Places:
    """Places (from 0) of the declared columns in the header: those with figures, by key the others (`at`), and those
    of `select` by their names.
    """

    figures: list[Figures]
    at: dict[str, int]
    select: dict[str, int]

    @property
    def places(self) -> list[int]:
        """All places, each once, in order."""
        return sorted({*self.at.values(), *self.select.values(), *(f.place for f in self.figures)})


def find_columns(table: OwnTable, grid: Grid, problems: ProblemList, select: Collection[str] = ()) -> Places | None:
    """Where the declared columns are; None when some are not there, or two are one; that is in `problems`."""
    told = {key: getattr(table, key) for key in _SINGLES}
    singles = {key: name for key, name in told.items() if isinstance(name, str)}
    places = find_names(singles, grid, problems)
    chosen = find_names({name: name for name in select}, grid, problems)
    figures, absent = _figures(table, grid, problems)
    lacking = {f"table.{key}": told for key, told in singles.items() if key not in places}
    lacking |= {f"table.columns.{name}": name for name in absent}
    lacking |= {f"select.{name}": name for name in select if name not in chosen}
    row = better_header([*singles.values(), *table.columns, *select], grid) if lacking else None
    advice = f"row {row} has the names: declare header: {row}" if row else _AS_DECLARED
    year = lacking.get("table.year", "")
    if row is None and re.fullmatch(PATTERN, year):
        del lacking["table.year"]
        expected = f"a column of that name; is it the year of all figures? Declare year: {year}, without quotes"
        problems.refuse(grid.header_place, f"no column {year}", expected)
    taken = [*places.values(), *chosen.values(), *(f.place for f in figures)]
    report_lacking(lacking, taken, grid, problems, advice)
    if lacking or "year" in singles.keys() - places.keys():
        return None
    unread = _look_at_unread(table, taken, grid, problems)
    if "value" in places:
        figures = [Figures(places["value"], None, None)]
        del places["value"]
    times = Counter(f.place for f in figures)
    twice = sorted(place for place in times if times[place] > 1 or place in places.values())
    for place in twice:
        problems.refuse(grid.header_place, f"column {grid.label(place)} declared twice", "each column for one thing")
    _warn_of_gap(figures, taken, grid, problems)
    alike = False if twice else _refuse_alike(figures, table, grid, problems)
    if alike or unread:
        return None
    year_of_all = table.year if isinstance(table.year, int) else None
    return Places([replace(f, year=f.year or year_of_all) for f in figures], places, chosen)


def _warn_of_gap(figures: Sequence[Figures], taken: Collection[int], grid: Grid, problems: ProblemList) -> None:
    """Warn of figures on both sides of a column without a name, when a column that is not read begins the second part:
    two tables beside each other may have their regions in another order.
    """
    places = sorted(f.place for f in figures)
    for gap in range(places[0], places[-1]) if places else ():
        begins = gap + 1
        named = not grid.names[gap].strip() and grid.names[begins].strip() and begins not in taken
        if named and not re.search(PATTERN, grid.names[begins]):
            found = f"figures before and behind {grid.label(begins)}, which stands next to a column without a name"
            expected = "one table: of two beside each other, the second is read with the regions of the first"
            problems.note(grid.header_place, found, expected, warning=True)
            return


def _refuse_alike(figures: Sequence[Figures], table: OwnTable, grid: Grid, problems: ProblemList) -> bool:
    """Whether two columns have the same indicator and year (`2022` and `2022*`); each such pair is refused.

    When the row above the header has names in columns of figures, that is a header of two rows.
    """
    above = table.header - 1 if isinstance(table.header, int) else 0
    names = dict(grid.candidates).get(above, [])
    two = f"; or two header rows: header: [{above}, {above + 1}]"
    more = two * any(names[f.place : f.place + 1] not in ([], [""]) for f in figures)
    of: dict[tuple[str | None, int | None], list[Figures]] = {}
    for f in figures:
        of.setdefault((f.indicator, f.year), []).append(f)
    alike = {key: columns for key, columns in of.items() if len(columns) > 1}
    for (indicator, year), columns in alike.items():
        what = " ".join(str(part) for part in (indicator, year) if part is not None) or "figures"
        found = f"{len(columns)} columns with {what}: {', '.join(grid.label(f.place) for f in columns)}"
        expected = f"one column for each indicator and year: declare by its own name the one that counts{more}"
        problems.refuse(grid.header_place, found, expected)
    return bool(alike)


def _look_at_unread(table: OwnTable, taken: Collection[int], grid: Grid, problems: ProblemList) -> bool:
    """Whether columns of a year would be lost by an unknown mark (`2023¹⁾`), which are refused; others are noted."""
    wanted = [told for told in table.columns if YEAR in told]
    patterns = [_pattern(told) for told in wanted]
    befores = [re.escape(folded(told.partition(YEAR)[0])) for told in wanted]
    begins = {}
    for place, name in enumerate(grid.names):
        if patterns and place not in taken:
            of_pattern = [m for m in (p.fullmatch(folded(name)) for p in patterns) if m]
            if of_pattern:
                begins[place] = ((of_pattern[0][2] or of_pattern[0][3]).strip(), True)
            elif any(re.match(rf"({before}.*(?<![0-9]))?{PATTERN}(?![0-9])", folded(name)) for before in befores):
                begins[place] = ("", False)  # 1-1-2022, Jaar 2022
    marks = {
        place: rest
        for place, (rest, ours) in begins.items()
        if ours
        and 0 < len(rest) <= _MARK
        and sum(c.isalpha() for c in rest) < 2
        and not period_of(folded(grid.names[place]).upper())
    }
    for place, rest in list(marks.items())[:_MOST]:
        expected = (
            f"a year, or a year with a known mark: declare it, table: {{marks: {{{in_quotes(rest)}: null}}}} (or what "
            f"it says: provisional). Is it another figure? Then name columns without {YEAR}"
        )
        problems.refuse(grid.header_place, f"column {grid.label(place)}, which would not be read", expected)
    others = [grid.label(place) for place in begins if place not in marks]
    if others:
        found = f"columns of a year that are not read: {some(others, _MOST)}"
        problems.note(grid.header_place, found, "those that columns: names; is one of these meant too?")
    return bool(marks)


def folded(name: str) -> str:
    """A name without regard to capitals, the amount of white space and characters that nobody sees."""
    return " ".join(name.translate(_UNSEEN).split()).casefold()


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
    name = " ".join(grid.names[hits[0]].splitlines()) if hits else told
    if name != told:
        problems.note(grid.header_place, f"column '{name}'", f"'{told}': read as that")
    return hits[0] if hits else None


def _figures(table: OwnTable, grid: Grid, problems: ProblemList) -> tuple[list[Figures], list[str]]:
    """The columns with figures, and the declared names that no column has."""
    found: list[Figures] = []
    absent: list[str] = []
    for told, what in table.columns.items():
        parts = WHAT.fullmatch(what.strip())
        indicator = (parts["indicator"] or None) if parts else None
        if YEAR in told:
            hits = _of_years(told, indicator, table, grid)
            found += hits
            absent += [] if hits else [told]
            continue
        place = _place(told, grid, problems)
        if place is None:
            absent.append(told)
        else:
            found.append(Figures(place, indicator, int(parts["year"]) if parts and parts["year"] else None))
    return found, absent


def _pattern(told: str) -> re.Pattern[str]:
    """Names as the declared one with a year in it: the year, and what stands behind the year and behind the name."""
    before, _, after = (re.escape(part) for part in folded(told).partition(YEAR))
    return re.compile(rf"{before}{PATTERN}(?![0-9])(.*?){after}(.*)")


def _of_years(told: str, indicator: str | None, table: OwnTable, grid: Grid) -> list[Figures]:
    """The columns that a name with `{year}` stands for."""
    found = []
    for place, name in enumerate(grid.names):
        match = _pattern(told).fullmatch(folded(name))
        status = told_behind(match[2] + match[3], table.marks) if match else None
        if match and status:
            found.append(Figures(place, indicator, int(match[1]), status[0]))
    return found


def report_lacking(
    lacking: Mapping[str, str], taken: Collection[int], grid: Grid, problems: ProblemList, advice: str
) -> None:
    """Refuse columns that are not there: our name -> the declared one.

    `advice` says what to do; it may name `{what}` was looked for, our `{key}`, and what is `{present}`, told once.
    """
    present = some([" ".join(n.split()) for n in grid.names if n.strip()], 12) or "no names at all"
    spare = [" ".join(n.split()) for place, n in enumerate(grid.names) if n.strip() and place not in taken]
    for key, told in lacking.items():
        near = nearest(told, spare)
        what = f"a column like {told} with a year" if YEAR in told else f"a column {told}"
        expected = advice.format(what=what, key=key, present=present)
        problems.refuse(grid.header_place, f"no column {told}{near}", expected)
        advice = advice.replace("; the file has {present}", "")


def better_header(declared: Collection[str], grid: Grid) -> int | None:
    """The row that has every declared name, when it is not the declared one."""
    patterns = [re.escape(folded(d)).replace(re.escape(YEAR), f"{PATTERN}.{{0,{_MARK}}}") for d in declared]
    for row, names in grid.candidates:
        there = [folded(n) for n in names]
        if all(any(re.fullmatch(p, name) for name in there) for p in patterns):
            return row
    return None
