"""An edition: which sources, window, rules, levels, indicators and colours make one year's book.

The `Edition` is the one object that the code computes with and that the methodology pages print; it is loaded by
:func:`regioboek.params.loading.load_edition`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from regioboek.params.corrections import Correction
from regioboek.params.indicators import Day, Id, Indicator, Params, Theme
from regioboek.params.levels import Level
from regioboek.params.source import AnySource
from regioboek.params.texts import Text

Year = Annotated[int, Field(ge=1990, le=2100, description="a calendar year: 1990 to 2100")]
Share = Annotated[float, Field(gt=0, le=1)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", description="a colour as #rrggbb, in quotes")]


class Publisher(Params):
    """Who answers for the edition; shown in the colofon."""

    name: str
    url: str | None = None
    contact: str | None = None


class Window(Params):
    """The calendar years a trend is computed over, the same for every indicator."""

    years: Annotated[int, Field(ge=2, le=50)] = 8
    last: int  # last calendar year of the window: edition year - 1

    @property
    def first(self) -> int:
        """First calendar year of the window."""
        return self.last - self.years + 1


class TrendRule(Params):
    """When a series has a trend: a line by least squares, a two-sided t-test on its slope, and a change that counts."""

    method: Literal["ols"] = "ols"
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05
    min_years: Annotated[int, Field(ge=3)] = 4  # observed years; a t-test on a slope needs three
    min_span: Annotated[int, Field(ge=2)] = 4  # calendar years from first to last, both counted
    #: smallest fitted change over the years measured that counts, in units of the last decimal as published
    min_change: Annotated[float, Field(ge=0)] = 1
    #: without a trend a series is stable when its change surely lies within this share of the middle half of regions
    stable_share: Share = 0.25


class JumpRule(Params):
    """When a change is one step: two levels explain the figures, and much better than a straight line does."""

    explains: Annotated[float, Field(gt=0, lt=1)] = 0.9  # share of the spread of the figures that two levels explain
    times: Annotated[float, Field(ge=1)] = 4  # a line leaves at least so many times as much of the spread
    min_years: Annotated[int, Field(ge=1)] = 2  # figures on either side of the step
    min_total: Annotated[int, Field(ge=3)] = 6  # figures in all: two levels fit nearly any five
    min_change: Annotated[float, Field(ge=0)] = (
        2  # last decimals between the levels: one may be a line that was rounded
    )


class PositionRule(Params):
    """How regions of one level are ranked in one year, and which part of the ranking is coloured."""

    share: Annotated[float, Field(gt=0, lt=0.5)] = 0.25  # the top and bottom share of the ranking that is coloured
    min_coverage: Share = 0.8  # a year counts when it has this share of the best covered year's regions
    min_ranked: Annotated[int, Field(ge=1)] = 4  # fewer regions are not ranked
    min_quarters: Annotated[int, Field(ge=1)] = 12  # fewer have places, no quarters
    #: whole: regions with the same figure are coloured when all of them lie inside the quarter; all: when one does
    ties: Literal["whole", "all"] = "whole"


class RobustnessRule(Params):
    """What a coloured trend is recomputed with: it is firm when every other way gives the same colour."""

    windows: tuple[Annotated[int, Field(ge=3, le=50)], ...] = (7, 9)  # years; all end where the edition's window ends
    min_years: Annotated[int, Field(ge=3)] = 5  # a colour that rests on fewer figures is never firm


class AggregationRule(Params):
    """How values of gemeenten become values of larger areas."""

    weight_year: Year  # inhabitants on 1 January of this year weigh every year alike
    min_coverage: Share = 0.75  # share of the weight that must have a figure


class CoverageRule(Params):
    """When a figure is called old in the overview of what an edition has."""

    stale_after: Annotated[int, Field(ge=0)] = 2  # years that the latest figure may lie before the window's end


class ThroughTimeRule(Params):
    """When a gemeente counts as changed by a herindeling."""

    #: a part below this share of the giver and of the receiver is ignored; who has no other change is unchanged
    ignore_share: Annotated[float, Field(ge=0, lt=0.1)] = 0.005


class Rules(Params):
    """All rules by which observations become findings."""

    trend: TrendRule
    jump: JumpRule = JumpRule()
    robustness: RobustnessRule = RobustnessRule()
    position: PositionRule
    aggregation: AggregationRule
    coverage: CoverageRule = CoverageRule()
    through_time: ThroughTimeRule = ThroughTimeRule()


class AreaRule(Params):
    """Areas made of gemeenten: on which day their members are looked up, and what a part of a gemeente means."""

    on: Day | None = None  # without it 1 January of the year of the division
    #: label: the area is shown as an approximation, the gemeente counts whole or for its share; refuse: no edition
    parts: Literal["label", "refuse"] = "label"


class Colours(Params):
    """Hex colours of the judgements, for light and for dark pages."""

    favourable: Colour = "#1b7a3d"
    unfavourable: Colour = "#b3261e"
    none: Colour = "#6b7480"
    favourable_dark: Colour = "#5cc98a"
    unfavourable_dark: Colour = "#ff8a80"
    none_dark: Colour = "#a7b0bb"


class PagesParams(Params):
    """Pages that an edition adds: a template `notebooks/<kind>.ipynb` for the regions that meet all that is asked.

    pages:
      - kind: provinciebeeld
        title: Provinciebeeld
        levels: [provincie]
        min_inhabitants: 500000
    """

    kind: Id  # the template's name, and the folder in the site
    title: str  # Dutch: heading of their list; a page is called by it and the region's name
    levels: tuple[Level, ...] = ()  # regions of these levels; empty: of all
    regions: tuple[str, ...] = ()  # these codes only; empty: all
    within: tuple[str, ...] = ()  # regions that are, or lie in, one of these provincies or COROP areas
    min_inhabitants: Annotated[int, Field(ge=0)] = 0  # with at least so many inhabitants


class EditionParams(Params):
    """params/editions/<id>.yml as written."""

    id: Id
    title: Text
    #: what an edition is that is not the Regionale Monitor, in a Dutch sentence: pages and chapters say so
    about: Text | None = None
    year: Year
    division_year: Year  # gemeentelijke indeling on 1 January of
    example: bool = False  # invented figures: every page says Voorbeeldcijfers
    published: Day  # date shown; never the clock
    publisher: Publisher
    licence_line: Text
    base: str  # folder of the sources, relative to the project
    base_env: str | None = None  # environment variable that may name another folder
    window: Window
    rules: Rules
    levels: tuple[Level, ...]
    indicators: tuple[str, ...] | Literal["all"]  # all: every indicator the Monitor has for this year
    #: indicator -> Dutch reason why the sources do not hold it; it is shown as absent, with that reason
    not_in_source: dict[str, Text] = Field(default_factory=dict)
    #: theme -> what this edition has of it, in Dutch, in the place of the description in themes.yml
    themes: dict[str, Text] = Field(default_factory=dict)
    colours: Colours = Colours()
    areas: AreaRule = AreaRule()
    pages: tuple[PagesParams, ...] = ()  # kinds of pages beside those of every edition
    sources: tuple[AnySource, ...]


class Edition(Params):
    """An edition with its indicators and themes resolved: the one object that code and methodology pages share."""

    params: EditionParams
    indicators: tuple[Indicator, ...]  # official order, those that are not in the sources too
    themes: tuple[Theme, ...]  # official order; those with an indicator
    #: known errors of its sources; not in its JSON: pages see the table `corrections`, and only what concerns them
    corrections: tuple[Correction, ...] = Field(default=(), exclude=True)

    @property
    def id(self) -> str:
        """The name of the edition: its file, its folders."""
        return self.params.id

    @property
    def rules(self) -> Rules:
        """The rules its findings are made by."""
        return self.params.rules

    @property
    def window(self) -> Window:
        """The years its trends are computed over."""
        return self.params.window

    @property
    def measured(self) -> Edition:
        """The edition without the rates that are made of counts: what sources are asked for."""
        return self.model_copy(update={"indicators": tuple(i for i in self.indicators if i.ratio is None)})

    @property
    def series(self) -> tuple[Indicator, ...]:
        """Everything the tables have a key for: each indicator, followed by its groups."""
        if not [indicator for indicator in self.indicators if indicator.groups]:  # asked for often, and mostly so
            return self.indicators
        return tuple(series for indicator in self.indicators for series in indicator.series)

    def indicator(self, id: str) -> Indicator:
        """The indicator, or the series of a group, with this id. Raises KeyError when the edition has none."""
        for indicator in self.series:
            if indicator.id == id:
                return indicator
        raise KeyError(f'edition {self.id} has no indicator "{id}"')

    def theme(self, id: str) -> Theme:
        """The theme with this id. Raises KeyError when the edition has none."""
        for theme in self.themes:
            if theme.id == id:
                return theme
        raise KeyError(f'edition {self.id} has no theme "{id}"')

    def of_theme(self, theme_id: str) -> tuple[Indicator, ...]:
        """The indicators under a theme, in official order."""
        return tuple(i for i in self.indicators if theme_id in i.themes)

    def judged_from(self, indicator: Indicator) -> int:
        """The first year that a trend of the indicator may use: of the window, or since the last break in it."""
        return max([self.window.first, *(b.year for b in indicator.breaks if b.year <= self.window.last)])

    @property
    def of_monitor(self) -> bool:
        """Whether it has the figures of the Regionale Monitor Brede Welvaart."""
        return self.params.about is None

    def not_in_source(self, indicator_id: str) -> str | None:
        """Why the sources of this edition do not hold an indicator; None when they should."""
        return self.params.not_in_source.get(indicator_id)
