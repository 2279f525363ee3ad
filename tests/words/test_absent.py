"""Why a figure or a trend is not there is told with its reason, and what must be known stands beside a number."""

from __future__ import annotations

import pytest

from regioboek.params.edition import TrendRule
from regioboek.words.absent import missing_sentence, notes, undetermined_reason

RULE = TrendRule()


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
        "te berekenen); 1 om een andere reden."
    )


def test_the_reasons_of_the_most_indicators_are_told_the_others_counted(without_figures):
    facts = [without_figures(f"a{i}") for i in range(2)]
    facts += [without_figures(f"b{i}", absence="not-aggregable") for i in range(3)]
    facts += [without_figures(f"c{i}", absence="low-coverage") for i in range(2)]
    assert missing_sentence(facts) == (
        "Bij 7 indicatoren ontbreekt het cijfer: b0 en nog 2 andere (niet uit cijfers van gemeenten te berekenen); "
        "a0 en a1 (de bron geeft geen cijfer); 2 om andere redenen."
    )


def test_the_editions_own_reason_is_used_where_all_share_it(without_figures):
    facts = [without_figures(i, absence="missing", absence_text="niet in de levering van 2023") for i in "ab"]
    assert missing_sentence(facts).endswith("a en b (niet in de levering van 2023).")
    facts.append(without_figures("c", absence="missing", absence_text="iets anders"))
    assert missing_sentence(facts).endswith("a en b (niet in de levering van 2023); 1 om een andere reden.")


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
