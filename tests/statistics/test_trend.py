from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import linregress
from scipy.stats import t as student

from regioboek.params.edition import TrendRule
from regioboek.statistics.trend import direction, fit_trends, judgement

pytestmark = pytest.mark.filterwarnings("error")

RULE = TrendRule()
YEARS = np.arange(2015, 2023)
NAN = np.nan

#: Published figures: tenths, of any size a figure has, with gaps.
figures = st.one_of(st.just(NAN), st.integers(-50_000, 5_000_000).map(lambda n: n / 10))
series = arrays(np.float64, (6, len(YEARS)), elements=figures)


def one(values: list[float], years=YEARS, rule: TrendRule = RULE, first_valid_year: int | None = None):
    """The trend of one series, as a dict of plain numbers."""
    start = None if first_valid_year is None else [first_valid_year]
    fitted = fit_trends([values], years[: len(values)], rule, start)
    return {name: value[0] for name, value in vars(fitted).items()}


def exactly_on_a_line(values: np.ndarray) -> bool:
    """Whether the decimal figures (not their binary neighbours) lie on one straight line."""
    points = [(int(y), Fraction(repr(float(v)))) for y, v in zip(YEARS, values, strict=True) if not np.isnan(v)]
    (x0, y0), (x1, y1) = points[:2]
    return all((y - y0) * (x1 - x0) == (y1 - y0) * (x - x0) for x, y in points)


# -- against others' numbers --------------------------------------------------------------------------------------


def test_worked_example_by_hand():
    # Figures 1, 2, 2, 3: Sxx = 5, Sxy = 3, slope 0.6, residuals -0.1 0.3 -0.3 0.1, so s2 = 0.2 / 2 and the standard
    # error is sqrt(0.1 / 5); with 2 degrees of freedom P(|T| > t) = 1 - t / sqrt(2 + t2), t(0.975) = 4.302653.
    found = one([1, 2, 2, 3])
    t = 0.6 / np.sqrt(0.02)
    assert found["slope"] == pytest.approx(0.6, rel=1e-14)
    assert found["p_value"] == pytest.approx(1 - t / np.sqrt(2 + t * t), rel=1e-12)
    assert found["slope_lower"] == pytest.approx(0.6 - 4.302653 * np.sqrt(0.02), abs=1e-6)
    assert found["slope_upper"] == pytest.approx(0.6 + 4.302653 * np.sqrt(0.02), abs=1e-6)
    assert found["n"] == 4


# F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973), table and p. 19: for each set
# y = 3 + 0.5 x, residual sum of squares 13.75 with 9 degrees of freedom, standard error of the slope 0.118.
ANSCOMBE = {
    "I": [4.26, 5.68, 7.24, 4.82, 6.95, 8.81, 8.04, 8.33, 10.84, 7.58, 9.96],
    "II": [3.10, 4.74, 6.13, 7.26, 8.14, 8.77, 9.14, 9.26, 9.13, 8.74, 8.10],
    "III": [5.39, 5.73, 6.08, 6.42, 6.77, 7.11, 7.46, 7.81, 8.15, 12.74, 8.84],
}


@pytest.mark.parametrize("values", ANSCOMBE.values(), ids=ANSCOMBE)
def test_anscombe_has_the_published_line_and_standard_error(values):
    found = one(values, np.arange(4, 15))
    assert round(found["slope"], 2) == 0.5
    standard_error = (found["slope_upper"] - found["slope"]) / 2.262157  # t(0.975) with 9 degrees of freedom
    assert round(standard_error, 3) == 0.118


@pytest.mark.realdata
def test_every_real_series_equals_linregress(real_series):
    values = real_series.values
    found = fit_trends(values, YEARS, RULE)
    enough = np.flatnonzero(found.n >= 3)
    on_a_line = 0
    for row in enough:
        used = ~np.isnan(values[row])
        expected = linregress(YEARS[used], values[row][used])
        where = f"series {real_series.codes[row]}: {values[row]}"
        assert found.slope[row] == pytest.approx(expected.slope, rel=1e-9, abs=1e-12), where
        if exactly_on_a_line(values[row]):  # linregress then reports its own rounding as an error
            on_a_line += 1
            assert found.slope_lower[row] == found.slope[row] == found.slope_upper[row], where
            assert found.p_value[row] == (1.0 if found.slope[row] == 0 else 0.0), where
            continue
        margin = student.ppf(0.975, used.sum() - 2) * expected.stderr
        assert found.p_value[row] == pytest.approx(expected.pvalue, rel=1e-9), where
        assert found.slope_lower[row] == pytest.approx(expected.slope - margin, rel=1e-9, abs=1e-9 * margin), where
        assert found.slope_upper[row] == pytest.approx(expected.slope + margin, rel=1e-9, abs=1e-9 * margin), where
    assert len(enough) > 8000
    assert 0 < on_a_line < len(enough) / 10


