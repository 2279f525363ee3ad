"""What lies in what, from a register as tests write one: with a column per level around a region."""

from __future__ import annotations

import pandas as pd


def inside_of(register: pd.DataFrame) -> pd.DataFrame:
    """The table `inside` of a register with the columns `corop` and `provincie`, as far as it has them."""
    pairs = [
        register[["code", level]].set_axis(["child", "parent"], axis=1)
        for level in ("corop", "provincie")
        if level in register
    ]
    return pd.concat(pairs).dropna().sort_values(["child", "parent"], ignore_index=True).astype("str")
