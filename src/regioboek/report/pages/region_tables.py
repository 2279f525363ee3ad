"""The tables of a region's page: what is known per indicator of a theme, and the figures per year behind the charts.

Where a figure is absent, word and reason take the place of the whole rest of the row. What is true of every figure of
a table (own calculation) stands once, in its caption.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from regioboek.charts import strip
from regioboek.markup import Markup, html, join
from regioboek.params.indicators import TOTAL, Indicator, Theme
from regioboek.params.levels import LEVELS, NATIONAL
from regioboek.report.data.page_data import PageData
from regioboek.report.data.region_facts import absence_code, absence_text, indicator_facts, own_calculation
from regioboek.report.pages import marks
from regioboek.report.pages.marks import Cell
from regioboek.report.pages.region_charts import RegionCharts
from regioboek.schemas.rows import Region, Series
from regioboek.words import absent, behind, corrected, recalculated
from regioboek.words import language as nl
from regioboek.words.facts import IndicatorFacts
from regioboek.words.labels import text
from regioboek.words.margins import margin_ends, margin_words
from regioboek.words.states import GAP, STARS, keys_of, own_words


class RegionTables:
    """Tables of one region; `charts` draws what stands in their cells."""

    def __init__(self, data: PageData, region: Region, charts: RegionCharts):
        self.data = data
        self.region = region
        self.charts = charts
        self.window = nl.year_range(data.edition.window.first, data.edition.window.last)
        self.compared = data.gemeenten(region) != data.gemeenten(data.national)
        self.national = data.national.short_name
        self.placed = LEVELS[region.level].placed

    # -- a theme ---------------------------------------------------------------------------------------------------

    def of_theme(self, theme: Theme, facts: list[IndicatorFacts]) -> Markup:
        """Indicator, value with unit and year, Nederland, sparkline, trend, place with strip, notes."""
        columns = [(text("pages.column.indicator"), "rb-name"), (self.region.short_name, "rb-value")]
        if self.compared:
            columns.append((self.national, "rb-national"))
        columns += [(self.window, "rb-spark"), (text("pages.column.trend"), "rb-trend")]
        if self.placed:
            columns.append((text("pages.column.place"), "rb-place"))
        columns.append((text("pages.column.notes"), "rb-notes"))
        with_value = [f for f in facts if f.latest_value is not None]
        all_own = bool(with_value) and all(f.own_calculation for f in with_value)
        rows = [self._row(theme, replace(f, own_calculation=False) if all_own else f, len(columns)) for f in facts]
        where = nl.in_place(self.region.name, self.region.level, self.region.code)
        own = self._own_words(with_value, all_own=all_own)
        caption = text("pages.region.table", theme=theme.name, where=where, window=self.window)
        return marks.table(caption + own, columns, rows)

    def _own_words(self, facts: list[IndicatorFacts], *, all_own: bool) -> str:
        """What the caption says of our own figures: of the region where all of them are, and of Nederland beside it."""
        national = [f for f in facts if self.compared and not self._national(f)[1]]
        beside = own_words(own_calculation(self.data, self.data.national, f.indicator) for f in national)
        own = text("pages.own")
        if all_own and (beside == own or not national):
            return f"; {own}"
        said = f"; {self.region.name}: {own}" if all_own else ""
        same_year = f"; {text('pages.region.national_same_year', national=self.national)}" if national else ""
        return said + same_year + (f", {beside}" if beside else "")

    def _row(self, theme: Theme, f: IndicatorFacts, width: int) -> list[str | Cell]:
        i = f.indicator
        name = marks.indicator_link(i)
        home = marks.home(self.data.edition, i)
        mended = self.data.corrections(self.region, i)
        notes = recalculated.notes(self.data.recalculated(self.region, i), self.data.edition.params.division_year)
        if f.latest_value is None:
            return [name, Cell("; ".join([self._absent(i), *corrected.notes(mended, i), *notes]), span=width - 1)]
        dagger = corrected.DAGGER if f.latest_year in corrected.changed_years(mended) else ""
        told = marks.long_unit(i) and marks.unit_words(i.display_name, i.unit_short)
        name = join([name, marks.beside(nl.unbroken(i.unit_short))]) if told else name
        value = f"{marks.amount(f.latest_value, i)}{STARS.get(f.latest_status or '', '')}{dagger}"
        cells: list[str | Cell] = [name, join([value, marks.year_mark(f.latest_year)])]
        notes += [*corrected.notes(mended, i), *absent.notes(f, self.data.edition.rules.trend)]
        notes += [] if i.unit_short else [i.unit]
        notes += [i.table_note] if i.table_note else []
        notes += self._margin(f)
        notes += [text("pages.published")] if self._published(i) else []
        notes += [text("pages.region.jump", year=f.jump_year)] if f.jump_year else []
        if self.compared:
            national, reason = self._national(f)
            cells.append(national)
            among = i.figure_level(self.region.level)
            many = nl.level_word(among, 2)
            notes += [text("pages.region.placed_among", peers=many)] if f.rank and among != self.region.level else []
            notes += [reason] if reason else []
        count = marks.absent(text("count.judged")) if i.is_count else ""
        cells += [self.charts.sparkline(f), count or marks.trend_mark(f.trend, f.direction, f.no_trend, f.robust)]
        if self.placed:
            cells.append(self._place(f))
        notes += [text("pages.region.chart_at")] if home != theme else []
        there = [" ", marks.link(marks.theme_anchor(home), home.name)] if home != theme else []
        return [*cells, join([nl.sentence_case("; ".join(notes)), *there])]

    def _published(self, indicator: Indicator) -> bool:
        """Whether the figure of an area is its source's own, where areas mostly have figures that we made."""
        area = bool(LEVELS[self.region.level].base) and not indicator.corop_value
        return area and self._mostly_own and not own_calculation(self.data, self.region, indicator)

    @cached_property
    def _mostly_own(self) -> bool:
        """Whether at least half of what the country has figures of is our own calculation."""
        every = self.data.edition.indicators
        shown = [i for i in every if self.data.finding(NATIONAL, i.id)["latest_value"] is not None]
        return 2 * sum(own_calculation(self.data, self.data.national, i) for i in shown) >= len(shown)

    def _margin(self, f: IndicatorFacts) -> list[str]:
        """The margin of the latest figure; or that our own calculation has none, where the source's figures do."""
        if f.indicator.id not in self.data.margins or f.latest_year is None:
            return []
        ends = self.data.series(self.region.code, f.indicator.id).margins.get(f.latest_year)
        if ends:
            return [margin_words(ends, f.indicator)]
        own = own_calculation(self.data, self.region, f.indicator)
        return [text("margin.none_here")] if own else []

    def _absent(self, indicator: Indicator) -> str:
        """Why the region has no figure; and the national figure, where there is one."""
        said = absence_text(self.data, self.region, indicator)
        found = self.data.finding(NATIONAL, indicator.id)
        if not self.compared or found["latest_value"] is None:
            return said
        value = nl.value_with_unit(found["latest_value"], indicator)
        return f"{said}. {self.national}: {value} ({found['latest_year']})"

    def _national(self, f: IndicatorFacts) -> tuple[str, str]:
        """The national figure of the same year, and who goes faster; or a word in its place, and why for the notes."""
        value = dict(self.data.series(NATIONAL, f.indicator.id).points).get(f.latest_year or 0)
        if value is not None:
            said = behind.beside_in_row(f)
            beside = [html(" <small>{}</small>", said)] if said else []
            return join([marks.amount(value, f.indicator), *beside]), ""
        code = absence_code(self.data, self.data.national, f.indicator)
        return marks.absent(nl.ABSENCE_WORDS[code]), f"{self.national}: {nl.ABSENCE_REASONS[code]}"

    def _place(self, f: IndicatorFacts) -> Markup:
        if f.indicator.is_count:
            return marks.absent(text("pages.count.no_place"))
        if f.rank is None or f.ranked is None:
            year = self.data.rankings.get((self.region.level, f.indicator.id), {}).get("year")
            if year:
                return marks.absent(text("pages.region.not_placed", year=year))
            peers = nl.level_word(f.indicator.figure_level(self.region.level), 2)
            return marks.absent(text("pages.region.nobody_placed", peers=peers))
        said = [text("rank.tied")] if f.tied else []
        said += [nl.POSITION_WORDS[f.position]] if f.position in ("top", "bottom") else []
        said += [text("rank.from_high")] if f.indicator.is_unjudged else []
        share = self.data.edition.rules.position.share
        drawn = strip(f.rank, f.ranked, f.tied, position=f.position, share=share)
        return html(
            '<span class="rb-mark p-{}">{}{}{}</span>{}',
            f.position or "none",
            nl.rank(f.rank, f.ranked),
            marks.year_mark(f.ranked_year) if f.ranked_year != f.latest_year else "",
            html(" <small>{}</small>", ", ".join(said)) if said else "",
            "" if f.indicator.is_unjudged else drawn,
        )

    # -- years -----------------------------------------------------------------------------------------------------

    def of_years(self, theme: Theme, facts: list[IndicatorFacts]) -> Markup:
        """Every figure the charts draw, a row per indicator and region, a column per year; and what stands behind."""
        regions = self.charts.compared_regions()
        names = marks.names_apart(regions)
        series = {(f.indicator.id, r.code): self.data.series(r.code, f.indicator.id) for f in facts for r in regions}
        years = sorted({int(y) for s in series.values() for y in s.years[s.observed]})
        rows: list[list[str]] = []
        statuses: set[str] = set()
        gaps = daggers = False
        own: dict[str, list[bool]] = {}
        for f in facts:
            for region in regions:
                found = series[f.indicator.id, region.code]
                if found.observed.any():
                    mended = corrected.changed_years(self.data.corrections(region, f.indicator))
                    shown = figures(found, f.indicator, mended)
                    statuses.update(s for s, there in zip(found.status, found.observed, strict=True) if there and s)
                    gaps |= not shown.keys() >= set(years)
                    daggers |= bool(mended)
                    shown_name = f.indicator.display_name
                    unit = marks.unit_words(shown_name, f.indicator.unit_short or f.indicator.unit)
                    name = f"{shown_name}{unit}, {names[region.code]}"
                    pace = behind.pace(self.data.finding(region.code, f.indicator.id), f.indicator)
                    told = behind.notes(f) if region == self.region else ""
                    rows.append([name, *(shown.get(year, GAP) for year in years), pace, told])
                    ends = {y: margin_ends(m, f.indicator) for y, m in found.margins.items()}
                    if ends:
                        gaps |= not ends.keys() >= set(years)
                        rows.append(
                            [f"{name}: {text('margin.short')}", *(ends.get(year, GAP) for year in years), "", ""]
                        )
                    own.setdefault(names[region.code], []).append(own_calculation(self.data, region, f.indicator))
        keys = [*keys_of(statuses, gaps=gaps), *([corrected.DAGGER_WORDS] if daggers else [])]
        for said in (text("pages.own"), text("pages.own_partly")):
            made = [name for name, flags in own.items() if own_words(flags) == said]
            keys += [f"{nl.listing(made)}: {said}"] if made else []
        caption = "; ".join([text("pages.region.years", theme=theme.name), *keys])
        columns = [(text("pages.column.indicator_and_region"), "rb-name"), *((str(y), marks.NUMBERS) for y in years)]
        columns += [(text("pages.column.pace"), marks.NUMBERS), (text("pages.column.behind"), "rb-notes")]
        return marks.table(caption, columns, rows, classes="rb-table rb-compact rb-wide", scroll=True)


