"""Sentences about a region that its tables do not make: what it is made of, and what its map shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regioboek.params.levels import COUNTRY, LEVELS
from regioboek.schemas.rows import Region
from regioboek.words import language as nl
from regioboek.words.corrected import some_of


def approximation(parts: Sequence[tuple[str, str, float]]) -> str:
    """Why the figures of an area with parts of gemeenten are an approximation; "" without parts.

    `parts` are name, note ("" for none) and share of the gemeente's inhabitants that counts, 1 for all of them.
    """
    told = []
    for name, note, share in parts:
        weighs = "telt de hele gemeente mee"
        if share < 1:
            weighs = f"telt de gemeente mee voor {nl.number(100 * share, 0)}{nl.NBSP}% van haar inwoners"
        remark = f" ({note})" if note else ""
        told.append(f"van {name} hoort alleen een deel bij dit gebied{remark}; in de cijfers {weighs}")
    return f"Benadering: {'; '.join(told)}." if told else ""


def corrected_inside(used: Mapping[str, Sequence[str]]) -> str:
    """Which corrected figures an area's own were calculated with ("Emmen 2021"), by indicator; "" without any."""
    told = [f"{indicator} ({some_of(figures)})" for indicator, figures in used.items()]
    return f"Berekend met gecorrigeerde cijfers van gemeenten: {'; '.join(told)}." if told else ""


def map_caption(region: Region, edition: int) -> str:
    """What the map of a region shows: "Emmen en de gemeenten eromheen, editie 2023."."""
    level = LEVELS[region.level]
    what = (
        "de provincies"
        if region.level == COUNTRY
        else "de gemeenten erin"
        if level.base
        else f"de {level.words[1]} eromheen"
    )
    return f"{nl.sentence_case(nl.place_name(region.name, region.level))} en {what}, editie {edition}."
