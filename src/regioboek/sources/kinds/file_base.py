"""Kinds that consist of files named in the params: copied from the edition's base, or downloaded from an address."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from pathlib import Path, PurePath
from typing import Generic, TypeVar

import pandas as pd

from regioboek.errors import FetchError, Problem, SnapshotError, SourceError
from regioboek.params.source import Source, is_url
from regioboek.sources.kinds.base import CELL_COLUMNS, Fetched, FetchJob, Progress, SnapshotFiles
from regioboek.sources.network.client import about
from regioboek.sources.network.whole_file import download, file_name
from regioboek.sources.problems import ProblemList, nearest
from regioboek.sources.tables.reading import Reading

Asked = TypeVar("Asked", bound=Source)


class FileKind(ABC, Generic[Asked]):
    """What all kinds of files share; a kind of its own reads them."""

    def fetch(self, job: FetchJob) -> Fetched:
        """Copy or download every file. Raises SnapshotError with all that are missing, FetchError for an address."""
        return fetch_files(job)

    def cells(self, source: Asked, folder: Path, files: dict[str, str]) -> pd.DataFrame | None:
        """No figures, unless the kind says otherwise."""
        return None

    @abstractmethod
    def read(self, source: Asked, files: SnapshotFiles, so_far: Reading) -> None:
        """Add what the files hold to the reading."""


def fetch_files(job: FetchJob) -> Fetched:
    """Every file under `files:` into the folder, byte for byte. Raises SnapshotError naming all that cannot be had."""
    problems: list[Problem] = []
    names = file_names(job.source, problems)
    size = 0
    stamps: list[str] = []
    for number, (key, name) in enumerate(names.items(), 1):
        told = job.source.files[key]
        if is_url(told):
            stamps += _download(job, key, told, job.folder / name, problems)
        else:
            _copy(job, key, told, job.folder / name, problems)
        if (job.folder / name).is_file():
            size += (job.folder / name).stat().st_size
            job.progress(Progress(job.source.id, bytes=size, pages=number, file=name))
    if problems:
        raise SnapshotError(f"source {job.source.id} is not complete", problems)
    addresses = [told for told in job.source.files.values() if is_url(told)]
    return Fetched(names, url=addresses[0] if addresses else None, modified=stamps[0] if stamps else None)


def file_names(source: Source, problems: list[Problem]) -> dict[str, str]:
    """File key -> name in the snapshot; two files of one source cannot share a name."""
    names: dict[str, str] = {}
    for key, told in source.files.items():
        place = f"source {source.id}, files.{key}"
        if is_url(told):
            name = file_name(told, key)
        elif PurePath(told).is_absolute() or Path(told).is_absolute():
            problems.append(Problem("params", place, told, "a path relative to the edition's base"))
            continue
        else:
            name = PurePath(told).name
        if name in names.values():
            problems.append(Problem("params", place, f"a second file named {name}", "other names"))
        else:
            names[key] = name
    return names


def _copy(job: FetchJob, key: str, told: str, target: Path, problems: list[Problem]) -> None:
    if job.base is None:
        problems.append(Problem(told, f"source {job.source.id}, files.{key}", "no base", "the edition's base"))
        return
    folder, base_told = job.base
    origin = folder / told
    try:
        shutil.copyfile(origin, target)
    except OSError as error:
        if error.filename2 is not None or str(error.filename) == str(target):
            raise  # writing failed, not reading: a full disk, a folder that may not be written
        siblings = [p.name for p in origin.parent.iterdir()] if origin.parent.is_dir() else []
        found = "no such file" if isinstance(error, FileNotFoundError) else f"an error: {error.strerror}"
        expected = f"the file in {base_told}{nearest(origin.name, siblings)}"
        problems.append(Problem(told, f"source {job.source.id}, files.{key}", found, expected))


def _download(job: FetchJob, key: str, url: str, target: Path, problems: list[Problem]) -> list[str]:
    """The file at an address; the publisher's stamp, when there is one. Raises FetchError that names source and key."""
    place = f"source {job.source.id}, files.{key}"
    if job.client is None:
        expected = f"regioboek fetch {job.edition.id}: only fetch uses a network"
        problems.append(Problem(url, place, "an address", expected))
        return []
    try:
        received = download(job.client, url, target)
    except FetchError as error:
        raise about(error, place) from error
    stamp = received.headers.get("Last-Modified")
    return [stamp] if stamp else []


def cells_or_refuse(rows: pd.DataFrame | None, found: ProblemList) -> pd.DataFrame:
    """The columns of `cells`, those that lack filled with nothing. Raises SourceError with what was found."""
    if rows is None or found.refused:
        raise SourceError(f"{found.file} cannot be read", found.refused)
    return rows.reindex(columns=list(CELL_COLUMNS))
