"""Dutch digits, ranks, places and words are written as the rules in `report.language` say."""

from __future__ import annotations

import math

import pytest

from regioboek.params.indicators import Aggregation
from regioboek.params.levels import LEVELS
from regioboek.schemas import ABSENCES, AGGREGATION_REASONS, DIRECTIONS, POSITIONS, STATUSES, TRENDS
from regioboek.words import language as nl


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (83.1, 1, "83,1"),
        (107024, 0, "107\u00a0024"),
        (999.96, 1, "1\u00a0000,0"),
        (1234567.891, 2, "1\u00a0234\u00a0567,89"),
        (-2.5, 1, "\u22122,5"),
        (0, 1, "0,0"),
        (-0.0, 1, "0,0"),
        (-0.04, 1, "0,0"),
        (1e22, 0, "10\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000"),
    ],
)
def test_numbers_have_a_comma_no_break_spaces_and_a_real_minus(value, decimals, shown):
    assert nl.number(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    # Each is a tie in decimal digits that binary arithmetic or half-to-even would round the other way.
    [(0.25, 1, "0,3"), (0.35, 1, "0,4"), (2.675, 2, "2,68"), (1.005, 2, "1,01"), (2.5, 0, "3"), (-0.25, 1, "−0,3")],
)
def test_ties_round_away_from_zero_on_the_digits_a_reader_sees(value, decimals, shown):
    assert nl.number(value, decimals) == shown


def test_a_sum_of_floats_rounds_by_its_shortest_form():
    assert nl.number(0.1 + 0.2, 1) == "0,3"
    assert nl.number(1.15 * 100, 0) == "115"


@pytest.mark.parametrize(("value", "shown"), [(2.5, "+2,5"), (-2.5, "−2,5"), (0.04, "0,0"), (0, "0,0")])
def test_a_sign_is_written_on_request_but_never_before_zero(value, shown):
    assert nl.number(value, 1, sign=True) == shown


@pytest.mark.parametrize("absent", [math.nan, math.inf, -math.inf, None])
def test_an_absent_value_has_no_digits(absent):
    with pytest.raises(ValueError, match="absent value has no digits"):
        nl.number(absent, 1)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(85_901.2, -2, "85 900"), (85_950, -2, "86 000"), (-1_284.6, -1, "−1 280"), (49, -2, "0"), (50, -2, "100")],
)
def test_what_is_published_in_hundreds_is_shown_in_hundreds(value, decimals, shown):
    assert nl.number(value, decimals).replace(nl.NBSP, " ") == shown


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "shown"),
    [
        ("%", 1, 83.1, "83,1\u00a0%"),
        ("euro", 0, 24300, "24\u00a0300\u00a0euro"),
        ("km", 1, 0.7, "0,7\u00a0km"),
        ("", 1, 6.4, "6,4"),
    ],
)
def test_value_and_unit_stay_together(make_indicator, unit, decimals, value, shown):
    assert nl.value_with_unit(value, make_indicator(unit_short=unit, decimals=decimals)) == shown


@pytest.mark.parametrize(
    ("unit", "of_differences"), [("%", "procentpunt"), ("% 18+", "procentpunt"), ("km", "km"), ("", "punt")]
)
def test_differences_of_percentages_are_in_procentpunt(make_indicator, unit, of_differences):
    assert nl.difference_unit(make_indicator(unit_short=unit)) == of_differences


@pytest.mark.parametrize(
    ("slope", "shown"),
    [
        (-0.6, "0,6\u00a0km per jaar"),
        (0.03, "0,03\u00a0km per jaar"),
        (0.004, "0,004\u00a0km per jaar"),
        (0.0004, "minder dan 0,001\u00a0km per jaar"),
        (0.0, "0,0\u00a0km per jaar"),
    ],
)
def test_a_small_slope_is_not_shown_as_zero(make_indicator, slope, shown):
    assert nl.slope_per_year(slope, make_indicator(unit_short="km")) == shown


def test_a_slope_takes_a_sign_on_request(make_indicator):
    km = make_indicator(unit_short="km")
    assert nl.slope_per_year(-0.03, km, sign=True) == "−0,03\u00a0km per jaar"
    assert nl.slope_per_year(0.0, km, sign=True) == "0,0\u00a0km per jaar"


@pytest.mark.parametrize(("share", "shown"), [(0.25, "25\u00a0%"), (0.825, "83\u00a0%"), (0.285, "29\u00a0%")])
def test_shares_become_percentages(share, shown):
    assert nl.percent(share) == shown


def test_years_ranges_and_dates():
    assert nl.year_range(2015, 2022) == "2015–2022"
    assert nl.year_range(2021, 2021) == "2021"
    assert nl.years_listing([2016, 2020, 2022]) == "2016, 2020, 2022"
    assert nl.date("2023-12-05") == "5 december 2023"


def test_ranks_say_how_many_were_ranked():
    assert nl.rank(12, 342) == "12e van 342"
    assert nl.rank(1, 12, "provincie") == "1e van 12 provincies"
    assert nl.rank(1, 1, "gemeente") == "1e van 1 gemeente"


