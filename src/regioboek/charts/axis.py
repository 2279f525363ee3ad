"""Axes that read well: where a scale begins and ends, which values and years are written along it.

* Ticks are 1, 2, 2.5 or 5 times a power of ten, two to five of them inside the range of the data, and no finer
  than the decimals the indicator is shown with.
* Zero is part of the scale when the data come near it (lowest value under a third of the highest) or cross it;
  otherwise the scale is cut off, as lines (unlike bars) allow.
* A scale is never so narrow that rounding noise fills it: at least two units of the last decimal shown, or
  four percent of the largest value. A constant series therefore lies in the middle.
* A scale does not go beyond what the indicator can be (a percentage: 0 to 100), unless its values do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from regioboek.words import language as nl
from regioboek.words.labels import text

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_LARGE = ((1e9, text("charts.billion")), (1e6, text("charts.million")))


@dataclass(frozen=True)
class Scale:
    """A vertical scale: its ends, its ticks, and how many decimals the ticks need."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int

    def share(self, value: float) -> float:
        """0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)

    def words(self) -> list[str]:
        """The ticks as written: "2,5", "24 000", "1,2 mln"."""
        for size, word in _LARGE:
            if max(abs(t) for t in self.ticks) >= size:
                decimals = max(self.decimals + round(math.log10(size)), 0)
                return [nl.with_unit(nl.number(t / size, decimals), word) if t else "0" for t in self.ticks]
        return [nl.number(t, self.decimals) for t in self.ticks]


def scale_for(
    values: Sequence[float], *, decimals: int, minimum: float | None = None, maximum: float | None = None
) -> Scale:
    """The scale for finite `values` of an indicator shown with `decimals` that can be `minimum` to `maximum`.

    Raises ValueError when there are no values.
    """
    if not values:
        raise ValueError("a scale needs at least one value")
    low, high = min(values), max(values)
    if 0 < low < high / 3:
        low = 0.0
    elif low / 3 < high < 0:
        high = 0.0
    narrowest = max(2 * 10.0**-decimals, 0.04 * max(abs(low), abs(high)))
    if high - low < narrowest:
        middle = (low + high) / 2
        low, high = middle - narrowest / 2, middle + narrowest / 2
    pad = 0.07 * (high - low)
    floor = 0.0 if min(values) >= 0 else -math.inf
    if minimum is not None and min(values) >= minimum:
        floor = max(floor, minimum)
    ceiling = maximum if maximum is not None and max(values) <= maximum else math.inf
    low = max(low - pad, floor) if low != 0 else 0.0
    high = min(high + pad, ceiling) if high != 0 else 0.0
    step, places = _step(max((high - low) / 4.5, 10.0**-decimals))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = tuple(round(i * step, max(places, 0)) for i in range(first, last + 1))
    return Scale(low, high, ticks, max(places, 0) if max(map(abs, ticks)) < 1e6 else places)


def _step(at_least: float) -> tuple[float, int]:
    """The smallest round step of `at_least`, with the decimals it is written with (negative: trailing zeros)."""
    power = math.floor(math.log10(at_least))
    factor = next(f for f in _STEPS if f * 10.0**power >= at_least * (1 - 1e-9))
    if factor == 10.0:
        factor, power = 1.0, power + 1
    return factor * 10.0**power, -power + (factor == 2.5)


def year_ticks(first: int, last: int, room: float, *, apart: float = 34) -> list[int]:
    """Years written along an axis of `room` pixels: the last one always, the others in equal steps before it."""
    if last == first:
        return [first]
    fits = max(int(room // apart), 1)
    step = next(s for s in (1, 2, 3, 4, 5, 10, 20, 50, 100) if (last - first) / s <= fits)
    return list(range(last, first - 1, -step))[::-1]
