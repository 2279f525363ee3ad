"""What must hold inside an edition beyond the types of its keys.

Rules

* The id is the name of the file. The window ends before the edition's year.
* The trend rule can be met inside the window: no more observed years or span asked than the window has.
* Every indicator named is in the catalogue and in the monitor of that year; each once, and no two of one name.
* Aggregates are made from gemeenten: an edition with larger areas has the level gemeente.
* Sources: either one `demo`, or at least one that gives figures, one register, one of population, and boundaries of
  every level but land. Ids are unique. What a kind's own keys must be is said by its model.
* Measures of StatLine are of indicators that the edition asks for.
* Own kinds of pages have names of their own that can be a folder of the site, and say for which regions they are.
* The share of a ranking that is coloured is a quarter: pages, legends and chapters say "kwart".
* Colours of judgements stand out 3:1 (WCAG 2.1, 1.4.11) from the page they are for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regioboek.errors import nearest
from regioboek.params.catalogue import Catalogue
from regioboek.params.indicators import PEOPLE, Indicator
from regioboek.params.levels import BASE, COUNTRY, LEVELS, around, below, level_of
from regioboek.params.source import Gives
from regioboek.params.source_params import INHABITANTS
from regioboek.params.yaml_file import KeyPath, Wrong, quoted

if TYPE_CHECKING:
    from regioboek.params.edition import Colours, EditionParams

#: The page that light and dark colours stand on.
PAGE = {"light": "#fbfaf7", "dark": "#14181d"}
MIN_CONTRAST = 3.0

#: What every edition needs beside boundaries.
GIVEN: tuple[Gives, ...] = ("figures", "register", "population")


def edition_problems(params: EditionParams, edition_id: str, catalogue: Catalogue) -> Iterator[Wrong]:
    """All that is wrong in one edition's file whose keys and types are right already."""
    if params.id != edition_id:
        yield ("id",), quoted(params.id), f'"{edition_id}", the name of the file'
    yield from _rules(params)
    yield from _levels(params)
    yield from _indicators(params, catalogue)
    for theme in params.themes.keys() - catalogue.theme_ids:
        expected = f"a theme of themes.yml{nearest(theme, catalogue.theme_ids)}"
        yield ("themes", theme), f'the unknown theme "{theme}"', expected
    yield from _sources(params)
    yield from _measures(params, catalogue)
    yield from _colours(params.colours)
    yield from _pages(params)


def _rules(params: EditionParams) -> Iterator[Wrong]:
    window, trend, share = params.window, params.rules.trend, params.rules.position.share
    if not 1990 <= window.last < params.year:
        expected = f"a year before the edition's own, {params.year}: usually {params.year - 1}"
        yield ("window", "last"), str(window.last), expected
    for key, found in (("min_years", trend.min_years), ("min_span", trend.min_span)):
        if found > window.years:
            expected = f"at most {window.years}, the years of the window; otherwise no trend is ever determined"
            yield ("rules", "trend", key), str(found), expected
    if share != 0.25:
        yield ("rules", "position", "share"), str(share), "0.25: pages, legends and chapters speak of a quarter"


def _levels(params: EditionParams) -> Iterator[Wrong]:
    for level, times in Counter(params.levels).items():
        if times > 1:
            yield ("levels",), f'the level "{level}" {times} times', "each level once"
    for level in set(params.levels) & set(below(BASE)):
        lacking = [name for name in around(level) if name in below(BASE) and name not in params.levels]
        if lacking:
            yield ("levels",), f"{level} without {lacking[0]}", f"the level {lacking[0]} too: it lies in it"
    if BASE not in params.levels:
        found = f"{quoted(list(params.levels))} without {BASE}"
        yield ("levels",), found, f"the level {BASE} too: larger areas are aggregated from it"


def _indicators(params: EditionParams, catalogue: Catalogue) -> Iterator[Wrong]:
    by_id = {i.id: i for i in catalogue.indicators}
    named = () if params.indicators == "all" else params.indicators
    if params.indicators == ():
        yield ("indicators",), "an empty list", "ids of indicators, or all"
    for number, name in enumerate(named):
        if name in named[:number]:
            yield ("indicators", number), f'the indicator "{name}" twice', "each indicator once"
        else:
            yield from _reference(name, ("indicators", number), catalogue)
            if name in by_id and not by_id[name].in_edition(params.year):
                found = f'"{name}", which the monitor of {params.year} does not have'
                expected = "an indicator of that year (see editions_from, editions_until)"
                yield ("indicators", number), found, expected
    yield from _same_names(by_id[name] for name in dict.fromkeys(named) if name in by_id)
    asked = {i.id for i in catalogue.asked(params.indicators)}
    has = {id for id in asked if by_id[id].in_edition(params.year)}
    has -= params.not_in_source.keys()
    for name in sorted(has):
        per = by_id[name].per
        if per and per.what != PEOPLE and per.what in by_id and per.what not in has:
            found = f'"{name}" without figures of "{per.what}", which its rate is divided by'
            yield ("indicators",), found, "an edition that has figures of both"
    for name, reason in params.not_in_source.items():
        place = ("not_in_source", name)
        yield from _reference(name, place, catalogue)
        if name in by_id and (not by_id[name].in_edition(params.year) or name not in asked):
            found = f'"{name}", which this edition does not ask for'
            yield place, found, "an indicator of this edition that its sources lack"
        if not reason.strip():
            yield place, "no reason", "a sentence in Dutch: why the sources do not hold it"


