"""Figures of a measure for every place and year: as captured, and where nothing was, derived by a fixed rule.

Rules
* A place that did not exist has no figure; nor has a year that the measure does not have.
* The level of a gemeente is a fixed share of the way from `low` to `high` of the measure's rule, told by its code and
  the measure, of a former one nearly that of the gemeente it became part of. It grows by `grows` a year, and half a
  percent goes up and down with the year. Where it has captured figures of other years, the nearest is its level.
* Of a count, `low` and `high` are per inhabitant. Nothing leaves the possible range of its indicator.
* Where Nederland or Overijssel was captured, derived figures of gemeenten are scaled so that together they give it.
* Provincies, COROP-gebieden, landsdelen and Nederland that were not captured are the sum of a count, or the mean
  weighed by inhabitants, of their gemeenten of that year.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from worlds.rehearsal_captured import PEOPLE, Captured, captured, stem_of
from worlds.rehearsal_regions import YEARS, landsdelen, places
from worlds.rehearsal_rules import FROM, RULES, Rule

WITH_CAPTURED_TOTAL = "PV23"


class Asked(NamedTuple):
    """Figures of which measure; `division`: all years are of the gemeenten of this one."""

    key: str
    rule: Rule
    told: Captured | None = None
    decimals: int | None = 0
    division: int | None = None

    @property
    def sums(self) -> bool:
        """Whether figures of gemeenten add up."""
        return self.rule.count or stem_of(self.key) == PEOPLE


class Area(NamedTuple):
    """The row of a larger area, and those of the gemeenten in it."""

    row: int
    members: np.ndarray


@dataclass(frozen=True)
class Figures:
    """Figures of one measure by place and year (NaN: none); which of them are captured; what was done, for people."""

    values: np.ndarray
    known: np.ndarray
    captured: str
    rule: str

    @property
    def counts(self) -> tuple[int, int]:
        """Captured and derived figures."""
        there = ~np.isnan(self.values)
        return int((there & self.known).sum()), int((there & ~self.known).sum())


@cache
def people(data: Path) -> Figures:
    """Inhabitants on 1 January, which everything is weighed by."""
    key = f"{PEOPLE}_1"
    return _figures(data, Asked(key, RULES[PEOPLE], captured(data, [key]).get(key)))


def figures(data: Path, asked: Asked) -> Figures:
    """Figures of one measure."""
    return people(data) if stem_of(asked.key) == PEOPLE else _figures(data, asked)


def _figures(data: Path, asked: Asked) -> Figures:
    rule, decimals = asked.rule, asked.decimals or 0
    values, known = _gemeenten(data, asked)
    base = np.array([p.code.startswith("GM") for p in places(data)])
    weight = np.ones_like(values) if asked.sums else np.nan_to_num(people(data).values)
    areas = dict(_areas(data))
    _scale(values, known, weight, areas, asked.sums)
    values[base] = np.round(np.clip(values[base], rule.minimum, rule.maximum), decimals)
    for row, members in areas.values():
        open_cells = ~known[row]
        together = _together(values[members], weight[members], asked.sums)
        values[row, open_cells] = np.round(together, decimals)[open_cells]
    return Figures(values, known, asked.told.told() if asked.told else "", rule.told())


def _gemeenten(data: Path, asked: Asked) -> tuple[np.ndarray, np.ndarray]:
    """Gemeenten as captured or derived, not rounded; other places as captured."""
    all_places, years = places(data), np.array(YEARS)
    key, rule, told, _, division = asked
    shares = np.array([0.8 * _share(p.heir or p.code, key) + 0.2 * _share(p.code, key) for p in all_places])
    heads = people(data).values if rule.count else np.ones((len(all_places), len(years)))
    if rule.fixed:
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # areas have no captured figures
            heads = np.broadcast_to(np.nanmedian(heads, axis=1)[:, None], heads.shape)
    level = (rule.low + shares * (rule.high - rule.low))[:, None] * heads
    swing = np.sin(years[None, :] * 1.7 + shares[:, None] * 40) * 0.005
    derived = level * (1.0 + rule.grows) ** (years - FROM)[None, :] * (1 + swing)
    exists = np.array([[p.first <= (division or y) <= p.last for y in years] for p in all_places])
    inside = np.isin(years, rule.only) if rule.only else (years >= rule.first) & (years <= rule.last)
    base = np.array([p.code.startswith("GM") for p in all_places])
    values = np.where(exists & inside & base[:, None], derived, np.nan)
    known = np.zeros_like(exists)
    if told is not None:
        values *= _nearest_level(derived, told.values)
        known = told.known & exists
        values = np.where(known, told.values, values)
    return values, known


def _nearest_level(derived: np.ndarray, told: np.ndarray) -> np.ndarray:
    """What derived figures of a place are times, so that they go on from its nearest captured figure."""
    ratio = told / derived
    there = ~np.isnan(ratio)
    columns = np.arange(ratio.shape[1])
    distance = np.where(there[:, None, :], np.abs(columns[:, None] - columns[None, :])[None], 10**6)
    nearest = np.take_along_axis(ratio, distance.argmin(axis=2), axis=1)
    typical = np.nanmedian(ratio[there.any(axis=1)]) if there.any() else 1.0
    return np.where(there.any(axis=1)[:, None], nearest, typical)


def _scale(values: np.ndarray, known: np.ndarray, weight: np.ndarray, areas: Mapping[str, Area], sums: bool) -> None:
    """Scale derived gemeenten to the captured figure of Overijssel, then all others to that of Nederland."""
    fixed = known.copy()
    for code in (WITH_CAPTURED_TOTAL, "NL01"):
        row, members = areas[code]
        target = values[row]
        for column in np.flatnonzero(known[row] & ~np.isnan(target)):
            value, weighs = values[members, column], np.nan_to_num(weight[members, column])
            free = ~fixed[members, column] & ~np.isnan(value)
            held = np.nansum((value * weighs)[~free])
            total = target[column] * (1 if sums else weighs[~np.isnan(value)].sum())
            moved = (value * weighs)[free].sum()
            if moved > 0 and 0.3 < (total - held) / moved < 3:
                values[members[free], column] *= (total - held) / moved
        fixed[members] = True


def _together(values: np.ndarray, weight: np.ndarray, sums: bool) -> np.ndarray:
    """The sum, or the weighed mean, per year; NaN where no member has a figure."""
    there = ~np.isnan(values)
    weighs = np.where(there, np.nan_to_num(weight), 0)
    total, of = np.nansum(np.nan_to_num(values) * weighs, axis=0), weighs.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(there.any(axis=0) & (of > 0), total if sums else total / of, np.nan)


def _areas(data: Path) -> Iterator[tuple[str, Area]]:
    """Every larger area."""
    part_of = landsdelen(data)
    inside = [
        {p.province, p.corop, part_of.get(p.province, ""), "NL01"} if p.code.startswith("GM") else set()
        for p in places(data)
    ]
    for row, place in enumerate(places(data)):
        if not place.code.startswith("GM"):
            members = [n for n, areas in enumerate(inside) if place.code in areas]
            yield place.code, Area(row, np.array(members, dtype=int))


def _share(code: str, key: str) -> float:
    """A fixed number from 0 to 1 for a place and a measure."""
    return zlib.crc32(f"{code} {stem_of(key)}".encode()) / 2**32
