"""The wheel: every indicator in both rings, never colour alone, the same facts in its list form."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree as ET

import pytest

from regioboek.charts import Cell, Segment, legend, wiel, wiel_list
from regioboek.words.language import TREND_WORDS

TRENDS = tuple(TREND_WORDS)
PLACES = ("top", "middle", "bottom", None)


def segments(sizes=(2, 2, 4, 6, 5, 4, 3, 8, 2, 5, 3, 3)) -> list[Segment]:
    return [
        Segment(
            f"Thema {i} & co",
            "hier-en-nu" if i < 8 else "later",
            [Cell(f"indicator {j}", TRENDS[(i + j) % 5], PLACES[(i * j) % 4]) for j in range(n)],
            f"#thema-{i}",
        )
        for i, n in enumerate(sizes)
    ]


def cells_drawn(svg: str, classes: str) -> int:
    return sum(
        p.get("d").count("M") for p in ET.fromstring(svg).iter("path") if re.match(classes, p.get("class") or "")
    )


def test_each_indicator_is_one_cell_of_either_ring():
    svg = wiel(segments(), title="Wiel", uid="w")
    assert cells_drawn(svg, "t-") == 47
    assert cells_drawn(svg, "p-") == 47


def test_judged_cells_carry_a_sign_besides_their_colour():
    one = [Segment("A", "later", [Cell("x", "favourable", "bottom")], "#a")]
    glyphs = [p for p in ET.fromstring(wiel(one, title="Wiel", uid="w")).iter("path") if p.get("class") == "rb-glyph"]
    plus, minus = (g.get("d") for g in glyphs)
    assert "v7" in plus
    assert "v7" not in minus


def test_undetermined_is_hatched_and_missing_is_not_filled():
    svg = wiel(
        [Segment("A", "later", [Cell("x", "undetermined"), Cell("y", "missing", "top")], "#a")], title="W", uid="w"
    )
    fills = {p.get("class"): p.get("fill") for p in ET.fromstring(svg).iter("path")}
    assert fills["t-undetermined"] == "url(#w-h)"
    assert fills["t-missing"] is None


def test_without_any_place_there_is_one_ring():
    svg = wiel([Segment("A", "later", [Cell("x", "none")], "#a")], title="Nederland", uid="w")
    assert cells_drawn(svg, "p-") == 0
    assert "plaats" not in svg


def test_each_link_tells_its_theme_in_words():
    links = list(ET.fromstring(wiel(segments(), title="Wiel van Emmen", uid="w")).iter("a"))
    assert len(links) == 12
    assert links[0].findtext("title") == "Thema 0 & co: trend 1 gunstig, 1 ongunstig; plaats 2 bovenste kwart"


def test_links_keep_the_wheel_from_being_an_image_without_content():
    assert ET.fromstring(wiel(segments(), title="W", uid="w")).get("role") == "group"


@pytest.mark.parametrize("sizes", [(1,) * 12, (0, 1, 14), (8,), (1, 1)])
def test_odd_numbers_of_themes_and_indicators_are_drawn(sizes):
    svg = wiel(segments(sizes), title="W", uid="w")
    assert "nan" not in svg
    assert cells_drawn(svg, "t-") == sum(sizes)


def test_names_beside_the_wheel_do_not_overlap():
    texts = [t for t in ET.fromstring(wiel(segments(), title="W", uid="w")).iter("text") if t.get("class") is None]
    for anchor in (None, "end"):
        heights = sorted(float(t.get("y")) for t in texts if t.get("text-anchor") == anchor)
        assert all(b - a >= 16.9 for a, b in itertools.pairwise(heights))


def test_two_wheels_on_a_page_share_no_ids():
    ids = [re.findall(r' id="([^"]+)"', wiel(segments(), title="W", uid=uid)) for uid in ("a", "b")]
    assert not set(ids[0]) & set(ids[1])
    assert len(ids[0]) == len(set(ids[0])) == 1


def test_the_list_form_has_the_same_cells_links_and_words():
    html = ET.fromstring(wiel_list(segments(), title="Wiel van Emmen"))
    assert len(html.findall(".//li")) == 12
    assert len(html.findall(".//i")) == 94
    assert html.find(".//a").get("href") == "#thema-0"
    assert "trend 1 gunstig, 1 ongunstig; plaats 2 bovenste kwart" in html.findtext(".//li/span")


def test_invented_figures_are_marked_in_both_forms():
    assert "Voorbeeldcijfers" in wiel(segments(), title="W", uid="w", example=True)
    assert "Voorbeeldcijfers" in wiel_list(segments(), title="W", example=True)


def test_equal_input_gives_equal_bytes():
    assert wiel(segments(), title="W", uid="w") == wiel(segments(), title="W", uid="w")


def test_a_wheel_needs_a_title():
    with pytest.raises(ValueError, match="needs a title"):
        wiel(segments(), title=" ", uid="w")


@pytest.mark.parametrize("kind", ["wiel", "trend", "chart", "sparkline", "strip"])
def test_every_legend_is_words_beside_marks(kind):
    items = ET.fromstring(legend(kind)).findall("li")
    assert items
    assert all("".join(item.itertext()).strip() for item in items)
    assert all(mark.get("aria-hidden") == "true" for item in items for mark in item)


def test_legends_use_the_words_of_the_site():
    for key, word in TREND_WORDS.items():
        assert (word in legend("trend")) is (key != "unjudged")  # which has no cell


def test_what_is_not_judged_has_no_cell_and_is_named():
    seen = Segment("Wonen", "hier en nu", (Cell("Overgewicht", "none"),), "#w", ("Verkoopprijs",))
    only = Segment("Bezit", "later", (), "#b", ("Koopwoningen", "Prijs"))
    drawn, listed = wiel([seen, only], title="Wiel", uid="w"), wiel_list([seen, only], title="Wiel")
    assert "Wonen: trend 1 geen trend; niet beoordeeld: Verkoopprijs" in drawn
    assert "Bezit: niet beoordeeld: Koopwoningen en Prijs" in drawn
    assert len(re.findall(r'class="t-', drawn)) == 1
    assert "<small>niet beoordeeld</small>" in listed and listed.count("<i class=") == 1


def test_an_indicator_that_counts_elsewhere_is_an_outline_and_is_told_apart():
    cells = (Cell("Overgewicht", "favourable", "top"), Cell("Gezondheid", "favourable", "top", counts_in="Later"))
    drawn = wiel([Segment("Thema", "later", cells, "#t")], title="Wiel", uid="w")
    assert 'class="t-favourable"' in drawn
    assert 'class="t-favourable rb-also"' in drawn
    assert "trend 1 gunstig; plaats 1 bovenste kwart; Gezondheid telt bij Later" in drawn
