"""The list of region pages: by provincie and from A to Z, with the names that are no more.

Only pages that exist are linked; what an edition promises but this build has not made is listed without a link.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape

from regioboek.params.levels import BASE, COUNTRY, LEVELS, below, listed_levels
from regioboek.report.data.register import sort_name
from regioboek.report.pages.kind import Listing
from regioboek.schemas.rows import Region
from regioboek.words import language as nl
from regioboek.words.labels import text
from regioboek.words.markdown import as_markdown


def region_index(listing: Listing) -> str:
    """`regio/index.md`: provincies with their COROP areas and gemeenten, then everything from A to Z."""
    provinces = listing.of_level("provincie")
    land = next(iter(listing.of_level(COUNTRY)), None)
    parts = ["# Regio’s", "", _counts(listing), ""]
    if land:
        parts += [f"<p>{_to(listing, land, f'Heel {land.name}')}</p>", ""]
    parts += ["## Per provincie", ""]
    jump = "".join(f'<li><a href="#{a.code.lower()}">{escape(a.name)}</a></li>' for a in provinces)
    parts += [f'<ul class="rb-jump">{jump}</ul>', ""]
    for province in provinces:
        parts += [f"({province.code.lower()})=", f"### {as_markdown(province.name)}", ""]
        parts += [_province(listing, province), ""]
    parts += [*_beside(listing), *_within(listing)]
    parts += ["## Van A tot Z", "", _alphabet(listing), ""]
    return "\n".join(parts)


def _counts(listing: Listing) -> str:
    words = []
    for level in (level for level in LEVELS if level != COUNTRY):
        if areas := listing.of_level(level):
            one, many = LEVELS[level].listed_words
            words.append(f"{nl.number(len(areas), 0)}{nl.NBSP}{one if len(areas) == 1 else many}")
    return (
        f"Dit boek heeft pagina’s voor Nederland en voor {nl.listing(words)}, naar de indeling van "
        f"{listing.edition.params.division_year}. Oude gemeentenamen staan in de lijst van A tot Z."
    )


def _beside(listing: Listing) -> list[str]:
    """The areas beside provincies and COROP areas, where the edition has them."""
    rows = []
    for level in listed_levels():
        if areas := listing.of_level(level):
            rows.append(_row(nl.sentence_case(LEVELS[level].listed_words[1]), listing, areas))
    if not rows:
        return []
    return ["## Andere indelingen", "", f'<dl class="rb-areas">{"".join(rows)}</dl>', ""]


def _within(listing: Listing) -> list[str]:
    """Per gemeente that has them, the regions inside it: wijken with their buurten."""
    finer = [level for level in below(BASE) if listing.of_level(level)]
    rows = []
    for gemeente in listing.of_level(BASE) if finer else ():
        for area in (a for level in finer for a in listing.inside(gemeente, level) if LEVELS[level].parent == BASE):
            inside = [r for level in finer for r in listing.inside(area, level)]
            rows.append(_row(f"{_to(listing, area)}, {_to(listing, gemeente)}", listing, inside))
    if not rows:
        return []
    title = text("pages.regions.within", levels=nl.listing(LEVELS[level].words[1] for level in finer))
    return [f"## {nl.sentence_case(title)}", "", f'<dl class="rb-areas">{"".join(rows)}</dl>', ""]


def _province(listing: Listing, province: Region) -> str:
    rows = []
    corops = listing.inside(province, "corop")
    for corop in corops:
        rows.append(_row(_to(listing, corop), listing, listing.inside(corop, BASE)))
    loose = [g for g in listing.inside(province, BASE) if not {c.code for c in corops} & set(g.inside)]
    if loose:
        rows.append(_row("Gemeenten", listing, loose))
    whole = _to(listing, province, f"Provincie {province.name}")
    return f'<p>{whole}</p>\n<dl class="rb-areas">{"".join(rows)}</dl>'


def _row(head: str, listing: Listing, areas: list[Region]) -> str:
    items = "".join(f"<li>{_to(listing, a)}</li>" for a in areas)
    return f"<div><dt>{head}</dt><dd><ul>{items}</ul></dd></div>"


def _alphabet(listing: Listing) -> str:
    entries: list[tuple[str, str]] = []
    for area in listing.regions.values():
        note = "" if area.level == BASE else f" <small>{LEVELS[area.level].words[0]}</small>"
        entries.append((sort_name(area.name), _to(listing, area) + note))
    today = {(sort_name(a.name), a.code) for a in listing.regions.values()}
    successors: dict[tuple[str, str], list[Region]] = defaultdict(list)
    for name in listing.former:
        if (sort_name(name.old_name), name.code) not in today:
            successors[(name.old_name, name.kind)].append(listing.regions[name.code])
    for (old, kind), areas in successors.items():
        now = nl.listing([_to(listing, a) for a in areas])
        word = "zie" if kind == "schrijfwijze" else "nu"
        entries.append((sort_name(old), f"{escape(old)} <small>{word} {now}</small>"))
    letters: dict[str, list[str]] = defaultdict(list)
    for key, html in sorted(entries):
        first = next((c for c in key if c.isalnum()), "")
        letters[first.upper()].append(f"<li>{html}</li>")
    jump = "".join(f'<li><a href="#letter-{letter.lower()}">{letter}</a></li>' for letter in letters)
    lists = "".join(
        f'<h3 id="letter-{letter.lower()}">{letter}</h3><ul class="rb-columns">{"".join(items)}</ul>'
        for letter, items in letters.items()
    )
    return f'<ul class="rb-jump">{jump}</ul>\n{lists}'


def _to(listing: Listing, region: Region, text: str = "") -> str:
    return listing.link(f"regio/{region.code.lower()}", text or region.name, here="regio")
