"""Which region a feature is: several of one code, rows that are something else, names in the place of codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from worlds.small_bureau import SOURCES, Folder, declared, named_crs, rd_squares, square

from regioboek.params.edition import Edition
from regioboek.sources.files.layouts import Not
from regioboek.sources.snapshot.fetching import Asking, fetch_edition
from regioboek.sources.snapshot.inputs import Inputs

GEOJSON = "gemeenten.geojson"
NAMES = {"GM0014": "Groningen", "GM0034": "Almere", "GM0037": "Stadskanaal", "GM0088": "Schiermonnikoog"}
ISLAND = square(200_000, 610_000, 1_000)

Read = Callable[..., Inputs]
Refused = Callable[..., list[str]]
Row = tuple[dict[str, Any], Any]


def rows(**more: Any) -> list[Row]:
    """The four gemeenten with code, name and `water`."""
    return [({"statcode": c, "statnaam": NAMES[c], "water": "NEE", **more}, s) for c, s in rd_squares().items()]


def geojson(*features: Row) -> str:
    made = [
        {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": shape}}
        for told, shape in features
    ]
    return json.dumps({"type": "FeatureCollection", "crs": named_crs(28992), "features": made})


def notes(inputs: Inputs) -> list[str]:
    return [str(note).partition(".geojson: ")[2] for note in inputs.notes]


def named(**more: Any) -> Edition:
    return declared(3, region_by="name", **more)


@pytest.mark.parametrize(
    "properties",
    [
        {"statcode": "GM0088", "statnaam": "Schiermonnikoog", "water": "JA"},
        {"statcode": "GM0088", "statnaam": "Schiermonnikoog (gemeente)"},
        {"statcode": "gm0088 ", "statnaam": "SCHIERMONNIKOOG"},
        {"statcode": "GM0088", "statnaam": None},
    ],
)
def test_features_of_one_code_are_one_region(properties: dict[str, Any], files: Folder, read: Read) -> None:
    inputs = read(files | {GEOJSON: geojson(*rows(), (properties, ISLAND))})
    assert notes(inputs)[-1] == (
        "found 2 features of 1 codes: GM0088; expected one per region: those of one code are joined"
    )
    assert inputs.boundaries["gemeente"].geometry.iloc[3].area == 10_000**2 + 1_000**2


def test_features_that_touch_or_lie_in_another_become_one_polygon(files: Folder, read: Read) -> None:
    touching = ({"statcode": "GM0088"}, square(215_000, 610_000, 10_000))
    hole = ({"statcode": "GM0014"}, square(232_000, 582_000, 1_000))
    gemeenten = read(files | {GEOJSON: geojson(*rows(), touching, hole)}).boundaries["gemeente"]
    assert gemeenten.geometry.geom_type.tolist() == ["Polygon"] * 4
    assert shapely.area(gemeenten.geometry.to_numpy()).tolist() == [1e8, 1e8, 1e8, 2e8]


def test_a_code_with_several_names_is_refused(files: Folder, refused: Refused) -> None:
    other = ({"statcode": "GM0088", "statnaam": "Ameland"}, ISLAND)
    (line,) = refused(files | {GEOJSON: geojson(*rows(), other)})
    assert "features 4, 5: found GM0088 with 2 names: Schiermonnikoog, Ameland; expected one name per code" in line


def test_the_names_beside_other_codes_are_found_by_how_the_column_is_called(files: Folder, refused: Refused) -> None:
    told = [({"GM_CODE": r["statcode"], "GM_NAAM": r["statnaam"]}, s) for r, s in rows()]
    spoiled = geojson(*told, ({"GM_CODE": "GM0088", "GM_NAAM": "Ameland"}, ISLAND))
    assert "2 names" in refused(files | {GEOJSON: spoiled}, declared(3, columns={"region": "GM_CODE"}))[0]


@pytest.mark.parametrize(
    ("select", "words"),
    [({"water": "nee"}, ("NEE", "JA")), ({"water": Not(**{"not": "1"})}, (0, 1)), ({"soort": ("a", "b")}, ("b", "c"))],
)
def test_features_are_selected(select: Any, words: tuple[Any, Any], files: Folder, read: Read) -> None:
    (name,) = select
    water = ({"statcode": "GM0088", "statnaam": "Waddenzee", name: words[1]}, ISLAND)
    inputs = read(files | {GEOJSON: geojson(*rows(**{name: words[0]}), water)}, declared(3, select=select))
    assert inputs.boundaries["gemeente"].area.max() == 1e8
    assert any(told.startswith("found 1 of 5 rows without") for told in notes(inputs))


def test_a_column_to_select_by_that_is_not_there_is_refused(files: Folder, refused: Refused) -> None:
    assert refused(files | {GEOJSON: geojson(*rows())}, declared(3, select={"watr": "NEE"})) == [
        "grenzen/gemeenten.geojson: found no column watr (did you mean water?); "
        "expected a column watr, as declared (select); the file has statcode, statnaam, water"
    ]


def test_names_stand_in_the_place_of_codes(files: Folder, read: Read) -> None:
    written = ["Groningen (gemeente)", "ALMERE", "Stadskanaal ", "Schier"]
    told = [({"naam": name}, s) for name, s in zip(written, rd_squares().values(), strict=True)]
    edition = named(columns={"region": "naam"}, names={"Schier": "GM0088", "Noordzee": None})
    inputs = read(files | {GEOJSON: geojson(*told, ({"naam": "Noordzee"}, ISLAND))}, edition)
    assert inputs.boundaries["gemeente"]["code"].tolist() == list(NAMES)
    assert inputs.boundaries["gemeente"].geometry.iloc[3].bounds == (205_000, 610_000, 215_000, 620_000)


def test_a_name_that_nobody_has_is_refused_once_with_the_nearest(files: Folder, refused: Refused) -> None:
    text = geojson(*rows()).replace('"Stadskanaal"', '"Stadskanal"')
    told = "\n".join(refused(files | {GEOJSON: text}, named()))
    assert "feature 3, column statnaam: found 'Stadskanal'" in told and "GM0037 Stadskanaal" in told


def test_a_code_that_is_no_region_of_the_book_is_declared(files: Folder, read: Read) -> None:
    abroad = ({"statcode": "GM0998", "statnaam": "Buitenland"}, ISLAND)
    inputs = read(files | {GEOJSON: geojson(*rows(), abroad)}, declared(3, names={"GM0998": None}))
    assert inputs.boundaries["gemeente"]["code"].tolist() == list(NAMES)


def test_a_file_with_names_only_says_what_to_declare(files: Folder, refused: Refused) -> None:
    told = [({"id": 1, "gemeentenaam": r["statnaam"]}, s) for r, s in rows()]
    (line,) = refused(files | {GEOJSON: geojson(*told)})
    assert line.endswith(
        "the file has id, gemeentenaam. Only names? Declare region_by: name and columns: {region: gemeentenaam}"
    )


def test_a_fetch_reads_names_without_a_register(files: Folder, lay: Callable[[Folder], Any]) -> None:
    edition = named()
    report = fetch_edition(lay(files | {GEOJSON: geojson(*rows())}), edition, Asking())
    assert {s.id: s.outcome for s in report.sources} == {s.id: "fetched" for s in SOURCES}
