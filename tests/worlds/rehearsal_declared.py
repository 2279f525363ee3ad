"""The tables that an edition declares, as CBS would have them: captured where there are captures, derived where not.

What was captured and what was derived stands in `Provenance`, one entry per measure.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from worlds.rehearsal_captured import PEOPLE, Captured, captured, listed, offences, stem_of
from worlds.rehearsal_facts import SPOKEN_OF, facts_of, group_of, number_of, theme_of
from worlds.rehearsal_figures import Asked, Figures, figures, people
from worlds.rehearsal_regions import YEARS, Place, places, register
from worlds.rehearsal_rules import rule_of
from worlds.rehearsal_tables import Period, Rehearsed, Topic

from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.source import Source
from regioboek.params.source_params import StatlineQuery

CRIME, CRIME_RATE = ("TotaalGeregistreerdeMisdrijven", "M004200_2"), ("GeregistreerdeMisdrijvenPer1000Inw", "M004200_4")
#: All registered offences for each of the twelve kinds that were captured.
_ALL_OFFENCES = 2.2
_PRICES = Path("kerncijfers") / "83625NED"


@dataclass(frozen=True)
class Provenance:
    """Where the figures of one measure come from: how many are captured, of which files; the rule of the others."""

    table: str
    measure: str
    title: str
    captured: int
    derived: int
    files: str = ""
    rule: str = ""

    def line(self) -> str:
        """For people."""
        parts = [f"captured {self.captured} ({self.files})"] * bool(self.captured)
        parts += [f"derived {self.derived} ({self.rule})"] * bool(self.derived)
        return f"{self.table:9} {self.measure}: {'; '.join(parts) or 'no figures'}"


def declared_tables(
    data: Path, edition: Edition, province: str | None = None
) -> tuple[list[Rehearsed], tuple[Provenance, ...]]:
    """Every table that the sources of the edition ask for, with its provenance; `province`: only what lies in it."""
    tables: list[Rehearsed] = []
    told: list[Provenance] = []
    indicators = {i.id: i for i in edition.indicators}
    by_table: dict[str, list[Source]] = {}
    for source in edition.params.sources:
        if hasattr(source, "statline"):
            by_table.setdefault(source.statline.table, []).append(source)
    for table, sources in by_table.items():
        query = sources[0].statline
        if table == "83625NED":
            made, provenance = _prices(data, sources)
        elif isinstance(query, StatlineQuery):
            made, provenance = _figures(data, sources, indicators)
        elif sources[0].kind == "statline-register":
            made, provenance = _register(data, query, edition.params.division_year)
        else:
            continue  # descriptions of region codes: 03759ned, which is served as captured
        tables.append(_only(made, province))
        told += provenance
    return tables, tuple(told)


def _only(table: Rehearsed, province: str | None) -> Rehearsed:
    """The table with the places of one provincie, which is all that this Nederland and its landsdeel have."""
    if province is None:
        return table
    codes = [p.code for p in table.places]
    kept = [n for n, p in enumerate(table.places) if province in (p.code, p.province) or p.code[:2] in ("NL", "LD")]
    takes = [n if codes[n][:2] not in ("NL", "LD") or province not in codes else codes.index(province) for n in kept]
    figures = {key: values[takes] for key, values in table.figures.items()}
    return replace(table, places=[table.places[n] for n in kept], figures=figures)


def _figures(
    data: Path, sources: list[Source], indicators: Mapping[str, Indicator]
) -> tuple[Rehearsed, list[Provenance]]:
    """A table of figures: the declared measures, and of 70072ned those that are known beside them."""
    query: StatlineQuery = sources[0].statline
    version = sources[0].version
    facts = facts_of(query.table, sources[0].title, [s.statline.select for s in sources])
    main = query.table == "70072ned"
    topics: dict[str, Topic] = {}
    asked: dict[str, Indicator] = {}
    for source in sources:
        described = source.statline.described
        for id, key in source.statline.keys.items():
            asked.setdefault(key, indicators[id]) if id in indicators else None
            topics[key] = _topic(data, key, described.get(key), indicators.get(id), main)
    if main:
        titles = {t.title for t in topics.values()}
        for row in listed(data):
            key = row["v3_key_after_2026-07-31"]
            title = row["title"].rpartition(": ")[2]
            if key not in topics and key.isascii() and "?" not in key and "(" not in key and title in titles:
                topics[key] = _topic(data, key, None, None, main)
        topics |= {key: Topic(key, title, "aantal", 0, group) for key, (title, group) in SPOKEN_OF.items()}
    told = _captured(data, query.table, topics)
    first, last = facts.division or facts.years[0], facts.division or facts.years[-1]
    all_places = places(data)
    kept = [n for n, p in enumerate(all_places) if p.code.startswith(facts.starts) and p.there(first, last)]
    columns = [year - YEARS[0] for year in facts.years]
    values: dict[str, np.ndarray] = {}
    provenance = []
    for key, topic in topics.items():
        indicator = asked.get(key)
        rule = rule_of(key, topic.unit, *((indicator.minimum, indicator.maximum) if indicator else ()))
        made = figures(data, Asked(key, rule, told.get(key), topic.decimals, facts.division))
        values[key] = made.values[np.ix_(kept, columns)]
        provenance.append(_told(query.table, topic, made, kept, columns))
    order = sorted(topics, key=lambda k: (number_of(k), k))
    region = facts.region if version == "v3" or query.region == "RegioS" else query.region
    served = [all_places[n] for n in kept]
    table = Rehearsed(
        query.table, version, facts.title, served, facts.periods(), [topics[k] for k in order], values, query.catalogue,
        region, facts.width, facts.others, facts.description, facts.modified,
    )  # fmt: skip
    return table, provenance


def _told(table: str, topic: Topic, made: Figures, kept: list[int], columns: list[int]) -> Provenance:
    known, values = made.known[np.ix_(kept, columns)], made.values[np.ix_(kept, columns)]
    there = ~np.isnan(values)
    counts = int((there & known).sum()), int((there & ~known).sum())
    rule = (
        f"12 kinds of offences of 47018NED (2026) times {_ALL_OFFENCES}" if stem_of(topic.key) in CRIME else made.rule
    )
    return Provenance(table, topic.key, topic.title, *counts, made.captured, rule)


def _captured(data: Path, table: str, keys: Iterable[str]) -> dict[str, Captured]:
    """Captures of the measures of a table; of crime there is a level only, which nothing calls captured."""
    if table == "70072ned":
        return captured(data, keys)
    level = offences(data).values * _ALL_OFFENCES
    rate = level / people(data).values * 1000
    of = {stem_of(k): k for k in keys} | {k: k for k in keys}
    return {
        of[name]: Captured(values, np.zeros_like(values, bool))
        for names, values in ((CRIME, level), (CRIME_RATE, rate))
        for name in names
        if name in of
    }


def _topic(data: Path, key: str, ref: Any, indicator: Indicator | None, main: bool) -> Topic:
    """A topic as it is declared; what is not declared from the list of measures, else from the indicator it gives."""
    row = next((r for r in listed(data) if main and r["v3_key_after_2026-07-31"] == key), None)
    title = ref.title if ref else row["title"].rpartition(": ")[2] if row else stem_of(key)
    unit = (ref.unit if ref else None) or (row["unit"] if row else indicator.unit_short if indicator else "")
    decimals = int(row["decimals"]) if row else max(indicator.decimals if indicator else 0, 0)
    group = tuple(ref.group.split(": ")) if ref and ref.group else ()
    if main and stem_of(key) != PEOPLE and theme_of(key) not in group:
        above = "" if group else row["title"].rpartition(": ")[0] if row and ": " in row["title"] else group_of(key)
        group = (theme_of(key), *([above] if above else []), *group)
    return Topic(key, title, unit or "", decimals, group)


def _prices(data: Path, sources: list[Source]) -> tuple[Rehearsed, list[Provenance]]:
    """83625NED, captured whole from 2015 on."""

    def part(name: str) -> Any:
        return json.loads((data / _PRICES / f"{name}.json").read_bytes())

    query: StatlineQuery = sources[0].statline
    head = {k: v for k, v in part("properties").items() if not k.startswith("@")}
    codes = part("codes-RegioS")["value"]
    regions = [Place(c["Identifier"], c["Title"], c["Description"], c["DimensionGroupId"]) for c in codes]
    periods = [Period(int(c["Title"]), c["Description"], c["Status"]) for c in part("codes-Perioden")["value"]]
    periods = [p for p in periods if p.year >= 2015]
    (row,) = part("measure-codes")["value"]
    (key,) = set(query.keys.values())
    topic = Topic(key, row["Title"], row["Unit"], row["Decimals"])
    values = np.full((len(regions), len(periods)), np.nan)
    where = {p.code: n for n, p in enumerate(regions)}, {p.code: n for n, p in enumerate(periods)}
    with gzip.open(data / _PRICES / "observations-page-1.json.gz") as pages:
        for cell in json.load(pages)["value"]:
            if cell["Value"] is not None:
                values[where[0][cell["RegioS"]], where[1][cell["Perioden"]]] = cell["Value"]
    table = Rehearsed(
        query.table, sources[0].version, head["Title"], regions, periods, [topic], {key: values},
        description=head["Description"], modified=head["Modified"][:10], reason=head["VersionReason"], head=head,
    )  # fmt: skip
    count = int((~np.isnan(values)).sum())
    return table, [Provenance(query.table, key, topic.title, count, 0, f"{_PRICES} (2026-07-17): all cells since 2015")]


#: Group of the register -> columns of code and name in the captured register.
_LEVELS = (
    ("COROP-gebieden", "cr"), ("COROP-subgebieden", "cs"), ("COROP-plusgebieden", "cp"), ("Landsdelen", "ld"),
    ("Provincies", "pv"),
)  # fmt: skip


def _register(data: Path, query: Any, year: int) -> tuple[Rehearsed, list[Provenance]]:
    """*Gebieden in Nederland*: texts, padded, in groups that each have a code and a name."""
    rows = register(data)
    named = {p.code: p for p in places(data)}
    topics = [Topic("Code_1", "Code", group=("Lokaliseringen van gemeenten",), text=10)]
    topics.append(Topic("Naam_2", "Naam", group=("Lokaliseringen van gemeenten",), text=50))
    columns = {"Code_1": "gm_code", "Naam_2": "gm_naam"}
    for group, prefix in _LEVELS:
        for title, column, width in (("Code", f"{prefix}_code", 10), ("Naam", f"{prefix}_naam", 50)):
            key = f"{title}_{len(topics) + 1}"
            topics.append(Topic(key, title, group=(group,), text=width))
            columns[key] = column
    texts = {key: np.array([[row[column]] for row in rows], dtype=object) for key, column in columns.items()}
    table = Rehearsed(
        query.table, query.version, f"Gebieden in Nederland {year}", [named[row["gm_code"]] for row in rows], [],
        topics, texts, modified="2025-01-14", reason="Nieuw",
    )  # fmt: skip
    told = "regions/cbs2023_gebiedsindelingen_register.csv (2023; it holds until 2025)"
    what = ", ".join(columns)
    return table, [Provenance(query.table, what, "Code, Naam", 0, len(rows) * len(columns), rule=told)]


def provenance_lines(told: Iterable[Provenance]) -> Iterator[str]:
    """One line a measure, and a line with the sums."""
    entries = list(told)
    yield from (entry.line() for entry in entries)
    yield f"in all {sum(e.captured for e in entries)} captured and {sum(e.derived for e in entries)} derived figures"
