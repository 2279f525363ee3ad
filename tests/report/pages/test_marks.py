"""Tables a screen reader can follow, judgements in words, names that cannot be confused, a source with every figure."""

from __future__ import annotations

import pytest
from worlds.page_reading import text, tree

from regioboek.markup import html
from regioboek.params.edition import Edition, EditionParams
from regioboek.params.source import source_of
from regioboek.report.pages import marks
from regioboek.report.pages.marks import Cell
from regioboek.schemas.rows import Region
from regioboek.words import citations
from regioboek.words.states import NEVER


def region(code: str, name: str, level: str) -> Region:
    return Region(code, name, level)


COLUMNS = [("Plaats", "rb-num"), ("Gemeente", "rb-name"), ("Provincie", "rb-text")]


@pytest.mark.parametrize(
    ("name", "unit", "said"),
    [
        ("Misdrijven per 1\u00a0000 inwoners", "per 1 000 inwoners", ""),
        ("Misdrijven", "misdrijven", ""),
        ("Geweldsmisdrijven", "misdrijven", " (misdrijven)"),
        ("Bijstand", "per 1 000 inwoners", " (per 1 000 inwoners)"),
    ],
)
def test_a_unit_is_not_said_twice(name, unit, said):
    assert marks.unit_words(name, unit) == said


def test_a_table_has_a_caption_and_headers_with_a_scope():
    table = tree(marks.table("Een tabel", COLUMNS, [["1", "Emmen", "Drenthe"]], row_header=1)).find("table")
    assert table.findtext("caption") == "Een tabel"
    assert [(th.text, th.get("scope")) for th in table.find("thead/tr")] == [(name, "col") for name, _ in COLUMNS]
    row = table.find("tbody/tr")
    assert [cell.tag for cell in row] == ["td", "th", "td"]
    assert row.find("th").get("scope") == "row"


def test_a_cell_carries_its_own_class_beside_that_of_its_column():
    cell = tree(marks.table("T", COLUMNS, [["1", Cell("Emmen", css="p-top"), ""]])).find(".//tbody/tr/td")
    assert cell.get("class") == "rb-name p-top"


def test_cells_of_numbers_have_no_class_and_no_other_cell_is_without():
    columns = [("Gemeente", "rb-name"), ("2021", marks.NUMBERS), ("Trend", "rb-trend")]
    table = tree(marks.table("T", columns, [["Emmen", "1,2", "gunstig"]]))
    assert [cell.get("class") for cell in table.find(".//thead/tr")] == ["rb-name", None, "rb-trend"]
    assert [cell.get("class") for cell in table.find(".//tbody/tr")] == ["rb-name", None, "rb-trend"]


def test_text_in_a_table_is_never_markup():
    rows = [["<b>", Cell("a & b"), html("<em>{}</em>", "<i>")]]
    row = tree(marks.table("<u>", [("<th>", "rb-text"), *COLUMNS[1:]], rows))
    assert [text(cell) for cell in row.findall(".//tbody/tr/*")] == ["<b>", "a & b", "<i>"]
    assert (row.findtext(".//caption"), row.findtext(".//thead/tr/th")) == ("<u>", "<th>")


def test_a_reason_spans_the_columns_it_stands_for():
    cells = list(tree(marks.table("T", COLUMNS, [["1", Cell("ontbreekt: geen cijfer", span=2)]])).find(".//tbody/tr"))
    assert [cell.get("colspan") for cell in cells] == [None, "2"]


def test_a_row_that_does_not_fill_the_table_is_refused():
    with pytest.raises(ValueError, match="a row of 2 columns in a table of 3"):
        marks.table("T", COLUMNS, [["1", "Emmen"]])


def test_a_cell_names_itself_only_where_its_heading_is_lost_on_a_phone():
    row = tree(marks.table("T", COLUMNS, [["1", "Emmen", "Drenthe"]])).find(".//tbody/tr")
    assert [cell.get("data-label") for cell in row] == [None, None, "Provincie"]


def test_a_table_that_scrolls_says_so_and_can_be_focused():
    box = tree(marks.table(html("Een <em>brede</em> tabel, {}", "’s & 's"), COLUMNS, [], scroll=True)).find("div")
    assert box.get("tabindex") == "0"
    assert box.get("aria-label") == "Een brede tabel, ’s & 's: de tabel schuift opzij"


