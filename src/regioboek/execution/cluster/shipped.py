"""The tables of an edition by content: which there are, whether a folder holds them, a folder made of what was sent.

A manifest is file name -> sha256 of every file that lies directly in `_build/<edition>/`, less what the build keeps
there for itself. A folder that holds the files of a manifest is an edition to a page, wherever it lies.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from regioboek.errors import ClusterError
from regioboek.memory import Inputs, digest_of, file_inputs, sha256

#: What the build writes beside the tables for itself; no page sees it.
_NOT_FOR_PAGES = frozenset({"run.json", "tables.json"})


def manifest(root: Path) -> dict[str, str]:
    """The manifest of an edition's folder."""
    files = (p for p in sorted(root.iterdir()) if p.is_file() and not p.name.startswith("."))
    return file_inputs((p for p in files if p.name not in _NOT_FOR_PAGES), root)


def holds(root: Path, wanted: Inputs) -> bool:
    """Whether the folder has every file of the manifest with the same content."""
    try:
        return all(sha256(root / name) == hash_ for name, hash_ in wanted.items())
    except OSError:
        return False


def place(home: Path, wanted: Inputs) -> Path:
    """Where the edition of this manifest is unpacked below `home`: other content lies elsewhere, the same is found."""
    return home / "editions" / digest_of(wanted)[:16]


def unpack(folder: Path, wanted: Inputs, contents: Mapping[str, bytes]) -> None:
    """Make `folder` hold the manifest's files, whole or not at all; `contents`: bytes by file name.

    What lay there is replaced. Raises ClusterError when content is not what the manifest says.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        fresh = Path(temporary) / "edition"
        fresh.mkdir()
        for name, digest in wanted.items():
            arrived = hashlib.sha256(contents[name]).hexdigest()
            if arrived != digest:
                raise ClusterError(f"table {name} arrived damaged: its sha256 is {arrived}, sent was {digest}")
            (fresh / name).write_bytes(contents[name])
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(fresh, folder)  # noqa: PTH105 - Path.replace is for files
