"""Figures under the codes of former gemeenten, recalculated to the division the edition stands on.

Rules
* Only what a source gives under old codes is touched. An indicator x year is on its own year's division when a code
  that was in use then and is not in the edition's division has a figure (or a confidential one). Otherwise the source
  has recalculated itself, and nothing happens.
* A gemeente with another code or name only takes the figures of the old code over, whatever the indicator.
* A gemeente whose territory changed since is recalculated by `Indicator.through_time_rule`:
  `count`: the sum of its parts' figures, each times the share of the old gemeente that went over;
  `weighted-mean`: the mean of its parts' figures, weighted by what part of the gemeente each is;
  `none` (medians, life expectancy, scores): no figure before the change; the series starts there.
* Nothing is guessed. A part without a figure makes the whole absent: `confidential` when any part is, else `missing`;
  so does a weight that nothing tells. All parts `impossible`, or all `not-applicable`: so is the whole.
* The status is that of the loosest part. Margins of model estimates cannot be added up: there are none.
* What the source gives under the new code itself (a figure, or that it is confidential) wins, where that code was not
  in use yet.
* Recalculated years are years of the series: they count in the trend, and the change of division does not cut it. Where
  there is no figure before the change, the trend starts at the change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from regioboek.errors import InputError, Problem
from regioboek.params.indicators import Indicator, Weight
from regioboek.statistics.division import Division

KEY = ["region", "indicator", "year"]
_LOOSE = {"definitive": 0, "revised-provisional": 1, "provisional": 2}
_OPTIONAL = ("status", "absence", "lower", "upper")
_Row = Mapping[Any, Any]


class Backcast(NamedTuple):
    """`figures`: as they came in, on one division, sorted by key. `table`: how, as backcast.parquet has it.

    One row per region x indicator x year x from_region that was recalculated: method, weight_by, share (of the old
    gemeente that is in the region), weight (of the region that came from it), break_year (null: only its code or name
    changed), reason (null where there is a figure).
    """

    figures: pd.DataFrame
    table: pd.DataFrame


def back_cast(
    figures: pd.DataFrame,
    divisions: Mapping[Weight, Division],
    indicators: Iterable[Indicator],
    codes: Collection[str],
) -> Backcast:
    """`figures` of all codes, old ones too, moved to the division.

    `figures`: region, indicator, year, value (NaN: no figure) and optionally status, absence, lower, upper.
    `divisions`: per weight that an indicator's rule needs, with every year that has figures. `codes`: every region of
    the edition's division.
    Raises InputError, with all of them, for figures of codes that were not in use in their year.
    """
    wanted = frozenset(codes)
    old = ~figures["region"].isin(wanted)
    if not old.any():
        return Backcast(figures.sort_values(KEY, kind="stable", ignore_index=True), _table([]))
    _check_codes(figures[old], divisions)
    rules = {i.id: i.through_time_rule for i in indicators}
    told = figures["value"].notna()
    if "absence" in figures:
        told |= figures["absence"] == "confidential"
    on_old = figures.loc[old & told, ["indicator", "year"]].drop_duplicates()
    divided = {weight: _by_year(division) for weight, division in divisions.items()}
    concerned = {code for d in divisions.values() for code in (*d.parts["region"], *d.parts["from_region"])}
    given = _by_pair(figures.assign(told=told), concerned)
    replaced: list[tuple[str, str, int]] = []
    made: list[dict[str, object]] = []
    rows: list[tuple[object, ...]] = []
    for indicator, year in on_old.itertuples(index=False):
        rule = rules[indicator]
        breaks, here = divisions[rule.weight].breaks, given.get((indicator, year), {})
        for region, parts in divided[rule.weight].get(year, {}).items():
            names = [part.from_region for part in parts]
            if region not in wanted or not any(name in here for name in names):
                continue
            if region not in names and region in here and here[region]["told"]:
                continue
            renamed = region not in breaks or breaks[region] <= year
            method = "renamed" if renamed else rule.method
            figure, reason = _figure([here.get(name, {}) for name in names], parts, method)
            replaced.append((region, indicator, year))
            made.append({"region": region, "indicator": indicator, "year": year} | figure)
            year_of_break = None if renamed else breaks[region]
            rows += [
                (region, indicator, year, p.from_region, method, rule.weight, p.share, p.weight, year_of_break, reason)
                for p in parts
            ]
    kept = figures[~old & ~pd.MultiIndex.from_frame(figures[KEY]).isin(replaced)]
    new = pd.DataFrame(made, columns=[*KEY, "value", *_OPTIONAL])
    new = new[[c for c in new.columns if c in kept.columns or new[c].notna().any()]]
    result = pd.concat([kept, new.astype({"year": figures["year"].dtype})]) if made else kept
    return Backcast(result.sort_values(KEY, kind="stable", ignore_index=True), _table(rows))


def _by_year(division: Division) -> dict[int, dict[str, list[Any]]]:
    """Year -> region -> its parts, as rows of `Division.parts`."""
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    table = division.parts
    for year, region, part in zip(table["year"], table["region"], table.itertuples(index=False), strict=True):
        found[year][region].append(part)
    return found


def _by_pair(figures: pd.DataFrame, codes: Collection[str]) -> dict[tuple[str, int], dict[str, _Row]]:
    """Indicator and year -> code -> its row of `figures`, of these codes."""
    found: dict[tuple[str, int], dict[str, _Row]] = defaultdict(dict)
    rows: Sequence[_Row] = figures[figures["region"].isin(codes)].to_dict("records")
    for row in rows:
        found[row["indicator"], row["year"]].setdefault(row["region"], row)
    return found


def _figure(parts: Sequence[_Row], how: Sequence[Any], method: str) -> tuple[dict[str, object], str | None]:
    """The figure made of its parts (rows of figures, empty where there is no row), and why there is none."""
    values = np.array([part.get("value", np.nan) for part in parts], dtype=np.float64)
    absent = np.isnan(values)
    words = [part.get("absence") if none else None for part, none in zip(parts, absent, strict=True)]
    nothing: dict[str, object] = {"value": np.nan}
    if method == "none":
        return nothing | {"absence": "missing"}, "not-recalculable"
    if "confidential" in words:
        return nothing | {"absence": "confidential"}, "part-confidential"
    for word in ("impossible", "not-applicable"):
        if all(told == word for told in words):
            return nothing | {"absence": word}, "part-impossible"
    if absent.any():
        return nothing | {"absence": "missing"}, "part-missing"
    factor = np.array([part.share if method == "count" else part.weight for part in how], dtype=np.float64)
    if np.isnan(factor).any():
        return nothing | {"absence": "missing"}, "unknown-weight"
    lowest = 0.0 if method == "count" else values.min()  # parts with equal figures give exactly that figure
    figure: dict[str, object] = {"value": float(lowest + ((values - lowest) * factor).sum())}
    statuses = [status for part in parts if (status := part.get("status")) in _LOOSE]
    if len(statuses) == len(parts):
        figure["status"] = max(statuses, key=_LOOSE.__getitem__)
    if method == "renamed":
        figure |= {c: parts[0][c] for c in ("lower", "upper") if c in parts[0]}
    return figure, None


def _check_codes(figures: pd.DataFrame, divisions: Mapping[Weight, Division]) -> None:
    """A figure under an old code is of a year in which that code was in use."""
    division = next(iter(divisions.values()))
    known = set(division.lived) | set(division.parts["from_region"])
    rows = figures[figures["value"].notna()][["region", "year"]].drop_duplicates()
    problems = []
    for name, years in rows.groupby("region")["year"]:
        region = str(name)
        wrong = sorted(int(y) for y in years if region in known and not division.exists(region, int(y)))
        if region not in known:
            found, expected = f"figures of {region}", "a gemeente of the division, or one that the transfers know"
        elif wrong:
            began, ended = division.lived.get(region, ("", ""))
            life = " ".join([f"from {began}"] * bool(began) + [f"until {ended}"] * bool(ended))
            found, expected = f"figures of {region} in {', '.join(map(str, wrong))}", f"years in which it was: {life}"
        else:
            continue
        problems.append(Problem("figures", "", found, expected))
    if problems:
        raise InputError("figures of former gemeenten do not fit the transfers between gemeenten", problems)


def _table(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    columns = [*KEY, "from_region", "method", "weight_by", "share", "weight", "break_year", "reason"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values([*KEY, "from_region"], kind="stable", ignore_index=True)
