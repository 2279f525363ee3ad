"""Invented wijken and buurten of one gemeente of the demo: names, inhabitants, figures and the pieces of its tile.

Their codes have the form of CBS's with numbers that CBS does not use there, and every name says that it is an example.
A figure is that of the gemeente, moved by an amount of the wijk and one of the buurt; each indicator has a stream of
random numbers of its own, so that figures of gemeenten are the same with and without them. What has no figure below
gemeenten: totals, what is measured per COROP area or beside water, and two surveys that are too small.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from regioboek.demo.invented import Figures, Stream, margins_of
from regioboek.demo.typical import level_of_indicator
from regioboek.params.regions import Region

GEMEENTE = "GM0114"  # Emmen
WIJKEN, BUURTEN = 4, 3  # wijken, and buurten per wijk: twelve equal pieces of a hexagon
FIRST_NUMBER = 91

#: Around the middle of a tile: its corners with the middles of its sides between them, whole numbers all.
_RIM = ((0, 60), (26, 45), (52, 30), (52, 0), (52, -30), (26, -45),
        (0, -60), (-26, -45), (-52, -30), (-52, 0), (-52, 30), (-26, 45), (0, 60))  # fmt: skip
_TOO_SMALL = ("safety", "housing")


def wijken_and_buurten(division: Sequence[Region]) -> list[Region]:
    """The wijken, then the buurten, by code; none when the gemeente is not in the division."""
    gemeente = next((region for region in division if region.code == GEMEENTE), None)
    if gemeente is None:
        return []
    around = (gemeente.code, *gemeente.inside)
    wijken = [
        Region(f"WK{GEMEENTE[2:]}{FIRST_NUMBER + w}", f"Wijk {w + 1} (voorbeeld)", "wijk", around)
        for w in range(WIJKEN)
    ]
    buurten = [
        Region(f"BU{wijk.code[2:]}{b + 1:02}", f"Buurt {w + 1}.{b + 1} (voorbeeld)", "buurt", (wijk.code, *around))
        for w, wijk in enumerate(wijken)
        for b in range(BUURTEN)
    ]
    return [*wijken, *buurten]


def piece_of(code: str, middle: tuple[int, int]) -> list[tuple[int, int]]:
    """The corners of a buurt: a triangle of the tile around `middle`."""
    place = (int(code[-4:-2]) - FIRST_NUMBER) * BUURTEN + int(code[-2:]) - 1
    x, y = middle
    return [(x + dx, y + dy) for dx, dy in ((0, 0), _RIM[place], _RIM[place + 1], (0, 0))]


def inhabitants_within(regions: Sequence[Region], total: int) -> list[int]:
    """Inhabitants of the wijken and buurten of a gemeente of `total`: buurten add up to wijken, wijken to the whole."""
    buurten = [region for region in regions if region.level == "buurt"]
    weights = [2 + 3 * n % 5 for n in range(len(buurten))]
    people = {b.code: total * w // sum(weights) for b, w in zip(buurten, weights, strict=True)}
    if buurten:
        people[buurten[-1].code] += total - sum(people.values())
    return [sum(n for code, n in people.items() if code[2:].startswith(region.code[2:])) for region in regions]


def figures_within(
    figures: Sequence[Figures], at: int, regions: Sequence[Region], people: Sequence[int], seed: int
) -> list[Figures]:
    """Figures of `regions` with `people`, of the indicators that have any, from those of their gemeente: row `at`."""
    inhabitants = np.array(people, dtype=np.int64)
    made = []
    for f in figures:
        level = level_of_indicator(f.indicator)
        if level.special is None and level.survey not in _TOO_SMALL and not f.indicator.is_count:
            moved = f.values[at] + level.spread * _moves(
                Stream(seed, f"{f.indicator.id}/buurten"), regions, len(f.years)
            )
            values = np.clip(moved, level.low, level.high)
            if level.step:
                values = np.rint(values / level.step) * level.step
            made.append(
                Figures(f.indicator, f.years, np.round(values, f.indicator.decimals), margins_of(level, inhabitants))
            )
    return made


def _moves(stream: Stream, regions: Sequence[Region], years: int) -> NDArray[np.float64]:
    """How far each region and year lies from the gemeente, in spreads."""
    wijk, buurt = stream.normal(WIJKEN), stream.normal(WIJKEN * BUURTEN)
    drift = 0.06 * stream.normal(WIJKEN)
    noise = 0.15 * stream.normal(len(regions), years)
    time = np.arange(years, dtype=np.float64) - years / 2
    own = np.array([int(region.code[6:8]) - FIRST_NUMBER for region in regions])
    place = 0.5 * wijk[own]
    inner = [n for n, region in enumerate(regions) if region.level == "buurt"]
    place[inner] += 0.4 * buurt[[own[n] * BUURTEN + int(regions[n].code[8:]) - 1 for n in inner]]
    return np.asarray(place[:, None] + drift[own][:, None] * time + noise)
