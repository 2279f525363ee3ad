"""One progress display for long work: live in a terminal, plain lines elsewhere.

A line (or the live bar) says how far, how fast and how long still: `notebooks 120/395 · 8.1/s · 34 s left`.
Without a terminal a line is printed at most every ten seconds and at the end, so that a log stays readable.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

#: Seconds between two lines when there is no terminal.
EVERY = 10.0


class _Rate(ProgressColumn):
    """Steps per second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="dim")


class Steps:
    """A stage with a known number of steps; `advance` is called for each."""

    def __init__(self, live: Progress, name: str, total: int):
        self._live, self._name, self._total = live, name, total
        self._task = live.add_task(name, total=total)
        self.done = self._failed = 0
        self._start = self._last = time.monotonic()

    def advance(self, *, failed: bool = False) -> None:
        """One step is done; a terminal is drawn at most ten times a second: it has no thread of its own."""
        self.done += 1
        self._failed += failed
        name = f"{self._name} ({self._failed} failed)" if self._failed else self._name
        self._live.update(self._task, advance=1, description=name)
        now, terminal = time.monotonic(), not self._live.disable
        if now - self._last >= (0.1 if terminal else EVERY) or self.done == self._total:
            self._last = now
            if terminal:
                self._live.refresh()
            else:
                self._live.console.print(self.line(now - self._start), highlight=False)

    def line(self, seconds: float) -> str:
        """The plain line: counts, rate, time left."""
        rate = self.done / seconds if seconds > 0 else 0.0
        parts = [f"{self._name} {self.done}/{self._total}"]
        if self._failed:
            parts.append(f"{self._failed} failed")
        parts.append(f"{rate:.1f}/s")
        if 5 <= self.done < self._total and rate > 0:  # a few steps say nothing about the rest
            parts.append(f"{(self._total - self.done) / rate:.0f} s left")
        return " · ".join(parts)


@contextmanager
def steps(console: Console, name: str, total: int) -> Iterator[Steps]:
    """Show `total` steps of `name` on `console` while the block runs."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    # auto_refresh would start a thread, and a process with threads cannot be forked safely
    with Progress(*columns, console=console, auto_refresh=False, disable=not console.is_terminal) as live:
        yield Steps(live, name, total)


@contextmanager
def phases(console: Console, names: dict[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """A function `tell(phase, done, total)` for work whose phases and totals are only known while it runs."""
    with ExitStack() as stack:
        shown: dict[str, Steps] = {}

        def tell(phase: str, done: int, total: int) -> None:
            if phase not in shown:
                shown[phase] = stack.enter_context(steps(console, names.get(phase, phase), total))
            for _ in range(done - shown[phase].done):
                shown[phase].advance()

        yield tell
