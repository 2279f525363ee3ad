"""The map of a region: itself, what lies around or inside it, links with names, names that do not touch."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest

from regioboek.charts import region_map


def square(code: str, x: int, y: int, *, size: int = 100, level: str = "gemeente", neighbours=()) -> dict:
    return {
        "level": level,
        "name": code,
        "d": f"M{x} {y}h{size}v{size}h-{size}z",
        "box": [x, y, x + size, y + size],
        "at": [x + size // 2, y + size // 2],
        "neighbours": list(neighbours),
    }


@pytest.fixture
def paths() -> dict:
    """Nine gemeenten in a square of three by three, in one provincie, with another far away."""
    regions = {
        f"GM{i:04d}": square(f"GM{i:04d}", 100 * (i % 3), 100 * (i // 3), neighbours=["GM0001"]) for i in range(9)
    }
    regions["GM0099"] = square("GM0099", 5000, 5000)
    regions["PV20"] = square("PV20", 0, 0, size=300, level="provincie")
    return {"width": 6000, "height": 6000, "regions": regions}


@pytest.fixture
def names(paths) -> dict:
    return {code: f"N{code[-1]}" for code in paths["regions"]} | {"GM0004": "Midden & Co"}


def draw(paths, names, code="GM0004", level="gemeente", **changes) -> str:
    known = {"link": lambda c: f"{c.lower()}.html", "around": level}
    return region_map(paths, code, level=level, names=names, **{**known, **changes})


def test_every_other_region_in_view_is_a_link_with_its_name(paths, names):
    links = {a.get("href"): a.findtext("title") for a in ET.fromstring(draw(paths, names)).iter("a")}
    assert len(links) == 8
    assert links["gm0003.html"] == "N3"
    assert "gm0004.html" not in links
    assert "gm0099.html" not in links


def test_the_region_itself_is_outlined_and_its_neighbours_are_told(paths, names):
    root = ET.fromstring(draw(paths, names))
    assert root.find(".//path[@class='rb-here']").get("d") == paths["regions"]["GM0004"]["d"]
    assert root.findtext("title") == "Kaart van Midden & Co en omgeving"
    assert root.findtext("desc") == "Midden & Co grenst aan N1."
    assert root.get("role") == "group"


def test_members_are_drawn_inside_the_outline(paths, names):
    members = [code for code in paths["regions"] if code.startswith("GM00") and code != "GM0099"]
    root = ET.fromstring(draw(paths, names, "PV20", "provincie", members=members))
    assert len(root.findall(".//a[@class='rb-in']")) == 9
    assert root.find(".//path[@class='rb-outline']") is not None
    assert "Daarin: N0, N1" in root.findtext("desc")


def test_an_island_says_that_it_has_no_neighbours(paths, names):
    assert "heeft geen buren" in ET.fromstring(draw(paths, names, "GM0099")).findtext("desc")


def test_the_own_name_is_written_even_where_others_do_not_fit(paths, names):
    crowded = dict.fromkeys(names, "Een gemeente met een heel lange naam") | {"GM0004": "Hier"}
    written = [t.text for t in ET.fromstring(draw(paths, crowded)).iter("text")]
    assert written == ["Hier"]


def test_the_middles_of_all_neighbours_are_in_view(paths, names):
    paths["regions"]["GM0004"]["neighbours"] = [code for code in paths["regions"] if code < "GM0009"]
    left, top, width, height = map(float, ET.fromstring(draw(paths, names)).find("svg").get("viewBox").split())
    for code in paths["regions"]["GM0004"]["neighbours"]:
        x, y = paths["regions"][code]["at"]
        assert left < x < left + width
        assert top < y < top + height


def test_the_caption_stands_below_the_map(paths, names):
    root = ET.fromstring(draw(paths, names, caption="Grenzen: Kadaster / CBS, 2023."))
    plain = ET.fromstring(draw(paths, names))
    assert root.findall("text")[-1].text == "Grenzen: Kadaster / CBS, 2023."
    assert float(root.get("height")) == float(plain.get("height")) + 18


def test_hexagons_are_drawn_like_any_shape(names):
    points = [(50 + 40 * math.cos(a), 50 + 40 * math.sin(a)) for a in (math.pi / 3 * i for i in range(6))]
    hexagon = square("GM0004", 10, 10, size=80) | {"d": "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "z"}
    root = ET.fromstring(draw({"regions": {"GM0004": hexagon}}, names))
    assert root.find(".//path[@class='rb-here']").get("d") == hexagon["d"]


def test_equal_input_gives_equal_bytes_and_no_id_that_another_map_could_have(paths, names):
    assert draw(paths, names) == draw(paths, names)
    assert not [e for e in ET.fromstring(draw(paths, names)).iter() if e.get("id")]


def test_a_region_without_path_is_refused(paths, names):
    with pytest.raises(ValueError, match="no path for GM1234"):
        draw(paths, names, "GM1234")
