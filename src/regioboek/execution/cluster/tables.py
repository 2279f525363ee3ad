"""The tables of an edition by content: which there are, whether a folder holds them, and a store to unpack them from.

A manifest is file name -> sha256 of every file that lies directly in `_build/<edition>/`, less what the build keeps
there for itself. A folder that holds the files of a manifest is an edition to a page, wherever it lies.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from regioboek.errors import ClusterError

Manifest = Mapping[str, str]

#: What the build writes beside the tables for itself; no page sees it.
_NOT_FOR_PAGES = frozenset({"run.json"})


def manifest(root: Path) -> dict[str, str]:
    """The manifest of an edition's folder."""
    files = (p for p in sorted(root.iterdir()) if p.is_file() and not p.name.startswith("."))
    return {p.name: _sha256(p) for p in files if p.name not in _NOT_FOR_PAGES}


def holds(root: Path, wanted: Manifest) -> bool:
    """Whether the folder has every file of the manifest with the same content."""
    try:
        return all(_sha256(root / name) == digest for name, digest in wanted.items())
    except OSError:
        return False


class Store:
    """Content-addressed files in a folder of a worker's own, and editions made from them.

    `blobs/<sha256>` holds what was sent; `editions/<digest of the manifest>/` is an edition with copies of them, so
    that a page that writes into its edition cannot damage another one's.
    """

    def __init__(self, folder: Path):
        self._blobs = folder / "blobs"
        self._editions = folder / "editions"

    def missing(self, wanted: Manifest) -> set[str]:
        """The digests in the manifest that the store has no content for."""
        return {digest for digest in wanted.values() if not (self._blobs / digest).is_file()}

    def put(self, digest: str, content: bytes) -> None:
        """Keep content under its digest; ClusterError when it is not what the digest says."""
        arrived = hashlib.sha256(content).hexdigest()
        if arrived != digest:
            raise ClusterError(f"a table arrived damaged: its sha256 is {arrived}, sent was {digest}")
        self._blobs.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._blobs, delete=False) as file:
            file.write(content)
        Path(file.name).replace(self._blobs / digest)

    def edition(self, wanted: Manifest) -> Path | None:
        """The folder with the files of the manifest, made when it is not there; None when content is missing."""
        name = hashlib.sha256(json.dumps(dict(wanted), sort_keys=True).encode()).hexdigest()
        place = self._editions / name[:16]
        if holds(place, wanted):
            return place
        if self.missing(wanted):
            return None
        self._editions.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=self._editions))
        for file, digest in wanted.items():
            shutil.copyfile(self._blobs / digest, fresh / file)
        if place.exists():
            shutil.rmtree(place)  # altered since
        os.replace(fresh, place)  # noqa: PTH105 - Path.replace is for files
        return place


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
