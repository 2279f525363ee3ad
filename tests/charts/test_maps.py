"""A national map: each gemeente once, in its class, with its link, within a tenth of a pixel of where it was."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from test_drawing import points
from worlds.page_reading import SVG, text, tree

from regioboek.charts.drawing import Frame
from regioboek.charts.maps import SCALE, WIDTH, ground, national_map
from regioboek.charts.paint import Palette, trend_classes


@pytest.fixture(scope="module")
def drawn(data):
    """A map with every third gemeente in another class, and the states it was drawn from."""
    palette = Palette.of(data.edition.params.colours)
    classes = trend_classes(palette)
    keys = ["favourable", "unfavourable", "missing"]
    states = {region.code: keys[n % 3] for n, region in enumerate(data.of_level("gemeente"))}
    markup = national_map(
        data.build.shapes,
        states,
        classes,
        uid="kaart",
        frame=Frame("Proef, 2015–2022", "Editie 2023. Bron: CBS."),
        description="Kaart van alle gemeenten.",
        palette=palette,
        tips={code: f"{code}: {state}" for code, state in states.items()},
    )
    return markup, states, {part.key: part for part in classes}


def test_every_gemeente_is_drawn_once_with_a_link_and_a_tooltip(drawn):
    markup, states, _ = drawn
    links = [(a.get("href"), a[0].text) for a in tree(markup).iter(f"{SVG}a")]
    assert sorted(links) == sorted((f"../regio/{c.lower()}.html", f"{c}: {s}") for c, s in states.items())


def test_every_gemeente_has_the_fill_of_its_class(drawn):
    markup, states, classes = drawn
    found = {}
    for group in tree(markup).iter(f"{SVG}g"):
        for link in group.findall(f"{SVG}a"):
            found[link.get("href")] = group.get("style")
    assert len(found) == len(states)
    for code, state in states.items():
        assert f"fill:{classes[state].fill_in('kaart')};" in found[f"../regio/{code.lower()}.html"]


def test_missing_is_an_outline_without_a_fill(drawn):
    assert drawn[2]["missing"].fill == "none"


def test_the_legend_counts_what_is_drawn(drawn):
    markup, states, classes = drawn
    said = text(tree(markup))
    for state, n in Counter(states.values()).items():
        assert f"{classes[state].words}: {n}" in said
    assert classes["undetermined"].words not in said


def test_a_map_lies_within_a_tenth_of_a_pixel_of_the_ground_it_was_drawn_from(drawn, data):
    gemeenten, _, (left, _, right, top) = ground(data.build.shapes)
    room = 0.006 * (right - left)
    pixel = (right - left + 2 * room) / WIDTH
    for link in list(tree(drawn[0]).iter(f"{SVG}a"))[::40]:
        code = link.get("href").split("/")[-1].removesuffix(".html").upper()
        geometry = gemeenten.geometry[code]
        rings = [r for part in getattr(geometry, "geoms", [geometry]) for r in (part.exterior, *part.interiors)]
        exact = np.vstack([np.array(ring.coords)[:, :2] for ring in rings])
        exact = np.column_stack([exact[:, 0] - left + room, top + room - exact[:, 1]]) / pixel
        shown = np.array([(x, y) for c, x, y in points(link.find(f"{SVG}path").get("d")) if c != "z"]) / SCALE
        nearest = np.abs(shown[:, None, :] - exact[None, :, :]).max(axis=2).min(axis=1)
        assert nearest.max() <= 0.1 + 1e-6


def test_neighbours_share_their_border_on_the_map(real_data):
    """Simplified as one coverage, on one grid: no slivers."""
    import shapely

    assert shapely.coverage_is_valid(ground(real_data.build.shapes).gemeenten.geometry.values)


def test_borders_of_provincies_are_drawn_once(drawn, data):
    """As long on the map as they are on the ground: each once, none left out."""
    import shapely

    _, borders, (left, _, right, _) = ground(data.build.shapes)
    pixel = 1.012 * (right - left) / WIDTH
    exact = shapely.length(shapely.union_all(borders.values)) / pixel
    lines = [el for el in tree(drawn[0]).iter(f"{SVG}g") if "stroke:var(--rb-ink" in el.get("style", "")]
    lines += [el for el in tree(drawn[0]).iter(f"{SVG}path") if "stroke:var(--rb-ink" in el.get("style", "")]
    steps = [
        np.hypot(x - x0, y - y0)
        for line in lines
        for path in line.iter(f"{SVG}path")
        for (_, x0, y0), (command, x, y) in pairwise(points(path.get("d")))
        if command != "M"
    ]
    assert sum(steps) / SCALE == pytest.approx(exact, rel=0.01)


def test_a_map_takes_few_bytes(drawn):
    assert len(drawn[0].encode()) < 90_000
