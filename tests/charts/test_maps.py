"""A national map: each gemeente once, in its class, with its link, within a tenth of a pixel of where it was."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pytest
from worlds.page_reading import SVG, points, text, tree

from regioboek.charts.frame import Frame
from regioboek.charts.maps import WIDTH, national_map
from regioboek.charts.paint import Palette, trend_classes


@pytest.fixture(scope="module")
def drawn(data):
    """A map with every third gemeente in another class, and the states it was drawn from."""
    palette = Palette.of(data.edition.params.colours)
    classes = trend_classes(palette)
    keys = ["favourable", "unfavourable", "missing"]
    states = {region.code: keys[n % 3] for n, region in enumerate(data.of_level("gemeente"))}
    markup = national_map(
        data.paths["overview"],
        states,
        classes,
        {code: f"{code}: {state}" for code, state in states.items()},
        Frame("Proef, 2015–2022", "Kaart van alle gemeenten.", "Editie 2023. Bron: CBS.", "kaart", palette),
    )
    return markup, states, {part.key: part for part in classes}


def test_every_gemeente_is_drawn_once_with_a_link_and_a_tooltip_out_of_the_tab_order(drawn):
    markup, states, _ = drawn
    links = list(tree(markup).iter(f"{SVG}a"))
    assert sorted((a.get("href"), a[0].text) for a in links) == sorted(
        (f"../regio/{c.lower()}.html", f"{c}: {s}") for c, s in states.items()
    )
    assert {a.get("tabindex") for a in links} == {"-1"}


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
    """Seen through the viewBox of the drawing; every corner drawn is one of the ground."""
    shapes = gpd.read_parquet(data.build.shapes)
    left, _, right, top = shapes.total_bounds
    inner = next(el for el in tree(drawn[0]).iter(f"{SVG}svg") if not el.get("class"))
    x0, y0, wide, _ = map(float, inner.get("viewBox").split())
    pixel = wide / WIDTH
    ground = shapes.set_index("code").geometry
    scale = data.paths["overview"]["width"] / (right - left)
    for link in list(inner.iter(f"{SVG}a"))[::40]:
        geometry = ground[link.get("href").split("/")[-1].removesuffix(".html").upper()]
        rings = [r for part in getattr(geometry, "geoms", [geometry]) for r in (part.exterior, *part.interiors)]
        exact = np.vstack([np.array(ring.coords)[:, :2] for ring in rings])
        exact = (np.column_stack([exact[:, 0] - left, top - exact[:, 1]]) * scale - [x0, y0]) / pixel
        drawn_at = np.array([(x, y) for c, x, y in points(link.find(f"{SVG}path").get("d")) if c != "z"])
        shown = (drawn_at - [x0, y0]) / pixel
        nearest = np.abs(shown[:, None, :] - exact[None, :, :]).max(axis=2).min(axis=1)
        assert nearest.max() <= 0.1 + 1e-6
        assert shown.min() >= 0
        assert shown[:, 0].max() <= WIDTH


def test_borders_of_provincies_are_drawn_on_top_in_ink(drawn, data):
    inner = next(el for el in tree(drawn[0]).iter(f"{SVG}svg") if not el.get("class"))
    last = list(inner)[-1]
    assert last.get("d") == data.paths["overview"]["borders"]
    assert "stroke:var(--rb-ink" in last.get("style")


def test_a_map_takes_few_bytes(drawn):
    assert len(drawn[0].encode()) < 80_000
