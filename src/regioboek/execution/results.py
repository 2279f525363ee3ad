"""What a run has to say: per page what became of it, and the three named lists of a whole run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from regioboek.files import write_text


@dataclass(frozen=True)
class PageStarted:
    """A page's notebook has begun to run."""

    name: str


@dataclass(frozen=True)
class PageRun:
    """A page that ran and was written. `seconds`: wall time from start to file."""

    name: str
    title: str
    reason: str
    seconds: float


@dataclass(frozen=True)
class PageReuse:
    """A page whose earlier result stays."""

    name: str
    title: str


@dataclass(frozen=True)
class PageFailure:
    """A page that could not be made.

    `cell`: number in the page's notebook, all cells counted from 1; None when it is not one cell's fault. `source`: the
    first lines of that cell. `traceback`: plain text, empty when there is none.
    """

    name: str
    title: str
    cell: int | None
    source: str
    exception: str
    message: str
    traceback: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        where = f"cell {self.cell}" if self.cell else "the page"
        return f"{self.name} ({self.title}): {where}: {self.exception}: {self.message}"


Event = PageStarted | PageRun | PageReuse | PageFailure


@dataclass
class RunResult:
    """Succeeded, failed, reused: every page of the plan is in one list, or in `skipped` when the run was cut short."""

    succeeded: list[PageRun] = field(default_factory=list)
    failed: list[PageFailure] = field(default_factory=list)
    reused: list[PageReuse] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    engine: str = "none"  # fork | kernel | cluster | none (nothing to run)
    engine_reason: str = ""  # why this engine
    jobs: int = 0
    seconds: float = 0.0  # wall time of the whole run
    workers: dict[str, int] = field(default_factory=dict)  # on a cluster: address -> pages it made

    @property
    def ok(self) -> bool:
        """Whether every page is there."""
        return not self.failed and not self.skipped

    def as_dict(self) -> dict[str, Any]:
        """For run.json: plain values, pages in the order they were finished, seconds to the millisecond."""
        record = asdict(self)
        for rows in (record["succeeded"], record["failed"]):
            for row in rows:
                row["seconds"] = round(row["seconds"], 3)
        record["seconds"] = round(self.seconds, 3)
        return record

    def write(self, path: Path) -> None:
        """Write run.json: what ran and why, what was reused, what failed where, how long."""
        write_text(path, json.dumps(self.as_dict(), indent=1, ensure_ascii=False) + "\n")
