"""The kind `boundaries`: one file with the polygons of one level."""

from __future__ import annotations

from regioboek.sources.files.layouts import BoundaryFile
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.file_params import BoundariesSource
from regioboek.sources.kinds.local import FileKind
from regioboek.sources.tables import boundaries
from regioboek.sources.tables.reading import Reading


class Boundaries(FileKind[BoundariesSource]):
    """`boundaries`: GeoJSON, TopoJSON or GeoPackage, see `sources/boundaries.py`."""

    def read(self, source: BoundariesSource, files: SnapshotFiles, so_far: Reading) -> None:
        """The polygons, in RD metres."""
        read_boundary_file("boundaries", source, files, so_far)


def read_boundary_file(key: str, file: BoundaryFile, files: SnapshotFiles, so_far: Reading) -> None:
    """Add the polygons of one file; the level is the declared one, or what the codes say."""
    found = files.problems(key)
    read = boundaries.read_boundaries(files.path(key), file, found)
    if read is not None:
        so_far.add_boundaries(*read, found)
    so_far.collect(found)
