"""Landsdelen, Regio Deals and own areas on their pages, and on the pages of what lies in them."""

from __future__ import annotations

import re

import pytest

from regioboek.params.levels import LEVELS, listed_levels
from regioboek.report.pages.page_kinds.region_pages import KIND as REGIONS
from regioboek.report.pages.ranking_table import ranking_table
from regioboek.report.pages.region_page import RegionPage
from regioboek.words import language as nl

DEAL, PARTS, OWN, NORTH = "RD005", "RD004", "GB001", "LD01"


def text_of(html):
    return re.sub(r"<[^>]+>", " ", html)


@pytest.fixture(scope="module")
def page(demo_data):
    return lambda code: RegionPage(demo_data, code)


def test_an_area_has_figures_of_its_own(page):
    facts = page(DEAL).facts["werkloosheid"]
    assert facts.latest_value is not None
    assert facts.own_calculation


def test_an_area_made_of_parts_says_so_before_anything_else(page, demo_data):
    told = page(PARTS).at_a_glance()
    assert told.text.startswith("Benadering: van Midden-Groningen hoort alleen een deel bij dit gebied")
    assert "telt de hele gemeente mee" in told.text
    assert "benadering" in REGIONS.words(demo_data, PARTS)["ondertitel"]


def test_an_area_of_whole_gemeenten_is_no_approximation(page, demo_data):
    assert "Benadering" not in page(DEAL).at_a_glance().text
    assert "benadering" not in REGIONS.words(demo_data, DEAL)["ondertitel"]


@pytest.mark.parametrize("code", [DEAL, OWN])
def test_areas_that_may_overlap_have_no_place(page, demo_data, code):
    made = page(code)
    assert all(f.rank is None for f in made.facts.values())
    html = made.theme(demo_data.edition.themes[0].id).html
    assert ">Plaats<" not in html
    assert "kwart" not in made.at_a_glance().text


def test_a_landsdeel_is_placed_among_the_four(page):
    places = {(f.rank, f.ranked) for f in page(NORTH).facts.values() if f.rank}
    assert {ranked for _, ranked in places} == {4}


def test_an_area_lists_its_gemeenten_and_marks_the_part(page):
    said = page(PARTS).surroundings().text
    assert "Midden-Groningen (een deel)" in said
    assert "Stadskanaal" in said


def test_a_landsdeel_lists_its_provincies_and_lies_in_nederland(page):
    said = page(NORTH).surroundings().text
    assert "Provincies: Drenthe, Fryslân en Groningen" in said
    assert "Nederland" in said.splitlines()[-1]


def test_a_gemeente_names_every_area_it_lies_in(page):
    last = page("GM0037").surroundings().text.splitlines()[-1]
    assert "landsdeel Noord-Nederland" in last
    assert "Regio Deal Oost-Groningen" in last
    assert "gebied Veenkoloniën (voorbeeld)" in last


def test_nederland_lists_all_areas(page):
    said = page("NL01").surroundings().text
    assert "Landsdelen: Noord-Nederland" in said
    assert "Regio Deals: Foodvalley" in said


def test_every_member_is_drawn_on_the_map_once(page, demo_data):
    drawn = page(PARTS).charts.map()
    for member in demo_data.members_of(PARTS):
        assert drawn.count(f'href="{member.gemeente.lower()}.html"') == 1


def test_the_table_of_an_indicator_for_overlapping_areas_has_no_places(demo_data):
    indicator = demo_data.edition.indicator("werkloosheid")
    for level in (name for name, entry in LEVELS.items() if entry.overlaps):
        table = ranking_table(demo_data, indicator, level)
        assert ">Plaats<" not in table
        assert "geen plaatsen, want deze gebieden kunnen elkaar overlappen" in table
    assert ">Plaats<" in ranking_table(demo_data, indicator, "landsdeel")


@pytest.mark.parametrize("level", listed_levels())
def test_areas_have_a_word_and_fit_in_a_sentence(level):
    assert nl.in_place("Oost", level, "XX").startswith("in ")
    assert nl.level_word(level, 2) != nl.level_word(level, 1)