@pytest.mark.parametrize(
    ("trend", "direction", "said"),
    [
        ("favourable", "falling", "↘ gunstig"),
        ("unfavourable", "rising", "↗ ongunstig"),
        ("none", "flat", "→ geen trend"),
        ("undetermined", None, "n.b. niet te bepalen"),
        ("missing", None, "· ontbreekt"),
        ("not-aggregable", None, "– geen cijfer te berekenen"),
        ("impossible", None, "– kan niet voorkomen"),
    ],
)
def test_a_trend_is_arrow_and_word(trend, direction, said):
    mark = tree(marks.trend_mark(trend, direction))
    assert text(mark) == said
    assert mark[0].get("class") == f"rb-mark t-{'missing' if trend in NEVER else trend}"


def test_regions_that_share_a_name_are_told_apart():
    found = marks.names_apart(
        [
            region("GM0344", "Utrecht", "gemeente"),
            region("PV26", "Utrecht", "provincie"),
            region("NL01", "Nederland", "land"),
        ]
    )
    assert found == {"GM0344": "Utrecht", "PV26": "prov. Utrecht", "NL01": "Nederland"}
    found = marks.names_apart([region("CR17", "Utrecht", "corop"), region("PV26", "Utrecht", "provincie")])
    assert found == {"CR17": "COROP Utrecht", "PV26": "prov. Utrecht"}


def test_other_names_stay_as_they_are():
    regions = [region("GM0114", "Emmen", "gemeente"), region("PV22", "Drenthe", "provincie")]
    assert list(marks.names_apart(regions).values()) == ["Emmen", "Drenthe"]


def test_links_lead_to_the_page_of_the_code():
    emmen = region("GM0114", "Emmen", "gemeente")
    assert marks.region_link(emmen) == '<a href="gm0114.html">Emmen</a>'
    assert marks.region_link(emmen, base="../regio/") == '<a href="../regio/gm0114.html">Emmen</a>'


def test_the_source_says_voorbeeldcijfers_once_and_only_when_they_are(demo_data, request):
    for said in (citations.source_line(demo_data.edition), citations.drawn_source(demo_data.edition, boundaries=True)):
        assert said.startswith("Voorbeeldcijfers")
        assert said.count("Voorbeeldcijfers") == 1
    assert "elke zeshoek is een gemeente" in citations.drawn_source(demo_data.edition, boundaries=True)


@pytest.mark.realdata
def test_a_real_source_names_cbs_the_edition_and_the_boundaries(real_data):
    said = citations.drawn_source(real_data.edition, boundaries=True)
    assert said.startswith("Editie 2023. Bron: CBS, Regionale Monitor Brede Welvaart 2023; bewerking ")
    assert "Kadaster / Centraal Bureau voor de Statistiek, 2023." in said
    assert "Voorbeeldcijfers" not in said


def cited(*sources: tuple[str, str, dict]) -> Edition:
    """An edition that differs in its sources only: id, kind and what more they say."""
    common = {"origin": "x", "licence": "CC0"}
    made = [
        source_of({"id": id, "kind": kind, "title": id, "citation": f"Bron: {id}.", **common, **more})
        for id, kind, more in sources
    ]
    params = EditionParams.model_construct(sources=tuple(made), example=False, year=2023)
    return Edition.model_construct(params=params)


OWN = ("eigen", "table", {"table": {"region": "gem", "columns": {"wl": "x@2021"}}})
MONITOR = ("monitor", "dashboard", {})


def test_a_figure_is_cited_from_the_sources_that_have_it():
    assert citations.source_line(cited(MONITOR, OWN), given={"eigen"}) == "Bron: eigen."


def test_without_knowing_which_all_sources_of_figures_are_cited_and_no_others():
    people = ("bevolking", "table", OWN[2] | {"gives": "population"})
    assert citations.source_line(cited(MONITOR, OWN, people)) == "Bron: monitor. Bron: eigen."


def test_boundaries_are_cited_from_a_file_and_from_a_service_alike():
    query = {"pdok": {"collection": "gemeente_gegeneraliseerd", "year": 2023}, "level": "gemeente"}
    assert citations.maps_line(cited(MONITOR, ("grenzen", "pdok", query))) == "Bron: grenzen."
