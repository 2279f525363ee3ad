"""Bringing the files of one source together in a folder, and describing exactly what they are.

Local files are copied byte for byte from the folder that `base_env` names, otherwise from `base` below the project;
invented sources (kind `demo`) are made by their generator; what comes over a network goes through the client.
Every missing file of a source is in one report.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from regioboek.errors import InputError, Problem, SnapshotError, SourceError
from regioboek.layout import Project
from regioboek.memory import code_of, digest, digest_of, file_inputs, sha256
from regioboek.params.edition import Edition
from regioboek.params.source import Source
from regioboek.sources.kinds.base import CELLS_KEY, CELLS_NAME, FetchJob, Kind, SnapshotFiles
from regioboek.sources.problems import shown_address
from regioboek.sources.snapshot.lock import LockedFile, LockedSource, definition


def gather(job: FetchJob, *, strict: bool, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> LockedSource:
    """Fetch one source into `job.folder` (empty), freeze its cells there too, and describe it for the lock.

    `strict`: what cannot be read is refused now, also of a source without cells; otherwise it is left to the reader of
    the snapshot, which reports what is wrong in all sources together. Raises InputError; the folder is then of no use.
    """
    from regioboek.sources.kinds import kind_of  # noqa: PLC0415
    from regioboek.sources.snapshot.frozen_cells import write_cells  # noqa: PLC0415

    source, kind = job.source, kind_of(job.source.kind)
    fetched = kind.fetch(job)
    followed = source.following(fetched.moved)
    files = dict(fetched.files)
    rows = fetched.rows
    try:
        cells = kind.cells(followed, job.folder, files)
        if cells is not None:
            count = write_cells(cells, job.folder / CELLS_NAME, source.id)
            files[CELLS_KEY] = CELLS_NAME
            rows = count if rows is None else rows
        elif strict:
            _read(job, kind, followed, files)
    except InputError:
        if strict:
            raise
    return LockedSource(
        id=source.id,
        kind=source.kind,
        title=source.title,
        folder=source.id,
        defined=definition(source),
        made_from=made_from(job.project, job.edition) if source.kind == "demo" else None,
        table=fetched.table,
        url=shown_address(fetched.url) if fetched.url else None,
        query=fetched.query,
        retrieved_at=now().astimezone(UTC).replace(microsecond=0).isoformat() if source.asks_network else None,
        modified=fetched.modified,
        version_reason=fetched.version_reason,
        moved=fetched.moved,
        rows=rows,
        pages=fetched.pages,
        licence=source.licence,
        citation=source.citation,
        files=tuple(_locked(job, key, name) for key, name in files.items()),
    )


def _read(job: FetchJob, kind: Kind[Any], source: Source, files: dict[str, str]) -> None:
    """Read a source by itself, as if it were the only one. Raises SourceError with what its kind refuses."""
    from regioboek.sources.tables.reading import Reading  # noqa: PLC0415

    alone = Reading(job.edition, job.project.params)
    kind.read(source, SnapshotFiles(source.id, job.folder, files), alone)
    if alone.problems:
        raise SourceError(f"source {source.id} cannot be read", alone.problems)


def _locked(job: FetchJob, key: str, name: str) -> LockedFile:
    path = job.folder / name
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts or not path.is_file():
        problem = Problem(f"{job.source.id}/{name}", "", "no file below the source's folder", "a file that was fetched")
        raise SnapshotError(f"source {job.source.id} is not complete", [problem])
    told = job.source.files.get(key)
    origin = shown_address(told) if told is not None else None
    return LockedFile(key=key, name=name, origin=origin, size=path.stat().st_size, sha256=sha256(path))


def versioned(entry: LockedSource) -> LockedSource:
    """The entry with the folder its files belong in: `<id>/<first 12 of a sha256 over all of them>`."""
    lines = sorted(f"{f.key}\t{f.name}\t{f.sha256}" for f in entry.files)
    version = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
    return entry.model_copy(update={"folder": f"{entry.id}/{version}"})


def made_from(project: Project, edition: Edition) -> str:
    """One hash of all that invented figures depend on: the edition, the regions and the generator itself."""
    regions = file_inputs(project.params.below("regions").files("*.csv").values(), project.layers)
    return digest_of({"edition": digest(edition.model_dump_json()), **regions, **code_of("regioboek.demo")})


def base_of(project: Project, edition: Edition) -> tuple[Path, str]:
    """The folder of local files, and how messages name it. Raises SnapshotError when `base_env` names none."""
    if only_made(edition):
        return project.root, ""
    variable = edition.params.base_env
    told = os.environ.get(variable) if variable else None
    if not told:
        hint = f", or another folder: set {variable}" if variable else ""
        return project.root / edition.params.base, f"{edition.params.base} (below the project{hint})"
    if not Path(told).is_dir():
        raise SnapshotError(
            f"the sources of edition {edition.id} are not there",
            [Problem(f"environment variable {variable}", "", told, "a folder that exists")],
        )
    return Path(told), f"the folder {variable} names"


def only_made(edition: Edition) -> bool:
    """Whether all sources are invented: such a snapshot can be made again at any time."""
    return all(source.kind == "demo" for source in edition.params.sources)


def needing_network(edition: Edition) -> list[Source]:
    """The sources that only `regioboek fetch` can bring."""
    return [source for source in edition.params.sources if source.asks_network]
