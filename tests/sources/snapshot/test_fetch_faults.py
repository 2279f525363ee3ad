"""Whatever ends or hinders a fetch: a message, an exit code, and the old snapshot as it was."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from worlds import fetch_child
from worlds.places import TESTS, environment
from worlds.small_bureau import POPULATION, SOURCES, VALUES, Folder, bureau_files, lay_files, small_edition

from regioboek.cli.app import main
from regioboek.errors import RegioboekError, SnapshotError
from regioboek.layout import Project
from regioboek.sources.kinds import file_base as local
from regioboek.sources.snapshot import placing
from regioboek.sources.snapshot.fetching import Asking, FetchReport, fetch_edition
from regioboek.sources.snapshot.opening import open_snapshot

Lay = Callable[[Folder], Project]

CHANGED = {
    "monitor/indicatoren.csv": VALUES.replace("2021;5,1", "2021;5,3"),
    "bevolking.csv": POPULATION.replace("972", "973").replace("494043", "494044"),
}

#: Every step of an update of two changed sources, in the order they are taken.
STEPS = [
    "fetch monitor",
    "fetch indeling",
    "fetch bevolking",
    "fetch grenzen",
    "place monitor",
    "lock monitor",
    "locked monitor",
    "place bevolking",
    "lock bevolking",
    "locked bevolking",
    "sweep",
]


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def fetch(project: Project, **more: bool) -> FetchReport:
    return fetch_edition(project, small_edition(), Asking(confirm=lambda _: True), **more)


def child(project: Project, step: str) -> list[str]:
    return [sys.executable, "-m", "worlds.fetch_child", str(project.root), step, "update"]


def ended(project: Project, step: str, update: str = "update") -> int | None:
    """The exit code of such a process; all of them are forked from one that has imported what a fetch needs."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["worlds.fetch_child"])
    process = forks.Process(target=fetch_child.main, args=(str(project.root), step, update))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(TESTS))
        process.start()
    process.join()
    return process.exitcode


@pytest.fixture
def locked(lay: Lay, files: Folder) -> Project:
    project = lay(files)
    fetch(project)
    return project


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The snapshots of the old and of the new files, taken undisturbed."""
    old, taken = bureau_files(), {}
    for name, laid in (("old", old), ("new", old | CHANGED)):
        root = tmp_path_factory.mktemp(name)
        fetch(lay_files(Project(root), laid))
        taken[name] = contents(root / "data" / "snapshots" / "2023")
    return taken


def test_the_steps_are_all_there_are(locked: Project, lay: Lay) -> None:
    lay(CHANGED)
    taken: list[str] = []
    asking = Asking(confirm=lambda _: True, step=taken.append)
    fetch_edition(locked, small_edition(), asking, update=True)
    assert taken == STEPS


@pytest.mark.parametrize("step", [s for s in STEPS if not s.startswith("fetch") or s.endswith("bevolking")])
def test_killed_at_any_step_the_old_or_the_new_of_every_source_is_there_and_the_next_run_goes_on(
    step: str, locked: Project, lay: Lay, fresh: dict[str, dict[str, bytes]]
) -> None:
    lay(CHANGED)
    assert ended(locked, step) == -signal.SIGKILL
    usable = open_snapshot(locked, small_edition())
    old, new = (set(fresh[name].items()) for name in ("old", "new"))
    for source in SOURCES:
        mine = {
            (f"{source.id}/{path.parent.name}/{path.name}", path.read_bytes())
            for path in usable.files(source.id).folder.iterdir()
        }
        assert mine <= old or mine <= new, source.id
    assert not fetch(locked, update=True).failed
    assert contents(locked.snapshot("2023")) == fresh["new"]
    assert [p.name for p in locked.snapshot("2023").iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("step", ["fetch bevolking", "lock indeling", "locked grenzen"])
def test_killed_in_a_first_fetch_the_next_run_does_what_is_left(
    step: str, lay: Lay, files: Folder, fresh: dict[str, dict[str, bytes]]
) -> None:
    project = lay(files)
    assert ended(project, step, "first") == -signal.SIGKILL
    report = fetch(project)
    done = [s.id for s in report.sources if s.outcome == "kept"]
    assert (
        done
        == {
            "fetch bevolking": ["monitor", "indeling"],
            "lock indeling": ["monitor"],
            "locked grenzen": ["monitor", "indeling", "bevolking", "grenzen"],
        }[step]
    )
    assert contents(project.snapshot("2023")) == fresh["old"]


def test_a_fetch_beside_another_process_is_refused_until_that_one_ends(locked: Project) -> None:
    before = contents(locked.snapshot("2023"))
    with subprocess.Popen(child(locked, "wait"), env=environment(), stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"holding\n"
        with pytest.raises(RegioboekError, match=rf"another fetch \(process {other.pid}\): wait for it"):
            fetch(locked, update=True)
        other.kill()
    assert not fetch(locked, update=True).failed
    assert contents(locked.snapshot("2023")) == before


def tiny_disk(folder: Path, size: str) -> bool:
    folder.mkdir(parents=True)
    mount = shutil.which("mount")
    return (
        bool(mount)
        and not subprocess.run(
            [str(mount), "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB, where this machine lets us have one."""
    folder = tmp_path / "schijf"
    if not tiny_disk(folder, "256k"):
        pytest.skip("no tmpfs can be mounted here; a write that fails is tested beside this")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def as_project_on(disk: Path, project: Project) -> Project:
    return Project(project.root, disk / "snapshots")


