"""Parameters of an edition as they stand in a sentence: "0,05", "75 %", "een kwart", "groen"."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable
from itertools import groupby

from regioboek.params.levels import COUNTRY, LEVELS, Level
from regioboek.words import language as nl
from regioboek.words.states import lower_first

#: Shares that have a name of their own.
_SHARES = {0.1: "een tiende", 0.2: "een vijfde", 0.25: "een kwart", 0.5: "de helft"}

#: Up to which hue (degrees) a colour has which name; beyond the last it is red again.
_HUES = ((18, "rood"), (45, "oranje"), (70, "geel"), (170, "groen"), (195, "turquoise"), (260, "blauw"), (330, "paars"))

#: The difference between the strongest and the weakest of red, green and blue (0-1) below which a colour is grey.
_GREYNESS = 0.12


def plain(value: float) -> str:
    """A number with no more decimals than it needs, at most six: 0.05 → "0,05", 4 → "4"."""
    decimals = next(d for d in range(7) if d == 6 or nl.rounded(value, d) == nl.rounded(value, 6))
    return nl.number(value, decimals)


def percentage(share: float) -> str:
    """A share of 0–1 with no more decimals than it needs: 0.75 → "75 %", 0.125 → "12,5 %"."""
    return nl.with_unit(plain(share * 100), "%")


def share_in_words(share: float) -> str:
    """0.25 → "een kwart"; a share without a name of its own as a percentage."""
    return next((words for known, words in _SHARES.items() if abs(share - known) < 1e-9), percentage(share))


def levels_in_words(levels: Iterable[Level]) -> str:
    """ "Nederland, provincies, COROP-gebieden en gemeenten", from large to small; a bureau's own are "andere"."""
    asked = set(levels)
    return nl.listing(
        "Nederland" if level == COUNTRY else LEVELS[level].listed_words[1] for level in LEVELS if level in asked
    )


def level_plural(level: Level) -> str:
    """The regions of a level together: "gemeenten"; of the country its name."""
    return "Nederland" if level == COUNTRY else LEVELS[level].words[1]


def colour_name(hex_colour: str) -> str:
    """The Dutch name of a colour such as "#1b7a3d": "groen"."""
    red, green, blue = (int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    if max(red, green, blue) - min(red, green, blue) < _GREYNESS:
        return "grijs"
    hue = colorsys.rgb_to_hls(red, green, blue)[0] * 360
    return next((name for limit, name in _HUES if hue < limit), "rood")


def year_runs(years: Iterable[int]) -> str:
    """Years with runs of three or more joined: [2015, 2016, 2017, 2019] → "2015–2017, 2019"."""
    numbered = enumerate(sorted(set(years)))
    runs = [[year for _, year in run] for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0])]
    parts = [[nl.year_range(r[0], r[-1])] if len(r) > 2 else [str(y) for y in r] for r in runs]
    return ", ".join(p for run in parts for p in run)


def after_colon(text: str) -> str:
    """A sentence as it stands after a colon: without a capital, unless it opens with an abbreviation."""
    return lower_first(nl.sentence(text))