def _same_names(indicators: Iterable[Indicator]) -> Iterator[Wrong]:
    """Of lists of their own two indicators may have one name; readers of an edition could not tell them apart."""
    owners: dict[str, str] = {}
    for indicator in indicators:
        for one in indicator.with_rate:
            if owner := owners.get(one.name):
                found = f'the name "{one.name}" of {owner} and of {indicator.id}'
                yield ("indicators",), found, "a name of its own for each"
            owners.setdefault(one.name, indicator.id)


def _reference(name: str, place: KeyPath, catalogue: Catalogue) -> Iterator[Wrong]:
    if catalogue.indicator_ids and name not in catalogue.indicator_ids:
        expected = f"an id of indicators.yml{nearest(name, catalogue.indicator_ids)}"
        yield place, f'the unknown indicator "{name}"', expected


def _pages(params: EditionParams) -> Iterator[Wrong]:
    for number, page in enumerate(params.pages):
        place: KeyPath = ("pages", number)
        if page.kind == "methode" or page.kind in [p.kind for p in params.pages[:number]]:
            yield (*place, "kind"), f'"{page.kind}", which is taken', "a name of its own"
        if not page.levels and not page.regions:
            yield place, "no regions", "levels: [provincie], or regions: [PV20, PV22]"
        for level in page.levels:
            if level not in params.levels:
                yield (*place, "levels"), f'"{level}"', "levels that the edition has"
        for key in ("regions", "within"):
            for code in getattr(page, key):
                if level_of(code) is None:
                    yield (*place, key), quoted(code), "codes of regions: GM0014, CR03, PV20"


def _sources(params: EditionParams) -> Iterator[Wrong]:
    ids = [source.id for source in params.sources]
    for number, id in enumerate(ids):
        if id in ids[:number]:
            yield ("sources", number, "id"), f'the id "{id}" a second time', "an id of its own"
    for found, expected in _set_of_sources(params):
        yield ("sources",), found, expected


def _measures(params: EditionParams, catalogue: Catalogue) -> Iterator[Wrong]:
    """Measures of StatLine that no indicator of the edition has: they would be fetched for nothing, or are misspelt."""
    asked = {i.id for i in catalogue.asked(params.indicators) if i.in_edition(params.year)}
    for number, source in enumerate(params.sources):
        measures = getattr(getattr(source, "statline", None), "measures", {})
        for id in measures:
            if id in asked or id == INHABITANTS:
                continue
            place: KeyPath = ("sources", number, "statline", "measures", id)
            if id in catalogue.indicator_ids:
                found = f'"{id}", which this edition does not ask for'
                yield place, found, "indicators of this edition only: name it under indicators, or take it out here"
            else:
                yield from _reference(id, place, catalogue)


def _set_of_sources(params: EditionParams) -> Iterator[tuple[str, str]]:
    kinds = Counter(source.kind for source in params.sources)
    if kinds["demo"]:
        if len(params.sources) > 1:
            yield "a demo source with others", "one source of kind demo, or none"
        if not params.example:
            found = "invented figures (kind demo) without example: true"
            yield found, "example: true, so that every page says Voorbeeldcijfers"
        return
    for what in GIVEN:
        giving = [s for s in params.sources if what in s.given and not (what == "register" and s.inner_register)]
        if not giving or (len(giving) > 1 and what != "figures"):
            amount = "at least one source" if what == "figures" else "one source"
            yield f"{len(giving) or 'no'} sources that give {what}", f"{amount} that gives {what}"
    drawn = Counter(getattr(s, "level", None) for s in params.sources if "boundaries" in s.given)
    registers = Counter(source.inner_register for source in params.sources)
    for level in params.levels:
        if level != COUNTRY and not LEVELS[level].listed and drawn[level] != 1:  # those are dissolved from gemeenten
            found = f"{drawn[level] or 'no'} boundaries of level {level}"
            yield found, f"one source that gives boundaries, with level: {level}"
        if level in below(BASE) and registers[level] != 1:
            found = f"{registers[level] or 'no'} registers of level {level}"
            yield found, f"one source of kind register, with level: {level}"


def _colours(colours: Colours) -> Iterator[Wrong]:
    for name, colour in colours.model_dump().items():
        page = "dark" if name.endswith("_dark") else "light"
        ratio = contrast(colour, PAGE[page])
        if ratio < MIN_CONTRAST:
            darker = "lighter" if page == "dark" else "darker"
            found = f"{colour}, contrast {ratio:.1f}:1 on {PAGE[page]}"
            yield ("colours", name), found, f"a {darker} colour: at least {MIN_CONTRAST:.0f}:1"


def contrast(one: str, other: str) -> float:
    """Contrast ratio (1 to 21) of two colours `#rrggbb`, as WCAG 2.1 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
