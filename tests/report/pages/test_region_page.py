"""A region's page against the tables it is made from, read straight from their files."""

from __future__ import annotations

from collections import Counter

import pytest
from worlds.page_reading import rows, text, tree

from regioboek.report.pages import marks
from regioboek.report.pages.region_page import RegionPage
from regioboek.words import language as nl

REGIONS = ("GM0014", "GM0096", "PV22", "CR05", "NL01")


def plain(words: str) -> str:
    """As a reader sees it: spaces are spaces."""
    return words.replace("\u00a0", " ")


def theme_tables(data, page, code) -> dict[str, dict[str, list[str]]]:
    """Per theme the rows of its table, by indicator: a long unit stands behind its name."""
    found = {}
    for theme, cell in zip(data.edition.themes, page("regio", code)[2:], strict=False):
        shown = rows(tree(cell.html).find(".//table"))
        units = [marks.long_unit_words(i) for i in data.edition.of_theme(theme.id)]
        found[theme.id] = {name.removesuffix(unit): row for (name, row), unit in zip(shown.items(), units, strict=True)}
    return found


@pytest.mark.parametrize("code", REGIONS)
def test_every_row_says_what_the_findings_say(data, page, findings, code):
    tables = theme_tables(data, page, code)
    for theme in data.edition.themes:
        shown = tables[theme.id]
        assert list(shown) == [i.display_name for i in data.edition.of_theme(theme.id)]
        for indicator in data.edition.of_theme(theme.id):
            f, row = findings[code, indicator.id], [plain(cell) for cell in shown[indicator.display_name]]
            if f["trend"] == "missing":
                assert len(row) == 1
                continue
            value = plain(marks.amount(f["latest_value"], indicator))
            assert row[0].replace("*", "") == f"{value} ({f['latest_year']})"
            assert nl.TREND_WORDS[f["trend"]] in " ".join(row)
            if code != "NL01" and f["rank"] is not None:
                place = f"{f['rank']}e van {f['ranked']}"
                word = nl.POSITION_WORDS[f["position"]] if f["position"] else ""
                assert place in row[4]
                assert row[4].endswith(word)


@pytest.mark.parametrize("code", REGIONS)
def test_a_missing_figure_is_a_word_and_a_reason_and_has_no_number_of_the_region(data, page, findings, code):
    for theme, shown in theme_tables(data, page, code).items():
        for indicator in data.edition.of_theme(theme):
            if findings[code, indicator.id]["trend"] == "missing":
                said = shown[indicator.display_name][0].partition(". Nederland: ")[0]
                assert ": " in said
                assert not [word for word in said.split() if word.strip(".,").isdigit() and len(word.strip(".,")) < 4]


@pytest.mark.parametrize("code", REGIONS[:-1])
def test_nederland_stands_beside_it_for_the_same_year(data, page, values, code):
    for theme, shown in theme_tables(data, page, code).items():
        for indicator in data.edition.of_theme(theme):
            f = data.finding(code, indicator.id)
            if f["latest_value"] is None:
                continue
            key = ("NL01", indicator.id, f["latest_year"])
            value = values.get(key)
            national = plain(shown[indicator.display_name][1])
            if value is None:
                assert national in ("ontbreekt", "geen cijfer te berekenen", "niet van toepassing")
                assert "Nederland: " in plain(shown[indicator.display_name][-1])
            else:
                assert national == plain(marks.amount(value, indicator))


@pytest.mark.parametrize("code", REGIONS)
def test_the_sentence_with_the_counts_counts_the_findings(page, findings, code):
    own = [f for (region, _), f in findings.items() if region == code]
    counts = Counter(f["trend"] for f in own)
    said = page("regio", code)[0].text
    assert f"Van de {sum(counts.values())} indicatoren" in said
    assert f"{counts['favourable']} zich gunstig" in said
    assert f"bij {counts['missing']} ontbreekt het cijfer" in said
    if code != "NL01":
        position = Counter(f["position"] for f in own)
        assert f"bij {position['top']} indicator" in said
        assert f"bij {position['bottom']} in het onderste" in said


