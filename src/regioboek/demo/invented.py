"""The generator of invented figures: seeded, smooth in space, the same to the last byte everywhere.

A figure of gemeente g in year t is

    centre + spread x stretch(place(g) + (drift + own(g)) x (t - middle) + jump + noise x random(g, t))

* `place` is random and smooth: a part shared by the provincie, a part shared by the COROP area, a part of its own, and
  a part that goes with the size of the place (`city`).
* `own` is a drift per gemeente, half of it shared by the COROP area.
* `stretch` is x + skew x max(x, 0) squared: distances and hectares have a long upper side.
* A survey's figure may get a margin: the wider, the fewer people live there.
* The result is kept between `low` and `high` and rounded to the indicator's decimals (and `step`).

Random numbers come from numpy's PCG64 bit generator, whose raw stream is fixed for good (NEP 19; the distributions of
numpy.random.Generator may change between versions). A normal number is the sum of twelve uniform ones minus six: added
as whole numbers, no logarithm, so that no machine rounds otherwise. Each indicator has its own stream, from the
edition's seed and the indicator's id: another indicator in the catalogue leaves the others as they are.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regioboek.demo.typical import COAST, INHABITANTS, SURVEYS, THOUSANDS, YEARS, Level, level_of_indicator
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.regions import Region

Floats = NDArray[np.float64]

#: When the edition's source names no seed.
SEED = 20_240_101


@dataclass(frozen=True)
class Figures:
    """Invented figures of one indicator: `values[gemeente, year]`, NaN where there is none.

    `margin` is how far its lower and upper ends lie from it, per gemeente; 0 where it has none.
    """

    indicator: Indicator
    years: tuple[int, ...]
    values: Floats
    margin: Floats


class Stream:
    """Random numbers for one purpose, by name."""

    def __init__(self, seed: int, name: str):
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode())]))

    def uniform(self, *shape: int) -> Floats:
        """Between 0 and 1, in steps of 2 to the power -52."""
        return self._whole(shape).astype(np.float64) / 2.0**52

    def normal(self, *shape: int) -> Floats:
        """Mean 0, standard deviation 1, never beyond 6."""
        return self._whole((*shape, 12)).sum(axis=-1).astype(np.float64) / 2.0**52 - 6.0

    def _whole(self, shape: tuple[int, ...]) -> NDArray[np.int64]:
        raw = self._bits.random_raw(int(np.prod(shape)))
        return (raw >> np.uint64(12)).astype(np.int64).reshape(shape)


def invent_inhabitants(gemeenten: Sequence[Region], seed: int) -> NDArray[np.int64]:
    """Inhabitants per gemeente, in hundreds; together close to `INHABITANTS`."""
    random = Stream(seed, "inwoners").normal(len(gemeenten))
    given = np.array([THOUSANDS.get(region.code, 0.0) * 1000 for region in gemeenten])
    lot = np.where(given > 0, 0.0, np.clip(1 + 0.42 * random + 0.12 * random * np.abs(random), 0.3, 2.6))
    share = (INHABITANTS - given.sum()) / max(lot.sum(), 1.0)
    return (np.rint((given + lot * share) / 100) * 100).astype(np.int64)


def invent_figures(
    edition: Edition, gemeenten: Sequence[Region], inhabitants: NDArray[np.int64], seed: int
) -> list[Figures]:
    """Figures of every indicator of the edition, in its order; gemeenten in the order given."""
    made = {i.id: _invent(i, edition.window.last, gemeenten, inhabitants, seed) for i in edition.indicators}
    net = made.get("nettoarbeidsparticipatie")
    gross, without = made.get("brutoarbeidsparticipatie"), made.get("werkloosheid")
    if net and gross and without and net.years == gross.years == without.years:
        # who takes part in paid work is who wants to, less the unemployed: the three must not contradict each other
        values = np.round(gross.values * (1 - without.values / 100), net.indicator.decimals)
        made[net.indicator.id] = Figures(net.indicator, net.years, values, net.margin)
    return [made[i.id] for i in edition.indicators]


def years_of(level: Level, last: int) -> tuple[int, ...]:
    """The calendar years that a level has figures for, in a window that ends in `last`."""
    years = (year if year > 0 else last + year for year in YEARS[level.years])
    return tuple(year for year in years if year <= last)


def _invent(
    indicator: Indicator, last: int, gemeenten: Sequence[Region], inhabitants: NDArray[np.int64], seed: int
) -> Figures:
    level, stream = level_of_indicator(indicator), Stream(seed, indicator.id)
    years = years_of(level, last)
    corop = _numbers([str(region.parent("corop")) for region in gemeenten])
    provincie = _numbers([str(region.parent("provincie")) for region in gemeenten])
    n = len(gemeenten)
    by_corop = stream.normal(corop.max() + 1)[corop]
    by_provincie = stream.normal(provincie.max() + 1)[provincie]
    by_place = stream.normal(n)
    size = _size(inhabitants)
    place = 0.4 * by_provincie + 0.5 * by_corop + 0.6 * by_place
    drift = level.drift + level.own_drift * (0.7 * stream.normal(corop.max() + 1)[corop] + 0.7 * stream.normal(n))
    noise = level.noise * stream.normal(n, len(years))
    if level.special == "corop":
        whole = stream.normal(corop.max() + 1, len(years))
        place, size, noise = 0.5 * by_provincie + 0.9 * by_corop, np.zeros(n), level.noise * whole[corop]
        drift = level.drift + level.own_drift * stream.normal(corop.max() + 1)[corop]
    time = np.array(years, dtype=np.float64) - (last - 3.5)
    broken = np.array([sum(year >= b.year for b in indicator.breaks) for year in years], dtype=np.float64)
    x = (place * (1 - abs(level.city)) + 1.2 * level.city * size)[:, None] + drift[:, None] * time + noise
    x = x + level.jump * broken + 0.15 * stream.normal(len(years))
    upper = np.maximum(x, 0.0)
    values = np.clip(level.centre + level.spread * (x + level.skew * upper * upper), level.low, level.high)
    if level.step:
        values = np.rint(values / level.step) * level.step
    values = np.round(values, indicator.decimals)
    values = np.where(_absent(level, stream, gemeenten, inhabitants, len(years)), np.nan, values)
    return Figures(indicator, years, values, margins_of(level, inhabitants))


def margins_of(level: Level, inhabitants: NDArray[np.int64]) -> Floats:
    """How far the ends of a figure lie from it, per place; a survey asks more people where more live."""
    return level.margin / np.sqrt(np.clip(inhabitants / 50_000, 0.2, 4.0))


def _absent(
    level: Level, stream: Stream, gemeenten: Sequence[Region], inhabitants: NDArray[np.int64], years: int
) -> NDArray[np.bool_]:
    """Where there is no figure: not measured in a small place, or nothing to measure."""
    chance = stream.uniform(len(gemeenten), years)
    absent = np.zeros((len(gemeenten), years), dtype=bool)
    if level.survey is not None:
        least = SURVEYS[level.survey]
        absent |= (inhabitants < least)[:, None]
        absent |= (inhabitants < 2 * least)[:, None] & (chance < 0.12)
    if level.special == "coastal-water":
        absent |= np.array([region.code not in COAST for region in gemeenten])[:, None]
    if level.special == "inland-water":
        absent |= (stream.uniform(len(gemeenten)) < 0.4)[:, None]
    if level.special in {"coastal-water", "inland-water"}:
        absent |= chance < 0.03
    return absent


def _size(inhabitants: NDArray[np.int64]) -> Floats:
    """How large a place is, from about -1 (a village) over 0 (the middle) to 2 (the largest cities): by rank."""
    order = np.argsort(np.argsort(inhabitants, kind="stable"), kind="stable").astype(np.float64)
    share = order / max(len(order) - 1, 1)
    return 2 * share * share * share + share - 1.0


def _numbers(codes: Sequence[str]) -> NDArray[np.int64]:
    place = {code: number for number, code in enumerate(sorted(set(codes)))}
    return np.array([place[code] for code in codes], dtype=np.int64)
