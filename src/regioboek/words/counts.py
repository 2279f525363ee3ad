"""How many indicators of a region move which way and stand where, in two or three sentences."""

from __future__ import annotations

import re
from collections import Counter

from regioboek.params.levels import Level
from regioboek.words import language as nl


def counts_sentence(counts: Counter[str], name: str, level: Level) -> str:
    """Two or three sentences: movements, the rest, and (where there are places) quarters; of `facts.counts_of`.

    And one more where indicators are not judged: those are in none of the other numbers.

    "Van de 37 indicatoren ontwikkelen 12 zich gunstig en 3 ongunstig. Bij 10 is geen trend te zien, bij 12 is
    die niet te bepalen. Emmen staat bij 4 indicatoren in het bovenste kwart van de gemeenten en bij 14 in het
    onderste."
    """
    said = _judged(counts, name, level)
    if counts["unjudged"]:  # more stand on the page than are counted
        said = re.sub(r"\b(enige|de \d+) indicator", r"\1 beoordeelde indicator", said)
    return f"{said} {_unjudged(counts)}".strip()


def _unjudged(c: Counter[str]) -> str:
    n, others = c["unjudged"], sum(c[trend] for trend in nl.TREND_WORDS) > c["unjudged"]
    if n == 0:
        return ""
    if n == 1:
        said = "Eén andere indicator" if others else "De enige indicator"
        return f"{said} wordt niet beoordeeld: daarvan is niet te zeggen welke kant gunstig is."
    said = f"{nl.sentence_case(nl.in_words(n))} andere indicatoren" if others else f"De {n} indicatoren"
    return f"{said} worden niet beoordeeld: daarvan is niet te zeggen welke kant gunstig is."


def _judged(counts: Counter[str], name: str, level: Level) -> str:
    total = sum(counts[trend] for trend in nl.TREND_WORDS if trend != "unjudged")
    if total == 0:
        return "" if counts["unjudged"] else "Over deze regio zijn geen indicatoren opgenomen."
    if counts["missing"] == total:
        if total == 1:
            return "Van de enige indicator is geen cijfer bekend."
        return f"Van geen van de {total} indicatoren is een cijfer bekend."
    trend = _trend_of_one(counts) if total == 1 else f"{_movements(counts, total)} {_rest(counts, total)}".strip()
    return f"{trend} {_quarters(counts, name, level)}".strip()


def _trend_of_one(c: Counter[str]) -> str:
    if c["undetermined"]:
        return "Van de enige indicator is de trend niet te bepalen."
    if c["none"]:
        return "De enige indicator laat geen trend zien."
    word = nl.TREND_WORDS["favourable" if c["favourable"] else "unfavourable"]
    return f"De enige indicator ontwikkelt zich {word}."


def _develop(n: int) -> str:
    return "ontwikkelt" if n == 1 else "ontwikkelen"


def _movements(c: Counter[str], total: int) -> str:
    fav, unfav = c["favourable"], c["unfavourable"]
    start = f"Van de {total} indicatoren"
    if fav + unfav == 0:
        if c["none"] == 0:
            return f"Van geen van de {total} indicatoren is een trend te bepalen."
        return f"Geen van de {total} indicatoren laat een gunstige of ongunstige trend zien."
    if unfav == 0:
        return f"{start} {_develop(fav)} {fav} zich gunstig; geen ontwikkelt zich ongunstig."
    if fav == 0:
        return f"{start} {_develop(unfav)} {unfav} zich ongunstig; geen ontwikkelt zich gunstig."
    if _develop(fav) == _develop(unfav):
        return f"{start} {_develop(fav)} {fav} zich gunstig en {unfav} ongunstig."
    return f"{start} {_develop(fav)} {fav} zich gunstig en {_develop(unfav)} {unfav} zich ongunstig."


def _rest(c: Counter[str], total: int) -> str:
    """What `_movements` did not say: no trend, undetermined, missing."""
    none, undetermined, missing = c["none"], c["undetermined"], c["missing"]
    if none == total:
        return ""
    if none + c["favourable"] + c["unfavourable"] == 0:
        return f"Bij {missing} ontbreekt ook het cijfer." if missing else ""
    parts = []
    if none:
        parts.append(f"bij {none} is geen trend te zien")
    if undetermined:
        parts.append(f"bij {undetermined} is {'die' if none else 'de trend'} niet te bepalen")
    if missing:
        parts.append(f"bij {missing} ontbreekt het cijfer")
    if not parts:
        return ""
    return nl.sentence(nl.listing(parts) if len(parts) == 3 else ", ".join(parts))


def _quarters(c: Counter[str], name: str, level: Level) -> str:
    if c["ranked"] == 0:
        return ""
    region, peers = nl.sentence_case(nl.place_name(name, level)), nl.level_word(level, 2)
    top, bottom = c["top"], c["bottom"]
    if top == bottom == 0:
        return f"{region} staat bij geen indicator in het bovenste of het onderste kwart van de {peers}."
    above = f"{top} indicatoren" if top > 1 else "1 indicator" if top else "geen indicator"
    return f"{region} staat bij {above} in het bovenste kwart van de {peers} en bij {bottom or 'geen'} in het onderste."