@pytest.mark.parametrize("code", REGIONS)
def test_the_folded_table_has_every_figure_of_the_charts(data, page, values, code):
    for theme, cell in zip(data.edition.themes, page("regio", code)[2:], strict=False):
        found = tree(cell.html).findall(".//table")
        drawn = [
            i
            for i in data.edition.of_theme(theme.id)
            if data.finding(code, i.id)["trend"] != "missing" and marks.home(data.edition, i) == theme
        ]
        assert len(found) == (2 if drawn else 1)
        if not drawn:
            continue
        years = [int(th.text) for th in found[1].findall("thead/tr/th")[1:]]
        shown = rows(found[1])
        for indicator in drawn:
            name = data.region(code).name
            measured = f"{indicator.display_name} ({indicator.unit_short or indicator.unit})"
            own = shown.get(f"{measured}, {name}")
            own = own or shown[f"{measured}, COROP {name}"]
            for year, cell_text in zip(years, own, strict=True):
                value = values.get((code, indicator.id, year))
                expected = "." if value is None else plain(nl.number(value, indicator.decimals))
                assert plain(cell_text).rstrip("*†") == expected


@pytest.mark.parametrize("code", ("GM0014", "PV22", "NL01"))
def test_the_wheel_counts_an_indicator_of_two_themes_once_and_says_where(data, page, findings, code):
    wheel = tree(page("regio", code)[0].html)
    told = [a.findtext("title") for a in wheel.iter("a") if a.find("title") is not None]
    counted = Counter()
    for said in told:
        trends = said.partition("trend ")[2].partition(";")[0]
        counted.update({word: int(n) for n, _, word in (part.partition(" ") for part in trends.split(", ") if part)})
    own = Counter(nl.TREND_WORDS[f["trend"]] for (region, _), f in findings.items() if region == code)
    assert {word: n for word, n in counted.items() if n} == own
    twice = [i for i in data.edition.indicators if len(i.themes) > 1]
    for indicator in twice:
        home = marks.home(data.edition, indicator)
        assert (
            sum(f"{indicator.display_name} telt bij {home.name}" in said for said in told) == len(indicator.themes) - 1
        )


@pytest.mark.parametrize("code", ("GM0014", "NL01"))
def test_a_chart_is_printed_once_and_the_other_theme_leads_to_it(data, page, code):
    cells = page("regio", code)[2:-2]
    for indicator in data.edition.indicators:
        titles = [t.text for c in cells for t in tree(c.html).findall(".//div[@class='rb-charts']/svg/title")]
        drawn = sum(title.startswith(f"{indicator.display_name}, {data.region(code).name}") for title in titles)
        assert drawn == (data.finding(code, indicator.id)["trend"] != "missing")
    for theme, cell in zip(data.edition.themes, cells, strict=True):
        for indicator in data.edition.of_theme(theme.id):
            home = marks.home(data.edition, indicator)
            links = [a.get("href") for a in tree(cell.html).find(".//table").iter("a")]
            if home != theme and data.finding(code, indicator.id)["trend"] != "missing":
                assert marks.theme_anchor(home) in links


def test_a_gemeente_and_its_provincie_of_one_name_are_told_apart(page):
    markup = "".join(cell.html for cell in page("regio", "GM0014"))
    assert "prov. Groningen" in markup
    names = [text(el) for cell in page("regio", "GM0014")[2:-2] for el in tree(cell.html).findall(".//details//th")]
    assert any(name.endswith(", Groningen") for name in names)
    assert any(name.endswith(", prov. Groningen") for name in names)


def test_nederland_has_no_places_and_is_not_compared_with_itself(page):
    for cell in page("regio", "NL01")[2:-2]:
        heads = [text(th) for th in tree(cell.html).findall(".//table/thead/tr")]
        assert not [h for h in heads if "Plaats" in h]
        assert all(h.count("Nederland") <= 1 for h in heads)


def test_own_calculation_is_said_once_per_table(page):
    for code in ("PV22", "CR05", "NL01"):
        for cell in page("regio", code)[2:-2]:
            table = tree(cell.html).find(".//table")
            assert text(table).count("eigen berekening") <= 1


