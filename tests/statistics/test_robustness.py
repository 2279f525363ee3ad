"""Every other way to judge a coloured trend, against scipy and against counting by hand, on all real series."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import linregress, norm, theilslopes

from regioboek.params.edition import RobustnessRule, TrendRule
from regioboek.statistics.kendall import mann_kendall, theil_sen
from regioboek.statistics.robustness import Coloured, fragile
from regioboek.statistics.trend import direction, fit_trends

pytestmark = pytest.mark.filterwarnings("error")

TREND, RULE = TrendRule(), RobustnessRule()
YEARS = np.arange(2014, 2023)  # the window is the last eight
NAN = np.nan
LAST_DECIMAL = 0.1
EVEN = [1.0, 2.1, 2.9, 4.0, 5.1, 6.0, 7.1, 7.9, 9.0]

figures = st.lists(st.one_of(st.just(NAN), st.integers(0, 30).map(lambda n: n / 10)), min_size=8, max_size=8)


def kendall_by_hand(values: np.ndarray) -> tuple[int, float]:
    """S and p as `pymannkendall.original_test` has them."""
    present = [v for v in values.tolist() if not np.isnan(v)]
    n, s = len(present), sum((b > a) - (b < a) for a, b in combinations(present, 2))
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in Counter(present).values())) / 18
    z = 0.0 if s == 0 else (s - np.sign(s)) / variance**0.5
    return s, float(2 * norm.sf(abs(z)))


def coloured(values: np.ndarray, **more: object) -> tuple[Coloured, np.ndarray]:
    """The series of `values` (nine years) that have a colour, and their places."""
    rows = np.asarray(values, dtype=float)
    way = direction(fit_trends(rows[:, 1:], YEARS[1:], TREND), TREND.alpha, LAST_DECIMAL)
    has = np.flatnonzero((way == "rising") | (way == "falling"))
    size = has.size
    known = {
        "values": rows[has],
        "years": YEARS,
        "window": 8,
        "way": way[has],
        "smallest": np.full(size, LAST_DECIMAL),
        "last_decimal": np.full(size, LAST_DECIMAL),
        "provisional": np.zeros((size, 9), dtype=bool),
        "jump": np.zeros(size, dtype=bool),
        "modelled": np.zeros(size, dtype=bool),
        "survives": np.ones(size, dtype=bool),
    }
    return Coloured(**known | more), has


def codes_of(values: list[float], **more: object) -> list[str]:
    """What makes one coloured series fragile."""
    series, has = coloured(np.array([values]), **more)
    assert has.size == 1, "no colour"
    told = fragile(series, TREND, RULE)[0]
    return [] if told is None else told.split(";")


def same_colour(years: np.ndarray, values: np.ndarray, rising: bool) -> bool | None:
    """What linregress says of these points; None where the rule needs more of them, or where it hangs on a digit."""
    used = ~np.isnan(values)
    if used.sum() < TREND.min_years or np.ptp(years[used]) + 1 < TREND.min_span:
        return None
    x, y = years[used], values[used]
    if np.ptp(y) == 0:
        return False
    line = linregress(x, y)
    exact = np.abs(y - np.polyval((line.slope, line.intercept), x)).max() < 1e-9  # linregress then reports rounding
    large = abs(line.slope) * np.ptp(x) >= LAST_DECIMAL - 1e-9
    return bool((exact or line.pvalue < TREND.alpha) and large and (line.slope > 0) == rising)


def by_the_book(values: np.ndarray, provisional: np.ndarray) -> list[str]:
    """The codes of one coloured series, from linregress, theilslopes and counting."""
    inside, years = values[1:], YEARS[1:]
    present = ~np.isnan(inside)
    rising = linregress(years[present], inside[present]).slope > 0
    without = [np.where(np.arange(8) == k, NAN, inside) for k in np.flatnonzero(present)]
    slope = theilslopes(inside[present], years[present]).slope
    s, p = kendall_by_hand(inside)
    dt = years[present] - years[present].mean()
    wrong = {
        "four-points": present.sum() < 5,
        "leave-one-out": False in [same_colour(years, rest, rising) for rest in without],
        "provisional": same_colour(years, np.where(provisional[1:], NAN, inside), rising) is False,
        "window-7": same_colour(YEARS[2:], values[2:], rising) is False,
        "window-9": same_colour(YEARS, values, rising) is False,
        "theil-sen": (slope > 0) != rising or abs(slope) * np.ptp(years[present]) < LAST_DECIMAL - 1e-9,
        "mann-kendall": (s > 0) != rising or p >= TREND.alpha,
        "margins": abs((dt * inside[present]).sum()) <= (np.abs(dt).sum() * LAST_DECIMAL / 2) * (1 + 1e-9),
    }
    return [code for code, disagrees in wrong.items() if disagrees]


# -- Mann-Kendall and Theil-Sen ---------------------------------------------------------------------------------------


def test_the_published_example_of_theil_sen():
    # P. K. Sen (1968), section 6: slopes of all pairs of x 1 2 3 4 10 12 18, y 9 15 19 20 45 55 78; their median is 4.
    values = np.full(19, NAN)
    values[[1, 2, 3, 4, 10, 12, 18]] = [9, 15, 19, 20, 45, 55, 78]
    assert theil_sen(values[None], np.arange(19))[0] == pytest.approx(4.0)


def test_mann_kendall_of_a_worked_case():
    # Eight figures that only rise: S = 28, variance 8 x 7 x 21 / 18 = 65.33, z = 27 / 8.083 = 3.340.
    s, p = mann_kendall(np.arange(8.0)[None])
    assert (s[0], round(float(p[0]), 5)) == (28, 0.00084)


@settings(deadline=None)
@given(figures)
def test_mann_kendall_equals_counting_pairs(values):
    s, p = mann_kendall(np.array([values]))
    expected = kendall_by_hand(np.array(values)) if np.isfinite(values).sum() > 1 else (0, 1.0)
    assert s[0] == expected[0]
    assert p[0] == pytest.approx(expected[1], abs=1e-12)


@pytest.mark.realdata
def test_every_real_series_equals_counting_pairs_and_theilslopes(real_series):
    values, years = real_series.values, real_series.years
    enough = np.flatnonzero((~np.isnan(values)).sum(axis=1) >= 3)
    (s, p), slopes = mann_kendall(values), theil_sen(values, years)
    for row in enough:
        used = ~np.isnan(values[row])
        assert (s[row], p[row]) == pytest.approx(kendall_by_hand(values[row]), rel=1e-9), real_series.codes[row]
        assert slopes[row] == pytest.approx(theilslopes(values[row][used], years[used]).slope, abs=1e-9)
    assert enough.size > 8000


# -- each way -----------------------------------------------------------------------------------------------------


def test_an_even_rise_is_firm():
    assert codes_of(EVEN) == []


@pytest.mark.parametrize(
    ("values", "more", "expected"),
    [
        (EVEN, {"jump": np.array([True])}, ["jump"]),
        (EVEN, {"modelled": np.array([True])}, ["model"]),
        (EVEN, {"survives": np.array([False])}, ["benjamini-hochberg"]),
        ([NAN, 1.0, NAN, 2.0, NAN, 3.1, NAN, 4.0, NAN], {}, ["four-points", "mann-kendall"]),
        ([30.0, *EVEN[1:]], {}, ["window-9"]),
        ([1.0, 1, 1.1, 0.9, 1.2, 1.1, 1.3, 1.2, 1.8], {}, ["leave-one-out"]),
    ],
)
def test_what_makes_a_colour_fragile_is_told(values, more, expected):
    assert codes_of(values, **more) == expected


def test_codes_stand_in_one_order():
    series, _ = coloured(np.array([[30.0, *EVEN[1:]]]), jump=np.array([True]), survives=np.array([False]))
    assert fragile(series, TREND, RULE).tolist() == ["jump;window-9;benjamini-hochberg"]


def test_provisional_figures_are_left_out_only_where_there_are_some():
    values = [1.0, 1.0, 1.2, 1.1, 1.0, 1.2, 1.1, 2.0, 2.2]
    last_two = (YEARS >= 2021)[None]
    assert "provisional" in codes_of(values, provisional=last_two)
    assert "provisional" not in codes_of(values)
    assert codes_of(EVEN, provisional=last_two) == []


@pytest.mark.parametrize(("half", "fragile_by"), [(0.5, []), (9.0, ["margins"])])
def test_margins_of_the_figures_can_hide_a_trend(half, fragile_by):
    values = np.array([EVEN])
    assert codes_of(EVEN, lower=values - half, upper=values + half) == fragile_by


def test_the_limit_of_margins_is_where_the_slope_equals_its_own_margin():
    # Eight years: the slope's half-width is h / sqrt(42), from the years' squared distances to their mean.
    slope = linregress(YEARS[1:], EVEN[1:]).slope
    values, limit = np.array([EVEN]), slope * 42**0.5
    assert codes_of(EVEN, lower=values - limit * 0.999, upper=values + limit * 0.999) == []
    assert codes_of(EVEN, lower=values - limit * 1.001, upper=values + limit * 1.001) == ["margins"]


def test_without_margins_rounding_is_the_margin():
    assert "margins" in codes_of([0.6, 0.6, 0.6, 0.6, 0.6, 0.7, 0.7, 0.7, 0.7])
    assert codes_of([NAN, 0.6, 0.6, 0.7, 0.7, 0.8, 0.8, 0.9, 0.9]) == []


def test_a_margin_that_is_not_known_of_every_figure_says_nothing():
    values = np.array([EVEN])
    lower = values - 9.0
    lower[0, 4] = NAN
    assert codes_of(EVEN, lower=lower, upper=values + 9.0) == []


@pytest.mark.realdata
def test_every_real_colour_is_as_firm_as_linregress_and_counting_say(real_figures):
    wide = real_figures.pivot(index=["code", "statcode"], columns="jaar", values="waarde").reindex(columns=YEARS)
    values = wide.to_numpy(dtype=float)
    provisional = np.broadcast_to(YEARS >= 2021, values.shape)
    series, has = coloured(values)
    told = fragile(Coloured(**vars(series) | {"provisional": provisional[has]}), TREND, RULE)
    for row, codes in zip(has, told, strict=True):
        assert (codes.split(";") if codes else []) == by_the_book(values[row], provisional[row]), wide.index[row]
    assert has.size > 3500
    assert 500 < sum(codes is None for codes in told) < has.size - 500
