"""The ranking of an indicator: every region of one level, best first, those without a place at the end."""

from __future__ import annotations

from collections import Counter
from typing import Any

from regioboek.markup import Markup, join
from regioboek.params.indicators import Indicator
from regioboek.params.levels import BASE, LEVELS, Level, around
from regioboek.report.data.edition_register import sort_name
from regioboek.report.data.page_data import PageData
from regioboek.report.data.region_facts import absence_text, movement_state, own_calculation, trend_state
from regioboek.report.pages import marks
from regioboek.report.pages.marks import Cell
from regioboek.schemas.rows import Region
from regioboek.words import corrected
from regioboek.words import language as nl
from regioboek.words.behind import RELATIVE_WORDS
from regioboek.words.facts import JUDGED
from regioboek.words.labels import text
from regioboek.words.margins import margin_ends, overlapping
from regioboek.words.states import MOVEMENT_WORDS, MOVES, NO_TREND_WORDS, ROBUST_WORDS, STATE_WORDS, own_words


def is_placed(indicator: Indicator, level: Level) -> bool:
    """Whether regions of a level have places: not where areas overlap, and not by a count."""
    return LEVELS[level].placed and not indicator.is_count


def ranking_table(data: PageData, indicator: Indicator, level: Level) -> Markup | None:
    """The table; None when no region of the level has a figure in the window.

    Without places where areas overlap; of a count, which is not judged, without trends as well.
    """
    found = [(region, data.finding(region.code, indicator.id)) for region in data.of_level(level)]
    if all(f["trend"] == "missing" for _, f in found):
        return None
    ranking = data.rankings.get((level, indicator.id), {})
    year, ranked = ranking.get("year"), ranking.get("ranked")
    if indicator.is_count:
        year = max(f["latest_year"] for _, f in found if f["latest_year"])
    beside = LEVELS[level].compared
    with_parent = bool(data.of_level(beside))  # an edition may leave them out
    ordered = sorted(found, key=lambda rf: (rf[1]["rank"] is None, rf[1]["rank"] or 0, sort_name(rf[0].name)))
    rows = [_row(data, indicator, region, f, year, with_parent=with_parent) for region, f in ordered]
    window = nl.year_range(data.edition.window.first, data.edition.window.last)
    placed = is_placed(indicator, level)
    columns = [(text("pages.column.place"), "rb-rank")] if placed else []
    columns.append((nl.sentence_case(nl.level_word(level)), "rb-name"))
    if with_parent:
        columns.append((nl.sentence_case(nl.level_word(beside)), "rb-within"))
    heading = f"{text('pages.column.value')} {year}" if year else text("pages.column.value")
    heading += marks.long_unit_words(indicator)
    columns.append((heading, "rb-value"))
    if not indicator.is_count:
        columns.append((text("pages.column.trend_of", window=window), "rb-trend"))
    if year and ranked:
        peers = f"{nl.number(ranked, 0)} {nl.level_word(indicator.figure_level(level), ranked)}"
        quarters = f"+ {nl.POSITION_WORDS['top']}, {nl.MINUS} {nl.POSITION_WORDS['bottom']}"
        said = text("pages.ranking.placed", peers=peers, year=year, quarters=quarters)
        said = text("pages.ranking.from_high", peers=peers, year=year) if indicator.is_unjudged else said
    elif indicator.is_count:
        said = text("pages.count.no_places")
    else:
        said = text("pages.ranking.nobody_placed") if placed else text("pages.ranking.overlapping")
    shown = [region for region, finding in found if finding["latest_value"] is not None]
    remarks = [said, own_words(own_calculation(data, region, indicator) for region in shown)]
    remarks += [corrected.DAGGER_WORDS] if any(_mended(data, indicator, *rf) for rf in found) else []
    remarks += _margins_said(data, indicator, [r for r, f in found if f["rank"] is not None], year)
    told = "; ".join(remark for remark in remarks if remark)
    caption = f"{marks.level_title(level)}: {indicator.name}{marks.unit_words(indicator.name, indicator.unit)}, {told}"
    return marks.table(caption, columns, rows, classes="rb-table rb-ranking", row_header=int(placed))


