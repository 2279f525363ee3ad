"""Where things lie: the folders of a project and of one edition's build.

Nothing here writes; it only names places, so that every room names them the same way. A project lies in layers: the
folder of a user, who keeps there only what is theirs, over the defaults that come with the package.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import regioboek


class _Below:
    """A place below the root of a build, under one name for every room."""

    def __init__(self, name: str):
        self.name = name

    def __get__(self, build: BuildDir, _owner: type[BuildDir]) -> Path:
        return build.root / self.name


@dataclass(frozen=True)
class BuildDir:
    """Everything made for one edition: `_build/<edition>/`."""

    root: Path

    #: All figures of all levels.
    observations = _Below("observations.parquet")
    #: Which observations are our own calculation: region, indicator, year, coverage, reason.
    aggregation = _Below("aggregation.parquet")
    #: Trend and position per region x indicator.
    findings = _Below("findings.parquet")
    #: Per level x indicator: the year of the ranking, how many were ranked, the cut-offs.
    rankings = _Below("rankings.parquet")
    #: JSON: numbers of tests, colours expected by chance, survivors of Benjamini-Hochberg.
    evidence = _Below("evidence.json")
    #: The register with names, parents and inhabitants.
    regions = _Below("regions.parquet")
    #: GeoParquet: simplified, projected polygons of every region.
    shapes = _Below("shapes.parquet")
    #: JSON: the same polygons as SVG paths with boxes and neighbours.
    paths = _Below("paths.json")
    #: Which regions lie in which, by the register.
    inside = _Below("inside.parquet")
    #: Which gemeenten make the areas that are defined by them.
    members = _Below("members.parquet")
    #: Which figures were recalculated from those of former gemeenten, and how.
    backcast = _Below("backcast.parquet")
    #: What the gemeenten that changed since the window's first year are made of.
    lineage = _Below("lineage.parquet")
    #: Figures that differ from their source, or carry a remark, and why.
    corrections = _Below("corrections.parquet")
    #: JSON: per indicator the ids of the sources that have figures of it.
    given_by = _Below("given_by.json")
    #: JSON: the validated params this build was made with; also the marker a notebook looks for.
    edition = _Below("edition.json")
    #: JSON: what ran, what was taken from cache, how long.
    run = _Below("run.json")
    #: The staged Sphinx source.
    book = _Below("book")
    #: The site.
    html = _Below("html")

    def notebooks(self, kind: str) -> Path:
        """The executed notebooks of one kind."""
        return self.root / "notebooks" / kind


@dataclass(frozen=True)
class Layers:
    """A folder that may lie in several places, the one that counts first: of each file the first one there is."""

    folders: tuple[Path, ...]

    @classmethod
    def of(cls, place: Path | Layers) -> Layers:
        """A plain folder is one layer."""
        return place if isinstance(place, Layers) else cls((place,))

    @property
    def name(self) -> str:
        """How messages name the folder."""
        return self.folders[0].name

    @property
    def own(self) -> Path:
        """The layer that counts first: where a person writes."""
        return self.folders[0]

    def below(self, name: str) -> Layers:
        """A folder below this one, in every layer."""
        return Layers(tuple(folder / name for folder in self.folders))

    def file(self, name: str) -> Path:
        """The file that counts; where there is none, the place in the first layer where it is missed."""
        return next((path for folder in self.folders if (path := folder / name).is_file()), self.own / name)

    def every(self, name: str) -> tuple[Path, ...]:
        """All files of that name, the one that counts last: what is merged begins with the defaults."""
        return tuple(path for folder in reversed(self.folders) if (path := folder / name).is_file())

    def files(self, pattern: str = "**/*") -> dict[str, Path]:
        """Place below the folder -> file that counts, sorted by place."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            found |= {p.relative_to(folder).as_posix(): p for p in folder.glob(pattern) if p.is_file()}
        return dict(sorted(found.items()))

    def place(self, path: Path) -> str:
        """Where a file stands below this folder; one of the defaults says that it is."""
        folder = next(f for f in self.folders if path.is_relative_to(f))
        place = path.relative_to(folder).as_posix()
        return place if folder == self.own else f"{place} (of regioboek)"

    def told(self, path: Path) -> str:
        """How messages name a file of this folder."""
        return f"{self.name}/{self.place(path)}"


def packaged_defaults() -> Path:
    """The folder of the defaults: inside the installed package, or the clone that the package is run from."""
    package = Path(regioboek.__file__).parent
    inside = package / "defaults"
    return inside if inside.is_dir() else package.parents[1]


@dataclass(frozen=True)
class Project:
    """A folder with the editions, chapters, templates and settings of a user, over the defaults of the package.

    A file of the user's own is used in the place of the default of the same name; lists (`indicators.yml` and its
    collections, `themes.yml`, `corrections.yml`, areas) are merged by id. Snapshots lie in `data/snapshots/` unless
    `snapshots` names another folder.
    """

    root: Path
    snapshots: Path | None = None

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """The nearest folder from `start` (default: working directory) upwards that is a project, or else `start`."""
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "params" / "editions").is_dir() or (folder / "_build").is_dir():
                return cls(folder)
        return cls(here)

    @property
    def layers(self) -> Layers:
        """The folder itself, over the defaults."""
        defaults = packaged_defaults()
        return Layers((self.root,) if self.root.resolve() == defaults.resolve() else (self.root, defaults))

    def file(self, name: str) -> Path:
        """The file that counts for this project: `notebooks/regio.ipynb`, `_toc.yml`."""
        return self.layers.file(name)

    @property
    def params(self) -> Layers:
        """What is asked for."""
        return self.layers.below("params")

    @property
    def templates(self) -> Layers:
        """The parameterised notebooks."""
        return self.layers.below("notebooks")

    @property
    def chapters(self) -> Layers:
        """The written chapters."""
        return self.layers.below("book")

    def snapshot(self, edition: str) -> Path:
        """The frozen sources of an edition."""
        return (self.snapshots or self.root / "data" / "snapshots") / edition

    def build(self, edition: str) -> BuildDir:
        """Where an edition is built: below `_build/`, or below REGIOBOEK_BUILD_DIR when that is set."""
        base = os.environ.get("REGIOBOEK_BUILD_DIR")
        return BuildDir((Path(base) if base else self.root / "_build") / edition)
