"""Coverage: of every region and indicator whether there is a figure, and whether it is enough and recent enough.

One state per region x indicator, the first that applies:

* no figure in the window: `missing`, `confidential`, `impossible` or `not-applicable` as the latest observation of the
  window says (no observation at all: `missing`); for areas that we calculate the reason of the calculation,
  `not-aggregable`, `low-coverage` or `no-figures`;
* `stale`: the latest figure is more than `stale_after` years older than the last year of the window;
* `short`: figures, but too few or over too few years for a trend;
* `trend`: figures, and a trend can be determined.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from regioboek.statistics.membership import places

#: States with a figure, from good to poor, and without one.
WITH_FIGURE = ("trend", "short", "stale")
WITHOUT = ("missing", "confidential", "impossible", "not-applicable", "not-aggregable", "low-coverage", "no-figures")
STATES = WITH_FIGURE + WITHOUT


def coverage(
    findings: pd.DataFrame,
    observations: pd.DataFrame,
    aggregation: pd.DataFrame,
    *,
    stale_after: int,
) -> pd.DataFrame:
    """region, indicator, state, latest_year (Int32, null without a figure), n_years: one row per finding, its order.

    The tables are those of an edition (findings.parquet, observations.parquet, aggregation.parquet); the window is
    the findings' own.
    """
    table = findings[["region", "indicator", "latest_year", "n_years", "window_start", "window_end", "trend"]]
    latest = table["latest_year"].to_numpy(dtype=float, na_value=np.nan)
    old = latest < table["window_end"].to_numpy() - stale_after
    determined = table["trend"].isin(["favourable", "unfavourable", "none", "unjudged"]).to_numpy()
    state = np.select([np.isnan(latest), old, determined], ["", "stale", "trend"], "short").astype(object)
    absent = table.loc[np.isnan(latest), ["region", "indicator", "window_start", "window_end"]]
    calculated, told = _latest(aggregation, "reason", absent), _latest(observations, "absence", absent)
    state[np.isnan(latest)] = calculated.fillna(told).fillna("missing").to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "region": table["region"],
            "indicator": table["indicator"],
            "state": pd.array(state, dtype="str"),
            "latest_year": pd.array(latest, dtype="Float64").astype("Int32"),
            "n_years": table["n_years"],
        }
    ).reset_index(drop=True)


def _latest(rows: pd.DataFrame, column: str, absent: pd.DataFrame) -> pd.Series:
    """The word of `column` in the latest year of the window that has one; null where none has."""
    regions, indicators = (pd.Index(absent[name].unique().astype(object)) for name in ("region", "indicator"))
    number = np.full((len(regions) + 1, len(indicators) + 1), -1, dtype=np.int32)  # the last for others
    number[_places(absent["region"], regions), _places(absent["indicator"], indicators)] = np.arange(len(absent))
    of = number[_places(rows["region"], regions), _places(rows["indicator"], indicators)]
    year = rows["year"].to_numpy(dtype=np.int32)
    first, last = (absent[name].to_numpy(dtype=np.int32) for name in ("window_start", "window_end"))
    words = rows[column].astype("category").cat
    told = np.flatnonzero((of >= 0) & (words.codes.to_numpy() >= 0))
    told = told[(year[told] >= first[of[told]]) & (year[told] <= last[of[told]])]
    told = told[np.argsort(year[told], kind="stable")]
    found = np.full(len(absent), -1, dtype=np.int32)
    found[of[told]] = words.codes.to_numpy()[told]  # of several years the last stays
    return pd.Series(np.append(words.categories.to_numpy(dtype=object), np.nan)[found], index=absent.index)


def _places(words: pd.Series, among: pd.Index) -> np.ndarray:
    return places(words.astype("category"), among)
