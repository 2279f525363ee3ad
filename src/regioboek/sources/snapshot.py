"""The frozen sources of an edition: `data/snapshots/<edition>/<source id>/<file>` with one `lock.json`.

Rules
* Files are copied byte for byte. What a snapshot holds is decided once; an existing one is replaced only on request.
* A snapshot appears whole or not at all: it is written beside its place and moved in; a run that is killed leaves the
  old snapshot usable.
* Opening a snapshot checks size and sha256 of every file, and that it was taken for the sources the params define now.
* Invented sources (kind `demo`) are made, not copied; they can be made again at any time, so a snapshot of only such
  sources is renewed by itself when what it is made from has changed.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePath

from regioboek.edition import Edition
from regioboek.errors import Problem, RegioboekError, SnapshotError
from regioboek.layout import Project
from regioboek.sources.gather import gather, made_from, only_made, sha256
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.lock import FORMAT, LOCK_NAME, Lock, LockedFile, read_lock
from regioboek.sources.problems import nearest


@dataclass(frozen=True)
class Snapshot:
    """A snapshot whose every byte was checked."""

    folder: Path
    lock: Lock

    @property
    def digest(self) -> str:
        """Changes when any byte of any source does: part of every later cache key."""
        return self.lock.digest

    def path(self, source_id: str, file_key: str) -> Path:
        """Where a file lies. Raises SnapshotError when the lock has no such file."""
        return self.folder / self.locked(source_id, file_key).place

    def files(self, source_id: str) -> SnapshotFiles:
        """The frozen files of one source, as its kind reads them."""
        names = {f.key: f.name for f in self.lock.files if f.source == source_id}
        return SnapshotFiles(source_id, self.folder / source_id, names)

    def locked(self, source_id: str, file_key: str) -> LockedFile:
        """What the lock says of a file. Raises SnapshotError when it has no such file."""
        for file in self.lock.files:
            if (file.source, file.key) == (source_id, file_key):
                return file
        known = [f"{f.source}:{f.key}" for f in self.lock.files]
        found = f"{source_id}:{file_key}"
        raise SnapshotError(
            f"snapshot {self.lock.edition} has no such file",
            [Problem(LOCK_NAME, "files", f"no {found}", f"one of {', '.join(known)}{nearest(found, known)}")],
        )


def take_snapshot(project: Project, edition: Edition, *, replace: bool = False) -> Lock:
    """Copy (or, for invented sources, make) the files of `edition` into its snapshot and lock them.

    The folder of local files is the one that `base_env` names, otherwise `base` below the project. With a usable
    snapshot in place and without `replace`, nothing is done and its lock is returned.

    Raises SnapshotError: a source file is missing; or a snapshot is there that does not fit, and `replace` is false.
    """
    target = project.snapshot(edition.id)
    _settle(target)
    if target.exists() and not replace:
        try:
            return open_snapshot(project, edition).lock
        except SnapshotError:
            if not only_made(edition):
                raise
    beside = target.with_name(f".{edition.id}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        lock = gather(beside, project, edition)
        (beside / LOCK_NAME).write_text(lock.to_json(), encoding="utf-8", newline="\n")
        _move_in(beside, target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return lock


def open_snapshot(project: Project, edition: Edition) -> Snapshot:
    """The snapshot of `edition`, every file checked against the lock.

    Raises SnapshotError with every file that is missing or altered, and every source that the lock lacks or that
    consists of other files since.
    """
    folder = project.snapshot(edition.id)
    _settle(folder)
    if not folder.is_dir():
        problem = Problem(
            f"data/snapshots/{edition.id}",
            "",
            "no snapshot",
            "a snapshot: building the edition takes it from its sources",
        )
        raise SnapshotError(f"edition {edition.id} has no snapshot yet", [problem])
    lock = read_lock(folder)
    problems = _lock_problems(lock, project, edition)
    for file in lock.files:
        problems += _file_problems(folder, file)
    if problems:
        raise SnapshotError(f"the snapshot of edition {edition.id} is not the one that was locked", problems)
    return Snapshot(folder, lock)


def _lock_problems(lock: Lock, project: Project, edition: Edition) -> list[Problem]:
    if lock.format != FORMAT:
        return [Problem(LOCK_NAME, "format", str(lock.format), f"{FORMAT}: take the snapshot again")]
    problems = []
    if lock.edition != edition.id:
        problems.append(
            Problem(LOCK_NAME, "edition", lock.edition, f"{edition.id}: this is the lock of another edition")
        )
    again = "take the snapshot again, or restore the params"
    for source in edition.params.sources:
        place = f"source {source.id}"
        locked = {f.key: f for f in lock.files if f.source == source.id}
        if not locked:
            problems.append(Problem(LOCK_NAME, place, "not in the lock", f"every source of the params: {again}"))
            continue
        told = {key: f"{source.kind} {path}" for key, path in source.files.items()}
        then = {key: f"{f.kind} {f.origin}" for key, f in locked.items()}
        problems += [
            Problem(
                LOCK_NAME,
                f"{place}, files.{key}",
                then.get(key, "not in the lock"),
                f"{told.get(key, 'no such file')}, as the params have it now: {again}",
            )
            for key in sorted(told.keys() | then.keys())
            if told.get(key) != then.get(key)
        ]
        if source.kind == "demo" and lock.made_from.get(source.id) != made_from(project, edition):
            problems.append(
                Problem(LOCK_NAME, place, "invented from other params, regions or code", f"the present: {again}")
            )
    known = {s.id for s in edition.params.sources}
    problems += [
        Problem(LOCK_NAME, f"source {stranger}", "a source the params do not have", f"only theirs: {again}")
        for stranger in sorted({f.source for f in lock.files} - known)
    ]
    return problems


def _file_problems(folder: Path, file: LockedFile) -> list[Problem]:
    path = folder / file.place
    if PurePath(file.place).is_absolute() or ".." in PurePath(file.place).parts:
        return [Problem(LOCK_NAME, file.place, "a path that leaves the snapshot", "a path inside it")]
    try:
        size = path.stat().st_size
    except OSError:
        return [Problem(file.place, "", "no such file", f"{file.size} bytes, sha256 {file.sha256}")]
    if size != file.size:
        return [Problem(file.place, "", f"{size} bytes", f"{file.size} bytes, as locked")]
    found = sha256(path)
    if found != file.sha256:
        return [Problem(file.place, "", f"sha256 {found}", f"sha256 {file.sha256}, as locked")]
    return []


def _set_aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _move_in(beside: Path, target: Path) -> None:
    """Put `beside` in the place of `target`; killed between the two moves, :func:`_settle` puts the old one back."""
    old = _set_aside(target)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        beside.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _settle(target: Path) -> None:
    """Finish what a killed run left: the old snapshot goes back when the new one did not arrive."""
    old = _set_aside(target)
    if old.is_dir() and not target.exists():
        try:
            old.rename(target)
        except OSError as error:  # pragma: no cover - another process was first
            raise RegioboekError(f"snapshot {target.name}: could not restore {old.name}: {error}") from error


__all__ = ["Snapshot", "open_snapshot", "take_snapshot"]