# -- awkward series -----------------------------------------------------------------------------------------------


def test_large_figures_with_small_changes_lose_no_digits():
    small = one([0.1, 0.4, 0.2, 0.7, 0.5, 0.9])
    large = one([463900.1, 463900.4, 463900.2, 463900.7, 463900.5, 463900.9])
    assert large["slope"] == pytest.approx(small["slope"], rel=1e-9)
    assert large["p_value"] == pytest.approx(small["p_value"], rel=1e-8)


@pytest.mark.parametrize("value", [0.0, 0.1, -3.3, 463900.0])
def test_a_constant_series_is_flat_and_no_error(value):
    found = fit_trends([[value] * 8], YEARS, RULE)
    assert found.slope[0] == found.slope_lower[0] == found.slope_upper[0] == 0
    assert found.p_value[0] == 1
    assert list(direction(found, 0.05)) == ["flat"]


def test_equal_up_to_floating_point_is_constant():
    assert one([0.3, 0.1 + 0.2, 0.3, 0.1 + 0.2])["p_value"] == 1


@pytest.mark.parametrize("step", [0.1, -0.7, 1000.0])
def test_figures_exactly_on_a_line_have_p_zero(step):
    found = fit_trends([[463900 + step * k for k in range(8)]], YEARS, RULE)
    assert found.p_value[0] == 0
    assert found.slope_lower[0] == found.slope_upper[0] == pytest.approx(step)
    assert list(direction(found, 0.05)) == ["rising" if step > 0 else "falling"]


def test_two_points_have_a_slope_but_no_test():
    found = one([1.0, 3.0])
    assert found["slope"] == 2
    assert np.isnan([found["p_value"], found["slope_lower"], found["slope_upper"]]).all()
    assert not found["determined"]


def test_one_point_and_none_have_nothing():
    found = fit_trends([[NAN, 4.0, NAN], [NAN, NAN, NAN]], YEARS[:3], RULE)
    assert np.isnan([found.slope, found.p_value]).all()
    assert list(found.n) == [1, 0]
    assert list(direction(found, 0.05)) == [None, None]


def test_no_series_at_all():
    assert fit_trends(np.empty((0, 8)), YEARS, RULE).slope.shape == (0,)


# -- enough to say something --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "determined"),
    [
        ([1, 2, 4, 3], True),
        ([1, 2, 4], False),  # three points
        ([1, NAN, NAN, 2, NAN, NAN, 4, NAN], False),  # three points over seven years
        ([1, NAN, 4, NAN, 3, NAN, 5], True),
    ],
)
def test_four_points_over_four_years_are_asked(values, determined):
    assert one(values)["determined"] == determined


def test_span_counts_calendar_years_first_and_last_included():
    rule = TrendRule(min_years=4, min_span=6)
    assert not one([1, 2, 4, 3, 5], rule=rule)["determined"]
    assert one([1, 2, NAN, 3, 5, 6], rule=rule)["determined"]


def test_only_years_since_the_break_are_used():
    values = [50, 48, 46, 10, 11, 13, 14, 15]
    found = one(values, first_valid_year=2018)
    expected = linregress(YEARS[3:], values[3:])
    assert found["n"] == 5
    assert found["slope"] == pytest.approx(expected.slope, rel=1e-12)
    assert found["p_value"] == pytest.approx(expected.pvalue, rel=1e-9)


def test_a_break_can_leave_too_few_points():
    found = fit_trends([[50, 48, 46, 44, 42, 11, 13, 14]], YEARS, RULE, [2020])
    assert list(direction(found, 0.05)) == [None]


