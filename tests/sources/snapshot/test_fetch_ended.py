"""A fetch that is ended while it waits for a server, and one that is started beside it: the old snapshot is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback.reply import changed, silent
from loopback.server import Loopback
from worlds.network_edition import EDITION, Desk, contents, open_desk

from regioboek.layout import Project
from regioboek.params.loading import load_edition
from regioboek.sources.snapshot.opening import open_snapshot

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")

PAGE_2 = "cursor=3"


@pytest.fixture
def desk(loopback: Loopback, tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return open_desk(loopback, tmp_path, project_root, monkeypatch).with_a_snapshot()


@pytest.fixture
def waiting(desk: Desk, interruptible: None) -> Iterator[subprocess.Popen[str]]:
    """A process that has a changed first source in hand and waits for page 2 of the second."""
    desk.server.misbehave("indicatoren.csv", changed("2022;4,2", "2022;4,3"))
    desk.server.misbehave(PAGE_2, silent, forever=True)
    command = [sys.executable, "-m", "regioboek", "fetch", EDITION, "--update", "--yes", "--project", str(desk.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not desk.asked(PAGE_2) and process.poll() is None:
            time.sleep(0.02)
        yield process
        if process.poll() is None:
            process.kill()


def frozen(desk: Desk) -> dict[str, bytes]:
    """What the lock names, and the lock; not what an ended run left beside it."""
    return {name: body for name, body in contents(desk.root).items() if not name.startswith(".")}


@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, -15), (signal.SIGINT, 130)])
def test_ended_on_page_2_the_old_snapshot_is_there_and_the_next_run_starts_anew(
    how: signal.Signals, code: int, desk: Desk, waiting: subprocess.Popen[str]
) -> None:
    waiting.send_signal(how)
    _, said = waiting.communicate(timeout=300)
    assert waiting.returncode == code, said
    assert "Traceback" not in said
    assert frozen(desk) == desk.before
    project = Project(desk.root)
    assert open_snapshot(project, load_edition(project.params, EDITION))
    desk.at_ease()
    assert desk.fetch("--update", "--yes")[0] == 0
    assert contents(desk.root) == desk.before


def test_interrupted_it_says_that_the_snapshot_is_as_it_was(desk: Desk, waiting: subprocess.Popen[str]) -> None:
    waiting.send_signal(signal.SIGINT)
    _, said = waiting.communicate(timeout=300)
    assert "interrupted; the next run goes on from here" in said


def test_a_second_fetch_meanwhile_is_refused_and_changes_nothing(desk: Desk, waiting: subprocess.Popen[str]) -> None:
    code, said = desk.fetch("--update", "--yes")
    assert code == 1
    assert f"another fetch (process {waiting.pid}): wait for it, then run this again; nothing was changed" in said
    assert frozen(desk) == desk.before


def test_meanwhile_a_build_can_read_the_old_snapshot(desk: Desk, waiting: subprocess.Popen[str]) -> None:
    project = Project(desk.root)
    assert open_snapshot(project, load_edition(project.params, EDITION))
    assert waiting.poll() is None


def spoil(desk: Desk, old: str, new: str) -> None:
    path = desk.root / "params" / "editions" / f"{EDITION}.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


STATLINE = "kind: statline-v4\n  statline: {table: '../../etc/passwd', measures: {werkloosheid: M1}}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Klein", "title: !!python/object/apply:os.system [true]", "!!python/object/apply:os.system"),
        (
            "kind: dashboard\n",
            STATLINE,
            'statline.table: found "../../etc/passwd"; expected the id of a StatLine table',
        ),
        ("id: monitor", "id: ../monitor", "../monitor"),
        ("    values: http", "    values: file", "found"),
    ],
    ids=["unknown tag", "table id", "source id", "file address"],
)
@pytest.mark.parametrize("options", [(), ("--update", "--yes")], ids=["fetch", "update"])
def test_params_that_are_refused_leave_the_snapshot_as_it_was(
    old: str, new: str, said: str, options: tuple[str, ...], desk: Desk
) -> None:
    spoil(desk, old, new)
    code, told = desk.fetch(*options)
    assert (code, said in told) == (1, True), told
    assert contents(desk.root) == desk.before
    assert not any("passwd" in asked for asked in desk.server.requests)
    assert "untouched" in told or "without --update it is not touched" in told
