"""What figures of any source are held against: their indicator's possible range, and each of them once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from regioboek.params.edition import Edition
from regioboek.sources.problems import ProblemList

FIGURE_KEY = ("region", "indicator", "year")


def check_range(
    figures: pd.DataFrame, edition: Edition, problems: ProblemList, *, text: pd.Series | None = None, column: str = ""
) -> None:
    """Refuse values outside the possible range of their indicator; `text` is how the source writes them.

    A figure that has a correction is held against the range when that has been carried out.
    """
    figures = figures[~corrected(figures, edition)]
    for indicator in edition.indicators:
        low = float("-inf") if indicator.minimum is None else indicator.minimum
        high = float("inf") if indicator.maximum is None else indicator.maximum
        mine = figures.loc[figures["indicator"] == indicator.id, "value"].dropna()
        outside = mine[~mine.between(low, high)]
        bounds = [f"at least {low:g}"] * (indicator.minimum is not None)
        bounds += [f"at most {high:g}"] * (indicator.maximum is not None)
        expected = f"{indicator.name} ({indicator.unit_short or indicator.unit}): {' and '.join(bounds)}"
        shown = outside.map("{:g}".format).astype("str") if text is None else text[outside.index]
        problems.rows(shown, expected, column=column or None, unit="row" if text is None else "line")


def corrected(figures: pd.DataFrame, edition: Edition) -> pd.Series:
    """True where a figure (region, indicator, year) has a correction that changes it."""
    found = pd.Series(False, index=figures.index)
    for c in edition.corrections:
        if c.do != "flag":
            mine = (figures["indicator"] == c.indicator) & figures["year"].isin(c.years)
            found |= mine if c.regions == "all" else mine & figures["region"].isin(c.regions)
    return found


def check_duplicates(values: pd.DataFrame, problems: ProblemList) -> None:
    """Refuse a second row for a region x indicator x year; the message gives both lines."""
    key = list(FIGURE_KEY)
    if _all_differ(values):
        return
    involved = values[values.duplicated(key, keep=False)].astype({"region": "str", "indicator": "str"})
    lines = pd.Series(involved.index, index=involved.index)
    first = lines.groupby([involved[k] for k in key]).transform("first")
    later = involved[involved.duplicated(key, keep="first")]
    found = (
        later["region"]
        + " "
        + later["indicator"]
        + " "
        + later["year"].astype("str")
        + ", which is on line "
        + first[later.index].astype("str")
        + " already"
    )
    problems.rows(found, "each region, indicator and year once")


def _all_differ(values: pd.DataFrame) -> bool:
    """Whether no region, indicator and year occur twice: every combination there may be is ticked off."""
    region, indicator = (values[name].astype("category").cat for name in ("region", "indicator"))
    year = values["year"].to_numpy(dtype=np.int32)
    first, years = year.min(initial=9999), np.ptp(year) + 1 if len(year) else 1
    place = region.codes.to_numpy(dtype=np.int32) * len(indicator.categories) + indicator.codes.to_numpy()
    seen = np.zeros((len(region.categories) * len(indicator.categories), years), dtype=bool)
    seen[place, year - first] = True
    return int(np.count_nonzero(seen)) == len(values)
