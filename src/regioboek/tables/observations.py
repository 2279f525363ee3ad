"""Observations: the one tidy table of figures that everything after it starts from.

Rules
* One row per region x indicator x year that the sources have, and only those. A row without a value says why.
* One exception: an indicator that exists per COROP area (`corop_value`) gets the row of its area at every gemeente that
  has no figure in that year, as the monitor's own download has them.
* What a source itself says of a figure wins: status, absence and margins. A status of a figure that is not there is
  passed over; a figure that is there *and* absent is refused. The rest of the rules fill what sources do not say.
* Absence: `missing`, or `impossible` when the indicator is structurally absent in some regions (bathing water in a
  gemeente without bathing sites) and this region has no value in any year.
* Status: `provisional` in the last N years that have figures of the indicator, N being the indicator's
  `provisional_years`; otherwise `definitive`. The dashboard's download itself marks nothing.
* Without margins in the source, `lower` and `upper` are null.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from regioboek.params.edition import Edition
from regioboek.params.indicators import SHARED
from regioboek.params.levels import BASE
from regioboek.schemas import ABSENCES, STATUSES, checked, stacked
from regioboek.sources.snapshot.inputs import Inputs
from regioboek.statistics.inside import parent_of


def build_observations(edition: Edition, inputs: Inputs) -> pd.DataFrame:
    """The table `observations` (schema of that name, sorted by its key) for the regions the sources have.

    Raises TableError when the inputs do not make such a table (a key twice).
    """
    table = _with_corop_values(edition, inputs).astype({"region": "category", "indicator": "category"})
    figure = table["value"].notna().to_numpy()
    structural = table["indicator"].isin([i.id for i in edition.series if i.structurally_absent]).to_numpy()
    impossible = ~figure & structural & _never(table, figure)
    provisional = figure & _provisional(table, figure, edition)
    status = _words({"definitive": figure & ~provisional, "provisional": provisional}, STATUSES)
    absence = _words({"missing": ~figure & ~impossible, "impossible": impossible}, ABSENCES)
    table["status"] = _said(table["status"].where(figure), status) if "status" in table else status
    table["absence"] = _said(table["absence"], absence) if "absence" in table else absence
    margins = {name: table[name].astype("float64") if name in table else np.nan for name in ("lower", "upper")}
    return checked(table.assign(**margins), "observations")


_KEY = ["region", "indicator", "year"]
_SAID = ("status", "absence", "lower", "upper")


def _with_corop_values(edition: Edition, inputs: Inputs) -> pd.DataFrame:
    """The rows of the sources, and those of COROP areas at gemeenten that have no figure of their own."""
    table = inputs.values[[*_KEY, "value", *(c for c in _SAID if c in inputs.values)]].reset_index(drop=True)
    shared = table[table["indicator"].isin([i.id for i in edition.series if i.corop_value])]
    if shared.empty:
        return table
    shared = shared.astype({"region": "str", "indicator": "str"})
    gemeenten = inputs.regions.loc[inputs.regions["level"] == BASE, "code"]
    inside = pd.DataFrame({"code": gemeenten, "area": parent_of(gemeenten, inputs.inside, SHARED)})
    theirs = shared.rename(columns={"region": "area"}).merge(inside, on="area")
    theirs = theirs.rename(columns={"code": "region"})[table.columns]
    own, of_area = pd.MultiIndex.from_frame(shared[_KEY]), pd.MultiIndex.from_frame(theirs[_KEY])
    filled = shared["value"].isna().to_numpy() & own.isin(of_area[theirs["value"].notna()])
    added = theirs[~of_area.isin(own[~filled])]
    return stacked([table.drop(index=shared.index[filled]), added], "observations")


def _never(table: pd.DataFrame, figure: np.ndarray) -> np.ndarray:
    """True for a region and indicator without a figure in any year."""
    region, indicator = table["region"].cat, table["indicator"].cat
    pair = region.codes.to_numpy(dtype=np.int32) * len(indicator.categories) + indicator.codes.to_numpy()
    ever = np.zeros(len(region.categories) * len(indicator.categories), dtype=bool)
    ever[pair[figure]] = True
    return ~ever[pair]


def _provisional(table: pd.DataFrame, figure: np.ndarray, edition: Edition) -> np.ndarray:
    """True where the year is among the last `provisional_years` with figures of its indicator."""
    indicator, year = table["indicator"].cat, table["year"].to_numpy(dtype=np.int32)
    codes, year = indicator.codes.to_numpy(), year - year.min(initial=9999)
    observed = np.zeros((len(indicator.categories), year.max(initial=0) + 1), dtype=bool)
    observed[codes[figure], year[figure]] = True
    from_last = np.cumsum(observed[:, ::-1], axis=1)[:, ::-1]
    last = {i.id: i.provisional_years for i in edition.series}
    chosen = np.array([last.get(name, 0) for name in indicator.categories], dtype=np.int64)
    return (observed & (from_last <= chosen[:, None]))[codes, year]


def _words(where: dict[str, np.ndarray], among: tuple[str, ...]) -> pd.Categorical:
    """Every word in the rows where it is said, null elsewhere."""
    codes = np.full(len(next(iter(where.values()))), -1, dtype=np.int8)
    for word, rows in where.items():
        codes[rows] = among.index(word)
    return pd.Categorical.from_codes(codes, categories=pd.Index(among, dtype="str"))


def _said(said: pd.Series, rule: pd.Categorical) -> pd.Series:
    """What the source says, and where it says nothing what the rule says."""
    return said.astype("str").fillna(pd.Series(rule, index=said.index).astype("str"))
