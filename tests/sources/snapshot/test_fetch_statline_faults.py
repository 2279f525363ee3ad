"""`regioboek fetch` while StatLine misbehaves, v3 and v4: message, exit code 1, and the old snapshot as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback.fixtures import Ticking
from loopback.reply import (
    changed,
    cut_gzip,
    damaged_gzip,
    dropped,
    endless,
    html,
    instead,
    redirect,
    silent,
    status,
    truncated,
)
from loopback.server import Loopback
from loopback.statline_tables import v3_table, v4_table
from worlds.network_edition import Desk, contents, open_desk

SOURCE = {"v3": "banen-v3", "v4": "banen-v4"}
PAGE_2 = {"v3": "'1100 '&$skip=4", "v4": "'1100'&$skip=4"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Iterator[Desk]:
    """A project with a snapshot; its edition has a table of v3 and one of v4. No test may change a byte of it."""
    with pytest.MonkeyPatch.context() as patch, Loopback() as server:
        for name in ("NO_PROXY", "no_proxy"):
            patch.setenv(name, ",".join(filter(None, ["127.0.0.1", os.environ.get(name)])))
        serve_tables(server)
        sources = [
            _source("v3", "70001ned", "Totaal_1", server.url),
            _source("v4", "70002NED", "M001", server.url_v4),
        ]
        desk = open_desk(server, tmp_path_factory.mktemp("statline"), project_root, patch, sources)
        yield desk.with_a_snapshot()


def serve_tables(server: Loopback) -> None:
    """Both tables in pages of four rows."""
    server.v3["70001ned"] = v3_table(page_rows=4)
    server.v4["70002NED"] = v4_table(page_rows=4)


def _source(version: str, table: str, measure: str, url: str) -> dict[str, Any]:
    query = {"table": table, "url": url, "measures": {"werkloosheid": measure}, "select": {"Geslacht": "1100"}}
    return {"id": SOURCE[version], "kind": f"statline-{version}", "title": "Banen", "statline": query}


@pytest.fixture
def desk(shared: Desk) -> Iterator[Desk]:
    """That project, with a server and a client as they were."""
    serve_tables(shared.server)
    yield shared
    shared.at_ease()
    assert contents(shared.root) == shared.before


both = pytest.mark.parametrize("version", ["v3", "v4"])

FAULTS: dict[str, tuple[Any, str, bool]] = {
    "404": (status(404), "found HTTP 404 (Not Found)", False),
    "html": (html, 'found HTTP 200 with an HTML page titled "Onderhoud" (1 try)', False),
    "redirect": (
        redirect("http://elders.example/2"),
        "found a redirect to another host, http://elders.example/2",
        False,
    ),
    "a day to wait": (status(429, retry_after="86400"), "the request to wait 86400 seconds", False),
    "500": (status(500), "found HTTP 500 (Internal Server Error) (5 tries)", True),
    "dropped": (dropped, "found a connection that broke off after", True),
    "truncated": (truncated, "found JSON that breaks off after", True),
    "damaged gzip": (damaged_gzip, "found damaged gzip", True),
    "gzip without its end": (cut_gzip, "found gzip without its end (5 tries)", True),
}


@both
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_page_2_leaves_the_snapshot_as_it_was(fault: str, version: str, desk: Desk) -> None:
    wrong, said, lasting = FAULTS[fault]
    desk.server.misbehave(PAGE_2[version], wrong, forever=True)
    desk.refused(SOURCE[version], said, "--only", SOURCE[version])
    assert (desk.asked(PAGE_2[version]), len(desk.client.pauses)) == ((5, 4) if lasting else (1, 0))


@both
def test_silence_on_page_2_leaves_the_snapshot_as_it_was(version: str, desk: Desk) -> None:
    desk.client.where = PAGE_2[version]
    desk.server.misbehave(PAGE_2[version], silent, forever=True)
    desk.refused(
        SOURCE[version], "found silence in the middle of the answer, after 0 bytes (5 tries)", "--only", SOURCE[version]
    )


@both
def test_a_page_2_that_never_ends_leaves_the_snapshot_as_it_was(version: str, desk: Desk) -> None:
    desk.client.clock = Ticking(30)
    desk.server.misbehave(PAGE_2[version], endless, forever=True)
    desk.refused(
        SOURCE[version],
        "found an answer that does not end: still not complete at the deadline",
        "--only",
        SOURCE[version],
    )


@both
def test_page_2_identical_to_page_1_leaves_the_snapshot_as_it_was(version: str, desk: Desk) -> None:
    desk.fetch("--update", "--yes", "--only", SOURCE[version])
    rows = {"v3": "/TypedDataSet?", "v4": "/Observations?"}[version]
    first = next(asked for asked in desk.server.requests if rows in asked)
    desk.server.misbehave(PAGE_2[version], instead(first))
    desk.refused(SOURCE[version], "page 2, identical to page 1", "--only", SOURCE[version])


@both
def test_a_count_that_does_not_match_leaves_the_snapshot_as_it_was(version: str, desk: Desk) -> None:
    table = {"v3": "70001ned", "v4": "70002NED"}[version]
    rows = {"v3": "TypedDataSet", "v4": "Observations"}[version]
    desk.server.misbehave(f"{table}/{rows}/$count", changed("15", "16"))
    desk.refused(SOURCE[version], "15 rows in 4 pages, while the service counts 16", "--only", SOURCE[version])


@both
def test_a_stamp_that_changes_between_the_pages_leaves_the_snapshot_as_it_was(version: str, desk: Desk) -> None:
    where = {"v3": "70001ned/TableInfos", "v4": "70002NED/Properties"}[version]
    desk.fetch("--update", "--yes", "--only", SOURCE[version])
    times = desk.asked(where)
    assert times >= 2
    same = changed("2023-01-01", "2023-01-01")
    desk.server.misbehave(where, *[same] * (times - 1), changed("2023-01-01", "2023-02-02"))
    desk.refused(SOURCE[version], "found Modified 2023-02-02", "--only", SOURCE[version])


@both
def test_a_table_that_is_gone_leaves_the_snapshot_as_it_was(version: str, desk: Desk) -> None:
    {"v3": desk.server.v3, "v4": desk.server.v4}[version].clear()
    code, said = desk.fetch("--update", "--yes", "--only", SOURCE[version])
    assert (code, f"{SOURCE[version]} (statline-{version}) FAILED" in said) == (1, True), said
    assert "found no table 7000" in said or "found HTTP 404" in said
    assert contents(desk.root) == desk.before


@both
def test_a_new_stamp_without_other_figures_is_told_and_written_only_when_agreed_to(version: str, desk: Desk) -> None:
    table: Any = desk.server.v3["70001ned"] if version == "v3" else desk.server.v4["70002NED"]
    told = table.sets["TableInfos"][0] if version == "v3" else table.properties
    told["Modified"] = told["Modified"].replace("2023-01-01", "2023-02-02")
    code, said = desk.fetch("--update", "--only", SOURCE[version])
    assert (code, "modified 2023-01-01" in said, "2023-02-02" in said) == (3, True, True), said
    assert contents(desk.root) == desk.before
