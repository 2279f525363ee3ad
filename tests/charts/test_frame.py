"""What stands around a national figure: words that go with a copy, a legend in the figure's own patterns, names."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from worlds.page_reading import SVG, text

from regioboek.charts.frame import Frame, framed
from regioboek.charts.paint import Palette, count_classes, position_classes, trend_classes
from regioboek.markup import Markup
from regioboek.params.edition import Colours

PALETTE = Palette.of(Colours())
CLASSES = trend_classes(PALETTE)
TITLE, SOURCE = "Werkloosheid: trend, 2015–2022", "Editie 2023. Bron: CBS."
FRAME = Frame(TITLE, "Zes vakken.", SOURCE, "i-proef", PALETTE, "% van de beroepsbevolking")
ALL = replace(FRAME, legend=[(part, 3) for part in CLASSES])


def draw(frame: Frame = FRAME, *, unit: float = 1.0, body: str = '<path d="M0 0l9 9"/>') -> str:
    return framed(Markup(body), (300, 200), frame, unit=unit)


@pytest.mark.parametrize("unit", [1, 5.06])
def test_a_figure_is_well_formed_and_every_id_is_its_own(unit):
    ids = [el.get("id") for el in ET.fromstring(draw(ALL, unit=unit)).iter() if el.get("id")]
    assert all(i.startswith("i-proef-") for i in ids)
    assert len(ids) == len(set(ids)) == 2 + sum(part.pattern is not None for part in CLASSES)


def test_every_reference_leads_to_something_in_the_figure():
    markup = draw(ALL)
    referred = set(re.findall(r"url\(#([^)]+)", markup))
    assert referred
    assert referred <= set(re.findall(r'id="([^"]+)"', markup))


def test_colours_are_variables_with_the_edition_s_colour_behind_them():
    markup = draw(ALL)
    for role in ("favourable", "unfavourable", "ink", "muted"):
        assert f"var(--rb-{role},{getattr(PALETTE, role)})" in markup
    assert not re.findall(r"#[0-9a-fA-F]{6}", re.sub(r"var\([^)]*\)", "", markup))


def test_a_copied_figure_says_what_it_is():
    said = text(ET.fromstring(draw(replace(FRAME, legend=[(CLASSES[0], 12), (CLASSES[1], 1234)]))))
    for words in (FRAME.title, FRAME.unit, FRAME.source, "gunstig: 12", "ongunstig: 1\u00a0234"):
        assert words in said


def test_an_invented_figure_says_so_in_the_drawing_and_a_real_one_does_not():
    invented = ET.fromstring(draw(replace(FRAME, source="Voorbeeldcijfers. Editie demo.")))
    assert "Voorbeeldcijfers. Editie" in text(invented)
    assert [bold.text for bold in invented.iter(f"{SVG}tspan")] == ["Voorbeeldcijfers"]
    assert "<" not in text(invented)
    assert "Voorbeeldcijfers" not in draw()


def test_a_long_source_is_wrapped_and_not_cut():
    source = "Editie 2023. " + "Bron: CBS, Regionale Monitor Brede Welvaart 2023; bewerking regioboek. " * 4
    lines = [text(el) for el in ET.fromstring(draw(replace(FRAME, source=source.strip()))).iter(f"{SVG}text")]
    assert source.strip() in " ".join(lines)


def test_words_and_drawing_lie_within_the_figure_above_one_another():
    figure = ET.fromstring(draw(ALL))
    left, top, width, height = map(float, figure.get("viewBox").split())
    above, _, below = figure.findall(f"{SVG}g")
    heights = [float(el.get("y")) for el in above.iter(f"{SVG}text")]
    assert heights == sorted(heights)
    assert top < min(heights) < max(heights) < 0
    assert max(float(el.get("y")) for el in below.iter(f"{SVG}text")) < height + top - 200
    assert (left, width) == (0, 300)


@pytest.mark.parametrize("unit", [1, 5.06])
def test_the_legend_has_the_fill_of_the_drawing_at_its_own_size(unit):
    figure = ET.fromstring(draw(ALL, unit=unit))
    group = next(g for g in figure.iter(f"{SVG}g") if g.get("transform", "").startswith("scale("))
    scale = float(group.get("transform")[6:-1])
    swatches = list(group.iter(f"{SVG}rect"))
    for part, swatch in zip(CLASSES, swatches, strict=True):
        assert f"fill:{part.fill_in('i-proef')};" in swatch.get("style")
        assert float(swatch.get("width")) * scale == pytest.approx(11, abs=0.02)


def test_no_swatch_of_the_legend_vanishes_in_the_paper():
    paper = PALETTE.css("paper")
    classes = {*CLASSES, *count_classes(PALETTE, "favourable"), *position_classes(PALETTE)}
    markup = draw(replace(FRAME, legend=[(part, 1) for part in sorted(classes, key=lambda part: part.words)]))
    assert f"stroke:{paper}" not in re.sub("<defs>.*</defs>", "", markup)


def test_the_alternative_text_is_named_by_the_figure():
    figure = ET.fromstring(draw())
    by_id = {el.get("id"): el.text for el in figure.iter()}
    assert by_id[figure.get("aria-labelledby")] == FRAME.title
    assert by_id[figure.get("aria-describedby")] == "Zes vakken."


@pytest.mark.parametrize(
    ("body", "role"), [('<path d="M0 0"/>', "img"), ('<a href="x.html"><path d="M0 0"/></a>', "group")]
)
def test_a_figure_with_links_is_a_group_and_its_drawing_stays_hidden(body, role):
    figure = ET.fromstring(draw(body=body))
    assert figure.get("role") == role
    assert [g.get("aria-hidden") for g in figure.findall(f"{SVG}g")] == [None, "true", None]


def test_words_are_escaped():
    assert "Wonen &amp; &lt;zorg&gt;" in draw(replace(FRAME, title="Wonen & <zorg>"))


# -- classes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "classes",
    [CLASSES, trend_classes(PALETTE, cells=True), position_classes(PALETTE), count_classes(PALETTE, "favourable")],
)
def test_each_class_has_its_own_look(classes):
    assert len({(part.fill, part.pattern, part.outline) for part in classes}) == len(classes)


def test_unfavourable_undetermined_and_missing_differ_without_colour():
    looks = {part.key: (part.pattern, part.fill == "none") for part in CLASSES}
    assert len({looks[key] for key in ("favourable", "unfavourable", "undetermined", "missing", "not-aggregable")}) == 5
