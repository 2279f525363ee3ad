"""Hexagons and gemeenten: the lattice, the cost of a placement, and how the cost is lowered.

Used by `place_tiles.py`; knows no files.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import shapely

from regioboek.params.regions import Region

ROW = math.sqrt(3) / 2  # height of a row when neighbours lie 1 apart; also the area of a hexagon
STEPS = ((1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1), (0, 1))  # axial steps to the six neighbours
APART = 25.0  # what a piece more of a COROP area or provincie costs in the end
Cell = tuple[int, int]


def around(cell: Cell) -> Iterable[Cell]:
    """The six neighbours."""
    return ((cell[0] + dq, cell[1] + dr) for dq, dr in STEPS)


def hexagon(x: float, y: float) -> list[tuple[float, float]]:
    """Corners of the pointy-top hexagon around (x, y), neighbours 1 apart."""
    return [
        (x + math.sin(k * math.pi / 3) / math.sqrt(3), y + math.cos(k * math.pi / 3) / math.sqrt(3)) for k in range(6)
    ]


class Lattice:
    """The hexagons within reach, how much land each has, and which may be used."""

    def __init__(self, land: Any, origin: tuple[float, float], island_cells: list[Cell], closed: set[Cell]):
        x0, y0, x1, y1 = shapely.bounds(land)
        rows = range(-2, int((y1 - y0) / ROW) + 4)
        self.cells = [(q, r) for r in rows for q in range(-r // 2 - 2, int(x1 - x0) + 4 - r // 2)]
        self.index = {cell: k for k, cell in enumerate(self.cells)}
        self.x = [x0 + origin[0] + q + r / 2 for q, r in self.cells]
        self.y = [y0 + origin[1] + r * ROW for _, r in self.cells]
        shapes = shapely.polygons([hexagon(x, y) for x, y in zip(self.x, self.y, strict=True)])
        shapely.prepare(land)
        cover = shapely.area(shapely.intersection(shapes, land)) / ROW
        for cell in closed.union(*map(around, island_cells)):
            cover[self.index[cell]] = 0
        self.cover: list[float] = cover.tolist()
        self.near = [[self.index[c] for c in around(cell) if c in self.index] for cell in self.cells]
        self.open = {k for k, land_share in enumerate(self.cover) if land_share > 0.2}


class Cost:
    """The cost of a placement; its weights are its rules.

    Per gemeente: 0.1 x squared distance from its place in the cartogram, 12 x the share of its hexagon that is sea.
    Per pair of true neighbours: 2.2 x (1 - cosine of the turn), and when apart 1.8 x (0.6 + distance - 1, at most 3.6).
    Per shared side: 0.5 when it parts two COROP areas, 0.5 more for two provincies.
    Per free hexagon on land: more, the more sides are taken (0, 0, 0, 0.2, 0.8, 3, 5 for 0 to 6).
    Per piece more than one of a COROP area or provincie: nothing at first, `APART` when it has nearly settled.
    """

    FREE = (0.0, 0.0, 0.0, 0.2, 0.8, 3.0, 5.0)

    def __init__(self, lattice: Lattice, places: Any, real: Any, pairs: list[tuple[int, int]], regions: list[Region]):
        self.lattice, self.regions = lattice, regions
        self.px, self.py = places[:, 0].tolist(), places[:, 1].tolist()
        self.beside: list[list[tuple[int, float, float]]] = [[] for _ in regions]
        for i, j in pairs:
            way = _unit(_unit(places[j] - places[i]) + _unit(real[j] - real[i]))
            self.beside[i].append((j, way[0], way[1]))
            self.beside[j].append((i, -way[0], -way[1]))
        self.corop = [str(region.parent("corop")) for region in regions]
        self.provincie = [str(region.parent("provincie")) for region in regions]
        self.members: dict[str, list[int]] = {}
        for i, region in enumerate(regions):
            for area in (str(region.parent("corop")), str(region.parent("provincie"))):
                self.members.setdefault(area, []).append(i)
        self.at = [-1] * len(regions)  # gemeente -> cell
        self.who = [-1] * len(lattice.cells)  # cell -> gemeente

    def put(self, gemeente: int, cell: int) -> None:
        """Set a gemeente on a cell that is free."""
        self.at[gemeente] = cell
        self.who[cell] = gemeente

    def exchange(self, a: int, b: int) -> None:
        """What is on cell `a` goes to `b` and the reverse; either may be free."""
        self.who[a], self.who[b] = self.who[b], self.who[a]
        for cell in (a, b):
            if self.who[cell] >= 0:
                self.at[self.who[cell]] = cell

    def of_gemeente(self, i: int) -> float:
        """Place, sea and neighbours of one gemeente."""
        cell = self.at[i]
        x, y = self.lattice.x[cell], self.lattice.y[cell]
        cost = 0.1 * ((x - self.px[i]) ** 2 + (y - self.py[i]) ** 2) + 12 * (1 - self.lattice.cover[cell])
        for j, ux, uy in self.beside[i]:
            dx, dy = self.lattice.x[self.at[j]] - x, self.lattice.y[self.at[j]] - y
            far = math.sqrt(dx * dx + dy * dy)
            cost += 2.2 * (1 - (dx * ux + dy * uy) / far)
            if far > 1.01:
                cost += 1.8 * (0.6 + min(far - 1, 3.0))
        return cost

    def of_cell(self, cell: int) -> float:
        """Sides and free hexagons of a cell and those around it."""
        i = self.who[cell]
        if i < 0:
            return self._free(cell)
        cost = 0.0
        for other in self.lattice.near[cell]:
            j = self.who[other]
            if j >= 0:
                cost += 0.5 * (self.corop[i] != self.corop[j]) + 0.5 * (self.provincie[i] != self.provincie[j])
            else:
                cost += self._free(other)
        return cost

    def _free(self, cell: int) -> float:
        if cell not in self.lattice.open:
            return 0.0
        return self.FREE[sum(self.who[other] >= 0 for other in self.lattice.near[cell])]

    def of_exchange(self, a: int, b: int) -> float:
        """All of the cost that exchanging two cells can change, pieces apart."""
        cost = self.of_cell(a) + self.of_cell(b)
        return cost + sum(self.of_gemeente(self.who[cell]) for cell in (a, b) if self.who[cell] >= 0)

    def pieces(self, area: str) -> int:
        """In how many pieces a COROP area or provincie lies."""
        left = {self.at[i] for i in self.members[area]}
        count = 0
        while left:
            count += 1
            reach = [left.pop()]
            while reach:
                for cell in self.lattice.near[reach.pop()]:
                    if cell in left:
                        left.discard(cell)
                        reach.append(cell)
        return count

    def areas(self, cells: Iterable[int]) -> set[str]:
        """COROP areas and provincies of what is on these cells."""
        who = [self.who[cell] for cell in cells if self.who[cell] >= 0]
        return {area for i in who for area in (self.corop[i], self.provincie[i])}

    def total(self) -> float:
        """The cost of the whole map; the true neighbours and the sides count from both ends."""
        cost = sum(self.of_gemeente(i) for i in range(len(self.at)))
        cost += sum(self.of_cell(cell) for cell in range(len(self.who)))
        return cost + APART * sum(self.pieces(area) - 1 for area in self.members)

    def kept(self, pairs: list[tuple[int, int]]) -> float:
        """Share of true neighbours that are neighbours on the lattice."""
        return sum(self.at[j] in self.lattice.near[self.at[i]] for i, j in pairs) / len(pairs)


def anneal(
    cost: Cost, movable: list[int], rng: random.Random, *, moves: int, heat: tuple[float, float], apart: float
) -> None:
    """Lower the cost in place, cooling from the first heat to the second; a piece more costs `apart` (0: nothing)."""
    hot, cold = heat
    fixed = set(range(len(cost.at))) - set(movable)
    near = cost.lattice.near
    broken = {area for area in cost.members if cost.pieces(area) > 1}
    for step in range(moves):
        i = movable[rng.randrange(len(movable))]
        here = cost.at[i]
        choice = rng.random()
        if choice < 0.5:
            there = rng.choice(near[here])
        elif choice < 0.75:
            there = rng.choice(near[rng.choice(near[here])])
        else:  # beside a true neighbour
            there = rng.choice(near[cost.at[rng.choice(cost.beside[i])[0]]])
        if there == here or there not in cost.lattice.open or cost.who[there] in fixed:
            continue
        most = -hot * (cold / hot) ** (step / moves) * math.log(1 - rng.random())  # the rise that is accepted
        change = -cost.of_exchange(here, there)
        cost.exchange(here, there)
        change += cost.of_exchange(here, there)
        areas = cost.areas((here, there)) if apart else set()
        if areas and (change <= most or (change <= most + 2 * apart and areas & broken)):
            now = {area: cost.pieces(area) for area in areas}
            cost.exchange(here, there)
            change += apart * sum(count - cost.pieces(area) for area, count in now.items())
            cost.exchange(here, there)
            if change <= most:
                broken = (broken - areas) | {area for area, count in now.items() if count > 1}
        if change > most:
            cost.exchange(here, there)


def fill_holes(cost: Cost, movable: list[int]) -> None:
    """Close each hole in the land by moving the row of hexagons that costs least one step up, from the coast."""
    lattice = cost.lattice
    for hole in sorted(lattice.open):
        if cost.who[hole] >= 0 or any(cost.who[other] < 0 for other in lattice.near[hole]):
            continue
        rows = []
        for dq, dr in STEPS:
            row = [hole]
            while row[-1] == hole or cost.who[row[-1]] >= 0:
                q, r = lattice.cells[row[-1]]
                row.append(lattice.index[q + dq, r + dr])
            if all(cost.who[cell] in movable for cell in row[1:-1]):
                rows.append(row[:-1])
        _, best = min((_with_row_moved(cost, row), row) for row in rows)
        for here, there in pairwise(best):
            cost.exchange(here, there)


def _with_row_moved(cost: Cost, row: list[int]) -> float:
    for here, there in pairwise(row):
        cost.exchange(here, there)
    total = cost.total()
    for here, there in reversed(list(pairwise(row))):
        cost.exchange(here, there)
    return total


def _unit(vector: Any) -> Any:
    return vector / math.hypot(*vector)
