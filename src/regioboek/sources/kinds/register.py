"""The kind `register`: one file that says which gemeente lies in which COROP area and provincie."""

from __future__ import annotations

from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.file_params import DemoSource, RegisterSource
from regioboek.sources.kinds.local import FileKind
from regioboek.sources.tables import register
from regioboek.sources.tables.reading import Reading


class Register(FileKind[RegisterSource | DemoSource]):
    """`register`: a delimited file, see `sources/register.py`."""

    def read(self, source: RegisterSource | DemoSource, files: SnapshotFiles, so_far: Reading) -> None:
        """The regions of the edition."""
        found = files.problems("register")
        so_far.add_register(register.read_register(files.path("register"), source, found), found)
        so_far.collect(found)
