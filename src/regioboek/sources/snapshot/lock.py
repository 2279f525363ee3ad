"""The lock of a snapshot: per source what it is, from where, under which licence, and exactly which bytes.

`lock.json` lies beside the files. Rules

* It is the only thing that says what a snapshot consists of: a file that it does not name is no part of it.
* It holds no path of a machine. Its only clock is `retrieved_at`, the moment a source came over the network: local
  files have none, so the same files give the same lock.
* How a file is read (separator, columns, projection) and the words about it (title, licence) may change in the params
  without taking the snapshot again; what a source consists of (`defined`) may not.
* Format 2. A lock of format 1, which had a flat list of files, is understood and becomes format 2 when it is written
  next; a later format is refused.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from regioboek.errors import Problem, SnapshotError
from regioboek.params.indicators import Params
from regioboek.params.source import Source
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.problems import shown_address

LOCK_NAME = "lock.json"
FORMAT = 2


class LockedFile(Params):
    """One file of a source."""

    key: str  # which file of the source
    name: str  # path below the source's folder, with `/`
    origin: str | None = None  # path or address as the params give it; None: what a service answered
    size: int  # bytes
    sha256: str


class LockedSource(Params):
    """One source of a snapshot."""

    id: str
    kind: str
    title: str
    folder: str  # below the snapshot, with `/`: `<id>/<version>`
    defined: dict[str, str] = Field(default_factory=dict)  # what the params asked for, see `definition`
    made_from: str | None = None  # invented sources: sha256 of what they were made from
    table: str | None = None
    url: str | None = None
    query: str | None = None
    retrieved_at: str | None = None  # UTC, ISO 8601; None for files that were copied or made
    modified: str | None = None  # the publisher's stamp
    version_reason: str | None = None
    moved: dict[str, str] = Field(default_factory=dict)  # declared key -> the key in the table, as was agreed to
    rows: int | None = None
    pages: int | None = None
    licence: str
    citation: str
    files: tuple[LockedFile, ...]

    def place(self, file: LockedFile) -> str:
        """How messages name a file: `<source id>/<file name>`."""
        return f"{self.id}/{file.name}"

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(f.size for f in self.files)

    def kept(self, snapshot: Path) -> SnapshotFiles:
        """Its files in the folder of a snapshot, as its kind reads them."""
        return SnapshotFiles(self.id, snapshot / self.folder, {f.key: f.name for f in self.files})


class Lock(Params):
    """All sources of a snapshot, in the order of the params."""

    format: int = FORMAT
    edition: str
    sources: tuple[LockedSource, ...]

    @model_validator(mode="before")
    @classmethod
    def _in_this_format(cls, told: Any) -> Any:
        if isinstance(told, dict) and told.get("format", 1) == 1 and "files" in told:
            return _from_format_1(told)
        if isinstance(told, dict) and isinstance(told.get("format"), int) and told["format"] > FORMAT:
            later = f"format {FORMAT}: a later regioboek wrote this lock; use that one, or fetch again"
            raise _refused(f"format {told['format']}", later)
        return told

    @property
    def digest(self) -> str:
        """One sha256 over all files: changes when any byte of any file does."""
        lines = sorted(f"{s.id}\t{f.key}\t{f.sha256}" for s in self.sources for f in s.files)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def source(self, id: str) -> LockedSource | None:
        """What is locked of one source; None when nothing is."""
        return next((s for s in self.sources if s.id == id), None)

    def to_json(self) -> str:
        """The text of lock.json."""
        told = self.model_dump(mode="json", exclude_none=True)
        told["sources"] = [{k: v for k, v in s.items() if v or k != "moved"} for s in told["sources"]]
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def definition(source: Source) -> dict[str, str]:
    """What the params ask for, key by key: another answer means another snapshot."""
    told: dict[str, str] = {"kind": source.kind}
    told |= {f"files.{key}": shown_address(path) for key, path in source.files.items()}
    return told | source.asked


def read_lock(folder: Path) -> Lock:
    """The lock of the snapshot in `folder`. Raises SnapshotError when it is not there or is no lock."""
    again = "a lock as `regioboek fetch` writes it: restore it, or remove the snapshot's folder and fetch again"
    try:
        return Lock.model_validate_json((folder / LOCK_NAME).read_bytes())
    except FileNotFoundError:
        raise _refused("no such file", again) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise _refused(f"{place + ': ' if place else ''}{first['msg']}", again) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise _refused(f"format 1 without {error}", again) from None


def _refused(found: str, expected: str) -> SnapshotError:
    return SnapshotError("the snapshot has no usable lock", [Problem(LOCK_NAME, "", found, expected)])


def _from_format_1(told: dict[str, Any]) -> dict[str, Any]:
    """The same lock in format 2; its files lie in `<source id>/` itself."""
    sources: dict[str, dict[str, Any]] = {}
    for file in told["files"]:
        source = sources.setdefault(
            file["source"],
            {key: file[key] for key in ("kind", "title", "licence", "citation")}
            | {"id": file["source"], "folder": file["source"], "defined": {"kind": file["kind"]}, "files": []},
        )
        source["defined"][f"files.{file['key']}"] = file["origin"]
        source["files"].append({key: file[key] for key in ("key", "name", "origin", "size", "sha256")})
        if file["source"] in told.get("made_from", {}):
            source["made_from"] = told["made_from"][file["source"]]
    return {"format": FORMAT, "edition": told["edition"], "sources": list(sources.values())}
