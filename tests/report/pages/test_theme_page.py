"""A theme's page against the findings, and in editions that lack provincies or have one indicator."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from worlds.page_reading import SVG, drawings, opened, rows, text, tree, without

from regioboek.report.data.edition_data import EditionData
from regioboek.report.data.edition_register import sort_name
from regioboek.report.data.region_facts import trend_state
from regioboek.report.pages import marks
from regioboek.report.pages.theme_page import ThemePage
from regioboek.words import language as nl
from regioboek.words.states import STATE_WORDS, trend_said
from regioboek.words.theme_sentences import trends_message

THEMES = ("wonen", "milieu", "sociaal-kapitaal")
ABOUT, PROVINCES, MAPS, ACCOUNTABILITY = range(4)


@pytest.mark.parametrize("theme", THEMES)
def test_nederland_per_indicator_is_that_of_the_findings(data, page, findings, theme):
    shown = rows(tree(page("thema", theme)[ABOUT].html).find(".//table"))
    for indicator in data.edition.of_theme(theme):
        f, row = findings["NL01", indicator.id], shown[indicator.display_name]
        if f["trend"] == "missing":
            assert row[0].split(":")[0] in ("ontbreekt", "geen cijfer te berekenen")
        else:
            assert row[0] == f"{marks.amount(f['latest_value'], indicator)} ({f['latest_year']})"
            said = trend_said(f["trend"], f["no_trend"])
            assert row[1].removesuffix(" grensgeval").endswith(said)


@pytest.mark.parametrize("theme", THEMES)
def test_the_table_of_provincies_says_what_the_findings_say(data, page, findings, theme):
    shown = rows(tree(page("thema", theme)[PROVINCES].html).find(".//table"))
    for region in data.of_level("provincie"):
        for indicator, cell in zip(data.edition.of_theme(theme), shown[region.name], strict=True):
            f = findings[region.code, indicator.id]
            state = trend_state(data, region, indicator)
            assert cell.endswith(STATE_WORDS[state])
            assert state == f["trend"] or f["trend"] == "missing"


@pytest.mark.parametrize("theme", THEMES)
def test_the_strip_has_an_arrow_where_a_direction_is_known_and_nowhere_else(data, page, theme):
    figure = drawings(page("thema", theme)[PROVINCES].html)[0]
    arrows = Counter(el.text for el in figure.iter(f"{SVG}text") if el.text in nl.ARROWS.values())
    expected = Counter(
        nl.ARROWS[f["direction"]]
        for region in data.of_level("provincie")
        for indicator in data.edition.of_theme(theme)
        if (f := data.finding(region.code, indicator.id))["direction"]
    )
    assert arrows == expected


@pytest.mark.parametrize("theme", THEMES)
def test_the_legend_of_the_strip_counts_its_cells(data, page, theme):
    figure = drawings(page("thema", theme)[PROVINCES].html)[0]
    counts = Counter(trend_state(data, r, i) for r in data.of_level("provincie") for i in data.edition.of_theme(theme))
    for state, n in counts.items():
        assert f"{STATE_WORDS[state]}: {n}" in text(figure)


@pytest.mark.parametrize("theme", THEMES)
def test_every_reason_why_a_provincie_has_no_figure_is_told(data, page, theme):
    said = text(tree(page("thema", theme)[PROVINCES].html))
    for indicator in data.edition.of_theme(theme):
        states = {trend_state(data, r, indicator) for r in data.of_level("provincie")}
        if "not-aggregable" in states:
            assert "geen cijfer te berekenen: " in said


@pytest.mark.parametrize("theme", THEMES)
def test_a_map_counts_indicators_and_where_nothing_is_determined_it_is_not_zero(data, page, findings, theme):
    ids = [i.id for i in data.edition.of_theme(theme)]
    per_gemeente = [[findings[r.code, i]["trend"] for i in ids] for r in data.of_level("gemeente")]
    undetermined = [t for t in per_gemeente if not {"favourable", "unfavourable", "none"} & set(t)]
    none = sum("favourable" not in t for t in per_gemeente) - len(undetermined)
    figure = text(drawings(page("thema", theme)[MAPS].html)[0])
    assert (f"geen indicator gunstig: {none}" in figure) is (none > 0)
    assert (f"geen trend te bepalen: {len(undetermined)}" in figure) is bool(undetermined)


@pytest.mark.parametrize("theme", THEMES)
def test_behind_the_maps_stands_a_count_for_every_gemeente(data, page, findings, theme):
    table = tree(page("thema", theme)[MAPS].html).find(".//table")
    ids = [i.id for i in data.edition.of_theme(theme)]
    assert len(table.findall("tbody/tr")) == len(data.of_level("gemeente"))
    for row in table.findall("tbody/tr")[::50]:
        code = row.find("th/a").get("href")[9:-5].upper()
        counts = Counter(findings[code, i]["trend"] for i in ids)
        assert [int(text(td)) for td in row.findall("td")] == [
            counts[trend] for trend in nl.TREND_WORDS if trend != "unjudged"
        ]


# -- odd editions ---------------------------------------------------------------------------------------------------


def with_one_indicator(data: EditionData) -> EditionData:
    kept = tuple(i for i in data.edition.indicators if i.id == "vertrouwen-in-anderen")
    return replace(data, edition=data.edition.model_copy(update={"indicators": kept}))


def test_a_theme_with_one_indicator_reads_well(demo_data):
    page = ThemePage(with_one_indicator(demo_data), "sociaal-kapitaal")
    assert "heeft één indicator in deze editie." in page.about().text
    assert "\nIndicator: Vertrouwen in anderen." in page.about().text
    assert "gemeenten ontwikkelt deze indicator zich " in page.maps().text
    assert page.provinces().text.startswith("Sociaal kapitaal: trend per provincie")


def test_a_theme_without_indicators_says_so(demo_data):
    page = ThemePage(with_one_indicator(demo_data), "wonen")
    assert "heeft geen indicatoren in deze editie." in page.about().text
    assert page.provinces().text == page.maps().text == "Dit thema is leeg."


def test_a_theme_without_any_figure_says_so_and_draws_nothing(demo_data):
    ids = [i.id for i in demo_data.edition.of_theme("wonen")]
    params = demo_data.edition.params.model_copy(update={"not_in_source": dict.fromkeys(ids, "Geen openbare tabel.")})
    told = replace(demo_data, edition=demo_data.edition.model_copy(update={"params": params}))
    page = ThemePage(told, "wonen")
    assert page.about().text.split("\n")[0].endswith("in deze editie, zonder cijfers.")
    assert page.provinces().text == page.maps().text == "Deze editie heeft bij dit thema geen cijfers."
    region = opened(told, "regio", "PV20").theme("wonen")
    assert "laatste cijfer, trend" not in region.html and region.html.count("geen openbare tabel") == 1


def test_an_edition_without_provincies_says_so(demo_data):
    page = ThemePage(without(demo_data, "provincie"), "wonen")
    assert page.provinces().text == "Deze editie heeft geen cijfers per provincie."


def test_the_gemeenten_behind_the_maps_stand_in_the_order_of_their_names(demo_data):
    markup = ThemePage(demo_data, "wonen").maps().html
    names = [text(tr.find("th")) for tr in tree(markup).iter("tr") if tr.find("td") is not None]
    assert names == sorted(names, key=sort_name)


def test_where_nothing_moves_one_way_it_is_said_as_one_reads(demo_data):
    page = ThemePage(demo_data, "wonen")
    regions = demo_data.of_level("provincie")[:2]
    i, j = page.indicators[:2]
    states = {(r.code, x.id): "unfavourable" if x is i else "none" for r in regions for x in (i, j)}
    told = trends_message([i, j], [r.code for r in regions], states)
    assert told.endswith("Van de 4 vakken zijn er 2 ongunstig, geen enkel vak is gunstig.")
