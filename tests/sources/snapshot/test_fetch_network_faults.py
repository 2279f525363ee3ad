"""`regioboek fetch` against a server that misbehaves: message, exit code 1, and the old snapshot as it was."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from loopback.fixtures import Ticking
from loopback.pdok import ROOT
from loopback.reply import (
    changed,
    cut_gzip,
    damaged_gzip,
    dropped,
    endless,
    html,
    instead,
    no_answer,
    redirect,
    silent,
    status,
    truncated,
)
from loopback.server import Loopback
from worlds.network_edition import EDITION, LAYER, Desk, contents, open_desk

FIGURES, PAGE_1, PAGE_2 = "indicatoren.csv", f"{LAYER}/items", "cursor=3"
FIRST = (
    f"{ROOT}/collections/{LAYER}/items?f=json&jaarcode=2023&limit=1000&crs=http://www.opengis.net/def/crs/EPSG/0/28992"
)


@pytest.fixture
def empty(
    loopback: Loopback,
    tmp_path: Path,
    project_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """A project without a snapshot."""
    return open_desk(loopback, tmp_path, project_root, monkeypatch)


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """A project with a snapshot."""
    return empty.with_a_snapshot()


#: where, the fault, what is said of it, how often it is tried
FINAL = [
    (FIGURES, status(404), "found HTTP 404 (Not Found) (1 try); expected something at this address"),
    (FIGURES, html, 'found HTTP 200 with an HTML page titled "Onderhoud" (1 try); expected data'),
    (FIGURES, redirect("http://elders.example/x.csv"), "found a redirect to another host, http://elders.example/x.csv"),
    (FIGURES, changed("jaar", "perioden"), "found no column jaar; expected a column jaar; the file has statcode"),
    (FIGURES, changed("5,1", "5.1"), "found 5.1; expected a decimal comma, as declared"),
    (PAGE_2, html, 'found HTTP 200 with an HTML page titled "Onderhoud" (1 try); expected data'),
    (PAGE_2, redirect("http://elders.example/2"), "found a redirect to another host, http://elders.example/2 (1 try)"),
    (PAGE_2, instead(FIRST), "found on page 2 the features of page 1 again; expected the next ones"),
    (PAGE_2, changed('"numberReturned": 1', '"numberReturned": 2'), "found on page 2 1 features; expected 2, as the"),
    (PAGE_2, changed('"jaarcode": 2023', '"jaarcode": 2022'), "found on page 2 areas of another year: 1 of 2022"),
    (PAGE_2, changed("215000", "9215000"), "in RD metres; expected polygons in the Netherlands"),
    (PAGE_2, status(429, retry_after="86400"), "the request to wait 86400 seconds (try 1); expected at most 300"),
]

#: the same, for what is tried five times
PASSING = [
    (FIGURES, status(500), "found HTTP 500 (Internal Server Error) (5 tries); expected HTTP 200: try again later"),
    (FIGURES, no_answer, "found a connection dropped before the answer (5 tries)"),
    (PAGE_2, status(429), "found HTTP 429 (Too Many Requests) (5 tries)"),
    (PAGE_2, dropped, "found a connection that broke off after"),
    (PAGE_2, truncated, "found JSON that breaks off after"),
    (PAGE_2, damaged_gzip, "found damaged gzip"),
    (PAGE_2, cut_gzip, "found gzip without its end (5 tries)"),
]


@pytest.mark.parametrize(("where", "fault", "said"), FINAL)
def test_a_fault_that_will_not_pass_leaves_the_snapshot_as_it_was(where, fault, said, desk: Desk):
    desk.server.misbehave(where, fault)
    desk.refused("monitor" if where == FIGURES else "grenzen", said)
    assert desk.client.pauses == []


@pytest.mark.parametrize(("where", "fault", "said"), PASSING)
def test_a_fault_that_lasts_leaves_the_snapshot_as_it_was(where, fault, said, desk: Desk):
    desk.server.misbehave(where, fault, forever=True)
    desk.refused("monitor" if where == FIGURES else "grenzen", said)
    assert (desk.asked(where), desk.client.pauses) == (5, [1, 2, 4, 8])


def test_silence_that_lasts_leaves_the_snapshot_as_it_was(desk: Desk):
    desk.client.where = PAGE_2
    desk.server.misbehave(PAGE_2, silent, forever=True)
    desk.refused("grenzen", "found silence in the middle of the answer, after 0 bytes (5 tries)")
    assert (desk.asked(PAGE_2), desk.client.pauses) == (5, [1, 2, 4, 8])


@pytest.mark.parametrize("where", [FIGURES, PAGE_2])
def test_a_page_that_never_ends_is_given_up_at_the_deadline(where, desk: Desk):
    desk.client.clock = Ticking(30)
    desk.server.misbehave(where, endless, forever=True)
    source = "monitor" if where == FIGURES else "grenzen"
    desk.refused(source, "found an answer that does not end: still not complete at the deadline, after")
    assert desk.asked(where) == 1


def test_a_count_that_does_not_match_leaves_the_snapshot_as_it_was(desk: Desk):
    desk.server.collections[LAYER].counted = True
    desk.server.misbehave(PAGE_1, changed('"numberMatched": 4', '"numberMatched": 5'), forever=True)
    desk.refused("grenzen", "found 4 features on 2 pages; expected 5, as the service counts them")


def test_without_a_network_that_is_said_once_and_what_is_local_is_still_compared(desk: Desk):
    desk.server.stop()
    code, said = desk.fetch("--update", "--yes")
    assert code == 1
    found = f"found no connection to {desk.server.host} (5 tries); expected an answer: is there a network"
    assert said.count(found) == 1
    assert "nothing was fetched, and nothing was changed" in said
    assert f"no host can be reached: {desk.server.host}; not asked after that: grenzen" in said
    assert "snapshot of edition klein: 2 unchanged, 1 failed, 1 not asked" in said
    assert said.endswith("without a network: regioboek build demo")
    assert "the old snapshot of monitor, grenzen is untouched" in said
    assert contents(desk.root) == desk.before


def test_a_name_that_nobody_knows_is_named_and_nothing_of_it_is_locked(empty: Desk):
    params = empty.root / "params" / "editions" / f"{EDITION}.yml"
    params.write_text(re.sub(r"http://127\.0\.0\.1:\d+", "http://cbs.invalid", params.read_text("utf-8")), "utf-8")
    code, said = empty.fetch()
    assert (code, said.count("found no host named cbs.invalid (5 tries)")) == (1, 1)
    assert "nothing of monitor, grenzen is locked yet: a build needs it next: mend what is said above, or wait" in said
    assert empty.locked() == ["indeling", "bevolking"]


def test_a_host_that_is_away_is_not_asked_again_and_the_others_are(empty: Desk, nobody: str):
    params = empty.root / "params" / "editions" / f"{EDITION}.yml"
    text = params.read_text("utf-8")
    params.write_text(text.replace(f"{empty.server.url}/download", f"{nobody}/download"), "utf-8")
    told = empty.root / "told.json"
    code, said = empty.fetch("--json", str(told))
    assert (code, empty.locked()) == (1, ["indeling", "bevolking", "grenzen"])
    assert "3 fetched, 1 failed" in said
    assert f"not to be reached: {nobody.removeprefix('http://')}" in said
    assert "regioboek build demo" not in said
    assert json.loads(told.read_text("utf-8"))["unreachable"] == [nobody.removeprefix("http://")]


@pytest.mark.parametrize(("where", "fault"), [(FIGURES, status(500)), (PAGE_2, dropped), (PAGE_2, damaged_gzip)])
def test_what_is_good_again_after_two_tries_is_as_without_a_fault(where, fault, desk: Desk):
    desk.server.misbehave(where, fault, fault)
    code, said = desk.fetch("--update", "--yes")
    assert (code, "4 unchanged" in said) == (0, True), said
    assert "try 3 of 5 in 2 s" in desk.client.told[-1]
    assert contents(desk.root) == desk.before


def test_a_pause_that_the_server_asks_for_is_taken_and_told(desk: Desk):
    desk.server.misbehave(PAGE_2, status(429, retry_after="7"))
    code, said = desk.fetch("--update", "--yes")
    assert (code, "4 unchanged" in said) == (0, True), said
    assert desk.client.pauses == [7]
    assert desk.client.told[-1].endswith("HTTP 429 (Too Many Requests); try 2 of 5 in 7 s, as the server asks")
    assert contents(desk.root) == desk.before


def test_a_cable_cut_in_the_first_fetch_costs_only_that_source(empty: Desk):
    empty.server.misbehave(PAGE_2, dropped, forever=True)
    code, said = empty.fetch()
    assert (code, "3 fetched, 1 failed" in said) == (1, True), said
    assert empty.locked() == ["monitor", "indeling", "bevolking"]
    empty.server.behave()
    code, said = empty.fetch()
    assert (code, "1 fetched, 3 locked already" in said) == (0, True), said
    assert (empty.asked(LAYER), len(empty.server.requests)) == (3, 3)  # two pages, and what the layer says of itself


def test_what_is_locked_is_not_asked_again(desk: Desk):
    desk.server.misbehave("/", status(500), forever=True)
    code, said = desk.fetch()
    assert (code, "4 locked already" in said) == (0, True), said
    assert desk.server.requests == []
    assert contents(desk.root) == desk.before


def test_an_update_shows_exactly_the_figure_that_changed(desk: Desk, tmp_path: Path):
    desk.server.misbehave(FIGURES, changed("2022;4,2", "2022;4,3"))
    code, said = desk.fetch("--update", "--yes", "--json", str(tmp_path / "changes.json"))
    assert (code, "3 unchanged, 1 updated" in said) == (0, True), said
    told = json.loads((tmp_path / "changes.json").read_text("utf-8"))["sources"]
    (changes,) = [source["changes"] for source in told if "changes" in source]
    (figure,) = changes["changed"]
    assert (figure["series"], figure["region"], figure["period"]) == ("09_E_V_13", "GM0014", "2022")
    assert (figure["old"], figure["new"]) == (4.2, 4.3)
    assert changes["added"] == changes["gone"] == changes["status"] == []


def test_an_update_shows_the_area_that_changed(desk: Desk, tmp_path: Path):
    desk.server.misbehave(PAGE_2, changed("215000", "216000"))
    code, _ = desk.fetch("--update", "--yes", "--json", str(tmp_path / "changes.json"))
    told = json.loads((tmp_path / "changes.json").read_text("utf-8"))["sources"]
    (changes,) = [source["changes"] for source in told if "changes" in source]
    (area,) = changes["changed"]
    assert (code, area["region"], area["old"], area["new"]) == (0, "GM0088", 10_000.0, 11_000.0)
