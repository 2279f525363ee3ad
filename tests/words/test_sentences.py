"""Generated sentences are good Dutch and true on awkward cases."""

from __future__ import annotations

import re
from typing import Any

import pytest
from worlds.factories import facts, few_points, indicator, without_figures

from regioboek.params.loading import load_edition
from regioboek.words import listed
from regioboek.words.facts import IndicatorFacts, Peers
from regioboek.words.sentences import Place, movement, placed, sentences, told
from regioboek.words.striking import Strike, choose, strike

EMMEN, DRENTHE = Place("Emmen", "gemeente", 107_000), Place("Drenthe", "provincie", 500_000)
PEERS = Peers(n=342, spread=2.0)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def ranked(rank: int, of: int = 342, position: str = "bottom", **more: Any) -> dict[str, Any]:
    return {"position": position, "rank": rank, "ranked": of, "ranked_year": 2022, "peers": PEERS} | more


def found(f: IndicatorFacts, place: Place = EMMEN) -> Strike:
    strikes = strike(f, place.level)
    assert strikes
    return strikes


def said(f: IndicatorFacts, place: Place = EMMEN) -> str:
    return plain(told(found(f, place), place))


def entry(f: IndicatorFacts, place: Place = EMMEN) -> str:
    return plain(listed.entry(found(f, place), place.level))


# -- movements


def test_first_and_last_figure_lead_and_no_pace_is_told():
    assert said(facts()) == "De werkloosheid daalde van 7,9 % in 2015 naar 4,2 % in 2022: gunstig."
    assert "per jaar" not in said(facts(slope=-0.8))


def test_a_subject_that_ends_in_a_clause_gets_its_comma():
    volunteers = indicator("vrijwilligerswerk", subject="het aandeel inwoners dat vrijwilligerswerk doet")
    falling = facts(volunteers, trend="unfavourable", first_value=52.1, latest_value=47.9, slope=-0.6)
    assert plain(movement(falling)) == (
        "Het aandeel inwoners dat vrijwilligerswerk doet, daalde van 52,1 % in 2015 naar 47,9 % in 2022"
    )


def test_what_the_subject_says_is_not_said_again_by_the_unit():
    per = "per 1\u00a0000 inwoners"
    crimes = indicator("misdrijven", subject=f"het aantal geregistreerde misdrijven {per}", unit_short=per, decimals=0)
    assert said(facts(crimes, first_value=50.0, latest_value=36.0)) == (
        "Het aantal geregistreerde misdrijven per 1 000 inwoners daalde van 50 in 2015 naar 36 in 2022: gunstig."
    )


def test_a_jump_is_told_as_one():
    cafe = indicator("cafe", subject="de afstand tot een café", unit_short="km")
    jump = {"jump_year": 2020, "jump_levels": (0.5, 23.9), "first_value": 0.5, "latest_value": 23.5}
    rising = facts(cafe, trend="unfavourable", direction="rising", slope=4.1, **jump, **ranked(342))
    assert said(rising, Place("Schiermonnikoog", "gemeente", 982)) == (
        "De afstand tot een café lag tot en met 2019 rond 0,5 km en ligt sinds 2020 rond 23,9 km: ongunstig, en op de "
        "laatste plaats van 342 gemeenten (minder dan 1 000 inwoners)."
    )
    assert entry(rising) == "Cafe 23,5 km, sprong in 2020, 342e van 342"


@pytest.mark.parametrize("trend", ["none", "undetermined", "missing"])
def test_no_movement_is_told_without_a_significant_trend(trend):
    with pytest.raises(ValueError, match="significant"):
        movement(facts(trend=trend))


def test_what_must_be_known_stays_with_the_sentence():
    model = indicator("contact", small_area_model=True, table_note="eenheid niet zeker")
    assert said(facts(model, robust="borderline", latest_status="provisional")).endswith(
        "naar 4,2 % in 2022, voorlopig: gunstig (grensgeval: modelschatting; eenheid niet zeker)."
    )
    assert said(facts(robust="borderline")).endswith("gunstig (grensgeval).")
    assert said(facts(robust="firm"), Place("Rozendaal", "gemeente", 1_700)).endswith("gunstig.")


