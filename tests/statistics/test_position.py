from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regioboek.params.edition import PositionRule
from regioboek.statistics.position import Ranking, choose_year, competition_rank, rank_regions, shown
from regioboek.words.language import rounded

pytestmark = pytest.mark.filterwarnings("error")

RULE = PositionRule()
ALL = PositionRule(ties="all")
#: Quarters of small rankings, so that a case fits on a line.
SMALL = PositionRule(min_quarters=4)
NAN = np.nan

#: Few different figures, so that ties are common.
column = st.lists(st.one_of(st.just(NAN), st.integers(0, 12).map(lambda n: n / 10)), min_size=4, max_size=40)


def rank_one(values: list[float], sign: int = 1, decimals: int = 1, rule: PositionRule = RULE) -> Ranking:
    """The ranking of one indicator in one year."""
    return rank_regions(np.asarray(values, dtype=float)[:, None, None], [sign], [decimals], rule)


def ranks(made: Ranking) -> list[int]:
    return made.rank[:, 0].tolist()


def places(made: Ranking) -> list[str | None]:
    return made.position[:, 0].tolist()


class Place(NamedTuple):
    rank: int
    tied: int
    position: str | None


def by_plain_counting(values: list[float], sign: int, decimals: int, rule: PositionRule) -> list[Place]:
    """Rank, ties and position by counting who is better and who is worse, one region at a time."""
    step = Decimal(1).scaleb(-decimals)
    figures = [None if np.isnan(v) else sign * Decimal(repr(float(v))).quantize(step, ROUND_HALF_UP) for v in values]
    present = [f for f in figures if f is not None]
    found: list[Place] = []
    for figure in figures:
        if figure is None or len(present) < 4:
            found.append(Place(0, 0, None))
            continue
        better = sum(other > figure for other in present)
        worse = sum(other < figure for other in present)
        equal = len(present) - better - worse
        group = equal if rule.ties == "whole" else 1  # how many of the group must lie inside the quarter
        top, bottom = (better + group) * 4 <= len(present), (worse + group) * 4 <= len(present)
        quarter = (
            None if len(present) < rule.min_quarters else "middle" if top == bottom else "top" if top else "bottom"
        )
        found.append(Place(better + 1, equal - 1, quarter))
    return found


def as_places(made: Ranking, place: int = 0) -> list[Place]:
    rows = zip(made.rank[:, place].tolist(), made.tied[:, place].tolist(), made.position[:, place], strict=True)
    return [Place(*row) for row in rows]


# -- ranks --------------------------------------------------------------------------------------------------------


def test_rank_one_is_best_not_highest():
    assert ranks(rank_one([5.0, 7.0, 6.0, 1.0], sign=1)) == [3, 1, 2, 4]
    assert ranks(rank_one([5.0, 7.0, 6.0, 1.0], sign=-1)) == [2, 4, 3, 1]


def test_equal_figures_share_the_best_rank_and_the_next_counts_them_all():
    assert ranks(rank_one([4.0, 3.0, 3.0, 2.0, 3.0])) == [1, 2, 2, 5, 2]


def test_a_region_without_a_figure_has_no_rank_and_does_not_count():
    made = rank_one([4.0, NAN, 3.0, 2.0, 1.0])
    assert ranks(made) == [1, 0, 2, 3, 4]
    assert places(made)[1] is None
    assert made.ranked[0] == 4


def test_figures_that_show_the_same_share_a_rank():
    assert ranks(rank_one([8.14, 8.06, 8.05, 8.04999], decimals=1)) == [1, 1, 1, 4]
    assert ranks(rank_one([0.1 + 0.2, 0.3, 0.2, 0.1], decimals=1)) == [1, 1, 3, 4]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.integers(0, 3))
def test_the_rounding_that_ranks_is_the_rounding_that_is_printed(values, decimals):
    assert shown(values, decimals).tolist() == [float(rounded(v, decimals)) for v in values]


def test_halves_are_rounded_as_printed():
    values = [0.25, 0.35, 2.675, 1.005, -0.05, 8.15]
    assert shown(values, [1, 1, 2, 2, 1, 1]).tolist() == [0.3, 0.4, 2.68, 1.01, -0.1, 8.2]


def test_competition_rank_keeps_columns_apart():
    keys = np.array([[3.0, NAN], [1.0, 2.0], [1.0, 2.0]])
    assert competition_rank(keys).tolist() == [[3, 0], [1, 1], [1, 1]]


# -- quarters -----------------------------------------------------------------------------------------------------


def test_a_quarter_of_twelve_is_three():
    made = rank_one([float(n) for n in range(12, 0, -1)])
    assert places(made) == ["top"] * 3 + ["middle"] * 6 + ["bottom"] * 3
    assert (made.top_cut[0], made.bottom_cut[0]) == (3, 10)


def test_a_quarter_is_never_rounded_up():
    made = rank_one([float(n) for n in range(342, 0, -1)])  # a quarter of 342 is 85.5
    assert (places(made).count("top"), places(made).count("bottom")) == (85, 85)
    assert (made.top_cut[0], made.bottom_cut[0]) == (85, 258)


