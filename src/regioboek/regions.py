"""Regions: levels, codes and the register that says which gemeente lies in which COROP area and provincie.

Codes are joined on, never names: GM + 4 digits, CR + 2, PV + 2, NL01 (Gebieden in Nederland, CBS).
"""

from __future__ import annotations

import re
from typing import Literal

Level = Literal["land", "provincie", "corop", "gemeente"]

#: From large to small: the order of breadcrumbs, menus and builds.
LEVELS: tuple[Level, ...] = ("land", "provincie", "corop", "gemeente")

NATIONAL = "NL01"

CODE_PATTERNS: dict[Level, re.Pattern[str]] = {
    "land": re.compile(r"NL01"),
    "provincie": re.compile(r"PV\d{2}"),
    "corop": re.compile(r"CR\d{2}"),
    "gemeente": re.compile(r"GM\d{4}"),
}

#: Dutch words for one and for many regions of a level.
LEVEL_WORDS: dict[Level, tuple[str, str]] = {
    "land": ("land", "landen"),
    "provincie": ("provincie", "provincies"),
    "corop": ("COROP-gebied", "COROP-gebieden"),
    "gemeente": ("gemeente", "gemeenten"),
}


def level_of(code: str) -> Level | None:
    """The level a region code belongs to, or None when it is no code of ours."""
    return next((level for level, pattern in CODE_PATTERNS.items() if pattern.fullmatch(code)), None)
