"""Sentences of a theme's page: what the theme is, what its figures show, and why some are not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from regioboek.params.indicators import Indicator, Theme
from regioboek.words import language as nl
from regioboek.words.absent import name_in_text
from regioboek.words.facts import JUDGED
from regioboek.words.labels import text


def lead(theme: Theme, n: int, *, figures: bool = True) -> str:
    """What a theme with `n` indicators is, in its own words, where it belongs, and whether it has no `figures`."""
    counted = f"{nl.in_words(n)} {'indicator' if n == 1 else 'indicatoren'}" if n else nl.indicators(0)
    where = nl.DIMENSION_WORDS[theme.dimension]
    none = "" if figures else ", zonder cijfers"
    return f"{theme.description} Dit thema hoort bij ‘{where}’ en heeft {counted} in deze editie{none}."


def indicators(chosen: Sequence[Indicator]) -> str:
    """The indicators by name: "Indicatoren: a, b en c."."""
    return f"{'Indicator' if len(chosen) == 1 else 'Indicatoren'}: {nl.listing(i.display_name for i in chosen)}."


def counted(states: Mapping[str, int]) -> str:
    """How often each state occurs: "12 keer gunstig en 3 keer ontbreekt"."""
    return nl.listing(f"{n} keer {word}" for word, n in states.items())


def with_each(classes: Mapping[str, int]) -> str:
    """How many regions are of each class: "12 met 1 indicator gunstig en 3 met geen indicator gunstig"."""
    return nl.listing(f"{n} met {words}" for words, n in classes.items())


def strip_description(rows: int, columns: int, said: str) -> str:
    """What the picture of indicators and provincies is."""
    return f"{rows} {'rij' if rows == 1 else 'rijen'} van {columns} provincies: {said}."


def trends_message(chosen: Sequence[Indicator], regions: Sequence[str], states: Mapping[tuple[str, str], str]) -> str:
    """Which indicators move the same way in all provincies; how many cells move at all, of those that are judged.

    `regions` are codes, `states` the trends by code and indicator.
    """
    told = []
    for trend in JUDGED:
        everywhere = [i for i in chosen if all(states[code, i.id] == trend for code in regions)]
        if everywhere:
            names = nl.listing(name_in_text(i) for i in everywhere)
            told.append(nl.sentence(f"In alle provincies {nl.TREND_WORDS[trend]}: {names}"))
    judged = {i.id for i in chosen if i.is_judged}
    cells = "vakken" if len(judged) == len(chosen) else "beoordeelde vakken"
    states = {key: state for key, state in states.items() if key[1] in judged}
    if not states:
        return text("pages.unjudged.only")
    counts = Counter(states.values())
    up, down = counts["favourable"], counts["unfavourable"]
    if not up + down:
        told.append(f"Geen van de {len(states)} {cells} is gunstig of ongunstig.")
    elif len(states) > up + down or not told:
        verb = "is er" if (up or down) == 1 else "zijn er"
        seen = f"{up} gunstig en {down} ongunstig"
        if not up or not down:
            word, other = ("gunstig", "ongunstig") if up else ("ongunstig", "gunstig")
            seen = f"{up or down} {word}, geen enkel vak is {other}"
        told.append(f"Van de {len(states)} {cells} {verb} {seen}.")
    return " ".join(told)


def where(names: Sequence[str], of: int) -> str:
    """In which of the `of` provincies: " in Drenthe en Zeeland"; nothing where it is all of them."""
    if len(names) == of:
        return ""
    return f" in {nl.listing(names) if len(names) <= 3 else f'{len(names)} van de {of} provincies'}"


def absent(chosen: Sequence[Indicator], place: str, reason: str) -> str:
    """Which indicators have no figure, where, and why; of the names only the first begins with a capital."""
    first, *rest = chosen
    return f"{nl.listing([first.display_name, *map(name_in_text, rest)])}{place} – {reason.rstrip('.')}."


def moving(regions: int, of: int, word: str, *, only_one: bool) -> str:
    """In how many gemeenten at least one indicator (`only_one`: the theme's only one) moves the way `word` says."""
    which = "deze indicator" if only_one else "ten minste één indicator" if regions else "een indicator"
    among = nl.number(regions, 0) if regions else "geen"
    return f"In {among} van de {nl.number(of, 0)} gemeenten ontwikkelt {which} zich {word}."
