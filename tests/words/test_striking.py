"""What strikes of an indicator, on which side, and which of it a page tells: the rules of `words/striking.py`."""

from __future__ import annotations

from typing import Any

import pytest
from worlds.factories import facts, indicator
from worlds.unjudged_bureau import unjudged

from regioboek.words import striking
from regioboek.words.facts import IndicatorFacts, Peers
from regioboek.words.striking import choose, rare, strike

PEERS = Peers(n=342, favourable=100, unfavourable=100, spread=2.0, change_low=-1.0, change_high=1.0)
RECENT = {"change_years": (2020, 2022)}


def place(rank: int, ranked: int = 342, position: str | None = None, **more: Any) -> dict[str, Any]:
    quarter = "top" if rank <= ranked / 4 else "bottom" if rank > ranked * 3 / 4 else "middle"
    return {"rank": rank, "ranked": ranked, "ranked_year": 2022, "position": position or quarter} | more


def falling(id: str = "werkloosheid", **changes: Any) -> IndicatorFacts:
    """A clear favourable fall, unless told otherwise."""
    return facts(id, **{"peers": PEERS} | changes)


def still(id: str = "werkloosheid", **changes: Any) -> IndicatorFacts:
    """No trend."""
    known = {"trend": "none", "direction": "flat", "slope": -0.01, "first_value": 5.0, "latest_value": 5.1}
    return falling(id, **known | changes)


def kind(f: IndicatorFacts, level: str = "gemeente") -> tuple[str, str] | None:
    found = strike(f, level)
    return found and (found.kind, found.side)


# -- one indicator


@pytest.mark.parametrize(
    ("trend", "rank", "expected"),
    [
        ("favourable", 300, ("apart", "weak")),
        ("favourable", 30, ("together", "strong")),
        ("favourable", 170, ("moved", "strong")),
        ("unfavourable", 30, ("apart", "weak")),
        ("unfavourable", 300, ("together", "weak")),
        ("unfavourable", 170, ("moved", "weak")),
    ],
)
def test_a_trend_is_told_with_the_place_it_agrees_with_or_not(trend, rank, expected):
    assert kind(falling(trend=trend, **place(rank))) == expected


@pytest.mark.parametrize(
    ("rank", "ranked", "tied", "at"),
    [
        (5, 342, 0, "top"),
        (6, 342, 0, None),
        (1, 342, 4, "top"),
        (1, 342, 5, None),  # six share it: not all of them can be among the first five
        (338, 342, 4, "bottom"),
        (337, 342, 5, None),
        (5, 49, 0, None),
        (1, 12, 0, "top"),
        (2, 12, 0, None),
        (12, 12, 0, "bottom"),
        (11, 12, 1, None),
        (11, 11, 0, "bottom"),  # of one of twelve provincies no figure is known
        (1, 9, 0, None),
    ],
)
def test_extreme_are_the_first_and_last_five_of_many_and_the_very_ends_of_few(rank, ranked, tied, at):
    assert striking.end(still(**place(rank, ranked, tied=tied)), "gemeente") == at


def test_an_extreme_place_strikes_without_a_trend_too():
    assert kind(still(**place(339, 340))) == ("extreme", "weak")
    assert kind(still(trend="undetermined", direction=None, slope=None, **place(2, 340))) == ("extreme", "strong")


def test_the_place_of_a_larger_area_is_no_extreme_of_a_gemeente():
    of_area = still(indicator("bbp", corop_value=True), **place(1, 40))
    assert striking.end(of_area, "gemeente") is None
    assert striking.end(of_area, "corop") == "top"


def test_ends_that_look_equal_or_went_the_other_way_are_no_movement():
    assert kind(falling(first_value=4.21, latest_value=4.19, slope=-0.02)) is None
    assert kind(falling(first_value=4.2, latest_value=5.0)) is None
    assert kind(falling(first_value=4.2, latest_value=5.0, **place(30))) == ("placed", "strong")


def test_a_place_is_not_told_beside_a_trend_that_it_contradicts_and_that_cannot_be_told():
    assert kind(falling(first_value=4.2, latest_value=5.0, **place(300))) is None


def test_a_change_that_is_small_beside_the_spread_is_no_news():
    assert kind(falling(first_value=4.6, latest_value=4.2, slope=-0.06)) is None
    assert kind(falling(first_value=4.7, latest_value=4.2, slope=-0.07)) == ("moved", "strong")


def test_a_movement_of_nearly_all_is_told_beside_a_place_only():
    nearly_all = Peers(n=100, favourable=90, spread=2.0)
    assert kind(falling(peers=nearly_all, **place(170))) is None
    assert kind(falling(peers=nearly_all, **place(300))) == ("apart", "weak")
    assert kind(falling(peers=nearly_all, **place(30))) == ("placed", "strong")
    assert kind(falling(peers=Peers(n=100, favourable=89, spread=2.0), **place(170))) == ("moved", "strong")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"relative": "favourable", "national": (6.0, 5.0)}, ("beside", "strong")),
        ({"relative": "unfavourable", "national": (7.9, 1.0)}, ("beside", "weak")),
        ({"relative": "unfavourable", "national": (9.9, 5.0)}, ("moved", "strong")),  # it is ahead and did not lose
        ({"relative": "none", "national": (6.0, 5.0)}, ("moved", "strong")),
        ({"relative": "favourable", "national": None}, ("moved", "strong")),
        ({"relative": "favourable", "national": (7.9, 1.0)}, ("moved", "strong")),  # what is shown says otherwise
    ],
)
def test_a_trend_stands_beside_that_of_the_country(changes, expected):
    assert kind(falling(**changes)) == expected


