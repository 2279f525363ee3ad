"""Faults of what is judged: quarters, colours, kinds of no trend, and what they rest on (4, 8 and 11-15)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pandas as pd
from built_edition import Built, Tally
from page_reading import text_of
from plain_statistics import each_left_out, kendall_exact, mann_kendall, shown, way

RANKED_FOR_QUARTERS = 12
#: How a row says what the trend is beside that of Nederland.
BESIDE = ("sneller", "trager", "gelijk op", "gunstiger")
NUMBER_OF_GEMEENTEN = {
    2015: 393, 2016: 390, 2017: 388, 2018: 380, 2019: 355, 2020: 355, 2021: 352, 2022: 345, 2023: 342, 2024: 342,
    2025: 342,
}  # fmt: skip


def quarters(built: Built) -> Iterator[Tally]:
    """4 and 13: quarters that hold more than a quarter, words that disagree with the place, quarters of a few."""
    share = built.params["rules"]["position"]["share"]
    full = Tally("4a", "quarters (level, indicator, side) that hold more than a quarter of the ranked")
    word = Tally("4b", 'cells "onderste kwart" at a place before the last quarter')
    first = Tally("4c", 'cells "1e … middengroep"')
    strip = Tally("4d", "strips whose dot lies in another band than the word says")
    few = Tally("13a", f"quarters told where fewer than {RANKED_FOR_QUARTERS} are ranked")
    better = Tally("13b", 'provincies "onderste kwart" that do better than Nederland')
    held: Counter[tuple[str, str, str]] = Counter()
    ranked = {}
    for (region, indicator), found in built.findings.items():
        level, side = built.level[region], found["position"]
        if found["ranked"]:
            ranked[level, indicator] = found["ranked"]
            few.saw(
                level,
                side is not None and found["ranked"] < RANKED_FOR_QUARTERS,
                f"{region} {indicator}: {side} of {found['ranked']}",
            )
        if side in ("top", "bottom"):
            held[level, indicator, side] += 1
        if level == "provincie" and side == "bottom" and found["difference_national"] is not None:
            sign = 1 if built.indicators[indicator]["direction"]["favourable"] == "higher" else -1
            better.saw(
                level,
                sign * found["difference_national"] > 0,
                f"{region} {indicator}: {found['rank']}e van {found['ranked']}",
            )
    for (level, indicator), n in ranked.items():
        for side in ("top", "bottom"):
            in_it = held[level, indicator, side]
            full.saw(level, in_it > share * n + 1e-9, f"{indicator} {side}: {in_it} of {n}")
    for page in built.pages:
        level = built.level[page.code]
        for row in page.rows.values():
            if row.rank:
                rank, of = row.rank
                said = f"{page.code} {row.indicator}: {row.place}"
                word.saw(level, "onderste kwart" in row.place and rank <= (1 - share) * of, said)
                first.saw(level, rank == 1 and "middengroep" in row.place, said)
                side = "top" if "bovenste" in row.place else "bottom" if "onderste" in row.place else "middle"
                strip.saw(level, row.in_band not in (None, side), f"{said}, dot in {row.in_band}")
    yield from (full, word, first, strip, few, better)


def unseen(built: Built) -> Iterator[Tally]:
    """8 and 13: colours of changes smaller than what is printed; colours of series that show one figure."""
    small = Tally("8a", "coloured trends that moved less than one unit of the last decimal")
    equal = Tally("8b", "sentences that judge a change between two figures that are printed alike")
    flat = Tally("13c", "coloured trends whose figures are printed alike in every year")
    for level, found in built.coloured():
        series = built.series[found["region"], found["indicator"]]
        moved, unit = abs(found["slope"]) * (series[-1][0] - series[0][0]), built.unit(found["indicator"])
        name = f"{found['region']} {found['indicator']}: {found['slope']:+.4f} per jaar"
        small.saw(level, moved < unit - 1e-9, name)
        decimals = built.indicators[found["indicator"]]["decimals"]
        flat.saw(level, len({shown(value, decimals) for _, value, _ in series}) == 1, name)
    for said in built.sentences:
        if said.judged:
            equal.saw(said.level, "afgerond gelijk" in said.text or bool(said.pace and said.pace[1] == 0), str(said))
    yield from (small, equal, flat)


def counted(built: Built) -> Iterator[Tally]:
    """11 and 12: counts that are ranked or judged; a country made of a part of its gemeenten."""
    judged = Tally("11", "figures that are counts, with a place or a colour")
    counts = {i for i, made in built.indicators.items() if made["aggregation"]["method"] == "sum"}
    for (region, indicator), found in built.findings.items():
        if indicator in counts:
            wrong = found["rank"] is not None or found["trend"] in ("favourable", "unfavourable")
            judged.saw(
                built.level[region],
                wrong,
                f"{region} {indicator}: {found['rank']}e van {found['ranked']}, {found['trend']}",
            )
    country = Tally("12", "figures of Nederland in an edition without all gemeenten")
    gemeenten = Counter(built.level.values())["gemeente"]
    whole = gemeenten >= NUMBER_OF_GEMEENTEN.get(built.params["division_year"], 0)
    for (region, indicator), found in built.findings.items():
        if built.level[region] == "land" and found["latest_value"] is not None:
            country.saw("land", not whole and not built.params["example"], f"{indicator}: {gemeenten} gemeenten")
    yield from (judged, country)


def beside_country(built: Built) -> Iterator[Tally]:
    """14: colours that do not say how the country moved; "geen trend" without its kind; intervals; the CSV."""
    relative = Tally(
        "14a", "coloured trends that go otherwise or not beside Nederland, without a word in the row or behind it"
    )
    kinds = Tally("14b", 'rows "geen trend" that do not say which of the kinds')
    interval = Tally("14c", "pages without any interval of a slope")
    least = built.params["rules"]["trend"]["alpha"]
    ways: Counter[str] = Counter()
    for page in built.pages:
        level = built.level[page.code]
        interval.saw(level, "interval" not in text_of(page.markup).lower(), page.code)
        for row in page.rows.values():
            said = f"{page.code} {row.indicator}: {row.trend} {row.notes}"
            if "t-none" in row.classes:
                kinds.saw(level, row.trend.strip(" →") == "geen trend", said)
            if level == "land" or not row.classes & {"t-favourable", "t-unfavourable"}:
                continue
            own = {y: v for y, v, _ in built.series[page.code, row.indicator]}
            country = {y: v for y, v, _ in built.series.get(("NL01", row.indicator), [])}
            apart = [(y, v - country[y]) for y, v in own.items() if y in country]
            if len(apart) >= 4:
                side = way(apart, least, 0) * (1 if built.findings[page.code, row.indicator]["slope"] > 0 else -1)
                if level == "gemeente":
                    ways[{1: "same", 0: "none", -1: "opposite"}[side]] += 1
                told = any(word in row.words or word in row.behind for word in BESIDE)
                relative.saw(level, side < 1 and not told, said)
    relative.note = "; gemeenten: " + ", ".join(f"{n} {name}" for name, n in ways.items())
    yield from (relative, kinds, interval)
    csv = Tally("14d", 'rows of CSV that call what is not significant "gelijk"')
    for page in built.pages:
        table = pd.read_csv(built.folder / "html/regio" / f"{page.code.lower()}.csv", sep=";", decimal=",", dtype=str)
        for row in table.to_dict("records"):
            if row.get("trend") == "geen trend":
                csv.saw(built.level[page.code], row.get("richting") == "gelijk", f"{page.code} {row['indicator']}")
    yield csv


def fragile(built: Built) -> Iterator[Tally]:
    """15: colours that go with another test, a year less, or provisional figures, and do not say so."""
    tally = Tally("15a", "coloured trends that do not stand firm, in a row that does not say so")
    alpha = built.params["rules"]["trend"]["alpha"]
    why: Counter[str] = Counter()
    marked = {(page.code, row.indicator): row.words for page in built.pages for row in page.rows.values()}
    for level, found in built.coloured():
        key = found["region"], found["indicator"]
        series = built.series[key]
        points, sign = [(year, value) for year, value, _ in series], 1 if found["slope"] > 0 else -1
        settled = [(year, value) for year, value, status in series if status == "definitive"]
        reasons = [
            ("four points", len(points) <= 4),
            ("model", bool(built.indicators[key[1]]["small_area_model"])),
            ("year left out", len(points) > 4 and any(way(rest, alpha, 0) != sign for rest in each_left_out(points))),
            ("Mann-Kendall", mann_kendall(points)[1] >= alpha),
            ("Kendall exact", kendall_exact(points)[1] >= alpha),
            ("provisional", len(settled) < len(points) and (len(settled) < 4 or way(settled, alpha, 0) != sign)),
        ]
        why.update(reason for reason, holds in reasons if holds)
        weak = [reason for reason, holds in reasons if holds and reason != "Kendall exact"]
        told = "grensgeval" in marked.get(key, "")
        tally.saw(level, bool(weak) and key in marked and not told, f"{key[0]} {key[1]}: {', '.join(weak)}")
    tally.note = "; " + ", ".join(f"{reason} {n}" for reason, n in why.most_common())
    chance = Tally("15b", "chapters on the trend that give 5 % of false colours alone, without a simulated range")
    chapter = text_of((built.folder / "html/methode/trend.html").read_text(encoding="utf-8"))
    chance.saw("chapter", not re.search(r"samenhang|simul|nagebootst", chapter), "methode/trend.html")
    yield from (tally, chance)
