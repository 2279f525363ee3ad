"""A file of a source may be an address: what comes is that file, byte for byte, or refused with advice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from loopback.fixtures import Patient
from loopback.reply import changed, dropped, html, status, truncated
from loopback.server import Loopback
from worlds.factories import source
from worlds.small_bureau import META, SOURCES, VALUES, Folder, small_edition

from regioboek.errors import InputError, SourceError
from regioboek.layout import Project
from regioboek.params.source import Source
from regioboek.sources.kinds import kind_of
from regioboek.sources.kinds.base import Fetched, FetchJob, Progress, SnapshotFiles
from regioboek.sources.kinds.file_base import file_name
from regioboek.sources.tables.reading import Reading

Fetch = Callable[[Source], Fetched]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    return tmp_path / "source"


@pytest.fixture
def told() -> list[Progress]:
    return []


@pytest.fixture
def fetch(folder: Path, patient: Patient, told: list[Progress]) -> Fetch:
    def run(source: Source) -> Fetched:
        job = FetchJob(source, small_edition(), Project(folder.parent), folder, None, patient, told.append)
        return kind_of(source.kind).fetch(job)

    return run


def refusal(fetch: Fetch, source: Source) -> str:
    with pytest.raises(InputError) as error:
        fetch(source)
    (problem,) = error.value.problems
    return f"{problem.place}: {problem.found}; {problem.expected}"


@pytest.fixture
def monitor(loopback: Loopback) -> Source:
    """The small bureau's dashboard download at two addresses."""
    values = loopback.file("/download/indicatoren.csv", VALUES.encode(), Last_Modified="Mon, 04 Dec 2023 00:00:00 GMT")
    meta = loopback.file("/download/meta.csv", META.encode())
    return source("monitor", "dashboard", {"values": values, "meta": meta})


def test_files_come_byte_for_byte_with_the_publishers_stamp(
    monitor: Source, fetch: Fetch, folder: Path, told: list[Progress]
):
    fetched = fetch(monitor)
    assert fetched.files == {"values": "indicatoren.csv", "meta": "meta.csv"}
    assert (folder / "indicatoren.csv").read_bytes() == VALUES.encode()
    assert (fetched.url, fetched.modified) == (monitor.files["values"], "Mon, 04 Dec 2023 00:00:00 GMT")
    assert (told[-1].pages, told[-1].bytes) == (2, len(VALUES.encode()) + len(META.encode()))


def test_what_was_downloaded_is_read_as_a_file_is(monitor: Source, fetch: Fetch, folder: Path):
    fetched = fetch(monitor)
    reading = Reading(small_edition())
    kind_of("dashboard").read(monitor, SnapshotFiles("monitor", folder, fetched.files), reading)
    assert reading.problems == []
    assert len(reading.figures[0]) == VALUES.count("\n") - 1
    assert reading.units["werkloosheid"] == "% beroepsbevolking"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (html, 'HTTP 200 with an HTML page titled "Onderhoud" (1 try); data: is the service under maintenance'),
        (status(404), "HTTP 404 (Not Found) (1 try); something at this address"),
        (dropped, "a connection that broke off after"),
        (changed(VALUES, '{"fout": "te druk"}'), "JSON; delimited text: the address of the download as CSV"),
        (changed(VALUES, "[]"), "JSON; delimited text"),
        (changed(VALUES, "<Error/>"), "XML; delimited text"),
        (changed(VALUES, "%PDF-1.7 "), "a PDF; delimited text: the address of the figures themselves"),
        (changed(VALUES, "PK\x03\x04 "), "a spreadsheet or a zip archive; delimited text: unpack it"),
    ],
)
def test_what_is_no_such_file_is_refused_with_source_and_key(
    fault, said: str, monitor: Source, fetch: Fetch, loopback: Loopback
):
    loopback.misbehave("indicatoren.csv", fault, forever=True)
    assert refusal(fetch, monitor).startswith(f"source monitor, files.values: {said}")


def test_of_what_was_refused_nothing_is_written(monitor: Source, fetch: Fetch, loopback: Loopback, folder: Path):
    loopback.misbehave("indicatoren.csv", html)
    refusal(fetch, monitor)
    assert list(folder.iterdir()) == []


def test_a_gzip_archive_is_refused_with_advice(fetch: Fetch, loopback: Loopback):
    url = loopback.file("/indicatoren.csv.gz", b"\x1f\x8b\x08 and so on", "application/gzip")
    told = refusal(fetch, source("monitor", "dashboard", {"values": url}))
    assert told.endswith("a gzip archive; delimited text: unpack it and name the file inside")


def test_truncated_boundaries_are_asked_again_and_refused(
    fetch: Fetch, loopback: Loopback, files: Folder, patient: Patient
):
    told = files["gemeenten.geojson"]
    assert isinstance(told, str)
    url = loopback.file("/gemeenten.geojson", told.encode(), "application/geo+json")
    loopback.misbehave("gemeenten", truncated, forever=True)
    boundaries = source("grenzen", "boundaries", {"boundaries": url}, level="gemeente")
    assert "JSON that breaks off after" in refusal(fetch, boundaries)
    assert patient.pauses == [1, 2, 4, 8]


def test_all_kinds_of_files_can_be_addresses(fetch: Fetch, loopback: Loopback, files: Folder, folder: Path):
    for one in SOURCES:
        served = {}
        for key, name in one.files.items():
            body = files[name]
            assert isinstance(body, str)
            kind = "application/geo+json" if name.endswith("geojson") else "text/csv"
            served[key] = loopback.file(f"/{name}", body.encode(), kind)
        assert set(fetch(one.model_copy(update={"files": served})).files) == set(one.files)
    assert (folder / "gemeenten.geojson").read_text("utf-8") == files["gemeenten.geojson"]


