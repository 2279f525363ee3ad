"""Where one region stands among all of its kind, in the size of a few words.

The best place is at the left, as in a ranking read from 1. Two scales:

* by rank (default): every place takes the same room; the coloured ends are the top and bottom quarter (the second
  and third path; the stylesheet tells them by their order);
* by value, when the values of all regions are given: ticks show how the regions lie, so that a reader sees
  when many are nearly alike. Values run from best to worst; the outer two percent are drawn at the ends.
The stylesheet gives it its size in pixels, `WIDTH` x `HEIGHT`; nothing of it is scaled.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache

from regioboek.charts.parts import closed, coordinate, dot, opening, path
from regioboek.markup import Markup, join
from regioboek.words import language as nl
from regioboek.words.labels import text

WIDTH, HEIGHT = 120, 16
_PAD, _MIDDLE = 5, 8
_ROOM = WIDTH - 2 * _PAD
_TICK_STEP = 2  # a tick on every other pixel: at most 55


class ValueScale:
    """The values of all ranked regions of one kind, best first; make it once per level and indicator."""

    def __init__(self, values: Sequence[float], *, higher_is_better: bool):
        """Raises ValueError when there are no values or one is not finite: leave absent ones out."""
        if not len(values) or not all(math.isfinite(v) for v in values):
            raise ValueError("a scale by value needs finite values; leave absent ones out")
        self.values = sorted(float(v) for v in values)
        self.higher_is_better = higher_is_better
        n = len(self.values)
        self.low, self.high = self.values[round((n - 1) * 0.02)], self.values[round((n - 1) * 0.98)]

    def share(self, value: float) -> float:
        """Where `value` lies, from 0 at the best end to 1 at the worst; beyond the ends it is at the end."""
        if self.high == self.low:
            return 0.5
        up = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        return 1 - up if self.higher_is_better else up

    @cached_property
    def ticks(self) -> str:
        """Path of the ticks; the taller, the more regions."""
        bins = _ROOM // _TICK_STEP
        counts = [0] * bins
        for value in self.values:
            counts[min(int(self.share(value) * bins), bins - 1)] += 1
        most = max(counts)
        halves = [2 + round(5 * n / most) if n else 0 for n in counts]
        return "".join(
            f"M{_PAD + 1 + i * _TICK_STEP} {_MIDDLE - half}v{2 * half}" for i, half in enumerate(halves) if half
        )


def strip(
    rank: int,
    ranked: int,
    *,
    position: str | None,
    share: float = 0.25,
    scale: ValueScale | None = None,
    own_value: float | None = None,
) -> Markup:
    """SVG of a place among `ranked` regions, `WIDTH` x `HEIGHT` pixels.

    `rank` 1 is best; `position` colours the mark (top, middle, bottom or None); `share` is the part of the
    ranking at either end that counts as a quarter. With `scale` and `own_value` the scale is by value.
    Raises ValueError when rank, position or values do not fit together.
    """
    if position is not None and position not in nl.POSITION_WORDS:
        raise ValueError(f"unknown position {position!r}; expected one of {', '.join(nl.POSITION_WORDS)}")
    if not 0 <= share <= 0.5:
        raise ValueError(f"the share at either end is between 0 and 0.5, found {share}")
    words = f", {nl.POSITION_WORDS[position]}" if position else ""
    title = text("charts.strip.title", place=f"{nl.rank(rank, ranked)}{words}")
    out = [opening(f"rb-strip p-{position or 'none'}", title)]
    if scale is None:
        where = (rank - 1) / (ranked - 1) if ranked > 1 else 0.5
        out.append(_ranking(share))
    else:
        if own_value is None or not math.isfinite(own_value):
            raise ValueError("a scale by value needs the region's own value")
        where = scale.share(own_value)
        out.append(path(scale.ticks, "rb-ticks"))
    return closed([*out, dot(_PAD + where * _ROOM, _MIDDLE, 4)])


@lru_cache(maxsize=4)
def _ranking(share: float) -> Markup:
    """The whole ranking as a line, and over it its two ends."""
    start, end = f"M{_PAD} {_MIDDLE}h", coordinate(share * _ROOM)
    return join([path(f"{start}{_ROOM}"), path(f"{start}{end}"), path(f"M{WIDTH - _PAD} {_MIDDLE}h-{end}")])
