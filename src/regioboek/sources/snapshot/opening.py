"""The frozen sources of an edition: `data/snapshots/<edition>/<source id>/<version>/<file>` with one `lock.json`.

Rules
* Files are kept as they were received, byte for byte, with the source's figures as a table (`cells.parquet`) beside
  them. What a snapshot holds is decided once; what is locked is replaced only on request.
* It changes in one step, when its lock does (`placing.py`): a run that is killed leaves the old snapshot usable.
* Opening a snapshot checks size and sha256 of every file, and that it was taken for the sources the params define now.
* `take_snapshot` uses no network: sources that need one come with `regioboek fetch` only.
* Invented sources (kind `demo`) are made, not copied; they can be made again at any time, so a snapshot of only such
  sources is renewed by itself when what it is made from has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from regioboek.errors import InputError, Problem, SnapshotError, nearest
from regioboek.layout import Project
from regioboek.memory import sha256
from regioboek.params.edition import Edition
from regioboek.params.source import Source
from regioboek.sources.kinds.base import FetchJob, SnapshotFiles
from regioboek.sources.problems import some
from regioboek.sources.snapshot.gather import base_of, gather, made_from, needing_network, only_made
from regioboek.sources.snapshot.lock import LOCK_NAME, Lock, LockedFile, LockedSource, definition, read_lock
from regioboek.sources.snapshot.placing import one_at_a_time, part_folder, place_files, sweep, write_lock

#: Seconds that a build waits for another process that takes the same snapshot.
PATIENCE = 60.0


@dataclass(frozen=True)
class Snapshot:
    """A snapshot whose every byte was checked."""

    folder: Path
    lock: Lock

    @property
    def digest(self) -> str:
        """Changes when any byte of any source does: part of every later cache key."""
        return self.lock.digest

    def followed(self, source: Source) -> Source:
        """The source with its measures where they were found when the snapshot was taken."""
        entry = self.lock.source(source.id)
        return source.following(entry.moved) if entry else source

    def files(self, source_id: str) -> SnapshotFiles:
        """The frozen files of one source, as its kind reads them. Raises SnapshotError when the lock has none."""
        source = self.lock.source(source_id)
        if source is None:
            known = [s.id for s in self.lock.sources]
            expected = f"one of {', '.join(known)}{nearest(source_id, known)}"
            problem = Problem(LOCK_NAME, "sources", f"no {source_id}", expected)
            raise SnapshotError(f"snapshot {self.lock.edition} has no such source", [problem])
        return source.kept(self.folder)


def take_snapshot(project: Project, edition: Edition, *, replace: bool = False) -> Snapshot:
    """The snapshot of `edition`, each byte of it checked; files are copied (or made) and locked when there is none.

    The folder of local files is the one that `base_env` names, otherwise `base` below the project. A usable snapshot
    is left as it is, unless `replace` says otherwise.

    Raises SnapshotError: a source file is missing; a source needs a network; or a snapshot is there that does not fit,
    and `replace` is false. Raises RegioboekError when another process keeps changing the snapshot.
    """
    target = project.snapshot(edition.id)
    there = None if replace else _usable(project, edition)
    if there is not None:
        return there
    absent = needing_network(edition)
    if absent:
        found = f"{len(absent)} sources that need a network: {some([s.id for s in absent])}"
        expected = f"a snapshot of them: run `regioboek fetch {edition.id}`, or build without --no-fetch"
        raise SnapshotError(f"edition {edition.id} has no snapshot yet", [Problem(_told(edition), "", found, expected)])
    with one_at_a_time(target, wait=PATIENCE):
        there = None if replace else _usable(project, edition)
        if there is None:
            _take(target, project, edition)
            there = open_snapshot(project, edition)
    return there


def _usable(project: Project, edition: Edition) -> Snapshot | None:
    """What is there; None when nothing is, or only what can be invented again. Raises SnapshotError."""
    if not project.snapshot(edition.id).is_dir():
        return None
    try:
        return open_snapshot(project, edition)
    except SnapshotError:
        if not only_made(edition):
            raise
        return None


def _take(target: Path, project: Project, edition: Edition) -> None:
    try:
        before = read_lock(target)
    except SnapshotError:
        before = None
    sweep(target, before)
    base = base_of(project, edition)
    entries: list[tuple[Path, LockedSource]] = []
    problems: list[Problem] = []
    try:
        for source in edition.params.sources:
            part = part_folder(target, source.id)
            try:
                job = FetchJob(source, edition, project, part, base, None)
                entries.append((part, gather(job, strict=False)))
            except InputError as error:
                problems += error.problems
        if problems:
            raise SnapshotError(f"the sources of edition {edition.id} are not complete", problems)
        placed = [place_files(target, part, entry) for part, entry in entries]
        lock = Lock(edition=edition.id, sources=tuple(placed))
        write_lock(target, lock)
    except BaseException:
        sweep(target, before)
        raise
    sweep(target, lock, before)


def open_snapshot(project: Project, edition: Edition) -> Snapshot:
    """The snapshot of `edition`, every file checked against the lock.

    Raises SnapshotError with every file that is missing or altered, and every source that the lock lacks or that
    consists of other files since.
    """
    folder = project.snapshot(edition.id)
    if not (folder / LOCK_NAME).exists() and not _has_files(folder):
        fetch = f"run `regioboek fetch {edition.id}`"
        expected = f"a snapshot: {fetch}" if needing_network(edition) else f"a snapshot: {fetch}, or build the edition"
        raise SnapshotError(
            f"edition {edition.id} has no snapshot yet", [Problem(_told(edition), "", "no snapshot", expected)]
        )
    lock = read_lock(folder)
    problems = _lock_problems(lock, project, edition)
    for source in lock.sources:
        problems += file_problems(folder, source)
    if problems:
        raise SnapshotError(f"the snapshot of edition {edition.id} is not the one that was locked", problems)
    return Snapshot(folder, lock)


def _has_files(folder: Path) -> bool:
    """Whether anything but what a killed run left lies there."""
    return folder.is_dir() and any(not p.name.startswith(".") for p in folder.iterdir())


def _told(edition: Edition) -> str:
    return f"data/snapshots/{edition.id}"


def _lock_problems(lock: Lock, project: Project, edition: Edition) -> list[Problem]:
    problems = []
    if lock.edition != edition.id:
        problems.append(
            Problem(LOCK_NAME, "edition", lock.edition, f"{edition.id}: this is the lock of another edition")
        )
    for source in edition.params.sources:
        problems += source_problems(lock.source(source.id), source, project, edition)
    known = {s.id for s in edition.params.sources}
    expected = f"only theirs: `regioboek fetch {edition.id} --update` leaves it out, or restore the params"
    problems += [
        Problem(LOCK_NAME, f"source {s.id}", "a source the params do not have", expected)
        for s in lock.sources
        if s.id not in known
    ]
    return problems


def source_problems(entry: LockedSource | None, source: Source, project: Project, edition: Edition) -> list[Problem]:
    """Why what is locked of a source is not what the params ask for; its files are not looked at."""
    place = f"source {source.id}"
    if entry is None:
        expected = f"every source of the params: run `regioboek fetch {edition.id}`, or restore the params"
        return [Problem(LOCK_NAME, place, "not in the lock", expected)]
    again = f"run `regioboek fetch {edition.id} --update --only {source.id}`, or restore the params"
    told, then = definition(source.following(entry.moved)), entry.defined
    problems = [
        Problem(
            LOCK_NAME,
            f"{place}, {key}",
            then.get(key, "not in the lock"),
            f"{told.get(key, 'nothing')}, as the params have it now: {again}",
        )
        for key in sorted(told.keys() | then.keys())
        if told.get(key) != then.get(key)
    ]
    if source.kind == "demo" and entry.made_from != made_from(project, edition):
        problems.append(Problem(LOCK_NAME, place, "invented from other params, regions or code", f"present: {again}"))
    return problems


def file_problems(folder: Path, source: LockedSource) -> list[Problem]:
    """Every locked file of a source that is not there, or not as it was locked."""
    return [problem for file in source.files if (problem := _file_problem(folder, source, file))]


def _file_problem(folder: Path, source: LockedSource, file: LockedFile) -> Problem | None:
    path, place = folder / source.folder / file.name, source.place(file)
    inside = PurePosixPath(source.folder, file.name)
    if inside.is_absolute() or ".." in inside.parts or "\\" in str(inside):
        return Problem(LOCK_NAME, place, "a path that leaves the snapshot", "a path inside it")
    locked = f"the file as it was locked ({file.size} bytes, sha256 {file.sha256[:8]}…)"
    fetch = f"`regioboek fetch {folder.name} --update --only {source.id}`"
    expected = f"{locked}: put it back, or take the source again with {fetch}, which shows what changed"
    if not path.is_file():
        return Problem(place, "", "no such file in the snapshot", expected)
    size, found = path.stat().st_size, sha256(path)
    if (size, found) != (file.size, file.sha256):
        changed = f"a file that was changed in the snapshot ({size} bytes, sha256 {found[:8]}…)"
        return Problem(place, "", changed, expected)
    return None
