"""Indicators and themes: what is measured, in which unit, which direction is favourable, how it aggregates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from regioboek.params.levels import BASE, Level
from regioboek.params.texts import Text
from regioboek.params.yaml_file import Wrong, quoted

SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
SLUG_WORDS = "lower-case letters, digits and single hyphens: it becomes part of a URL"


def _day(told: str) -> str:
    try:
        date.fromisoformat(told)
    except ValueError:
        raise PydanticCustomError("day", 'a date as "2023-12-04"') from None
    return told


Id = Annotated[str, Field(pattern=SLUG.pattern, description=SLUG_WORDS)]
Day = Annotated[str, AfterValidator(_day)]  # ISO date
Year = Annotated[int, Field(ge=1900, le=2100, description="a calendar year: 1900 to 2100")]

#: How figures are published and shown: digits behind the comma, or below 0 zeros before it (-2: in hundreds).
Decimals = Annotated[int, Field(ge=-6, le=6)]


class Params(BaseModel):
    """Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def wrong(self) -> Iterator[Wrong]:
        """What is wrong though every key has the right type, as far as these params alone can say it."""
        return iter(())


class Item(Params):
    """What a list holds one of per id."""

    id: Id


class Theme(Item):
    """A theme of *hier en nu* or a capital of *later*; its id is a permanent URL, thema/<id>.html."""

    name: Text  # "Subjectief welzijn"
    dimension: Literal["hier-en-nu", "later"]
    description: Text  # plain Dutch, one or two sentences


class Direction(Params):
    """Which way the number must go for more brede welvaart, and how we know.

    `undetermined`: nobody can say, as of house prices. Such an indicator has figures and a trend, and no judgement.
    """

    favourable: Literal["higher", "lower", "undetermined"]
    certainty: Literal["source", "common-sense"]  # (e) in a source, or our own reading
    reason: Text | None = None

    def wrong(self) -> Iterator[Wrong]:
        """A direction that is our own reading says why, and so does one that nobody can tell."""
        if self.reason:
            return
        if self.favourable == "undetermined":
            yield (), "a direction that nobody can tell (undetermined) without a reason", 'the key "reason": why not'
        elif self.certainty == "common-sense":
            found = "our own reading of the direction (common-sense) without a reason"
            yield (), found, 'the key "reason": why this side is favourable'

    @property
    def sign(self) -> int:
        """+1 where a higher figure is favourable, -1 where a lower one is, 0 where nobody can say."""
        return {"higher": 1, "lower": -1, "undetermined": 0}[self.favourable]


class Break(Params):
    """A change of definition: years before and after it are not one series."""

    year: Year  # first year of the new segment
    reason: Text


#: What a rate is divided by when that is no other count: the people of a region on 1 January.
PEOPLE = "inwoners"


class Ratio(Params):
    """What a rate is made of: in every region, `count` / `base` x `of`."""

    count: str  # id of the indicator above the line
    base: str  # id of the one below it, or PEOPLE
    of: float
    #: years of which no source has the inhabitants: those of `people_year`, the weight year, stand below the line
    other_people: tuple[int, ...] = ()
    people_year: int | None = None


class MinChange(Params):
    """The smallest change of a trend that counts, where it must be larger than one unit of the last decimal."""

    at_least: Annotated[float, Field(gt=0)]  # in the indicator's own unit
    reason: Text


