"""Line charts: honest axes, open gaps, names beside lines, a caption that travels with a copy."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from worlds.factories import series

from regioboek.charts import Line, line_chart
from regioboek.charts.axis import scale_for, year_ticks
from regioboek.charts.line_chart import spread_out
from regioboek.charts.parts import cut, runs, text_width, wrap
from regioboek.words.drawn import line_sentence

YEARS = list(range(2013, 2023))
SOURCE = "Bron: CBS, Regionale Monitor Brede Welvaart 2023; bewerking regioboek."


@pytest.fixture
def chart(make_indicator):
    def draw(values, *others, years=YEARS, provisional=(), **changes) -> str:
        own = Line("Emmen", series(years, values, provisional))
        known = {
            "indicator": make_indicator(),
            "window": (2015, 2022),
            "trend": "favourable",
            "direction": "falling",
            "edition": "2023",
            "source": SOURCE,
        }
        return line_chart([own, *others], **{**known, **changes})

    return draw


def texts(svg: str) -> list[str]:
    return [(t.text or "").replace("\u00a0", " ") for t in ET.fromstring(svg).iter("text")]


AWKWARD = {
    "constant": [3.0] * 10,
    "zeros": [0.0] * 10,
    "negative": [-5.0, -4.0, 1.0, -3.0, -9.0, 2.0, 0.0, -1.0, -2.0, 4.0],
    "all negative": [-50000.0 - i for i in range(10)],
    "huge": [1e15 * (i + 1) for i in range(10)],
    "tiny": [1e-12 * i for i in range(10)],
    "NaN for absent": [1.0, math.nan, 2.0, 3.0, math.nan, math.nan, 4.0, 5.0, 6.0, math.nan],
    "single point": [None] * 9 + [4.2],
}


@pytest.mark.parametrize("values", AWKWARD.values(), ids=AWKWARD)
def test_awkward_series_are_drawn_inside_the_frame(chart, values):
    svg = chart(values)
    root = ET.fromstring(svg)
    assert "nan" not in svg.lower().replace("ë", "")
    for circle in root.iter("circle"):
        assert 0 <= float(circle.get("cx")) <= 300
        assert 58 <= float(circle.get("cy")) <= 166


def test_the_alternative_text_is_made_from_the_numbers(chart):
    svg = ET.fromstring(chart([7.9, None, *[5.0] * 7, 4.2], provisional=[2022]))
    assert svg.get("role") == "img"
    assert [child.tag for child in svg][:2] == ["title", "desc"]
    assert svg.findtext("title") == "Werkloosheid, Emmen, 2013–2022"
    assert svg.findtext("desc").replace("\u00a0", " ") == (
        "Emmen: van 7,9 % (2013) naar 4,2 % (2022, voorlopig). Trend 2015–2022: gunstig."
    )


def test_a_copied_chart_still_says_what_where_when_and_whose(chart):
    shown = " ".join(texts(chart([5.0] * 10)))
    for part in ("Werkloosheid", "% van de beroepsbevolking", "↘ gunstig", "Emmen, 2013–2022", "editie 2023", SOURCE):
        assert part in shown


def test_gaps_and_breaks_stay_open(chart, make_indicator):
    svg = ET.fromstring(chart([1, 2, 3, None, 5, 6, 7, 8, 9, 10], indicator=make_indicator(breaks=(2019,))))
    own = svg.find("g[@class='rb-own']/path").get("d")
    assert own.count("M") == 3
    assert svg.find("path[@class='rb-break']") is not None


def test_a_zero_line_is_drawn_only_where_the_scale_holds_zero(chart):
    assert 'class="rb-zero"' not in chart([80.0 + i for i in range(10)])
    assert 'class="rb-zero"' in chart([-2.0 + i for i in range(10)])
    assert 'class="rb-zero"' in chart([0.5 + i for i in range(10)])


def test_provisional_points_are_open_in_every_line(chart):
    nl = Line("Nederland", series(YEARS, [5.0] * 10, [2022]), "national")
    svg = ET.fromstring(chart([4.0] * 10, nl, provisional=[2021, 2022]))
    assert len(svg.findall("g[@class='rb-own']/circle[@class='rb-open']")) == 2
    assert len(svg.findall("g[@class='rb-national']/circle[@class='rb-open']")) == 1


def test_names_of_lines_that_end_together_do_not_overlap(chart):
    others = [
        Line("Agglomeratie Leiden en Bollenstreek", series(YEARS, [5.0] * 10), "parent"),
        Line("Nederland", series(YEARS, [5.0] * 10), "national"),
    ]
    svg = ET.fromstring(chart([5.0] * 10, *others))
    roles = ("rb-own", "rb-parent", "rb-national")
    heights = sorted(float(t.get("y")) for t in svg.iter("text") if t.get("class") in roles)
    assert len(heights) == 4  # the long name takes two lines
    assert all(b - a >= 11 for a, b in itertools.pairwise(heights))


def test_a_long_source_is_never_cut(chart):
    source = "Bron: " + " ".join(["een bureau met een lange naam"] * 8) + "."
    assert source in " ".join(texts(chart([5.0] * 10, source=source)))


def test_a_count_says_that_it_is_one_and_not_that_its_trend_is_not_known(chart, make_indicator):
    count = make_indicator(aggregation={"method": "sum"})
    svg = chart([900.0 + i for i in range(10)], indicator=count, trend="undetermined", direction=None)
    assert "een aantal: niet beoordeeld" in texts(svg)
    assert "bepalen" not in svg


def test_a_title_names_the_status_of_each_figure(make_indicator):
    told = series(YEARS, [5.0] * 10, [2022])
    revised = replace(told, status=[*told.status[:-1], "revised-provisional"])
    assert line_sentence("Emmen", told, make_indicator()).endswith("(2022, voorlopig).")
    assert line_sentence("Emmen", revised, make_indicator()).endswith("(2022, nader voorlopig).")


def test_a_provincie_with_the_name_of_the_region_says_what_it_is(chart):
    same = Line("Emmen", series(YEARS, [6.0] * 10), "parent")
    assert " ".join(texts(chart([5.0] * 10, same))).count("Emmen (provincie)") == 1


def test_equal_input_gives_equal_bytes_and_no_id_that_another_chart_could_have(chart):
    assert chart([5.0] * 10) == chart([5.0] * 10)
    assert not [e for e in ET.fromstring(chart([5.0] * 10)).iter() if e.get("id")]


def test_names_with_markup_characters_are_escaped(chart, make_indicator):
    svg = chart([5.0] * 10, indicator=make_indicator(name="A < B & C", unit="<b>"))
    assert "A < B & C" in texts(svg)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [Line("a", series(YEARS, [1] * 10), "national")],
        [Line("a", series(YEARS, [1] * 10)), Line("b", series(YEARS, [1] * 10))],
    ],
)
def test_wrong_lines_are_refused(make_indicator, lines):
    with pytest.raises(ValueError, match="one own line"):
        line_chart(
            lines,
            indicator=make_indicator(),
            window=(2015, 2022),
            trend="none",
            direction="flat",
            edition="2023",
            source=SOURCE,
        )


# -- scales


@pytest.mark.parametrize(
    ("values", "limits", "words"),
    [
        ([4.2, 7.9], (0, 100), ["4", "5", "6", "7", "8"]),
        ([98.9, 99.9], (0, 100), ["98", "99", "100"]),
        ([24300.0, 31000.0], (0, None), ["24 000", "26 000", "28 000", "30 000"]),
        ([0.3, 23.9], (0, None), ["0", "10", "20"]),
        ([1_200_000.0, 3_400_000.0], (None, None), ["2 mln", "3 mln"]),
        ([4.0, 3.0, 4.0], (1, 4), ["3", "4"]),
    ],
)
def test_ticks_are_round_and_written_in_dutch(values, limits, words):
    scale = scale_for(values, decimals=0, minimum=limits[0], maximum=limits[1])
    assert [w.replace("\u00a0", " ") for w in scale.words()] == words


@pytest.mark.parametrize(
    "values", [[5.0], [0.0], [1e-9], [1e12, 1.1e12], [-3.0, -2.9], [99.99, 100.0], [0.1, 0.3], [7.0, 700.0]]
)
def test_every_scale_holds_its_values_and_at_least_two_ticks(values):
    scale = scale_for(values, decimals=1)
    assert all(0 <= scale.share(v) <= 1 for v in values)
    assert 2 <= len(scale.ticks) <= 6
    assert all(scale.low <= t <= scale.high + 1e-9 for t in scale.ticks)


def test_rounding_noise_does_not_fill_the_scale():
    scale = scale_for([83.1, 83.2], decimals=1)
    assert scale.high - scale.low > 3


def test_a_scale_needs_a_value():
    with pytest.raises(ValueError, match="at least one"):
        scale_for([], decimals=1)


@pytest.mark.parametrize("extent", [(2013, 2022), (2015, 2022), (2022, 2022), (1990, 2022)])
def test_the_last_year_is_always_written(extent):
    years = year_ticks(*extent, 190)
    assert years[-1] == extent[1]
    assert years[0] >= extent[0]
    assert len(years) <= 190 // 34 + 1


# -- labels


def test_blocks_move_apart_no_more_than_needed():
    assert spread_out([10, 100], [12, 12], 0, 200) == [10, 100]
    assert spread_out([50, 50], [12, 12], 0, 200) == [44, 56]
    assert spread_out([195, 198], [12, 12], 0, 200) == [176, 188]
    assert spread_out([], [], 0, 200) == []


def test_text_that_does_not_fit_is_cut_or_wrapped():
    assert cut("Emmen", 200, 11) == "Emmen"
    shortened = cut("Agglomeratie Leiden en Bollenstreek", 90, 11)
    assert shortened.endswith("…")
    assert text_width(shortened, 11) <= 90
    lines = wrap("Agglomeratie Leiden en Bollenstreek", 90, 11, lines=2)
    assert lines[0] == "Agglomeratie"
    assert all(text_width(line, 11) <= 90 for line in lines)


@pytest.mark.parametrize(
    ("breaks", "pace", "years"),
    [
        ((), 1, [[2013, 2014], [2017], [2020], [2023]]),
        ((), 3, [[2013, 2014, 2017, 2020, 2023]]),
        ((2016,), 3, [[2013, 2014], [2017, 2020, 2023]]),
        ((2014, 2023), 3, [[2013], [2014, 2017, 2020], [2023]]),
    ],
)
def test_a_run_goes_on_at_its_pace_and_never_across_a_break(breaks, pace, years):
    points = [(year, 1.0) for year in (2013, 2014, 2017, 2020, 2023)]
    found = [[year for year, _ in run] for run in runs(points, breaks, pace)]
    assert found == years


def test_margins_are_bands_in_the_colour_of_their_line_within_the_frame_and_told(chart, make_indicator):
    values = [4.0, 5.0, 6.0, 5.0, 4.0, 5.0, 6.0, 5.0, 4.0, 5.0]
    wide = {year: (v - 3, v + 9) for year, v in zip(YEARS, values, strict=True) if year != 2016}
    national = Line("Nederland", series(YEARS, values, margins={2022: (4.8, 5.2)}), "national")
    own = Line("Emmen", series(YEARS, values, margins=wide))
    known = {"indicator": make_indicator(breaks=(2020,)), "window": (2015, 2022), "trend": "none", "direction": "flat"}
    svg = ET.fromstring(line_chart([own, national], **known, edition="2023", source=SOURCE))
    bands = svg.findall("polygon")
    assert [p.get("class") for p in bands] == ["rb-national", "rb-own", "rb-own", "rb-own"]  # a gap and a break
    for p in bands:
        heights = [float(v) for v in p.get("points").split()][1::2]
        assert min(heights) >= 58
        assert max(heights) <= 166
    said = svg.findtext("desc").replace("\u00a0", " ")
    assert "Emmen: van 4,0 % (2013) naar 5,0 % (2022); marge 2,0 tot 14,0 %." in said
    assert "Nederland: van 4,0 % (2013) naar 5,0 % (2022); marge 4,8 tot 5,2 %." in said
    assert "polygon" not in chart(values)


def test_the_trend_line_goes_through_the_mean_and_a_step_has_a_mark_instead(make_indicator):
    values = [1.0, 2.0, 3.0, 4.0]
    shown = {
        "indicator": make_indicator(),
        "window": (2015, 2018),
        "trend": "favourable",
        "direction": "falling",
        "edition": "2023",
        "source": SOURCE,
    }
    own = series((2015, 2016, 2017, 2018), values)
    fit = ((1.0, 0.5, 1.5), own.points)
    drawn = line_chart([Line("Emmen", own, fit=fit)], **shown)
    assert drawn.count('class="rb-fit"') == 1
    step = line_chart([Line("Emmen", own, fit=fit, jump=2017)], robust="borderline", **shown)
    assert 'class="rb-fit"' not in step
    assert ">sprong<" in step
    assert "gunstig (grensgeval)" in step