# -- direction, then judgement ------------------------------------------------------------------------------------


def test_significance_is_where_the_interval_excludes_zero():
    rng = np.random.default_rng(5)
    fitted = fit_trends(rng.normal(size=(500, 8)).round(1), YEARS, RULE)
    excludes = (fitted.slope_lower > 0) | (fitted.slope_upper < 0)
    ways = direction(fitted, RULE.alpha)
    assert list(ways != "flat") == list(excludes)
    assert 5 < excludes.sum() < 60  # about 5 % of noise


def test_judgement_adds_only_which_way_is_favourable():
    ways = np.array(["rising", "falling", "flat", None], dtype=object)
    assert list(judgement(ways, 1)) == ["favourable", "unfavourable", "none", "undetermined"]
    assert list(judgement(ways, -1)) == ["unfavourable", "favourable", "none", "undetermined"]
    assert list(judgement(ways[:2], [-1, 1])) == ["unfavourable", "unfavourable"]


def test_where_nobody_can_say_which_way_is_favourable_a_trend_is_unjudged_also_a_flat_one():
    ways = np.array(["rising", "falling", "flat", None], dtype=object)
    assert list(judgement(ways, 0)) == ["unjudged", "unjudged", "unjudged", "undetermined"]
    assert list(judgement(ways, [0, 1, -1, 0])) == ["unjudged", "unfavourable", "none", "undetermined"]


# -- properties ---------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(series, st.integers(-1_000_000, 1_000_000))
def test_adding_a_constant_leaves_slope_and_p(values, constant):
    before, after = fit_trends(values, YEARS, RULE), fit_trends(values + constant, YEARS, RULE)
    np.testing.assert_allclose(after.slope, before.slope, rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(after.p_value, before.p_value, rtol=1e-5, atol=1e-7)


@settings(deadline=None)
@given(series, st.sampled_from([0.001, 0.5, 7.0, 1000.0]))
def test_another_unit_scales_the_slope_and_leaves_p(values, factor):
    before, after = fit_trends(values, YEARS, RULE), fit_trends(values * factor, YEARS, RULE)
    np.testing.assert_allclose(after.slope, before.slope * factor, rtol=1e-8, atol=1e-8 * factor)
    np.testing.assert_allclose(after.slope_upper, before.slope_upper * factor, rtol=1e-8, atol=1e-8 * factor)
    np.testing.assert_allclose(after.p_value, before.p_value, rtol=1e-6, atol=1e-9)


@settings(deadline=None)
@given(series)
def test_reversing_the_sign_flips_direction_and_judgement(values):
    flipped = {"rising": "falling", "falling": "rising", "flat": "flat", None: None}
    swapped = {"favourable": "unfavourable", "unfavourable": "favourable"}
    before = direction(fit_trends(values, YEARS, RULE), 0.05)
    after = direction(fit_trends(-values, YEARS, RULE), 0.05)
    assert list(after) == [flipped[way] for way in before]
    assert list(judgement(after, 1)) == [swapped.get(word, word) for word in judgement(before, 1)]


@settings(deadline=None)
@given(series, st.permutations(range(6)))
def test_permuting_the_series_permutes_the_results(values, order):
    before, after = fit_trends(values, YEARS, RULE), fit_trends(values[order], YEARS, RULE)
    for name, column in vars(before).items():
        np.testing.assert_array_equal(vars(after)[name], column[order])


@settings(deadline=None)
@given(series, st.data())
def test_dropping_to_fewer_than_four_points_is_undetermined(values, data):
    kept = data.draw(st.sets(st.integers(0, 7), max_size=3))
    dropped = np.array([year not in kept for year in range(8)])
    values[:, dropped] = NAN
    assert set(judgement(direction(fit_trends(values, YEARS, RULE), 0.05), 1)) == {"undetermined"}


@settings(deadline=None)
@given(series)
def test_every_determined_trend_has_ordered_numbers(values):
    found = fit_trends(values, YEARS, RULE)
    sure = found.determined
    assert (found.slope_lower[sure] <= found.slope[sure]).all()
    assert (found.slope[sure] <= found.slope_upper[sure]).all()
    assert ((found.p_value[sure] >= 0) & (found.p_value[sure] <= 1)).all()