class Aggregation(Params):
    """How gemeente values become the value of a larger area, or why they cannot.

    `sum` is for counts: all gemeenten together, and only when every one of them has a figure. `ratio` is what a rate
    has (`Per`): both counts of the area, divided; nobody writes it.
    """

    method: Literal["weighted-mean", "sum", "ratio", "none"]
    weight: Literal["inwoners"] | None = None  # what every edition's sources supply per gemeente
    denominator: Text | None = None  # the right denominator in words: "inwoners van 18 jaar en ouder"
    exact: bool | None = None  # True when the weight is the denominator; False: it stands in for it
    reason: Text | None = None  # why not aggregable (method none)
    ratio: Ratio | None = None

    def wrong(self) -> Iterator[Wrong]:
        """`sum` names nothing else; `weighted-mean` its weight and whether that is exact; `none` says why."""
        if self.method == "ratio" or self.ratio is not None:
            yield ("method",), 'the method "ratio"', "per, in the entry of a count: that makes a rate of it"
            return
        keys: tuple[str, ...] = ("weight", "denominator", "exact")
        if self.method == "weighted-mean":
            for key in keys:
                if getattr(self, key) is None:
                    yield (), f'method "weighted-mean" without "{key}"', f'the key "{key}"'
            return
        expected = "only a reason, or method: weighted-mean"
        if self.method == "sum":
            keys, expected = (*keys, "reason"), "the method only: counts are added up"
        elif not self.reason:
            yield (), 'method "none" without a reason', 'the key "reason": why not'
        for key in keys:
            if getattr(self, key) is not None:
                yield (key,), f'method "{self.method}" with a {key}', expected


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
    "monitor": None,
}


#: What stands for everybody where sources name groups: the series under the indicator's own id.
TOTAL = "totaal"


class Group(Params):
    """A part of the population that sources give figures of, beside the indicator's total."""

    id: Id  # the series is `<id of the indicator>/<id of the group>`
    name: Text  # "vrouwen"
    code: str | None = None  # what sources call it, beside its id and its name


class Per(Params):
    """The rate that is made of a count: an indicator of its own, like the count in all that is not said here.

    `what` is `inwoners`, or the id of another count. In every region and area one count is divided by the other, so
    that the rate of an area is never the mean of rates.
    """

    what: str
    of: Annotated[float, Field(gt=0)] = 1  # per so many: 1000
    id: Id | None = None  # a permanent URL; without it <count>-per-<what>
    name: Text
    short_name: Text | None = None
    subject: Text
    unit: Text
    unit_short: Text
    decimals: Decimals
    measures: Text


class InMonitor(Params):
    """How an indicator of a collection, and the rate made of it, compares with one of the Regionale Monitor."""

    indicator: Id  # of indicators.yml
    same: bool  # the same figures: what is measured, of whom, in which unit
    note: Text | None = None  # Dutch: how they differ, or what makes them the same
    name: Text = ""  # of the Monitor's; nobody writes it, it is found when an edition is read

    def wrong(self) -> Iterator[Wrong]:
        """What differs is told."""
        if self.name:
            yield ("name",), quoted(self.name), "the id only: the name is that of the Monitor's own entry"
        if not self.same and not self.note:
            yield (), "same: false without a note", 'the key "note": how the two differ'


