"""What the kinds that fetch a table of StatLine share: begin and end of a download, and a file made of its answers."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from regioboek.sources.kinds.base import Fetched, FetchJob, Progress
from regioboek.sources.statline.download import Download
from regioboek.sources.statline.pager import Intake
from regioboek.sources.statline.service import Version, root
from regioboek.sources.statline.table import StatlineTable


def begin(job: FetchJob, version: Version, title: str | None = None) -> Download:
    """The download of a source's table into its folder; `title`: what the table was called, where that is known."""
    source = job.source

    def report(so_far: Intake, name: str) -> None:
        told = Progress(source.id, so_far.rows, so_far.bytes, so_far.pages, name, so_far.expected)
        job.progress(told)

    place, intake = root(source.statline, version), Intake(job.folder, report)
    return Download(job.network, place, version, source.statline.table, intake, title or source.title)


def fetched(download: Download, table: StatlineTable, made: dict[str, str] | None = None, **more: Any) -> Fetched:
    """What a download brought: its answers, and the files `made` of them (file key -> name)."""
    told: dict[str, Any] = {"pages": download.intake.pages or None} | more
    return Fetched(
        dict(sorted(download.intake.files.items())) | (made or {}),
        table=table.id,
        url=download.url,
        modified=table.modified,
        version_reason=table.reason,
        **told,
    )


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """A file with commas between, the same bytes everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
