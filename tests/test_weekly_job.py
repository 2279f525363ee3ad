"""The weekly job: what its files call exists, they run as they stand, and a failing step leaves what there was."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer.main
import yaml
from worlds.network_edition import EDITION, serve, write_project
from worlds.places import ROOT

from regioboek.cli.app import app

FOLDER = ROOT / "docs" / "how-to" / "weekly-job"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
FILES = sorted(FOLDER.iterdir())
SCRIPT = FOLDER / "weekly.sh"

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="the job is for a shell")


# -- what the files say ----------------------------------------------------------------------------------------------


def scripts(told: Any) -> Iterator[str]:
    """Every shell script in a workflow: the values of `run`, `script` and `before_script`, each as one text."""
    if isinstance(told, list):
        for item in told:
            yield from scripts(item)
    elif isinstance(told, dict):
        for name, value in told.items():
            if name in ("run", "script", "before_script"):
                yield value if isinstance(value, str) else "\n".join(value)
            else:
                yield from scripts(value)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_yaml_whose_scripts_a_shell_can_read(path: Path) -> None:
    found = list(scripts(yaml.safe_load(path.read_text("utf-8"))))
    assert found
    for text in found:
        read = subprocess.run(["sh", "-n"], input=text, capture_output=True, text=True, check=False)
        assert read.returncode == 0, f"{text}\n{read.stderr}"


def calls(text: str) -> list[list[str]]:
    """Words behind every `regioboek` that is called: at the start of a command, or after a backtick in a document."""
    found = re.findall(r"(?:^|[\n`;&|]|run:|- )[ \t]*regioboek ([a-z][^\n`;&|]*)", text)
    return [line.replace('"', "").split() for line in found]


@pytest.mark.parametrize("path", [*FILES, FOLDER.with_suffix(".md")], ids=lambda path: path.name)
def test_every_command_and_option_exists(path: Path) -> None:
    for words in calls(path.read_text("utf-8")):
        command: click.Command = typer.main.get_command(app)
        while hasattr(command, "commands") and words:
            assert words[0] in command.commands, words
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known, (command.name, words)


def test_calls_are_found_in_each_sort_of_file() -> None:
    names = {path.name: [words[0] for words in calls(path.read_text("utf-8"))] for path in FILES}
    assert set(names["weekly.sh"]) == {"sources", "fetch", "check", "build", "audit"}
    assert names["github-publish.yml"] == names["gitlab-ci.yml"] == ["build", "audit"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_the_files_name_of_the_repository_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    for file in re.findall(r"docs/[\w./-]+", text):
        assert (ROOT / file).is_file(), file
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake (\S+)", text):
        assert f"\n{target.replace('.venv', '$(VENV)')}:" in makefile or target == ".venv/.installed", target
    assert "STAMP := $(VENV)/.installed" in makefile and "\n$(STAMP):" in makefile
    edition = re.findall(r"EDITION: (\S+)|weekly\.sh ([a-z]\S*)", text)
    assert all((ROOT / "params" / "editions" / f"{a or b}.yml").is_file() for a, b in edition)


# -- a run against a server ------------------------------------------------------------------------------------------


def ran(root: Path, path: str, **variables: str) -> tuple[int, str]:
    """Exit code of the job in a project, and all that it says."""
    environment = {**os.environ, "PATH": path, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **variables}
    command = ["sh", str(SCRIPT), EDITION]
    made = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return made.returncode, made.stdout + made.stderr


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file that is not empty, byte for byte."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_first_week_one_without_news_and_one_with(loopback, tmp_path, project_root) -> None:
    serve(loopback)
    values = loopback.files["/download/indicatoren.csv"].body
    loopback.file("/download/indicatoren.csv", values, Last_Modified="Mon, 02 Mar 2026 06:00:00 GMT")
    root = write_project(tmp_path, project_root, loopback.url, loopback.url_pdok)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    weekly, snapshot = root / "_build" / EDITION / "weekly", root / "data" / "snapshots" / EDITION

    code, said = ran(root, path, BUILD_OPTIONS="--limit 1", SAMPLE="1")
    assert code == 0, said
    first = (weekly / "proposal.md").read_text("utf-8")
    assert "## Fetched for the first time" in first and first in said
    for named in re.findall(r"_build/(?:\$EDITION|\$\{\{ env\.EDITION \}\})/([\w./-]+)", _all_workflows()):
        assert (root / "_build" / EDITION / named).exists(), named

    before = files_of(snapshot)
    code, said = ran(root, path)
    assert (code, "nothing changed since the last time" in said) == (0, True), said
    assert files_of(snapshot) == before
    assert not (weekly / "proposal.md").exists()
    assert (weekly / "proposal-before.md").read_text("utf-8") == first

    line = next(line for line in values.decode().splitlines()[1:] if line.rpartition(";")[2] not in ("", '""'))
    revised = values.decode().replace(line, f"{line.rpartition(';')[0]};77,7", 1).encode()
    loopback.file("/download/indicatoren.csv", revised, Last_Modified="Mon, 09 Mar 2026 06:00:00 GMT")
    code, said = ran(root, path, BUILD_OPTIONS="--limit 1", SAMPLE="1")
    assert code == 0, said
    assert "1 figure changed." in (weekly / "proposal.md").read_text("utf-8")
    assert files_of(weekly / "before" / "snapshot") == before


def _all_workflows() -> str:
    return "\n".join(path.read_text("utf-8") for path in WORKFLOWS)


# -- a step that fails -----------------------------------------------------------------------------------------------

#: A `regioboek` that tells what it was asked in `asked`, writes as the real one does, and fails at $FAILS with $CODE.
STAND_IN = """#!/bin/sh
echo "$@" >> asked
here=data/snapshots/$2
case $1 in
  fetch) mkdir -p "$here"; echo new > "$here/lock.json"; echo news > _build/$2/weekly/proposal.tmp ;;
  build) mkdir -p "_build/$2/html"; cp "$here/lock.json" "_build/$2/html/index.html" ;;
  sources) [ "$FAILS" = sources ] || exit 3 ;;
