"""`regioboek sources status`: what changed at the publisher since the fetch, from descriptions and stamps alone."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from loopback.reply import Fault, dropped, status
from loopback.server import Loopback
from loopback.statline_tables import v3_table, v4_table
from worlds.network_edition import EDITION, LAYER, Desk, contents, open_desk

from regioboek.cli.app import main

STAMP, LATER = "Mon, 01 Jan 2024 00:00:00 GMT", "Tue, 02 Jan 2024 00:00:00 GMT"
FIGURES = ("DataSet", "Observations", "/items", "$count")


def statline(id: str, version: str, url: str, table: str, measure: Any) -> dict[str, Any]:
    """A source of a table of v3 or v4."""
    query = {"table": table, "url": url, "select": {"Geslacht": "1100"}, "measures": {f"banen-{id}": measure}}
    return {"id": id, "kind": f"statline-{version}", "title": "Banen", "statline": query}


def more_indicators(desk: Desk, *ids: str) -> None:
    """Indicators as one that is there, which no file gives."""
    catalogue, edition = desk.root / "params" / "indicators.yml", desk.root / "params" / "editions" / f"{EDITION}.yml"
    text = catalogue.read_text("utf-8")
    entry = text[text.index("  - id: werkloosheid") : text.index("  - id: zwemwater")]
    entry = entry.replace("codes: [09_E_V_13]", "codes: []")
    more = "".join(entry.replace("werkloosheid\n", f"{id}\n", 1).replace("Werkloosheid", id) for id in ids)
    catalogue.write_text(text.rstrip() + "\n\n" + more, "utf-8")
    told = edition.read_text("utf-8").replace("- werkloosheid\n", "".join(f"- {id}\n" for id in ("werkloosheid", *ids)))
    edition.write_text(told, "utf-8")


@pytest.fixture
def desk(loopback: Loopback, tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A project without a snapshot: files with a stamp, boundaries with one, a table of v3 and one of v4."""
    sources = [
        statline("drie", "v3", loopback.url, "70001ned", "Totaal_1"),
        statline("vier", "v4", loopback.url_v4, "70002NED", "M001"),
    ]
    loopback.v3["70001ned"], loopback.v4["70002NED"] = v3_table(), v4_table()
    desk = open_desk(loopback, tmp_path, project_root, monkeypatch, sources)
    more_indicators(desk, "banen-drie", "banen-vier")
    for path in ("/download/indicatoren.csv", "/download/meta.csv"):
        loopback.files[path].headers["Last-Modified"] = STAMP
    loopback.collections[LAYER].updated = "2024-03-01T00:00:00Z"
    return desk


@pytest.fixture
def locked(desk: Desk) -> Desk:
    """The same after a fetch."""
    return desk.with_a_snapshot()


