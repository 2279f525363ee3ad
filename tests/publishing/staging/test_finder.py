"""What the finder and the lists of pages lead to: pages that exist, under the names people use."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from worlds import small_book as samples

from regioboek.params.regions import read_old_names
from regioboek.publishing.chapters.chapter_facts import observed_years
from regioboek.publishing.staging.finder import finder_script
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.report.pages.page_lists import indicator_index, region_index, theme_index
from regioboek.schemas import read_table
from regioboek.schemas.rows import Region

UNBUILT = ("regio/gm0109", "indicator/schuld", "thema/kapitaal")


def pages_of(book) -> Pages:
    return Pages.read(book.edition, book.build, read_old_names(book.project.params, 2023))


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Pages:
    return pages_of(samples.small_book(tmp_path_factory.mktemp("lists"), without=UNBUILT))


def finder_data(pages: Pages) -> dict[str, list[list[object]]]:
    return json.loads(finder_script(pages).removeprefix("window.rbFinder=").removesuffix(";\n"))


def test_finder_knows_every_built_region_with_what_it_is(pages):
    rows = {(name, note): page for name, page, note, _ in finder_data(pages)["regions"]}
    assert rows[("Groningen", "gemeente in Groningen")] == "regio/gm0014"
    assert rows[("Groningen", "provincie")] == "regio/pv20"
    assert rows[("Zuidoost-Drenthe", "COROP-gebied in Drenthe")] == "regio/cr08"
    assert "regio/gm0109" not in rows.values()


def test_finder_leads_old_names_to_todays_region(pages):
    data = finder_data(pages)
    former = {name: (data["regions"][number][1], gone) for name, number, gone in data["former"]}
    assert former["Haren"] == ("regio/gm0014", 1)


def test_finder_offers_only_topics_with_a_page(pages):
    assert finder_data(pages)["topics"] == [
        ["Werkloosheid", "indicator/werkloosheid", "indicator"],
        ["Vacatures", "indicator/vacatures", "indicator"],
        ["Arbeid", "thema/arbeid", "thema"],
    ]


def test_region_list_goes_from_provincie_to_gemeente_and_from_a_to_z(pages):
    text = region_index(pages)
    assert text.index("### Drenthe") < text.index("### Groningen")
    assert '<dt><a href="cr08.html">Zuidoost-Drenthe</a></dt>' in text
    letters = re.findall(r'<h3 id="letter-(.)">', text)
    assert letters == sorted(letters)
    assert '<li>Haren <small>nu <a href="gm0014.html">Groningen</a></small></li>' in text


def test_the_list_counts_one_and_many_areas_in_words_that_fit(pages):
    own = {f"GB00{n}": Region(f"GB00{n}", f"Gebied {n}", "gebied") for n in (1, 2)}
    one = replace(pages, regions={**pages.regions, "GB001": own["GB001"]})
    two = replace(pages, regions={**pages.regions, **own})
    assert "1\u00a0ander\u00a0gebied" in region_index(one)
    assert "2\u00a0andere\u00a0gebieden" in region_index(two)


def test_a_region_without_page_is_listed_without_link(pages):
    text = region_index(pages)
    assert '<span class="rb-unbuilt">Coevorden</span>' in text
    assert "gm0109.html" not in text


def test_indicator_list_says_unit_and_years(pages):
    text = indicator_index(replace(pages, years={"werkloosheid": [2019, 2020, 2021, 2022], "vacatures": [2015, 2018]}))
    assert '<a href="werkloosheid.html">Werkloosheid</a></span> <small>% van de inwoners<br>2019–2022</small>' in text
    assert "<br>2015, 2018</small>" in text
    assert "<br>geen cijfers in deze uitgave</small>" in text


def test_theme_list_keeps_here_and_now_apart_from_later(pages):
    text = theme_index(pages)
    assert text.index("## Hier en nu") < text.index("Arbeid") < text.index("## Later") < text.index("Kapitaal")
    assert '<a href="../indicator/werkloosheid.html">Werkloosheid</a>' in text
    assert '<span class="rb-unbuilt">Kapitaal</span>' in text


def test_years_are_those_with_a_figure(book):
    names = ("schuld", "vacatures", "werkloosheid")
    assert observed_years(read_table("observations", book.build.observations)) == dict.fromkeys(names, samples.YEARS)


def test_an_old_code_leads_on_only_where_a_successor_has_a_page(pages, tmp_path):
    moved = {m.page: m for m in pages.site().moved}
    assert [c.page for c in moved["regio/gm0017"].successors] == ["regio/gm0014"]
    other = samples.small_book(tmp_path, without=("regio/gm0014",))
    assert "regio/gm0017" not in {m.page for m in pages_of(other).site().moved}
