"""Kinds that consist of files named in the params: copied from the edition's base, or downloaded from an address.

Rules of a download
* A file is called as the address ends, in letters, digits, `.`, `-` and `_` only; an address that ends in no file name
  gives the file key. Without an extension it gets the one of its key: `.geojson` for boundaries, else `.csv`.
* GeoJSON is complete JSON. Delimited text is no HTML, JSON, XML, spreadsheet, PDF or archive, whatever the server
  calls it. What is inside the text is for the reader of its kind.
* A spreadsheet, a Parquet or SPSS file, a GeoPackage, FlatGeobuf, GML and a zip archive (of a shapefile) begin as such
  a file begins.
"""

from __future__ import annotations

import re
import shutil
from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Generic, TypeVar
from urllib.parse import unquote, urlsplit

import pandas as pd

from regioboek.errors import FetchError, Problem, SnapshotError, SourceError, nearest
from regioboek.params.source import Source, is_url
from regioboek.sources.kinds.base import CELL_COLUMNS, Fetched, FetchJob, Progress, SnapshotFiles
from regioboek.sources.network.client import Client, Received, refused
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.reading import Reading

Asked = TypeVar("Asked", bound=Source)

_JSON = (".geojson", ".json", ".topojson")
#: Extension -> how such a file begins.
_BEGINS: dict[str, bytes | tuple[bytes, ...]] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".ods", ".zip"), b"PK\x03\x04"),
    **dict.fromkeys((".parquet", ".geoparquet"), b"PAR1"),
    **dict.fromkeys((".sav", ".zsav"), (b"$FL2", b"$FL3")),
    ".xls": b"\xd0\xcf\x11\xe0",
    ".gpkg": b"SQLite format 3\x00",
    ".fgb": b"fgb\x03fgb",
    ".gml": (b"<?xml", b"\xef\xbb\xbf<?xml", b"<gml:", b"<wfs:"),
}
#: How other files begin -> what they are, and what to do.
_OTHERS = {
    b"PK\x03\x04": ("a spreadsheet or a zip archive", "unpack it, or save it as CSV, and name that file"),
    b"\x1f\x8b": ("a gzip archive", "unpack it and name the file inside"),
    b"%PDF": ("a PDF", "the address of the figures themselves"),
    b"{": ("JSON", "the address of the download as CSV"),
    b"[": ("JSON", "the address of the download as CSV"),
    b"<": ("XML", "the address of the download as CSV"),
}
#: Names that mean something else: in a snapshot, or as devices of Windows.
_TAKEN = re.compile(r"cells\.parquet|.*lock\.json|(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class FileKind(ABC, Generic[Asked]):
    """What all kinds of files share; a kind of its own reads them."""

    def fetch(self, job: FetchJob) -> Fetched:
        """Every file under `files:` into the folder, byte for byte.

        Raises SnapshotError with all that are missing, FetchError for an address.
        """
        problems: list[Problem] = []
        names = file_names(job.source, problems)
        size = 0
        stamps: list[str] = []
        for number, (key, name) in enumerate(names.items(), 1):
            told = job.source.files[key]
            if is_url(told):
                stamps += _download(job, key, told, job.folder / name)
            else:
                _copy(job, key, told, job.folder / name, problems)
            if (job.folder / name).is_file():
                size += (job.folder / name).stat().st_size
                job.progress(Progress(job.source.id, bytes=size, pages=number, file=name))
        if problems:
            raise SnapshotError(f"source {job.source.id} is not complete", problems)
        address = next(filter(is_url, job.source.files.values()), None)
        return Fetched(names, url=address, modified=stamps[0] if stamps else None)

    def cells(self, source: Asked, folder: Path, files: dict[str, str]) -> pd.DataFrame | None:
        """No figures, unless the kind says otherwise."""
        return None

    @abstractmethod
    def read(self, source: Asked, files: SnapshotFiles, so_far: Reading) -> None:
        """Add what the files hold to the reading."""


def file_names(source: Source, problems: list[Problem]) -> dict[str, str]:
    """File key -> name in the snapshot; two files of one source cannot share a name."""
    names: dict[str, str] = {}
    for key, told in source.files.items():
        place = f"source {source.id}, files.{key}"
        name = file_name(told, key) if is_url(told) else PurePath(told).name
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


def _download(job: FetchJob, key: str, url: str, target: Path) -> list[str]:
    """The file at an address; the publisher's stamp, when there is one. Raises FetchError that names source and key."""
    try:
        received = download(job.network, url, target)
    except FetchError as error:
        place = f"source {job.source.id}, files.{key}"
        raise type(error)(error.title, [replace(p, place=p.place or place) for p in error.problems]) from error
    stamp = received.headers.get("Last-Modified")
    return [stamp] if stamp else []


def file_name(url: str, key: str) -> str:
    """The name of the file at `url` in a snapshot; `key` says what it is."""
    last = PurePosixPath(unquote(urlsplit(url).path)).name
    name = re.sub(r"[^0-9A-Za-z._-]+", "_", last).lstrip(".") or key
    if not PurePosixPath(name).suffix:
        name += ".geojson" if key == "boundaries" else ".csv"
    return f"{key}-{name}" if _TAKEN.fullmatch(name) else name


def download(client: Client, url: str, target: Path) -> Received:
    """Write what is at `url` to `target`, byte for byte. Raises FetchError when it is not such a file."""
    suffix = target.suffix.lower()
    json = suffix in _JSON
    received = client.get(url, accept="application/geo+json, application/json" if json else "text/csv, */*")
    start = received.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if suffix in _BEGINS and not received.body.startswith(_BEGINS[suffix]):
        raise refused(url, f"something else than a {suffix} file", f"a whole {suffix} file at this address")
    if not json and suffix not in _BEGINS:
        for begin, (what, advice) in _OTHERS.items():
            if start.startswith(begin):
                raise refused(url, what, f"delimited text: {advice}")
    target.write_bytes(received.body)
    return received


def cells_or_refuse(rows: pd.DataFrame | None, found: ProblemList) -> pd.DataFrame:
    """The columns of `cells`, those that lack filled with nothing. Raises SourceError with what was found."""
    if rows is None or found.refused:
        raise SourceError(f"{found.file} cannot be read", found.refused)
    return rows.reindex(columns=list(CELL_COLUMNS))
