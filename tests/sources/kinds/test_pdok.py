"""Boundaries from PDOK: all pages of one year in RD metres, checked, and joined on the code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from loopback.fixtures import Patient
from loopback.pdok import Collection, features_of
from loopback.reply import changed, dropped, good, html, instead, redirect, status, truncated
from loopback.server import Loopback
from worlds.small_bureau import SQUARES, small_edition, square

from regioboek.errors import FetchError, InputError, SourceError
from regioboek.layout import Project
from regioboek.params.source import Source, source_of
from regioboek.sources.files.layouts import BoundaryFile
from regioboek.sources.kinds.base import Fetched, FetchJob, Progress, SnapshotFiles
from regioboek.sources.kinds.pdok import MERGED, RD_URI, Pdok
from regioboek.sources.kinds.pdok_params import PdokQuery
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.boundaries import read_boundaries
from regioboek.sources.tables.reading import Reading

LAYER = "gemeente_gegeneraliseerd"


def collection(year: int = 2023, suffix: str = "", **more) -> Collection:
    """The four gemeenten of the small bureau as PDOK has them, in the order of their codes backwards."""
    features = [
        {
            "properties": {"statcode": code, "statnaam": f"Naam van {code}{suffix}"},
            "geometry": {"type": "Polygon", "coordinates": square(x * 1000, y * 1000, 10_000)},
        }
        for code, (x, y) in reversed(SQUARES.items())
    ]
    return Collection(LAYER, features_of({"features": features}, "gemeente", year), **more)


def source(base: str, **more) -> Source:
    query = {"url": base, "collection": LAYER, "year": 2023} | more
    told = {"title": "Grenzen", "origin": "CBS", "licence": "CC BY 4.0", "citation": "Bron: CBS."}
    return source_of({"id": "grenzen", "kind": "pdok", "level": "gemeente", "pdok": query, **told})


@dataclass
class Desk:
    """Fetching and freezing in a folder of its own, from a server with four gemeenten on pages of three."""

    server: Loopback
    folder: Path
    client: Patient
    level: str = "gemeente"

    def __post_init__(self) -> None:
        self.progress: list[Progress] = []
        self.server.collections = {LAYER: collection(page_features=3)}

    def fetch(self, **more) -> Fetched:
        self.folder.mkdir()
        told = source(self.server.url_pdok, **more).model_copy(update={"level": self.level})
        project = Project(self.folder.parent)
        job = FetchJob(told, small_edition(), project, self.folder, None, self.client, self.progress.append)
        fetched = Pdok().fetch(job)
        Pdok().cells(told, self.folder, fetched.files)
        return fetched

    def refused(self, **more) -> str:
        with pytest.raises(InputError) as error:
            self.fetch(**more)
        (problem,) = error.value.problems
        return f"{problem.found}; {problem.expected}"


@pytest.fixture
def desk(loopback: Loopback, tmp_path: Path, patient: Patient) -> Desk:
    return Desk(loopback, tmp_path / "grenzen", patient)


def test_every_page_is_kept_as_received_and_one_file_is_made_of_them(desk: Desk):
    fetched = desk.fetch()
    assert fetched.files == {
        "raw-0001": "raw/page-0001.json",
        "raw-0002": "raw/page-0002.json",
        "boundaries": "boundaries.geojson",
    }
    assert (fetched.rows, fetched.pages, fetched.table) == (4, 2, LAYER)
    merged = json.loads((desk.folder / MERGED).read_text("utf-8"))
    assert [f["properties"]["statcode"] for f in merged["features"]] == sorted(SQUARES)
    raw = [json.loads((desk.folder / f"raw/page-000{n}.json").read_bytes()) for n in (1, 2)]
    assert [len(page["features"]) for page in raw] == [3, 1]
    assert (desk.progress[-1].rows, desk.progress[-1].pages) == (4, 2)
    assert desk.progress[-1].bytes == sum((desk.folder / f"raw/page-000{n}.json").stat().st_size for n in (1, 2))


def test_the_question_names_year_system_and_size_of_a_page(desk: Desk):
    desk.fetch()
    path = f"/cbs/gebiedsindelingen/ogc/v1/collections/{LAYER}/items"
    assert desk.server.requests[0] == f"{path}?f=json&jaarcode=2023&crs={RD_URI}&limit=1000"


def test_the_polygons_reach_the_reading_by_code_whatever_they_are_called(desk: Desk):
    desk.server.collections = {LAYER: collection(suffix=" (GM)")}
    fetched = desk.fetch()
    reading = Reading(small_edition())
    told = source(desk.server.url_pdok)
    Pdok().read(told, SnapshotFiles("grenzen", desk.folder, fetched.files), reading)
    assert (reading.problems, reading.notes) == ([], [])
    shapes = reading.boundaries["gemeente"]
    assert shapes["code"].tolist() == sorted(SQUARES)
    assert shapes.crs.to_epsg() == 28992


def test_cells_are_the_sizes_of_the_areas(desk: Desk):
    fetched = desk.fetch()
    cells = Pdok().cells(source(desk.server.url_pdok), desk.folder, fetched.files)
    assert cells[["series", "region", "period", "value", "unit"]].to_numpy().tolist() == [
        ["oppervlakte", code, "2023", 10_000.0, "hectare"] for code in sorted(SQUARES)
    ]


@pytest.mark.parametrize("fault", [status(500), status(429), dropped, truncated])
def test_a_fault_that_passes_changes_nothing(fault, desk: Desk):
    before = desk.fetch().files
    first = (desk.folder / MERGED).read_bytes()
    desk.server.misbehave("cursor=3", fault, fault)
    desk.folder = desk.folder.with_name("again")
    assert desk.fetch().files == before
    assert (desk.folder / MERGED).read_bytes() == first
    assert desk.client.pauses == [1, 2]


@pytest.mark.parametrize(
    ("where", "fault", "told"),
    [
        ("cursor=3", dropped, "a connection that broke off after"),
        ("cursor=3", html, 'HTTP 200 with an HTML page titled "Onderhoud" (1 try)'),
        ("cursor=3", redirect("http://elders.example/"), "a redirect to another host, http://elders.example/ (1 try)"),
        ("items", changed('"numberReturned": 3', '"numberReturned": 4'), "on page 1 3 features; 4, as the page itself"),
        ("items", changed("FeatureCollection", "Feature"), "on page 1 other JSON; a GeoJSON FeatureCollection"),
        ("items", changed('"features": [', '"features": [7, '), "on page 1 other JSON; a GeoJSON FeatureCollection"),
        ("items", changed("cursor=3", "cursor=3&x=http://a/../b"), 'HTTP 400 (Bad Request): "unknown query'),
        ("items", changed("/v1/collections", "/v2/collections"), "on page 1 a next page at http://127.0.0.1"),
        ("items", changed("http://127.0.0.1", "http://127.0.0.2"), "on page 1 a next page at http://127.0.0.2"),
        ("items", changed('"statcode": "GM0037"', '"statcode": "GM0088"'), "GM0088 with 2 names"),
        ("items", changed('"statcode": "GM0037"', '"statcode": ""'), "on page 1 a feature without statcode (it has"),
        ("items", changed("270000", "9270000"), "polygons from"),
    ],
)
def test_what_is_wrong_is_refused(where: str, fault, told: str, desk: Desk):
    desk.server.misbehave(where, fault, forever=where != "items")
    assert told in desk.refused()


def test_page_2_that_is_page_1_again_is_refused(desk: Desk):
    path = f"/cbs/gebiedsindelingen/ogc/v1/collections/{LAYER}/items?jaarcode=2023&limit=1000&crs={RD_URI}"
    desk.server.misbehave("cursor=3", instead(path), forever=True)
    assert desk.refused() == (
        "on page 2 the features of page 1 again; the next ones: the service repeats itself, try again later"
    )


def test_a_feature_on_two_pages_is_refused(desk: Desk):
    desk.server.misbehave("cursor=3", changed("gemeente-2023-4", "gemeente-2023-2"))
    assert desk.refused() == "on page 2 feature gemeente-2023-2, which page 1 has already; each feature once"


def test_a_count_that_does_not_match_is_refused(desk: Desk):
    desk.server.collections = {LAYER: collection(page_features=3, counted=True)}
    desk.server.misbehave("items", changed('"numberMatched": 4', '"numberMatched": 5'), forever=True)
    assert desk.refused() == "4 features on 2 pages; 5, as the service counts them"


def test_a_count_that_changes_between_pages_is_refused(desk: Desk):
    desk.server.collections = {LAYER: collection(page_features=3, counted=True)}
    desk.server.misbehave("items", good, changed('"numberMatched": 4', '"numberMatched": 5'))
    assert desk.refused() == "on page 2 5 features in all; 4, as page 1 said: it changed meanwhile"


def test_areas_of_another_year_are_refused(desk: Desk):
    mixed = [*collection().features[:3], *collection(2022).features[3:]]
    mixed[3] = {**mixed[3], "properties": {**mixed[3]["properties"], "jaarcode": 2023}}
    desk.server.collections = {LAYER: Collection(LAYER, mixed)}
    desk.server.misbehave("items", changed('"jaarcode": 2023, "jrstatcode": "2022', '"jrstatcode": "2022'))
    assert desk.refused() == "on page 1 areas of another year: 1 of 2022; only areas of 2023"


def test_a_year_that_is_not_there_is_refused(desk: Desk):
    assert desk.refused(year=1996) == "no areas of 1996; the division of 1996: does PDOK have that year?"


def test_coordinates_in_another_system_than_asked_are_refused(desk: Desk):
    lonlat = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    path = f"/cbs/gebiedsindelingen/ogc/v1/collections/{LAYER}/items?jaarcode=2023&limit=1000"
    body = desk.server.good(path)
    desk.server.misbehave("items", lambda _: body)
    assert desk.refused() == f"coordinates in {lonlat}; {RD_URI}, as asked"


def test_coordinates_that_are_not_what_is_declared_are_refused(desk: Desk):
    desk.server.collections = {LAYER: collection()}
    path = f"/cbs/gebiedsindelingen/ogc/v1/collections/{LAYER}/items?jaarcode=2023&limit=1000"
    body = desk.server.good(path)
    body.headers.clear()
    desk.server.misbehave("items", lambda _: body)
    told = desk.refused()
    assert told.startswith("polygons from 5, 52 to 7, 54 in RD metres; polygons in the Netherlands")


def test_an_unknown_collection_is_refused_with_the_nearest(desk: Desk):
    assert desk.refused(collection="gemeenten_gegeneraliseerd") == (
        f"no collection gemeenten_gegeneraliseerd (did you mean {LAYER}?); one of {LAYER}"
    )


def test_a_wrong_base_keeps_the_first_message(desk: Desk):
    assert desk.refused(url=f"{desk.server.url}/elders").startswith('HTTP 404 (Not Found): "Not found" (1 try)')


def test_without_a_network_the_command_is_named(tmp_path: Path):
    job = FetchJob(source("https://api.pdok.nl/x"), small_edition(), Project(tmp_path), tmp_path, None, None)
    with pytest.raises(FetchError, match="regioboek fetch 2023: only fetch uses a network"):
        Pdok().fetch(job)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"collection": "../../etc"}, "pdok.collection: found ../../etc; expected the name"),
        ({"collection": ""}, "pdok.collection: found nothing; expected the name of a collection"),
        (
            {"collection": "gemeente_labelpoint"},
            "found points (gemeente_labelpoint); expected gemeente_",
        ),
        ({"url": "/etc/passwd"}, "pdok.url: found /etc/passwd; expected an address"),
        ({"year": 23}, "pdok.year: found 23; expected a year from 1995"),
    ],
)
def test_a_definition_that_cannot_be_asked_is_refused_before_anything_is_fetched(more, told):
    ((key, found, expected),) = source("https://api.pdok.nl/x", **more).wrong()
    assert told in f"{'.'.join(key)}: found {found}; expected {expected}"


def test_a_right_definition_has_no_problems():
    assert list(source("https://api.pdok.nl/cbs/gebiedsindelingen/ogc/v1").wrong()) == []


def test_unusable_polygons_stop_the_fetch(desk: Desk):
    points = [{**f, "geometry": {"type": "Point", "coordinates": [2e5, 5e5]}} for f in collection().features]
    desk.server.collections = {LAYER: Collection(LAYER, points)}
    with pytest.raises(SourceError, match="GM0014 as Point; expected a polygon or multipolygon"):
        desk.fetch()


@pytest.mark.realdata
@pytest.mark.parametrize(("layer", "count"), [("gemeente", 342), ("coropgebied", 40), ("provincie", 12)])
def test_the_official_layers_come_out_as_they_are_in_the_files(layer: str, count: int, desk: Desk, realdata: Path):
    desk.server.capture(realdata)
    desk.server.collections[f"{layer}_gegeneraliseerd"].page_features = 100
    desk.level = {"coropgebied": "corop"}.get(layer, layer)
    fetched = desk.fetch(collection=f"{layer}_gegeneraliseerd")
    assert (fetched.rows, fetched.pages) == (count, -(-count // 100))
    found = ProblemList("x")
    told = BoundaryFile(level=desk.level)
    files = (desk.folder / MERGED, realdata / "regions" / f"cbs2023_{layer}_rd.geojson")
    (_, ours), (_, theirs) = (read_boundaries(path, told, found) for path in files)
    assert found.refused == []
    assert ours["code"].tolist() == theirs["code"].tolist()
    assert ours.geometry.geom_equals(theirs.geometry).all()


@pytest.mark.parametrize("named", ["", "/", "/cbs/gebiedsindelingen/ogc/v1"])
def test_the_environment_names_another_server_where_the_params_name_none(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = PdokQuery(collection="gemeente_gegeneraliseerd", year=2023)
    own = PdokQuery(collection="gemeente_gegeneraliseerd", year=2023, url="http://127.0.0.1:1/other")
    assert query.address.startswith("https://api.pdok.nl/cbs/")
    monkeypatch.setenv("REGIOBOEK_PDOK_URL", "http://127.0.0.1:2" + named)
    expected = "http://127.0.0.1:2/cbs/gebiedsindelingen/ogc/v1/collections/gemeente_gegeneraliseerd"
    assert query.address == expected
    assert own.address == "http://127.0.0.1:1/other/collections/gemeente_gegeneraliseerd"
