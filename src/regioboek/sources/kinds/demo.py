"""The kind `demo`: invented files in the formats of a bureau's, made instead of fetched."""

from __future__ import annotations

from regioboek.errors import Problem, SnapshotError
from regioboek.params.regions import LEVELS
from regioboek.sources.files.layouts import BoundaryFile
from regioboek.sources.kinds.base import Fetched, FetchJob, SnapshotFiles
from regioboek.sources.kinds.boundaries import read_boundary_file
from regioboek.sources.kinds.file_params import DemoSource
from regioboek.sources.kinds.local import FileKind, file_names
from regioboek.sources.kinds.preset_kinds import Dashboard, Population, Register
from regioboek.sources.tables.reading import Reading

_PARTS = (Register(), Population(), Dashboard())


class Demo(FileKind[DemoSource]):
    """`demo`: register, inhabitants, figures and tiles of one edition, read as those kinds are."""

    def fetch(self, job: FetchJob) -> Fetched:
        """Invent the files. Raises SnapshotError when the params name one that is not invented."""
        from regioboek import demo  # noqa: PLC0415  (only this kind of source needs it)

        problems: list[Problem] = []
        names = file_names(job.source, problems)
        demo.write_sources(job.folder, job.edition, job.project.params)
        problems += [
            Problem(f"{job.source.id}/{name}", "", "not made", "a file the demo generator writes")
            for name in names.values()
            if not (job.folder / name).is_file()
        ]
        if problems:
            raise SnapshotError(f"source {job.source.id} is not complete", problems)
        return Fetched(names)

    def read(self, source: DemoSource, files: SnapshotFiles, so_far: Reading) -> None:
        """All parts: each checked as if it were a source of its own."""
        for part in _PARTS:
            part.read(source, files, so_far)
        for level in LEVELS:
            if level in source.files:
                read_boundary_file(level, BoundaryFile(level=level, planar=source.planar), files, so_far)