def test_a_spreadsheet_that_is_none_is_refused(fetch: Fetch, loopback: Loopback):
    url = loopback.file("/grenzen.gpkg", b"not a database", "application/octet-stream")
    told = refusal(fetch, source("grenzen", "boundaries", {"boundaries": url}, level="gemeente"))
    assert told.endswith("something else than a .gpkg file; a whole .gpkg file at this address")


BEGINNINGS = {
    "figures.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "figures.ods": b"PK\x03\x04",
    "areas.zip": b"PK\x03\x04",
    "areas.fgb": b"fgb\x03fgb\x00",
    "areas.gml": b'<?xml version="1.0"?><gml:FeatureCollection/>',
    "areas.geoparquet": b"PAR1",
    "survey.sav": b"$FL2@(#) SPSS",
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_file_that_begins_as_its_name_says_gets_through(name, fetch: Fetch, loopback: Loopback, folder: Path):
    url = loopback.file(f"/{name}", BEGINNINGS[name] + bytes(100), "application/octet-stream")
    fetch(source("grenzen", "boundaries", {"boundaries": url}, level="gemeente"))
    assert (folder / name).read_bytes() == BEGINNINGS[name] + bytes(100)


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_file_that_begins_otherwise_is_refused(name, fetch: Fetch, loopback: Loopback):
    url = loopback.file(f"/{name}", b"no such file", "application/octet-stream")
    told = refusal(fetch, source("grenzen", "boundaries", {"boundaries": url}, level="gemeente"))
    suffix = Path(name).suffix
    assert told.endswith(f"something else than a {suffix} file; a whole {suffix} file at this address")


@pytest.mark.parametrize(
    ("url", "key", "name"),
    [
        ("https://x.nl/a/indicatoren.csv?v=2", "values", "indicatoren.csv"),
        ("https://x.nl/a/mijn%20cijfers%2F2023.csv", "values", "2023.csv"),
        ("https://x.nl/a/..%2f..", "values", "values.csv"),
        ("https://x.nl/", "boundaries", "boundaries.geojson"),
        ("https://x.nl/items?f=json", "boundaries", "items.geojson"),
        ("https://x.nl/download", "values", "download.csv"),
        ("https://x.nl/c:\\con.csv", "values", "c_con.csv"),
        ("https://x.nl/con.csv", "values", "values-con.csv"),
        ("https://x.nl/cells.parquet", "values", "values-cells.parquet"),
        ("https://x.nl/.hidden.csv", "values", "hidden.csv"),
        ("https://x.nl/a%00b.csv", "values", "a_b.csv"),
    ],
)
def test_the_name_in_a_snapshot_is_a_plain_file_name(url: str, key: str, name: str):
    assert file_name(url, key) == name


def test_without_a_client_the_command_is_named(monitor: Source, folder: Path):
    job = FetchJob(monitor, small_edition(), Project(folder.parent), folder, None, None)
    with pytest.raises(InputError, match="regioboek fetch 2023: only fetch uses a network"):
        kind_of("dashboard").fetch(job)


LATER = VALUES.replace("statcode;statnaam;code;label;jaar;waarde", "regio;naam;indicator;omschrijving;periode;cijfer")
RENAMED = {"region": "regio", "code": "indicator", "year": "periode", "value": "cijfer", "label": "omschrijving"}


def test_a_later_edition_with_other_columns_says_which_to_declare(
    monitor: Source, fetch: Fetch, loopback: Loopback, folder: Path
):
    loopback.file("/download/indicatoren.csv", LATER.encode())
    fetched = fetch(monitor)
    with pytest.raises(SourceError) as error:
        kind_of("dashboard").cells(monitor, folder, fetched.files)
    problems = [str(problem) for problem in error.value.problems]
    assert len(problems) == 4
    assert problems[0] == (
        "monitor/indicatoren.csv: line 1: found no column statcode; expected a column statcode; the file has regio, "
        "naam, indicator, omschrijving, periode, cijfer. Named otherwise? Declare it in the params, "
        "columns: {region: ...}"
    )


def test_a_later_edition_is_read_with_its_columns_declared(
    monitor: Source, fetch: Fetch, loopback: Loopback, folder: Path
):
    loopback.file("/download/indicatoren.csv", LATER.encode())
    renamed = monitor.model_copy(update={"columns": RENAMED, "files": {"values": monitor.files["values"]}})
    kind, place = kind_of("dashboard"), folder
    cells = kind.cells(renamed, place, fetch(renamed).files)
    loopback.file("/download/indicatoren.csv", VALUES.encode())
    plain = monitor.model_copy(update={"files": {"values": monitor.files["values"]}})
    before = kind.cells(plain, place, fetch(plain).files)
    assert cells is not None and before is not None
    assert cells.equals(before)


@pytest.mark.parametrize("code", ["09_E_V_13", "09.E&V.13", "09-e-v-13", "werkloosheid"])
def test_codes_decimal_comma_and_empty_cells_are_read(
    code: str, monitor: Source, fetch: Fetch, loopback: Loopback, folder: Path
):
    loopback.file("/download/indicatoren.csv", VALUES.replace("09_E_V_13", code).encode())
    reading = Reading(small_edition())
    fetched = fetch(monitor.model_copy(update={"files": {"values": monitor.files["values"]}}))
    only = monitor.model_copy(update={"files": {"values": monitor.files["values"]}})
    kind_of("dashboard").read(only, SnapshotFiles("monitor", folder, fetched.files), reading)
    assert reading.problems == []
    figures = reading.figures[0].set_index(["region", "indicator", "year"])["value"]
    assert figures["GM0014", "werkloosheid", 2021] == 5.1
    assert figures[["GM0034"]].isna().sum() == 2
