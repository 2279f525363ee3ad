"""Seaborn's and matplotlib's shapes as SVG: each in the look of its name, and nothing else of theirs in the page."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from worlds.page_reading import SVG, points

from regioboek.charts.drawing import STYLE, axes_looks, name_axes, new_figure, shapes, to_svg
from regioboek.charts.frame import Frame
from regioboek.charts.paint import Palette, trend_classes
from regioboek.params.edition import Colours

PALETTE = Palette.of(Colours())
LOOKS = axes_looks(PALETTE) | {
    "bar": "fill:red",
    "line": PALETTE.line("accent", 2.5),
    "dot": "fill:black",
    "word": f"fill:{PALETTE.css('ink')};text-anchor:end",
}


def draw(looks: dict = LOOKS) -> str:
    """Three bars with a line between the second and the third, two dots, a word, a turned word, a grid and its axes."""
    import matplotlib as mpl
    import seaborn as sns

    with mpl.rc_context(STYLE):
        figure, axes = new_figure((300, 200), left=30, top=10, right=20, bottom=20)
        axes.axvspan(0, 1, gid="bar")
        axes.axvspan(2, 3, gid="bar")
        sns.lineplot(x=[0, 5, 10], y=[1, 9, 4], ax=axes, gid="line")
        axes.axvspan(4, 5, gid="bar")
        axes.plot([0, 10], [0, 10], "o", ms=7, gid="dot")
        axes.text(5, 5, "Nederland & <België>", ha="right", gid="word")
        axes.text(10, 0, "schuin", rotation=30, rotation_mode="anchor", va="baseline", gid="word")
        axes.set(xlim=(0, 10), ylim=(0, 10), xlabel="", ylabel="")
        axes.set_xticks([0, 10], ["nul", "tien"])
        axes.set_yticks([0, 10], ["laag", "hoog"])
        axes.grid(axis="y")
        name_axes(axes)
        return to_svg(figure, looks, Frame("Proef", "Een proef.", "Bron.", "i-proef", PALETTE))


def groups(markup: str) -> dict[str, list[ET.Element]]:
    """The shapes of the drawing by their style."""
    drawing = next(g for g in ET.fromstring(markup).findall(f"{SVG}g") if g.get("aria-hidden"))
    return {g.get("style"): list(g) for g in drawing}


def written(inner: str) -> str:
    """An SVG document with `inner` in it, as matplotlib writes them."""
    return f'<svg xmlns="{SVG[1:-1]}" xmlns:xlink="http://www.w3.org/1999/xlink">{inner}</svg>'


def test_every_shape_has_the_look_of_its_name():
    found = groups(draw())
    assert {style: len(shapes) for style, shapes in found.items()} == {
        "fill:red": 3,
        LOOKS["line"]: 1,
        "fill:black": 2,
        LOOKS["word"]: 2,
        LOOKS["axis"]: 1,
        LOOKS["grid"]: 2,
        LOOKS["across"]: 2,
        LOOKS["up"]: 2,
    }


def test_shapes_of_one_name_stand_together_where_the_first_was_drawn():
    order = list(groups(draw()))
    assert order.index("fill:red") < order.index(LOOKS["line"]) < order.index(LOOKS["word"])


def test_a_name_may_have_a_look_for_each_of_its_shapes():
    found = groups(draw(LOOKS | {"bar": ["fill:red", "fill:blue", "fill:red"]}))
    bars = [(style, el) for style in ("fill:red", "fill:blue") for el in found[style]]
    middles: dict[str, list[float]] = {"fill:red": [], "fill:blue": []}
    for style, bar in bars:
        middles[style].append(float(np.mean([x for _, x, _ in points(bar.get("d"))])))
    assert {style: len(xs) for style, xs in middles.items()} == {"fill:red": 2, "fill:blue": 1}
    assert middles["fill:red"][0] < middles["fill:blue"][0] < middles["fill:red"][1]


@pytest.mark.parametrize("looks", [["fill:red"], ["fill:red"] * 4])
def test_a_look_too_few_or_too_many_is_refused(looks):
    with pytest.raises(ValueError, match="zip"):
        draw(LOOKS | {"bar": looks})


@pytest.mark.parametrize("name", ["line", "word", "grid", "dot"])
def test_a_shape_without_a_look_is_refused_not_left_out(name):
    with pytest.raises(ValueError, match="without a name that has a look"):
        draw({known: look for known, look in LOOKS.items() if known != name})


def test_a_shape_lies_where_it_was_drawn():
    found = groups(draw())
    assert points(found[LOOKS["line"]][0].get("d")) == [("M", 30, 163), ("l", 155, 27), ("l", 280, 112)]
    assert [(c.get("cx"), c.get("cy"), c.get("r")) for c in found["fill:black"]] == [
        ("30", "180", "3.5"),
        ("280", "10", "3.5"),
    ]
    assert [(w.text, w.get("x")) for w in found[LOOKS["word"]]] == [("Nederland & <België>", "155"), ("schuin", "280")]


def test_a_turned_word_turns_around_its_anchor():
    level, turned = groups(draw())[LOOKS["word"]]
    assert (level.get("transform"), turned.get("transform")) == (None, "rotate(-30 280 180)")


def test_the_same_figure_has_the_same_bytes_and_nothing_of_matplotlib_s_own():
    one, other = draw(), draw()
    assert one == other
    assert not re.findall(r"matplotlib|DejaVu|clip|metadata|<defs", one)
    assert set(re.findall(r'id="([^"]+)"', one)) == {"i-proef-t", "i-proef-d"}
    assert not re.findall(r"#[0-9a-fA-F]{6}", re.sub(r"var\([^)]*\)", "", one))


@pytest.mark.parametrize("length", [2, 400])
def test_a_path_stays_within_half_a_tenth_however_long_it_is(length):
    walk = np.random.default_rng(7).normal(scale=0.33, size=(length, 2)).cumsum(axis=0) + 50
    path = f"M {walk[0, 0]} {walk[0, 1]} \n" + " \n".join(f"L {x} {y}" for x, y in walk[1:])
    drawn = ET.fromstring(shapes(written(f'<g id="a"><path d="{path}"/></g>'), {"a": "fill:none"}))
    read = np.array([(x, y) for _, x, y in points(drawn[0].get("d"))])
    assert np.abs(read - walk).max() <= 0.05 + 1e-9


def test_every_ring_of_a_path_is_kept_and_closed():
    path = "M 0 0 \nL 10 0 \nL 10 10 \nz \nM 2.04 1 \nL 4 1 \nL 4 3.06 \nz"
    drawn = ET.fromstring(shapes(written(f'<g id="a"><path d="{path}"/></g>'), {"a": "fill:red"}))
    assert points(drawn[0].get("d")) == [
        ("M", 0, 0), ("l", 10, 0), ("l", 10, 10), ("z", 0, 0),
        ("M", 2, 1), ("l", 4, 1), ("l", 4, pytest.approx(3.1)), ("z", 2, 1),
    ]  # fmt: skip


def test_the_innermost_name_counts():
    inner = '<g id="a"><path d="M 0 0 L 1 1"/><g id="unknown"><g id="b"><path d="M 2 2 L 3 3"/></g></g></g>'
    drawn = shapes(written(inner), {"a": "fill:red", "b": "fill:blue"})
    assert drawn == '<g style="fill:red"><path d="M0 0l1 1"/></g><g style="fill:blue"><path d="M2 2l1 1"/></g>'


@pytest.mark.parametrize("shape", ['<path d="M 0 0 C 1 1 2 2 3 3"/>', "<text>geen plaats</text>"])
def test_a_shape_that_cannot_be_written_is_refused(shape):
    with pytest.raises(ValueError):
        shapes(written(f'<g id="a">{shape}</g>'), {"a": "fill:red"})


def test_a_marker_that_is_no_circle_is_refused():
    marker = '<g id="a"><defs><path id="m1" d="M -3 -3 L 3 3"/></defs><use xlink:href="#m1" x="1" y="2"/></g>'
    with pytest.raises(ValueError, match="a marker of a figure is a circle"):
        shapes(written(marker), {"a": "fill:red"})


def test_a_style_that_refers_to_a_pattern_is_kept():
    part = trend_classes(PALETTE)[3]
    drawn = shapes(written('<g id="a"><path d="M 0 0 L 1 1"/></g>'), {"a": part.css("i-proef", 1.5)})
    assert "fill:url(#i-proef-p-undetermined);" in drawn
    assert "stroke-width:0.9" in drawn
