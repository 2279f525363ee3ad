"""The kind `transfers`: one file with CBS's official transfers between gemeenten, for figures of former gemeenten."""

from __future__ import annotations

from regioboek.errors import Problem
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.file_params import TransfersSource
from regioboek.sources.kinds.local import FileKind
from regioboek.sources.tables import transfers
from regioboek.sources.tables.reading import Reading


class Transfers(FileKind[TransfersSource]):
    """`transfers`: a delimited file, see `sources/transfers.py`."""

    def read(self, source: TransfersSource, files: SnapshotFiles, so_far: Reading) -> None:
        """Who handed over how much to whom; new codes for the same gemeente are those of the params."""
        found = files.problems("transfers")
        edition = so_far.edition
        period = (f"{edition.window.first}-01-01", f"{edition.params.division_year}-01-01")
        read = transfers.read_transfers(files.path("transfers"), source, found, period=period)
        if so_far.transfers is not None:
            expected = "one source of kind transfers"
            so_far.problems.append(Problem("params", f"source {source.id}", "a second source of transfers", expected))
        elif read is not None:
            so_far.transfers = transfers.with_renamings(read, so_far.old_names)
        so_far.collect(found)
