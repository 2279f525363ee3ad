"""Levels of regions as data: one entry each, from large to small; everything that differs between levels is read here.

A level more is an entry more: with a register and boundaries of its regions (and, for a level that has no `base`,
figures of them) it has pages, rankings, downloads and a place in every list. `docs/how-to/level.md` shows it.

Every level but the largest lies in one other, its `parent`: the chain of parents is what a region lies in. Areas that
are told by their members (`listed`) stand beside that chain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticKnownError

#: All of it; the level that figures of larger areas are made from; and the code of all of it.
COUNTRY, BASE, NATIONAL = "land", "gemeente", "NL01"

#: What all of it is called; and what a part of it is called that is all an edition has, in full and in short.
NATION, TOGETHER, TOGETHER_SHORT = "Nederland", "de {n} gemeenten in deze editie samen", "{n} gemeenten samen"


@dataclass(frozen=True)
class LevelEntry:
    """One level.

    `words` are the Dutch words for one and for many of its regions, `in_lists` those beside other levels where they
    differ. A code is `prefix` and `digits` digits, or exactly `code`.
    """

    name: str
    words: tuple[str, str]
    prefix: str
    digits: int
    code: str = ""
    parent: str = ""  # the level that each of its regions lies in, by the register; "" for the country and listed areas
    compared: str = ""  # the level of the region around it that stands beside it: in charts, rankings, lists
    base: str = ""  # the level its figures are made from where the source has none; "": only a source has them
    listed: bool = False  # defined by its members, in files below params/regions
    overlaps: bool = False  # its regions may share gemeenten, and leave gemeenten out
    in_lists: tuple[str, str] | None = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a whole code looks like."""
        return re.compile(self.code or rf"{self.prefix}\d{{{self.digits}}}")

    @property
    def form(self) -> str:
        """The same as a message says it: "GM and 4 digits"."""
        return self.code or f"{self.prefix} and {self.digits} digits"

    @property
    def placed(self) -> bool:
        """Whether its regions are ranked: not where there is one of it, or where they overlap."""
        return not self.code and not self.overlaps

    @property
    def listed_words(self) -> tuple[str, str]:
        """The words for one and for many of its regions beside those of other levels."""
        return self.in_lists or self.words


#: The levels by name, from large to small: the order of breadcrumbs, menus and builds.
LEVELS: dict[str, LevelEntry] = {
    entry.name: entry
    for entry in (
        LevelEntry(COUNTRY, ("land", "landen"), "NL", 2, code=NATIONAL, base=BASE),
        LevelEntry("landsdeel", ("landsdeel", "landsdelen"), "LD", 2, base=BASE, listed=True),
        LevelEntry("provincie", ("provincie", "provincies"), "PV", 2, parent=COUNTRY, base=BASE),
        LevelEntry(
            "corop", ("COROP-gebied", "COROP-gebieden"), "CR", 2, parent="provincie", compared="provincie", base=BASE
        ),
        LevelEntry("regiodeal", ("Regio Deal", "Regio Deals"), "RD", 3, base=BASE, listed=True, overlaps=True),
        LevelEntry(
            "gebied", ("gebied", "gebieden"), "GB", 3, base=BASE, listed=True, overlaps=True,
            in_lists=("ander gebied", "andere gebieden"),
        ),
        LevelEntry(BASE, ("gemeente", "gemeenten"), "GM", 4, parent="corop", compared="provincie"),
        LevelEntry("wijk", ("wijk", "wijken"), "WK", 6, parent=BASE, compared=BASE),
        LevelEntry("buurt", ("buurt", "buurten"), "BU", 8, parent="wijk", compared=BASE),
    )
}  # fmt: skip


def _known(name: str) -> str:
    if name not in LEVELS:
        *most, last = (f"'{level}'" for level in LEVELS)
        raise PydanticKnownError("literal_error", {"expected": f"{', '.join(most)} or {last}"})
    return name


#: The name of a level. Params refuse a name that is none with the names there are.
if TYPE_CHECKING:
    Level = str
else:
    Level = Annotated[str, AfterValidator(_known)]


@lru_cache(maxsize=65_536)
def level_of(code: str) -> Level | None:
    """The level a region code belongs to, or None when it is no code of ours."""
    return next((name for name, level in LEVELS.items() if level.pattern.fullmatch(code)), None)


def counted(codes: Iterable[str]) -> list[str]:
    """How many of the codes are of each level, from large to small: `2 gemeenten`, `1 wijk`, `3 other areas`."""
    there = Counter(map(level_of, codes))
    words = [f"{there[name]} {level.words[there[name] != 1]}" for name, level in LEVELS.items() if there[name]]
    return words + [f"{there[None]} other {'area' if there[None] == 1 else 'areas'}"] * bool(there[None])


def around(level: Level) -> tuple[Level, ...]:
    """The levels that regions of `level` lie in by the register, the nearest first; without the country."""
    parent = LEVELS[level].parent
    return () if parent in ("", COUNTRY) else (parent, *around(parent))


def below(level: Level) -> tuple[Level, ...]:
    """The levels whose regions lie in those of `level` by the register, from large to small."""
    return tuple(name for name in LEVELS if level in around(name))


def listed_levels() -> tuple[Level, ...]:
    """The levels of areas that are told by their members."""
    return tuple(name for name, level in LEVELS.items() if level.listed)


def nearest_first(codes: set[str]) -> tuple[str, ...]:
    """Codes of regions from small to large by their level."""
    size = {name: place for place, name in enumerate(LEVELS)}
    return tuple(sorted(codes, key=lambda code: (-size.get(level_of(code) or "", 0), code)))
