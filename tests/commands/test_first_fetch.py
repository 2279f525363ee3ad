"""`regioboek build` of an edition whose sources are not locked: it says what it asks of whom, fetches, and builds."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from loopback.reply import dropped
from loopback.server import Loopback
from loopback.statline_tables import v3_table, v4_table
from worlds.network_edition import EDITION, LAYER, Desk, contents, open_desk

from regioboek.cli.app import main

BUILD = ("build", EDITION, "--only", "GM0014", "--limit", "1", "--jobs", "1")


@pytest.fixture
def desk(loopback: Loopback, tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A project without a snapshot."""
    return open_desk(loopback, tmp_path, project_root, monkeypatch)


def run(desk: Desk, *arguments: str) -> tuple[int, str]:
    """Exit code, and all that is said, in lines without the space around them."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out), pytest.raises(SystemExit) as stop:
        main([*arguments, "--project", str(desk.root)])
    return int(stop.value.code or 0), "\n".join(line.strip() for line in out.getvalue().splitlines())


def written(desk: Desk) -> list[str]:
    """Every file below the project that the edition did not begin with."""
    folders = ("data", "_build")
    return [str(p) for f in folders for p in (desk.root / f).rglob("*") if p.is_file() and p.stat().st_size]


def test_the_first_build_tells_what_it_asks_fetches_and_builds_and_the_second_asks_nobody(desk: Desk):
    code, said = run(desk, *BUILD)
    assert code == 0, said
    lines = said.splitlines()
    assert lines[:3] == [
        "edition klein: 2 sources to be fetched over the network first",
        f"{desk.server.host}: files monitor/values, monitor/meta; collection {LAYER}",
        "in all 2 files, 1 collection; kept in data/snapshots/klein, and not asked again",
    ]
    assert "snapshot of edition klein: 4 fetched" in lines
    assert lines.index("snapshot of edition klein: 4 fetched") < next(
        n for n, line in enumerate(lines) if line.startswith("tables: made")
    )
    assert (desk.root / "_build" / EDITION / "html" / "index.html").is_file()
    before = contents(desk.root)
    desk.server.behave()
    code, said = run(desk, *BUILD)
    assert (code, desk.server.requests, desk.server.heads) == (0, [], [])
    assert said.startswith("tables: up to date")
    assert contents(desk.root) == before


def test_without_a_network_nothing_is_written_and_the_end_is_one(desk: Desk):
    desk.server.stop()
    code, said = run(desk, *BUILD)
    assert code == 1
    assert said.splitlines()[-2:] == [
        "error no host can be reached: nothing was fetched, and nothing was written",
        f"- network: found nobody at {desk.server.host}; expected a network, for this once: what is fetched is frozen. "
        "Without a network: regioboek build demo",
    ]
    assert desk.client.pauses == []
    assert written(desk) == []
    assert not (desk.root / "data" / "snapshots" / EDITION).exists()


def test_no_fetch_refuses_and_asks_nobody(desk: Desk):
    code, said = run(desk, *BUILD, "--no-fetch")
    assert (code, desk.server.requests, desk.server.heads) == (1, [], [])
    assert "edition klein has no snapshot yet" in said
    assert "2 sources that need a network: monitor, grenzen" in said
    assert "run `regioboek fetch klein`, or build without --no-fetch" in said


def test_a_wrong_option_costs_no_fetch(desk: Desk):
    code, said = run(desk, "build", EDITION, "--level", "dorp")
    assert (code, desk.server.requests, desk.server.heads) == (1, [], [])
    assert "unknown level 'dorp'" in said


def test_a_source_that_fails_ends_the_build_and_the_next_one_asks_only_for_that(desk: Desk):
    desk.server.misbehave("cursor=3", dropped, forever=True)
    code, said = run(desk, *BUILD)
    assert code == 1
    assert "snapshot of edition klein: 3 fetched, 1 failed" in said
    assert said.endswith("nothing was built: a build needs every source")
    assert not (desk.root / "_build" / EDITION / "html").exists()
    desk.server.behave()
    code, said = run(desk, *BUILD)
    assert code == 0, said
    assert said.startswith("edition klein: 1 source to be fetched over the network first")
    assert all(LAYER in asked for asked in desk.server.requests)


def test_what_is_locked_is_not_asked_by_a_build_though_the_params_changed(desk: Desk):
    desk.with_a_snapshot()
    params = desk.root / "params" / "editions" / f"{EDITION}.yml"
    params.write_text(params.read_text("utf-8").replace("/download/meta.csv", "/download/other.csv"), "utf-8")
    code, said = run(desk, *BUILD)
    assert (code, desk.server.requests) == (1, [])
    assert "source monitor, files.meta" in said
    assert contents(desk.root) == desk.before


def test_at_most_so_many_rows_are_told_as_soon_as_the_table_is_described(desk: Desk):
    desk.server.v3["70001ned"], desk.server.v4["70002NED"] = v3_table(), v4_table()
    params = desk.root / "params" / "editions" / f"{EDITION}.yml"
    told = {"origin": "CBS", "licence": "CC BY 4.0", "citation": "Bron: CBS.", "title": "Banen"}
    query = {"select": {"Geslacht": "1100"}, "levels": ["gemeente", "land"], "years": [2021, 2022]}
    measures = {"werkloosheid": "M001", "zwemwater-kustwateren": "M002"}
    sources = [
        {"id": "drie", "kind": "statline-v3", "statline": {"table": "70001ned", "url": desk.server.url}},
        {"id": "vier", "kind": "statline-v4", "statline": {"table": "70002NED", "url": desk.server.url_v4}},
    ]
    sources[0]["statline"] |= query | {"measures": {"werkloosheid": "Totaal_1"}}
    sources[1]["statline"] |= query | {"measures": measures}
    text = params.read_text("utf-8")
    params.write_text(text + "".join(f"- {json.dumps(s | told)}\n" for s in sources), "utf-8")
    code, said = run(desk, "fetch", EDITION, "--only", "drie,vier")
    assert code == 0, said
    assert "drie (statline-v3): at most 6 rows\ndrie (statline-v3) fetched: 6 rows" in said  # 3 regions x 2 years
    assert "vier (statline-v4): at most 12 rows\nvier (statline-v4) fetched: 12 rows" in said  # x 2 measures
