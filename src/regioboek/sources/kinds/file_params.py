"""What a source of files says in the params: its columns by the names that its kind knows, and per kind its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import Field

from regioboek.errors import nearest
from regioboek.params.levels import BASE, LEVELS, Level, around, below
from regioboek.params.source import Source, Wrong
from regioboek.sources.files.layouts import (
    BoundaryFile,
    NamedRegions,
    PresetFigures,
    PresetFile,
    SelectedRows,
    Selection,
)
from regioboek.sources.tables import presets


class WithColumns(Source):
    """A source whose columns may be called otherwise than usual."""

    #: our name -> the usual one
    known_columns: ClassVar[Mapping[str, str]] = {}
    columns: dict[str, str] = Field(default_factory=dict)

    def wrong(self) -> Iterator[Wrong]:
        """Names under `columns:` that the kind does not have, too."""
        yield from super().wrong()
        for ours in self.columns:
            if ours not in self.known_columns:
                expected = f"one of {', '.join(self.known_columns)}{nearest(ours, list(self.known_columns))}"
                yield ("columns", ours), "an unknown column", expected if self.known_columns else "none"


class DashboardSource(PresetFigures, WithColumns):
    """`dashboard`: the download of the Regionale Monitor Brede Welvaart, figures and a list of indicators."""

    reader = "regioboek.sources.kinds.preset_kinds:Dashboard"
    always = frozenset({"figures"})
    needed = ("values",)
    optional = ("meta",)
    known_columns = presets.DASHBOARD.columns | presets.META.columns


class RegisterSource(PresetFile, NamedRegions, WithColumns):
    """`register`: which gemeente lies in which COROP area and provincie, or which wijk in which gemeente."""

    reader = "regioboek.sources.kinds.preset_kinds:Register"
    always = frozenset({"register"})
    needed = ("register",)
    known_columns = presets.REGISTER.columns
    level: Level | None = None  # of a level inside gemeenten; without it gemeenten and all that is around them

    @property
    def inner_register(self) -> Level | None:
        """The level it says."""
        return self.level

    def wrong(self) -> Iterator[Wrong]:
        """A level that does not lie inside gemeenten, and columns that a register of its level does not have, too."""
        yield from super().wrong()
        parts = [self.level] if self.level else [BASE, *around(BASE)]
        read = [key for part in parts for key in (part, f"{part}_name")]
        read += [LEVELS[self.level].parent] if self.level else []
        for ours in self.columns:
            if ours in self.known_columns and ours not in read:
                yield ("columns", ours), "a column that this register does not have", f"one of {', '.join(read)}"
        if self.level not in (None, *below(BASE)):
            expected = f"no level, or one inside gemeenten: {', '.join(below(BASE))}"
            yield ("level",), f"a register of level {self.level}", expected


class PopulationSource(PresetFigures, SelectedRows, WithColumns):
    """`population`: inhabitants per region and year."""

    reader = "regioboek.sources.kinds.preset_kinds:Population"
    always = frozenset({"population"})
    needed = ("population",)
    known_columns = presets.POPULATION.columns


class TransfersSource(PresetFigures, WithColumns):
    """`transfers`: official transfers between gemeenten."""

    reader = "regioboek.sources.kinds.preset_kinds:Transfers"
    always = frozenset({"transfers"})
    needed = ("transfers",)
    known_columns = presets.TRANSFERS.columns


class BoundariesSource(BoundaryFile, WithColumns):
    """`boundaries`: polygons of one level."""

    reader = "regioboek.sources.kinds.preset_kinds:Boundaries"
    always = frozenset({"boundaries"})
    needed = ("boundaries",)
    known_columns = presets.BOUNDARIES.columns

    def wrong(self) -> Iterator[Wrong]:
        """No level, and keys that mean nothing beside another, too."""
        yield from super().wrong()
        if self.planar and self.crs:
            yield ("crs",), f"a coordinate system ({self.crs}) of a drawing", "crs, or planar: true"
        if self.region_by == "name" and "name" in self.columns:
            yield ("columns", "name"), "a second column of names", "region: the column with the names"
        yield from without_level(self.kind, self.level)


class DemoSource(PresetFigures, WithColumns):
    """`demo`: invented files of every sort."""

    reader = "regioboek.sources.kinds.preset_kinds:Demo"
    always = frozenset({"figures", "population", "boundaries", "register"})
    needed = ("values", "register", "population", BASE)
    optional = ("meta", *around(BASE), *(key for level in below(BASE) for key in (level, f"register-{level}")))
    known_columns = (
        presets.REGISTER.columns | presets.POPULATION.columns | presets.DASHBOARD.columns | presets.META.columns
    )
    select: ClassVar[Selection] = {}  # every row of its population is read
    names: ClassVar[Mapping[str, str | None]] = {}  # its register has codes
    seed: int | None = None  # start of the random numbers
    planar: bool = False  # its polygons are a drawing


def without_level(kind: str, level: Level | None) -> Iterator[Wrong]:
    """That boundaries do not say of which level they are."""
    if level is None:
        yield (), f"{kind} without a level", 'the key "level": which areas these are'
