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

from regioboek.edition import Edition
from regioboek.schemas import check_table
from regioboek.sources.inputs import Inputs


def build_observations(edition: Edition, inputs: Inputs) -> pd.DataFrame:
    """The table `observations` (schema of that name, sorted by its key) for the regions the sources have.

    Raises TableError when the inputs do not make such a table (a key twice).
    """
    table = _with_corop_values(edition, inputs)
    absent = table["value"].isna()
    structural = table["indicator"].isin([i.id for i in edition.indicators if i.structurally_absent])
    never = absent.groupby([table["region"], table["indicator"]]).transform("all")
    absence = _words(absent, np.where(structural & never, "impossible", "missing"))
    table["absence"] = table["absence"].fillna(absence)
    status = _words(~absent, np.where(_provisional(table, edition), "provisional", "definitive"))
    table["status"] = table["status"].where(~absent).fillna(status)
    return check_table(table, "observations").to_pandas().astype(dict.fromkeys(_TEXTS, "str"))


_KEY = ["region", "indicator", "year"]
_SAID = ["status", "absence", "lower", "upper"]
_TEXTS = ("region", "indicator", "status", "absence")


def _with_corop_values(edition: Edition, inputs: Inputs) -> pd.DataFrame:
    """The rows of the sources, and those of COROP areas at gemeenten that have no figure of their own."""
    table = inputs.values.reindex(columns=[*_KEY, "value", *_SAID]).reset_index(drop=True)
    table = table.astype({"absence": "str", "status": "str", "lower": "float64", "upper": "float64"})
    shared = table[table["indicator"].isin([i.id for i in edition.indicators if i.corop_value])]
    if shared.empty:
        return table
    inside = inputs.regions.loc[inputs.regions["level"] == "gemeente", ["code", "corop"]]
    theirs = shared.rename(columns={"region": "corop"}).merge(inside, on="corop")
    theirs = theirs.rename(columns={"code": "region"})[table.columns]
    own, of_area = pd.MultiIndex.from_frame(table[_KEY]), pd.MultiIndex.from_frame(theirs[_KEY])
    figure = of_area[theirs["value"].notna()]
    filled = (table["value"].isna() & own.isin(figure)).to_numpy()
    kept = pd.MultiIndex.from_frame(table.loc[~filled, _KEY])
    return pd.concat([table[~filled], theirs[~of_area.isin(kept)]], ignore_index=True)


def _words(where: pd.Series, words: np.ndarray) -> pd.Series:
    return pd.Series(words, index=where.index, dtype="str").where(where)


def _provisional(table: pd.DataFrame, edition: Edition) -> pd.Series:
    """True where the year is among the last `provisional_years` with figures of its indicator."""
    last = {i.id: i.provisional_years for i in edition.indicators if i.provisional_years > 0}
    observed = table.loc[table["value"].notna(), ["indicator", "year"]].drop_duplicates()
    if observed.empty:
        return pd.Series(False, index=table.index)
    from_latest = observed.groupby("indicator")["year"].rank(method="first", ascending=False)
    chosen = observed[from_latest <= observed["indicator"].map(last).fillna(0)]
    keys = pd.MultiIndex.from_frame(chosen)
    return pd.Series(pd.MultiIndex.from_frame(table[["indicator", "year"]]).isin(keys), index=table.index)
