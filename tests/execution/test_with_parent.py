"""A worker does not outlive the process it works for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child of this")

FORKS = """\
import os, sys, time
import signal
from regioboek.execution.engine.fork import die_with

parent = os.getpid() if sys.argv[1] == "its parent" else 1
child = os.fork()
if child == 0:
    die_with(parent, signal.SIGKILL)
    print(os.getpid(), flush=True)
print(child, flush=True) if parent == 1 else None
time.sleep(600)
"""


def gone(pid: int) -> bool:
    """Whether the process is no more, or only a name waiting to be taken down; waits for that a while."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def forks(of: str) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen([sys.executable, "-c", FORKS, of], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def end(process: subprocess.Popen[str]) -> None:
    """End it without waiting for its pipe: a child that goes on would keep that open."""
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_a_child_ends_with_its_parent():
    process, child = forks("its parent")
    os.kill(child, 0)  # it is at work
    end(process)
    assert gone(child)


def test_a_child_whose_parent_is_gone_already_does_not_begin():
    process, child = forks("another")
    try:
        assert gone(child)
    finally:
        end(process)
