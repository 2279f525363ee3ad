"""Faults of what is told: sentences, the choice of them, the counts beside the wheel (1-3, 5-7, 9 and 10)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from built_edition import Built, Tally
from plain_statistics import step

#: A page that says one of these names a place, or compares with the other regions.
PLACE = re.compile(r"\d+e van|kwart|plaats|laagste|hoogste|(?:eerste|laatste) (?:van|vijf)")
#: A sentence that names some of several last places tells of all.
LAST_OF_SOME = re.compile(r"bij \d+ indicatoren (?:de laatste|tot de laatste)")
#: A step is told as one.
AS_STEP = re.compile(r"lag tot en met|sprong|in één")
#: Caveats of a table's row that a sentence about the same figure must keep: in the row -> in the sentence.
CAVEATS = {
    "modelschatting": "model",
    "voorlopig": "voorlopig",
    "eenheid niet zeker": "eenheid",
}
#: A step, where the edition has no rule: two levels explain this share, a line leaves so many times as much.
STEP = {"explains": 0.9, "times": 4, "min_years": 2, "min_total": 6, "min_change": 2}
FEW = 1000  # inhabitants: what stands at the head of the page belongs to its sentences
LARGE = 8  # points between two measurements
COMMON = 1 / 3  # told on more pages of a level than this does not distinguish
MANY = 12  # pages of a level for which that says something


def half_told(built: Built) -> Iterator[Tally]:
    """1: a trend told without the place that pulls the other way."""
    tally = Tally("1", "sentences that call a trend (on)gunstig in the opposite quarter without the place")
    for said in built.sentences:
        if said.judged and said.indicator:
            against = {"favourable": "bottom", "unfavourable": "top"}[said.judged]
            apart = built.finding(said).get("position") == against
            tally.saw(said.level, apart and not PLACE.search(said.text), str(said))
    yield tally


def silent(built: Built) -> Iterator[Tally]:
    """2: pages with an extreme place or a large recent change, that tell of none."""
    pages = Tally("2a", "pages of regions in some last five places (provincies: the last) that tell none of them")
    places = Tally("2b", "last places of provincies that are not told")
    change = Tally("2c", f"changes of {LARGE} points or more between the last two measurements, not told")
    beyond = Tally("2d", "of these, those further than of nine in ten regions of the level")
    told = {(said.page.code, name) for said in built.sentences for name in said.names}
    placed = {(said.page.code, name) for said in built.sentences if PLACE.search(said.text) for name in said.names}
    counted = {said.page.code for said in built.sentences if LAST_OF_SOME.search(said.text)}
    shared = built.group()
    last = defaultdict(set)
    for (region, indicator), found in built.findings.items():
        level = built.level[region]
        if region in built.shown and found["rank"] is not None and (level == "provincie" or found["ranked"] >= 50):
            end = found["rank"] + shared[level, indicator, found["rank"]] - 1
            if found["rank"] > found["ranked"] - (1 if level == "provincie" else 5):
                last[region].add(indicator)
                if level == "provincie" and end == found["ranked"]:
                    places.saw(
                        level,
                        (region, indicator) not in placed and region not in counted,
                        f"{region} {indicator}: {found['rank']}e van {found['ranked']}",
                    )
    for region, indicators in last.items():
        pages.saw(
            built.level[region],
            not any((region, i) in placed for i in indicators),
            f"{region}: {', '.join(sorted(indicators))}",
        )
    moves = defaultdict(dict)
    for (region, indicator), series in built.series.items():
        if len(series) > 1 and series[-1][0] > built.params["window"]["last"] - 3:
            moves[built.level[region], indicator][region] = (series[-1][1] - series[-2][1], series[-2][0])
    for (level, indicator), by_region in moves.items():
        if built.indicators[indicator]["unit_short"] == "%":
            ends = _ends([moved for moved, _ in by_region.values()])
            for region, (moved, since) in by_region.items():
                if abs(moved) >= LARGE - 1e-9 and region in built.shown:
                    untold = (region, indicator) not in told
                    said = f"{region} {indicator}: {moved:+.1f} sinds {since}"
                    change.saw(level, untold, said)
                    if len(by_region) >= MANY and not ends[0] <= moved <= ends[1]:
                        beyond.saw(level, untold, said)
    yield from (pages, places, change, beyond)


def _ends(moves: list[float]) -> tuple[float, float]:
    """Between which nine in ten of the changes lie."""
    ordered = sorted(moves)
    cut = round(0.05 * (len(ordered) - 1))
    return ordered[cut], ordered[-1 - cut]


def common(built: Built) -> Iterator[Tally]:
    """3: the same told on more than a third of the pages of a level."""
    tally = Tally("3", "indicators told on more than a third of the pages of a level")
    pages = Counter(built.level[page.code] for page in built.pages)
    told = {(said.level, name, said.page.code) for said in built.sentences for name in said.names}
    for (level, indicator), n in Counter((level, indicator) for level, indicator, _ in told).most_common():
        if pages[level] >= MANY:
            tally.saw(level, n > COMMON * pages[level], f"{indicator}: {n} of {pages[level]} pages")
    yield tally


def shared_places(built: Built) -> Iterator[Tally]:
    """5: a place quoted as if nobody shared it."""
    shared = built.group()
    told = Tally("5a", "sentences that name a shared place as if it were not shared")
    cells = Tally("5b", "rows with a shared place that do not say so")
    total, all_places = sum(n for n in shared.values() if n > 1), sum(shared.values())
    told.note = f"; {total} of {all_places} places are shared"
    for said in built.sentences:
        rank = built.finding(said).get("rank")
        if rank is not None and re.search(r"\d+e van \d+", said.text):
            together = shared[said.level, said.indicator or "", rank] > 1
            told.saw(said.level, together and "gedeeld" not in said.text.lower(), str(said))
    for page in built.pages:
        level = built.level[page.code]
        for row in page.rows.values():
            if row.rank:
                together = shared[level, row.indicator, row.rank[0]] > 1
                cells.saw(level, together and "gedeeld" not in row.words, f"{page.code} {row.indicator}: {row.place}")
    yield from (told, cells)


def is_step(built: Built, key: tuple[str, str]) -> bool:
    """Whether two levels explain a series, and much better than a line; by the edition's rule where it has one."""
    rule = built.params["rules"].get("jump") or STEP
    points = [(year, value) for year, value, _ in built.series.get(key, ())]
    if len(points) < max(2 * rule["min_years"], rule["min_total"]):
        return False
    _, size, left, line_left = step(points, rule["min_years"], rule["min_years"])
    mean = sum(value for _, value in points) / len(points)
    spread = sum((value - mean) ** 2 for _, value in points)
    explained = left <= (1 - rule["explains"]) * spread and line_left >= rule["times"] * left
    return explained and abs(size) >= rule["min_change"] * built.unit(key[1]) - 1e-9


