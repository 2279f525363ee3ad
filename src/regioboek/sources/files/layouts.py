"""How a file is laid out, as the params of its source say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from regioboek.params.indicators import Params
from regioboek.params.levels import Level
from regioboek.params.source_params import Format, Header
from regioboek.params.yaml_file import Wrong, quoted


class Not(Params):
    """Every row but those with this word, or one of these."""

    model_config = ConfigDict(serialize_by_alias=True)
    words: str | tuple[str, ...] = Field(alias="not")


#: The file's column -> the word that a row has there to be read: one, one of several, or not one.
Selection = dict[str, str | tuple[str, ...] | Not]


class SelectedRows(Params):
    """A file of which not every row is read."""

    select: Selection = Field(default_factory=dict)


#: What stands between fields.
Separator = Annotated[
    str, Field(pattern=r"^[^\"\r\n]$", description='one character; a tab is written "\\t", in double quotes')
]


class TextFile(Params):
    """Delimited text."""

    separator: Separator = ";"
    encoding: str = "utf-8"


class FigureFile(TextFile):
    """Delimited text with numbers."""

    decimal: Literal[",", "."] = ","
    thousands: Literal[".", ",", "'", " "] | None = None  # between groups of three digits; a space: of any sort

    def wrong(self) -> Iterator[Wrong]:
        """One mark for two things, too."""
        yield from super().wrong()
        if self.thousands == self.decimal:
            expected = f'another mark than decimal, which is "{self.decimal}" where nothing is declared'
            yield ("thousands",), quoted(self.thousands), expected


class NamedRegions(Params):
    """What a file calls regions, where no rule knows it."""

    names: dict[str, str | None] = Field(default_factory=dict)  # text in the file -> code; null: no region, passed over


class TableFile(FigureFile, NamedRegions, SelectedRows):
    """A bureau's own table."""


class PresetFile(TextFile):
    """Delimited text, or a sheet of a workbook, whose columns have usual names."""

    format: Format | None = None  # None: by the extension of the file
    sheet: str | None = None  # of a workbook with several: which one
    header: Header = 1  # the row with the names of the columns, or two or three of them
    columns: dict[str, str] = Field(default_factory=dict)  # our name -> the file's column name, where they differ

    def named(self, columns: Mapping[str, str]) -> dict[str, str]:
        """Our column names -> the file's: the usual ones, or what is declared instead."""
        return {ours: self.columns.get(ours, theirs) for ours, theirs in columns.items()}


class PresetFigures(PresetFile, FigureFile):
    """The same with numbers."""


class BoundaryFile(SelectedRows, NamedRegions):
    """Polygons of one level."""

    level: Level | None = None  # None: what the codes say
    #: region: the property with the code, where not statcode; name: the one with the name, where not statnaam
    columns: dict[str, str] = Field(default_factory=dict)
    region_by: Literal["code", "name"] = "code"  # name: columns.region (statnaam) has names as the register has them
    layer: str | None = None  # of a GeoPackage with several; of a zip with several files: the one without its extension
    crs: str | None = None  # "EPSG:28992", for a file that does not say it itself
    planar: bool = False  # a drawing (tile map): its coordinates are no places on earth
