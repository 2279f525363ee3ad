"""Sparklines and strips: shape from the numbers, gaps open, title in words, awkward data drawn without breaking."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import pytest
from worlds.factories import series

from regioboek.charts import sparkline, strip

YEARS = list(range(2015, 2023))
WINDOW = (2015, 2022)


def spark(make_indicator, years, values, *, provisional=(), margins=None, **changes):
    known = {"indicator": make_indicator(), "window": WINDOW, "trend": "none"}
    return sparkline(series(years, values, provisional, margins), **{**known, **changes})


def title(svg: str) -> str:
    return (ET.fromstring(svg).findtext("title") or "").replace("\u00a0", " ")


AWKWARD = {
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


@pytest.mark.parametrize("data", [(YEARS, [None] * 8), ([], [])])
def test_without_any_figure_nothing_is_drawn(make_indicator, data):
    assert spark(make_indicator, *data) == ""


def own_place(svg: str) -> float:
    return float(ET.fromstring(svg).find("circle").get("cx"))


def test_the_best_place_is_at_the_left():
    assert own_place(strip(1, 342, position="top", share=0.25)) == 5
    assert own_place(strip(342, 342, position="bottom", share=0.25)) == 115
    assert own_place(strip(1, 1, position=None, share=0.25)) == 60


def test_the_title_of_a_strip_says_rank_number_and_quarter():
    assert title(strip(12, 342, position="top", share=0.25)) == "12e van 342, bovenste kwart; beste links"
    assert title(strip(12, 14, position=None, share=0.25)) == "12e van 14; beste links"


@pytest.mark.parametrize("rank", [0, 11])
def test_a_place_that_does_not_exist_is_refused(rank):
    with pytest.raises(ValueError, match="does not exist among 10"):
        strip(rank, 10, position=None, share=0.25)


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


def test_equals_are_a_bar_and_the_dot_stands_at_its_end_nearest_the_middle():
    drawn = strip(1, 342, 119, position="middle", share=0.25)
    start, wide, dot = (
        float(n) for n in re.search(r'rect x="([\d.]+)".*?width="([\d.]+)".*cx="([\d.]+)"', drawn).groups()
    )
    assert (start, start + wide) == (5, pytest.approx(dot, abs=0.1))
    assert dot == pytest.approx(5 + 119 / 341 * 110, abs=0.1)
    assert title(drawn) == "gedeeld 1e van 342, met 119 andere; beste links"
    assert "<rect" not in strip(1, 342, position="top", share=0.25)


def test_without_quarters_no_end_is_coloured():
    assert strip(2, 4, position=None, share=0.25).count("<path") == 1
