"""Margins in words: how far from its figure the truth may lie, as the source says it.

A margin is the source's. Of what is calculated from figures of gemeenten there is none: how far their errors go
together is not known, so that margins do not add up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from regioboek.params.indicators import Indicator
from regioboek.schemas.rows import Margin
from regioboek.words import language as nl
from regioboek.words.labels import text


def margin_words(ends: Margin, indicator: Indicator) -> str:
    """ "marge 2,8 tot 3,4 %"."""
    return text("margin.of", ends=margin_ends(ends, indicator, nl.value_with_unit(ends[1], indicator)))


def margin_ends(ends: Margin, indicator: Indicator, upper: str = "") -> str:
    """ "2,8 tot 3,4"; `upper` is written in the place of the second number."""
    low, high = (nl.number(end, indicator.decimals) for end in ends)
    return text("margin.ends", lower=low, upper=upper or high)


def overlapping(margins: Sequence[Margin], regions: str) -> str:
    """What margins mean for the places of the regions that have them, and with how many others one overlaps."""
    lower, upper = np.array(margins, dtype=np.float64).T
    meets = (lower[:, None] <= upper[None, :]) & (lower[None, :] <= upper[:, None])
    usual = round(float(np.median(meets.sum(axis=1) - 1)))
    return text("margin.places", regions=regions, usual=nl.number(usual, 0), others=nl.number(len(margins) - 1, 0))
