"""What an indicator's page shows: what it measures, the country in two maps, development, distribution, ranking.

Each method is one cell of `notebooks/indicator.ipynb` and returns a :class:`Fragment`. The national pictures are
drawn once per indicator, maps from the edition's own paths, development and distribution with seaborn, each with its
numbers in a table behind it; behind the maps stands the ranking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from regioboek.charts.maps import national_map
from regioboek.charts.paint import PaintedClass, movement_classes, position_classes, trend_classes
from regioboek.markup import Markup, escaped, html, join
from regioboek.params.indicators import Indicator
from regioboek.params.levels import BASE, COUNTRY, Level, around, below, listed_levels
from regioboek.report.data.page_data import PageData
from regioboek.report.data.region_facts import absence_text, movement_state, own_calculation, trend_state
from regioboek.report.pages import marks
from regioboek.report.pages.fragment import Fragment, fragment
from regioboek.report.pages.indicator_figures import development_svg, distribution_svg, usual_pace, within_sight
from regioboek.report.pages.ranking_table import counts_table, is_placed, ranking_table
from regioboek.report.pages.region_tables import figures, group_table
from regioboek.report.pages.styles import style_element
from regioboek.report.pages.topic_page import TopicPage
from regioboek.schemas.rows import Region, Series
from regioboek.words import captions, corrected
from regioboek.words import language as nl
from regioboek.words.indicator_about import caveats, facts_of, in_monitor
from regioboek.words.labels import section, text
from regioboek.words.states import GAP, MOVEMENT_WORDS, keys_of, own_words


class IndicatorPage(TopicPage):
    """The page of one indicator of an edition."""

    def __init__(self, data: PageData, indicator: str):
        data.edition.indicator(indicator)  # names the nearest one when there is none
        self.indicator = data.told[indicator]
        super().__init__(data, indicator, "i", [self.indicator])

    def _findings(self, level: Level) -> list[tuple[Region, dict[str, Any]]]:
        return [(r, self.data.finding(r.code, self.indicator.id)) for r in self.data.of_level(level)]

    def _absent(self, region: Region | None = None) -> Fragment:
        """Word and reason where a figure would have stood: of `region`, or of gemeenten."""
        region = region or next(iter(self.data.of_level(BASE)), self.data.national)
        reason = nl.sentence(absence_text(self.data, region, self.indicator))
        return fragment(html('<p class="rb-absent">{}</p>', reason), reason)

    # -- cells ---------------------------------------------------------------------------------------------------

    def about(self) -> Fragment:
        """What the indicator measures, unit, source, direction, caveats, aggregation."""
        names = {code: region.name for code, region in self.data.regions.items()}
        mended = corrected.listed(self.data.corrections_of(self.indicator), self.indicator, names)
        given = [level for level in (COUNTRY, *around(BASE)) if self._given(level)]
        rows = [*facts_of(self.data.edition, self.indicator, given), *in_monitor(self.data.edition, self.indicator)]
        notes = [*caveats(self.indicator), *mended]
        items = join(html("<dt>{}</dt><dd>{}</dd>", k, v) for k, v in rows)
        head, warnings = text("pages.column.notes"), marks.bullets(notes)
        shown = html(
            '{}<dl class="rb-facts">{}</dl>{}',
            style_element(self.data.edition.params.colours),
            items,
            html('<div class="rb-caveats"><p>{}</p>{}</div>', head, warnings) if notes else "",
        )
        return fragment(shown, "\n".join(f"{k}: {v}" for k, v in [*rows, *((head, n) for n in notes)]))

    def _given(self, level: Level) -> bool:
        """Whether regions of a level have figures that are the source's own."""
        i = self.indicator
        found = [r for r, f in self._findings(level) if f["latest_value"] is not None]
        return bool(found) and not any(own_calculation(self.data, r, i) for r in found)

    def maps(self) -> Fragment:
        """All gemeenten twice: trend and position, each with a legend in words and numbers; of a count why not.

        Where nothing is judged: which way the figure goes, and where it is high and low.
        """
        if self.indicator.is_count:
            rates = [i for i in self.data.edition.indicators if i.ratio and i.ratio.count == self.indicator.id]
            parts = [escaped(text("pages.count.shown")), *(self._instead(rate) for rate in rates)]
            shown = join(parts, " ")
            return fragment(html("<p>{}</p>", shown), shown.striptags())
        gemeenten = self._findings(BASE)
        if all(f["trend"] == "missing" for _, f in gemeenten):
            return self._absent()
        unjudged = self.indicator.is_unjudged
        state, classes = (movement_state, movement_classes) if unjudged else (trend_state, trend_classes)
        trends = {r.code: state(self.data, r, self.indicator) for r, _ in gemeenten}
        tips = {r.code: f"{r.name}: {MOVEMENT_WORDS[trends[r.code]]}" for r, _ in gemeenten}
        title = text("pages.indicator.trends", indicator=self.indicator.name, window=self.window)
        said = (captions.movement_caption if unjudged else captions.trend_caption)(Counter(trends.values()))
        drawn = [marks.figure(self._map("trend", title, trends, classes(self.palette), tips), said)]
        texts = [f"{title}. {said}"]
        year = self.data.rankings.get((BASE, self.indicator.id), {}).get("year")
        if year:
            positions = {r.code: self._quarter(f) for r, f in gemeenten}
            among = self.indicator.figure_level(BASE)
            way = f", {text('rank.from_high')}" if unjudged else ""
            tips = {r.code: f"{r.name}: {_place(f, among)}{way if f['rank'] else ''}" for r, f in gemeenten}
            title = text("pages.indicator.places", indicator=self.indicator.name, year=year)
            title = text("pages.indicator.heights", indicator=self.indicator.name, year=year) if unjudged else title
            said = captions.place_caption(self._values_by_position(gemeenten, year), self.indicator)
            svg = self._map("plaats", title, positions, position_classes(self.palette, judged=not unjudged), tips)
            drawn.append(marks.figure(svg, said))
            texts.append(f"{title}. {said}")
        return fragment(html('<div class="rb-maps">{}</div>', join(drawn)), "\n".join(texts))

    def _quarter(self, f: dict[str, Any]) -> str:
        """The position of a finding; where nothing is judged, whether its place from high to low is in a quarter."""
        rule = self.data.edition.rules.position
        if not self.indicator.is_unjudged or f["rank"] is None or f["ranked"] < rule.min_quarters:
            return f["position"] or "none"
        quarter = int(rule.share * f["ranked"] + 1e-9)
        if f["rank"] + f["tied"] <= quarter:
            return "top"
        return "bottom" if f["rank"] > f["ranked"] - quarter else "middle"

    def _instead(self, rate: Indicator) -> Markup:
        return escaped(text("pages.count.rate", rate="{}")).format(
            marks.link(f"../indicator/{rate.id}.html", rate.name)
        )

    def _values_by_position(self, rows: list[tuple[Region, dict[str, Any]]], year: int) -> dict[str, list[float]]:
        """The values of `year`, the year of the ranking, by position."""
        found: dict[str, list[float]] = {}
        for region, f in rows:
            if (quarter := self._quarter(f)) != "none":
                series = self.data.series(region.code, self.indicator.id)
                found.setdefault(quarter, []).append(float(series.values[series.years == year][0]))
        return found

    def _map(
        self,
        name: str,
        title: str,
        states: dict[str, str],
        classes: Sequence[PaintedClass],
        tips: dict[str, str],
    ) -> Markup:
        counts = Counter(states.values())
        said = nl.listing(f"{counts[c.key]} {c.words}" for c in classes if counts[c.key])
        description = text("pages.indicator.map", count=len(states), said=said)
        frame = self.frame(f"{self.uid}-{name}", title, description, boundaries=True)
        return national_map(self.data.paths["overview"], states, classes, tips, frame)

    def counts(self) -> Fragment:
        """How many regions of each level move which way; of a count nothing."""
        if self.indicator.is_count:
            return fragment(Markup(""), "")
        return fragment(*counts_table(self.data, self.indicator))

    def development(self) -> Fragment:
        """Nederland and the provincies through time, with the table behind it."""
        regions = [self.data.national, *self.data.of_level("provincie")]
        lines = {r: s for r in regions if (s := self.data.series(r.code, self.indicator.id)).observed.any()}
        if not lines:
            return self._absent(self.data.national)
        i = self.indicator
        years = sorted({int(y) for s in lines.values() for y in s.years[s.observed]})
        national, span = self.data.national.name, nl.year_range(years[0], years[-1])
        title = text("pages.indicator.development", indicator=i.name, national=national, years=span)
        told = [captions.ends_sentence(r, s, i) for r, s in lines.items() if r.level == COUNTRY]
        told += [] if i.is_count else [captions.extremes_sentence(lines, i)]
        told = [said for said in told if said]
        description = " ".join([*told, text("pages.indicator.lines", count=len(lines))])
        frame = self.frame(f"{self.uid}-ontwikkeling", title, description, i.unit)
        svg = development_svg(lines, i, self.data.edition.window, frame)
        extent = (min(years[0], self.data.edition.window.first), years[-1])
        provisional = any(series.provisional for series in lines.values())
        note = captions.reading_note(i, extent, yearly=usual_pace(years) == 1, provisional=provisional)
        caption = html('{} <span class="rb-muted">{}</span>', " ".join(told), note)
        drawn = self._with_table(svg, caption, self._years_table(title, lines, years))
        groups = group_table(self.data, self.data.national, i)
        return fragment(join([drawn, groups]), " ".join([f"{title}.", *told]))

    def _with_table(self, svg: Markup, caption: str, table: Markup) -> Markup:
        drawn = marks.figure(svg, caption, classes="rb-figure rb-beside")
        return join([drawn, marks.details(text("pages.figures_of_chart"), table)])

    def _years_table(self, title: str, lines: dict[Region, Series], years: list[int]) -> Markup:
        rows: list[list[str]] = []
        for region, series in lines.items():
            shown = figures(series, self.indicator)
            rows.append([marks.region_link(region, base="../regio/"), *(shown.get(year, GAP) for year in years)])
        statuses = {status for s in lines.values() for status in s.status if status}
        keys = keys_of(statuses, gaps=any(GAP in row[1:] for row in rows))
        own = own_words(own_calculation(self.data, region, self.indicator) for region in lines)
        caption = "; ".join([f"{title} ({self.indicator.unit})", *([own] if own else []), *keys])
        columns = [(text("pages.column.region"), "rb-name"), *((str(y), marks.NUMBERS) for y in years)]
        return marks.table(caption, columns, rows, classes="rb-table rb-compact rb-wide", scroll=True)

    def distribution(self) -> Fragment:
        """How gemeenten are spread in the year of the ranking; of a count why not."""
        if self.indicator.is_count:
            said = text("pages.count.no_spread")
            return fragment(html("<p>{}</p>", said), said)
        year = self.data.rankings.get((BASE, self.indicator.id), {}).get("year")
        if not year:
            return self._absent()
        i = self.indicator
        gemeenten = [(region, self.data.series(region.code, i.id)) for region in self.data.of_level(BASE)]
        found = [(value, region) for region, series in gemeenten for at, value in series.points if at == year]
        found.sort(key=lambda pair: (pair[0], pair[1].code))
        values = np.array([v for v, _ in found])
        quarters = np.quantile(values, (0.25, 0.5, 0.75))
        shown = [nl.value_with_unit(float(v), i) for v in (values[0], *quarters, values[-1])]
        title = text("pages.indicator.distribution", indicator=i.name, count=len(values), year=year)
        said = captions.spread_caption(found, (float(quarters[0]), float(quarters[2])), i)
        seen = within_sight(values, quarters)
        unit = text("pages.indicator.per_value", unit=i.unit)
        if len(seen) < len(values):
            unit += captions.out_of_sight(len(values) - len(seen), float(seen[-1]), i)
        svg = distribution_svg(values, quarters, i, self.frame(f"{self.uid}-verdeling", title, said, unit))
        words = section("pages.indicator.bounds").values()
        ends = [captions.extreme(found, i, k)[1] for k in (0, -1)]
        links = [
            marks.listing(marks.region_link(r, base="../regio/") for r in regions)
            if len(regions) <= 3
            else f"{len(regions)} {nl.level_word('gemeente', 2)}"
            for regions in ends
        ]
        rows = list(zip(words, shown, [links[0], "", "", "", links[1]], strict=True))
        columns = [
            (text("pages.column.bound"), "rb-name"),
            (text("pages.column.value"), marks.NUMBERS),
            (nl.sentence_case(nl.level_word(BASE)), "rb-text"),
        ]
        table = marks.table(f"{title} ({i.unit})", columns, rows, classes="rb-table rb-compact")
        return fragment(self._with_table(svg, said, table), f"{title}. {said}")

    def ranking(self) -> Fragment:
        """Every region of every level with value, trend and place, best first; gemeenten open, others folded.

        Counts are listed by name.
        """
        parts, texts = [], []
        for level in (BASE, *around(BASE), *listed_levels(), *below(BASE)):
            table = ranking_table(self.data, self.indicator, level)
            if table:
                many = nl.level_word(level, 2)
                folded = text("pages.ranking.folded", regions=many)
                placed = is_placed(self.indicator, level)
                if not placed:
                    folded = text("pages.ranking.folded_figures", regions=many)
                parts.append(table if level == BASE else marks.details(folded, table))
                if placed:
                    rows, named = self._findings(level), marks.level_title(level)
                    ranked = sum(f["rank"] is not None for _, f in rows)
                    texts.append(text("pages.ranking.counted", regions=named, placed=ranked, all=len(rows)))
        if not parts:
            return self._absent()
        return fragment(join(parts), "\n".join(texts))


def _place(finding: dict[str, Any], among: Level) -> str:
    return nl.rank(finding["rank"], finding["ranked"], among) if finding["rank"] else text("charts.no_place")
