"""The lists of pages: regions by provincie and from A to Z with the names that are no more; indicators and themes.

Only pages that exist are linked; what an edition promises but this build has not made is listed without a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from regioboek.markup import Markup, html, join
from regioboek.params.indicators import Indicator, Theme
from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL, below, listed_levels
from regioboek.report.data.edition_register import sort_name
from regioboek.report.pages import marks
from regioboek.report.pages.kind import Listing
from regioboek.schemas.rows import Region
from regioboek.words import language as nl
from regioboek.words.labels import text
from regioboek.words.markdown import as_markdown
from regioboek.words.recalculated import years_words


def region_index(listing: Listing) -> str:
    """`regio/index.md`: provincies with their COROP areas and gemeenten, then everything from A to Z."""
    provinces = listing.of_level("provincie")
    land = next(iter(listing.of_level(COUNTRY)), None)
    parts = [f"# {text('menu.regions')}", "", _counts(listing), ""]
    if land:
        parts += [html("<p>{}</p>", _to(listing, land, text("lists.regions.whole", name=land.name))), ""]
    parts += [f"## {text('lists.regions.by_province')}", ""]
    parts += [_jump((a.code.lower(), a.name) for a in provinces), ""]
    for province in provinces:
        parts += [f"({province.code.lower()})=", f"### {as_markdown(province.name)}", ""]
        parts += [_province(listing, province), ""]
    parts += [*_beside(listing), *_within(listing)]
    parts += [f"## {text('lists.regions.alphabet')}", "", _alphabet(listing), ""]
    return "\n".join(parts)


def _counts(listing: Listing) -> str:
    words = []
    for level in (level for level in LEVELS if level != COUNTRY):
        if areas := listing.of_level(level):
            one, many = LEVELS[level].listed_words
            words.append(nl.with_unit(nl.number(len(areas), 0), one if len(areas) == 1 else many))
    year = listing.edition.params.division_year
    return text("lists.regions.intro", national=listing.regions[NATIONAL].name, regions=nl.listing(words), year=year)


def _beside(listing: Listing) -> list[str]:
    """The areas beside provincies and COROP areas, where the edition has them."""
    rows = [
        _row(nl.sentence_case(LEVELS[level].listed_words[1]), listing, areas)
        for level in listed_levels()
        if (areas := listing.of_level(level))
    ]
    return _division(text("lists.regions.other_divisions"), rows)


def _within(listing: Listing) -> list[str]:
    """Per gemeente that has them, the regions inside it: wijken with their buurten."""
    finer = [level for level in below(BASE) if listing.of_level(level)]
    rows = []
    for gemeente in listing.of_level(BASE) if finer else ():
        for area in (a for level in finer for a in listing.inside(gemeente, level) if LEVELS[level].parent == BASE):
            inside = [r for level in finer for r in listing.inside(area, level)]
            rows.append(_row(join([_to(listing, area), _to(listing, gemeente)], ", "), listing, inside))
    title = text("pages.regions.within", levels=nl.listing(LEVELS[level].words[1] for level in finer))
    return _division(nl.sentence_case(title), rows)


def _division(title: str, rows: list[Markup]) -> list[str]:
    return [f"## {title}", "", html('<dl class="rb-areas">{}</dl>', join(rows)), ""] if rows else []


def _province(listing: Listing, province: Region) -> Markup:
    corops = listing.inside(province, "corop")
    rows = [_row(_to(listing, corop), listing, listing.inside(corop, BASE)) for corop in corops]
    loose = [g for g in listing.inside(province, BASE) if not {c.code for c in corops} & set(g.inside)]
    if loose:
        rows.append(_row(marks.level_title("gemeente"), listing, loose))
    whole = _to(listing, province, text("lists.regions.province", name=province.name))
    return html('<p>{}</p>\n<dl class="rb-areas">{}</dl>', whole, join(rows))


def _row(head: str, listing: Listing, areas: list[Region]) -> Markup:
    return html("<div><dt>{}</dt><dd>{}</dd></div>", head, marks.bullets(_to(listing, a) for a in areas))


def _alphabet(listing: Listing) -> Markup:
    entries: list[tuple[str, Markup]] = []
    for area in listing.regions.values():
        note = "" if area.level == BASE else html(" <small>{}</small>", LEVELS[area.level].words[0])
        entries.append((sort_name(area.name), join([_to(listing, area), note])))
    today = {(sort_name(a.name), a.code) for a in listing.regions.values()}
    successors: dict[tuple[str, str], list[Region]] = defaultdict(list)
    for name in listing.former:
        if (sort_name(name.old_name), name.code) not in today:
            successors[(name.old_name, name.kind)].append(listing.regions[name.code])
    for (old, kind), areas in successors.items():
        now = marks.listing(_to(listing, a) for a in areas)
        word = text("lists.regions.see") if kind == "schrijfwijze" else text("lists.regions.now")
        entries.append((sort_name(old), html("{} <small>{} {}</small>", old, word, now)))
    letters: dict[str, list[Markup]] = defaultdict(list)
    for key, entry in sorted(entries):
        first = next((c for c in key if c.isalnum()), "")
        letters[first.upper()].append(entry)
    lists = join(
        html('<h3 id="letter-{}">{}</h3>{}', letter.lower(), letter, marks.bullets(items, "rb-columns"))
        for letter, items in letters.items()
    )
    return html("{}\n{}", _jump((f"letter-{letter.lower()}", letter) for letter in letters), lists)


def _jump(places: Iterable[tuple[str, str]]) -> Markup:
    """Links to places on the page: id and words of each."""
    return marks.bullets((marks.link(f"#{place}", words) for place, words in places), "rb-jump")


def _to(listing: Listing, region: Region, words: str = "") -> Markup:
    return listing.link(f"regio/{region.code.lower()}", words or region.name, here="regio")


def indicator_index(listing: Listing) -> str:
    """`indicator/index.md`: by theme, with unit and the years that have figures."""
    intro = text("lists.indicators.intro", count=len(listing.edition.indicators))
    parts = [f"# {text('menu.indicators')}", "", intro, ""]
    for dimension, themes in _dimensions(listing):
        parts += [f"## {dimension}", ""]
        for theme in themes:
            found = listing.edition.of_theme(theme.id)
            if found:
                rows = join(_indicator(listing, i, listing.years.get(i.id, ())) for i in found)
                parts += [f"### {as_markdown(theme.name)}", "", html('<ul class="rb-topics">{}</ul>', rows), ""]
    return "\n".join(parts)


def _indicator(listing: Listing, indicator: Indicator, years: Sequence[int]) -> Markup:
    link = listing.link(f"indicator/{indicator.id}", indicator.name, here="indicator")
    when = years_words(years) or text("lists.indicators.no_figures")
    return html("<li><span>{}</span> <small>{}<br>{}</small></li>", link, indicator.unit, when)


def theme_index(listing: Listing) -> str:
    """`thema/index.md`: the themes of *hier en nu* and *later* with their indicators."""
    one_list = f"[{text('lists.themes.one_list')}](../indicator/index.md)"
    parts = [f"# {text('menu.topics')}", "", text("lists.themes.intro", one_list=one_list), ""]
    for dimension, themes in _dimensions(listing):
        parts += [f"## {dimension}", ""]
        for theme in themes:
            links = [
                listing.link(f"indicator/{i.id}", i.name, here="thema") for i in listing.edition.of_theme(theme.id)
            ]
            head = listing.link(f"thema/{theme.id}", theme.name, here="thema")
            parts += [
                html('<h3 id="{}">{}</h3>', theme.id, head),
                html("<p>{}</p>\n{}", theme.description, marks.bullets(links, "rb-columns")),
                "",
            ]
    return "\n".join(parts)


def _dimensions(listing: Listing) -> list[tuple[str, list[Theme]]]:
    grouped: dict[str, list[Theme]] = defaultdict(list)
    for theme in listing.edition.themes:
        grouped[nl.sentence_case(nl.DIMENSION_WORDS[theme.dimension])].append(theme)
    return list(grouped.items())
