"""Make a folder hold exactly these files, touching only what differs: unchanged files keep their time.

Big files are shared (hard links) where the disk allows it and copied where it does not. That is safe because every
room writes a file beside its place and moves it there: nothing is ever changed in place.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path


class Mirror:
    """Collects what a folder should hold; :meth:`apply` makes it so."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._texts: dict[str, bytes] = {}
        self._files: dict[str, Path] = {}
        self._left: set[str] = set()

    def text(self, place: str, content: str | bytes) -> None:
        """A file with this content at `place` (relative, with slashes)."""
        self._texts[place] = content.encode() if isinstance(content, str) else content

    def file(self, place: str, source: Path) -> None:
        """A file with the bytes of `source`."""
        self._files[place] = source

    def leave(self, place: str) -> None:
        """The file that lies there: the caller knows that it is the right one."""
        self._left.add(place)

    def any_notebook(self, folder: str) -> bool:
        """Whether a notebook is to lie directly in `folder`."""
        return any(p.endswith(".ipynb") and p.rpartition("/")[0] == folder for p in self._files)

    def apply(self) -> None:
        """Write, leave and remove; empty folders go too."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for place, data in self._texts.items():
            target = self.folder / place
            if not (target.is_file() and target.read_bytes() == data):
                _replace(target, partial(Path.write_bytes, data=data))
        for place, source in self._files.items():
            target = self.folder / place
            same = target.is_file() and (target.samefile(source) or filecmp.cmp(target, source, shallow=False))
            if not same:
                _replace(target, partial(link_or_copy, source))
        remove_others(self.folder, {self.folder / place for place in (*self._texts, *self._files, *self._left)})


def _replace(target: Path, write: Callable[[Path], object]) -> None:
    """Have a new file written beside `target` and move it there: what was there may be shared, and is left alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    beside.unlink(missing_ok=True)
    write(beside)
    beside.replace(target)


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """A hard link where the disk has them, else a copy with its time."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def remove_others(folder: Path, keep: set[Path]) -> None:
    """Remove every file below `folder` that is not in `keep`, and folders left empty."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in keep:
            path.unlink()
