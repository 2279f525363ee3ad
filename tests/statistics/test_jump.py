from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regioboek.params.edition import JumpRule
from regioboek.statistics.jump import find_jumps

pytestmark = pytest.mark.filterwarnings("error")

RULE = JumpRule()
YEARS = np.arange(2015, 2023)
NAN = np.nan
STEP = 0.2  # the least that two levels must differ


def jump_of(values: list[float], rule: JumpRule = RULE) -> int | None:
    return int(find_jumps(np.array([values], dtype=float), YEARS, rule, STEP)[0]) or None


def by_trying_every_step(values: np.ndarray, rule: JumpRule) -> int | None:
    """The same, one step at a time, with the residuals themselves; None too where it hangs on a digit."""
    years, figures = YEARS[~np.isnan(values)], values[~np.isnan(values)]
    if len(figures) < rule.min_total:
        return None

    def left(*levels: np.ndarray) -> float:
        return sum(float(((level - level.mean()) ** 2).sum()) for level in levels)

    places = range(rule.min_years, len(figures) - rule.min_years + 1)
    steps = {place: left(figures[:place], figures[place:]) for place in places}
    best = min(steps, key=lambda place: round(steps[place], 9))
    line = float(((figures - np.polyval(np.polyfit(years - 2018, figures, 1), years - 2018)) ** 2).sum())
    differ = abs(figures[best:].mean() - figures[:best].mean())
    explained = steps[best] <= (1 - rule.explains) * left(figures) + 1e-9
    return int(years[best]) if explained and line + 1e-9 >= rule.times * steps[best] and differ >= STEP - 1e-9 else None


def test_schiermonnikoogs_distance_to_a_cafe_is_a_jump_from_2019_to_2020():
    # CBS, Regionale Monitor Brede Welvaart 2023: 0,5 km until 2019.
    assert jump_of([0.5, 0.5, 0.5, 0.5, 0.5, 23.9, 23.8, 23.5]) == 2020


@pytest.mark.parametrize(
    ("values", "year"),
    [
        ([5, 5, 5, 8, 8, 8, 8, 8], 2018),
        ([5, 5, 5, NAN, 8, 8, 8, 8], 2019),  # the first observed year after it
        ([8, 8, 8, 8, 5, 5, 5, 5], 2019),
        ([1, 2, 3, 4, 5, 6, 7, 8], None),  # a line
        ([0.6, 0.6, 0.6, 0.6, 0.7, 0.7, 0.7, 0.7], None),  # a slow line looks like this when it is rounded
        ([0.6, 0.6, 0.6, 0.6, 0.8, 0.8, 0.8, 0.8], 2019),
        ([5, 5, 5, 5, 5, 5, 5, 9], None),  # one figure apart
        ([5, 5, 5, 5, 5, 5, 9, 9], 2021),
        ([NAN, NAN, NAN, 5, 5, 9, 9, 9], None),  # five figures
        ([5, 5, 5, 9, 9, 9, 5, 5], None),  # up and down again
        ([5.0] * 8, None),
        ([NAN] * 8, None),
    ],
)
def test_a_jump_is_one_step_between_two_levels(values, year):
    assert jump_of(values) == year


@settings(deadline=None)
@given(st.lists(st.one_of(st.just(NAN), st.sampled_from([1.0, 1.1, 1.2, 2.0, 2.1, 3.0])), min_size=8, max_size=8))
def test_it_equals_trying_every_step(values):
    assert jump_of(values) == by_trying_every_step(np.array(values), RULE)


@pytest.mark.realdata
def test_it_equals_trying_every_step_of_every_real_series(real_series):
    found = find_jumps(real_series.values, YEARS, RULE, STEP)
    expected = [by_trying_every_step(row, RULE) or 0 for row in real_series.values]
    assert found.tolist() == expected
    cafe = [0.5] * 5 + [23.9, 23.8, 23.5]
    at = [
        row
        for row, key in enumerate(real_series.codes)
        if key[1] == "GM0088" and real_series.values[row].tolist() == cafe
    ]
    assert found[at].tolist() == [2020]
    assert 50 < (found > 0).sum() < 200
