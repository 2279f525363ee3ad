"""What pages say of an indicator of which nobody can say which direction is favourable: facts, and no judgement."""

from __future__ import annotations

import csv
import io
import re

import pytest
from worlds.page_reading import cells, html, opened, rows, text, tree
from worlds.unjudged_bureau import REASON, unjudged_tables

from regioboek.layout import BuildDir
from regioboek.publishing.downloads.csv_tables import Figures
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.report.data.edition_data import EditionData
from regioboek.tables.making import write

PRICE = "verkoopprijs"
#: Classes that give a colour, or the grey of no trend.
COLOURS = {"t-favourable", "t-unfavourable", "t-none", "p-top", "p-bottom", "p-middle"}


@pytest.fixture(scope="module")
def bureau(tmp_path_factory) -> EditionData:
    folder = tmp_path_factory.mktemp("unjudged")
    build = BuildDir(folder / "build")
    write(unjudged_tables(folder / "project"), build)
    return EditionData.open(build.root)


def plain(markup: str) -> str:
    return text(tree(markup)).replace("\xa0", " ")


def coloured(markup: str) -> set[str]:
    return COLOURS & set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', markup))))


@pytest.mark.parametrize(
    ("code", "trend", "place"),
    [
        ("GM0014", "↗ stijgt (niet beoordeeld)", "2e van 4 van hoog naar laag"),
        ("GM0034", "↘ daalt (niet beoordeeld)", "3e van 4 van hoog naar laag"),
        ("GM0037", "(niet beoordeeld)", "4e van 4 van hoog naar laag"),
        ("GM0088", "n.b. niet te bepalen", "1e van 4 van hoog naar laag"),
    ],
)
def test_the_row_of_a_region_has_the_trend_as_a_fact_and_the_place_from_high_to_low(bureau, code, trend, place):
    table = tree(opened(bureau, "regio", code).theme("wonen").html).find(".//table")
    shown = [cell.replace("\xa0", " ") for cell in rows(table)["Koopwoningen"]]
    assert any(trend in cell for cell in shown) and place in shown
    assert coloured(opened(bureau, "regio", code).theme("wonen").html) == set()


def test_what_is_flat_says_why_and_is_not_judged_either(bureau):
    line = opened(bureau, "regio", "GM0037").theme("wonen").text
    assert re.search(r"(stabiel|onduidelijk|te grof gemeten|geen trend van betekenis) \(niet beoordeeld\)", line)


def test_the_wheel_and_the_sentence_count_what_is_judged_and_name_the_rest(bureau):
    glance = cells(bureau, "regio", "GM0014")[0]
    said = plain(glance.html)
    assert "De enige beoordeelde indicator ontwikkelt zich gunstig." in said
    assert "Twee andere indicatoren worden niet beoordeeld" in said  # the count is none of the two
    assert "Niet in het wiel, want niet beoordeeld: Verkoopprijs en Koopwoningen." in said
    assert "Wonen: niet beoordeeld: Koopwoningen" in "".join(tree(glance.html).itertext())
    assert len(re.findall(r'<i class="t-', glance.html)) == 1  # the list form: one cell


def test_it_never_strikes(bureau):
    for code in ("GM0014", "GM0034", "GM0088"):
        lists, striking, *_ = cells(bureau, "regio", code)
        assert "verkoopprijs" not in striking.text.lower() and "koopwoningen" not in striking.text.lower()
        assert "Verkoopprijs" not in lists.text


def test_the_page_of_the_indicator_says_why_and_judges_nothing(bureau):
    about, maps, counts, development, spread, ranking, _ = cells(bureau, "indicator", PRICE)
    assert f"Gunstige richting: niet beoordeeld. {REASON}" in about.text
    assert "Dat het cijfer stijgt of daalt, betekent hier niet dat het beter of slechter gaat." in about.text
    assert "In 1 van de 4 gemeenten stijgt het cijfer, in 1 daalt het; dat is niet beoordeeld." in maps.text
    assert (
        "In het hoogste kwart is de waarde 404 euro of hoger, in het laagste 150 euro of lager."
        in maps.text.replace("\xa0", " ")
    )
    assert [r[0] for r in rows(tree(counts.html).find(".//table")).items()][:2] == ["stijgt", "daalt"]
    table = tree(ranking.html).find(".//table")
    assert "1 is het hoogst; niet beoordeeld" in text(table.find("caption")).replace("\xa0", " ")
    whole = html(bureau, "indicator", PRICE)
    assert coloured(whole) == set()
    words = re.sub(r"Gunstige richting", "", plain(whole))
    assert not re.search(r"gunstig|bovenste|onderste|beste", words)
    assert development.html and spread.html


def test_a_theme_counts_what_is_judged_only(bureau):
    page = opened(bureau, "thema", "arbeid-en-vrije-tijd")
    strip = page.provinces()
    heads = [text(h) for h in tree(strip.html).findall(".//table//thead//th")]
    assert heads == ["Provincie", "Verkoopprijs", "Werkloosheid"]
    assert re.search(r"van de \d beoordeelde vakken", plain(strip.html).lower())
    assert "Niet meegeteld, want niet beoordeeld: Verkoopprijs." in page.maps().text
    table = tree(page.maps().html).find(".//table")
    assert all(sum(map(int, numbers)) == 1 for numbers in rows(table).values())


def test_a_theme_with_nothing_judged_says_so_and_still_shows_its_figures(bureau):
    page = opened(bureau, "thema", "wonen")
    about = rows(tree(page.about().html).find(".//table"))
    assert "niet beoordeeld" in about["Koopwoningen"]
    for part in (page.provinces(), page.maps()):
        assert "In dit thema wordt niets beoordeeld" in plain(part.html) and coloured(part.html) == set()


def test_a_count_without_a_direction_is_a_count(bureau):
    row = rows(tree(opened(bureau, "regio", "GM0014").theme("arbeid-en-vrije-tijd").html).find(".//table"))["Huizen"]
    assert "een aantal: niet beoordeeld" in " ".join(row)
    assert "niet beoordeeld of geordend" in cells(bureau, "indicator", "huizen")[1].text


def test_a_download_has_the_direction_and_says_what_the_place_counts(bureau):
    figures = Figures(Pages.read(bureau.edition, bureau.build), bureau.build)
    written = figures.head(margins=False) + figures.line(bureau.regions["GM0014"], PRICE, margins=False)
    (row,) = csv.DictReader(io.StringIO(written), delimiter=";")
    assert (row["trend"], row["richting"]) == ("niet beoordeeld", "stijgt")
    assert (row["plaats"], row["plaats_groep"], row["tegenover_gemeenten_samen"]) == ("2", "van hoog naar laag", "")