def test_a_trend_that_nearly_all_have_is_told_as_theirs():
    nearly_all = Peers(n=100, favourable=95, spread=2.0)
    assert "in 2022, zoals in vrijwel alle gemeenten: gunstig, maar" in said(facts(**ranked(300, peers=nearly_all)))


# -- places


def test_trend_and_place_that_pull_apart_are_joined_by_maar():
    assert said(facts(**ranked(257, tied=3))) == (
        "De werkloosheid daalde van 7,9 % in 2015 naar 4,2 % in 2022: gunstig, maar in het onderste kwart "
        "(gedeeld 257e van 342 gemeenten, met 3 andere)."
    )
    assert entry(facts(**ranked(257, tied=3))) == "Werkloosheid 4,2 %, daalt, maar gedeeld 257e van 342"
    assert said(facts(trend="unfavourable", **ranked(20, position="top"))).endswith(
        ": ongunstig, maar in het bovenste kwart (20e van 342 gemeenten)."
    )


def test_trend_and_place_that_agree_are_joined_by_en():
    assert said(facts(**ranked(20, position="top", ranked_year=2021), robust="borderline")).endswith(
        ": gunstig, en in het bovenste kwart (20e van 342 gemeenten, in 2021; grensgeval)."
    )


def test_a_place_among_the_last_five_is_called_that():
    apart = facts(**ranked(339))
    assert said(apart).endswith(": gunstig, maar bij de laatste vijf (339e van 342 gemeenten).")
    still = facts(trend="none", slope=0.0, direction="flat", **ranked(339, tied=1))
    assert plain(placed(still, EMMEN)) == (
        "Emmen staat bij werkloosheid bij de laatste vijf (gedeeld 339e van 342 gemeenten, met 1 andere): "
        "4,2 % in 2022."
    )


def test_the_very_end_needs_no_number():
    last = facts(trend="none", slope=0.0, direction="flat", **ranked(12, 12))
    assert plain(placed(last, DRENTHE)) == (
        "Drenthe staat bij werkloosheid op de laatste plaats van 12 provincies: 4,2 % in 2022."
    )


def test_a_gemeente_with_the_figure_of_its_corop_area_stands_among_those():
    of_area = facts(indicator("bbp", corop_value=True), **ranked(38, 40))
    assert "(38e van 40 COROP-gebieden)" in plain(placed(of_area, EMMEN))


def test_no_place_is_told_without_a_rank():
    with pytest.raises(ValueError, match="no place"):
        placed(facts(), EMMEN)


# -- beside the country, and the last change


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        (
            {"relative": "favourable", "national": (6.9, 5.5)},
            "naar 4,2 % in 2022: gunstig, sneller dan in Nederland (van 6,9 naar 5,5 %).",
        ),
        (
            {"relative": "unfavourable", "national": (8.9, 3.0)},
            "naar 4,2 % in 2022: gunstig, maar minder dan in Nederland (van 8,9 naar 3,0 %).",
        ),
        (
            {"relative": "favourable", "national": (4.9, 5.5)},
            "naar 4,2 % in 2022: gunstig, anders dan in Nederland (van 4,9 naar 5,5 %).",
        ),
        (
            {"relative": "favourable", "national": (4.9, 4.9)},
            "naar 4,2 % in 2022: gunstig, anders dan in Nederland (bleef 4,9 %).",
        ),
    ],
)
def test_region_and_country_are_compared_by_the_figures_of_the_same_years(changes, end):
    assert said(facts(peers=PEERS, **changes)).endswith(end)


def test_no_trend_beside_one_of_the_country_is_told_as_such():
    still = facts(trend="none", direction="flat", slope=0.0, first_value=5.0, latest_value=5.1, peers=PEERS)
    behind = IndicatorFacts(**vars(still) | {"relative": "unfavourable", "national": (7.0, 4.0)})
    assert said(behind) == (
        "De werkloosheid heeft geen trend (5,0 % in 2015, 5,1 % in 2022), maar ontwikkelt zich ongunstiger dan in "
        "Nederland (van 7,0 naar 4,0 %)."
    )
    assert entry(behind) == "Werkloosheid 5,1 %, ongunstiger dan Nederland"


