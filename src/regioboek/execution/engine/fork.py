"""One forked child: started, listened to, ended.

`start(work)` forks; the child calls `work(send)` and ends without unwinding (`os._exit`), so that nothing of the
parent's stack, buffers or exit handlers runs twice. What the child sends arrives through `wait`. A child leads a
process group of its own: Ctrl-C in a terminal reaches the parent alone, and `end` also ends whatever the child has
started. On Linux a child dies with its parent.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_connections
from typing import Any

#: How often a silent child is looked at, seconds: a process it started can keep the pipe open after its death.
_LOOK_EVERY = 0.25

_CRASHED = 70  # exit code of a child whose `work` raised (EX_SOFTWARE)

Send = Callable[[Any], None]


@dataclass(frozen=True)
class Ended:
    """How a child came to its end: exit code, or the signal that ended it, or the traceback of `work`."""

    code: int
    crash: str | None = None

    def __str__(self) -> str:
        if self.crash:
            return f"failed outside the notebook's own code:\n{self.crash}"
        if self.code >= 0:
            return f"ended with exit code {self.code}"
        try:
            name = signal.Signals(-self.code).name
        except ValueError:
            name = "unknown"
        hint = " (from outside; often because memory ran out)" if -self.code == getattr(signal, "SIGKILL", 9) else ""
        return f"was ended by signal {-self.code}, {name}{hint}"


def why_never_fork() -> str | None:
    """Why no process can safely be forked here, or None where one can."""
    if not hasattr(os, "fork"):
        return "this platform cannot fork"
    return "system libraries of macOS do not survive a fork" if sys.platform == "darwin" else None


def why_not_fork() -> str | None:
    """Why this process cannot safely be forked now, or None when it can."""
    if never := why_never_fork():
        return never
    _stop_tqdm_monitor()
    others = [t.name for t in threading.enumerate() if t is not threading.current_thread()]
    if others:
        return f"other threads are alive that a fork would cut off: {', '.join(sorted(others))}"
    return None


def _stop_tqdm_monitor() -> None:
    """End the thread that papermill's progress bar starts; tqdm starts it anew when it wants it."""
    module = sys.modules.get("tqdm._monitor")
    for thread in threading.enumerate() if module else ():
        if isinstance(thread, module.TMonitor):  # type: ignore[union-attr]
            thread.exit()


class Child:
    """A running child; made by `start`."""

    def __init__(self, pid: int, connection: Connection):
        self.pid = pid
        self.connection = connection
        self._status: int | None = None
        self.crash: str | None = None

    def has_ended(self) -> bool:
        """Whether the process is gone, without waiting for it."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = status
        return self._status is not None

    def end(self) -> Ended:
        """Make sure the child and what it started are gone; how it ended."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        return self.reap()

    def reap(self) -> Ended:
        """Wait until the child is gone, close the pipe."""
        if self._status is None:
            _, self._status = os.waitpid(self.pid, 0)
        self.connection.close()
        return Ended(os.waitstatus_to_exitcode(self._status), self.crash)


def start(work: Callable[[Send], None], *, memory_limit: int | None = None) -> Child:
    """Fork a child that calls `work(send)`.

    `memory_limit`: bytes of address space the child may take on top of what this process has (Linux only).
    The caller has asked `why_not_fork` first.
    """
    receiver, sender = Pipe(duplex=False)
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(Exception):
            stream.flush()  # type: ignore[union-attr]
    parent = os.getpid()
    with warnings.catch_warnings():
        # Python 3.12+ warns of libraries' own threads; those we use come back by themselves
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # both sides do it: whoever comes first
        sender.close()
        return Child(pid, receiver)
    code = _CRASHED
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with(parent, signal.SIGKILL)
        gc.freeze()  # what the parent made is never collected here: its pages stay shared
        receiver.close()
        if memory_limit is not None:
            _limit_memory(memory_limit)
        work(sender.send)
        code = 0
    except BaseException:  # whatever it is, it must not unwind into the parent's code
        with contextlib.suppress(BaseException):
            sender.send(("crash", traceback.format_exc()))
    finally:
        os._exit(code)


def wait(children: Sequence[Child], timeout: float | None) -> Iterator[tuple[Child, Any]]:
    """(child, message) for what comes in from any child within `timeout` seconds; a child's last message is Ended."""
    deadline = None if timeout is None else time.monotonic() + timeout
    by_connection = {child.connection: child for child in children}
    while True:
        left = _LOOK_EVERY if deadline is None else max(0.0, min(_LOOK_EVERY, deadline - time.monotonic()))
        ready = wait_for_connections(list(by_connection), left)
        for connection in ready:
            child = by_connection[connection]  # type: ignore[index]
            try:
                message = child.connection.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                yield child, child.end()
                continue
            if isinstance(message, tuple) and message[:1] == ("crash",):
                child.crash = message[1]
                continue
            yield child, message
        if ready:
            return
        gone = [child for child in children if child.has_ended() and not child.connection.poll()]
        for child in gone:
            yield child, child.end()
        if gone or (deadline is not None and time.monotonic() >= deadline):
            return


def die_with(parent: int, by: signal.Signals) -> None:
    """Linux: send this process the signal `by` when its parent ends, however that happens."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, int(by), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(_CRASHED)


def _limit_memory(extra: int) -> None:
    """Let this process take at most `extra` bytes more address space than it has now; nothing where that is unknown."""
    if not sys.platform.startswith("linux"):
        return
    import resource  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + extra
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
