"""The message under a national figure follows its numbers, also in the odd cases."""

from __future__ import annotations

import numpy as np
import pytest
from worlds.factories import series
from worlds.unjudged_bureau import unjudged

from regioboek.params.levels import NATIONAL
from regioboek.schemas.rows import Region
from regioboek.words import captions

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"rising": 120, "falling": 3, "none": 219}, "In 120 van de 342 gemeenten stijgt het cijfer, in 3 daalt het; "),
        ({"falling": 2, "missing": 1}, "In geen van de 3 gemeenten stijgt het cijfer, in 2 daalt het; "),
        ({"undetermined": 3}, "In geen van de 3 gemeenten stijgt het cijfer, in geen daalt het; "),
    ],
)
def test_which_way_figures_go_is_told_as_no_judgement(counts, said):
    assert captions.movement_caption(counts) == f"{said}dat is niet beoordeeld."


@pytest.mark.parametrize(("way", "word"), [("rising", "stijgt"), ("falling", "daalt")])
def test_where_all_go_one_way_the_others_are_not_counted(way, word):
    assert captions.movement_caption({way: 12}) == f"In alle 12 gemeenten {word} het cijfer; dat is niet beoordeeld."


def test_the_quarters_of_what_is_not_judged_are_high_and_low():
    told = captions.place_caption({"top": [404.0, 390.0], "middle": [200.0], "bottom": [150.0]}, unjudged("prijs"))
    assert (
        told.replace(NBSP, " ")
        == "In het hoogste kwart is de waarde 390 euro of hoger, in het laagste 150 euro of lager."
    )
    nobody = captions.place_caption({"middle": [200.0]}, unjudged("prijs"))
    assert nobody.startswith("Geen gemeente staat in het hoogste of het laagste kwart")


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {"favourable": 120, "unfavourable": 3, "none": 219},
            "In 120 van de 342 gemeenten is de trend gunstig, in 3 ongunstig.",
        ),
        ({"favourable": 342}, "In alle 342 gemeenten is de trend gunstig."),
        ({"none": 342}, "In alle 342 gemeenten is geen gunstige of ongunstige trend te zien."),
        ({"none": 40, "missing": 302}, "In geen van de 342 gemeenten is een gunstige of ongunstige trend te zien."),
        ({"undetermined": 300, "missing": 42}, "In geen van de 342 gemeenten is een trend te bepalen."),
        ({"unfavourable": 1, "none": 341}, "In 1 van de 342 gemeenten is de trend ongunstig, in geen enkele gunstig."),
        ({"favourable": 9, "missing": 333}, "In 9 van de 342 gemeenten is de trend gunstig, in geen enkele ongunstig."),
    ],
)  # fmt: skip
def test_a_map_of_trends_is_told_by_its_counts(counts, said):
    assert captions.trend_caption(counts) == said


def test_the_top_quarter_of_a_low_is_good_indicator_is_a_value_or_lower(make_indicator):
    values = {"top": [2.0, 2.8], "middle": [3.0], "bottom": [3.4, 5.3]}
    said = captions.place_caption(values, make_indicator(favourable="lower"))
    assert said == f"In het bovenste kwart is de waarde 2,8{NBSP}% of lager, in het onderste 3,4{NBSP}% of hoger."


def test_the_top_quarter_of_a_high_is_good_indicator_is_a_value_or_higher(make_indicator):
    values = {"top": [5.3, 3.4], "bottom": [2.0, 2.8]}
    said = captions.place_caption(values, make_indicator(favourable="higher"))
    assert said == f"In het bovenste kwart is de waarde 3,4{NBSP}% of hoger, in het onderste 2,8{NBSP}% of lager."


