"""All sources of an edition, read and checked together.

Every file is read before anything is refused, so that one report holds the problems of all of them. Files that depend
on another (figures on the register) are checked as far as they can be when that one is unusable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from regioboek.edition import Edition, Source
from regioboek.errors import Problem, SourceError
from regioboek.regions import LEVELS, Level
from regioboek.sources import boundaries, dashboard, meta, population, register
from regioboek.sources.problems import ProblemList, nearest
from regioboek.sources.snapshot import Snapshot

#: Files of each kind: needed, optional.
FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "dashboard": (("values",), ("meta",)),
    "register": (("register",), ()),
    "population": (("population",), ()),
    "boundaries": (("boundaries",), ()),
    "demo": (("values", "register", "population", "gemeente"), ("meta", "corop", "provincie")),
}

_COLUMNS: dict[str, Mapping[str, str]] = {
    "dashboard": dashboard.COLUMNS | dashboard.OPTIONAL | meta.COLUMNS | meta.OPTIONAL,
    "register": register.COLUMNS,
    "population": population.COLUMNS,
    "boundaries": boundaries.COLUMNS,
}


@dataclass(frozen=True)
class Inputs:
    """What the sources of an edition say.

    `values`: region, indicator, year, value (NaN: no figure), in the order of the files.
    `regions`: as regions.parquet. `boundaries`: per level code and geometry, EPSG:28992 (tiles: no system).
    `notes`: what was mended or is worth knowing. `units`: indicator id -> unit in the source's words.
    """

    values: pd.DataFrame
    regions: pd.DataFrame
    boundaries: dict[Level, gpd.GeoDataFrame]
    notes: list[Problem]
    units: dict[str, str] = field(default_factory=dict)


def read_inputs(edition: Edition, snapshot: Snapshot) -> Inputs:
    """Read all sources of `edition` from `snapshot`.

    Raises SourceError with every problem of every file.
    """
    reading = _Reading(edition, snapshot)
    for source in edition.params.sources:
        reading.check_definition(source)
    if not reading.problems:
        reading.read()
    if reading.problems:
        raise SourceError(f"the sources of edition {edition.id} were refused", reading.problems)
    return Inputs(
        values=pd.concat(reading.values, ignore_index=True),
        regions=reading.regions,
        boundaries=reading.boundaries,
        notes=reading.notes,
        units=reading.units,
    )


class _Reading:
    """One pass over the sources: register first, then what depends on it."""

    def __init__(self, edition: Edition, snapshot: Snapshot):
        self.edition = edition
        self.snapshot = snapshot
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.values: list[pd.DataFrame] = []
        self.units: dict[str, str] = {}
        self.boundaries: dict[Level, gpd.GeoDataFrame] = {}
        self.regions: Any = None

    def check_definition(self, source: Source) -> None:
        """Files and column names of a source are ones its kind has."""
        place = f"source {source.id}"
        needed, optional = FILES[source.kind]
        known = (*needed, *optional)
        for key in needed:
            if key not in source.files:
                self.problems.append(Problem("params", f"{place}, files", f"no {key}", f"{', '.join(needed)}"))
        for key in sorted(set(source.files) - set(known)):
            expected = f"only {', '.join(known)}{nearest(key, known)}"
            self.problems.append(Problem("params", f"{place}, files.{key}", "an unknown file", expected))
        columns = _COLUMNS.get(source.kind) or {k: v for c in _COLUMNS.values() for k, v in c.items()}
        for ours in source.columns:
            if ours not in columns:
                expected = f"one of {', '.join(columns)}{nearest(ours, columns)}"
                self.problems.append(Problem("params", f"{place}, columns.{ours}", "an unknown column", expected))

    def read(self) -> None:
        """Read everything; what is found lands in the attributes."""
        for kind in ("register", "population", "dashboard", "boundaries"):
            sources = [s for s in self.edition.params.sources if s.kind in (kind, "demo")]
            if not sources or (len(sources) > 1 and kind in ("register", "population")):
                found = "none" if not sources else f"{len(sources)} of them"
                self.problems.append(Problem("params", "sources", found, f"a source of kind {kind}"))
            for source in sources:
                getattr(self, f"_{kind}")(source)
        if len(self.values) and not self.problems:
            self._check_indicators()

    def _check_indicators(self) -> None:
        """Every indicator of the edition has rows, or the params say why not."""
        present = {str(i) for table in self.values for i in table["indicator"].unique()}
        lacking = [
            i for i in self.edition.indicators if i.id not in present and self.edition.not_in_source(i.id) is None
        ]
        if len(lacking) > 1:  # one may have been dropped by the publisher; several look like a file that breaks off
            with_values = [s for s in self.edition.params.sources if "values" in s.files]
            files = ", ".join(self.snapshot.locked(s.id, "values").place for s in with_values)
            found = f"no row of {len(lacking)} of the {len(self.edition.indicators)} indicators"
            self.problems.append(Problem(files, "", found, "a whole file: is it cut off? Take the download again"))
        for indicator in self.edition.indicators:
            told = self.edition.not_in_source(indicator.id) is not None
            place = f"not_in_source.{indicator.id}"
            if indicator.id not in present and not told:
                expected = "rows in a source, or the reason why there are none under not_in_source"
                self.problems.append(Problem("params", place, f"no row of {indicator.name}", expected))
            if indicator.id in present and told:
                expected = "no reason: the indicator is in a source"
                self.notes.append(Problem("params", place, "a reason why there are no rows", expected, cleaned=True))

    def _path(self, source: Source, key: str) -> tuple[Any, ProblemList]:
        return self.snapshot.path(source.id, key), ProblemList(self.snapshot.locked(source.id, key).place)

    def _collect(self, found: ProblemList) -> None:
        self.problems += found.refused
        self.notes += found.notes

    def _register(self, source: Source) -> None:
        path, found = self._path(source, "register")
        regions = register.read_register(path, source, found)
        self.regions = None if found.refused else regions
        self._collect(found)

    def _population(self, source: Source) -> None:
        path, found = self._path(source, "population")
        year = self.edition.rules.aggregation.weight_year
        people = population.read_population(path, source, year, found)
        if self.regions is not None:
            usable = None if found.refused else people
            self.regions = population.add_inhabitants(self.regions, usable, year, found)
        self._collect(found)

    def _dashboard(self, source: Source) -> None:
        listed = None
        if "meta" in source.files:
            path, found = self._path(source, "meta")
            listed = meta.read_meta(path, source, self.edition, found)
            self._collect(found)
        path, found = self._path(source, "values")
        read = dashboard.read_dashboard(path, source, self.edition, self.regions, problems=found, meta=listed)
        if read is not None:
            self.units |= read.units
            self._check_other_files(read.values, found)
            self.values.append(read.values)
        self._collect(found)

    def _check_other_files(self, values: pd.DataFrame, found: ProblemList) -> None:
        """A key in two files of figures."""
        key = ["region", "indicator", "year"]
        before = [v[key] for v in self.values]
        if before:
            both = values[key].reset_index(names="line").merge(pd.concat(before), on=key).set_index("line")
            told = both["region"] + " " + both["indicator"] + " " + both["year"].astype("str")
            found.rows(told + ", which another source has already", "each region, indicator and year once")

    def _boundaries(self, source: Source) -> None:
        if source.kind != "demo":
            self._boundary_file(source, "boundaries")
            return
        for level in LEVELS:
            if level in source.files:
                self._boundary_file(source.model_copy(update={"level": level, "columns": {}}), level)

    def _boundary_file(self, source: Source, key: str) -> None:
        path, found = self._path(source, key)
        read = boundaries.read_boundaries(path, source, found)
        if read is not None:
            level, shapes = read
            if level in self.boundaries:
                found.refuse("", f"a second source of boundaries of level {level}", "one per level")
            if self.regions is not None:
                boundaries.compare_with_register(shapes["code"], level, self.regions, found)
            self.boundaries[level] = shapes
        self._collect(found)
