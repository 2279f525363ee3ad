"""What a region's facts are compared with: the regions of its level, per indicator; and what strikes at which of them.

Numbers are to two significant digits: a small correction of one region's figure must not touch the pages of all others.
Where fewer than `ENOUGH` regions of a level have a figure, distances among them say little: those among gemeenten stand
for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd

from regioboek.params.edition import Edition
from regioboek.params.levels import BASE, Level
from regioboek.report.data.region_facts import Data, indicator_facts
from regioboek.schemas.rows import Region
from regioboek.words import striking
from regioboek.words.facts import JUDGED, Peers

#: Figures among which quartiles and percentiles mean something.
ENOUGH = 12


def peers_of(
    edition: Edition, regions: Mapping[str, Region], findings: pd.DataFrame, observations: pd.DataFrame
) -> dict[tuple[Level, str], Peers]:
    """The peers per level and indicator, of an edition's findings and observations."""
    levels = {code: region.level for code, region in regions.items()}
    changes = _changes(edition, observations)
    changes["level"] = changes["region"].map(levels)
    told = findings.assign(level=findings["region"].map(levels))
    of_changes = dict(iter(changes.groupby(["level", "indicator"])))
    found: dict[tuple[Level, str], Peers] = {}
    for key, rows in told.groupby(["level", "indicator"]):
        level, indicator = map(str, cast(tuple[str, str], key))
        values = rows["latest_value"].dropna().to_numpy()
        up, down = (int((rows["trend"] == trend).sum()) for trend in JUDGED)
        own = Peers(n=len(values), favourable=up, unfavourable=down)
        if len(values) >= ENOUGH:
            low, high = np.quantile(values, (0.25, 0.75))
            own = replace(own, spread=_rough(high - low))
        found[level, indicator] = _with_changes(own, of_changes.get(key))
    for (level, indicator), peers in found.items():
        many = found.get((BASE, indicator))
        if peers.n < ENOUGH and many:
            distances = {name: getattr(many, name) for name in ("spread", "change_low", "change_high", "change_years")}
            found[level, indicator] = replace(peers, **distances)
    return found


def _changes(edition: Edition, observations: pd.DataFrame) -> pd.DataFrame:
    """Per region and indicator the last two figures in the window after the last break: years and difference."""
    window = edition.window
    since = {i.id: edition.judged_from(i) for i in edition.series}
    table = observations[["region", "indicator", "year", "value"]]
    used = table[
        table["value"].notna()
        & (table["year"] <= window.last)
        & (table["year"] >= table["indicator"].astype(str).map(since).fillna(window.first))
    ]
    last = used.groupby(["region", "indicator"], observed=True).tail(2)
    pairs = last.groupby(["region", "indicator"], observed=True)
    change = pairs.agg(first=("year", "first"), last=("year", "last"), old=("value", "first"), new=("value", "last"))
    change = change[change["first"] < change["last"]].reset_index()
    return change.assign(change=change["new"] - change["old"])


def _with_changes(peers: Peers, changes: pd.DataFrame | None) -> Peers:
    """With the percentiles of the changes between the years of most regions; without where they are few."""
    if changes is None:
        return peers
    (years, n), *_ = Counter(zip(changes["first"], changes["last"], strict=True)).most_common(1)
    if n < ENOUGH:
        return peers
    same = changes.loc[(changes["first"] == years[0]) & (changes["last"] == years[1]), "change"].to_numpy()
    low, high = map(_rough, np.quantile(same, (0.05, 0.95)))
    return replace(peers, change_low=low, change_high=high, change_years=(int(years[0]), int(years[1])))


def _rough(number: float) -> float:
    return float(f"{number:.2g}")


def striking_at(data: Data, regions: Sequence[Region], level: Level) -> dict[str, frozenset[str]]:
    """By region of a level, the ids of the indicators that strike there: on a third of its pages at the most."""
    found: dict[str, set[str]] = {region.code: set() for region in regions}
    for indicator in data.edition.indicators:
        facts = {region.code: indicator_facts(data, region, indicator) for region in regions}
        for code in striking.rare(facts, level):
            found[code].add(indicator.id)
    return {code: frozenset(ids) for code, ids in found.items()}
