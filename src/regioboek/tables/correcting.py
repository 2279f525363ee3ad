"""Known errors of a source, mended on the way from its figures to observations: `params/corrections.yml` carried out.

Rules
* Corrections apply to the figures as the source has them, of regions of today and of former gemeenten alike, before
  anything is reckoned with them: aggregates, trends and places follow.
* Each figure is held against what the correction expects first. When one is otherwise, nothing is made: the source has
  been repaired, or is another one than was looked at. Every figure that no longer fits is in one report.
* `drop` leaves no figure. `override` and `scale` give one that is within the indicator's possible range; an override
  may fill a row the source lacks. Margins are scaled along, and left out where they no longer belong to the figure.
* Every figure touched is one row of the table `corrections`: what the source says, what is used, and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from regioboek.errors import CorrectionError, Problem, nearest
from regioboek.params.corrections import FILE, Between, Correction
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.sources.problems import at_most
from regioboek.sources.snapshot.inputs import Inputs

KEY = ["region", "indicator", "year"]
COLUMNS = (*KEY, "correction", "action", "source_value", "used_value", "reason")


def apply_corrections(edition: Edition, inputs: Inputs) -> tuple[Inputs, pd.DataFrame]:
    """The inputs with the edition's corrections carried out, and the table `corrections` (schema of that name).

    Raises CorrectionError naming every figure that is not what its correction expects, or lies out of range after it.
    """
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    asked = {i.id: i for i in edition.indicators}
    mine = [c for c in edition.corrections if c.indicator in asked]
    if not mine:
        return inputs, pd.DataFrame(columns=list(COLUMNS))
    values = inputs.values.copy()
    for name in ("status", "absence"):
        values[name] = values[name].astype(object) if name in values else None
    for name in ("lower", "upper"):
        values[name] = values[name].astype("float64") if name in values else np.nan
    former = inputs.former.copy()
    tables = [values, former] if len(former) else [values]
    for correction in mine:
        work = _Correcting(correction, asked[correction.indicator], [])
        places = [(table, n) for table in tables for n in work.rows_of(table)]
        rows += [row for table, n in places if (row := work.carried_out(table, n)) is not None]
        added = list(work.lacking(tables, frozenset(inputs.regions["code"])))
        if added:
            rows += [work.row(key, None, value) for key, value in added]
            fresh = [dict(zip(KEY, key, strict=True)) | {"value": value} for key, value in added]
            tables[0] = pd.concat([tables[0], pd.DataFrame(fresh)], ignore_index=True)
        if not places and not added and not work.problems:
            problems.append(work.problem(f"no figure of {correction.indicator} in these years", "figures to correct"))
        problems += at_most(work.problems)
    if problems:
        raise CorrectionError(f"corrections of edition {edition.id} no longer fit its sources", problems)
    kept = replace(inputs, values=tables[0], former=tables[1] if len(tables) > 1 else inputs.former)
    return kept, pd.DataFrame(rows, columns=list(COLUMNS))


class _Correcting:
    """One correction at work on tables of figures."""

    def __init__(self, correction: Correction, indicator: Indicator, problems: list[Problem]):
        self.correction, self.indicator, self.problems = correction, indicator, problems

    def problem(self, found: str, expected: str) -> Problem:
        return Problem(f"params/{FILE}", self.correction.id, found, expected)

    def rows_of(self, table: pd.DataFrame) -> list[int]:
        """Places of the rows that the correction is about; with `all`, those that have a figure."""
        c = self.correction
        mask = (table["indicator"] == c.indicator) & table["year"].isin(c.years)
        mask &= table["value"].notna() if c.regions == "all" else table["region"].isin(c.regions)
        return [int(n) for n in np.flatnonzero(mask.to_numpy())]

    def carried_out(self, table: pd.DataFrame, place: int) -> dict[str, object] | None:
        """Change one row of the table, and say what was changed; None when the figure is not what was expected."""
        c, label = self.correction, table.index[place]
        cell: Any = table.at
        region, year, found = str(cell[label, "region"]), int(cell[label, "year"]), float(cell[label, "value"])
        value = None if np.isnan(found) else found
        if not self.fits(region, year, value):
            return None
        used = self.used(region, year, value)
        self.check_range(region, year, used)
        if c.do in ("drop", "override", "scale"):
            cell[label, "value"] = np.nan if used is None else used
            for name in ("lower", "upper"):
                if name in table:
                    margin = float(cell[label, name])
                    cell[label, name] = times(margin, c.factor) if c.do == "scale" and c.factor else np.nan
            if "absence" in table:
                cell[label, "absence"] = c.absence if used is None else None
            if used is None and "status" in table:
                cell[label, "status"] = None
        return self.row((region, c.indicator, year), value, used)

    def lacking(
        self, tables: list[pd.DataFrame], known: frozenset[str]
    ) -> Iterator[tuple[tuple[str, str, int], float]]:
        """Figures that are named and that no source has a row of: an override may give them."""
        c = self.correction
        there = {
            (r, int(y)) for t in tables for r, y in t.loc[t["indicator"] == c.indicator, ["region", "year"]].values
        }
        for region in () if c.regions == "all" else c.regions:
            for year in c.years:
                if (region, year) in there:
                    continue
                new = c.new_value(region, year)
                if c.expected(region, year) is not None or new is None:
                    self.problems.append(
                        self.problem(f"no row of {c.indicator} for {region} in {year}", "the figure that is corrected")
                    )
                elif region not in known:
                    self.problems.append(self.problem(region, f"a region of the register{nearest(region, known)}"))
                else:
                    self.check_range(region, year, new)
                    yield (region, c.indicator, year), new

    def fits(self, region: str, year: int, value: float | None) -> bool:
        """Whether the source says what the correction expects; if not, the problem is noted."""
        c, expected = self.correction, self.correction.expected(region, year)
        if isinstance(expected, Between):
            right = value is not None and expected.between[0] <= value <= expected.between[1]
            told = f"a figure from {expected.between[0]:g} to {expected.between[1]:g}"
        elif expected is None or value is None:
            right, told = expected is None and value is None, "no figure" if expected is None else f"{expected:.12g}"
        else:
            right, told = abs(value - expected) <= c.within(self.indicator) * (1 + 1e-9), f"{expected:.12g}"
        if not right:
            now = "no figure" if value is None else f"{value:.12g}"
            found = f"{now} for {region} in {year}: the source no longer says {told}"
            self.problems.append(self.problem(found, f"{told}; if the source was repaired, remove this correction"))
        return right

    def used(self, region: str, year: int, value: float | None) -> float | None:
        c = self.correction
        if c.do == "drop":
            return None
        if c.do == "override":
            return c.new_value(region, year)
        return times(value, c.factor) if c.do == "scale" and value is not None and c.factor else value

    def check_range(self, region: str, year: int, used: float | None) -> None:
        low = -np.inf if self.indicator.minimum is None else self.indicator.minimum
        high = np.inf if self.indicator.maximum is None else self.indicator.maximum
        if used is not None and not low <= used <= high:
            expected = f"a figure that {self.indicator.name} can have: {low:g} to {high:g}"
            self.problems.append(self.problem(f"{used:.12g} for {region} in {year} after the correction", expected))

    def row(self, key: tuple[str, str, int], source: float | None, used: float | None) -> dict[str, object]:
        c = self.correction
        told = (c.id, c.do, np.nan if source is None else source, np.nan if used is None else used, c.reason.strip())
        return dict(zip(COLUMNS, (*key, *told), strict=True))


def times(value: float, factor: float) -> float:
    """The exact decimal product: 0.831 x 100 is 83.1."""
    return value if np.isnan(value) else float(Decimal(repr(float(value))) * Decimal(repr(float(factor))))
