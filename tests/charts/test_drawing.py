"""A national figure as SVG: the same bytes each time, the page's colours, patterns, and words that go with a copy."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from worlds.page_reading import SVG, text

from regioboek.charts.drawing import STYLE, Frame, to_svg
from regioboek.charts.drawn_svg import compact_path
from regioboek.charts.paint import Palette, count_classes, position_classes, trend_classes
from regioboek.params.edition import Colours

PALETTE = Palette.of(Colours())
CLASSES = trend_classes(PALETTE)
FRAME = Frame("Werkloosheid: trend, 2015–2022", "Editie 2023. Bron: CBS.", "% van de beroepsbevolking")


def draw(uid: str = "i-proef", *, frame: Frame = FRAME, scale: int = 1, links: bool = False) -> str:
    """A square of every class, a line, a marker and a word."""
    import matplotlib as mpl
    from matplotlib.collections import PatchCollection
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(300 * scale / 72, 200 * scale / 72))
        axes = figure.add_axes((0, 0, 1, 1))
        for n, part in enumerate(CLASSES):
            squares = [Rectangle((n / 10, row / 4), 0.08, 0.2) for row in range(3)]
            axes.add_collection(PatchCollection(squares, facecolor=part.drawn, edgecolor=part.drawn, linewidth=1))
            if links:
                axes.collections[-1].set_urls([f"../regio/gm000{n}.html"] * 3)
        axes.plot([0, 1], [0.1, 0.9], color=PALETTE.accent, marker="o")
        axes.text(0.5, 0.5, "Nederland & <België>", color=PALETTE.ink)
        axes.set_axis_off()
        return to_svg(
            figure,
            uid=uid,
            frame=frame,
            description="Zes vakken.",
            palette=PALETTE,
            classes=CLASSES,
            tips={"../regio/gm0001.html": "Emmen: gunstig"},
            scale=scale,
        )


def points(path: str) -> list[tuple[str, float, float]]:
    """A compact path read back as a browser reads it: moves, lines and closings with absolute coordinates."""
    tokens = re.findall(r"[Mlz]|-?\d*\.?\d+", path)
    found, x, y, start, command = [], 0.0, 0.0, (0.0, 0.0), ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
            if command == "z":
                x, y = start
                found.append(("z", x, y))
                continue
        a, b = float(tokens.pop(0)), float(tokens.pop(0))
        x, y = (a, b) if command == "M" else (x + a, y + b)
        if command == "M":
            start = (x, y)
        found.append((command, x, y))
        command = "l"
    return found


@pytest.mark.parametrize(("decimals", "step"), [(1, 0.1), (0, 1.0)])
def test_a_compact_path_stays_within_half_a_step_however_long_it_is(decimals, step):
    walk = np.random.default_rng(7).normal(scale=3.3 * step, size=(400, 2)).cumsum(axis=0) + 50
    path = f"M {walk[0, 0]} {walk[0, 1]} \n" + " \n".join(f"L {x} {y}" for x, y in walk[1:]) + " \nz"
    read = [p for p in points(compact_path(path, decimals)) if p[0] != "z"]
    exact = {(round(x / step), round(y / step)) for x, y in walk}
    assert {(round(x / step), round(y / step)) for _, x, y in read} == exact


def test_a_compact_path_keeps_every_ring_and_closes_it():
    path = "M 0 0 \nL 10 0 \nL 10 10 \nL 0 0 \nz \nM 2.04 1 \nL 4 1 \nL 4 3.06 \nz"
    assert points(compact_path(path)) == [
        ("M", 0, 0), ("l", 10, 0), ("l", 10, 10), ("z", 0, 0),
        ("M", 2, 1), ("l", 4, 1), ("l", 4, pytest.approx(3.1)), ("z", 2, 1),
    ]  # fmt: skip


def test_a_path_with_curves_keeps_its_commands():
    assert compact_path("M 0 -3.04 \nC 0.795 -3 1.558 -2.68 2.12 -2.12 \nz") == "M 0 -3 C .8 -3 1.6 -2.7 2.1 -2.1 z"


def test_the_same_figure_has_the_same_bytes_and_no_date():
    one, other = draw(), draw()
    assert one == other
    assert "metadata" not in one
    assert "matplotlib" not in one.lower()


@pytest.mark.parametrize("scale", [1, 5])
def test_a_figure_is_well_formed_and_every_id_is_its_own(scale):
    figure = ET.fromstring(draw("i-proef", scale=scale))
    ids = [el.get("id") for el in figure.iter() if el.get("id")]
    assert ids
    assert all(i.startswith("i-proef-") for i in ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("scale", [1, 5])
def test_every_reference_leads_to_something_in_the_figure(scale):
    markup = draw(scale=scale)
    ids = set(re.findall(r'id="([^"]+)"', markup))
    referred = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', markup))
    assert referred
    assert referred <= ids


def test_colours_are_variables_with_the_drawn_colour_behind_them():
    markup = draw()
    for role in ("favourable", "unfavourable", "accent", "ink", "muted"):
        assert f"var(--rb-{role},{getattr(PALETTE, role)})" in markup
    outside = re.sub(r"var\([^)]*\)", "", markup)
    assert not re.findall(r"#[0-9a-fA-F]{6}", outside)


def test_what_stands_for_a_class_while_drawing_is_never_seen():
    assert not [part.drawn for part in CLASSES if part.fill == "none" and part.drawn in draw()]


def test_each_class_has_its_own_look():
    for classes in (
        CLASSES,
        trend_classes(PALETTE, cells=True),
        position_classes(PALETTE),
        count_classes(PALETTE, "favourable"),
    ):
        assert len({part.drawn for part in classes}) == len(classes)
        assert len({(part.fill, part.pattern, part.outline) for part in classes}) == len(classes)


def test_unfavourable_undetermined_and_missing_differ_without_colour():
    looks = {part.key: (part.pattern, part.fill == "none") for part in CLASSES}
    assert len({looks[key] for key in ("favourable", "unfavourable", "undetermined", "missing", "not-aggregable")}) == 5


def test_a_copied_figure_says_what_it_is():
    frame = replace(FRAME, legend=[(CLASSES[0], 12), (CLASSES[1], 1234)])
    said = text(ET.fromstring(draw(frame=frame)))
    for words in (FRAME.title, FRAME.unit, FRAME.source, "gunstig: 12", "ongunstig: 1\u00a0234"):
        assert words in said


def test_an_invented_figure_says_so_in_the_drawing_and_a_real_one_does_not():
    assert "Voorbeeldcijfers" in text(ET.fromstring(draw(frame=replace(FRAME, example=True))))
    assert "Voorbeeldcijfers" not in draw()


def test_a_long_source_is_wrapped_and_not_cut():
    source = "Editie 2023. " + "Bron: CBS, Regionale Monitor Brede Welvaart 2023; bewerking regioboek. " * 2
    figure = ET.fromstring(draw(frame=replace(FRAME, source=source.strip())))
    lines = [text(el) for el in figure.iter(f"{SVG}text")]
    assert source.strip() in " ".join(lines)


def test_the_legend_has_the_fill_of_the_drawing():
    markup = draw(frame=replace(FRAME, legend=[(part, 3) for part in CLASSES]))
    figure = ET.fromstring(markup)
    swatches = [el.get("style", "") for el in figure.iter(f"{SVG}rect")]
    assert [f"fill:{part.fill_in('i-proef')};" in style for part, style in zip(CLASSES, swatches, strict=True)] == [
        True
    ] * len(CLASSES)
    assert all(f"fill:{part.fill_in('i-proef')};" in markup.split("<rect")[0] for part in CLASSES)


def test_the_alternative_text_is_named_by_the_figure():
    figure = ET.fromstring(draw("i-proef"))
    by_id = {el.get("id"): el.text for el in figure.iter()}
    assert by_id[figure.get("aria-labelledby")] == FRAME.title
    assert by_id[figure.get("aria-describedby")] == "Zes vakken."


def test_links_have_a_tooltip_and_stay_out_of_the_tab_order():
    figure = ET.fromstring(draw(links=True))
    links = list(figure.iter(f"{SVG}a"))
    assert len(links) == 3 * len(CLASSES)
    assert {link.get("tabindex") for link in links} == {"-1"}
    assert next(link for link in links if link.get("href") == "../regio/gm0001.html")[0].text == "Emmen: gunstig"
    assert figure.get("role") == "group"


def test_text_is_text_and_escaped():
    assert "Nederland &amp; &lt;België&gt;" in draw()
