"""The generated lists of pages: regions by provincie and from A to Z, indicators by theme, themes.

Only pages that exist are linked; what an edition promises but this build has not made is listed without a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from html import escape

import pandas as pd

from regioboek.params.indicators import Indicator, Theme
from regioboek.params.regions import AREA_LEVELS, LEVEL_WORDS
from regioboek.publishing.staging.staged_pages import Area, Pages
from regioboek.report.data.edition_data import sort_name
from regioboek.words import language as nl
from regioboek.words.markdown import as_markdown

DIMENSIONS = {"hier-en-nu": "Hier en nu", "later": "Later"}


def region_index(pages: Pages) -> str:
    """`regio/index.md`: provincies with their COROP areas and gemeenten, then everything from A to Z."""
    provinces = pages.of_level("provincie")
    land = next(iter(pages.of_level("land")), None)
    parts = ["# Regio’s", "", _counts(pages), ""]
    if land:
        parts += [f"<p>{_to(pages, land.page, f'Heel {land.name}', here='regio')}</p>", ""]
    parts += ["## Per provincie", ""]
    jump = "".join(f'<li><a href="#{a.code.lower()}">{escape(a.name)}</a></li>' for a in provinces)
    parts += [f'<ul class="rb-jump">{jump}</ul>', ""]
    for province in provinces:
        parts += [f"({province.code.lower()})=", f"### {as_markdown(province.name)}", ""]
        parts += [_province(pages, province), ""]
    parts += _beside(pages)
    parts += ["## Van A tot Z", "", _alphabet(pages), ""]
    return "\n".join(parts)


def _counts(pages: Pages) -> str:
    words = []
    for level in ("landsdeel", "provincie", "corop", "regiodeal", "gebied", "gemeente"):
        if areas := pages.of_level(level):
            one, many = ("ander gebied", "andere gebieden") if level == "gebied" else LEVEL_WORDS[level]
            words.append(f"{nl.number(len(areas), 0)}{nl.NBSP}{one if len(areas) == 1 else many}")
    return (
        f"Dit boek heeft pagina’s voor Nederland en voor {nl.listing(words)}, naar de indeling van "
        f"{pages.edition.params.division_year}. Oude gemeentenamen staan in de lijst van A tot Z."
    )


def _beside(pages: Pages) -> list[str]:
    """The areas beside provincies and COROP areas, where the edition has them."""
    rows = []
    for level in AREA_LEVELS:
        if areas := pages.of_level(level):
            many = "andere gebieden" if level == "gebied" else LEVEL_WORDS[level][1]
            rows.append(_row(nl.sentence_case(many), pages, areas))
    if not rows:
        return []
    return ["## Andere indelingen", "", f'<dl class="rb-areas">{"".join(rows)}</dl>', ""]


def _province(pages: Pages, province: Area) -> str:
    rows = []
    corops = pages.inside(province, "corop")
    for corop in corops:
        rows.append(_row(_to(pages, corop.page, corop.name, here="regio"), pages, pages.inside(corop, "gemeente")))
    loose = [g for g in pages.inside(province, "gemeente") if g.corop not in {c.code for c in corops}]
    if loose:
        rows.append(_row("Gemeenten", pages, loose))
    whole = _to(pages, province.page, f"Provincie {province.name}", here="regio")
    return f'<p>{whole}</p>\n<dl class="rb-areas">{"".join(rows)}</dl>'


def _row(head: str, pages: Pages, areas: list[Area]) -> str:
    items = "".join(f"<li>{_to(pages, a.page, a.name, here='regio')}</li>" for a in areas)
    return f"<div><dt>{head}</dt><dd><ul>{items}</ul></dd></div>"


def _alphabet(pages: Pages) -> str:
    entries: list[tuple[str, str]] = []
    for area in pages.areas.values():
        note = "" if area.level == "gemeente" else f" <small>{area.level_word}</small>"
        entries.append((area.alphabetical, _to(pages, area.page, area.name, here="regio") + note))
    today = {(a.alphabetical, a.code) for a in pages.areas.values()}
    successors: dict[tuple[str, str], list[Area]] = defaultdict(list)
    for name in pages.former:
        if (sort_name(name.old_name), name.code) not in today:
            successors[(name.old_name, name.kind)].append(pages.areas[name.code])
    for (old, kind), areas in successors.items():
        now = nl.listing([_to(pages, a.page, a.name, here="regio") for a in areas])
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


def indicator_index(pages: Pages, years: dict[str, list[int]]) -> str:
    """`indicator/index.md`: by theme, with unit and the years that have figures (`years` by indicator id)."""
    intro = (
        f"Alle {len(pages.edition.indicators)} indicatoren van deze uitgave, per thema. "
        "Een indicator kan bij twee thema’s horen; het blijft één reeks cijfers."
    )
    parts = ["# Indicatoren", "", intro, ""]
    for dimension, themes in _dimensions(pages):
        parts += [f"## {dimension}", ""]
        for theme in themes:
            found = pages.edition.of_theme(theme.id)
            if found:
                rows = "".join(_indicator(pages, i, years.get(i.id, [])) for i in found)
                parts += [f"### {as_markdown(theme.name)}", "", f'<ul class="rb-topics">{rows}</ul>', ""]
    return "\n".join(parts)


def _indicator(pages: Pages, indicator: Indicator, years: list[int]) -> str:
    link = _to(pages, f"indicator/{indicator.id}", indicator.name, here="indicator")
    unbroken = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    when = nl.year_range(years[0], years[-1]) if unbroken else nl.years_listing(years)
    when = when or "geen cijfers in deze uitgave"
    return f"<li><span>{link}</span> <small>{escape(indicator.unit)}<br>{escape(when)}</small></li>"


def theme_index(pages: Pages) -> str:
    """`thema/index.md`: the themes of *hier en nu* and *later* with their indicators."""
    intro = (
        "Brede welvaart gaat over het leven hier en nu, en over wat er overblijft voor later. Elk thema heeft een "
        "pagina met al zijn indicatoren. Alle indicatoren staan ook in [één lijst](../indicator/index.md)."
    )
    parts = ["# Onderwerpen", "", intro, ""]
    for dimension, themes in _dimensions(pages):
        parts += [f"## {dimension}", ""]
        for theme in themes:
            links = [_to(pages, f"indicator/{i.id}", i.name, here="thema") for i in pages.edition.of_theme(theme.id)]
            listed = "".join(f"<li>{link}</li>" for link in links)
            head = _to(pages, f"thema/{theme.id}", theme.name, here="thema")
            parts += [
                f'<h3 id="{theme.id}">{head}</h3>',
                f'<p>{escape(theme.description)}</p>\n<ul class="rb-columns">{listed}</ul>',
                "",
            ]
    return "\n".join(parts)


def _dimensions(pages: Pages) -> list[tuple[str, list[Theme]]]:
    grouped: dict[str, list[Theme]] = defaultdict(list)
    for theme in pages.edition.themes:
        grouped[DIMENSIONS[theme.dimension]].append(theme)
    return list(grouped.items())


def years_with_figures(parts: Iterable[pd.DataFrame]) -> dict[str, list[int]]:
    """indicator id -> years in which any region has a figure, from parts of the observations."""
    years: dict[str, set[int]] = defaultdict(set)
    for part in parts:
        found = part.loc[part["value"].notna(), ["indicator", "year"]].drop_duplicates()
        for name, year in found.itertuples(index=False):
            years[str(name)].add(int(year))
    return {name: sorted(years[name]) for name in sorted(years)}


def _to(pages: Pages, page: str, text: str, *, here: str) -> str:
    if page not in pages.built:
        return f'<span class="rb-unbuilt">{escape(text)}</span>'
    folder, _, name = page.rpartition("/")
    return f'<a href="{name if folder == here else f"../{page}"}.html">{escape(text)}</a>'
