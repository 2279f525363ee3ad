"""A figure that is not the source's says so beside it, with the reason, on every page it is on."""

from __future__ import annotations

import pytest
from worlds.page_reading import cells, html

from regioboek.words.corrected import Corrected, listed, notes
from regioboek.words.states import reason_inside

ROW = Corrected("GM0014", 2021, "override", 51.0, 5.1, "Een komma te weinig.")


@pytest.fixture
def unemployment(make_indicator):
    return make_indicator()


def test_a_note_says_year_source_and_reason(unemployment):
    assert notes([ROW], unemployment) == ["cijfer over 2021 gecorrigeerd (bron: 51,0): een komma te weinig"]


def test_years_with_one_reason_are_told_together(unemployment):
    rows = [ROW._replace(year=year) for year in (2019, 2020, 2021)]
    assert notes(rows, unemployment) == ["cijfers over 2019, 2020, 2021 gecorrigeerd: een komma te weinig"]


def test_a_figure_that_was_left_out_says_so(unemployment):
    dropped = ROW._replace(action="drop", used_value=None)
    assert notes([dropped], unemployment) == ["cijfer over 2021 weggelaten (bron: 51,0): een komma te weinig"]


def test_a_remark_does_not_claim_a_correction(unemployment):
    remark = ROW._replace(action="flag", used_value=51.0)
    assert notes([remark], unemployment) == ["bij 2021: een komma te weinig"]


def test_what_the_source_says_keeps_its_decimals(unemployment):
    assert "(bron: 51,0625)" in notes([ROW._replace(source_value=51.0625)], unemployment)[0]


def test_an_abbreviation_keeps_its_capitals():
    assert reason_inside("CBS telde dubbel.") == "CBS telde dubbel"


def test_a_page_of_all_regions_names_the_figures_and_counts_the_rest(unemployment):
    rows = [ROW, *(ROW._replace(region=f"GM00{n}") for n in range(20, 26))]
    (said,) = listed(rows, unemployment, {"GM0014": "Groningen"})
    assert said.startswith("Gecorrigeerd: Groningen 2021 (bron 51,0, hier 5,1), GM0020 2021 (")
    assert said.endswith("GM0023 2021 (bron 51,0, hier 5,1) en 2 andere cijfers. Een komma te weinig.")


# -- the invented correction of the demo edition ---------------------------------------------------------------------


def test_the_regions_table_chart_and_numbers_mark_it(demo_data):
    markup = html(demo_data, "regio", "GM0014")
    assert "Cijfer over 2021 gecorrigeerd (bron: 48): voorbeeld van een correctie" in markup
    assert "Gecorrigeerd: 2021." in markup
    assert ">45†</td>" in markup
    assert "; † gecorrigeerd" in markup


def test_another_region_has_no_mark_of_it(demo_data):
    markup = html(demo_data, "regio", "GM0034")
    assert "orrigeerd" not in markup and "†" not in markup


@pytest.mark.parametrize("code", ["PV20", "CR03", "LD01", "NL01"])
def test_the_page_of_an_area_names_the_corrected_figures_it_was_calculated_with(demo_data, code):
    told = "Berekend met gecorrigeerde cijfers van gemeenten: Geregistreerde misdrijven (Groningen 2021)."
    assert told in cells(demo_data, "regio", code)[-1].html
    assert told not in cells(demo_data, "regio", "PV21")[-1].html


def test_the_indicators_page_names_the_figure_and_the_reason(demo_data):
    about = cells(demo_data, "indicator", "geregistreerde-misdrijven")[0]
    assert "Gecorrigeerd: Groningen 2021 (bron 48, hier 45). Voorbeeld van een correctie" in about.html
