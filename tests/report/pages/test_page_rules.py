"""What holds for every page: ids of its own, words for what is absent, a source and words in each figure."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from worlds.page_reading import SVG, drawings, text, tree, without_stylesheet

PAGES = [
    *(("regio", code) for code in ("GM0014", "GM0096", "GM0344", "PV22", "CR05", "NL01")),
    *(("indicator", i) for i in ("werkloosheid", "overgewicht", "sociale-cohesie", "zwemwater-kustwateren")),
    *(("thema", t) for t in ("wonen", "milieu", "sociaal-kapitaal")),
]
pages = pytest.mark.parametrize(("kind", "id_"), PAGES)


def markup(page, kind: str, id_: str) -> str:
    return without_stylesheet("".join(cell.html for cell in page(kind, id_)))


@pages
def test_a_page_is_well_formed_and_no_id_occurs_twice(page, kind, id_):
    ids = Counter(el.get("id") for el in tree(markup(page, kind, id_)).iter() if el.get("id"))
    assert not [i for i, n in ids.items() if n > 1]


@pages
def test_every_reference_is_to_something_on_the_page(data, page, kind, id_):
    found = markup(page, kind, id_)
    ids = set(re.findall(r'\bid="([^"]+)"', found)) | {theme.id for theme in data.edition.themes}
    referred = re.findall(r'(?:url\(#|href="#)([^)"]+)', found)
    referred += [i for names in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', found) for i in names.split()]
    assert set(referred) <= ids


@pages
def test_no_page_shows_what_a_program_calls_absent(page, kind, id_):
    found = markup(page, kind, id_) + "".join(cell.text for cell in page(kind, id_))
    assert not re.findall(r"\b(?:NaN|nan|None|NaT|undefined|inf)\b|0x[0-9a-f]{6,}", found)


@pages
def test_no_sentence_ends_twice(page, kind, id_):
    said = text(tree(markup(page, kind, id_)))
    assert not re.findall(r".{20}(?:\.\.|;\.|: \.)", said)


@pages
def test_links_are_relative_and_no_page_asks_another_host(page, kind, id_):
    found = markup(page, kind, id_)
    assert not re.findall(r'(?:href|src)="(?:https?:)?//', found)
    links = [el.get("href") for el in tree(found).iter() if el.get("href")]
    assert links
    assert all(re.fullmatch(r"(?:\.\./)?[a-z0-9/#-]*(?:\.(?:html|zip|csv))?", link) for link in links)


@pages
def test_every_header_of_a_table_has_a_scope(page, kind, id_):
    for table in tree(markup(page, kind, id_)).iter("table"):
        assert text(table.find("caption"))
        assert {th.get("scope") for th in table.findall("thead/tr/th")} == {"col"}
        for row in table.findall("tbody/tr"):
            assert [th.get("scope") for th in row.findall("th")] == ["row"]


@pages
def test_every_figure_has_words_for_who_cannot_see_it(page, kind, id_):
    for svg in tree(markup(page, kind, id_)).iter():
        if svg.tag.rpartition("}")[2] == "svg" and svg.get("role"):
            title = next(el for el in svg if el.tag.rpartition("}")[2] == "title")
            assert (title.text or "").strip()


@pages
def test_every_chart_says_its_years_edition_and_source_within_the_drawing(data, page, kind, id_):
    edition = str(data.edition.params.year)
    for svg in tree(markup(page, kind, id_)).iter():
        if svg.get("class") in ("rb-drawn", "rb-chart") and svg.get("role"):
            said = text(svg)
            assert re.search(r"20\d\d", said)
            assert edition in said
            if data.edition.params.example:
                assert "Voorbeeldcijfers" in said
            else:
                assert "Bron: CBS" in said
                assert "Voorbeeldcijfers" not in said


@pages
def test_behind_every_chart_stands_a_table(page, kind, id_):
    for cell in page(kind, id_):
        if drawings(cell.html):
            later = cell.html if "<table" in cell.html else "".join(c.html for c in page(kind, id_)[2:])
            assert "<table" in later


@pages
def test_a_drawing_does_not_force_a_phone_to_scroll(page, kind, id_):
    for svg in drawings(markup(page, kind, id_)):
        assert svg.get("viewBox")
        assert float(svg.get("width")) <= 470
        sizes = [float(el.get("font-size", 12).removesuffix("px") if isinstance(el.get("font-size"), str) else 12)
                 for el in svg.iter(f"{SVG}text")]  # fmt: skip
        assert min(sizes) >= 11


@pages
def test_the_text_of_a_cell_has_no_markup_and_no_address(page, kind, id_):
    for cell in page(kind, id_):
        assert cell.text.strip()
        assert "<" not in cell.text
        assert ".html" not in cell.text


@pages
def test_a_page_is_light_enough_for_a_train(page, kind, id_):
    assert len("".join(cell.html for cell in page(kind, id_)).encode()) < 320_000
