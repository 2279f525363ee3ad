"""The kinds of files whose layout is known: `dashboard`, `register`, `population`, `transfers`, `boundaries`, `demo`.

Each is a preset (`sources/tables/presets.py`) and rules of its own (the module of its name in `sources/tables/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from regioboek.errors import Problem, SnapshotError
from regioboek.params.levels import BASE, LEVELS, Level, below
from regioboek.params.source_params import INHABITANTS
from regioboek.sources.files.layouts import BoundaryFile, PresetFigures, PresetFile, Selection
from regioboek.sources.files.word_columns import parse_numbers
from regioboek.sources.kinds.base import Fetched, FetchJob, SnapshotFiles
from regioboek.sources.kinds.file_base import FileKind, cells_or_refuse, file_names
from regioboek.sources.kinds.file_params import (
    BoundariesSource,
    DashboardSource,
    DemoSource,
    PopulationSource,
    RegisterSource,
    TransfersSource,
)
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables import boundaries, dashboard, population, register, transfers
from regioboek.sources.tables.preset_rows import read_preset
from regioboek.sources.tables.presets import DASHBOARD, META, POPULATION, Preset
from regioboek.sources.tables.reading import Reading
from regioboek.sources.tables.region_names import RegionNames


class Dashboard(FileKind[DashboardSource | DemoSource]):
    """`dashboard`: `indicatoren.csv` and `meta.csv` of the Regionale Monitor Brede Welvaart."""

    def cells(self, source: DashboardSource | DemoSource, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """Every row of the download, by its own codes; an empty value is missing."""
        cells = _cells(Preset(DASHBOARD.required), source, folder, files["values"])
        cells["absence"] = pd.Series("missing", index=cells.index, dtype="str").where(cells["value"].isna())
        listed = None
        if "meta" in files:  # what is wrong with it is told when it is read
            listed = read_preset(META, folder / files["meta"], source, ProblemList(files["meta"]))
        units = {}
        if listed is not None and "unit" in listed:
            units = dict(zip(listed["code"].str.strip(), listed["unit"].str.strip(), strict=True))
        cells["unit"] = cells["series"].map(units).astype("str")
        return cells

    def read(self, source: DashboardSource | DemoSource, files: SnapshotFiles, so_far: Reading) -> None:
        """The figures, with units as `meta.csv` has them."""
        listed = None
        if "meta" in source.files:
            found = files.problems("meta")
            listed = dashboard.read_meta(files.path("meta"), source, so_far.edition, found)
            so_far.collect(found)
        found = files.problems("values")
        read = dashboard.read_dashboard(files.path("values"), source, so_far, found, listed)
        if read is not None:
            so_far.add_figures(read, found, units=listed.units if listed else None, checked=True)
        so_far.collect(found)


class Register(FileKind[RegisterSource | DemoSource]):
    """`register`: which gemeente lies in which COROP area and provincie, or which wijk in which gemeente."""

    def read(self, source: RegisterSource | DemoSource, files: SnapshotFiles, so_far: Reading) -> None:
        """The regions of the edition; with a level, those of that level inside regions that are known already."""
        read_register_file("register", source, source.inner_register, files, so_far, source.names)


class Population(FileKind[PopulationSource | DemoSource]):
    """`population`: inhabitants per region and year."""

    def cells(self, source: PopulationSource | DemoSource, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """Every number of inhabitants in the file: all years, all regions that are selected."""
        cells = _cells(POPULATION, source, folder, files["population"], source.select)
        return cells.assign(series=INHABITANTS, unit="inwoners")

    def read(self, source: PopulationSource | DemoSource, files: SnapshotFiles, so_far: Reading) -> None:
        """The inhabitants of the weight year."""
        found = files.problems("population")
        path, year = files.path("population"), so_far.weight_year
        so_far.add_inhabitants(population.read_population(path, source, year, found, select=source.select), found)
        so_far.collect(found)


class Transfers(FileKind[TransfersSource]):
    """`transfers`: CBS's official transfers between gemeenten, for figures of former gemeenten."""

    def read(self, source: TransfersSource, files: SnapshotFiles, so_far: Reading) -> None:
        """Who handed over how much to whom; new codes for the same gemeente are those of the params."""
        read_transfers_file("transfers", source, files, so_far)


