"""What must hold inside an edition beyond the types of its keys.

Rules

* The id is the name of the file. The window ends before the edition's year; dates and years are possible.
* The trend rule can be met inside the window: no more observed years or span asked than the window has.
* Every indicator named is in the catalogue and in the monitor of that year; each once.
* Aggregates are made from gemeenten: an edition with larger areas has the level gemeente.
* Sources: either one `demo`, or at least one that gives figures, one register, one of population, and boundaries of
  every level but land. Ids are slugs and unique. What a kind's own keys must be is said by its model.
* Own kinds of pages have names of their own that can be a folder of the site, and say for which regions they are.
* The share of a ranking that is coloured is a quarter: pages, legends and chapters say "kwart".
* Colours of judgements stand out 3:1 (WCAG 2.1, 1.4.11) from the page they are for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from regioboek.errors import Problem
from regioboek.params.catalogue import SLUG, SLUG_WORDS, Catalogue
from regioboek.params.levels import BASE, COUNTRY, LEVELS, around, below, level_of
from regioboek.params.source import Gives
from regioboek.params.yaml_file import Document, KeyPath, did_you_mean, quoted

if TYPE_CHECKING:
    from regioboek.params.edition import Colours, EditionParams

#: The page that light and dark colours stand on.
PAGE = {"light": "#fbfaf7", "dark": "#14181d"}
MIN_CONTRAST = 3.0

#: What every edition needs beside boundaries.
GIVEN: tuple[Gives, ...] = ("figures", "register", "population")


def edition_problems(params: EditionParams, edition_id: str, catalogue: Catalogue, document: Document) -> list[Problem]:
    """All problems of one edition's file whose keys and types are right already."""
    return [
        *_identity(params, edition_id, document),
        *_time(params, document),
        *_position(params, document),
        *_levels(params, document),
        *_indicators(params, catalogue, document),
        *_sources(params, document),
        *_colours(params.colours, document),
        *_pages(params, document),
    ]


def _identity(params: EditionParams, edition_id: str, document: Document) -> Iterator[Problem]:
    if params.id != edition_id:
        yield document.problem(("id",), quoted(params.id), f'"{edition_id}", the name of the file')
    if not SLUG.fullmatch(params.id):
        yield document.problem(("id",), quoted(params.id), SLUG_WORDS)


def _time(params: EditionParams, document: Document) -> Iterator[Problem]:
    for key in ("year", "division_year"):
        if not 1990 <= getattr(params, key) <= 2100:
            yield document.problem((key,), str(getattr(params, key)), "a calendar year: 1990 to 2100")
    try:
        date.fromisoformat(params.published)
    except ValueError:
        yield document.problem(("published",), quoted(params.published), 'a date as "2023-12-04"')
    window, trend = params.window, params.rules.trend
    if not 1990 <= window.last < params.year:
        expected = f"a year before the edition's own, {params.year}: usually {params.year - 1}"
        yield document.problem(("window", "last"), str(window.last), expected)
    for key, found in (("min_years", trend.min_years), ("min_span", trend.min_span)):
        if found > window.years:
            expected = f"at most {window.years}, the years of the window; otherwise no trend is ever determined"
            yield document.problem(("rules", "trend", key), str(found), expected)
    weight_year = params.rules.aggregation.weight_year
    if not 1990 <= weight_year <= 2100:
        yield document.problem(("rules", "aggregation", "weight_year"), str(weight_year), "a calendar year")


def _position(params: EditionParams, document: Document) -> Iterator[Problem]:
    share = params.rules.position.share
    if share != 0.25:
        place = ("rules", "position", "share")
        yield document.problem(place, str(share), "0.25: pages, legends and chapters speak of a quarter")


def _levels(params: EditionParams, document: Document) -> Iterator[Problem]:
    for level, times in Counter(params.levels).items():
        if times > 1:
            yield document.problem(("levels",), f'the level "{level}" {times} times', "each level once")
    if params.areas.on is not None:
        try:
            date.fromisoformat(params.areas.on)
        except ValueError:
            yield document.problem(("areas", "on"), quoted(params.areas.on), 'a date as "2023-01-01"')
    for level in set(params.levels) & set(below(BASE)):
        lacking = [name for name in around(level) if name in below(BASE) and name not in params.levels]
        if lacking:
            yield document.problem(
                ("levels",), f"{level} without {lacking[0]}", f"the level {lacking[0]} too: it lies in it"
            )
    if BASE not in params.levels:
        found = f"{quoted(list(params.levels))} without {BASE}"
        yield document.problem(("levels",), found, f"the level {BASE} too: larger areas are aggregated from it")


