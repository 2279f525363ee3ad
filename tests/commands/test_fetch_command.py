"""`regioboek fetch` as people and machines use it: what it says, what it writes, with which exit code it ends."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from worlds.small_bureau import VALUES, Folder, small_edition

from regioboek.cli.app import main
from regioboek.commands import fetch as command
from regioboek.errors import ParamsError, Problem
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.sources.snapshot import placing

Lay = Callable[[Folder], Project]
Run = Callable[..., tuple[int, str, str]]

CHANGED = {"monitor/indicatoren.csv": VALUES.replace("2021;5,1", "2021;5,3")}


@pytest.fixture
def run(lay: Lay, files: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `regioboek fetch 2023` over the small bureau: exit code, stdout, stderr."""
    project = lay(files)
    monkeypatch.setattr(command, "load_edition", lambda *_: small_edition())

    def fetch(*options: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["fetch", "2023", "--project", str(project.root), *options])
        told = capsys.readouterr()
        return int(stop.value.code or 0), told.out, told.err

    return fetch


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_every_source_is_told_with_its_amounts(run: Run) -> None:
    code, out, _ = run()
    assert code == 0
    assert "monitor (dashboard) fetched: 12 rows, " in out
    assert "snapshot of edition 2023: 4 fetched" in out


def test_a_second_fetch_does_nothing_and_says_so(run: Run, project: Project) -> None:
    run()
    before = contents(project.root)
    code, out, _ = run()
    assert code == 0
    assert "monitor (dashboard) locked, not touched: 12 rows" in out
    assert "nothing was fetched: --update compares what is locked with what there is now" in out
    assert contents(project.root) == before


def test_a_dry_run_says_from_where_and_writes_nothing(run: Run, project: Project) -> None:
    before = contents(project.root)
    code, out, _ = run("--dry-run")
    assert code == 0
    assert "indeling (register) would be fetched\n    from indeling.csv in bron (below the project)" in out
    assert contents(project.root) == before
    assert not (project.root / "data").exists()


def test_without_a_terminal_and_without_yes_an_update_writes_nothing_and_the_exit_code_says_so(
    run: Run, lay: Lay, project: Project
) -> None:
    run()
    lay(CHANGED)
    before = contents(project.snapshot("2023"))
    code, out, _ = run("--update")
    assert code == command.WAITING
    assert "changed\t09_E_V_13 GM0014 2021\t5.1\t5.3" in out
    assert "nothing was written: there is no terminal to agree on; --yes writes these changes" in out
    assert contents(project.snapshot("2023")) == before


def test_yes_agrees_to_the_changes(run: Run, lay: Lay, project: Project) -> None:
    run()
    lay(CHANGED)
    code, out, _ = run("--update", "--yes")
    assert code == 0
    assert "monitor (dashboard) updated" in out
    assert "3 unchanged, 1 updated" in out
    assert run("--update")[0] == 0


def test_replace_is_update_with_yes(run: Run, lay: Lay) -> None:
    run()
    lay(CHANGED)
    assert "1 updated" in run("--replace")[1]


def test_what_would_change_is_json_for_machines(run: Run, lay: Lay, tmp_path: Path) -> None:
    run()
    lay(CHANGED)
    run("--update", "--json", str(tmp_path / "changes.json"))
    told = json.loads((tmp_path / "changes.json").read_text("utf-8"))
    (monitor, *others) = told["sources"]
    assert (monitor["outcome"], [o["outcome"] for o in others]) == ("declined", ["unchanged"] * 3)
    (figure,) = monitor["changes"]["changed"]
    assert (figure["series"], figure["region"], figure["old"], figure["new"]) == ("09_E_V_13", "GM0014", 5.1, 5.3)


def test_json_on_stdout_is_nothing_but_json(run: Run) -> None:
    _, out, err = run("--json", "-")
    assert json.loads(out)["edition"] == "2023"
    assert "4 fetched" in err


def test_a_source_that_fails_is_told_and_the_others_are_locked(run: Run, project: Project) -> None:
    (project.root / "bron" / "bevolking.csv").unlink()
    code, out, err = run()
    assert code == 1
    assert "bevolking (population) FAILED" in out
    assert "3 fetched, 1 failed" in out
    assert "bevolking.csv: source bevolking, files.population: found no such file" in err


def test_only_takes_ids_apart_or_together(run: Run) -> None:
    assert "2 fetched" in run("--only", "indeling,bevolking")[1]
    assert "1 fetched, 1 locked already" in run("--only", "indeling", "--only", "monitor")[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--only", "bevolkin"], "edition 2023 has no source bevolkin (did you mean bevolking?)"),
        (["--only", " , "], "--only: no source is named"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: list[str], message: str, run: Run, project: Project) -> None:
    code, _, err = run(*options)
    assert code == 1
    assert message in err
    assert not (project.root / "data").exists()


def test_a_full_disk_is_one_message_and_exit_code_1(
    run: Run, lay: Lay, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    before = contents(project.snapshot("2023"))
    lay(CHANGED)

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(placing, "_to_disk", full)
    code, _, err = run("--update", "--yes")
    assert code == 1
    assert "the disk is full" in err
    assert err.endswith("the new one is locked whole; then run the same regioboek fetch 2023 again\n")
    assert contents(project.snapshot("2023")) == before


def test_a_folder_that_may_not_be_written_is_one_message_and_exit_code_1(
    run: Run, lay: Lay, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    before = contents(project.snapshot("2023"))
    lay(CHANGED)

    def read_only(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(placing.Path, "mkdir", read_only)
    code, _, err = run("--update", "--yes")
    assert code == 1
    assert "Read-only file system" in err
    assert "data/snapshots/" in err
    assert "of every source the old snapshot is untouched" in err
    assert contents(project.snapshot("2023")) == before


def test_a_locked_file_altered_by_one_byte_is_named_and_only_an_update_replaces_it(run: Run, project: Project) -> None:
    run()
    (path,) = project.snapshot("2023").glob("bevolking/*/bevolking.csv")
    path.write_bytes(path.read_bytes().replace(b"972", b"973"))
    before = contents(project.snapshot("2023"))
    code, out, err = run()
    assert code == 1
    assert "bevolking/bevolking.csv: found " in err and "put it back" in err
    assert out.endswith(
        "next: mend the params, or run regioboek fetch 2023 --update --only bevolking to replace what is locked\n"
    )
    assert contents(project.snapshot("2023")) == before
    assert run("--update", "--yes", "--only", "bevolking")[0] == 0
    assert run()[0] == 0


def test_a_wrong_definition_ends_with_what_became_of_the_snapshot(
    run: Run, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    before = contents(project.snapshot("2023"))
    wrong = Problem("params/editions/2023.yml", "sources.bevolking.files", "no population", "population")

    def load(*_: object) -> Edition:
        raise ParamsError("params/ was refused", [wrong])

    monkeypatch.setattr(command, "load_edition", load)
    code, _, err = run("--update")
    assert code == 1
    assert "sources.bevolking.files: found no population" in err
    assert err.endswith("nothing was fetched; the old snapshot is untouched\n")
    assert contents(project.snapshot("2023")) == before


def test_markup_in_names_of_files_and_codes_is_shown_as_it_is(run: Run, lay: Lay) -> None:
    run()
    lay({"monitor/indicatoren.csv": VALUES + "GM0014;[red]x[/red];<script>;[bold]y;2021;1\n"})
    assert "row added\t<script> GM0014 2021" in run("--update")[1]
