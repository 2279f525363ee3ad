"""What figures of any source are held against: their indicator's possible range, and each of them once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.sources.problems import SHOWN, ProblemList, some

FIGURE_KEY = ("region", "indicator", "year")
#: The first year that figures may be of; the last is the one after the window of the edition.
EARLIEST = 1990


def check_range(
    figures: pd.DataFrame, edition: Edition, problems: ProblemList, *, text: pd.Series | None = None, column: str = ""
) -> None:
    """Refuse values outside the possible range of their indicator; `text` is how the source writes them.

    A figure that has a correction is held against the range when that has been carried out.
    """
    figures = figures[~corrected(figures, edition)]
    values = dict(list(figures.groupby("indicator", observed=True)["value"]))
    for indicator in edition.series:
        if indicator.id not in values:
            continue
        mine = values[indicator.id]
        outside = mine[is_impossible(mine, indicator)]
        shown = outside.map("{:g}".format).astype("str") if text is None else text[outside.index]
        problems.rows(shown, possible_words(indicator), column=column or None)


def is_impossible(values: pd.Series, indicator: Indicator) -> pd.Series:
    """True where a figure lies outside the possible range of its indicator."""
    low = float("-inf") if indicator.minimum is None else indicator.minimum
    high = float("inf") if indicator.maximum is None else indicator.maximum
    return values.notna() & ~values.between(low, high)


def possible_words(indicator: Indicator) -> str:
    """`Werkloosheid (%): at least 0 and at most 100`."""
    bounds = [f"at least {indicator.minimum:g}"] if indicator.minimum is not None else []
    bounds += [f"at most {indicator.maximum:g}"] if indicator.maximum is not None else []
    return f"{indicator.name} ({indicator.unit_short or indicator.unit}): {' and '.join(bounds)}"


def corrected(figures: pd.DataFrame, edition: Edition) -> pd.Series:
    """True where a figure (region, indicator, year) has a correction that changes it."""
    found = pd.Series(False, index=figures.index)
    for c in edition.corrections:
        if c.do != "flag":
            mine = (figures["indicator"] == c.indicator) & figures["year"].isin(c.years)
            found |= mine if c.regions == "all" else mine & figures["region"].isin(c.regions)
    return found


def check_duplicates(values: pd.DataFrame, problems: ProblemList) -> None:
    """Refuse a second row for a region x indicator x year; the message gives both lines (rows, cases)."""
    key = list(FIGURE_KEY)
    if _all_differ(values):
        return
    involved = values.loc[values.duplicated(key, keep=False), key].astype("str")
    told = involved["region"] + " " + involved["indicator"] + " " + involved["year"]
    numbers = pd.Series(involved.index, index=range(len(involved)))
    first = numbers.groupby(told.to_numpy()).transform("first").to_numpy()
    later = told.duplicated().to_numpy()
    word = problems.unit.rpartition(" ")[2]
    found = [f"{t}, which is on {word} {f} already" for t, f in zip(told[later], first[later], strict=True)]
    problems.rows(pd.Series(found, index=involved.index[later], dtype="str"), "each region, indicator and year once")


def refuse_many(rows: pd.DataFrame, key: Sequence[str], unread: Sequence[str], problems: ProblemList) -> bool:
    """Whether many figures are there several times, which is refused once: rows of persons, or split by a column.

    `key` are the columns that say which figure it is, `unread` what messages call the columns that nothing is read of.
    """
    alike = rows.loc[rows.duplicated(list(key), keep=False), list(key)]
    if len(alike) - len(alike.drop_duplicates()) <= SHOWN:
        return False
    words = [" ".join(str(w) for w in row if pd.notna(w) and w != "") for row in alike.itertuples(index=False)]
    told = pd.Series(words, index=alike.index, dtype="str")
    sizes = told.value_counts()
    first = told[told == sizes.index[0]].index
    found = f"{len(alike)} figures that are there several times: {sizes.iloc[0]} of {sizes.index[0]}"
    split = f" (this table has {some(unread, 12)} too)" if unread else ""
    expected = (
        "each region, indicator and year once. Are these answers of persons? Then count first: one row per region, "
        f"with its share or mean. Does another column split them{split}? Then choose by select, or group"
    )
    problems.refuse(f"{problems.unit} {some(list(first))}", found, expected)
    return True


def _all_differ(values: pd.DataFrame) -> bool:
    """Whether no region, indicator and year occur twice: every combination there may be is ticked off."""
    region, indicator = (values[name].astype("category").cat for name in ("region", "indicator"))
    year = values["year"].to_numpy(dtype=np.int32)
    first, years = year.min(initial=9999), np.ptp(year) + 1 if len(year) else 1
    place = region.codes.to_numpy(dtype=np.int32) * len(indicator.categories) + indicator.codes.to_numpy()
    seen = np.zeros((len(region.categories) * len(indicator.categories), years), dtype=bool)
    seen[place, year - first] = True
    return int(np.count_nonzero(seen)) == len(values)
