"""One build of an edition at a time, and the next one only when no process of the last is left.

The lock is held by the operating system on `.building`, and by every process the build has started as well: when a
build is killed, its helpers still write for a moment, and a build that began meanwhile would get their pages among
its own. The file stays; a file nobody holds means nothing.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from regioboek.errors import RegioboekError
from regioboek.layout import BuildDir

#: Where the byte lies that is locked on Windows, out of the way of the number a reader wants to see.
_FAR = 1 << 20


@contextmanager
def one_build_at_a_time(build: BuildDir) -> Iterator[tuple[int, ...]]:
    """Refuse a second build of the edition (RegioboekError); gives the descriptors that started processes must keep."""
    build.root.mkdir(parents=True, exist_ok=True)
    lock = build.root / ".building"
    handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            _take(handle)
        except BlockingIOError:
            raise RegioboekError(
                f"another build of this edition is running (process {_process(lock)}), or was just ended and its last "
                "processes are still at work: wait for it, then build again"
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode("ascii"))
        yield () if os.name == "nt" else (handle,)
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    """Lock the file without waiting; BlockingIOError when another process has it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415

        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl  # noqa: PLC0415

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:  # a disk without locks (some network disks): better unguarded than not at all
            return


def _process(lock: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return str(int(lock.read_text("ascii")))
    return "unknown"
