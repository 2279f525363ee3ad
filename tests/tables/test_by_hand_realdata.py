"""All findings of the real edition beside those of the rules as written, worked out in plain Python and SciPy.

Nothing of `regioboek.statistics` is used: every series, place and other way of judging is made again from the tables of
observations and the params.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from tool_loading import load_tool

from regioboek.layout import Project
from regioboek.params.loading import load_edition
from regioboek.schemas import read_table
from regioboek.tables.making import make_tables

pytestmark = pytest.mark.realdata

RANKED = ("land", "landsdeel", "provincie", "corop", "gemeente")  # levels that do not overlap
COLOURS = ("favourable", "unfavourable")


class ByHand:
    """The rules of one edition on its observations: `expected` is the row that findings must hold."""

    def __init__(self, edition, observations: pd.DataFrame, regions: pd.DataFrame, plain) -> None:
        self.edition, self.rules, self.plain = edition, edition.rules, plain
        self.indicators = {i.id: i for i in edition.indicators}
        self.level = dict(zip(regions["code"], regions["level"], strict=True))
        self.window = range(edition.window.first, edition.window.last + 1)
        self.figures: dict[tuple[str, str], dict[int, tuple[float, str]]] = defaultdict(dict)
        kept = observations[observations["value"].notna()]
        columns = (kept[name].tolist() for name in ("region", "indicator", "year", "value", "status"))
        for region, indicator, year, value, status in zip(*columns, strict=True):
            self.figures[region, indicator][year] = (value, status)

    def series(self, key, years=None, settled=False):
        """(year, figure) after the last break in the window, or in other years."""
        breaks = [b.year for b in self.indicators[key[1]].breaks if b.year <= self.window[-1]]
        first = max(breaks, default=0)
        found = sorted(self.figures.get(key, {}).items())
        return [
            (year, value)
            for year, (value, status) in found
            if year in (years or self.window) and year >= first and not (settled and status != "definitive")
        ]

    def least(self, indicator: str) -> float:
        made = self.indicators[indicator]
        own = made.min_change.at_least if made.min_change else 0
        return max(self.rules.trend.min_change * 10.0**-made.decimals, own)

    def way(self, series, indicator: str) -> int | None:
        """+1, -1 or 0; None where the rule has too few figures."""
        rule, made = self.rules.trend, self.indicators[indicator]
        if made.multi_year_mean or made.is_count or len(series) < rule.min_years:
            return None
        if series[-1][0] - series[0][0] + 1 < rule.min_span:
            return None
        return self.plain.way(series, rule.alpha, self.least(indicator))

    def word(self, way: int | None, indicator: str) -> str:
        sign = 1 if self.indicators[indicator].direction.favourable == "higher" else -1
        return {None: "undetermined", 0: "none", sign: "favourable", -sign: "unfavourable"}[way]

    # -- why a trend is none ------------------------------------------------------------------------------------

    @cached_property
    def spread(self) -> dict[str, float]:
        """The distance between the quartiles of gemeenten in the year they are ranked in."""
        found = {}
        for indicator in self.indicators:
            figures = self.ranked_figures("gemeente", indicator)[1]
            if len(figures) >= self.rules.position.min_quarters:
                low, _, high = statistics.quantiles(figures.values(), n=4, method="inclusive")
                found[indicator] = high - low
        return found

    def no_trend(self, series, indicator: str) -> str:
        made, rule, fit = self.indicators[indicator], self.rules.trend, self.plain.line(series)
        if fit.p_value < rule.alpha:
            return "small"
        printed = [self.plain.shown(value, made.decimals) for _, value in series]
        if max(printed) - min(printed) <= self.plain.shown(10.0**-made.decimals, made.decimals):
            return "coarse"
        margin = max(rule.stable_share * self.spread.get(indicator, 0.0), self.least(indicator))
        ends = [end * (fit.span - 1) for end in fit.interval(1 - 2 * rule.alpha)]
        return "stable" if all(abs(end) <= margin * (1 + 1e-9) for end in ends) else "unclear"

    # -- how firm -----------------------------------------------------------------------------------------------

    def jump_year(self, series, indicator: str) -> int | None:
        rule = self.rules.jump
        if len(series) < max(2 * rule.min_years, rule.min_total) or self.plain.constant(series):
            return None
        year, size, left, line_left = self.plain.step(series, rule.min_years, rule.min_years)
        mean = math.fsum(value for _, value in series) / len(series)
        spread = math.fsum((value - mean) ** 2 for _, value in series)
        least = max(rule.min_change * 10.0 ** -self.indicators[indicator].decimals, self.least(indicator))
        explained = left <= (1 - rule.explains) * spread * (1 + 1e-9)
        better = line_left * (1 + 1e-9) >= rule.times * left
        return year if explained and better and abs(size) >= least * (1 - 1e-9) else None

    def fragile(self, key, series, way: int, jump: int | None) -> str | None:
        indicator, plain, alpha = key[1], self.plain, self.rules.trend.alpha
        least, last = self.least(indicator), self.window[-1]

        def other(points) -> bool:
            return self.way(points, indicator) not in (None, way)

        clean = [(year, float(f"{value:.12g}")) for year, value in series]
        tau, p_value = plain.mann_kendall(clean)
        slope = plain.theil_sen(series, alpha)[0]
        middle = statistics.fmean(year for year, _ in series)
        along = abs(math.fsum((year - middle) * value for year, value in series))
        rounding = (
            math.fsum(abs(year - middle) for year, _ in series) * 10.0 ** -self.indicators[indicator].decimals / 2
        )
        found = {
            "jump": jump is not None,
            "four-points": len(series) < self.rules.robustness.min_years,
            "model": self.indicators[indicator].small_area_model,
            "leave-one-out": any(map(other, plain.each_left_out(series))),
            "provisional": other(self.series(key, settled=True)),
            **{
                f"window-{n}": other(self.series(key, range(last - n + 1, last + 1)))
                for n in self.rules.robustness.windows
            },
            "theil-sen": slope * way <= 0 or abs(slope) * (series[-1][0] - series[0][0]) < least * (1 - 1e-9),
            "mann-kendall": tau != way or p_value >= alpha,
            "benjamini-hochberg": key not in self.surviving,
            "margins": along <= rounding * (1 + 1e-9),
        }
        return ";".join(code for code, holds in found.items() if holds) or None

    @cached_property
    def surviving(self) -> set[tuple[str, str]]:
        """Every series whose test survives among those of its level."""
        tests: dict[str, dict] = defaultdict(dict)
        for key in self.figures:
            series = self.series(key)
            if key[0] in self.level and key[1] in self.indicators and self.way(series, key[1]) is not None:
                tests[self.level[key[0]]][key] = self.plain.line(series).p_value
        alpha = self.rules.trend.alpha
        return set().union(*(self.plain.benjamini_hochberg(family, alpha) for family in tests.values()))

    # -- places -------------------------------------------------------------------------------------------------

    def ranked_figures(
        self, level: str, indicator: str, before: int | None = None
    ) -> tuple[int | None, dict[str, float]]:
        """The last year with enough regions (before another, after a break), and the figures in it."""
        per_year: dict[int, dict[str, float]] = {year: {} for year in self.window}
        for (region, subject), figures in self.figures.items():
            if subject == indicator and self.level.get(region) == level:
                for year in set(figures) & set(self.window):
                    per_year[year][region] = figures[year][0]
        rule, most = self.rules.position, max(map(len, per_year.values()))
        breaks = [b.year for b in self.indicators[indicator].breaks if b.year <= self.window[-1]]
        for year in reversed(self.window):
            enough = len(per_year[year]) >= max(rule.min_coverage * most - 1e-9, rule.min_ranked, 1)
            if enough and (before is None or max(breaks, default=0) <= year < before):
                return year, per_year[year]
        return None, {}

    @cached_property
    def places(self) -> dict[tuple[str, str], dict]:
        """The columns about places of every region that is ranked."""
        found = {}
        rule = self.rules.position
        for indicator in self.indicators.values():
            if indicator.is_count:
                continue
            for level in RANKED:
                year, figures = self.ranked_figures(level, indicator.id)
                if year is None:
                    continue
                then, earlier = self.ranked_figures(level, indicator.id, before=year)
                order = (indicator.decimals, indicator.direction.favourable == "higher")
                now, previous = self.plain.places(figures, *order), self.plain.places(earlier, *order)
                for region, place in now.items():
                    old = previous.get(region)
                    quarter = place.quarter(rule.share, whole=rule.ties == "whole")
                    found[region, indicator.id] = {
                        "rank": place.rank, "ranked": place.of, "tied": place.equals - 1, "rank_best": place.rank,
                        "rank_worst": place.last, "position": quarter if place.of >= rule.min_quarters else None,
                        "previous_rank": old.rank if old else None, "previous_year": then if old else None,
                    }  # fmt: skip
        return found

    # -- a row --------------------------------------------------------------------------------------------------

    def expected(self, region: str, indicator: str) -> dict:
        key, series = (region, indicator), self.series((region, indicator))
        way = self.way(series, indicator)
        any_figure = any(year in self.window for year in self.figures.get(key, ()))
        row = dict.fromkeys(("slope", "slope_lower", "slope_upper", "p_value", "no_trend", "jump_year", "robust"))
        row |= dict.fromkeys(("fragile", "relative", "relative_slope", "direction"))
        row |= {"trend": self.word(way, indicator) if any_figure else "missing", "n_years": len(series)}
        if way is not None:
            fit = self.plain.line(series)
            lower, upper = fit.interval(1 - self.rules.trend.alpha)
            row |= {"slope": fit.slope, "slope_lower": lower, "slope_upper": upper, "p_value": fit.p_value}
            row |= {"direction": {1: "rising", -1: "falling", 0: "flat"}[way]}
            row |= {"jump_year": self.jump_year(series, indicator)}
            if row["trend"] in COLOURS:
                codes = self.fragile(key, series, way, row["jump_year"])
                row |= {"fragile": codes, "robust": "borderline" if codes else "firm"}
            else:
                row |= {"no_trend": self.no_trend(series, indicator)}
        if region != "NL01" and any_figure and not self.indicators[indicator].is_count:
            country = dict(self.series(("NL01", indicator)))
            apart = [(year, value - country[year]) for year, value in series if year in country]
            beside = self.way(apart, indicator)
            row |= {"relative": self.word(beside, indicator)}
            row |= {"relative_slope": None if beside is None else self.plain.line(apart).slope}
        return row | dict.fromkeys(PLACES) | self.places.get(key, {})


PLACES = ("rank", "ranked", "tied", "rank_best", "rank_worst", "position", "previous_rank", "previous_year")
NUMBERS = ("slope", "slope_lower", "slope_upper", "p_value", "relative_slope")
WORDS = ("trend", "direction", "n_years", "no_trend", "jump_year", "robust", "fragile", "relative")


@pytest.fixture(scope="module")
def compared(project_root: Path, realdata: Path, tmp_path_factory) -> SimpleNamespace:
    """Every row of the findings of edition 2023, beside the one by hand."""
    root = tmp_path_factory.mktemp("project")
    (root / "params").symlink_to(project_root / "params")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_TESTDATA", str(realdata))
        patch.delenv("REGIOBOEK_BUILD_DIR", raising=False)
        build, edition = Project(root).build("2023"), load_edition(root / "params", "2023")
        make_tables(Project(root), edition)
    hand = ByHand(
        edition,
        read_table("observations", build.observations),
        read_table("regions", build.regions),
        load_tool(project_root, "plain_statistics"),
    )
    found = read_table("findings", build.findings).astype(object)
    found = found.where(found.notna(), None).to_dict("records")
    own = [row for row in found if not hand.indicators[row["indicator"]].corop_value]
    return SimpleNamespace(rows=[(row, hand.expected(row["region"], row["indicator"])) for row in own])


@pytest.mark.parametrize("column", [*WORDS, *PLACES])
def test_a_word_or_place_is_the_one_by_hand(compared, column):
    apart = [
        f"{found['region']} {found['indicator']}: {found[column]} | {hand[column]}"
        for found, hand in compared.rows
        if found[column] != hand[column]
    ]
    assert not apart, f"{len(apart)}: {apart[:10]}"


@pytest.mark.parametrize("column", NUMBERS)
def test_a_number_is_the_one_by_hand(compared, column):
    known = [(found, hand) for found, hand in compared.rows if hand[column] is not None]
    assert len(known) > 6000
    for found, hand in known:
        near = pytest.approx(hand[column], rel=1e-7, abs=1e-9)
        assert found[column] == near, (found["region"], found["indicator"])
    assert all(found[column] is None for found, hand in compared.rows if hand[column] is None)


def test_every_kind_of_outcome_occurs(compared):
    """What never occurs on real series would be equal by absence."""
    seen = {
        (column, found[column]) for found, _ in compared.rows for column in ("trend", "no_trend", "robust", "position")
    }
    assert {word for column, word in seen if column == "no_trend"} == {None, "small", "coarse", "stable", "unclear"}
    codes = {code for found, _ in compared.rows for code in (found["fragile"] or "").split(";")}
    assert {"jump", "four-points", "model", "leave-one-out", "provisional", "window-7", "theil-sen"} <= codes
    assert {"mann-kendall", "benjamini-hochberg", "margins"} <= codes
