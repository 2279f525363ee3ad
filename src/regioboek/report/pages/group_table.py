"""The groups of an indicator beside its total, in one region: latest figure, shape and trend of each.

A group has a trend of its own. It has no place in the wheel, in counts and in sentences: these are about indicators.
"""

from __future__ import annotations

from regioboek.markup import Markup, join
from regioboek.params.indicators import TOTAL, Indicator
from regioboek.report.data.page_data import PageData
from regioboek.report.data.reasons import absence_text
from regioboek.report.data.region_facts import indicator_facts
from regioboek.report.pages import marks
from regioboek.report.pages.marks import Cell
from regioboek.report.pages.region_charts import RegionCharts
from regioboek.schemas.rows import Region
from regioboek.words import language as nl
from regioboek.words.labels import text


def group_table(data: PageData, region: Region, indicator: Indicator) -> Markup:
    """The table, folded under its name; nothing for an indicator without groups."""
    if not indicator.groups:
        return Markup("")
    window = nl.year_range(data.edition.window.first, data.edition.window.last)
    columns = [
        (text("pages.column.group"), "rb-name"),
        (region.name, "rb-value"),
        (window, "rb-spark"),
        (text("pages.column.trend"), "rb-trend"),
    ]
    names = [TOTAL, *(group.name for group in indicator.groups)]
    rows = [_row(data, region, series, name) for series, name in zip(indicator.series, names, strict=True)]
    where = nl.in_place(region.name, region.level, region.code)
    summary = text("pages.groups.folded", indicator=indicator.display_name)
    caption = text("pages.groups.table", indicator=indicator.display_name, where=where, window=window)
    return marks.details(summary, marks.table(caption, columns, rows))


def _row(data: PageData, region: Region, series: Indicator, name: str) -> list[str | Cell]:
    facts = indicator_facts(data, region, series)
    if facts.latest_value is None:
        return [name, Cell(absence_text(data, region, series), span=3)]
    value = join([nl.value_with_unit(facts.latest_value, series), marks.year_mark(facts.latest_year)])
    drawn = RegionCharts(data, region).sparkline(facts)
    return [name, value, drawn, marks.trend_mark(facts.trend, facts.direction)]