def test_a_group_of_equals_is_coloured_only_when_all_of_it_lies_inside_the_quarter():
    made = rank_one([9, 8, 7, 7, 7, 6, 5, 4, 2, 2, 2, 1])
    assert places(made) == ["top"] * 2 + ["middle"] * 9 + ["bottom"]
    assert (made.top_cut[0], made.bottom_cut[0]) == (2, 12)
    assert made.tied[:, 0].tolist() == [0, 0, 2, 2, 2, 0, 0, 0, 2, 2, 2, 0]


def test_by_ties_all_every_region_that_ties_at_a_cut_is_coloured():
    made = rank_one([9, 8, 7, 7, 7, 6, 5, 4, 2, 2, 2, 1], rule=ALL)
    assert places(made) == ["top"] * 5 + ["middle"] * 3 + ["bottom"] * 4
    assert (made.top_cut[0], made.bottom_cut[0]) == (3, 9)


@pytest.mark.parametrize("rule", [RULE, ALL], ids=["whole", "all"])
def test_where_all_are_equal_all_are_middle(rule):
    made = rank_one([4.0] * 12, rule=rule)
    assert places(made) == ["middle"] * 12
    assert ranks(made) == [1] * 12
    assert (made.top_cut[0], made.bottom_cut[0]) == (0, 0)


@pytest.mark.parametrize("rule", [RULE, ALL], ids=["whole", "all"])
def test_most_at_the_best_figure_leaves_only_a_bottom(rule):
    made = rank_one([4.0] * 11 + [3.0], rule=rule)
    assert places(made) == ["middle"] * 11 + ["bottom"]
    assert (made.top_cut[0], made.bottom_cut[0]) == (0, 12)


def test_few_regions_have_places_but_no_quarters():
    made = rank_one([float(n) for n in range(11, 0, -1)])
    assert ranks(made) == list(range(1, 12))
    assert places(made) == [None] * 11
    assert (made.ranked[0], made.top_cut[0], made.bottom_cut[0]) == (11, 0, 0)


def test_the_share_is_the_editions():
    made = rank_one([float(n) for n in range(100, 0, -1)], rule=PositionRule(share=0.29))  # 0.29 x 100 < 29 in binary
    assert places(made).count("top") == 29


# -- which year ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observed", "year"),
    [
        ([245, 245, 219], 2),  # 89 % of the best covered year
        ([245, 245, 195], 1),  # 79,6 %
        ([245, 245, 196], 2),  # 80 % exactly
        ([342, 0, 342, 0], 2),
        ([3, 3, 3], -1),  # never four regions
        ([0, 0, 0], -1),
    ],
)
def test_the_most_recent_year_with_enough_regions_is_used(observed, year):
    assert choose_year([observed], RULE).tolist() == [year]


def test_all_regions_are_ranked_in_the_same_year():
    values = np.full((5, 1, 2), NAN)
    values[:, 0, 0] = [1, 2, 3, 4, 5]
    values[:3, 0, 1] = [9, 8, 7]  # 60 % of the regions
    made = rank_regions(values, [1], [0], RULE)
    assert made.year_index.tolist() == [0]
    assert ranks(made) == [5, 4, 3, 2, 1]


def test_without_a_year_there_is_no_ranking():
    made = rank_one([1.0, 2.0, NAN])
    assert (made.year_index[0], made.ranked[0], made.top_cut[0], made.bottom_cut[0]) == (-1, 0, 0, 0)
    assert (ranks(made), places(made)) == ([0, 0, 0], [None, None, None])


# -- against an independent computation ----------------------------------------------------------------------------


@settings(deadline=None)
@given(column, st.sampled_from([1, -1]), st.sampled_from([RULE, ALL, SMALL]))
def test_places_ties_and_quarters_equal_plain_counting(values, sign, rule):
    assert as_places(rank_one(values, sign, rule=rule)) == by_plain_counting(values, sign, 1, rule)


@settings(deadline=None)
@given(column, st.sampled_from([1, -1]))
def test_a_quarter_never_holds_more_than_a_quarter_and_the_cuts_tell_who_is_in_it(values, sign):
    made = rank_one(values, sign, rule=SMALL)
    ranked = int(made.ranked[0])
    for word in ("top", "bottom"):
        assert places(made).count(word) * 4 <= ranked
    for rank, place in zip(ranks(made), places(made), strict=True):
        assert (place == "top") == (0 < rank <= made.top_cut[0])
        assert (place == "bottom") == bool(rank and made.bottom_cut[0] and rank >= made.bottom_cut[0])


@settings(deadline=None)
@given(column, st.randoms(use_true_random=False))
def test_permuting_regions_permutes_ranks_and_positions(values, random):
    order = list(range(len(values)))
    random.shuffle(order)
    before, after = rank_one(values), rank_one([values[k] for k in order])
    assert ranks(after) == [ranks(before)[k] for k in order]
    assert places(after) == [places(before)[k] for k in order]