@pytest.mark.realdata
def test_a_theme_without_any_figure_is_a_table_of_reasons_without_charts(real_data):
    markup = RegionPage(real_data, "GM0096").theme("samenleving").html
    assert "rb-chart" not in markup
    for row in rows(tree(markup).find(".//table")).values():
        assert len(row) == 1
        assert row[0].startswith("ontbreekt: de bron geeft geen cijfer")


def test_a_theme_the_edition_does_not_have_is_said_to_be_absent(data):
    assert RegionPage(data, "GM0014").theme("bestaat-niet").text == "Deze editie heeft geen indicatoren bij dit thema."


def test_a_page_leads_to_neighbours_and_to_what_the_region_lies_in(page):
    links = {a.get("href"): text(a) for a in tree(page("regio", "GM0014")[-2].html).iter("a")}
    assert links["gm1730.html"] == "Tynaarlo"
    assert links["pv20.html"] == "provincie Groningen"
    assert links["cr03.html"] == "COROP-gebied Overig Groningen"
    assert links["nl01.html"] == "Nederland"


def test_an_area_leads_to_what_it_consists_of(data, page):
    links = {a.get("href") for a in tree(page("regio", "PV22")[-2].html).iter("a")}
    inside = {r.code for r in data.regions.values() if "PV22" in r.inside and r.level in ("corop", "gemeente")}
    assert {f"{code.lower()}.html" for code in inside} <= links


def test_the_accountability_names_every_indicator_without_figure_or_trend(data, page, findings):
    said = page("regio", "GM0096")[-1].text
    for indicator in data.edition.indicators:
        if findings["GM0096", indicator.id]["trend"] in ("missing", "undetermined"):
            assert indicator.name in said


@pytest.mark.realdata
def test_a_place_that_equals_share_says_so_where_its_colour_would_puzzle(real_data):
    shown = theme_notes(real_data, "GM0114")
    assert "laats gedeeld met andere gemeenten" in shown["Afstand tot ov"]  # 206th of 342, bottom quarter
    assert "laats gedeeld met andere gemeenten" in shown["Zwemwater binnenwateren"]  # 1st of 229, middle
    assert "gedeeld" not in shown["Nettoarbeidsparticipatie"]


def theme_notes(data, code) -> dict[str, str]:
    """The last cell of every row of every theme's table, by indicator."""
    page = RegionPage(data, code)
    tables = [tree(page.theme(t.id).html).find(".//table") for t in data.edition.themes]
    return {name: cells[-1] for table in tables for name, cells in rows(table).items()}


def test_a_provincie_with_the_same_gemeenten_is_left_out_and_linked(data, page):
    """COROP areas Utrecht and Flevoland are their provincie: one line, one sentence that leads to the other page."""
    alone = {"CR17": "pv26", "CR40": "pv24"}
    for code, provincie in alone.items():
        glance, *rest = page("regio", code)
        name = data.region(provincie.upper()).name
        said = next(p for p in tree(glance.html).iter("p") if "heeft dezelfde gemeenten" in text(p))
        assert text(said).startswith(f"De provincie {name} heeft dezelfde gemeenten, en")
        assert [a.get("href") for a in said.iter("a")] == [f"{provincie}.html"]
        assert f"De provincie {name} heeft dezelfde gemeenten" in glance.text
        themes = [cell.html for cell in rest[1 : 1 + len(data.edition.themes)]]
        assert all(
            'class="rb-own"' in html and 'class="rb-parent"' not in html for html in themes if "rb-charts" in html
        )
        assert not any(f"prov. {name}" in html for html in themes)
    others = [page("regio", code) for code in ("CR05", "GM0014", "PV24", "NL01")]
    assert not any("dezelfde gemeenten" in cell.html for cells in others for cell in cells)
    assert 'class="rb-parent"' in "".join(cell.html for cell in others[0])
    assert {r.code for r in data.regions.values() if data.twin(r)} == set(alone)
