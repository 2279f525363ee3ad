"""The lock of a snapshot: which files, from where, under which licence, and exactly which bytes.

`lock.json` lies beside the files. It holds no clock and no path of a machine: the same sources give the same lock.
How a file is read (separator, columns, projection) and the words about it (title, licence) may change in the params
without taking the snapshot again; which files a source consists of may not.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pydantic import Field, ValidationError

from regioboek.errors import Problem, SnapshotError
from regioboek.indicators import Params

LOCK_NAME = "lock.json"
FORMAT = 1


class LockedFile(Params):
    """One file of a snapshot."""

    source: str  # id of the source
    key: str  # which file of the source
    kind: str
    title: str
    name: str  # below the snapshot's folder of the source
    origin: str  # path as the params give it, relative to the edition's base
    size: int  # bytes
    sha256: str
    licence: str
    citation: str

    @property
    def place(self) -> str:
        """How messages name the file: `<source id>/<file name>`."""
        return f"{self.source}/{self.name}"


class Lock(Params):
    """All files of a snapshot, in the order of the params."""

    format: int = FORMAT
    edition: str
    made_from: dict[str, str] = Field(
        default_factory=dict
    )  # id of an invented source -> sha256 of what it was made from
    files: tuple[LockedFile, ...]

    @property
    def digest(self) -> str:
        """One sha256 over all files: changes when any byte of any file does."""
        lines = sorted(f"{f.source}\t{f.key}\t{f.sha256}" for f in self.files)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def to_json(self) -> str:
        """The text of lock.json."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def read_lock(folder: Path) -> Lock:
    """The lock of the snapshot in `folder`. Raises SnapshotError when it is not there or is no lock."""

    def refused(found: str, expected: str) -> SnapshotError:
        return SnapshotError("the snapshot has no usable lock", [Problem(LOCK_NAME, "", found, expected)])

    again = "a lock as taking a snapshot writes it: take the snapshot again"
    try:
        text = (folder / LOCK_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise refused("no such file", again) from None
    except UnicodeDecodeError as error:
        raise refused(f"bytes that are no UTF-8 (at {error.start})", again) from None
    try:
        return Lock.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise refused(f"{place + ': ' if place else ''}{first['msg']}", again) from None
