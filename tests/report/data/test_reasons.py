"""Why a figure is absent: the nearest reason, in words, never a zero."""

from __future__ import annotations

import pytest

from regioboek.report.data.region_facts import absence_text, own_calculation, trend_state
from regioboek.report.pages.indicator_page import IndicatorPage
from regioboek.words import states


def state(data, code: str, indicator: str) -> str:
    return trend_state(data, data.region(code), data.edition.indicator(indicator))


def said(data, code: str, indicator: str) -> str:
    return absence_text(data, data.region(code), data.edition.indicator(indicator))


def test_a_median_of_an_area_is_not_aggregable_and_says_why(data):
    income = "mediaan-besteedbaar-inkomen"
    assert {state(data, code, income) for code in ("NL01", "PV22", "CR05")} == {states.NOT_AGGREGABLE}
    assert said(data, "PV22", income).startswith("geen cijfer te berekenen: een mediaan is het middelste huishouden")


def test_what_cannot_occur_is_told_apart_from_what_is_missing(data):
    assert state(data, "GM0344", "zwemwater-kustwateren") == states.IMPOSSIBLE
    assert said(data, "GM0344", "zwemwater-kustwateren") == "kan niet voorkomen: in deze regio is er niets om te meten"


@pytest.mark.realdata
def test_an_indicator_that_is_not_in_the_sources_has_the_reason_of_the_edition(real_data):
    for code in ("GM0014", "NL01", "CR05"):
        assert said(real_data, code, "vacaturegraad") == "ontbreekt: niet in de gebruikte download van de monitor"
        assert state(real_data, code, "vacaturegraad") == "missing"


@pytest.mark.realdata
def test_an_area_with_too_few_gemeenten_says_so(real_data):
    assert said(real_data, "NL01", "tevredenheid-met-woning").startswith("ontbreekt: te weinig gemeenten")


def test_every_missing_finding_has_a_word_and_a_reason(data):
    for region in data.regions.values():
        for indicator in data.edition.indicators:
            if data.finding(region.code, indicator.id)["trend"] == "missing":
                word, _, reason = absence_text(data, region, indicator).partition(": ")
                assert word in {
                    "ontbreekt",
                    "geheim",
                    "kan niet voorkomen",
                    "niet van toepassing",
                    "geen cijfer te berekenen",
                }
                assert len(reason) > 10


def test_own_calculation_is_said_of_aggregates_and_not_of_gemeenten_or_source_figures(data):
    participation = data.edition.indicator("nettoarbeidsparticipatie")
    assert own_calculation(data, data.region("PV22"), participation)
    assert not own_calculation(data, data.region("GM0014"), participation)
    product = data.edition.indicator("bruto-binnenlands-product")
    assert not own_calculation(data, data.region("CR05"), product)


@pytest.mark.parametrize(
    ("own", "said"),
    [([True, True], "eigen berekening"), ([True, False], "deels eigen berekening"), ([False], ""), ([], "")],
)
def test_a_caption_calls_figures_our_own_only_as_far_as_they_are(own, said):
    assert states.own_words(own) == said


def test_figures_that_the_source_gives_for_provincies_are_not_called_our_own(demo_data, monkeypatch):
    provincies = {r.code for r in demo_data.of_level("provincie")}
    monkeypatch.setattr(
        "regioboek.report.pages.indicator_page.own_calculation", lambda _data, region, _i: region.code not in provincies
    )
    page = IndicatorPage(demo_data, "werkloosheid")
    assert "; deels eigen berekening" in page.development().html
    monkeypatch.setattr("regioboek.report.pages.indicator_page.own_calculation", lambda *_: False)
    assert "eigen berekening" not in page.development().html
