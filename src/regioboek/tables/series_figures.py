"""The figures that findings are made from: regions x series x years, with what is known of each beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioboek.errors import Problem, TableError
from regioboek.params.edition import Edition
from regioboek.statistics.membership import STATUSES, places

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """Every array is regions x series x years; the last `window` years are those of the edition's window.

    Years before it are there for longer windows only. `value` is NaN where absent; `lower` and `upper` are None when no
    figure has a margin.
    """

    years: NDArray[np.int64]
    window: int
    value: Floats
    provisional: NDArray[np.bool_]
    lower: Floats | None
    upper: Floats | None

    @property
    def inside(self) -> Floats:
        """The figures of the window."""
        return self.value[:, :, -self.window :]

    @property
    def margins(self) -> tuple[Floats, Floats] | None:
        """Lower and upper ends in the window."""
        if self.lower is None or self.upper is None:
            return None
        return self.lower[:, :, -self.window :], self.upper[:, :, -self.window :]


def lay_figures(edition: Edition, observations: pd.DataFrame, regions: pd.DataFrame) -> Figures:
    """The observations of the edition's series in its window and in the longest one that colours are tried with.

    Raises TableError when there are observations of a region that is not in `regions`.
    """
    window = edition.window
    years = np.arange(window.last - max(window.years, *edition.rules.robustness.windows, 0) + 1, window.last + 1)
    region, indicator = (observations[name].astype("category") for name in ("region", "indicator"))
    at_region = places(region, pd.Index(regions["code"].to_numpy(dtype=object)))
    if (at_region < 0).any():
        strange = list(dict.fromkeys(str(code) for code in region[at_region < 0]))
        found = ", ".join(strange[:5]) + (f" and {len(strange) - 5} more" if len(strange) > 5 else "")
        problem = Problem("observations", "column region", found, "codes that are in the table of regions")
        raise TableError("observations of unknown regions", [problem])
    at_series = places(indicator, pd.Index([i.id for i in edition.series], dtype=object))
    year = observations["year"].to_numpy(dtype=np.int32) - np.int32(years[0])
    used = (at_series >= 0) & (year >= 0) & (year < years.size)
    where = at_region[used], at_series[used], year[used]
    shape = (len(regions), len(edition.series), years.size)

    def laid(name: str) -> Floats | None:
        given = observations[name].to_numpy(dtype=np.float64, na_value=np.nan)[used]
        if name != "value" and np.isnan(given).all():
            return None
        grid = np.full(shape, np.nan)
        grid[where] = given
        return grid

    value, lower, upper = laid("value"), laid("lower"), laid("upper")
    provisional = np.zeros(shape, dtype=bool)
    status = places(observations["status"].astype("category"), pd.Index(list(STATUSES[1:]), dtype=object))
    provisional[where] = status[used] >= 0
    return Figures(years, window.years, np.full(shape, np.nan) if value is None else value, provisional, lower, upper)
