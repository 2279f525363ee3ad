from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import linregress, ttest_1samp
from scipy.stats import t as student

from regioboek.params.edition import TrendRule
from regioboek.statistics.chance import false_colours
from regioboek.statistics.no_trend import why_none
from regioboek.statistics.trend import fit_trends

pytestmark = pytest.mark.filterwarnings("error")

RULE = TrendRule()
YEARS = np.arange(2015, 2023)
NAN = np.nan


def reasons(values: np.ndarray, spread: float = NAN, smallest: float = 0.1) -> list[str]:
    """Why series of one decimal have no trend."""
    rows = np.asarray(values, dtype=float)
    return why_none(
        rows,
        fit_trends(rows, YEARS, RULE),
        RULE.alpha,
        smallest=np.full(len(rows), smallest),
        decimals=np.ones(len(rows), dtype=np.int64),
        spread=np.full(len(rows), spread),
        stable_share=RULE.stable_share,
    ).tolist()


def margin_of_change(values: np.ndarray) -> tuple[float, float]:
    """The change along the line and half its 90 % interval, from linregress."""
    used = ~np.isnan(values)
    line, span = linregress(YEARS[used], values[used]), np.ptp(YEARS[used])
    return line.slope * span, float(student.ppf(0.95, used.sum() - 2) * line.stderr * span)


@pytest.mark.parametrize(
    ("values", "spread", "reason"),
    [
        ([5.01, 5.02, 5.03, 5.04, 5.05, 5.06, 5.07, 5.08], NAN, "small"),  # surely rising, by less than a decimal
        ([5.0] * 8, 40.0, "coarse"),
        ([5.0, 5.1, 5.0, 5.1, 5.0, 5.0, 5.1, 5.0], 40.0, "coarse"),
        ([5.0, 5.2, 5.1, 5.0, 5.2, 5.1, 5.0, 5.1], 40.0, "stable"),
        ([5.0, 5.2, 5.1, 5.0, 5.2, 5.1, 5.0, 5.1], NAN, "unclear"),  # without a spread only what nobody sees is stable
        ([5.0, 9.2, 1.1, 8.0, 3.2, 5.1, 2.0, 7.1], 8.0, "unclear"),
        ([5.0, NAN, 9.0, NAN, 4.0, NAN, 8.0, NAN], 8.0, "unclear"),
    ],
)
def test_the_first_reason_that_applies_is_told(values, spread, reason):
    assert reasons([values], spread) == [reason]


def test_stable_is_an_equivalence_test_on_the_change_over_the_years_measured():
    values = np.array([50.0, 50.4, 49.8, 50.3, 49.9, 50.2, 50.1, 50.0])
    change, half = margin_of_change(values)
    reach = (abs(change) + half) / RULE.stable_share
    assert reasons([values], reach * 1.001) == ["stable"]
    assert reasons([values], reach * 0.999) == ["unclear"]
    assert reasons([values], 0.0, smallest=(abs(change) + half) * 1.001) == ["stable"]


@pytest.mark.realdata
def test_every_real_series_without_a_trend_has_the_reason_of_linregress(real_series):
    found = fit_trends(real_series.values, YEARS, RULE)
    none = np.flatnonzero(found.determined & ~(found.p_value < RULE.alpha))
    values, spread = real_series.values[none], 6.0
    for row, reason in zip(values, reasons(values, spread), strict=True):
        wide = np.ptp(row[~np.isnan(row)])
        change, half = margin_of_change(row) if wide else (0.0, 0.0)
        stable = abs(change) + half <= RULE.stable_share * spread + 1e-9
        assert reason == ("coarse" if wide <= 0.1 + 1e-9 else "stable" if stable else "unclear"), row
    assert none.size > 2500


# -- colours by chance ----------------------------------------------------------------------------------------------


def test_independent_years_give_alpha_and_years_that_remember_give_more():
    shares = [false_colours(ar, 8, RULE) for ar in (0.0, 0.3, 0.5, 0.7)]
    assert shares[0] == pytest.approx(RULE.alpha, abs=0.005)
    assert shares == sorted(shares)
    # A simulation of its own, with another generator, seed and way to draw: correlated normal years at once.
    draw = np.random.Generator(np.random.MT19937(7))
    for ar, share in zip((0.3, 0.7), (shares[1], shares[3]), strict=True):
        covariance = ar ** np.abs(np.subtract.outer(np.arange(8), np.arange(8)))
        drawn = draw.multivariate_normal(np.zeros(8), covariance, size=4000)
        hits = [linregress(YEARS, row).pvalue < RULE.alpha for row in drawn]
        assert ttest_1samp(hits, share).pvalue > 1e-4