class Indicator(Item):
    """One series of the monitor: what it is, how to read it, how to compute with it.

    Its id is Dutch, and a permanent URL: indicator/<id>.html.
    """

    name: Text  # official name
    short_name: Text | None = None  # for narrow places
    subject: Text  # fits in a Dutch sentence, with article: "het aandeel inwoners dat vrijwilligerswerk doet"
    codes: tuple[str, ...]
    unit: Text  # words under the value: "% van de inwoners van 18 jaar en ouder"
    unit_short: Text  # beside a number: "%", "km", "euro"; "" for a score
    decimals: Decimals  # -2: published in hundreds
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
    min_change: MinChange | None = None  # None: as the edition's rule has it
    groups: tuple[Group, ...] = ()
    per: Per | None = None  # a rate beside the count
    monitor: InMonitor | None = None  # None: of the Monitor itself, or nothing like it is in there

    def wrong(self) -> Iterator[Wrong]:
        """What two of its keys, or two of its groups, say against each other, and a subject that fits no sentence."""
        for place, told in (((), self.subject), (("per",), self.per.subject if self.per else "x")):
            if told[:1] != told[:1].lower() or not told:
                expected = "a noun phrase in lower case, with its article: it stands inside sentences"
                yield (*place, "subject"), quoted(told), expected
        if self.per and (not self.is_count or self.corop_value):
            found = f'per, in an indicator with method "{self.aggregation.method}"'
            found += " and corop_value" if self.corop_value else ""
            yield ("per",), found, "a count of each region: aggregation with method: sum"
        low, high, since, until = self.minimum, self.maximum, self.editions_from, self.editions_until
        if low is not None and high is not None and low >= high:
            yield ("minimum",), f"{low:.12g} with maximum {high:.12g}", "a minimum below the maximum"
        if since is not None and until is not None and since > until:
            found = f"{since} with editions_until {until}"
            yield ("editions_from",), found, "a first edition not after the last"
        if self.min_change is not None and self.min_change.at_least < self.last_decimal:
            expected = f"at least {self.last_decimal:.12g}, one unit of the last decimal: less is never seen"
            yield ("min_change", "at_least"), f"{self.min_change.at_least:.12g}", expected
        years = [b.year for b in self.breaks]
        if years != sorted(set(years)):
            yield ("breaks",), quoted(years), "break years in order, each once"
        taken = {TOTAL: "what the indicator's own figures are called"}
        for number, group in enumerate(self.groups):
            for word in dict.fromkeys(w.casefold() for w in (group.id, group.name, group.code) if w):
                if word in taken:
                    yield ("groups", number), f'the word "{word}", {taken[word]}', "words of one group only"
                taken.setdefault(word, f"which group {group.id} has too")

    @property
    def series(self) -> tuple[Indicator, ...]:
        """The total, which is the indicator itself, and every group under `<id>/<group>`, by the same rules."""
        return (self, *map(self.of_group, self.groups))

    @property
    def with_rate(self) -> tuple[Indicator, ...]:
        """The indicator, and behind it the rate that `per` makes of it."""
        if self.per is None:
            return (self,)
        told = self.per.model_dump(exclude={"what", "of", "id"})
        ratio = Ratio(count=self.id, base=self.per.what, of=self.per.of)
        made = {
            "id": self.per.id or f"{self.id}-per-{self.per.what}",
            "aggregation": Aggregation(method="ratio", ratio=ratio),
            **dict.fromkeys(("codes", "groups"), ()),
            **dict.fromkeys(("minimum", "maximum", "min_change", "per")),
        }
        return (self, self.model_copy(update=told | made))

    @property
    def ratio(self) -> Ratio | None:
        """What a rate is made of; None for what sources give themselves."""
        return self.aggregation.ratio

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
        return ThroughTime(method=method if method in ("weighted-mean", "none") else "count")

    def figure_level(self, level: Level) -> Level:
        """The level whose figure a region of `level` shows: that of its COROP area where CBS has only those."""
        return SHARED if self.corop_value and level == BASE else level

    @property
    def last_decimal(self) -> float:
        """One unit of the last decimal as published: 0.1 for a figure of one decimal, 100 for one in hundreds."""
        return float(f"1e{-self.decimals}")

    def smallest_change(self, units: float) -> float:
        """The smallest change that counts, in the indicator's unit: `units` last decimals, or more where it says so."""
        return max(units * self.last_decimal, self.min_change.at_least if self.min_change else 0.0)

    @property
    def is_count(self) -> bool:
        """Whether its figures are numbers of things, that are added up: differences between regions say nothing."""
        return self.aggregation.method == "sum"

    @property
    def is_judged(self) -> bool:
        """Whether its trends and places can be favourable: not those of counts, nor where nobody can say."""
        return self.direction.sign != 0 and not self.is_count

    @property
    def is_unjudged(self) -> bool:
        """Whether it has trends that nobody can judge; a count has none at all."""
        return self.direction.sign == 0 and not self.is_count

    @property
    def display_name(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def in_brief(self) -> Indicator:
        """The indicator without what only its own page and the chapters tell: other pages cannot depend on that."""
        direction = self.direction.model_copy(update={"reason": None})
        change = self.min_change and self.min_change.model_copy(update={"reason": ""})
        return self.model_copy(update={**ONLY_ON_ITS_OWN_PAGE, "direction": direction, "min_change": change})

    def in_edition(self, year: int) -> bool:
        """Whether the monitor of that year has this indicator."""
        return (self.editions_from or year) <= year <= (self.editions_until or year)
