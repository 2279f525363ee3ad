"""What every benchmark measures with: processor time, wall time and peak memory of a process tree; tables; goals.

Processor time is user and system time of this process and of its children that have ended: on a machine that others
use too it says more than the clock. Memory (Linux) is sampled: the sum of each process's proportional share (PSS), in
which a page shared by forked children counts once.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: The results of the reference run, which docs/benchmarks.md and README.md quote; `make bench-full` writes them.
RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Goal:
    """What was measured beside what it should be; both in `unit`. `in_short`: one that a reader of the README sees."""

    what: str
    value: float | None
    limit: float
    unit: str = ""
    at_least: bool = False
    in_short: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal was reached; None when it was not measured."""
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def row(self) -> tuple[str, str, str, str]:
        """For a table: what, measured, goal, verdict."""
        sign, unit = "≥" if self.at_least else "≤", f" {self.unit}" if self.unit else ""
        measured_ = "–" if self.value is None else f"{_cell(float(self.value))}{unit}"
        return self.what, measured_, f"{sign} {_cell(float(self.limit))}{unit}", VERDICTS[self.met]


VERDICTS = {True: "met", False: "**not met**", None: "–"}


def goal_table(goals: Iterable[Goal]) -> str:
    """Markdown: every goal with what was measured and the verdict."""
    return table(("goal", "measured", "should be", "verdict"), [goal.row() for goal in goals])


@dataclass
class Used:
    """What a stretch of work has used; complete when its `measured` block has ended."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak_mb: float | None = None


def processor_seconds() -> float:
    """Of this process and its ended children, user and system."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    found, queue = [], [pid]
    while queue:
        current = queue.pop()
        found.append(current)
        try:
            text = Path(f"/proc/{current}/task/{current}/children").read_text("ascii")
        except OSError:
            continue
        queue.extend(int(part) for part in text.split())
    return found


def memory(pid: int) -> int:
    """Proportional memory of a process tree in bytes; 0 where /proc does not tell."""
    total = 0
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


@contextmanager
def measured(*, sample: float | None = None) -> Iterator[Used]:
    """Measure the block; with `sample` (seconds) also the peak memory, from a thread that looks now and then.

    Without `sample` there is no thread, so that the block may fork.
    """
    used, peak, over = Used(), [0], threading.Event()

    def look() -> None:
        while True:
            peak[0] = max(peak[0], memory(os.getpid()))
            if over.wait(sample):
                return

    watcher = threading.Thread(target=look) if sample else None
    if watcher:
        memory(os.getpid())  # it imports what it reads with: a child forked while a thread does would wait for ever
        watcher.start()
    cpu, start = processor_seconds(), time.perf_counter()
    try:
        yield used
    finally:
        used.seconds, used.cpu = time.perf_counter() - start, processor_seconds() - cpu
        if watcher:
            over.set()
            watcher.join()
            used.peak_mb = round(peak[0] / 1e6) or None


def exponent(sizes: Sequence[float], used: Sequence[float]) -> float | None:
    """b of the best a·size^b, by least squares on logarithms; None with fewer than two sizes or a missing one."""
    points = [(math.log(s), math.log(u)) for s, u in zip(sizes, used, strict=True) if s > 0 and u > 0]
    if len(points) < 2 or len(points) < len(sizes):
        return None
    x, y = (sum(p[i] for p in points) / len(points) for i in (0, 1))
    return sum((p[0] - x) * (p[1] - y) for p in points) / sum((p[0] - x) ** 2 for p in points)


def fixed_and_each(sizes: Sequence[float], used: Sequence[float]) -> tuple[float, float]:
    """(used whatever the size, used per item) of the straight line through the measurements."""
    x, y = sum(sizes) / len(sizes), sum(used) / len(used)
    spread = sum((s - x) ** 2 for s in sizes)
    each = sum((s - x) * (u - y) for s, u in zip(sizes, used, strict=True)) / spread if spread else y / x
    return y - each * x, each


def machine() -> dict[str, Any]:
    """Size of the machine, and how busy it is: the load before the measurement."""
    info: dict[str, Any] = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
        info["memory_gb"] = round(pages * size / 1e9)
        info["load"] = round(os.getloadavg()[0], 1)
    except (ValueError, OSError, AttributeError):
        pass
    return info


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Markdown; the first column is text, the others are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(_cell(v) for v in row) + " |" for row in rows)])


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        whole = abs(value) >= 100 or (abs(value) >= 10 and value == round(value))
        return f"{value:.0f}" if whole else f"{value:.3g}"
    return str(value)


def arguments(description: str) -> argparse.ArgumentParser:
    """A command line with what all benchmarks have."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a size for CI: shows that it works, not how fast")
    parser.add_argument("--json", type=Path, help="write the measurements to this file")
    return parser


def report(result: dict[str, Any], shown: str, path: Path | None, *, small: bool = False) -> None:
    """Print the tables; write the JSON where it is asked for. A `small` result is never quoted."""
    if small:
        result["small"] = True
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(shown)