def test_a_quarter_that_ties_have_emptied_is_said_to_be_absent(make_indicator):
    said = captions.place_caption({"middle": [4.0] * 30, "bottom": [3.0]}, make_indicator(favourable="higher"))
    assert said.startswith(f"In het onderste kwart is de waarde 3,0{NBSP}% of lager; een bovenste kwart is er niet")
    said = captions.place_caption({"middle": [4.0] * 30}, make_indicator())
    assert said.startswith("Geen gemeente staat in het bovenste of het onderste kwart")


def provincie(name: str) -> Region:
    return Region(name, name, "provincie")


def test_extremes_come_from_the_last_year_most_provincies_have(make_indicator):
    lines = {
        Region(NATIONAL, "Nederland", "land"): series([2022], [99]),
        provincie("Drenthe"): series([2021, 2022], [4.0, 5.0]),
        provincie("Zeeland"): series([2021, 2022], [3.0, np.nan]),
        provincie("Limburg"): series([2021], [6.0]),
    }
    said = captions.extremes_sentence(lines, make_indicator())
    assert said == f"In 2021 is het cijfer het hoogst in Limburg (6,0{NBSP}%) en het laagst in Zeeland (3,0{NBSP}%)."


def test_ties_are_named_together_and_equal_provincies_have_no_extremes(make_indicator):
    lines = {provincie("Drenthe"): series([2022], [4.01]), provincie("Zeeland"): series([2022], [4.02]),
             provincie("Limburg"): series([2022], [3.0])}  # fmt: skip
    assert "het hoogst in Drenthe en Zeeland (4,0" in captions.extremes_sentence(lines, make_indicator())
    lines.pop(provincie("Limburg"))
    assert captions.extremes_sentence(lines, make_indicator()) == ""
    assert captions.extremes_sentence({}, make_indicator()) == ""


def test_the_reading_note_tells_what_is_in_this_figure(make_indicator):
    plain = captions.reading_note(make_indicator(), (2013, 2022), yearly=True, provisional=False)
    assert plain == "Grijs vlak: de jaren van de trend."
    all_of_it = captions.reading_note(make_indicator(breaks=(2018,)), (2013, 2022), yearly=False, provisional=True)
    assert all_of_it == (
        "Grijs vlak: de jaren van de trend; punt: een meting, niet elk jaar is er een; "
        "open punt: voorlopig cijfer; stippellijn: breuk in de reeks."
    )
    assert "breuk" not in captions.reading_note(
        make_indicator(breaks=(2012,)), (2013, 2022), yearly=True, provisional=False
    )


def spread(indicator, values, quarters):
    named = [(value, Region(f"GM{k:04}", f"Dorp {k}", "gemeente")) for k, value in enumerate(values)]
    return captions.spread_caption(named, quarters, indicator)


def test_a_distribution_is_told_by_its_ends_and_its_middle_half(make_indicator):
    said = spread(make_indicator(), [2.0, 2.8, 3.0, 3.4, 5.3], (2.8, 3.4))
    assert said == (
        f"De laagste waarde is 2,0{NBSP}% (Dorp 0), de hoogste 5,3{NBSP}% (Dorp 4). "
        f"De helft van de gemeenten ligt tussen 2,8{NBSP}% en 3,4{NBSP}%."
    )


def test_no_single_name_stands_for_many_that_share_an_end(make_indicator):
    said = spread(make_indicator(decimals=0, unit_short=""), [1, 3, 3, 4, 4, 4, 4, 4], (3.0, 4.0))
    assert said.startswith("De laagste waarde is 1 (Dorp 0), de hoogste 4 (5 gemeenten).")


def test_a_middle_half_of_one_value_is_not_told_as_a_range(make_indicator):
    said = spread(make_indicator(decimals=0, unit_short=""), [1, 4, 4, 4, 4], (4.0, 4.0))
    assert said.endswith("Ten minste de helft van de gemeenten heeft de waarde 4.")


def test_one_value_for_all_has_no_ends(make_indicator):
    assert spread(make_indicator(), [2.0] * 3, (2.0, 2.0)) == f"Alle 3 gemeenten hebben dezelfde waarde: 2,0{NBSP}%."