def test_two_measurements_are_not_called_a_trend():
    peers = Peers(n=342, spread=2.0, change_low=-1.0, change_high=1.0, change_years=(2020, 2022))
    before = {"previous_value": 4.0, "previous_value_year": 2020}
    jumped = few_points("overgewicht", 2020, 2022, latest_value=14.2, peers=peers, **before)
    assert said(jumped) == (
        "Tussen 2020 en 2022 steeg de overgewicht met 10,2 procentpunt, naar 14,2 %, meer dan in bijna alle andere "
        "gemeenten; twee metingen zijn geen trend."
    )
    assert entry(jumped) == "Overgewicht 14,2 %, +10,2 procentpunt sinds 2020"


def test_an_older_figure_has_its_year_in_a_list():
    old = facts(latest_year=2021, **ranked(20, position="top", ranked_year=2021))
    assert entry(old) == "Werkloosheid 4,2 % (2021), daalt, 20e van 342"


# -- all sentences of a page


def all_of(known: list[IndicatorFacts], place: Place = EMMEN) -> list[str]:
    return sentences(known, place, choose(known, place.level))


def test_only_what_is_chosen_is_told():
    both = [facts("a"), facts("b")]
    assert [s.split()[1] for s in sentences(both, EMMEN, choose(both[1:], "gemeente"))] == ["b"]


def test_what_is_missing_comes_last():
    moving = [facts(indicator(f"m{n}", themes=(f"t{n}",)), peers=PEERS) for n in range(9)]
    told_of = all_of([*moving, without_figures("weg")])
    assert len(told_of) == 4
    assert told_of[-1] == "Bij 1 indicator ontbreekt het cijfer: weg (de bron geeft geen cijfer)."


def test_extreme_places_beyond_the_lists_are_named_with_what_must_be_known():
    flat = {"trend": "none", "direction": "flat", "slope": 0.0}
    last = [facts(indicator(f"a{n}", small_area_model=n == 1), **flat, **ranked(338 + n)) for n in range(5)]
    assert all_of(last)[-1] == ("Emmen hoort ook tot de laatste vijf gemeenten bij a1 en a0 (deels modelschatting).")
    first = [facts(f"b{n}", **flat, **ranked(1, position="top")) for n in range(4)]
    assert all_of([*last, *first])[-1] == (
        "Emmen hoort ook tot de laatste vijf gemeenten bij a1 en a0, en tot de eerste vijf gemeenten bij b3 "
        "(deels modelschatting)."
    )
    of_twelve = [facts(f"a{n}", **flat, **ranked(12, 12, tied=0)) for n in range(6)]
    assert all_of(of_twelve, DRENTHE)[-1] == ("Drenthe is ook de laatste van de provincies bij a3, a4 en a5.")


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([facts("a")], "Niets wijkt hier sterk af van de meeste gemeenten."),
        (
            [facts("a", trend="none", slope=0.0, direction="flat")],
            "Geen enkele indicator laat een gunstige of ongunstige trend zien.",
        ),
        (
            [few_points("a", 2021)],
            "Over de ontwikkeling is niets te zeggen: van geen enkele indicator is een trend te bepalen.",
        ),
        ([without_figures("a")], "Bij 1 indicator ontbreekt het cijfer: a (de bron geeft geen cijfer)."),
        ([], "Over deze regio zijn geen indicatoren opgenomen."),
    ],
)
def test_when_nothing_strikes_that_is_what_is_said(known, expected):
    assert sentences(known, EMMEN, choose([], "gemeente")) == [expected]


def test_every_subject_of_the_catalogue_takes_a_singular_verb(project_root):
    edition = load_edition(project_root / "params", "demo")
    before_preposition = re.compile(r"^(het|de) (.+?)(?: (?:per|met|van|in|aan|tot|bij|naar|dat|die|of|op)\b.*)?$")
    for one in edition.indicators:
        found = before_preposition.match(one.subject)
        assert found, f"{one.id}: a subject begins with its article, found {one.subject!r}"
        article, head = found.groups()
        assert article == "het" or not head.endswith(("en", "s")), f"{one.id}: {head!r} looks plural"
