"""What the params ask of a table, held against the table as it is: every mistake at once, with the nearest known word.

Rules
* Every measure, dimension and code that is named exists. Every dimension other than regions and periods has one code
  chosen, unless it has only one.
* Measures are numbers. Levels asked for are in the table.
* A name that the params leave to its default gives way to the only dimension of that kind that the table has:
  WijkenEnBuurten for RegioS. A table without periods has one year, which the params say; `year` beside periods that the
  table has is refused.
* Only calendar years become figures. A table with quarters or months beside years is refused, unless the params leave
  them out (`other_periods: skip`); one without any year is always refused.

A plan is written as OData (`$filter`, `$select`) short enough for an address, as CBS drops the connection of longer
ones: regions are asked by the letters of their level, many years as a range. Keys are compared with their padding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from regioboek.errors import Problem, nearest
from regioboek.params.levels import LEVELS, level_of
from regioboek.params.source_params import PERIODS, REGIONS, StatlineQuery
from regioboek.sources.problems import some
from regioboek.sources.statline.periods import begins_in, kind_of, year_of
from regioboek.sources.statline.service import Version
from regioboek.sources.statline.table import Code, Dimension, Measure, Role, StatlineTable, levels_of

#: So many periods are named one by one; more are asked as a range.
_NAMED = 12
#: A list of columns longer than this is left out: all columns come.
_COLUMNS = 900


@dataclass(frozen=True)
class QueryPlan:
    """A query that fits its table."""

    table: StatlineTable
    query: StatlineQuery
    region: Dimension
    period: Dimension | None  # None: the table has none, and is of `query.year`
    measures: tuple[Measure, ...]  # as they are in the table
    series: dict[str, str]  # key of each of them -> its declared key
    chosen: tuple[tuple[Dimension, Code], ...]  # one code of every other dimension
    periods: tuple[Code, ...]  # the years that are asked for
    other_periods: tuple[Code, ...]  # in the years asked for, but no years: left out

    def asks_region(self, code: str) -> bool:
        """Whether a region code (without padding) is asked for."""
        return not self.query.levels or level_of(code) in self.query.levels

    def most_rows(self, version: Version) -> int:
        """No more rows than this are asked for: regions x periods, in v4 x measures. Not every cell need be there."""
        regions = sum(self.asks_region(code.code) for code in self.region.codes)
        return regions * len(self.periods) * (len(self.measures) if version == "v4" else 1)


def plan_query(table: StatlineTable, query: StatlineQuery, place: str, problems: list[Problem]) -> QueryPlan | None:
    """The plan, or None and every reason why there is none; `place` is how messages name the source."""
    check = _Check(table, query, f"{place}, statline", problems)
    before = len(problems)
    region = check.dimension("region", query.region)
    period = check.period()
    measures = check.measures()
    chosen = check.chosen()
    if region is not None:
        check.levels(region)
    years, others = check.periods(period) if period is not None else (_only(query.year), ())
    if len(problems) > before or region is None:
        return None
    series = {query.real(key): key for key in query.keys.values()}
    return QueryPlan(table, query, region, period, measures, series, chosen, years, others)


@dataclass(frozen=True)
class _Check:
    table: StatlineTable
    query: StatlineQuery
    place: str
    problems: list[Problem]

    def wrong(self, key: str, found: str, expected: str) -> None:
        self.problems.append(Problem("params", f"{self.place}.{key}", found, expected))

    def dimension(self, key: Literal["region", "period"], wanted: str) -> Dimension | None:
        dimension = self.table.dimension(wanted)
        fitting = self.table.with_role(key)
        if dimension is None and wanted in (REGIONS, PERIODS) and self.table.roles.count(key) == 1:
            return fitting
        if dimension is None:
            keys = [d.key for d in self.table.dimensions]
            likely = f": {fitting.key} has the {key}s" if fitting else _near(wanted, keys)
            expected = f"a dimension of table {self.table.id} ({', '.join(keys)}){likely}"
            if key == "period" and fitting is None:
                told = f" (the table says: {self.table.period})" if self.table.period else ""
                expected = f"period: null and year: the one year of its figures, as the table has no periods{told}"
            self.wrong(key, f'no dimension "{wanted}"', expected)
        return dimension

    def period(self) -> Dimension | None:
        """The dimension of periods; None when the table has none, and the params say its year."""
        query = self.query
        if query.year is None:
            return self.dimension("period", query.period or PERIODS)
        there = self.table.dimension(query.period or PERIODS) or self.table.with_role("period")
        if there is not None:
            codes = [c.code for c in there.codes]
            found = f"{query.year}, and table {self.table.id} has dimension {there.key} ({some(codes, 3)})"
            self.wrong("year", found, f"period: {there.key} and years: [{query.year}, {query.year}] in its place")
        return None

    def _meant(self, role: Role, wanted: str) -> str:
        """The dimension that is named, or the one that is likely meant."""
        fitting = self.table.with_role(role)
        return wanted if self.table.dimension(wanted) or fitting is None else fitting.key

    def measures(self) -> tuple[Measure, ...]:
        measures: list[Measure] = []
        keys = [m.key for m in self.table.measures]
        declared: dict[str, str] = {}
        for indicator, key in self.query.keys.items():
            real = self.query.real(key)
            measure = self.table.measure(real)
            if declared.setdefault(real, key) != key:
                found = f'"{key}", which is now the same measure as "{declared[real]}"'
                self.wrong(f"measures.{indicator}", found, f"{real} for both, or another title")
            elif measure is None and real != key:
                found = f'no measure "{real}", to which "{key}" moved as lock.json has it'
                self.wrong(
                    f"measures.{indicator}",
                    found,
                    "what was agreed to: regioboek fetch with --update finds it by its title",
                )
            elif measure is None:
                expected = (
                    f"a measure of table {self.table.id}{_near(key, keys)}; regioboek tables show {self.table.id}"
                )
                self.wrong(f"measures.{indicator}", f'no measure "{key}"', f"{expected} lists them")
            elif measure.text:
                self.wrong(f"measures.{indicator}", f'"{key}", which is text', "a measure of numbers")
            elif measure not in measures:
                measures.append(measure)
        return tuple(measures)

    def chosen(self) -> tuple[tuple[Dimension, Code], ...]:
        special = {self._meant("region", self.query.region), self._meant("period", self.query.period or PERIODS)}
        others = [d for d in self.table.dimensions if d.key not in special]
        keys = [d.key for d in others]
        chosen: list[tuple[Dimension, Code]] = []
        for key in self.query.select:
            if key in special:
                self.wrong(f"select.{key}", "a code of regions or periods", "levels and years choose these")
            elif key not in keys:
                expected = f"one of the other dimensions: {', '.join(keys) or 'there is none'}{_near(key, keys)}"
                self.wrong(f"select.{key}", f'no dimension "{key}" in table {self.table.id}', expected)
        for dimension in others:
            wanted = self.query.select.get(dimension.key)
            if wanted is None and len(dimension.codes) == 1:
                chosen.append((dimension, dimension.codes[0]))
            elif wanted is None:
                expected = f"one of its {len(dimension.codes)} codes{_total(dimension)}"
                self.wrong("select", f"no code of dimension {dimension.key}", expected)
            elif (code := dimension.code(wanted)) is not None:
                chosen.append((dimension, code))
            else:
                self.wrong(f"select.{dimension.key}", f'no code "{wanted}"', _code_advice(dimension, wanted))
        return tuple(chosen)

    def levels(self, region: Dimension) -> None:
        there = levels_of(region)
        has = some([f"{level} ({there[level]})" for level in LEVELS if level in there])
        for level in self.query.levels:
            if level not in there:
                expected = f"a level the table has: {has or 'none of ours'}"
                self.wrong("levels", f"no {level} in dimension {region.key} of table {self.table.id}", expected)

    def periods(self, period: Dimension) -> tuple[tuple[Code, ...], tuple[Code, ...]]:
        first, last = self.query.span or _latest(period, self.query.latest)
        inside = [c for c in period.codes if first <= (begins_in(c.code) or -1) <= last]
        years = tuple(c for c in inside if year_of(c.code) is not None)
        others = tuple(c for c in inside if year_of(c.code) is None)
        kinds = sorted({kind_of(c.code) for c in others})
        if not years:
            codes = [c.code for c in inside or period.codes]
            there = f"{codes[0]} to {codes[-1]}" if codes else "no period at all"
            expected = "calendar years such as 2021JJ00: only they become figures"
            has_years = any(year_of(c.code) for c in period.codes)
            if has_years and not inside:
                there, expected = f"{first} to {last}, and the table has {there}", "years that it has, or no years: all"
            self.wrong("years" if has_years else "table", f"periods {there}", expected)
        elif others and self.query.other_periods == "refuse":
            found = f"{len(others)} periods that are no year ({', '.join(kinds)}: {some([c.code for c in others], 3)})"
            expected = f"years only; say other_periods: skip to use the {len(years)} years and leave the others out"
            self.wrong("period", found, expected)
        return years, others


def _latest(period: Dimension, number: int | None) -> tuple[int, int]:
    """The first and last of the so many latest calendar years of a table; None, or no year there: all."""
    years = sorted({year for c in period.codes if (year := year_of(c.code)) is not None})
    return (years[-number:][0], years[-1]) if number and years else (0, 9999)


def _only(year: int | None) -> tuple[Code, ...]:
    """The one year of a table without periods, as StatLine would write it."""
    return () if year is None else (Code(f"{year}JJ00", str(year)),)


def _near(wanted: str, known: Iterable[str]) -> str:
    """The nearest known word; capitals apart, and apart from the `k_` before a measure that begins with a digit."""
    words = {k.lower(): k for k in known}
    return nearest(wanted.lower(), {k.removeprefix("k_"): v for k, v in words.items()} | words)


def _code_advice(dimension: Dimension, wanted: str) -> str:
    by_title = next((c for c in dimension.codes if c.title.lower() == wanted.strip().lower()), None)
    if by_title:
        return f'the code instead of the title: "{by_title.code}" is {by_title.title}'
    return f"one of its {len(dimension.codes)} codes{_near(wanted, [c.code for c in dimension.codes])}"


def _total(dimension: Dimension) -> str:
    """The code that looks like the total, or the first few."""
    total = next((c for c in dimension.codes if c.title.lower().startswith("totaal")), None)
    if total:
        return f'; the total is "{total.code}" ({total.title})'
    return f": {some([f'{c.code} ({c.title})' for c in dimension.codes], 3)}"


def row_filter(plan: QueryPlan, version: Version) -> str | None:
    """The `$filter`; None when every row of the table is asked for."""
    parts = [_equal(dimension.key, code.key) for dimension, code in plan.chosen if len(dimension.codes) > 1]
    if version == "v4" and len(plan.measures) < len(plan.table.measures):
        parts.insert(0, _any([_equal("Measure", m.key) for m in plan.measures]))
    if plan.query.levels:
        prefixes = dict.fromkeys(LEVELS[level].prefix for level in plan.query.levels)
        parts.append(_any([f"startswith({plan.region.key},'{p}')" for p in prefixes]))
    periods = _periods(plan, version)
    if periods:
        parts.append(periods)
    return " and ".join(parts) or None


def columns(plan: QueryPlan, version: Version) -> str | None:
    """v3: the `$select` of dimensions and measures; None when that is too long, and for v4, where all come anyway."""
    if version == "v4":
        return None
    keys = [*(d.key for d in plan.table.dimensions), *(m.key for m in plan.measures)]
    text = ",".join(keys)
    return text if len(text) <= _COLUMNS else None


def _periods(plan: QueryPlan, version: Version) -> str | None:
    asked = plan.periods
    if plan.period is None or len(asked) == len(plan.period.codes):
        return None
    key = plan.period.key
    if len(asked) <= _NAMED:
        return _any([_equal(key, c.key) for c in asked])
    codes = sorted(c.code for c in asked)
    span = f"{key} ge '{codes[0]}' and {key} le '{codes[-1]}'"
    if not plan.other_periods:
        return span
    only_years = f"contains({key},'JJ')" if version == "v4" else f"substringof('JJ',{key})"
    return f"{span} and {only_years}"


def _equal(name: str, key: str) -> str:
    return f"{name} eq '{key.replace(chr(39), chr(39) * 2)}'"


def _any(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"
