"""Generated parts of the chapter on herindelingen: who changed, by which rule figures move, what was recalculated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from regioboek.params.indicators import Indicator
from regioboek.params.regions import OldName
from regioboek.publishing.chapters.block_markup import html_block, indicator_link, items, page_link
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.report.pages import marks
from regioboek.words import language as nl

#: What a weight is, as it stands in "gewogen naar ...".
WEIGHT_WORDS = {"inwoners": "inwoners", "woningen": "woningen", "hectare": "oppervlakte"}


def changes(facts: ChapterFacts, base: str) -> str:
    """«blok:herindelingen»: gemeenten that changed since the window's first year, what of, and when."""
    first, division = facts.edition.window.first, facts.edition.params.division_year
    if facts.lineage.empty:
        return _by_name(facts, base)
    rows = []
    names = dict(zip(facts.regions["code"], facts.regions["name"], strict=True))
    for code, parts in facts.lineage.groupby("region"):
        name = names.get(str(code), str(code))
        since = nl.date(parts["changed"].iloc[0])
        since += " (andere naam of code)" if parts["break_year"].isna().all() else ""
        made_of = "; ".join(
            _part(part, names) for part in parts.sort_values("weight", ascending=False).to_dict("records")
        )
        link = page_link(facts, base, f"regio/{str(code).lower()}", name)
        rows.append((name, (link, since, made_of)))
    columns = [
        ("Gemeente", "rb-name"),
        ("In deze vorm sinds", "rb-text"),
        ("Bestaat uit (deel van de inwoners)", "rb-text"),
    ]
    caption = f"Gemeenten die na 1 januari {first} zijn veranderd, op de indeling van 1 januari {division}"
    note = (
        "Het percentage achter een naam is het deel van de inwoners van de gemeente van nu. Staat er <em>een deel van"
        "</em>, dan is het percentage tussen haakjes het deel van de inwoners van de oude gemeente dat overging."
    )
    return html_block(marks.table(caption, columns, [row for _, row in sorted(rows)]) + f"<p>{note}</p>")


def _part(part: Mapping[Any, Any], names: dict[str, str]) -> str:
    """`Appingedam: 25,2 %`, or `een deel (31,8 %) van Littenseradiel: 2,8 %`."""
    name = escape(names.get(part["from_region"]) or part["from_name"] or part["from_region"])
    if part["share"] < 1:
        name = f"een deel ({nl.percent(part['share'], 1)}) van {name}"
    return f"{name}: {nl.percent(part['weight'], 1)}" if part["weight"] < 1 else name


def _by_name(facts: ChapterFacts, base: str) -> str:
    """The same from the table of former names: without weights, for an edition that has no transfers."""
    first, division = f"{facts.edition.window.first}-01-01", f"{facts.edition.params.division_year}-01-01"
    gone: dict[tuple[str, str], list[OldName]] = {}
    for old in facts.former:
        if old.old_code and old.date and first < old.date <= division:
            gone.setdefault((old.date, old.old_name), []).append(old)
    if not gone:
        return "In deze jaren is er geen gemeente opgeheven."
    names = dict(zip(facts.regions["code"], facts.regions["name"], strict=True))

    def told(date: str, name: str, heirs: Iterable[OldName]) -> tuple[str, str, str]:
        links = nl.listing(page_link(facts, base, f"regio/{o.code.lower()}", names.get(o.code, o.code)) for o in heirs)
        return escape(name), nl.date(date), links

    columns = [("Gemeente van toen", "rb-name"), ("Tot", "rb-text"), ("Nu", "rb-text")]
    caption = f"Gemeenten die na 1 januari {facts.edition.window.first} zijn opgeheven of een andere code kregen"
    return html_block(marks.table(caption, columns, [told(*key, heirs) for key, heirs in sorted(gone.items())]))


def rules(facts: ChapterFacts, base: str) -> str:
    """«blok:herindeling-regels»: which indicators are recalculated how, and which are not."""
    groups: dict[str, list[Indicator]] = {}
    for indicator in facts.edition.indicators:
        rule = indicator.through_time_rule
        words = {
            "count": f"Verdeeld en opgeteld, naar {WEIGHT_WORDS[rule.weight]}",
            "weighted-mean": f"Gemiddelde van de delen, gewogen naar {WEIGHT_WORDS[rule.weight]}",
            "none": "Niet: de reeks begint bij de herindeling",
        }
        groups.setdefault(words[rule.method], []).append(indicator)
    return items(
        f"<strong>{words}</strong> ({nl.count(len(those), 'indicator', 'indicatoren')}): "
        + " · ".join(indicator_link(facts, base, i) for i in those)
        for words, those in sorted(groups.items(), key=lambda group: -len(group[1]))
    )


def recalculated(facts: ChapterFacts, base: str) -> str:
    """«blok:herindeling-omgerekend»: how many figures of this edition were recalculated, and how many could not be."""
    table = facts.backcast
    if table.empty:
        return (
            "In deze editie is **geen enkel cijfer** door ons omgerekend: de bronnen geven hun cijfers al op de "
            f"indeling van {facts.edition.params.division_year}."
        )
    once = table.drop_duplicates(["region", "indicator", "year"])
    moved = once[once["reason"].isna() & (once["method"] != "renamed")]
    lost = once[once["reason"].notna()]
    named = [i for i in facts.edition.indicators if i.id in set(once["indicator"])]
    links = nl.listing(indicator_link(facts, base, i) for i in named)
    gemeenten = nl.count(int(moved["region"].nunique()), "gemeente", "gemeenten")
    figures = nl.count(len(moved), "cijfer", "cijfers")
    if moved.empty:
        told = f"In deze editie is geen enkel cijfer door ons omgerekend; er zijn wel oudere cijfers bij {links}."
    else:
        told = f"Door ons omgerekend: {figures} van {gemeenten}, bij {links}."
    if len(lost):
        told += f" Bij {nl.count(len(lost), 'cijfer', 'cijfers')} kon dat niet: daar staat geen cijfer."
    return html_block(f"<p>{told}</p>")