@settings(deadline=None)
@given(column)
def test_the_other_favourable_direction_mirrors_the_quarters(values):
    mirrored = {"top": "bottom", "bottom": "top"}
    assert places(rank_one(values, -1)) == [mirrored.get(place, place) for place in places(rank_one(values, 1))]


@pytest.mark.realdata
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("rule", [RULE, ALL], ids=["whole", "all"])
def test_every_real_ranking_equals_plain_counting(real_series, sign, rule):
    indicators = sorted({code for code, _ in real_series.codes})
    gemeenten = sorted({gemeente for _, gemeente in real_series.codes})
    row = {key: n for n, key in enumerate(real_series.codes)}
    values = np.array([[real_series.values[row[i, g]] for i in indicators] for g in gemeenten])
    made = rank_regions(values, [sign] * len(indicators), [1] * len(indicators), rule)
    for place, indicator in enumerate(indicators):
        counts = [sum(not np.isnan(v) for v in year) for year in values[:, place, :].T]
        enough = [y for y, n in enumerate(counts) if n >= 4 and n * 10 >= 8 * max(counts)]
        assert made.year_index[place] == enough[-1], indicator
        expected = by_plain_counting(values[:, place, enough[-1]].tolist(), sign, 1, rule)
        assert as_places(made, place) == expected, indicator
        assert made.previous_index[place] == ([-1, *enough])[-2], indicator
        if len(enough) > 1:
            before = by_plain_counting(values[:, place, enough[-2]].tolist(), sign, 1, rule)
            both = [was.rank if now.rank else 0 for was, now in zip(before, expected, strict=True)]
            assert made.previous_rank[:, place].tolist() == both, indicator
    assert len(indicators) == 37


# -- how sure a place is --------------------------------------------------------------------------------------------


def test_without_margins_the_range_of_a_place_is_that_of_its_group():
    made = rank_one([4.0, 3.0, 3.0, 2.0, NAN])
    assert made.best[:, 0].tolist() == [1, 2, 2, 4, 0]
    assert made.worst[:, 0].tolist() == [1, 3, 3, 4, 0]


@pytest.mark.parametrize("sign", [1, -1])
def test_with_margins_it_leaves_out_who_is_surely_better_or_worse(sign):
    rng = np.random.default_rng(3)
    values = rng.normal(50, 5, size=(60, 1, 1)).round(1)
    values[::9] = NAN
    half = rng.uniform(0.5, 4, size=values.shape)
    half[::7] = 0.0  # a figure without a margin of its own
    low, high = np.where(half > 0, values - half, NAN), np.where(half > 0, values + half, NAN)
    made = rank_regions(values, [sign], [1], RULE, margins=(low, high))
    lows, highs = ((values + way * half).ravel().tolist() for way in (-1, 1))
    for region, (low_end, high_end) in enumerate(zip(lows, highs, strict=True)):
        if np.isnan(low_end):
            assert (made.best[region, 0], made.worst[region, 0]) == (0, 0)
            continue
        higher = sum(other > high_end for other in lows if not np.isnan(other))
        lower = sum(other < low_end for other in highs if not np.isnan(other))
        better, worse = (higher, lower) if sign > 0 else (lower, higher)
        assert made.best[region, 0] == better + 1
        assert made.worst[region, 0] == made.ranked[0] - worse
        assert made.best[region, 0] <= made.rank[region, 0] <= made.worst[region, 0]


def test_the_previous_place_is_that_of_the_last_year_before_with_enough_regions_after_the_break():
    values = np.full((5, 1, 4), NAN)
    values[:, 0, 0] = [5, 4, 3, 2, 1]
    values[:, 0, 1] = [1, 2, 3, 4, 5]
    values[:2, 0, 2] = [9, 8]  # too few
    values[:4, 0, 3] = [4, 3, 2, 1]
    made = rank_regions(values, [1], [0], RULE)
    assert (made.year_index[0], made.previous_index[0]) == (3, 1)
    assert made.previous_rank[:, 0].tolist() == [5, 4, 3, 2, 0]  # the fifth has no place now
    after_break = rank_regions(values, [1], [0], RULE, first_index=[2])
    assert after_break.previous_index[0] == -1
    assert after_break.previous_rank[:, 0].tolist() == [0] * 5


def test_where_nobody_can_say_which_is_best_the_highest_is_first_and_there_are_no_quarters():
    made = rank_one([3.0, 1.0, 4.0, 2.0, NAN, 4.0], sign=0, rule=SMALL)
    assert ranks(made) == [3, 5, 1, 4, 0, 1]
    assert places(made) == [None] * 6
    assert (made.ranked[0], made.top_cut[0], made.bottom_cut[0], made.tied[2, 0]) == (5, 0, 0, 1)


def test_margins_of_what_is_not_judged_go_from_high_to_low_too():
    values = np.array([5.0, 4.0, 1.0, 0.5])[:, None, None]
    made = rank_regions(values, [0], [1], SMALL, margins=(values - 0.75, values + 0.75))
    assert (made.best[:, 0].tolist(), made.worst[:, 0].tolist()) == ([1, 1, 3, 3], [2, 2, 4, 4])
