"""Which region lies in which: the table `inside` (child, parent), every region with all that are around it.

The country is around everything and stands nowhere in it. A region has at most one parent of each level.
"""

from __future__ import annotations

import pandas as pd

from regioboek.params.levels import LEVELS, Level


def parent_of(codes: pd.Series, inside: pd.DataFrame, level: Level) -> pd.Series:
    """Per code the region of `level` around it, null where there is none; indexed as `codes`."""
    of_level = inside["parent"].astype("str").str.startswith(LEVELS[level].prefix)  # codes of a level have it alone
    return codes.map(inside[of_level].set_index("child")["parent"]).astype("str")  # numbers, when there is none at all


def all_around(parents: pd.DataFrame) -> pd.DataFrame:
    """The table `inside` of direct parents (child, parent): with the parents of parents, sorted, each pair once."""
    found = parents[["child", "parent"]].astype("str").dropna()
    while True:
        further = found.merge(found, left_on="parent", right_on="child", suffixes=("", "_above"))
        more = further[["child", "parent_above"]].set_axis(["child", "parent"], axis=1)
        together = pd.concat([found, more]).drop_duplicates().sort_values(["child", "parent"], ignore_index=True)
        if len(together) == len(found):
            return together
        found = together