def test_who_stands_still_while_the_country_moves_is_told():
    assert kind(still(relative="unfavourable", national=(7.0, 4.0))) == ("beside", "weak")
    assert kind(still(relative="favourable", national=(5.0, 8.0))) == ("beside", "strong")


def last_change(before: float, after: float, **changes: Any) -> IndicatorFacts:
    peers = changes.pop("peers", Peers(n=342, spread=2.0, change_low=-1.0, change_high=1.0, **RECENT))
    ends = {"previous_value": before, "previous_value_year": 2020, "latest_value": after}
    return still(peers=peers, **ends | changes)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (last_change(5.0, 6.1), ("recent", "weak")),
        (last_change(5.0, 3.9), ("recent", "strong")),
        (last_change(5.0, 6.0), None),
        (last_change(5.0, 6.1, previous_value_year=2019), None),  # other years than most
        (last_change(5.0, 6.1, peers=Peers(n=342, spread=9.0, change_low=-1, change_high=1, **RECENT)), None),
        (last_change(5.0, 6.1, **place(30)), ("placed", "strong")),
        (last_change(5.0, 4.7, peers=Peers(n=9, spread=0.1, change_low=-2.0, change_high=-0.4, **RECENT)), None),
    ],
)
def test_a_last_change_is_large_beyond_what_peers_show_and_clear(facts, expected):
    assert kind(facts) == expected


def test_the_countrys_last_change_is_large_by_how_far_gemeenten_lie_apart():
    peers = Peers(n=1, spread=2.0, change_low=-9.0, change_high=9.0, **RECENT)
    assert kind(last_change(5.0, 7.0, peers=peers), "land") == ("recent", "weak")
    assert kind(last_change(5.0, 6.9, peers=peers), "land") is None


@pytest.mark.parametrize("at", [place(1, position=None), place(342)])
def test_what_nobody_can_judge_never_strikes_however_far_out(at):
    facts = falling(unjudged("prijs"), trend="unjudged", **at | {"position": None})
    assert kind(facts) is None


def test_counts_and_what_has_no_figure_never_strike(without_figures):
    count = indicator("inbraken", unit="aantal", unit_short="", decimals=0, aggregation={"method": "sum"})
    assert count.is_count
    assert strike(falling(count, **place(1)), "gemeente") is None
    assert strike(without_figures("a"), "gemeente") is None


# -- one level


def test_an_indicator_strikes_on_a_third_of_the_pages_at_the_most():
    level = {f"GM{n:04}": falling(**place(n + 1, 90)) for n in range(90)}
    found = rare(level, "gemeente")
    assert 0 < len(found) <= 30
    assert {"GM0000", "GM0089"} <= found  # the first and the last weigh most


def test_equals_at_the_bound_are_left_out_together():
    level = {f"PV{n}": falling() for n in range(12)}
    assert rare(level, "provincie") == set()


def test_everything_may_strike_in_the_only_country():
    assert rare({"NL01": falling()}, "land") == {"NL01"}


def test_a_colour_that_is_a_grensgeval_weighs_less():
    firm, borderline = (strike(falling(robust=robust), "gemeente") for robust in ("firm", "borderline"))
    assert firm and borderline and firm.weight > borderline.weight


# -- one page


def page(*found: IndicatorFacts) -> striking.Choice:
    return choose(found, "gemeente")


def test_lists_hold_the_weightiest_of_each_side():
    weak = [still(f"zwak{n}", **place(338 + n)) for n in range(5)]
    choice = page(*weak, falling("sterk"))
    assert len(choice.weak) == striking.LISTED
    assert [s.facts.indicator.id for s in choice.weak] == ["zwak4", "zwak3", "zwak2"]
    assert [s.facts.indicator.id for s in choice.strong] == ["sterk"]


def test_extreme_places_without_room_in_a_list_are_still_told():
    weak = [still(f"zwak{n}", **place(338 + n)) for n in range(5)]
    assert [s.facts.indicator.id for s in page(*weak).bottom] == ["zwak1", "zwak0"]
    assert page(*weak).top == ()


def test_sentences_take_the_two_sides_in_turn():
    good = [falling(indicator(f"goed{n}", themes=(f"g{n}",)), slope=-0.5 + n / 100) for n in range(3)]
    bad = [falling(indicator("slecht", themes=("s",)), trend="unfavourable", slope=-0.3)]
    assert [s.facts.indicator.id for s in page(*good, *bad).told] == ["slecht", "goed0", "goed1"]


def test_of_each_theme_one_is_told_first():
    same = [falling(f"a{n}", slope=-0.5 + n / 100) for n in range(3)]
    other = falling(indicator("b", themes=("wonen",)), slope=-0.2)
    assert [s.facts.indicator.id for s in page(*same, other).told] == ["a0", "b", "a1"]


def test_a_place_alone_is_told_only_where_little_else_is():
    places = [still(f"p{n}", **place(30 + n)) for n in range(3)]
    assert [s.facts.indicator.id for s in page(falling("a"), *places).told] == ["a", "p0"]
    moving = [falling(f"a{n}") for n in range(2)]
    assert [s.kind for s in page(*moving, *places).told] == ["moved", "moved"]
