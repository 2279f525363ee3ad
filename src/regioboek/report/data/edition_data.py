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

from regioboek.errors import RegioboekError
from regioboek.layout import BuildDir
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.regions import AREA_LEVELS, NATIONAL, Level
from regioboek.report.data.members import Member, read_members
from regioboek.report.data.table_rows import RowPlaces, RowRecords, Words, records
from regioboek.schemas import read_table
from regioboek.schemas.rows import EMPTY, Region, Series
from regioboek.words.corrected import Corrected, CorrectedFigures, read_corrected
from regioboek.words.recalculated import Part, Recalculated, RecalculatedFigures, read_lineage, read_recalculated

#: What pages see of the observations; margins are on no page.
SEEN = ("region", "indicator", "year", "value", "status", "absence")


@dataclass(frozen=True)
class EditionData:
    """Everything the pages of one edition may see."""

    build: BuildDir
    edition: Edition  # its indicators in brief
    told: dict[str, Indicator]  # with everything that is told of them: for an indicator's own page only
    regions: dict[str, Region]
    observations: pd.DataFrame
    findings_table: pd.DataFrame
    rankings: dict[tuple[str, str], dict[str, Any]]
    evidence: dict[str, Any]
    paths: dict[str, Any]

    @classmethod
    def open(cls, folder: Path) -> EditionData:
        """Read the tables below `folder` (`_build/<edition>`); RegioboekError when one is missing."""
        build = BuildDir(folder)
        needed = (build.edition, build.regions, build.observations, build.findings, build.rankings)
        absent = [path.name for path in needed if not path.is_file()]
        if absent:
            raise RegioboekError(
                f"{folder} is not a complete edition: {', '.join(absent)} missing. "
                f"Run `regioboek build {folder.name}` first."
            )
        told = Edition.model_validate_json(build.edition.read_bytes())
        edition = told.model_copy(update={"indicators": tuple(i.in_brief() for i in told.indicators)})
        regions = {row["code"]: Region(**row) for row in records(read_table("regions", build.regions))}
        rankings = {(r["level"], r["indicator"]): r for r in records(read_table("rankings", build.rankings))}
        return cls(
            build=build,
            edition=edition,
            told={i.id: i for i in told.indicators},
            regions=regions,
            observations=read_table("observations", build.observations, SEEN),
            findings_table=read_table("findings", build.findings),
            rankings=rankings,
            evidence=json.loads(build.evidence.read_text("utf-8")) if build.evidence.is_file() else {},
            paths=json.loads(build.paths.read_text("utf-8")) if build.paths.is_file() else {},
        )

    # -- regions ---------------------------------------------------------------------------------------------

    def region(self, code: str) -> Region:
        """The region with `code`; RegioboekError names the nearest code when there is none."""
        found = self.regions.get(code)
        if found is None:
            from difflib import get_close_matches  # noqa: PLC0415

            near = get_close_matches(code, list(self.regions), 1)
            hint = f" Did you mean {near[0]} ({self.regions[near[0]].name})?" if near else ""
            raise RegioboekError(f"edition {self.edition.id} has no region {code!r}.{hint}")
        return found

    def of_level(self, level: Level) -> list[Region]:
        """All regions of a level, by code."""
        return [r for r in self.regions.values() if r.level == level]

    def members(self, code: str, level: Level) -> list[Region]:
        """Regions of `level` inside region `code`, by name."""
        parent = self.region(code)
        if parent.level in AREA_LEVELS:
            own = {m.gemeente for m in self.members_of(code)}
            found = [
                r for r in self.of_level(level) if r.code != code and (theirs := self.gemeenten(r)) and theirs <= own
            ]
        else:
            inside = {
                "land": lambda r: True,
                "provincie": lambda r: r.provincie == code,
                "corop": lambda r: r.corop == code,
                "gemeente": lambda r: r.code == code,
            }[parent.level]
            found = [r for r in self.of_level(level) if inside(r) and r.code != code]
        return sorted(found, key=lambda r: sort_name(r.name))

    @cached_property
    def _members(self) -> dict[str, tuple[Member, ...]]:
        return read_members(self.build.members)

    def members_of(self, code: str) -> tuple[Member, ...]:
        """The gemeenten of a landsdeel, Regio Deal or own area, by code; empty for other regions."""
        return self._members.get(code, ())

    def gemeenten(self, region: Region) -> frozenset[str]:
        """The codes of the gemeenten of Nederland, a provincie, COROP area or area; of a gemeente its own."""
        if region.level == "gemeente":
            return frozenset([region.code])
        if region.level in AREA_LEVELS:
            return frozenset(m.gemeente for m in self.members_of(region.code))
        return frozenset(
            r.code for r in self.of_level("gemeente") if region.level == "land" or region.code in (r.corop, r.provincie)
        )

    def areas_around(self, region: Region) -> list[Region]:
        """The landsdelen, Regio Deals and own areas that a region lies in as a whole, or a gemeente partly."""
        own = self.gemeenten(region) if region.level != "land" else frozenset()
        around = (r for r in self.regions.values() if r.level in AREA_LEVELS and r.code != region.code)
        return [r for r in around if own and own <= self.gemeenten(r)]

    @property
    def national(self) -> Region:
        """Nederland."""
        return self.region(NATIONAL)

    # -- figures ---------------------------------------------------------------------------------------------

    @cached_property
    def _columns(self) -> tuple[RowPlaces, np.ndarray, np.ndarray, Words, Words]:
        table = self.observations
        years, values = (table[name].to_numpy() for name in ("year", "value"))
        return RowPlaces(table), years, values, Words(table["status"]), Words(table["absence"])

    def series(self, region: str, indicator: str) -> Series:
        """All observations of one region and indicator, also before the window; may be empty."""
        places, years, values, status, absence = self._columns
        rows = places.of(region, indicator)
        if rows.start == rows.stop:
            return EMPTY
        return Series(years[rows].astype(int), values[rows], status[rows], absence[rows])

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

    @cached_property
    def _given_by(self) -> dict[str, list[str]]:
        return json.loads(self.build.given_by.read_text("utf-8")) if self.build.given_by.is_file() else {}

    def sources_of(self, *indicators: Indicator) -> frozenset[str]:
        """Ids of the sources that have figures of any of these indicators."""
        return frozenset(source for i in indicators for source in self._given_by.get(i.id, ()))

    def corrections(self, region: Region, indicator: Indicator) -> list[Corrected]:
        """The figures of a region that differ from their source, or have a remark; a COROP value is its area's."""
        own = self._corrections.get((region.code, indicator.id), [])
        shared = indicator.corop_value and region.level == "gemeente" and region.corop
        return own or (self._corrections.get((str(region.corop), indicator.id), []) if shared else [])

    def corrections_of(self, indicator: Indicator) -> list[Corrected]:
        """All such figures of an indicator, by region and year."""
        return [row for (_, i), rows in self._corrections.items() if i == indicator.id for row in rows]

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
    def spreads(self) -> dict[tuple[str, str], float]:
        """How far regions lie apart, per level and indicator, in the indicator's unit.

        The distance between the quartiles of the latest values, to two significant digits: a small correction of
        one region's figure must not touch the pages of all others.
        """
        table = self.findings_table
        levels = table["region"].map({code: region.level for code, region in self.regions.items()}).rename("level")
        values = table.groupby([levels, "indicator"])["latest_value"]
        gaps = (values.quantile(0.75) - values.quantile(0.25)).dropna()
        keys = zip(gaps.index.get_level_values(0), gaps.index.get_level_values(1), strict=True)
        return {(str(a), str(b)): float(f"{gap:.2g}") for (a, b), gap in zip(keys, gaps, strict=True)}

    def indicators_of(self, theme: str) -> tuple[Indicator, ...]:
        """The indicators of a theme, official order."""
        return self.edition.of_theme(theme)

    def warm(self) -> None:
        """Build every index now, so that forked pages share it."""
        _ = (self._columns, self._findings, self.aggregated, self._corrections, self._given_by)
        _ = (self.spreads, self._members, self._recalculated, self._lineage)


def sort_name(name: str) -> str:
    """Key for alphabetical lists: 's-Gravenhage under G, diacritics folded."""
    import unicodedata  # noqa: PLC0415

    bare = name.removeprefix("'s-").removeprefix("'t ")
    return "".join(c for c in unicodedata.normalize("NFD", bare.casefold()) if not unicodedata.combining(c))


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
