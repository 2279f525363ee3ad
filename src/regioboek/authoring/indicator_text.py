"""The text of a new indicator and of its source, as they are written into params: complete, valid, and with a comment
`DECIDE` wherever a person must decide.

What is filled in meanwhile is cautious and honest: nothing is aggregated, and the page says that the direction was not
looked at yet, and judges nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from regioboek.authoring.table_search import Service
from regioboek.params.indicators import SLUG
from regioboek.params.levels import BASE, LEVELS, below
from regioboek.params.source_params import MeasureRef, StatlineQuery
from regioboek.sources.statline.periods import begins_in, year_of
from regioboek.sources.statline.query import QueryPlan
from regioboek.sources.statline.service import Version, root_on
from regioboek.sources.statline.table import Code, Dimension, Measure, StatlineTable, levels_of
from regioboek.sources.statline.table_list import folded

_CADENCES = {"perjaar": "jaarlijks", "perkwartaal": "per kwartaal", "permaand": "maandelijks", "eenmalig": "eenmalig"}

#: Units that say nothing beside a number.
_COUNTED = ("", "aantal", "absoluut", "index", "getal")

UNDECIDED = "Nog niet bekeken is welke kant gunstig is."
NOT_AGGREGATED = "Nog niet beoordeeld of cijfers van gemeenten samen een cijfer voor een groter gebied geven."


@dataclass(frozen=True)
class Wishes:
    """What a person asked for, and has decided already."""

    table: str
    measure: str
    edition: str | None = None
    id: str | None = None
    select: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    theme: str | None = None
    favourable: Literal["higher", "lower", "undetermined"] | None = None
    reason: str | None = None
    year: int | None = None  # of a table without periods
    service: Service = field(default_factory=Service)


def slug(text: str) -> str:
    """`Openstaande vacatures: 15 tot 65 jaar` as `openstaande-vacatures-15-tot-65-jaar`, cut at 60 characters."""
    words = re.findall(r"[a-z0-9]+", folded(text))
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word
        if len(longer) > 60:
            break
        made = longer
    return made if SLUG.fullmatch(made) else ""


def indicator_lines(
    id: str,
    name: str,
    *,
    table: StatlineTable,
    measure: Measure,
    wishes: Wishes,
    themes: Sequence[str],
    year: int,
) -> list[str]:
    """The entry of `params/indicators.yml`, without indentation."""
    theme = wishes.theme or themes[0]
    percentage = measure.unit.startswith("%")
    counted = measure.unit.lower() in _COUNTED or len(measure.unit) > 12
    short = "%" if percentage else "" if counted else measure.unit
    cadence = _CADENCES.get(folded(table.frequency or "").replace(" ", ""), table.frequency or "onbekend")
    reason, subject = wishes.reason or UNDECIDED, name[:1].lower() + name[1:]
    open_theme = "" if wishes.theme else f"  # DECIDE: one of {', '.join(themes)}"
    decided = wishes.favourable is not None and wishes.reason is not None
    lines = [
        "",
        f"# --- From StatLine table {table.id}, measure {measure.key}: look at every line marked DECIDE ---",
        f"- id: {id}",
        f"  name: {_text(name)}",
        f"  subject: {_text(subject)}  # DECIDE: a noun phrase with its article, it stands inside sentences",
        "  codes: []",
        f"  unit: {_text(measure.unit or 'getal')}  # DECIDE: in full, of what and of whom",
        f"  unit_short: {_text(short)}  # DECIDE: beside a number; empty when the number says it by itself",
        f"  decimals: {min(measure.decimals or 0, 6)}",
        f"  themes: [{theme}]{open_theme}",
        f"  direction:{'' if decided else '  # DECIDE: higher, lower, undetermined; and why (for readers)'}",
        f"    favourable: {wishes.favourable or 'undetermined'}",
        "    certainty: common-sense",
        f"    reason: {_text(reason)}",
        f"  measures: {_text(f'{name}, zoals CBS het publiceert in StatLine-tabel {table.id} ({table.title}).')}",
        f"  population: {_text(f'zie de toelichting bij StatLine-tabel {table.id}')}  # DECIDE: whom or what it counts",
        f"  source: {_text(f'CBS, StatLine-tabel {table.id}')}",
        f"  cadence: {_text(cadence)}",
        f"  editions_from: {year}",
    ]
    if percentage:
        lines += ["  minimum: 0", "  maximum: 100  # DECIDE: what is possible, with room; leave out what has no limit"]
    lines += [
        "  aggregation:  # DECIDE: sum for counts; weighted-mean (weight, denominator, exact) for shares and means",
        "    method: none",
        f"    reason: {_text(NOT_AGGREGATED)}",
    ]
    return lines


def source_lines(id: str, version: Version, plan: QueryPlan, origin: str) -> list[str]:
    """The entry under `sources:` of an edition, without indentation."""
    query, table = plan.query, plan.table
    lines = [
        "",
        f"- id: {id}",
        f"  kind: statline-{version}",
        f"  title: {_text(table.title)}",
        f"  origin: {origin}",
        "  licence: CC BY 4.0",
        f"  citation: {_text(f'Bron: {origin}, StatLine-tabel {table.id}, {table.title}.')}",
        *(f"  {line}" for line in query_lines(table, query)),
    ]
    if query.former == "leave-out":
        lines.append("    former: leave-out  # DECIDE: keep needs a source of kind transfers, for merged gemeenten")
    return lines


def query_lines(table: StatlineTable, query: StatlineQuery) -> list[str]:
    """What is asked of a table, as it stands in its source."""
    lines = ["statline:", f"  table: {_text(query.table)}"]
    if query.catalogue != "CBS":
        lines.append(f"  catalogue: {query.catalogue}")
    if query.url:
        lines.append(f"  url: {_text(query.url)}")
    lines += [f"  region: {query.region}", f"  period: {query.period or 'null  # the table has no periods'}"]
    if query.period is None:
        lines.append(f"  year: {query.year or ''}  # DECIDE: the one year that its figures are of")
    lines += ["  measures:", *(f"    {indicator}: {_measure_text(told)}" for indicator, told in query.measures.items())]
    if query.select:
        lines.append("  select:  # DECIDE: one code of every other dimension")
    for key, wanted in query.select.items():
        dimension = table.dimension(key)
        code = dimension.code(wanted) if dimension else None
        lines.append(f"    {key}: {_text(wanted)}{f'  # {code.title}' if code else ''}")
    lines.append(f"  levels: [{', '.join(query.levels)}]")
    if query.span:
        lines.append(f"  years: [{query.span[0]}, {query.span[1]}]")
    if query.other_periods == "skip":
        lines.append("  other_periods: skip  # the table has quarters or months beside years")
    return lines


def example_lines(table: StatlineTable, service: Service) -> list[str]:
    """A `statline:` for a source that asks the first measure of numbers, as `tables show` ends with."""
    measure = next((m for m in table.measures if not m.text), None)
    region, period = table.with_role("region"), table.with_role("period")
    years = [year for c in period.codes if (year := year_of(c.code))] if period else []
    if measure is None or region is None or (period and not years):
        return ["", "no source of an edition: it has no measure of numbers, no regions, or no calendar years"]
    there = [level for level in LEVELS if level in levels_of(region)]
    query = query_of_table(
        table,
        "my-indicator",
        Wishes(table.id, measure.key, service=service),
        select={d.key: d.codes[0].code for d in table.dimensions if d.role == "dimension" and not total_of(d)},
        levels=[level for level in there if level not in below(BASE)] or there,
        years=(min(years), max(years)) if years else (0, 0),
        former="keep",
    )
    how = f"regioboek indicator new --table {table.id} --measure {measure.key}"
    return ["", f"a source of an edition asks it so ({how} writes all of it):", *query_lines(table, query)]


def query_of_table(
    table: StatlineTable,
    indicator: str,
    wishes: Wishes,
    *,
    select: dict[str, str],
    levels: Sequence[str],
    years: tuple[int, int],
    former: str,
) -> StatlineQuery:
    """The query for the measure; of every other dimension with several codes the one chosen, or else its total.

    A table without periods is of the year that is wished, or else of the one that it names. A dimension without
    anything that looks like a total is left open: the plan says so.
    """
    region, period, service = table.with_role("region"), table.with_role("period"), wishes.service
    chosen = dict(select)
    for dimension in table.dimensions:
        if dimension.role == "dimension" and dimension.key not in chosen and (total := total_of(dimension)):
            chosen[dimension.key] = total.code
    inside = [c.code for c in period.codes if years[0] <= (begins_in(c.code) or 0) <= years[1]] if period else []
    return StatlineQuery.model_validate(
        {
            "table": table.id,
            "catalogue": service.catalogue,
            "url": root_on(service.url, service.version) if service.url else None,  # the environment's may pass
            "region": region.key if region else "RegioS",
            "period": period.key if period else None,
            "year": wishes.year or (None if period else _year_told(table)),
            "measures": {indicator: _called(table, wishes.measure)},
            "select": chosen,
            "levels": tuple(levels),
            "years": years if period else None,
            "other_periods": "skip" if any(year_of(code) is None for code in inside) else "refuse",
            "former": former,
        }
    )


def _called(table: StatlineTable, key: str) -> str | MeasureRef:
    """The measure with what it is called; its key alone when the table has none, as the plan then says."""
    measure = table.measure(key)
    if measure is None:
        return key
    return MeasureRef(key=key, title=measure.title, group=measure.groups or None, unit=measure.unit or None)


def total_of(dimension: Dimension) -> Code | None:
    """The code of several that looks like the total."""
    codes = dimension.codes if len(dimension.codes) > 1 else ()
    return next((c for c in codes if folded(c.title).startswith("totaal")), None)


def _year_told(table: StatlineTable) -> int | None:
    """The one year that a table without periods names, in its periods or else in its title."""
    for text in (table.period, table.title):
        years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text or ""))
        if len(years) == 1:
            return int(years.pop())
    return None


def _measure_text(told: str | MeasureRef) -> str:
    """A measure in one line: its key, and the words by which it is found when that moves."""
    if isinstance(told, str):
        return _text(told)
    return "{" + ", ".join(f"{key}: {_text(word)}" for key, word in told if word is not None) + "}"


def _text(value: str) -> str:
    """A text in quotes, as YAML and JSON both have them."""
    return json.dumps(value, ensure_ascii=False)
