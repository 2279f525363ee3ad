"""What is known about one region and one indicator, in the shape that sentences are made from.

`IndicatorFacts` refuses facts that contradict each other, so that a sentence made from them is true or not made.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from regioboek.params.indicators import Indicator
from regioboek.params.levels import NATION
from regioboek.words import language as nl

#: Trends that are a significant movement.
JUDGED = ("favourable", "unfavourable")


@dataclass(frozen=True, kw_only=True)
class Peers:
    """The regions of the same level, for one indicator; figures in its unit, None where there are too few.

    `n` of them have a figure; the trends of `favourable` and `unfavourable` of them are coloured. `spread` is the
    distance between the 25th and 75th percentile of their latest figures. `change_low` and `change_high` are the 5th
    and 95th percentile of how their figure changed between their last two measurements, the years of most of them.
    """

    n: int
    favourable: int = 0
    unfavourable: int = 0
    spread: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    change_years: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorFacts:
    """What findings say of one region and indicator; None stands for "not there", NaN is refused.

    `years` are the observed years the trend rule used (in the window, after the last break); `first_*`
    belongs to the first of them, `latest_*` to the last observed year in the window, `previous_value*` to the one
    before that, `national` is the figure of `country` in the first and in the latest year. `window` is its first and
    last year. `absence` is a key of `language.ABSENCE_REASONS` when there is no figure, `absence_text` the words of the
    edition where it has better ones. `jump_levels` are the medians before and since `jump_year`. `tied` others share
    the `rank`. `fragile` says what does not agree with a colour that is `borderline`.
    """

    indicator: Indicator
    trend: str
    window: tuple[int, int]
    years: tuple[int, ...] = ()
    first_year: int | None = None
    first_value: float | None = None
    latest_year: int | None = None
    latest_value: float | None = None
    latest_status: str | None = None
    direction: str | None = None
    slope: float | None = None
    no_trend: str | None = None
    jump_year: int | None = None
    jump_levels: tuple[float, float] | None = None
    robust: str | None = None
    fragile: tuple[str, ...] = ()
    relative: str | None = None
    relative_slope: float | None = None
    national: tuple[float, float] | None = None
    country: str = NATION
    previous_value: float | None = None
    previous_value_year: int | None = None
    position: str | None = None
    rank: int | None = None
    ranked: int | None = None
    ranked_year: int | None = None
    tied: int = 0
    rank_best: int | None = None
    rank_worst: int | None = None
    previous_rank: int | None = None
    previous_rank_year: int | None = None
    peers: Peers | None = None
    absence: str | None = None
    absence_text: str | None = None
    own_calculation: bool = False

    def __post_init__(self) -> None:
        problems = [
            f"{name} is {value}"
            for name in ("first_value", "latest_value", "slope", "relative_slope", "previous_value")
            if (value := getattr(self, name)) is not None and not math.isfinite(value)
        ]
        if self.trend not in nl.TREND_WORDS:
            problems.append(f"trend is {self.trend!r}, expected one of {', '.join(nl.TREND_WORDS)}")
        if self.trend in JUDGED:
            needed = ("first_year", "first_value", "latest_year", "latest_value", "slope")
            problems += [f"trend {self.trend} without {n}" for n in needed if getattr(self, n) is None]
            if self.direction not in ("rising", "falling"):
                problems.append(f"trend {self.trend} with direction {self.direction!r}")
            elif self.slope is not None and (self.slope > 0) != (self.direction == "rising"):
                problems.append(f"direction {self.direction} with slope {self.slope}")
        if self.trend == "unjudged" and (self.direction is None or not self.indicator.is_unjudged):
            told = self.indicator.direction.favourable
            problems.append(f"trend unjudged with direction {self.direction!r}, favourable is {told}")
        if self.rank is not None and (self.ranked is None or self.ranked_year is None):
            problems.append("rank without ranked and ranked_year")
        if self.position is not None and (self.rank is None or self.position not in nl.POSITION_WORDS):
            problems.append(f"position {self.position!r} without a rank, or unknown")
        if self.rank is not None and not (self.rank_best or 1) <= self.rank <= (self.rank_worst or self.rank):
            problems.append(f"rank {self.rank} outside {self.rank_best} to {self.rank_worst}")
        if self.absence is not None and self.absence not in nl.ABSENCE_REASONS:
            problems.append(f"absence is {self.absence!r}, expected one of {', '.join(nl.ABSENCE_REASONS)}")
        if problems:
            raise ValueError(f"facts of {self.indicator.id} do not fit together: {'; '.join(problems)}")

    @property
    def break_year(self) -> int | None:
        """First year after the last break inside the window, or None."""
        first, last = self.window
        return max((b.year for b in self.indicator.breaks if first < b.year <= last), default=None)

    @property
    def strength(self) -> float | None:
        """Change along the trend line over the years measured, as a multiple of the spread among peers."""
        return self._in_spreads(self.slope)

    @property
    def relative_strength(self) -> float | None:
        """The same of the difference with the country."""
        return self._in_spreads(self.relative_slope)

    def _in_spreads(self, slope: float | None) -> float | None:
        """None without a slope or a spread (None, 0), or with fewer than two years."""
        if slope is None or self.peers is None or not self.peers.spread or len(self.years) < 2:
            return None
        return abs(slope) * (max(self.years) - min(self.years)) / self.peers.spread


def each_once(facts: Iterable[IndicatorFacts]) -> list[IndicatorFacts]:
    """Facts without the repeats of indicators that stand under two themes, in the order given."""
    return list({f.indicator.id: f for f in facts}.values())


def counts_of(facts: Iterable[IndicatorFacts]) -> Counter[str]:
    """How many indicators have each trend and position, and (`ranked`) a place; each once, also under two themes.

    Counts are no part of it: they are not judged. Of what nobody can judge only the number is (`unjudged`), whatever
    its trend.
    """
    every = each_once(facts)
    unique = [f for f in every if f.indicator.is_judged]
    placed = ["ranked" for f in unique if f.rank is not None]
    unjudged = ["unjudged" for f in every if f.indicator.is_unjudged]
    return Counter([*(f.trend for f in unique), *(f.position for f in unique if f.position), *placed, *unjudged])
