"""Facts that contradict each other are refused; what follows from them is calculated."""

from __future__ import annotations

import pytest
from worlds.factories import facts, indicator
from worlds.unjudged_bureau import unjudged

from regioboek.words.facts import IndicatorFacts, Peers


def test_strength_is_the_change_along_the_trend_in_units_of_the_spread(make_facts):
    years = {"years": (2015, 2018, 2022), "slope": -0.5}
    assert make_facts(peers=Peers(n=9, spread=7.0), **years).strength == pytest.approx(0.5)
    assert make_facts(peers=Peers(n=9, spread=7.0), relative_slope=0.25, **years).relative_strength == 0.25
    assert make_facts(peers=Peers(n=9, spread=0.0), **years).strength is None
    assert make_facts(**years).strength is None
    assert make_facts(peers=Peers(n=9, spread=7.0), years=(2015,), slope=-0.5).strength is None


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"trend": "gunstig"}, "expected one of favourable"),
        ({"slope": float("nan")}, "slope is nan"),
        ({"slope": 0.5}, "direction falling with slope 0.5"),
        ({"direction": None}, "with direction None"),
        ({"first_value": None}, "without first_value"),
        ({"rank": 3}, "rank without ranked"),
        ({"rank": 3, "ranked": 9, "ranked_year": 2022, "rank_best": 4}, "rank 3 outside 4"),
        ({"position": "top"}, "without a rank"),
        ({"absence": "weg"}, "absence is 'weg'"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(make_facts, changes, complaint):
    with pytest.raises(ValueError, match=complaint):
        make_facts(**changes)


def test_facts_without_figures_need_nothing_else(make_indicator):
    facts = IndicatorFacts(indicator=make_indicator(), trend="missing", window=(2015, 2022))
    assert facts.latest_value is None


@pytest.mark.parametrize(("about", "direction"), [(unjudged("prijs"), None), (indicator("werkloosheid"), "falling")])
def test_an_unjudged_trend_has_a_direction_and_an_indicator_that_nobody_can_judge(about, direction):
    with pytest.raises(ValueError, match="trend unjudged"):
        facts(about, trend="unjudged", direction=direction)
