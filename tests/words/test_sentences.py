"""Generated sentences are good Dutch and true on awkward cases."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from regioboek.params.edition import TrendRule
from regioboek.params.loading import load_edition
from regioboek.words.absent import missing_sentence, notes, undetermined_reason
from regioboek.words.facts import IndicatorFacts, counts_of, movement_strength
from regioboek.words.sentences import counts_sentence, movement_sentence, position_sentence, striking

RULE = TrendRule()


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


# -- counts


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            Counter(favourable=12, unfavourable=3, none=10, undetermined=12, top=4, bottom=14, ranked=37),
            "Van de 37 indicatoren ontwikkelen 12 zich gunstig en 3 ongunstig. Bij 10 is geen trend te zien, "
            "bij 12 is die niet te bepalen. Emmen staat bij 4 indicatoren in het bovenste kwart van de gemeenten "
            "en bij 14 in het onderste.",
        ),
        (
            Counter(favourable=1, unfavourable=3, none=1, undetermined=1, missing=1, top=1, bottom=1, ranked=6),
            "Van de 7 indicatoren ontwikkelt 1 zich gunstig en ontwikkelen 3 zich ongunstig. Bij 1 is geen trend "
            "te zien, bij 1 is die niet te bepalen en bij 1 ontbreekt het cijfer. Emmen staat bij 1 indicator in "
            "het bovenste kwart van de gemeenten en bij 1 in het onderste.",
        ),
        (
            Counter(favourable=2, unfavourable=1, undetermined=4),
            "Van de 7 indicatoren ontwikkelen 2 zich gunstig en ontwikkelt 1 zich ongunstig. "
            "Bij 4 is de trend niet te bepalen.",
        ),
        (
            Counter(favourable=1, unfavourable=1),
            "Van de 2 indicatoren ontwikkelt 1 zich gunstig en 1 ongunstig.",
        ),
        (
            Counter(favourable=5, none=2, ranked=7),
            "Van de 7 indicatoren ontwikkelen 5 zich gunstig; geen ontwikkelt zich ongunstig. Bij 2 is geen trend "
            "te zien. Emmen staat bij geen indicator in het bovenste of het onderste kwart van de gemeenten.",
        ),
        (
            Counter(unfavourable=1, missing=2, bottom=3, ranked=5),
            "Van de 3 indicatoren ontwikkelt 1 zich ongunstig; geen ontwikkelt zich gunstig. Bij 2 ontbreekt het "
            "cijfer. Emmen staat bij geen indicator in het bovenste kwart van de gemeenten en bij 3 in het "
            "onderste.",
        ),
        (
            Counter(none=3, undetermined=2),
            "Geen van de 5 indicatoren laat een gunstige of ongunstige trend zien. Bij 3 is geen trend te zien, "
            "bij 2 is die niet te bepalen.",
        ),
        (Counter(none=4), "Geen van de 4 indicatoren laat een gunstige of ongunstige trend zien."),
        (Counter(undetermined=4), "Van geen van de 4 indicatoren is een trend te bepalen."),
        (
            Counter(undetermined=3, missing=1),
            "Van geen van de 4 indicatoren is een trend te bepalen. Bij 1 ontbreekt ook het cijfer.",
        ),
        (Counter(missing=4), "Van geen van de 4 indicatoren is een cijfer bekend."),
        (Counter(missing=1), "Van de enige indicator is geen cijfer bekend."),
        (Counter(undetermined=1), "Van de enige indicator is de trend niet te bepalen."),
        (Counter(none=1), "De enige indicator laat geen trend zien."),
        (Counter(unfavourable=1), "De enige indicator ontwikkelt zich ongunstig."),
        (Counter(), "Over deze regio zijn geen indicatoren opgenomen."),
    ],
)
def test_counts_are_told_in_grammatical_dutch(counts, said):
    assert counts_sentence(counts, "Emmen", "gemeente") == said


def test_peers_are_named_by_their_level():
    counts = Counter(favourable=2, unfavourable=2, top=1, bottom=2, ranked=4)
    assert "van de provincies" in counts_sentence(counts, "Drenthe", "provincie")
    assert "De provincie Utrecht staat" in counts_sentence(counts, "Utrecht", "provincie")
    assert "Het COROP-gebied Veluwe staat" in counts_sentence(counts, "Veluwe", "corop")


def test_nederland_has_no_place_to_tell():
    assert "staat" not in counts_sentence(Counter(favourable=2, unfavourable=2), "Nederland", "land")


def test_an_indicator_under_two_themes_counts_once(make_facts):
    facts = [make_facts("a"), make_facts("a"), make_facts("b", position="top", rank=1, ranked=9, ranked_year=2022)]
    assert counts_of(facts) == Counter(favourable=2, top=1, ranked=1)


# -- movements


def test_a_movement_tells_both_ends_and_the_judgement(make_facts):
    assert plain(movement_sentence(make_facts())) == (
        "De werkloosheid daalde tussen 2015 en 2022 gemiddeld met 0,5 procentpunt per jaar "
        "(van 7,9 % naar 4,2 %): gunstig."
    )


def test_a_subject_that_ends_in_a_clause_gets_its_comma(make_facts, make_indicator):
    indicator = make_indicator("vrijwilligerswerk", subject="het aandeel inwoners dat vrijwilligerswerk doet")
    facts = make_facts(indicator, trend="unfavourable", first_value=52.1, latest_value=47.9, slope=-0.6)
    assert plain(movement_sentence(facts)) == (
        "Het aandeel inwoners dat vrijwilligerswerk doet, daalde tussen 2015 en 2022 gemiddeld met "
        "0,6 procentpunt per jaar (van 52,1 % naar 47,9 %): ongunstig."
    )


def test_gemiddeld_is_said_only_where_the_ends_give_the_same_pace(make_facts):
    said = plain(movement_sentence(make_facts(slope=-0.8)))
    assert "volgens de trendlijn met 0,8 procentpunt per jaar (van 7,9 % naar 4,2 %)" in said
    assert "gemiddeld" not in said


def test_a_rise_that_ends_lower_than_it_began_says_so(make_facts):
    facts = make_facts(trend="unfavourable", direction="rising", slope=0.4, first_value=5.0, latest_value=4.2)
    assert plain(movement_sentence(facts)) == (
        "De werkloosheid steeg tussen 2015 en 2022 volgens de trendlijn met 0,4 procentpunt per jaar, al is het "
        "laatste cijfer lager dan het eerste (5,0 % in 2015, 4,2 % in 2022): ongunstig."
    )


def test_a_fall_that_ends_higher_than_it_began_says_so(make_facts):
    said = plain(movement_sentence(make_facts(first_value=4.2, latest_value=5.0)))
    assert "al is het laatste cijfer hoger dan het eerste (4,2 % in 2015, 5,0 % in 2022)" in said


def test_ends_that_round_to_the_same_number_are_not_told_as_a_change(make_facts):
    said = plain(movement_sentence(make_facts(first_value=4.21, latest_value=4.19, slope=-0.02)))
    assert "van 4,2 % naar 4,2 %" not in said
    assert "al zijn het eerste en het laatste cijfer afgerond gelijk (4,2 % in 2015 en in 2022)" in said
    assert "met 0,02 procentpunt per jaar" in said


def test_a_provisional_end_and_a_model_estimate_are_marked(make_facts, make_indicator):
    facts = make_facts(make_indicator(small_area_model=True), latest_status="provisional")
    said = plain(movement_sentence(facts))
    assert "(van 7,9 % naar 4,2 %, voorlopig): gunstig (modelschatting)." in said


def test_what_the_subject_says_is_not_said_again_by_the_unit(make_facts, make_indicator):
    crimes = make_indicator(
        "misdrijven",
        subject="het aantal geregistreerde misdrijven per 1\u00a0000 inwoners",
        unit_short="per 1\u00a0000 inwoners",
        decimals=0,
    )
    said = plain(movement_sentence(make_facts(crimes, first_value=50.0, latest_value=36.0, slope=-2.0)))
    assert said == (
        "Het aantal geregistreerde misdrijven per 1 000 inwoners daalde tussen 2015 en 2022 gemiddeld met 2 per "
        "jaar (van 50 naar 36): gunstig."
    )
    panels = make_indicator(
        "zon", subject="het vermogen aan zonnepanelen per woning", unit_short="watt per woning", decimals=0
    )
    facts = make_facts(panels, direction="rising", slope=170.0, first_value=140.0, latest_value=1330.0)
    assert "met 170 watt per jaar (van 140 watt naar 1 330 watt)" in plain(movement_sentence(facts))


@pytest.mark.parametrize("trend", ["none", "undetermined", "missing"])
def test_no_movement_is_told_without_a_significant_trend(make_facts, trend):
    with pytest.raises(ValueError, match="significant"):
        movement_sentence(make_facts(trend=trend))


def test_a_place_is_told_with_its_year_and_the_number_ranked(make_facts):
    facts = make_facts(position="bottom", rank=281, ranked=310, ranked_year=2022)
    assert position_sentence(facts, "Emmen", "gemeente") == (
        "Emmen staat bij werkloosheid in het onderste kwart (281e van 310 gemeenten in 2022)."
    )
    assert position_sentence(facts, "'s-Gravenhage", "gemeente", also=True) == (
        "'s-Gravenhage staat hier ook in het onderste kwart (281e van 310 gemeenten in 2022)."
    )


def test_a_gemeente_with_the_figure_of_its_corop_area_stands_among_those(make_facts, make_indicator):
    facts = make_facts(make_indicator("bbp", corop_value=True), position="bottom", rank=38, ranked=40, ranked_year=2022)
    assert "(38e van 40 COROP-gebieden in 2022)" in position_sentence(facts, "Emmen", "gemeente")
    assert "(38e van 40 COROP-gebieden in 2022)" in position_sentence(facts, "Veluwe", "corop")


def test_no_place_is_told_without_a_rank(make_facts):
    with pytest.raises(ValueError, match="no place"):
        position_sentence(make_facts(), "Emmen", "gemeente")


# -- absent and undetermined


def test_too_few_measurements_are_listed_beside_what_the_rule_asks(few_points):
    three = few_points("a", 2016, 2020, 2022)
    assert undetermined_reason(three, RULE) == "er zijn drie metingen (2016, 2020, 2022) en de regel vraagt er vier"
    assert undetermined_reason(few_points("a", 2021), RULE) == "er is één meting (2021) en de regel vraagt er vier"


def test_a_break_leaves_only_the_years_since(few_points, make_indicator):
    facts = few_points("a", 2020, 2022, indicator=make_indicator(breaks=(2012, 2020)))
    assert undetermined_reason(facts, RULE) == (
        "sinds de breuk van 2020 zijn er twee metingen (2020, 2022) en de regel vraagt er vier"
    )


def test_nothing_measured_since_a_break_is_a_reason_too(few_points, make_indicator):
    facts = few_points("a", indicator=make_indicator(breaks=(2022,)))
    assert undetermined_reason(facts, RULE) == (
        "sinds de breuk van 2022 zijn er geen metingen en de regel vraagt er vier"
    )


def test_years_too_close_together_are_a_reason(few_points):
    rule = TrendRule(min_years=3, min_span=5)
    assert undetermined_reason(few_points("a", 2020, 2021, 2022), rule) == (
        "de metingen beslaan drie jaar (2020–2022) en de regel vraagt er vijf"
    )


def test_a_mean_of_several_years_is_a_reason_however_many_points(few_points, make_indicator):
    facts = few_points("a", *range(2015, 2023), indicator=make_indicator(multi_year_mean=True))
    assert undetermined_reason(facts, RULE).startswith("elk cijfer is een gemiddelde over meer jaren")


def test_undetermined_without_a_reason_is_an_error_not_a_guess(few_points):
    with pytest.raises(ValueError, match="not of one edition"):
        undetermined_reason(few_points("a", 2019, 2020, 2021, 2022), RULE)


def test_missing_indicators_are_grouped_by_reason(without_figures):
    facts = [
        without_figures("inkomen", absence="not-aggregable"),
        without_figures("bbp"),
        without_figures("vermogen", absence="not-aggregable"),
    ]
    assert missing_sentence(facts) == (
        "Bij 3 indicatoren ontbreekt het cijfer: inkomen en vermogen (niet uit cijfers van gemeenten "
        "te berekenen); bbp (de bron geeft geen cijfer)."
    )


def test_the_editions_own_reason_is_used_where_all_share_it(without_figures):
    facts = [without_figures(i, absence="missing", absence_text="niet in de levering van 2023") for i in "ab"]
    assert missing_sentence(facts).endswith("a en b (niet in de levering van 2023).")
    facts.append(without_figures("c", absence="missing", absence_text="iets anders"))
    assert missing_sentence(facts).endswith("a en b (niet in de levering van 2023); c (iets anders).")


def test_what_an_edition_did_not_take_over_is_not_laid_at_the_sources_door(without_figures):
    facts = [without_figures("bbp", absence="missing", absence_text="niet in de download"), without_figures("delicten")]
    said = missing_sentence(facts)
    assert said.endswith("bbp (niet in de download); delicten (de bron geeft geen cijfer).")


def test_areas_without_a_calculation_stand_together_in_general_words(without_figures):
    facts = [without_figures(i, absence="not-aggregable", absence_text=f"reden {i}") for i in "ab"]
    assert missing_sentence(facts).endswith("a en b (niet uit cijfers van gemeenten te berekenen).")


def test_many_missing_names_are_counted(without_figures):
    said = missing_sentence([without_figures(i) for i in "abcdef"])
    assert said == "Bij 6 indicatoren ontbreekt het cijfer: a, b, c en nog 3 andere (de bron geeft geen cijfer)."


def test_notes_say_what_must_be_known_beside_a_row(make_facts, few_points, without_figures, make_indicator):
    facts = make_facts(
        make_indicator(breaks=(2018,), small_area_model=True), latest_status="provisional", own_calculation=True
    )
    assert notes(facts, RULE) == [
        "cijfer over 2022 voorlopig",
        "breuk in 2018: de trend telt vanaf dat jaar",
        "modelschatting",
        "eigen berekening",
    ]
    assert notes(make_facts(), RULE) == []
    assert notes(without_figures("a"), RULE) == ["de bron geeft geen cijfer"]
    assert notes(few_points("a", 2021), RULE) == ["er is één meting (2021) en de regel vraagt er vier"]


# -- what strikes


def placed(position: str, rank: int) -> dict:
    return {"position": position, "rank": rank, "ranked": 100, "ranked_year": 2022}


def test_weak_and_weakening_comes_before_a_stronger_movement(make_facts):
    facts = [
        make_facts("sterk", strength=9.0),
        make_facts("zwak", trend="unfavourable", strength=0.1, **placed("bottom", 90)),
    ]
    said = striking(facts, "Emmen", "gemeente")
    assert said[0].startswith("De zwak daalde")
    assert said[0].endswith("Emmen staat hier ook in het onderste kwart (90e van 100 gemeenten in 2022).")
    assert said[1].startswith("De sterk daalde")


def test_other_movements_come_by_strength_and_unknown_strength_last(make_facts):
    facts = [make_facts("geen"), make_facts("klein", strength=0.2), make_facts("groot", strength=2.0)]
    said = striking(facts, "Emmen", "gemeente")
    assert [s.split()[1] for s in said] == ["groot", "klein", "geen"]


def test_an_unfavourable_movement_is_not_crowded_out_by_favourable_ones(make_facts):
    facts = [make_facts(f"goed{i}", strength=9.0 - i) for i in range(5)]
    facts += [make_facts(f"slecht{i}", trend="unfavourable", strength=0.2 - i / 10) for i in range(2)]
    said = striking(facts, "Emmen", "gemeente")
    assert [s.split()[1] for s in said] == ["goed0", "slecht0", "goed1", "goed2", "goed3"]


def test_what_is_missing_keeps_the_last_place(make_facts, without_figures):
    facts = [make_facts(f"m{i}", strength=float(i)) for i in range(9)] + [without_figures("weg")]
    said = striking(facts, "Emmen", "gemeente")
    assert len(said) == 5
    assert said[-1].startswith("Bij 1 indicator ontbreekt het cijfer: weg")


def test_each_indicator_strikes_once(make_facts):
    both = make_facts("dubbel", trend="unfavourable", strength=1.0, **placed("bottom", 99))
    assert len(striking([both, both], "Emmen", "gemeente")) == 1


def test_without_movements_the_most_extreme_places_are_told(few_points):
    facts = [
        few_points("a", 2021, **placed("top", 20)),
        few_points("b", 2021, **placed("bottom", 80)),
        few_points("c", 2021, **placed("bottom", 99)),
        few_points("d", 2021, **placed("middle", 50)),
    ]
    said = striking(facts, "Emmen", "gemeente")
    assert said[0] == "Over de ontwikkeling is niets te zeggen: van geen enkele indicator is een trend te bepalen."
    assert "c in het onderste kwart (99e van 100" in said[1]
    assert "a in het bovenste kwart (20e van 100" in said[2]
    assert len(said) == 3


def test_when_nothing_is_known_that_is_what_is_said(without_figures):
    assert striking([without_figures("a")], "Emmen", "gemeente") == [
        "Bij 1 indicator ontbreekt het cijfer: a (de bron geeft geen cijfer)."
    ]
    assert striking([], "Emmen", "gemeente") == ["Over deze regio zijn geen indicatoren opgenomen."]


def test_nothing_is_ever_said_to_score(make_facts, few_points, without_figures):
    facts = [
        make_facts("a", trend="unfavourable", **placed("bottom", 99)),
        few_points("b", 2021, **placed("bottom", 98)),
        without_figures("c"),
    ]
    assert "scoort" not in " ".join(striking(facts, "Emmen", "gemeente"))


# -- facts


def test_strength_is_the_change_along_the_trend_in_units_of_the_spread():
    assert movement_strength(-0.5, [2015, 2018, 2022], 7.0) == pytest.approx(0.5)
    assert movement_strength(-0.5, [2015, 2022], 0.0) is None
    assert movement_strength(None, [2015, 2022], 7.0) is None
    assert movement_strength(1.0, [2015], 7.0) is None


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"trend": "gunstig"}, "expected one of favourable"),
        ({"slope": float("nan")}, "slope is nan"),
        ({"slope": 0.5}, "direction falling with slope 0.5"),
        ({"direction": None}, "with direction None"),
        ({"first_value": None}, "without first_value"),
        ({"rank": 3}, "rank without ranked"),
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


def test_every_subject_of_the_catalogue_takes_a_singular_verb(project_root):
    edition = load_edition(project_root / "params", "demo")
    before_preposition = re.compile(r"^(het|de) (.+?)(?: (?:per|met|van|in|aan|tot|bij|naar|dat|die|of|op)\b.*)?$")
    for indicator in edition.indicators:
        found = before_preposition.match(indicator.subject)
        assert found, f"{indicator.id}: a subject begins with its article, found {indicator.subject!r}"
        article, head = found.groups()
        assert article == "het" or not head.endswith(("en", "s")), f"{indicator.id}: {head!r} looks plural"
