"""One process at a time changes the snapshot of an edition; readers never wait.

The lock is held by the operating system on `.<edition>.fetching` beside the snapshot: when its holder is killed, it is
free again. The file stays; a file nobody holds means nothing.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from regioboek.errors import RegioboekError


@contextlib.contextmanager
def one_at_a_time(snapshot: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Refuse (RegioboekError) when another process changes `snapshot`, after `wait` seconds of patience."""
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    path = snapshot.with_name(f".{snapshot.name}.fetching")
    lock = FileLock(path, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise RegioboekError(
            f"the snapshot of edition {snapshot.name} is being changed by another fetch (process {_process(path)}): "
            "wait for it, then run this again; nothing was changed"
        ) from None
    try:
        if os.name != "nt":  # there, nobody could read it while it is held
            path.write_text(str(os.getpid()), "ascii")
        yield
    finally:
        lock.release()


def _process(path: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return str(int(path.read_text("ascii")))
    return "unknown"
