"""Where things lie: the folders of a project and of one edition's build.

Nothing here reads or writes; it only names places, so that every room names them the same way.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from regioboek.errors import RegioboekError


@dataclass(frozen=True)
class BuildDir:
    """Everything made for one edition: `_build/<edition>/`."""

    root: Path

    @property
    def observations(self) -> Path:
        """All figures of all levels."""
        return self.root / "observations.parquet"

    @property
    def aggregation(self) -> Path:
        """Which observations are our own calculation: region, indicator, year, coverage, reason."""
        return self.root / "aggregation.parquet"

    @property
    def findings(self) -> Path:
        """Trend and position per region x indicator."""
        return self.root / "findings.parquet"

    @property
    def rankings(self) -> Path:
        """Per level x indicator: the year of the ranking, how many were ranked, the cut-offs."""
        return self.root / "rankings.parquet"

    @property
    def evidence(self) -> Path:
        """JSON: numbers of tests, colours expected by chance, survivors of Benjamini-Hochberg."""
        return self.root / "evidence.json"

    @property
    def regions(self) -> Path:
        """The register with names, parents and inhabitants."""
        return self.root / "regions.parquet"

    @property
    def shapes(self) -> Path:
        """GeoParquet: simplified, projected polygons of every region."""
        return self.root / "shapes.parquet"

    @property
    def paths(self) -> Path:
        """JSON: the same polygons as SVG paths with boxes and neighbours."""
        return self.root / "paths.json"

    @property
    def members(self) -> Path:
        """Which gemeenten make the areas that are defined by them."""
        return self.root / "members.parquet"

    @property
    def backcast(self) -> Path:
        """Which figures were recalculated from those of former gemeenten, and how."""
        return self.root / "backcast.parquet"

    @property
    def lineage(self) -> Path:
        """What the gemeenten that changed since the window's first year are made of."""
        return self.root / "lineage.parquet"

    @property
    def corrections(self) -> Path:
        """Figures that differ from their source, or carry a remark, and why."""
        return self.root / "corrections.parquet"

    @property
    def given_by(self) -> Path:
        """JSON: per indicator the ids of the sources that have figures of it."""
        return self.root / "given_by.json"

    @property
    def edition(self) -> Path:
        """JSON: the validated params this build was made with; also the marker a notebook looks for."""
        return self.root / "edition.json"

    @property
    def run(self) -> Path:
        """JSON: what ran, what was taken from cache, how long."""
        return self.root / "run.json"

    @property
    def book(self) -> Path:
        """The staged Sphinx source."""
        return self.root / "book"

    @property
    def html(self) -> Path:
        """The site."""
        return self.root / "html"

    def notebooks(self, kind: str) -> Path:
        """The executed notebooks of one kind."""
        return self.root / "notebooks" / kind


@dataclass(frozen=True)
class Project:
    """The folder that holds `params/`, `notebooks/`, `book/`, `_config.yml` and `_toc.yml`.

    Snapshots lie in `data/snapshots/` unless `snapshots` names another folder.
    """

    root: Path
    snapshots: Path | None = None

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """The nearest folder from `start` (default: working directory) upwards with `params/editions`."""
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "params" / "editions").is_dir():
                return cls(folder)
        raise RegioboekError(
            f"no project found: neither {here} nor a folder above it has params/editions. "
            "Run regioboek inside a clone of the project, or pass --project DIR."
        )

    @property
    def params(self) -> Path:
        """What is asked for."""
        return self.root / "params"

    @property
    def templates(self) -> Path:
        """The parameterised notebooks."""
        return self.root / "notebooks"

    @property
    def chapters(self) -> Path:
        """The written chapters."""
        return self.root / "book"

    @property
    def lock_file(self) -> Path:
        """The locked dependencies."""
        return self.root / "requirements.lock"

    def snapshot(self, edition: str) -> Path:
        """The frozen sources of an edition."""
        return (self.snapshots or self.root / "data" / "snapshots") / edition

    def build(self, edition: str) -> BuildDir:
        """Where an edition is built: below `_build/`, or below REGIOBOEK_BUILD_DIR when that is set."""
        base = os.environ.get("REGIOBOEK_BUILD_DIR")
        return BuildDir((Path(base) if base else self.root / "_build") / edition)
