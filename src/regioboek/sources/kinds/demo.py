"""The kind `demo`: invented files in the formats of a bureau's, made instead of fetched."""

from __future__ import annotations

from typing import ClassVar

from regioboek.errors import Problem, SnapshotError
from regioboek.params.edition import Source
from regioboek.params.levels import BASE, LEVELS, around, below
from regioboek.sources.kinds.base import Fetched, FetchJob, SnapshotFiles
from regioboek.sources.kinds.boundaries import Boundaries, read_boundary_file
from regioboek.sources.kinds.dashboard import Dashboard
from regioboek.sources.kinds.file_kind import FileKind, file_names
from regioboek.sources.kinds.population import Population
from regioboek.sources.kinds.register import Register, read_register_file
from regioboek.sources.tables.reading import Reading

_PARTS = (Register(), Population(), Dashboard())


class Demo(FileKind):
    """`demo`: register, inhabitants, figures and tiles of one edition, read as those kinds are."""

    name = "demo"
    needed = ("values", "register", "population", BASE)
    optional = ("meta", *around(BASE), *(key for level in below(BASE) for key in (level, f"register-{level}")))
    columns: ClassVar[dict[str, str]] = {k: v for kind in (*_PARTS, Boundaries()) for k, v in kind.columns.items()}

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

    def read(self, source: Source, files: SnapshotFiles, so_far: Reading) -> None:
        """All parts: each checked as if it were a source of its own."""
        register, *others = _PARTS
        register.read(source, files, so_far)
        for level in below(BASE):
            if f"register-{level}" in source.files:
                of_level = source.model_copy(update={"level": level})
                read_register_file(f"register-{level}", of_level, files, so_far)
        for part in others:
            part.read(source, files, so_far)
        for level in LEVELS:
            if level in source.files:
                read_boundary_file(level, source.model_copy(update={"level": level, "columns": {}}), files, so_far)
