"""The frozen tables of one edition, opened once per process and indexed for the pages.

A notebook names no folder: the edition is found from where the notebook lies, so that the same notebook runs
in the build, by hand in JupyterLab and under `pytest --nbval` from any folder. The order is:

1. `REGIOBOEK_EDITION_DIR`, when set (the build sets it while pages are executed);
2. the nearest folder upwards from the working directory that holds an `edition.json`;
3. the only, or else the `demo`, edition under the nearest `_build/` upwards.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from regioboek.charts.region_map import with_boxes
from regioboek.errors import RegioboekError
from regioboek.layout import BuildDir
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.levels import Level
from regioboek.report.data.edition_register import Nesting, Register, read_regions, shown_of
from regioboek.report.data.members import read_members
from regioboek.report.data.peers import peers_of, striking_at
from regioboek.report.data.table_rows import RowPlaces, RowRecords, Words, records
from regioboek.schemas import read_table
from regioboek.schemas.rows import EMPTY, Region, Series
from regioboek.words.corrected import Corrected, CorrectedFigures, read_corrected
from regioboek.words.facts import Peers
from regioboek.words.recalculated import Part, Recalculated, RecalculatedFigures, read_lineage, read_recalculated

#: Columns of the observations that take no memory where an edition has no margins.
MARGINS = ("lower", "upper")


@dataclass(frozen=True)
class EditionData(Register):
    """Everything the pages of one edition may see; what one page sees of it is a :class:`page_data.PageData`."""

    build: BuildDir
    told: dict[str, Indicator]  # with everything that is told of them: for an indicator's own page only
    observations: pd.DataFrame
    findings_table: pd.DataFrame
    rankings: dict[tuple[str, str], dict[str, Any]]

    @classmethod
    def open(cls, folder: Path) -> EditionData:
        """Read the tables below `folder` (`_build/<edition>`); RegioboekError when one is missing."""
        build = BuildDir(folder)
        needed = (build.edition, build.regions, build.inside, build.observations, build.findings, build.rankings)
        absent = [path.name for path in needed if not path.is_file()]
        if absent:
            raise RegioboekError(
                f"{folder} is not a complete edition: {', '.join(absent)} missing. "
                f"Run `regioboek build {folder.name}` first."
            )
        told = Edition.model_validate_json(build.edition.read_bytes())
        edition = told.model_copy(update={"indicators": tuple(i.in_brief() for i in told.indicators)})
        regions = read_regions(build)
        rankings = {(r["level"], r["indicator"]): r for r in records(read_table("rankings", build.rankings))}
        observations = read_table("observations", build.observations)
        with_margin = observations.loc[observations[list(MARGINS)].notna().all(axis=1), "indicator"]
        margins = frozenset(map(str, with_margin.unique()))
        parts = read_members(build.members)
        return cls(
            edition=edition,
            regions=regions,
            parts=parts,
            paths=with_boxes(json.loads(build.paths.read_text("utf-8"))) if build.paths.is_file() else {},
            given_by=json.loads(build.given_by.read_text("utf-8")) if build.given_by.is_file() else {},
            margins=margins,
            nesting=Nesting(regions, parts),
            build=build,
            told={i.id: i for i in told.indicators},
            observations=observations if margins else observations.drop(columns=list(MARGINS)),
            findings_table=read_table("findings", build.findings),
            rankings=rankings,
        )

    @cached_property
    def _columns(self) -> tuple[RowPlaces, list[np.ndarray], list[Words], list[np.ndarray]]:
        table = self.observations
        numbers = [table[name].to_numpy() for name in ("year", "value")]
        margins = [table[name].to_numpy() for name in MARGINS if name in table]
        return RowPlaces(table), numbers, [Words(table[name]) for name in ("status", "absence")], margins

    def series(self, region: str, indicator: str) -> Series:
        """All observations of one region and indicator, also before the window; may be empty."""
        places, (years, values), (status, absence), margins = self._columns
        rows = places.of(region, indicator)
        if rows.start == rows.stop:
            return EMPTY
        ends = (ends[rows] for ends in margins)
        return Series(years[rows].astype(int), values[rows], status[rows], absence[rows], *ends)

    @cached_property
    def _findings(self) -> RowRecords:
        return RowRecords(self.findings_table)

    def finding(self, region: str, indicator: str) -> dict[str, Any]:
        """The row of findings.parquet for one region and indicator."""
        return self._findings[(region, indicator)]

    @cached_property
    def aggregated(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """Rows of aggregation.parquet by region and indicator: which figures are our own calculation."""
        rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        if self.build.aggregation.is_file():
            for row in records(read_table("aggregation", self.build.aggregation)):
                rows.setdefault((row["region"], row["indicator"]), []).append(row)
        return rows

    @cached_property
    def _corrections(self) -> CorrectedFigures:
        return read_corrected(self.build.corrections)

    def corrections(self, region: Region, indicator: Indicator) -> list[Corrected]:
        """The figures of a region that differ from their source, or have a remark; a COROP value is its area's."""
        own = self._corrections.get((region.code, indicator.id), [])
        return own or self._corrections.get((shown_of(region, indicator), indicator.id), [])

    def corrections_of(self, indicator: Indicator, within: frozenset[str] | None = None) -> list[Corrected]:
        """All such figures of an indicator, or of the regions `within`, by region and year."""
        found = (
            rows for (r, i), rows in self._corrections.items() if i == indicator.id and (within is None or r in within)
        )
        return [row for rows in found for row in rows]

    @cached_property
    def _recalculated(self) -> RecalculatedFigures:
        return read_recalculated(self.build.backcast)

    def recalculated(self, region: Region, indicator: Indicator) -> list[Recalculated]:
        """The figures of a region from before a herindeling that were recalculated, or could not be."""
        return self._recalculated.get((region.code, indicator.id), [])

    @cached_property
    def _lineage(self) -> dict[str, tuple[Part, ...]]:
        return read_lineage(self.build.lineage)

    def lineage(self, region: Region) -> tuple[Part, ...]:
        """What a gemeente that changed since the window's first year is made of; empty for others."""
        return self._lineage.get(region.code, ())

    @cached_property
    def peers(self) -> dict[tuple[str, str], Peers]:
        """What a region is compared with, per level and indicator."""
        return peers_of(self.edition, self.regions, self.findings_table, self.observations)

    @cached_property
    def _striking(self) -> dict[Level, dict[str, frozenset[str]]]:
        return {}

    def striking(self, region: Region) -> frozenset[str]:
        """The ids of the indicators that may be called striking in a region, beside all others of its level."""
        if region.level not in self._striking:
            self._striking[region.level] = striking_at(self, self.of_level(region.level), region.level)
            self._findings.forget()
        return self._striking[region.level][region.code]

    def warm(self) -> None:
        """Build every index now, so that forked pages share it."""
        _ = (self._columns, self._findings, self.aggregated, self._corrections)
        _ = (self.peers, self._recalculated, self._lineage)
        for regions in self.nesting.by_level.values():
            self.striking(regions[0])


def find_edition_dir(start: Path | None = None) -> Path:
    """The folder of the edition a notebook belongs to; the rule is in this module's docstring."""
    named = os.environ.get("REGIOBOEK_EDITION_DIR")
    if named:
        return Path(named)
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "edition.json").is_file():
            return folder
        built = sorted(p.parent for p in (folder / "_build").glob("*/edition.json"))
        if built:
            return next((b for b in built if b.name == "demo"), built[0])
    raise RegioboekError(
        f"no edition found in or above {here}. Build one first (`regioboek build demo`), "
        "or set REGIOBOEK_EDITION_DIR to a folder _build/<edition>."
    )


@lru_cache(maxsize=4)
def _open(folder: Path) -> EditionData:
    return EditionData.open(folder)


def open_edition(start: Path | None = None) -> EditionData:
    """The edition around the working directory (or `start`), opened once per process."""
    return _open(find_edition_dir(start).resolve())