def _row(
    data: PageData, indicator: Indicator, region: Region, f: dict[str, Any], year: int | None, *, with_parent: bool
) -> list[str | Cell]:
    row: list[str | Cell] = [marks.region_link(region, base="../regio/")]
    if is_placed(indicator, region.level):
        unplaced = Cell(text("pages.ranking.no_place"), css="rb-absent")
        row.insert(0, Cell(str(f["rank"]), css=f"p-{f['position'] or 'none'}") if f["rank"] else unplaced)
    if with_parent:
        around_it = region.parent(LEVELS[region.level].compared)
        row.append(data.region(around_it).name if around_it else "")
    value = f["latest_value"]
    if value is None:
        return [*row, Cell(absence_text(data, region, indicator), span=1 if indicator.is_count else 2, css="rb-why")]
    shown = marks.amount(value, indicator)
    said = [marks.trend_words(f["trend"], f["direction"], f["no_trend"]), marks.robust_mark(f["robust"])]
    trend = [] if indicator.is_count else [Cell(join(said), css=marks.trend_class(f["trend"]))]
    shown += corrected.DAGGER * _mended(data, indicator, region, f)
    ends = data.series(region.code, indicator.id).margins.get(f["latest_year"])
    beside = [marks.beside(margin_ends(ends, indicator))] if ends else []
    beside += [marks.year_mark(f["latest_year"])] if f["latest_year"] != year else []
    return [*row, join([shown, *beside]) if beside else shown, *trend]


def _margins_said(data: PageData, indicator: Indicator, placed: list[Region], year: int | None) -> list[str]:
    """What margins mean for the places of regions; that there are none, where only others of the source's have them."""
    if indicator.id not in data.margins or not placed:
        return []
    margins = [data.series(region.code, indicator.id).margins.get(year or 0) for region in placed]
    known = [ends for ends in margins if ends]
    if not known:
        own = any(own_calculation(data, region, indicator) for region in placed)
        return [text("margin.none_there")] if own else []
    meaning = [overlapping(known, nl.level_word(placed[0].level, 2))] if len(known) > 1 else []
    return [text("margin.given"), *meaning]


def _mended(data: PageData, indicator: Indicator, region: Region, f: dict[str, Any]) -> bool:
    """Whether the region's latest figure is not the source's."""
    return f["latest_year"] in corrected.changed_years(data.corrections(region, indicator))


#: What the counts of trends are followed by: column of findings, its value, words.
_OF_THESE = (
    ("robust", "borderline", text("pages.indicator.of_these", words=ROBUST_WORDS["borderline"])),
    *(("relative", w, text("beside.than_national", words=RELATIVE_WORDS[w], country="{country}")) for w in JUDGED),
)


def counts_table(data: PageData, indicator: Indicator) -> tuple[Markup, str]:
    """How many regions of each level have which trend, and how many colours are a grensgeval: table and text.

    Beside Nederland, every region with a figure counts, whatever its own trend.
    """
    levels: list[Level] = [level for level in (BASE, *around(BASE)) if data.of_level(level)]
    found = {level: [(r, data.finding(r.code, indicator.id)) for r in data.of_level(level)] for level in levels}
    state, moving = (movement_state, MOVES) if indicator.is_unjudged else (trend_state, JUDGED)
    counts = {
        level: Counter(f["no_trend"] or state(data, region, indicator) for region, f in rows)
        for level, rows in found.items()
    }
    occur = set().union(*counts.values())
    known = {**MOVEMENT_WORDS, **NO_TREND_WORDS}
    order = (*moving, *NO_TREND_WORDS, *STATE_WORDS)
    words = {key: known[key] for key in dict.fromkeys(order) if key in moving or key in occur}
    columns = [
        (text("pages.column.trend"), "rb-name"),
        *((marks.level_title(level), marks.NUMBERS) for level in levels),
    ]
    rows = [[word, *(nl.number(counts[level][key], 0) for level in levels)] for key, word in words.items()]
    rows.append([text("pages.total"), *(nl.number(counts[level].total(), 0) for level in levels)])
    for column, key, said in _OF_THESE:
        among = [sum(f[column] == key for _, f in found[level]) for level in levels]
        told = said.format(country=data.national.short_name)
        rows += [[told, *(nl.number(n, 0) for n in among)]] if any(among) else []
    texts = []
    for level, of_level in counts.items():
        said = nl.listing(f"{of_level[key]} {word}" for key, word in words.items() if of_level[key])
        texts.append(f"{marks.level_title(level)}: {said}")
    window = nl.year_range(data.edition.window.first, data.edition.window.last)
    caption = text("pages.indicator.counts", indicator=indicator.name, window=window)
    return marks.table(caption, columns, rows, classes="rb-table rb-compact"), "\n".join(texts)