esac
[ "$1" != "$FAILS" ] || { FAILS=; exit "$CODE"; }
"""
STEPS = ["sources", "fetch", "check", "build", "audit"]


@pytest.fixture
def stand_in(tmp_path: Path) -> str:
    """A PATH on which `regioboek` is the one above."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "regioboek").write_text(STAND_IN, "utf-8")
    (tmp_path / "bin" / "regioboek").chmod(0o755)
    return f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A project with a snapshot, a site of it, and a proposal of last week."""
    root = tmp_path / "project"
    for name, text in {
        f"data/snapshots/{EDITION}/lock.json": "old\n",
        f"_build/{EDITION}/html/index.html": "old\n",
        f"_build/{EDITION}/weekly/proposal.md": "news of last week\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def asked(root: Path) -> list[str]:
    """The commands that the job gave, in order."""
    return [line.split()[0] for line in (root / "asked").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("step", "code"), [("sources", 1), *((s, c) for s in STEPS[1:] for c in (1, 3))])
def test_a_step_that_fails_ends_the_job_and_leaves_what_there_was(step, code, place, stand_in) -> None:
    found, said = ran(place, stand_in, FAILS=step, CODE=str(code))
    assert found == code, said
    again = ["build"] * (step in ("build", "audit"))  # the site of the snapshot that was put back
    assert asked(place) == STEPS[: STEPS.index(step) + 1] + again
    assert (place / "data" / "snapshots" / EDITION / "lock.json").read_text("utf-8") == "old\n"
    assert (place / "_build" / EDITION / "html" / "index.html").read_text("utf-8") == "old\n"
    weekly = place / "_build" / EDITION / "weekly"
    assert files_of(weekly) == {"proposal-before.md": b"news of last week\n"}
    assert ("the snapshot is as it was before this job" in said) == (step != "sources")


def test_a_first_run_that_fails_is_a_first_run_the_next_time(place, stand_in) -> None:
    shutil.rmtree(place / "data")
    shutil.rmtree(place / "_build")
    code, said = ran(place, stand_in, FAILS="audit", CODE="1")
    assert code == 1, said
    assert not (place / "data" / "snapshots" / EDITION).exists()


def test_what_a_killed_run_left_is_put_back_first(place, stand_in) -> None:
    undo = place / "_build" / EDITION / "weekly" / "undo"
    snapshot = place / "data" / "snapshots" / EDITION
    undo.mkdir()
    snapshot.rename(undo / "snapshot")
    snapshot.mkdir()
    (snapshot / "lock.json").write_text("half", "utf-8")
    code, said = ran(place, stand_in, FAILS="sources", CODE="0")
    assert (code, "nothing changed" in said) == (0, True), said
    assert files_of(snapshot) == {"lock.json": b"old\n"}
    assert not undo.exists()


def test_all_well_leaves_the_proposal_the_one_before_and_the_snapshot_before(place, stand_in) -> None:
    code, said = ran(place, stand_in, FAILS="")
    assert code == 0, said
    assert asked(place) == STEPS
    weekly = place / "_build" / EDITION / "weekly"
    assert files_of(weekly) == {
        "before/snapshot/lock.json": b"old\n",
        "proposal-before.md": b"news of last week\n",
        "proposal.md": b"news\n",
    }
    assert said.endswith("news\n")