class Boundaries(FileKind[BoundariesSource]):
    """`boundaries`: polygons of one level in any usual format, see `sources/tables/boundaries.py`."""

    def cells(self, source: BoundariesSource, folder: Path, files: dict[str, str]) -> pd.DataFrame | None:
        """The size of every region in hectares; none of a drawing."""
        return None if source.planar else boundary_cells(source.id, source, folder, files["boundaries"])

    def read(self, source: BoundariesSource, files: SnapshotFiles, so_far: Reading) -> None:
        """The polygons, in RD metres."""
        read_boundary_file("boundaries", source, files, so_far)


class Demo(FileKind[DemoSource]):
    """`demo`: register, inhabitants, figures and tiles of one edition, read as those kinds are."""

    def fetch(self, job: FetchJob) -> Fetched:
        """Invent the files. Raises SnapshotError when the params name one that is not invented."""
        from regioboek import demo  # noqa: PLC0415  (only this kind of source needs it)

        problems: list[Problem] = []
        names = file_names(job.source, problems)
        demo.write_sources(job.folder, job.edition.measured, job.project.params)
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
        Register().read(source, files, so_far)
        for level in below(BASE):
            if f"register-{level}" in source.files:
                read_register_file(f"register-{level}", source, level, files, so_far)
        for part in (Population(), Dashboard()):
            part.read(source, files, so_far)
        for level in LEVELS:
            if level in source.files:
                read_boundary_file(level, BoundaryFile(level=level, planar=source.planar), files, so_far)


def read_register_file(  # noqa: PLR0917
    key: str,
    file: PresetFile,
    inner: Level | None,
    files: SnapshotFiles,
    so_far: Reading,
    names: Mapping[str, str | None] | None = None,
) -> None:
    """Add the regions of one file: of the level `inner`, or gemeenten and all that the edition has around them."""
    found = files.problems(key)
    known, levels = so_far.known_regions, so_far.edition.params.levels
    read = register.read_register(files.path(key), file, found, inner, known, levels=levels, names=names)
    so_far.add_register(read, found)
    so_far.collect(found)


def read_transfers_file(key: str, file: PresetFigures, files: SnapshotFiles, so_far: Reading) -> None:
    """Add the transfers of one file, and the new codes for the same gemeente that the params tell."""
    found = files.problems(key)
    edition = so_far.edition
    period = (f"{edition.window.first}-01-01", f"{edition.params.division_year}-01-01")
    read = transfers.read_transfers(files.path(key), file, found, period=period)
    if so_far.transfers is not None:
        expected = "one source that gives transfers"
        so_far.problems.append(Problem("params", f"source {files.source}", "a second source of transfers", expected))
    elif read is not None:
        so_far.transfers = transfers.with_renamings(read, so_far.old_names)
    so_far.collect(found)


def read_boundary_file(key: str, file: BoundaryFile, files: SnapshotFiles, so_far: Reading) -> None:
    """Add the polygons of one file; the level is the declared one, or what the codes say."""
    found = files.problems(key)
    known = None
    if file.region_by == "name" and so_far.regions is not None:
        known = RegionNames(so_far.regions, so_far.inside, so_far.old_names, file.names)
    read = boundaries.read_boundaries(files.path(key), file, found, known)
    if read is not None:
        so_far.add_boundaries(*read, found)
    so_far.collect(found)


def boundary_cells(id: str, file: BoundaryFile, folder: Path, name: str) -> pd.DataFrame:
    """The polygons of one file of source `id` as cells: hectares. Raises SourceError with what is refused."""
    found = ProblemList(f"{id}/{name}")
    read = boundaries.read_boundaries(folder / name, file, found)
    return cells_or_refuse(None if read is None else boundaries.sizes(read[1]), found)


def _cells(
    preset: Preset,
    source: DashboardSource | PopulationSource | DemoSource,
    folder: Path,
    name: str,
    select: Selection | None = None,
) -> pd.DataFrame:
    """The rows of a file with a region, a year and a value as cells. Raises SourceError with what is refused."""
    found = ProblemList(f"{source.id}/{name}")
    rows = read_preset(preset, folder / name, source, found, select=select)
    if rows is not None:
        rows = rows.apply(lambda column: column.str.strip())
        rows["value"] = parse_numbers(rows["value"], source, found, source.named(preset.required)["value"])
        rows = rows.rename(columns={"code": "series", "year": "period"})
    return cells_or_refuse(rows, found)
