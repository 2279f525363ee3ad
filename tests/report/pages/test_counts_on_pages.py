"""What pages show of counts and of rates made of them, in an edition that has four gemeenten of the country."""

from __future__ import annotations

import pytest
from worlds.page_reading import cells, html, opened, rows, text, tree
from worlds.rates_bureau import RATE, SHARE, tables_with_rates

from regioboek.layout import BuildDir
from regioboek.publishing.downloads.csv_tables import Figures
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.report.data.edition_data import EditionData
from regioboek.tables.making import write

COUNT = "woninginbraken"
TOGETHER = "de 4 gemeenten in deze editie samen"


@pytest.fixture(scope="module")
def bureau(tmp_path_factory) -> EditionData:
    folder = tmp_path_factory.mktemp("counts")
    build = BuildDir(folder / "build")
    write(tables_with_rates(folder / "project"), build)
    return EditionData.open(build.root)


def test_a_count_has_no_maps_and_no_ranking_but_its_figures_by_name(bureau):
    about, maps, counts, _, spread, ranking, _ = cells(bureau, "indicator", COUNT)
    assert "<svg" not in maps.html + counts.html + spread.html
    assert f'<a href="../indicator/{RATE}.html">' in maps.html
    table = tree(ranking.html).find(".//table")
    assert [text(h) for h in table.findall(".//thead//th")] == ["Gemeente", "Provincie", "Waarde 2022"]
    assert list(rows(table)) == ["Almere", "Groningen", "Schiermonnikoog", "Stadskanaal"]
    assert not {"t-favourable", "t-unfavourable", "p-top", "p-bottom"} & set(ranking.html.split('"'))
    assert "opgeteld" in about.text


def test_a_rate_is_ranked_and_says_what_it_is_made_of(bureau):
    about, _, _, _, _, ranking, _ = cells(bureau, "indicator", RATE)
    said = "gedeeld door de inwoners op 1 januari van het jaar zelf (van 2021 door die van 2023: van die jaren"
    assert said in about.text
    assert (
        "gedeeld door de woningen; van een gebied de aantallen van het hele gebied"
        in cells(bureau, "indicator", SHARE)[0].text
    )
    caption = text(tree(ranking.html).find(".//table/caption")).replace("\xa0", " ")
    assert "plaats onder 4 gemeenten met een cijfer over 2021" in caption


def test_a_count_is_no_part_of_wheel_and_counts_and_has_no_place(bureau):
    glance, *_ = cells(bureau, "regio", "GM0034")
    page = opened(bureau, "regio", "GM0034")
    row = rows(tree(page.theme(bureau.edition.themes[0].id).html).find(".//table"))["Woninginbraken"]
    assert row[0].startswith("900") and row[-3:-1] == ["een aantal: niet beoordeeld", "geen plaats"]
    assert "bepalen" not in " ".join(row)
    end = page.accountability()
    told = "Woninginbraken; Branden; Woningen – geen trend en geen plaats: een aantal wordt alleen getoond en opgeteld"
    assert told in end.text and end.text.count("een aantal wordt") == 1
    assert glance.html.count("<title>") and "2 niet te bepalen" in glance.html  # the two rates of five indicators


def test_figures_of_a_theme_without_trends_have_a_figure_only(bureau):
    page = opened(bureau, "thema", bureau.edition.themes[0].id)
    heads = [text(h) for h in tree(page.provinces().html).findall(".//table//thead//th")]
    assert "Woninginbraken" not in heads and len(heads) == 3


def test_a_part_of_the_country_is_not_called_the_country(bureau):
    assert bureau.national.name == TOGETHER and not bureau.national.whole
    for kind, key in (("regio", "GM0034"), ("regio", "NL01"), ("indicator", RATE), ("thema", "arbeid-en-vrije-tijd")):
        shown = html(bureau, kind, key).replace("Gebieden in Nederland", "")
        assert "Nederland" not in shown, (kind, key)
    assert "4 gemeenten samen" in html(bureau, "regio", "GM0034")
    pages = Pages.read(bureau.edition, bureau.build)
    head = Figures(pages, bureau.build).head(margins=False)
    assert "verschil_met_gemeenten_samen" in head and "nederland" not in head


def test_a_table_with_rates_of_our_own_does_not_call_all_of_a_region_s_figures_that(bureau):
    page = opened(bureau, "regio", "GM0034")
    captions = [
        text(table.find("caption")) for table in tree(page.theme(bureau.edition.themes[0].id).html).iter("table")
    ]
    (of_years,) = [caption for caption in captions if "cijfers per jaar" in caption]
    assert "deels eigen berekening" in of_years and "Almere: eigen berekening" not in of_years


def test_a_count_is_drawn_alone_and_its_rate_beside_others(bureau):
    page = opened(bureau, "regio", "GM0034")
    drawn = {f.indicator.id: page.charts.development(f) for f in page.facts.values() if f.latest_value is not None}
    assert TOGETHER not in drawn[COUNT] and "Almere" in drawn[COUNT]
    assert "4 gemeenten samen" in drawn[RATE] or TOGETHER in drawn[RATE]
