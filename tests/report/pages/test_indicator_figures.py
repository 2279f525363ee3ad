"""What the national pictures leave out, join and space: decided from the figures, and said."""

from __future__ import annotations

import numpy as np
import pytest
from worlds.page_reading import drawings, text

from regioboek.report.pages.indicator_figures import usual_pace, within_sight
from regioboek.report.pages.indicator_page import IndicatorPage


@pytest.mark.parametrize(
    ("years", "pace"),
    [
        ([2015, 2016, 2017, 2018], 1),
        ([2015, 2018, 2021], 3),
        ([2015, 2016, 2017, 2019, 2021], 2),
        ([2021], 1),
        ([2015, 2015, 2017, 2017], 2),
    ],
)
def test_the_pace_of_a_survey_is_its_usual_step(years, pace):
    assert usual_pace(years) == pace


def quarters(values: np.ndarray) -> np.ndarray:
    return np.quantile(values, (0.25, 0.5, 0.75))


def test_a_few_far_out_values_do_not_squeeze_all_others_into_one_bar():
    values = np.sort(np.concatenate([np.linspace(0, 60, 336), [400, 857, 1425, 1750, 3721, 4085]]))
    assert within_sight(values, quarters(values)).max() == 60


def test_values_that_many_have_stay_in_sight_however_far():
    values = np.sort(np.concatenate([np.linspace(0, 1, 300), np.full(42, 100.0)]))
    assert len(within_sight(values, quarters(values))) == 342


def test_equal_values_stay_in_sight():
    values = np.full(30, 4.0)
    assert len(within_sight(values, quarters(values))) == 30


@pytest.mark.realdata
def test_a_figure_says_how_many_it_leaves_out_and_from_where(real_data):
    figure = drawings(IndicatorPage(real_data, "natuurgebied-per-inwoner").distribution().html)[0]
    assert "niet in beeld: 6 gemeenten boven 353,0" in text(figure).replace("\u00a0", " ")