def run(desk: Desk, *arguments: str) -> tuple[int, list[str]]:
    """Exit code, and the lines that are said."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out), pytest.raises(SystemExit) as stop:
        main([*arguments, "--project", str(desk.root)])
    return int(stop.value.code or 0), out.getvalue().splitlines()


def looked(desk: Desk) -> tuple[int, dict[str, str], list[str]]:
    """Exit code, state per source, and the lines that are said; no figures were asked and nothing was written."""
    told = desk.root / "status.json"
    code, lines = run(desk, "sources", "status", EDITION, "--json", str(told))
    assert [asked for asked in desk.server.requests if any(f in asked for f in FIGURES)] == []
    assert contents(desk.root) == desk.before
    states = {s["source"]: s["state"] for s in json.loads(told.read_text("utf-8"))["sources"]}
    return code, {id: state for id, state in states.items() if state != "local"}, lines


def states(**other: str) -> dict[str, str]:
    """All unchanged, but for those that are named."""
    return dict.fromkeys(["monitor", "grenzen", "drie", "vier"], "unchanged") | other


def test_nothing_changed_is_exit_code_0(locked: Desk):
    code, told, lines = looked(locked)
    assert (code, told) == (0, states())
    assert lines[-1] == "edition klein: 4 unchanged, 2 from this machine, nobody to ask"
    assert lines[0].startswith("monitor (dashboard) unchanged: fetched 20")
    assert lines[0].endswith(f", modified {STAMP}")
    assert "indeling (register) from this machine, nobody to ask" in lines


def move_stamp(server: Loopback, of: str) -> None:
    """What one source is at its publisher got a later stamp."""
    if of == "monitor":
        server.files["/download/indicatoren.csv"].headers["Last-Modified"] = LATER
    elif of == "grenzen":
        server.collections[LAYER].updated = "2025-03-01T00:00:00Z"
    elif of == "drie":
        server.v3["70001ned"] = v3_table(Modified="2024-01-01T02:00:00")
    else:
        server.v4["70002NED"] = v4_table(Modified="2024-01-01T00:00:00+01:00")


@pytest.mark.parametrize("source", ["monitor", "grenzen", "drie", "vier"])
def test_a_later_stamp_is_a_change_and_exit_code_3(source: str, locked: Desk):
    move_stamp(locked.server, source)
    code, told, lines = looked(locked)
    assert (code, told) == (3, states(**{source: "changed"}))
    (line,) = [line for line in lines if "CHANGED" in line]
    assert line.startswith(f"{source} (") and " then, modified " in line
    assert lines[-1] == "next: regioboek fetch klein --update shows which figures changed"


@pytest.mark.parametrize("knows_head", [True, False])
def test_a_server_that_does_not_know_head_is_looked_at_too(knows_head: bool, locked: Desk):
    locked.server.knows_head = knows_head
    assert looked(locked)[:2] == (0, states())
    asked = [a for a in locked.server.requests if "download" in a]
    assert (len(asked), len(locked.server.heads)) == ((0, 2) if knows_head else (2, 0))


def test_what_was_never_fetched_is_exit_code_3(desk: Desk):
    code, told, lines = looked(desk)
    assert (code, set(told.values())) == (3, {"never"})
    assert lines[-1] == "next: regioboek fetch klein, or build it: that fetches first"


def test_without_a_stamp_it_is_not_known_and_exit_code_0(locked: Desk):
    locked.server.collections[LAYER].updated = None
    code, told, lines = looked(locked)
    assert (code, told) == (0, states(grenzen="unknown"))
    (line,) = [line for line in lines if line.startswith("grenzen")]
    assert line.startswith("grenzen (pdok) not known whether it changed: fetched")
    assert line.endswith("modified 2024-03-01T00:00:00Z then, no stamp of the publisher now")


@pytest.mark.parametrize(
    ("source", "harm", "said"),
    [
        ("monitor", lambda s: s.misbehave("meta.csv", status(404), forever=True), "found HTTP 404 (Not Found) (1 try)"),
        ("grenzen", lambda s: s.collections.clear(), "found HTTP 404 (Not Found"),
        ("drie", lambda s: s.v3.clear(), 'found the table "70001ned"; expected one of the 0 tables'),
        ("vier", lambda s: s.misbehave("PeriodenCodes", status(403), forever=True), "found HTTP 403"),
    ],
)
def test_what_is_gone_is_said_and_exit_code_1_whatever_else_changed(
    source: str, harm: Callable[[Loopback], None], said: str, locked: Desk
):
    move_stamp(locked.server, "grenzen" if source != "grenzen" else "drie")
    harm(locked.server)
    code, told, lines = looked(locked)
    other = {"grenzen" if source != "grenzen" else "drie": "changed"}
    assert (code, told) == (1, states(**{source: "wrong"} | other))
    assert any(said in line for line in lines), lines


@pytest.mark.parametrize("fault", [status(503), dropped])
def test_a_host_that_gives_no_answer_is_not_called_another_than_asked(fault: Fault, locked: Desk):
    locked.server.misbehave("PeriodenCodes", fault, forever=True)
    code, told, lines = looked(locked)
    assert (code, told) == (1, states(vier="unreachable"))
    assert any(line.startswith("vier (statline-v4) NO ANSWER: fetched") for line in lines)
    assert lines[-1].endswith("1 no answer")


def test_without_a_network_every_source_is_told_once_and_the_host_asked_once(locked: Desk):
    locked.server.stop()
    code, told, lines = looked(locked)
    assert (code, set(told.values())) == (1, {"unreachable"})
    assert sum("found no connection to" in line for line in lines) == 1
    assert sum(f"not asked: {locked.server.host} cannot be reached" in line for line in lines) == 3


def test_a_host_that_is_away_leaves_the_others_to_be_asked(desk: Desk, nobody: str):
    params = desk.root / "params" / "editions" / f"{EDITION}.yml"
    params.write_text(params.read_text("utf-8").replace(desk.server.url_v4, f"{nobody}/odata/v1/CBS"), "utf-8")
    code, told, _ = looked(desk)
    assert (code, told["vier"]) == (1, "unreachable")
    assert {told[s] for s in ("monitor", "grenzen", "drie")} == {"never"}


def renamed(table: Any, **topic: str) -> Any:
    """The v3 table with words of its first measure changed."""
    for row in table.sets["DataProperties"]:
        if row["Key"] == "Totaal_1":
            row.update(topic)
    table.sets["TypedDataSet"] = [
        {topic.get("Key", k) if k == "Totaal_1" else k: v for k, v in row.items()} for row in table.sets["TypedDataSet"]
    ]
    return table


def test_a_measure_that_moved_is_told_with_where_it_is_now(locked: Desk):
    locked.server.v3["70001ned"] = renamed(v3_table(Modified="2024-01-01T02:00:00"), Key="Totaal_9")
    code, told, lines = looked(locked)
    assert (code, told) == (3, states(drie="changed"))
    moved = "found Totaal_1 -> Totaal_9 (Totaal, x 1 000); expected Totaal_9 in the params, or to agree"
    assert any(line.strip().startswith("- warning: params: source drie") and moved in line for line in lines), lines


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ({"Key": "Anders_9", "Title": "Iets anders"}, 'no measure is called "Totaal"'),
        ({"Key": "Totaal_9", "Unit": "aantal"}, 'the unit of "Totaal" changed from x 1 000 to aantal'),
    ],
)
def test_a_measure_that_is_gone_or_has_another_unit_is_exit_code_1(topic: dict[str, str], said: str, locked: Desk):
    locked.server.v3["70001ned"] = renamed(v3_table(), **topic)
    code, told, lines = looked(locked)
    assert (code, told) == (1, states(drie="wrong"))
    assert any(said in line for line in lines), lines


def test_a_table_that_ended_is_warned_of(locked: Desk):
    locked.server.v3["70001ned"] = v3_table(OutputStatus="Gediscontinueerd")
    code, told, lines = looked(locked)
    assert (code, told) == (0, states())
    assert any("warning: params: source drie, statline.table: found table 70001ned" in line for line in lines), lines


def test_a_table_of_two_sources_is_described_once(desk: Desk):
    params = desk.root / "params" / "editions" / f"{EDITION}.yml"
    second = statline("nog-een", "v3", desk.server.url, "70001ned", "k_0Tot15Jaar_2")
    second["statline"]["measures"] = {"banen-vier": "k_0Tot15Jaar_2"}
    second |= {"origin": "CBS", "licence": "CC BY 4.0", "citation": "Bron: CBS."}
    params.write_text(params.read_text("utf-8") + f"- {json.dumps(second)}\n", "utf-8")
    code, told, _ = looked(desk)
    assert (code, told["drie"], told["nog-een"]) == (3, "never", "never")
    assert sum("70001ned/TableInfos" in asked for asked in desk.server.requests) == 1


def test_json_on_stdout_is_for_machines(locked: Desk, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["sources", "status", EDITION, "--project", str(locked.root), "--json", "-"])
    said = capsys.readouterr()
    told = {s["source"]: s for s in json.loads(said.out)["sources"]}
    assert told["drie"]["modified"] == told["drie"]["locked"] == "2023-01-01T02:00:00"
    assert told["drie"]["url"] == f"{locked.server.url}/ODataFeed/odata/70001ned"
    assert "edition klein: 4 unchanged" in said.err


def test_check_online_tells_what_status_sees(locked: Desk):
    locked.server.v3["70001ned"] = renamed(v3_table(), Key="Anders_9", Title="Iets anders")
    code, lines = run(locked, "check", EDITION, "--online")
    assert code == 1
    assert any('no measure is called "Totaal"' in line for line in lines), lines
    locked.server.behave()
    assert run(locked, "check", EDITION)[0] == 0
    assert locked.server.requests == []


def test_check_online_warns_and_is_well(locked: Desk):
    locked.server.v3["70001ned"] = v3_table(OutputStatus="Gediscontinueerd")
    code, lines = run(locked, "check", EDITION, "--online", "--verbose")
    assert code == 0, lines
    assert "klein: publishers: 4 of 4 sources as they are asked" in lines
    assert any("klein: warning:" in line and "no longer updated" in line for line in lines)


def test_check_online_without_a_network_is_refused(locked: Desk):
    locked.server.stop()
    code, lines = run(locked, "check", EDITION, "--online")
    assert code == 1
    assert any("error not every source could be looked at, or is as the params ask" in line for line in lines), lines
    assert sum(line.startswith("  - network: source") for line in lines) == 2, lines