def figures(series: Series, indicator: Indicator, mended: Collection[int] = ()) -> dict[int, str]:
    """The figures of one row by year, with the marks of what may change and of what is not the source's."""
    return {
        int(y): nl.number(float(v), indicator.decimals) + STARS.get(s or "", "") + corrected.DAGGER * (y in mended)
        for y, v, s, there in zip(series.years, series.values, series.status, series.observed, strict=True)
        if there
    }


def group_table(data: PageData, region: Region, indicator: Indicator) -> Markup:
    """The groups of an indicator beside its total: latest figure, shape and trend of each, folded; nothing without any.

    A group has a trend of its own. It has no place in the wheel, in counts and in sentences: those tell of indicators.
    """
    if not indicator.groups:
        return Markup("")
    window = nl.year_range(data.edition.window.first, data.edition.window.last)
    columns = [
        (text("pages.column.group"), "rb-name"),
        (region.short_name, "rb-value"),
        (window, "rb-spark"),
        (text("pages.column.trend"), "rb-trend"),
    ]
    names = [TOTAL, *(group.name for group in indicator.groups)]
    rows = [_group(data, region, series, name) for series, name in zip(indicator.series, names, strict=True)]
    where = nl.in_place(region.name, region.level, region.code)
    summary = text("pages.groups.folded", indicator=indicator.display_name)
    named = f"{indicator.display_name}{marks.long_unit_words(indicator)}"
    caption = text("pages.groups.table", indicator=named, where=where, window=window)
    return marks.details(summary, marks.table(caption, columns, rows))


def _group(data: PageData, region: Region, series: Indicator, name: str) -> list[str | Cell]:
    facts = indicator_facts(data, region, series)
    if facts.latest_value is None:
        return [name, Cell(absence_text(data, region, series), span=3)]
    value = join([marks.amount(facts.latest_value, series), marks.year_mark(facts.latest_year)])
    drawn = RegionCharts(data, region).sparkline(facts)
    return [name, value, drawn, marks.trend_mark(facts.trend, facts.direction, facts.no_trend, facts.robust)]
