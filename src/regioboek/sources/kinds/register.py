"""The kind `register`: one file that says which gemeente lies in which COROP area and provincie, or wijk in which."""

from __future__ import annotations

from regioboek.params.edition import Source
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.file_kind import FileKind
from regioboek.sources.tables import register
from regioboek.sources.tables.reading import Reading


class Register(FileKind):
    """`register`: a delimited file, see `sources/register.py`."""

    name = "register"
    needed = ("register",)
    columns = register.COLUMNS

    def read(self, source: Source, files: SnapshotFiles, so_far: Reading) -> None:
        """The regions of the edition; with a level, those of that level inside regions that are known already."""
        read_register_file("register", source, files, so_far)


def read_register_file(key: str, source: Source, files: SnapshotFiles, so_far: Reading) -> None:
    """Add the regions of one file."""
    found = files.problems(key)
    so_far.add_register(register.read_register(files.path(key), source, found, so_far.known_regions), found)
    so_far.collect(found)