@pytest.mark.parametrize("place", [0, 13])
def test_a_rank_outside_the_ranking_is_refused(place):
    with pytest.raises(ValueError, match="does not exist among 12"):
        nl.rank(place, 12)


def test_counts_agree_with_their_noun():
    assert [nl.count(n, "gemeente", "gemeenten") for n in (0, 1, 2, 1200)] == [
        "geen gemeenten",
        "1 gemeente",
        "2 gemeenten",
        "1\u00a0200 gemeenten",
    ]


def test_small_numbers_are_words():
    assert [nl.in_words(n) for n in (0, 1, 4, 12, 20, 21)] == ["nul", "één", "vier", "twaalf", "twintig", "21"]


@pytest.mark.parametrize(
    ("items", "shown"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")]
)
def test_lists_end_in_en(items, shown):
    assert nl.listing(items) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("het aandeel", "Het aandeel"), ("'s-Gravenhage", "'s-Gravenhage"), ("ijs", "IJs"), ("Ede", "Ede"), ("", "")],
)
def test_sentences_begin_as_dutch_wants(text, shown):
    assert nl.sentence_case(text) == shown


@pytest.mark.parametrize(
    ("name", "level", "code", "shown"),
    [
        ("Emmen", "gemeente", "GM0114", "in Emmen"),
        ("'s-Gravenhage", "gemeente", "GM0518", "in 's-Gravenhage"),
        ("De Wolden", "gemeente", "GM1690", "in De Wolden"),
        ("Súdwest-Fryslân", "gemeente", "GM1900", "in Súdwest-Fryslân"),
        ("Hengelo", "gemeente", "GM0164", "in Hengelo"),
        ("Texel", "gemeente", "GM0448", "op Texel"),
        ("Vlieland", "gemeente", "GM0096", "op Vlieland"),
        ("Terschelling", "gemeente", "GM0093", "op Terschelling"),
        ("Ameland", "gemeente", "GM0060", "op Ameland"),
        ("Schiermonnikoog", "gemeente", "GM0088", "op Schiermonnikoog"),
        ("Goeree-Overflakkee", "gemeente", "GM1924", "op Goeree-Overflakkee"),
        ("Utrecht", "gemeente", "GM0344", "in de gemeente Utrecht"),
        ("Utrecht", "provincie", "PV26", "in de provincie Utrecht"),
        ("Groningen", "provincie", "PV20", "in de provincie Groningen"),
        ("Drenthe", "provincie", "PV22", "in Drenthe"),
        ("Utrecht", "corop", "CR17", "in COROP-gebied Utrecht"),
        ("Zuidoost-Drenthe", "corop", "CR08", "in COROP-gebied Zuidoost-Drenthe"),
        ("Nederland", "land", "NL01", "in Nederland"),
    ],
)
def test_places_get_their_preposition_and_no_invented_article(name, level, code, shown):
    assert nl.in_place(name, level, code) == shown


def test_a_region_as_subject_says_its_level_where_the_name_does_not():
    assert nl.place_name("Utrecht", "gemeente") == "de gemeente Utrecht"
    assert nl.place_name("Utrecht", "corop") == "het COROP-gebied Utrecht"
    assert nl.place_name("Emmen", "gemeente") == "Emmen"


def test_the_arrow_is_the_direction_of_the_number():
    assert nl.arrow("favourable", "falling") == "↘"
    assert nl.arrow("unfavourable", "rising") == "↗"
    assert nl.arrow("none", "flat") == "→"
    assert nl.arrow("undetermined", None) == "n.b."
    assert nl.arrow("missing", None) == "·"


def test_a_judged_trend_without_direction_is_refused():
    with pytest.raises(ValueError, match="needs a direction"):
        nl.arrow("favourable", None)


def test_every_word_of_the_tables_has_dutch():
    assert set(TRENDS) == set(nl.TREND_WORDS)
    assert set(DIRECTIONS) == set(nl.ARROWS) == set(nl.DIRECTION_WORDS)
    assert set(POSITIONS) == set(nl.POSITION_WORDS)
    assert set(STATUSES) == set(nl.STATUS_WORDS)
    assert {*ABSENCES, *AGGREGATION_REASONS} == set(nl.ABSENCE_WORDS) == set(nl.ABSENCE_REASONS)
    assert all(nl.level_word(level, 2) for level in LEVELS)


def test_a_change_of_a_count_has_no_unit(make_indicator):
    people = make_indicator().model_copy(update={"unit": "aantal inwoners", "unit_short": "", "decimals": 0})
    added = people.model_copy(update={"unit": "inwoners", "aggregation": Aggregation(method="sum")})
    assert [nl.change(1442.0, i) for i in (people, added)] == ["1\u00a0442", "1\u00a0442"]


def test_the_symbol_of_a_unit_has_no_capital():
    assert [nl.sentence_case(said) for said in ("km", "m³ per woning", "kWh", "kmo")] == [
        "km",
        "m³ per woning",
        "kWh",
        "Kmo",
    ]
