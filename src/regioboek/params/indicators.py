"""Indicators and themes: what is measured, in which unit, which direction is favourable, how it aggregates."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from regioboek.params.levels import BASE, Level
from regioboek.params.texts import Text


class Params(BaseModel):
    """Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Theme(Params):
    """A theme of *hier en nu* or a capital of *later*."""

    id: str  # slug, e.g. "subjectief-welzijn": permanent URL thema/<id>.html
    name: Text  # "Subjectief welzijn"
    dimension: Literal["hier-en-nu", "later"]
    description: Text  # plain Dutch, one or two sentences


class Direction(Params):
    """Which way the number must go for more brede welvaart, and how we know."""

    favourable: Literal["higher", "lower"]
    certainty: Literal["source", "common-sense"]  # (e) in a source, or our own reading
    reason: Text | None = None


class Break(Params):
    """A change of definition: years before and after it are not one series."""

    year: int  # first year of the new segment
    reason: Text


class Aggregation(Params):
    """How gemeente values become the value of a larger area, or why they cannot.

    `sum` is for counts: all gemeenten together, and only when every one of them has a figure.
    """

    method: Literal["weighted-mean", "sum", "none"]
    weight: str | None = None  # name of a weight the edition supplies: "inwoners"
    denominator: Text | None = None  # the right denominator in words: "inwoners van 18 jaar en ouder"
    exact: bool | None = None  # True when the weight is the denominator; False: it stands in for it
    reason: Text | None = None  # why not aggregable (method none)


#: The level of the figures that CBS gives of COROP areas only and shows at their gemeenten (`corop_value`).
SHARED: Level = "corop"

#: What a part of a gemeente is measured in: the numbers CBS gives with every transfer between gemeenten.
Weight = Literal["inwoners", "woningen", "hectare"]


class ThroughTime(Params):
    """How figures of former gemeenten become those of the gemeente they are part of now.

    `count`: divided by the share of the old gemeente that went over, and added. `weighted-mean`: the mean of the parts
    by the part each is of the new gemeente. `none`: they do not; the series starts at the change.
    """

    method: Literal["count", "weighted-mean", "none"]
    weight: Weight = "inwoners"


#: Texts about an indicator that pages of regions and themes do not show -> what these pages get instead.
ONLY_ON_ITS_OWN_PAGE: dict[str, str | None] = {
    "caveat": None,
    "measures": "",
    "population": "",
    "source": "",
    "cadence": "",
}


#: What stands for everybody where sources name groups: the series under the indicator's own id.
TOTAL = "totaal"


class Group(Params):
    """A part of the population that sources give figures of, beside the indicator's total."""

    id: str  # slug: the series is `<id of the indicator>/<id of the group>`
    name: Text  # "vrouwen"
    code: str | None = None  # what sources call it, beside its id and its name


class Indicator(Params):
    """One series of the monitor: what it is, how to read it, how to compute with it."""

    id: str  # Dutch slug, permanent URL indicator/<id>.html
    name: Text  # official name
    short_name: Text | None = None  # for narrow places
    subject: Text  # fits in a Dutch sentence, with article: "het aandeel inwoners dat vrijwilligerswerk doet"
    codes: tuple[str, ...]
    unit: Text  # words under the value: "% van de inwoners van 18 jaar en ouder"
    unit_short: Text  # beside a number: "%", "km", "euro"; "" for a score
    decimals: Annotated[int, Field(ge=0, le=6)]
    themes: tuple[str, ...]
    direction: Direction
    measures: Text  # one plain sentence
    population: Text
    source: Text
    cadence: Text
    breaks: tuple[Break, ...] = ()
    small_area_model: bool = False
    multi_year_mean: bool = False
    corop_value: bool = False
    structurally_absent: bool = False
    caveat: Text | None = None
    table_note: Text | None = None  # the caveat in a few words, beside the figure in every table
    minimum: float | None = None
    maximum: float | None = None
    provisional_years: Annotated[int, Field(ge=0)] = 0  # last N years of the source are provisional
    editions_from: int | None = None  # first edition that has it (2024 newcomers)
    editions_until: int | None = None  # last edition that has it
    aggregation: Aggregation
    through_time: ThroughTime | None = None  # None: as `aggregation` allows, by inhabitants
    groups: tuple[Group, ...] = ()

    @property
    def series(self) -> tuple[Indicator, ...]:
        """The total, which is the indicator itself, and every group under `<id>/<group>`, by the same rules."""
        return (self, *map(self.of_group, self.groups))

    def of_group(self, group: Group) -> Indicator:
        """The series of one group."""
        told = {"id": f"{self.id}/{group.id}", "name": f"{self.name}: {group.name}", "codes": (), "groups": ()}
        return self.model_copy(update=told | {"short_name": f"{self.display_name}: {group.name}"})

    @property
    def through_time_rule(self) -> ThroughTime:
        """The rule for changes of the division: the one given, or else the method of `aggregation` by inhabitants."""
        if self.through_time is not None:
            return self.through_time
        method = self.aggregation.method
        return ThroughTime(method="count" if method == "sum" else method)

    def figure_level(self, level: Level) -> Level:
        """The level whose figure a region of `level` shows: that of its COROP area where CBS has only those."""
        return SHARED if self.corop_value and level == BASE else level

    @property
    def is_count(self) -> bool:
        """Whether its figures are numbers of things, that are added up: differences between regions say nothing."""
        return self.aggregation.method == "sum"

    @property
    def display_name(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def in_brief(self) -> Indicator:
        """The indicator without what only its own page and the chapters tell: other pages cannot depend on that."""
        direction = self.direction.model_copy(update={"reason": None})
        return self.model_copy(update={**ONLY_ON_ITS_OWN_PAGE, "direction": direction})

    def in_edition(self, year: int) -> bool:
        """Whether the monitor of that year has this indicator."""
        return (self.editions_from or year) <= year <= (self.editions_until or year)
