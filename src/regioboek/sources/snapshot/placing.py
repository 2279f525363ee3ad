"""Putting a fetched source in a snapshot, so that being killed at any moment leaves the old or the new one, whole.

* A source is gathered in `.<id>.part` inside the snapshot's folder: nothing that a lock names.
* Its files then move, in one step, to a folder of their own: `<id>/<version>`, a name made from their hashes. The old
  version stays where it is.
* `lock.json` is written beside itself and put in place in one step: that is the moment the snapshot changes.
* What no lock names any longer is cleared away afterwards, by this run or the next.
* One process at a time changes the snapshot of an edition; readers never wait. The operating system holds a lock on
  `.<edition>.fetching` beside the snapshot: when its holder is killed, it is free again, and the file means nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from regioboek.errors import RegioboekError
from regioboek.memory import sha256
from regioboek.sources.snapshot.gather import versioned
from regioboek.sources.snapshot.lock import LOCK_NAME, Lock, LockedSource

_PART = re.compile(r"\..+\.part")
_VERSION = re.compile(r"[0-9a-f]{12}")


@contextlib.contextmanager
def one_at_a_time(snapshot: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Refuse (RegioboekError) when another process changes `snapshot`, after `wait` seconds of patience."""
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    path = snapshot.with_name(f".{snapshot.name}.fetching")
    lock = FileLock(path, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        holder = "unknown"
        with contextlib.suppress(OSError, ValueError):
            holder = str(int(path.read_text("ascii")))
        raise RegioboekError(
            f"the snapshot of edition {snapshot.name} is being changed by another fetch (process {holder}): "
            "wait for it, then run this again; nothing was changed"
        ) from None
    try:
        if os.name != "nt":  # there, nobody could read it while it is held
            path.write_text(str(os.getpid()), "ascii")
        yield
    finally:
        lock.release()


def part_folder(snapshot: Path, source_id: str) -> Path:
    """An empty folder beside what is frozen, to gather one source in."""
    folder = snapshot / f".{source_id}.part"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def place_files(snapshot: Path, part: Path, entry: LockedSource) -> LockedSource:
    """Move the gathered files to their own place; the entry that names it. Nothing refers to them yet."""
    entry = versioned(entry)
    target = snapshot / entry.folder
    for file in entry.files:
        _to_disk(part / file.name)
    if target.exists():
        if all(_is(target / f.name, f.size, f.sha256) for f in entry.files):
            shutil.rmtree(part)
            return entry
        damaged = target.with_name(f".{target.name}.part")
        shutil.rmtree(damaged, ignore_errors=True)
        target.rename(damaged)
    target.parent.mkdir(parents=True, exist_ok=True)
    part.rename(target)
    return entry


def write_lock(snapshot: Path, lock: Lock) -> None:
    """Put `lock` in place, in one step: from here on it is what the snapshot consists of."""
    beside = snapshot / f".{LOCK_NAME}.part"
    beside.write_text(lock.to_json(), encoding="utf-8", newline="\n")
    _to_disk(beside)
    beside.replace(snapshot / LOCK_NAME)


def sweep(snapshot: Path, lock: Lock | None, before: Lock | None = None) -> None:
    """Clear away what a killed run left and what only the lock `before` named. Other people's files stay."""
    named = {s.folder for s in lock.sources} if lock else set()
    kept = {f"{s.folder}/{f.name}" for s in lock.sources for f in s.files} if lock else set()
    for old in before.sources if before else ():
        for file in old.files:
            if f"{old.folder}/{file.name}" not in kept:
                (snapshot / old.folder / file.name).unlink(missing_ok=True)
    if not snapshot.is_dir():
        return
    for folder in sorted(snapshot.iterdir()):
        if _PART.fullmatch(folder.name):
            _remove(folder)
        elif folder.is_dir():
            for version in sorted(folder.iterdir()):
                stale = _VERSION.fullmatch(version.name) and f"{folder.name}/{version.name}" not in named
                if stale or _PART.fullmatch(version.name):
                    _remove(version)
            if not any(folder.iterdir()):
                folder.rmdir()
    if not any(snapshot.iterdir()):
        snapshot.rmdir()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _is(path: Path, size: int, digest: str) -> bool:
    return path.is_file() and path.stat().st_size == size and sha256(path) == digest


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
