"""Figures of a measure for every place and year: as captured, and where nothing was, derived by a fixed rule.

Rules
* A place that did not exist has no figure; nor has a year before the measure's first or after its last.
* The level of a gemeente is a fixed share of the way from `low` to `high`, told by its code and the measure, of a former
  one nearly that of the gemeente it became part of; it grows by `grows` a year, and half a percent goes up and down with the year. Where a gemeente has captured figures of other years,
  the nearest of these is its level.
* Of a count, `low` and `high` are per inhabitant. Nothing leaves the possible range of its indicator.
* Where Nederland or Overijssel was captured, derived figures of gemeenten are scaled so that together they give it.
* Provincies, COROP-gebieden, landsdelen and Nederland that were not captured are the sum of a count, or the mean weighed
  by inhabitants, of their gemeenten of that year.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from worlds.rehearsal_captured import PEOPLE, Captured, captured, stem_of
from worlds.rehearsal_regions import YEARS, landsdelen, places

FROM = 2015  # the year that `low` and `high` are of
WITH_CAPTURED_TOTAL = "PV23"


@dataclass(frozen=True)
class Rule:
    """How figures are derived; a count is per inhabitant."""

    low: float
    high: float
    grows: float = 0.0
    first: int = 2005
    last: int = 2025
    count: bool = False
    minimum: float = 0.0
    maximum: float = np.inf

    def told(self) -> str:
        """The rule in short, for people."""
        what = " per inhabitant" if self.count else ""
        return f"{self.low:g} to {self.high:g}{what} in {FROM}, {self.grows:+.1%} a year, {self.first}-{self.last}"


#: Rules of measures by their stem (v3) or key (v4); facts about years and heights are from the README of the captures.
RULES: dict[str, Rule] = {
    PEOPLE: Rule(9_000, 30_000, 0.004, 1995, 2026),
    "GemiddeldAantalInwoners": Rule(1, 1.004, 0, 1995, 2025, count=True),
    "TotaalParticuliereHuishoudens": Rule(0.41, 0.47, 0.003, 1995, 2025, count=True),
    "GemiddeldeHuishoudensgrootte": Rule(2.0, 2.5, -0.004, 1995),
    "VoorraadOp1Januari": Rule(0.41, 0.46, 0.002, 2012, count=True),
    "Koopwoningen": Rule(50, 68, 0.001, 2006, 2024),
    "GemiddeldeWOZWaardeVanWoningen": Rule(160, 280, 0.04, 1997),
    "GemiddeldeVerkoopprijs": Rule(180_000, 300_000, 0.06, 1995),
    "BasisonderwijsVmboMbo1": Rule(24, 38, -0.01, 2013, 2024),
    "HboWo": Rule(18, 38, 0.02, 2013, 2024),
    "TotaalBanen": Rule(0.0003, 0.0006, 0.008, 2010, 2024, count=True),
    "TotDeAOWLeeftijd": Rule(0.06, 0.11, -0.02, 2007, count=True),
    "Werkloosheid": Rule(0.012, 0.03, -0.06, 2007, count=True),
    "BijstandGerelateerdTotAOWLeeftijd": Rule(0.008, 0.04, -0.01, 2007, count=True),
    "ArbeidsongeschiktheidTotaal": Rule(0.035, 0.06, 0.002, 2007, count=True),
    "BedrijfsvestigingenTotaal": Rule(0.07, 0.13, 0.03, 2007, 2026, count=True),
    "PersonenautoSParticulierenRelatief": Rule(380, 560, 0.006, 2005),
    "AfstandTotZiekenhuis": Rule(2, 15, 0.001, 2007),
    "AfstandTotGroteSupermarkt": Rule(0.6, 1.8, 0.0, 2006),
    "TotaalHuishoudelijkAfval": Rule(0.4, 0.58, -0.01, 2005, 2024, count=True),
    "HuishoudelijkRestafval": Rule(0.1, 0.24, -0.04, 2005, 2024, count=True),
    "Land": Rule(0.001, 0.004, 0, 1995, count=True),
    "NatuurlijkTerrein": Rule(0.01, 0.09, 0, 1996, 2020, count=True),
    "Omgevingsadressendichtheid": Rule(300, 2_000, 0.008, 2006),
    "GeregistreerdeMisdrijvenPer1000Inw": Rule(24, 60, -0.03, 2010),
    "GemiddeldAardgasverbruik": Rule(1_150, 1_700, -0.03, 2010, 2024),
    "GemiddeldeElektriciteitslevering": Rule(2_700, 3_500, -0.02, 2010, 2024),
    "Stikstofuitscheiding": Rule(140, 320, -0.01, 2010),
    "SaldoVoorraadRelatief": Rule(3, 14, 0.01, 2012),
    "M002460": Rule(0.02, 0.05, 0.25, 2019, count=True),
    "M002461": Rule(0.1, 0.3, 0.25, 2019, count=True),
    "M002463": Rule(0.1, 0.3, 0.25, 2019, count=True),
    "ErvarenGezondheidGoedZeerGoed": Rule(68, 82, -0.004, 2012),
    "Eenzaam": Rule(36, 50, 0.015, 2012),
    "ErnstigZeerErnstigEenzaam": Rule(6, 13, 0.02, 2012),
    "Overgewicht": Rule(42, 56, 0.005, 2012),
    "EenOfMeerLangdurigeAandoeningen": Rule(27, 40, 0.004, 2012),
    "ErnstigOvergewicht": Rule(10, 19, 0.015, 2012),
    "Vrijwilligerswerk": Rule(22, 36, -0.005, 2012),
    "Mantelzorger": Rule(11, 18, 0.0, 2012),
    "MoeiteMetRondkomen": Rule(8, 24, -0.02, 2012),
}

#: Of a measure that is not in the list: by its unit.
BY_UNIT: dict[str, Rule] = {
    "%": Rule(20, 50, 0.005),
    "km": Rule(0.6, 6),
    "1 000 euro": Rule(32, 52, 0.025, 2011, 2024),
    "per 1 000 inwoners": Rule(8, 40),
    "x 1 000": Rule(0.00041, 0.00047, 0.004, 2011, 2024, count=True),
    "aantal": Rule(0.02, 0.06, 0.0, count=True),
    "ha": Rule(0.02, 0.2, 0.0, count=True),
    "km2": Rule(0.001, 0.004, 0.0, count=True),
    "1 000 kg": Rule(0.1, 0.4, -0.01, count=True),
}


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


def rule_of(key: str, unit: str, minimum: float | None = None, maximum: float | None = None) -> Rule:
    """The rule for a measure, within the range of the indicator that it gives."""
    rule = RULES.get(key) or RULES.get(stem_of(key)) or BY_UNIT.get(unit) or Rule(10, 40)
    least = -np.inf if minimum is None else minimum
    return replace(rule, minimum=max(rule.minimum, least), maximum=np.inf if maximum is None else maximum)


def is_count(key: str, unit: str) -> bool:
    """Whether figures of gemeenten add up."""
    return stem_of(key) == PEOPLE or rule_of(key, unit).count


@cache
def people(data: Path) -> Figures:
    """Inhabitants on 1 January, which everything is weighed by."""
    key = f"{PEOPLE}_1"
    return _figures(data, key, RULES[PEOPLE], captured(data, [key]).get(key), 0, True)


def figures(
    data: Path, key: str, rule: Rule, told: Captured | None, decimals: int | None, division: int | None = None
) -> Figures:
    """Figures of one measure; `division`: all years are of the gemeenten of this one."""
    if stem_of(key) == PEOPLE:
        return people(data)
    return _figures(data, key, rule, told, decimals or 0, rule.count, division)


def _figures(
    data: Path, key: str, rule: Rule, told: Captured | None, decimals: int, sums: bool, division: int | None = None
) -> Figures:
    values, known = _gemeenten(data, key, rule, told, division)
    base = np.array([p.code.startswith("GM") for p in places(data)])
    weight = np.ones_like(values) if sums else np.nan_to_num(people(data).values)
    areas = dict(_members(data))
    codes = {p.code: n for n, p in enumerate(places(data))}
    _scale(values, known, weight, areas, codes, sums)
    values[base] = np.round(np.clip(values[base], rule.minimum, rule.maximum), decimals)
    for code, members in areas.items():
        row = codes[code]
        open_cells = ~known[row]
        values[row, open_cells] = np.round(_together(values[members], weight[members], sums), decimals)[open_cells]
    return Figures(values, known, told.told() if told else "", rule.told())


def _gemeenten(
    data: Path, key: str, rule: Rule, told: Captured | None, division: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Gemeenten as captured or derived, not rounded; other places as captured."""
    all_places = places(data)
    years = np.array(YEARS)
    shares = np.array([0.8 * _share(p.heir or p.code, key) + 0.2 * _share(p.code, key) for p in all_places])
    heads = people(data).values if rule.count else np.ones((len(all_places), len(years)))
    level = (rule.low + shares * (rule.high - rule.low))[:, None] * heads
    swing = np.sin(years[None, :] * 1.7 + shares[:, None] * 40) * 0.005
    derived = level * (1.0 + rule.grows) ** (years - FROM)[None, :] * (1 + swing)
    exists = np.array([[p.first <= (division or y) <= p.last for y in years] for p in all_places])
    inside = (years >= rule.first) & (years <= rule.last)
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


def _scale(
    values: np.ndarray,
    known: np.ndarray,
    weight: np.ndarray,
    areas: Mapping[str, np.ndarray],
    codes: Mapping[str, int],
    sums: bool,
) -> None:
    """Scale derived gemeenten to the captured figure of Overijssel, then all others to that of Nederland."""
    fixed = known.copy()
    for code in (WITH_CAPTURED_TOTAL, "NL01"):
        members, target = areas[code], values[codes[code]]
        for column in np.flatnonzero(known[codes[code]] & ~np.isnan(target)):
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


def _members(data: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Every larger area, and the rows of the gemeenten in it."""
    part_of = landsdelen(data)
    inside = [
        {p.province, p.corop, part_of.get(p.province, ""), "NL01"} if p.code.startswith("GM") else set()
        for p in places(data)
    ]
    for place in places(data):
        if not place.code.startswith("GM"):
            yield place.code, np.array([n for n, areas in enumerate(inside) if place.code in areas], dtype=int)


def _share(code: str, key: str) -> float:
    """A fixed number from 0 to 1 for a place and a measure."""
    return zlib.crc32(f"{code} {stem_of(key)}".encode()) / 2**32
