"""Sparklines and strips: shape from the numbers, gaps open, title in words, awkward data drawn without breaking."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import pytest

from regioboek.charts import ValueScale, sparkline, strip

YEARS = list(range(2015, 2023))
WINDOW = (2015, 2022)


def spark(make_indicator, years, values, **changes):
    known = {"indicator": make_indicator(), "window": WINDOW, "trend": "none"}
    return sparkline(years, values, **{**known, **changes})


def title(svg: str) -> str:
    return (ET.fromstring(svg).findtext("title") or "").replace("\u00a0", " ")


AWKWARD = {
    "all missing": (YEARS, [None] * 8),
    "nothing": ([], []),
    "single point": ([2021], [4.2]),
    "constant": (YEARS, [3.0] * 8),
    "negative": (YEARS, [-5.0, -4.0, 1.0, -3.0, -9.0, 2.0, 0.0, -1.0]),
    "huge": (YEARS, [1e15 * i for i in range(8)]),
    "tiny": (YEARS, [1e-12 * i for i in range(8)]),
    "NaN for absent": (YEARS, [1.0, math.nan, 2.0, 3.0, math.nan, math.nan, 4.0, 5.0]),
}


@pytest.mark.parametrize("data", AWKWARD.values(), ids=AWKWARD)
def test_awkward_series_give_well_formed_drawings_inside_their_frame(make_indicator, data):
    svg = spark(make_indicator, *data)
    assert "nan" not in svg.lower()
    assert title(svg)
    for circle in ET.fromstring(svg).iter("circle"):
        assert 0 <= float(circle.get("cx")) <= 120
        assert 0 <= float(circle.get("cy")) <= 28


def test_a_line_joins_consecutive_years_only(make_indicator):
    svg = spark(make_indicator, [2015, 2016, 2018, 2019], [1, 2, 3, 4])
    path = ET.fromstring(svg).find("path")
    assert path.get("d").count("M") == 2
    assert path.get("d").count("l") == 2


def test_a_survey_every_third_year_is_dots_without_a_line(make_indicator):
    svg = ET.fromstring(spark(make_indicator, [2015, 2018, 2021], [70.0, 72.0, 71.0]))
    assert svg.find("path") is None
    assert len(svg.findall("circle")) == 3


def test_no_line_crosses_a_break(make_indicator):
    svg = spark(make_indicator, [2015, 2016, 2017, 2018], [1, 2, 7, 8], indicator=make_indicator(breaks=(2017,)))
    assert ET.fromstring(svg).find("path").get("d").count("M") == 2


def test_what_lies_before_the_window_is_muted(make_indicator):
    svg = ET.fromstring(spark(make_indicator, range(2013, 2023), range(10)))
    assert [p.get("class") for p in svg.findall("path")] == ["rb-before", None]


def test_provisional_figures_are_open_and_said_to_be(make_indicator):
    svg = spark(make_indicator, YEARS, [1, 2, 3, 4, 5, 6, 7, 8], provisional={2021, 2022})
    assert [c.get("class") for c in ET.fromstring(svg).iter("circle")] == ["rb-open", "rb-open"]
    assert title(svg) == "Werkloosheid: van 1,0 % (2015) naar 8,0 % (2022, voorlopig), 8 metingen"


def test_the_title_of_an_empty_series_is_no_zero(make_indicator):
    assert title(spark(make_indicator, YEARS, [None] * 8)) == "Werkloosheid: geen cijfers"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"trend": "good"}, "unknown trend"),
        ({"years": [2016, 2015], "values": [1, 2]}, "must increase"),
        ({"years": [2015], "values": [1, 2]}, "1 years and 2 values"),
        ({"years": [2015, 2016], "values": [1, math.inf]}, "infinite"),
    ],
)
def test_wrong_input_to_a_sparkline_is_refused(make_indicator, changes, complaint):
    years, values = changes.pop("years", YEARS), changes.pop("values", [1] * 8)
    with pytest.raises(ValueError, match=complaint):
        spark(make_indicator, years, values, **changes)


def own_place(svg: str) -> float:
    return float(ET.fromstring(svg).find("circle").get("cx"))


def test_the_best_place_is_at_the_left():
    assert own_place(strip(1, 342, position="top")) == 5
    assert own_place(strip(342, 342, position="bottom")) == 115
    assert own_place(strip(1, 1, position=None)) == 60


def test_the_title_of_a_strip_says_rank_number_and_quarter():
    assert title(strip(12, 342, position="top")) == "12e van 342, bovenste kwart; beste links"
    assert title(strip(12, 14, position=None)) == "12e van 14; beste links"


@pytest.mark.parametrize("higher", [True, False])
def test_by_value_the_best_value_is_at_the_left(higher):
    scale = ValueScale(range(101), higher_is_better=higher)
    best, worst = (100, 0) if higher else (0, 100)
    assert own_place(strip(1, 101, position="top", scale=scale, own_value=best)) == 5
    assert own_place(strip(101, 101, position="bottom", scale=scale, own_value=worst)) == 115


def test_one_outlier_does_not_squeeze_all_others():
    scale = ValueScale([*range(100), 1_000_000], higher_is_better=False)
    assert scale.share(50) == pytest.approx(0.5, abs=0.05)
    assert scale.share(1_000_000) == 1


def test_equal_values_stand_in_the_middle():
    assert own_place(strip(1, 3, position=None, scale=ValueScale([4, 4, 4], higher_is_better=True), own_value=4)) == 60


def test_ticks_stay_few_however_many_regions():
    ticks = ValueScale([i * 0.37 % 97 for i in range(14_000)], higher_is_better=True).ticks
    assert ticks.count("M") <= 60
    assert len(re.findall(r"v\d+", ticks)) == ticks.count("M")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"rank": 0}, "does not exist among 10"),
        ({"rank": 11}, "does not exist among 10"),
        ({"position": "left"}, "unknown position"),
        ({"share": 0.7}, "between 0 and 0.5"),
        ({"scale": ValueScale([1, 2], higher_is_better=True)}, "own value"),
        ({"scale": ValueScale([1, 2], higher_is_better=True), "own_value": math.nan}, "own value"),
    ],
)
def test_wrong_input_to_a_strip_is_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        strip(**{"rank": 3, "ranked": 10, "position": None, **arguments})


@pytest.mark.parametrize("values", [[], [1.0, math.nan]])
def test_a_scale_needs_finite_values(values):
    with pytest.raises(ValueError, match="finite values"):
        ValueScale(values, higher_is_better=True)


MARGINS = {2015: (1.0, 4.0), 2016: (2.0, 5.0), 2018: (3.0, 6.0)}


def test_margins_are_a_band_behind_the_line_a_bar_at_a_lone_year_and_a_word_in_the_title(make_indicator):
    years, values = [2015, 2016, 2017, 2018, 2019], [2, 3, 3.5, 4, 5]
    svg = ET.fromstring(spark(make_indicator, years, values, margins=MARGINS))
    band, bar = ([float(v) for v in p.get("points").split()] for p in svg.findall("polygon"))
    assert (len(band), len(bar)) == (8, 8)
    assert bar[2] - bar[0] == pytest.approx(3)
    assert all(0 <= y <= 28 for y in [*band[1::2], *bar[1::2]])
    order = [child.tag for child in svg]
    assert order.index("polygon") < order.index("path")
    assert [p.get("fill") for p in svg.findall("polygon")] == ["currentColor"] * 2
    assert "marge" not in title(ET.tostring(svg, "unicode"))  # the last year has none
    ends = spark(make_indicator, years[:4], values[:4], margins=MARGINS)
    assert title(ends) == "Werkloosheid: van 2,0 % (2015) naar 4,0 % (2018), 4 metingen; marge 3,0 tot 6,0 %"


def test_a_series_without_margins_is_drawn_as_ever(make_indicator):
    assert spark(make_indicator, YEARS, range(8), margins={}) == spark(make_indicator, YEARS, range(8))
