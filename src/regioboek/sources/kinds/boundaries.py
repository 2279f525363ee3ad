"""The kind `boundaries`: one file with the polygons of one level."""

from __future__ import annotations

from regioboek.params.edition import Source
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.file_kind import FileKind
from regioboek.sources.tables import boundaries
from regioboek.sources.tables.reading import Reading


class Boundaries(FileKind):
    """`boundaries`: GeoJSON, TopoJSON or GeoPackage, see `sources/boundaries.py`."""

    name = "boundaries"
    needed = ("boundaries",)
    columns = boundaries.COLUMNS

    def read(self, source: Source, files: SnapshotFiles, so_far: Reading) -> None:
        """The polygons, in RD metres."""
        read_boundary_file("boundaries", source, files, so_far)


def read_boundary_file(key: str, source: Source, files: SnapshotFiles, so_far: Reading) -> None:
    """Add the polygons of one file; the level is the source's, or what the codes say."""
    found = files.problems(key)
    read = boundaries.read_boundaries(files.path(key), source, found)
    if read is not None:
        so_far.add_boundaries(*read, found)
    so_far.collect(found)
