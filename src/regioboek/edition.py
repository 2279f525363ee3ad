"""An edition: which sources, window, rules, levels, indicators and colours make one year's book."""

from __future__ import annotations

from typing import Literal

from regioboek.indicators import Indicator, Params, Theme
from regioboek.regions import Level


class Publisher(Params):
    name: str
    url: str | None = None
    contact: str | None = None


class Window(Params):
    years: int = 8
    last: int  # last calendar year of the window: edition year - 1

    @property
    def first(self) -> int:
        return self.last - self.years + 1


class TrendRule(Params):
    method: Literal["ols"] = "ols"
    alpha: float = 0.05
    min_years: int = 4  # observed years
    min_span: int = 4  # calendar years from first to last, both counted


class PositionRule(Params):
    share: float = 0.25  # the top and bottom share of the ranking that is coloured
    min_coverage: float = 0.8  # a year counts when it has this share of the best covered year's regions
    min_ranked: int = 4


class AggregationRule(Params):
    weight_year: int  # inhabitants on 1 January of this year weigh every year alike
    min_coverage: float = 0.75  # share of the weight that must have a figure


class Rules(Params):
    trend: TrendRule
    position: PositionRule
    aggregation: AggregationRule


class Colours(Params):
    """Hex colours; light and dark."""

    favourable: str = "#1b7a3d"
    unfavourable: str = "#b3261e"
    none: str = "#6b7480"
    favourable_dark: str = "#5cc98a"
    unfavourable_dark: str = "#ff8a80"
    none_dark: str = "#a7b0bb"


class Source(Params):
    """One source of an edition; `kind` chooses the reader, `files` names its files below the edition's base."""

    id: str
    kind: Literal["dashboard", "register", "population", "boundaries", "demo"]
    title: str
    origin: str  # who made it, as the source line says it
    licence: str
    citation: str
    files: dict[str, str]
    level: Level | None = None  # boundaries: which level
    separator: str = ";"
    decimal: Literal[",", "."] = ","
    encoding: str = "utf-8"
    columns: dict[str, str] = {}  # our name -> the file's column name, where they differ
    select: dict[str, str] = {}  # the file's column -> the value a row must have to be read
    layer: str | None = None  # boundaries: layer of a GeoPackage with several
    crs: str | None = None  # boundaries: "EPSG:28992", for a file that does not say it itself
    planar: bool = False  # boundaries: a drawing (tile map), its coordinates are no places on earth


class EditionParams(Params):
    """params/editions/<id>.yml as written."""

    id: str
    title: str
    year: int
    division_year: int  # gemeentelijke indeling on 1 January of
    example: bool = False  # invented figures: every page says Voorbeeldcijfers
    published: str  # date shown, ISO; never the clock
    publisher: Publisher
    licence_line: str
    base: str  # folder of the sources, relative to the project
    base_env: str | None = None  # environment variable that may name another folder
    window: Window
    rules: Rules
    levels: tuple[Level, ...]
    indicators: tuple[str, ...] | Literal["all"]
    colours: Colours = Colours()
    sources: tuple[Source, ...]


class Edition(Params):
    """An edition with its indicators and themes resolved: the one object that code and methodology pages share."""

    params: EditionParams
    indicators: tuple[Indicator, ...]  # official order
    themes: tuple[Theme, ...]  # official order

    @property
    def id(self) -> str:
        return self.params.id

    @property
    def rules(self) -> Rules:
        return self.params.rules

    @property
    def window(self) -> Window:
        return self.params.window

    def indicator(self, id: str) -> Indicator:
        return next(i for i in self.indicators if i.id == id)

    def theme(self, id: str) -> Theme:
        return next(t for t in self.themes if t.id == id)

    def of_theme(self, theme_id: str) -> tuple[Indicator, ...]:
        return tuple(i for i in self.indicators if theme_id in i.themes)
