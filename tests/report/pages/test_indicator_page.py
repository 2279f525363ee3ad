"""An indicator's page against the tables it is made from, read straight from their files."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from worlds.page_reading import SVG, cells, drawings, points, rows, text, tree, without

from regioboek.params.levels import LEVELS
from regioboek.report.pages.indicator_page import IndicatorPage
from regioboek.words import language as nl

INDICATORS = ("werkloosheid", "overgewicht", "sociale-cohesie", "zwemwater-kustwateren")
ABOUT, MAPS, COUNTS, DEVELOPMENT, DISTRIBUTION, RANKING, ACCOUNTABILITY = range(7)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def of(findings, indicator: str, prefix: str) -> dict[str, dict]:
    """The findings of one indicator for one level, by region."""
    return {region: f for (region, i), f in findings.items() if i == indicator and region.startswith(prefix)}


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_ranking_is_that_of_the_findings_best_first(data, page, findings, indicator):
    table = tree(page("indicator", indicator)[RANKING].html).find("div/table")
    found = of(findings, indicator, "GM")
    lines = [(row.find("th/a").get("href")[9:-5].upper(), row) for row in table.findall("tbody/tr")]
    assert sorted(code for code, _ in lines) == sorted(found)
    ranks = [found[code]["rank"] for code, _ in lines]
    known = [r for r in ranks if r is not None]
    assert known == sorted(known)
    assert all(r is None for r in ranks[len(known) :])
    info = data.edition.indicator(indicator)
    for code, row in lines:
        f, cells = found[code], [plain(text(cell)) for cell in row]
        assert cells[0] == ("geen" if f["rank"] is None else str(f["rank"]))
        if f["latest_value"] is None:
            assert ": " in cells[3]
            assert len(cells) == 4
        else:
            assert cells[3].startswith(plain(nl.number(f["latest_value"], info.decimals)))
            assert nl.TREND_WORDS[f["trend"]] in cells[4]


def test_the_caption_of_the_ranking_says_among_how_many_and_in_which_year(data, page):
    for indicator in INDICATORS:
        ranking = data.rankings[("gemeente", indicator)]
        caption = text(tree(page("indicator", indicator)[RANKING].html).find("div/table/caption"))
        assert f"onder {ranking['ranked']} gemeenten met een cijfer over {ranking['year']}" in caption


def test_a_gemeente_with_a_corop_figure_is_placed_among_corop_areas(demo_data):
    caption = text(tree(IndicatorPage(demo_data, "bruto-binnenlands-product").ranking().html).find("div/table/caption"))
    assert "onder 40 COROP-gebieden" in caption


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_counts_are_those_of_the_findings(page, findings, indicator):
    shown = rows(tree(page("indicator", indicator)[COUNTS].html).find("div/table"))
    for column, prefix in enumerate(("GM", "CR", "PV")):
        counts = Counter(f["trend"] for f in of(findings, indicator, prefix).values())
        for trend in ("favourable", "unfavourable", "none", "undetermined"):
            assert shown[nl.TREND_WORDS[trend]][column] == str(counts[trend])
        absent = [
            shown.get(word, ["0"] * 3)[column]
            for word in ("ontbreekt", "geen cijfer te berekenen", "kan niet voorkomen")
        ]
        assert sum(map(int, absent)) == counts["missing"]
        assert int(shown["totaal"][column]) == sum(counts.values())


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_maps_count_what_the_findings_say(page, findings, indicator):
    trend_map, place_map = drawings(page("indicator", indicator)[MAPS].html)
    found = of(findings, indicator, "GM")
    for trend, n in Counter(f["trend"] for f in found.values()).items():
        if trend != "missing":
            assert f"{nl.TREND_WORDS[trend]}: {n}" in text(trend_map)
    for position, n in Counter(f["position"] for f in found.values() if f["position"]).items():
        assert f"{nl.POSITION_WORDS[position]}: {n}" in text(place_map)
    assert len(list(trend_map.iter(f"{SVG}a"))) == len(found)


def test_the_message_under_the_places_is_true_of_every_gemeente(page, findings):
    found = of(findings, "werkloosheid", "GM").values()
    top, bottom = ([f["latest_value"] for f in found if f["position"] == p] for p in ("top", "bottom"))
    said = plain(page("indicator", "werkloosheid")[MAPS].text)
    assert f"{plain(nl.number(max(top), 1))} % of lager" in said
    assert f"{plain(nl.number(min(bottom), 1))} % of hoger" in said


@pytest.mark.parametrize("indicator", ["werkloosheid", "overgewicht"])
def test_behind_the_lines_stands_every_figure(data, page, values, indicator):
    table = tree(page("indicator", indicator)[DEVELOPMENT].html).find(".//table")
    years = [int(th.text) for th in table.findall("thead/tr/th")[1:]]
    info, shown = data.edition.indicator(indicator), rows(table)
    assert list(shown) == ["Nederland", *(r.name for r in data.of_level("provincie"))]
    for region in (data.national, *data.of_level("provincie")):
        for year, cell in zip(years, shown[region.name], strict=True):
            value = values.get((region.code, indicator, year))
            assert plain(cell).rstrip("*") == ("." if value is None else plain(nl.number(value, info.decimals)))


def test_the_alternative_text_of_the_lines_has_the_national_figures(data, page):
    series = data.series("NL01", "werkloosheid")
    figure = drawings(page("indicator", "werkloosheid")[DEVELOPMENT].html)[0]
    said = plain(figure.findtext(f"{SVG}desc"))
    first, last = (plain(nl.number(float(series.values[k]), 1)) for k in (0, -1))
    assert f"Nederland: van {first} % in {series.years[0]} naar {last} % in {series.years[-1]}." in said


def test_names_of_lines_do_not_overlap(page):
    figure = drawings(page("indicator", "werkloosheid")[DEVELOPMENT].html)[0]
    provincies = {"Groningen", "Drenthe", "Utrecht", "Zeeland", "Limburg", "Nederland", "Noord-Brabant"}
    places = [el for el in figure.iter(f"{SVG}text") if el.text in provincies]
    heights = sorted(float(el.get("y")) for el in places)
    assert len(heights) == len(provincies)
    assert np.diff(heights).min() >= 12


def test_no_line_crosses_a_break(page):
    """Overgewicht has figures on both sides of its break."""
    figure = drawings(page("indicator", "overgewicht")[DEVELOPMENT].html)[0]
    border = float(next(el for el in figure.iter(f"{SVG}text") if el.text == "breuk").get("x")) - 2
    lines = [points(path.get("d")) for path in figure.iter(f"{SVG}path")]
    lines = [line for line in lines if len({y for _, _, y in line}) > 1 and line[-1][0] != "z"]
    assert lines
    assert not [
        line for line in lines if min(x for _, x, _ in line) < border - 5 and max(x for _, x, _ in line) > border
    ]


def test_quarters_are_those_of_the_values(data, page, values):
    indicator, year = data.edition.indicator("werkloosheid"), data.rankings[("gemeente", "werkloosheid")]["year"]
    known = np.array([v for (r, i, y), v in values.items() if r[:2] == "GM" and (i, y) == ("werkloosheid", year) and v])
    shown = rows(tree(page("indicator", "werkloosheid")[DISTRIBUTION].html).find(".//table"))
    expected = [known.min(), *np.quantile(known, (0.25, 0.5, 0.75)), known.max()]
    assert [row[0] for row in shown.values()] == [nl.value_with_unit(float(v), indicator) for v in expected]


def test_what_cannot_be_aggregated_says_why_where_lines_would_have_stood(page):
    said = page("indicator", "sociale-cohesie")[DEVELOPMENT].text
    assert said.startswith("Geen cijfer te berekenen: een schaalscore")


@pytest.mark.realdata
def test_an_indicator_that_is_not_in_the_sources_says_so_in_every_cell(real_data):
    page = IndicatorPage(real_data, "bruto-binnenlands-product")
    for cell in (page.maps(), page.development(), page.distribution(), page.ranking()):
        assert cell.text == "Ontbreekt: niet in de gebruikte download van de monitor."


def test_caveats_are_said_once(data):
    for indicator in data.edition.indicators:
        said = IndicatorPage(data, indicator.id).about().text.lower()
        assert said.count("voorlopig") <= 1
        assert said.count("breuk in de reeks") == len(indicator.breaks)


def test_an_edition_of_gemeenten_alone_has_all_three_kinds_of_pages(demo_data):
    small = without(demo_data, *set(LEVELS) - {"land", "gemeente"})
    ranking = tree(cells(small, "indicator", "werkloosheid")[RANKING].html).find("div/table")
    assert [text(head) for head in ranking.findall("thead/tr/th")][:2] == ["Plaats", "Gemeente"]
    assert "Provincie" not in [text(head) for head in ranking.findall("thead/tr/th")]
    assert cells(small, "regio", "GM0014") and cells(small, "thema", "wonen")