def _indicators(params: EditionParams, catalogue: Catalogue, document: Document) -> Iterator[Problem]:
    by_id = {i.id: i for i in catalogue.indicators}
    named = () if params.indicators == "all" else params.indicators
    if params.indicators == ():
        yield document.problem(("indicators",), "an empty list", "ids of indicators, or all")
    for number, name in enumerate(named):
        place: KeyPath = ("indicators", number)
        if name in named[:number]:
            yield document.problem(place, f'the indicator "{name}" twice', "each indicator once")
        else:
            yield from _reference(name, place, catalogue, document)
            if name in by_id and not by_id[name].in_edition(params.year):
                found = f'"{name}", which the monitor of {params.year} does not have'
                yield document.problem(place, found, "an indicator of that year (see editions_from, editions_until)")
    for name, reason in params.not_in_source.items():
        place = ("not_in_source", name)
        yield from _reference(name, place, catalogue, document)
        absent = name in by_id and (not by_id[name].in_edition(params.year) or (named and name not in named))
        if absent:
            found = f'"{name}", which this edition does not ask for'
            yield document.problem(place, found, "an indicator of this edition that its sources lack")
        if not reason.strip():
            yield document.problem(place, "no reason", "a sentence in Dutch: why the sources do not hold it")


def _pages(params: EditionParams, document: Document) -> Iterator[Problem]:
    for number, page in enumerate(params.pages):
        place: KeyPath = ("pages", number)
        if not SLUG.fullmatch(page.kind):
            yield document.problem((*place, "kind"), quoted(page.kind), SLUG_WORDS)
        if page.kind == "methode" or page.kind in [p.kind for p in params.pages[:number]]:
            yield document.problem((*place, "kind"), f'"{page.kind}", which is taken', "a name of its own")
        if not page.levels and not page.regions:
            yield document.problem(place, "no regions", "levels: [provincie], or regions: [PV20, PV22]")
        for level in page.levels:
            if level not in params.levels:
                yield document.problem((*place, "levels"), f'"{level}"', "levels that the edition has")
        for key in ("regions", "within"):
            for code in getattr(page, key):
                if level_of(code) is None:
                    yield document.problem((*place, key), quoted(code), "codes of regions: GM0014, CR03, PV20")


def _reference(name: str, place: KeyPath, catalogue: Catalogue, document: Document) -> Iterator[Problem]:
    if catalogue.indicator_ids and name not in catalogue.indicator_ids:
        expected = f"an id of indicators.yml{did_you_mean(name, catalogue.indicator_ids)}"
        yield document.problem(place, f'the unknown indicator "{name}"', expected)


def _sources(params: EditionParams, document: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, source in enumerate(params.sources):
        path = ("sources", number)
        if not SLUG.fullmatch(source.id):
            yield document.problem((*path, "id"), quoted(source.id), SLUG_WORDS)
        if source.id in seen:
            yield document.problem((*path, "id"), f'the id "{source.id}" a second time', "an id of its own")
        seen.add(source.id)
        for key, found, expected in source.wrong():
            yield document.problem((*path, *key), found, expected)
    yield from _set_of_sources(params, document)


def _set_of_sources(params: EditionParams, document: Document) -> Iterator[Problem]:
    kinds = Counter(source.kind for source in params.sources)
    if kinds["demo"]:
        if len(params.sources) > 1:
            yield document.problem(("sources",), "a demo source with others", "one source of kind demo, or none")
        if not params.example:
            found = "invented figures (kind demo) without example: true"
            yield document.problem(("sources",), found, "example: true, so that every page says Voorbeeldcijfers")
        return
    for what in GIVEN:
        count = sum(
            what in source.given and not (what == "register" and source.inner_register) for source in params.sources
        )
        if not count or (count > 1 and what != "figures"):
            amount = "at least one source" if what == "figures" else "one source"
            found = f"{count or 'no'} sources that give {what}"
            yield document.problem(("sources",), found, f"{amount} that gives {what}")
    drawn = Counter(getattr(s, "level", None) for s in params.sources if "boundaries" in s.given)
    for level in params.levels:
        if level != COUNTRY and not LEVELS[level].listed and drawn[level] != 1:  # those are dissolved from gemeenten
            found = f"{drawn[level] or 'no'} boundaries of level {level}"
            yield document.problem(("sources",), found, f"one source that gives boundaries, with level: {level}")
    registers = Counter(source.inner_register for source in params.sources)
    for level in below(BASE):
        if level in params.levels and registers[level] != 1:
            found = f"{registers[level] or 'no'} registers of level {level}"
            yield document.problem(("sources",), found, f"one source of kind register, with level: {level}")


def _colours(colours: Colours, document: Document) -> Iterator[Problem]:
    for name, colour in colours.model_dump().items():
        page = "dark" if name.endswith("_dark") else "light"
        ratio = contrast(colour, PAGE[page])
        if ratio < MIN_CONTRAST:
            found = f"{colour}, contrast {ratio:.1f}:1 on {PAGE[page]}"
            darker = "lighter" if page == "dark" else "darker"
            expected = f"a {darker} colour: at least {MIN_CONTRAST:.0f}:1"
            yield document.problem(("colours", name), found, expected)


def contrast(one: str, other: str) -> float:
    """Contrast ratio (1 to 21) of two colours `#rrggbb`, as WCAG 2.1 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
