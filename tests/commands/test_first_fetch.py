"""`regioboek build` of an edition whose sources are not locked: it says what it asks of whom, fetches, and builds."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from loopback.reply import dropped
from loopback.server import Loopback
from loopback.statline_tables import v3_table, v4_table
from rich.console import Console
from worlds.network_edition import EDITION, LAYER, Desk, contents, open_desk

from regioboek.cli.app import main
from regioboek.commands.fetch import _Shown
from regioboek.layout import Project
from regioboek.params.loading import load_edition
from regioboek.sources.kinds.base import Progress

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
        f"- network: found nobody at {desk.server.host}; expected a network, for this once: what is fetched is frozen; "
        "without a network: regioboek build demo",
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


def with_tables(desk: Desk, *sources: dict[str, Any]) -> None:
    """More sources in the edition, of tables on the server."""
    params = desk.root / "params" / "editions" / f"{EDITION}.yml"
    told = {"origin": "CBS", "licence": "CC BY 4.0", "citation": "Bron: CBS.", "title": "Banen"}
    text = params.read_text("utf-8")
    params.write_text(text + "".join(f"- {json.dumps(s | told)}\n" for s in sources), "utf-8")


def test_what_must_be_agreed_to_ends_a_build_without_a_terminal_with_exit_code_3(desk: Desk):
    desk.server.v3["70001ned"] = v3_table()
    measure = {"key": "Totaal_31", "title": "Totaal", "unit": "x 1 000"}
    query = {"table": "70001ned", "url": desk.server.url, "select": {"Geslacht": "1100"}}
    with_tables(
        desk, {"id": "drie", "kind": "statline-v3", "statline": query | {"measures": {"werkloosheid": measure}}}
    )
    code, said = run(desk, *BUILD)
    assert code == 3, said
    assert "Totaal_31 -> Totaal_1 (Totaal, x 1 000)" in said
    assert said.endswith(
        "next: agree at a terminal: regioboek fetch klein, or with --yes where no title changed; then build"
    )
    assert not (desk.root / "_build" / EDITION / "html").exists()


def test_at_most_so_many_rows_are_told_as_soon_as_the_table_is_described(desk: Desk):
    desk.server.v3["70001ned"], desk.server.v4["70002NED"] = v3_table(), v4_table()
    query = {"select": {"Geslacht": "1100"}, "levels": ["gemeente", "land"], "years": [2021, 2022]}
    measures = {"werkloosheid": "M001", "zwemwater-kustwateren": "M002"}
    three = query | {"table": "70001ned", "url": desk.server.url, "measures": {"werkloosheid": "Totaal_1"}}
    four = query | {"table": "70002NED", "url": desk.server.url_v4, "measures": measures}
    with_tables(
        desk,
        {"id": "drie", "kind": "statline-v3", "statline": three},
        {"id": "vier", "kind": "statline-v4", "statline": four},
    )
    code, said = run(desk, "fetch", EDITION, "--only", "drie,vier")
    assert code == 0, said
    assert "drie (statline-v3): at most 6 rows\ndrie (statline-v3) fetched: 6 rows" in said  # 3 regions x 2 years
    assert "vier (statline-v4): at most 12 rows\nvier (statline-v4) fetched: 12 rows" in said  # x 2 measures


def test_on_a_terminal_it_is_told_how_much_of_what_there_may_be_has_come(desk: Desk):
    out = io.StringIO()
    shown = _Shown(Console(file=out, force_terminal=True, width=200, highlight=False))
    edition = load_edition(Project(desk.root).params, EDITION)
    shown.started(edition.params.sources[0])
    shown.progress(Progress("monitor", 50, 10, 1, "page-0001", expected=200))
    shown.progress(Progress("monitor", 250, 10, 2, "page-0002", expected=200))
    assert shown.status is not None
    assert "250 rows, 10 bytes, 2 pages, 100% of what there may be · page-0002" in str(shown.status.status)
    shown.close()
    assert out.getvalue().count("monitor (dashboard): at most 200 rows") == 1