def test_a_full_disk_leaves_the_old_snapshot_as_it_was(small_disk: Path, lay: Lay, files: Folder) -> None:
    project = as_project_on(small_disk, lay(files))
    fetch(project)
    before = contents(project.snapshot("2023"))
    lay(CHANGED | {"bevolking.csv": POPULATION + "".join(f"GM{n:04};2022;1\n" for n in range(40_000))})
    with pytest.raises(OSError, match="No space left") as error:
        fetch(project, update=True)
    assert error.value.errno == errno.ENOSPC
    assert contents(project.snapshot("2023")) == before
    assert open_snapshot(project, small_edition())


def test_a_disk_that_is_full_at_the_lock_leaves_the_old_snapshot_as_it_was(
    locked: Project, lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(CHANGED)
    before = contents(locked.snapshot("2023"))

    def full(path: Path) -> None:
        if path.name == ".lock.json.part":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(placing, "_to_disk", full)
    with pytest.raises(OSError, match="No space left"):
        fetch(locked, update=True)
    assert contents(locked.snapshot("2023")) == before


def test_a_disk_that_fills_up_while_a_file_is_copied_is_no_missing_source(
    lay: Lay, files: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = lay(files)

    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(source), None, str(target))

    monkeypatch.setattr(local.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space left"):
        fetch(project)
    assert not project.snapshot("2023").exists()


@pytest.fixture
def read_only(locked: Project) -> Iterator[Project]:
    """The project with a snapshot on a disk that may only be read; for an ordinary user: in such a folder."""
    folder = locked.snapshot("2023").parent
    if os.geteuid() == 0:  # permissions mean nothing to root
        before = contents(folder)
        kept = folder.with_name("kept")
        folder.rename(kept)
        if not tiny_disk(folder, "4m"):
            pytest.skip("root may write everywhere, and no read-only disk can be mounted here")
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        assert contents(folder) == before
        yield locked
        subprocess.run(["umount", str(folder)], check=True)
    else:
        for path in (folder, folder / "2023"):
            path.chmod(0o555)
        (folder / ".2023.fetching").chmod(0o444)
        yield locked
        for path in (folder, folder / "2023"):
            path.chmod(0o755)


def test_a_read_only_snapshot_can_be_built_from_and_not_fetched_into(read_only: Project, lay: Lay) -> None:
    before = contents(read_only.snapshot("2023"))
    lay(CHANGED)
    assert open_snapshot(read_only, small_edition())
    with pytest.raises(OSError, match=r"Read-only|Permission"):
        fetch(read_only, update=True)
    assert contents(read_only.snapshot("2023")) == before


def test_a_build_refuses_a_locked_file_altered_by_one_byte_and_names_it(locked: Project) -> None:
    path = open_snapshot(locked, small_edition()).files("bevolking").path("population")
    path.write_bytes(path.read_bytes().replace(b"972", b"973"))
    with pytest.raises(SnapshotError, match=r"bevolking/bevolking.csv: found a file that was changed in the snapshot"):
        open_snapshot(locked, small_edition())


@pytest.fixture
def params(tmp_path: Path, project_root: Path) -> Path:
    """A project with the params as they are; edition 2023 can be spoiled."""
    shutil.copytree(project_root / "params", tmp_path / "p" / "params")
    return tmp_path / "p"


def spoil(params: Path, old: str, new: str) -> None:
    path = params / "params" / "editions" / "2023.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def refused(params: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What `regioboek fetch 2023` says when it ends with exit code 1 and has written nothing."""
    with pytest.raises(SystemExit) as stop:
        main(["fetch", "2023", "--project", str(params)])
    assert stop.value.code == 1
    assert not (params / "data").exists()
    return " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("table", ["../../etc", "80137ned/../x", "..", "80137 ned", "80137ned?x=1"])
def test_a_table_id_that_is_no_name_is_refused(table: str, params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(
        params,
        "    kind: dashboard\n",
        f'    kind: statline-v3\n    statline: {{table: "{table}", measures: {{werkloosheid: X_1}}}}\n',
    )
    told = refused(params, capsys)
    assert f'sources.rmbw.statline.table: found "{table}"; expected the id of a StatLine table such as' in told


def test_a_yaml_with_unknown_tags_is_refused(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(params, "title: Brede welvaart per regio 2023", "title: !!python/object/apply:os.system [true]")
    told = refused(params, capsys)
    assert "params/editions/2023.yml" in told
    assert "python/object/apply:os.system" in told


def test_a_file_outside_the_base_is_copied_from_where_the_params_say_but_never_out_of_the_snapshot(
    lay: Lay, files: Folder
) -> None:
    project = lay(files)
    shutil.move(project.root / "bron" / "bevolking.csv", project.root / "bevolking.csv")
    outside = SOURCES[2].model_copy(update={"files": {"population": "../bevolking.csv"}})
    edition = small_edition((*SOURCES[:2], outside, SOURCES[3]))
    assert not fetch_edition(project, edition, Asking()).failed
    path = open_snapshot(project, edition).files("bevolking").path("population")
    assert path.parent.parent == project.snapshot("2023") / "bevolking"