def steps(built: Built) -> Iterator[Tally]:
    """6: a step told as a pace per year."""
    tally = Tally("6", "sentences that tell a movement in one step as an even one")
    for said in built.sentences:
        even = said.judged and not said.side and not AS_STEP.search(said.text) and re.search("daalde|steeg", said.text)
        if said.judged and said.indicator and not said.side:
            wrong = even and is_step(built, (said.page.code, said.indicator))
            tally.saw(said.level, bool(wrong), str(said))
    yield tally


def paces(built: Built) -> Iterator[Tally]:
    """7: a pace that does not fit the two figures beside it."""
    line = Tally("7a", "sentences whose pace differs by more than a quarter from the figures beside it")
    mean = Tally("7b", 'sentences with "gemiddeld" whose pace differs by more than a third')
    for said in built.sentences:
        if said.pace:
            pace, change, years = said.pace
            apart = abs(pace * years - abs(change)) / max(abs(change), 1e-9)
            line.saw(said.level, apart > 1 / 4 + 1e-9, str(said))
            if "gemiddeld" in said.text:
                mean.saw(said.level, apart > 1 / 3 + 1e-9, str(said))
    yield from (line, mean)


def two_counts(built: Built) -> Iterator[Tally]:
    """9: text and wheel that count otherwise, charts printed twice."""
    counts = Tally("9a", "pages whose text and wheel give other numbers")
    charts = Tally("9b", "pages that print a chart twice")
    patterns = {
        "t-favourable": r"(\d+) (?:zich )?gunstig", "t-unfavourable": r"(\d+) (?:zich )?ongunstig",
        "p-top": r"bij (\d+) indicator\w* in het bovenste", "p-bottom": r"en bij (\d+)[^.]* in het onderste",
    }  # fmt: skip
    for page in built.pages:
        said = {mark: re.search(pattern, page.glance) for mark, pattern in patterns.items()}
        apart = [
            f"{mark} {found[1]} | {page.wheel[mark]}"
            for mark, found in said.items()
            if found and int(found[1]) != page.wheel[mark]
        ]
        level = built.level[page.code]
        counts.saw(level, bool(apart), f"{page.code}: {', '.join(apart)} (text | wheel)")
        twice = [title for title, n in Counter(page.charts).items() if n > 1]
        charts.saw(level, bool(twice), f"{page.code}: {'; '.join(twice)}")
    yield from (counts, charts)


def caveats(built: Built) -> Iterator[Tally]:
    """10: what the table says beside a figure and the sentence about it does not."""
    tally = Tally("10", "sentences without a caveat that the row of the same figure has")
    for said in built.sentences:
        row = said.page.rows.get(said.indicator or "")
        if row is not None and not said.side:
            lost = [c for c, kept in CAVEATS.items() if c in row.notes.lower() and kept not in said.text.lower()]
            if (said.page.inhabitants or FEW) < FEW and not re.search(r"\d inwoners", said.text):
                lost.append(f"{said.page.inhabitants} inwoners")
            tally.saw(said.level, bool(lost), f"{said} [{', '.join(lost)}]")
    yield tally
