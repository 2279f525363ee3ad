"""What an indicator's page shows: what it measures, the country in two maps, development, distribution, ranking.

Each method is one cell of `notebooks/indicator.ipynb` and returns a :class:`Fragment`. The national pictures are
drawn once per indicator with geopandas (maps) and seaborn (development, distribution), each with its numbers in
a table behind it.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import Any

import numpy as np

from regioboek.regions import NATIONAL, Level
from regioboek.report import language as nl
from regioboek.report import marks
from regioboek.report.drawing import Palette
from regioboek.report.edition_data import EditionData, Region
from regioboek.report.fragment import Fragment, fragment
from regioboek.report.indicator_figures import development_svg, distribution_svg
from regioboek.report.maps import MapClass, map_legend, national_map, position_classes, trend_classes
from regioboek.report.styles import style_element

CERTAINTY = {
    "source": "zo staat het in een bron over de monitor",
    "common-sense": "onze lezing; CBS heeft de richting voor zover wij weten niet gepubliceerd",
}


class IndicatorPage:
    """The page of one indicator of an edition."""

    def __init__(self, data: EditionData, indicator: str):
        self.data = data
        self.indicator = data.edition.indicator(indicator)
        self.palette = Palette.of(data.edition.params.colours)
        self.uid = f"i-{indicator}"
        self.source = marks.source_line(data.edition)
        self.window = nl.year_range(data.edition.window.first, data.edition.window.last)

    # -- figures of a level ------------------------------------------------------------------------------------

    def _findings(self, level: Level) -> list[tuple[Region, dict[str, Any]]]:
        return [(r, self.data.finding(r.code, self.indicator.id)) for r in self.data.of_level(level)]

    @property
    def has_figures(self) -> bool:
        """Whether any gemeente has a figure in the window."""
        return any(f["trend"] != "missing" for _, f in self._findings("gemeente"))

    def _absent(self) -> Fragment:
        reason = marks.absence_text(self.data, self.data.national, self.indicator)
        return fragment(f'<p class="rb-absent">{escape(nl.sentence(reason))}</p>', nl.sentence(reason))

    # -- cells ---------------------------------------------------------------------------------------------------

    def about(self) -> Fragment:
        """What the indicator measures, unit, source, direction, caveats, aggregation."""
        i = self.indicator
        higher = i.direction.favourable == "higher"
        rows = [
            ("Wat het meet", i.measures),
            ("Eenheid", i.unit),
            ("Over wie of wat", i.population),
            ("Bron", i.source),
            ("Hoe vaak", i.cadence),
            (
                "Gunstige richting",
                f"{'hoger' if higher else 'lager'} is gunstig ({CERTAINTY[i.direction.certainty]})"
                + (f": {i.direction.reason}" if i.direction.reason else ""),
            ),
            ("Cijfers voor gebieden", self._aggregation_words()),
        ]
        if i.codes:
            rows.append(("Code bij CBS", ", ".join(i.codes)))
        items = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
        notes = self.caveats()
        warnings = "".join(f"<li>{escape(n)}</li>" for n in notes)
        html = f'{style_element()}<dl class="rb-facts">{items}</dl>'
        if warnings:
            html += f'<div class="rb-caveats"><p>Let op</p><ul>{warnings}</ul></div>'
        text = "\n".join(f"{k}: {v}" for k, v in [*rows, *(("Let op", n) for n in notes)])
        return fragment(html, text)

    def _aggregation_words(self) -> str:
        rule = self.indicator.aggregation
        if rule.method == "none":
            return f"niet te aggregeren: {marks.lower_first(rule.reason or '')}"
        words = f"eigen berekening: gemiddelde van gemeenten, gewogen met {rule.weight}"
        if rule.exact:
            return words
        return f"{words} als benadering van de juiste noemer ({rule.denominator})"

    def caveats(self) -> list[str]:
        """What a reader must know before comparing, as sentences."""
        i = self.indicator
        notes = [i.caveat] if i.caveat else []
        if i.small_area_model:
            notes.append(
                "De cijfers per gemeente zijn schattingen met een model. Het model maakt reeksen gladder; "
                "een trend lijkt daardoor sneller duidelijk dan hij is."
            )
        if i.multi_year_mean:
            notes.append("Het cijfer is een gemiddelde over meer jaren. Daarom wordt er geen trend over bepaald.")
        if i.corop_value:
            notes.append("Bij een gemeente staat het cijfer van het COROP-gebied waarin die ligt.")
        if i.structurally_absent:
            notes.append("Niet elke gemeente kan een cijfer hebben; waar het niet kan voorkomen, staat dat erbij.")
        notes.extend(f"Breuk in de reeks in {b.year}: {b.reason}" for b in i.breaks)
        if i.provisional_years:
            years = (
                "Het laatste jaar is"
                if i.provisional_years == 1
                else f"De laatste {nl.in_words(i.provisional_years)} jaren zijn"
            )
            notes.append(f"{years} voorlopig.")
        return [nl.sentence(n) for n in notes]

    def maps(self) -> Fragment:
        """All gemeenten twice: trend and position, each with a legend in words and counts."""
        if not self.has_figures:
            return self._absent()
        rows = self._findings("gemeente")
        trends = {r.code: f["trend"] for r, f in rows}
        positions = {r.code: f["position"] or "none" for r, f in rows}
        trend_tips = {r.code: f"{r.name}: {nl.TREND_WORDS[f['trend']]}" for r, f in rows}
        place_tips = {
            r.code: f"{r.name}: {nl.rank(f['rank'], f['ranked']) if f['rank'] else 'geen plaats'}" for r, f in rows
        }
        name = self.indicator.name
        ranking = self.data.rankings.get(("gemeente", self.indicator.id), {})
        year = ranking.get("year")
        pictures = [
            self._map(
                "trend",
                f"{name}: trend per gemeente, {self.window}",
                trends,
                trend_classes(self.palette),
                trend_tips,
            ),
        ]
        if year:
            pictures.append(
                self._map(
                    "plaats",
                    f"{name}: plaats van gemeenten in {year}",
                    positions,
                    position_classes(self.palette),
                    place_tips,
                )
            )
        text = "\n".join(
            f"{title}: {nl.listing(f'{n} {word}' for word, n in counts.items())}"
            for title, counts in (
                ("Trend", self._in_words(trends, nl.TREND_WORDS)),
                ("Plaats", self._in_words(positions, {**nl.POSITION_WORDS, "none": "geen plaats"})),
            )
        )
        return fragment(f'<div class="rb-maps">{"".join(pictures)}</div>', text)

    @staticmethod
    def _in_words(states: dict[str, str], words: dict[str, str]) -> dict[str, int]:
        counts = Counter(states.values())
        return {words[key]: counts[key] for key in words if counts[key]}

    def _map(
        self,
        name: str,
        title: str,
        states: dict[str, str],
        classes: tuple[MapClass, ...],
        tips: dict[str, str],
    ) -> str:
        counts = Counter(states.values())
        said = nl.listing(f"{counts[c.key]} {c.words}" for c in classes if counts[c.key])
        svg = national_map(
            self.data.build.shapes,
            states,
            classes,
            uid=f"{self.uid}-{name}",
            title=title,
            description=f"Kaart van {len(states)} gemeenten: {said}. De tabel onder aan de pagina noemt ze alle.",
            palette=self.palette,
            tips=tips,
        )
        caption = f"<strong>{escape(title)}</strong>{map_legend(classes, states)}"
        source = marks.source_line(self.data.edition, boundaries=True)
        return marks.figure(svg, caption, source, example=self.data.edition.params.example)

    def counts(self) -> Fragment:
        """How many regions of each level move which way."""
        levels: list[Level] = [lv for lv in ("gemeente", "corop", "provincie") if self.data.of_level(lv)]
        columns = [
            ("Niveau", "rb-name"),
            *((w, f"rb-num t-{k}") for k, w in nl.TREND_WORDS.items()),
            ("totaal", "rb-num"),
        ]
        rows, texts = [], []
        for level in levels:
            found = Counter(f["trend"] for _, f in self._findings(level))
            cells = [nl.number(found[key], 0) for key in nl.TREND_WORDS]
            rows.append([marks.level_title(level), *cells, nl.number(sum(found.values()), 0)])
            said = nl.listing(f"{found[k]} {w}" for k, w in nl.TREND_WORDS.items() if found[k])
            texts.append(f"{marks.level_title(level)}: {said}")
        caption = f"{escape(self.indicator.name)}: aantal regio’s per trend, {self.window}"
        return fragment(marks.table(caption, columns, rows, classes="rb-table rb-compact"), "\n".join(texts))

    def development(self) -> Fragment:
        """Nederland and the provincies through time, with the table behind it."""
        regions = [self.data.national, *self.data.of_level("provincie")]
        lines = {r: self.data.series(r.code, self.indicator.id) for r in regions}
        lines = {r: s for r, s in lines.items() if s.observed.any()}
        if not lines:
            reason = marks.absence_text(self.data, self.data.national, self.indicator)
            return fragment(f'<p class="rb-absent">{escape(nl.sentence(reason))}</p>', nl.sentence(reason))
        i, edition = self.indicator, self.data.edition
        years = sorted({int(y) for s in lines.values() for y in s.years[s.observed]})
        title = f"{i.name}: Nederland en de provincies, {nl.year_range(years[0], years[-1])}"
        ends = [self._ends(r, s) for r, s in lines.items() if r.code == NATIONAL] or [f"{len(lines)} provincies"]
        svg = development_svg(
            lines,
            i,
            edition.window,
            palette=self.palette,
            uid=f"{self.uid}-ontwikkeling",
            title=title,
            description=" ".join(ends),
        )
        rows = []
        for region, series in lines.items():
            by_year = {int(y): (v, s) for y, v, s in zip(series.years, series.values, series.status, strict=True)}
            cells = [self._cell(*by_year.get(year, (np.nan, None))) for year in years]
            rows.append([marks.region_link(region, base="../regio/"), *cells])
        table = marks.table(
            escape(f"{title} ({i.unit}); eigen berekening"),
            [("Regio", "rb-name"), *((str(y), "rb-num") for y in years)],
            rows,
            classes="rb-table rb-compact rb-wide",
            scroll=True,
        )
        drawn = marks.figure(svg, f"<strong>{escape(title)}</strong>", self.source, example=edition.params.example)
        return fragment(drawn + marks.details("Cijfers bij deze grafiek", table), " ".join([f"{title}.", *ends]))

    def _cell(self, value: float, status: str | None) -> str:
        if np.isnan(value):
            return '<abbr title="ontbreekt">.</abbr>'
        star = {"provisional": "*", "revised-provisional": "**"}.get(status or "", "")
        return nl.number(float(value), self.indicator.decimals) + star

    def _ends(self, region: Region, series: Any) -> str:
        years, values = series.years[series.observed], series.values[series.observed]
        first, last = (nl.value_with_unit(float(values[k]), self.indicator) for k in (0, -1))
        if len(years) == 1:
            return f"{region.name}: {first} in {years[0]}."
        return f"{region.name}: van {first} in {years[0]} naar {last} in {years[-1]}."

    def distribution(self) -> Fragment:
        """How gemeenten are spread in the year of the ranking."""
        ranking = self.data.rankings.get(("gemeente", self.indicator.id), {})
        year = ranking.get("year")
        if not year:
            return self._absent()
        i = self.indicator
        found = []
        for region in self.data.of_level("gemeente"):
            series = self.data.series(region.code, i.id)
            at = np.flatnonzero((series.years == year) & series.observed)
            if len(at):
                found.append((float(series.values[at[0]]), region))
        found.sort(key=lambda pair: (pair[0], pair[1].code))
        values = np.array([v for v, _ in found])
        quarters = np.quantile(values, (0.25, 0.5, 0.75))
        title = f"{i.name}: verdeling van {len(values)} gemeenten in {year}"
        lowest, highest = found[0], found[-1]
        said = (
            f"De laagste waarde is {nl.value_with_unit(lowest[0], i)} ({lowest[1].name}), de hoogste "
            f"{nl.value_with_unit(highest[0], i)} ({highest[1].name}). De helft van de gemeenten ligt tussen "
            f"{nl.value_with_unit(float(quarters[0]), i)} en {nl.value_with_unit(float(quarters[2]), i)}."
        )
        svg = distribution_svg(
            values,
            quarters,
            i,
            palette=self.palette,
            uid=f"{self.uid}-verdeling",
            title=title,
            description=said,
        )
        rows = [
            ["laagste", nl.value_with_unit(lowest[0], i), marks.region_link(lowest[1], base="../regio/")],
            *(
                [name, nl.value_with_unit(float(q), i), ""]
                for name, q in zip(
                    ("een kwart ligt lager dan", "de helft ligt lager dan", "driekwart ligt lager dan"),
                    quarters,
                    strict=True,
                )
            ),
            ["hoogste", nl.value_with_unit(highest[0], i), marks.region_link(highest[1], base="../regio/")],
        ]
        columns = [("Grens", "rb-name"), ("Waarde", "rb-num"), ("Gemeente", "rb-text")]
        table = marks.table(escape(f"{title} ({i.unit})"), columns, rows, classes="rb-table rb-compact")
        drawn = marks.figure(
            svg,
            f"<strong>{escape(title)}</strong> {escape(said)}",
            self.source,
            example=self.data.edition.params.example,
        )
        return fragment(drawn + marks.details("Cijfers bij deze grafiek", table), f"{title}. {said}")

    def ranking(self) -> Fragment:
        """Every region of every level with value, trend and place, best first."""
        parts, texts = [], []
        for level in ("gemeente", "corop", "provincie"):
            rows = self._findings(level)
            if not rows or all(f["trend"] == "missing" for _, f in rows):
                continue
            parts.append(self._ranking_table(level, rows))
            placed = [f for _, f in rows if f["rank"] is not None]
            texts.append(f"{marks.level_title(level)}: {len(placed)} van {len(rows)} met een plaats")
        if not parts:
            return self._absent()
        return fragment("".join(parts), "\n".join(texts))

    def _ranking_table(self, level: Level, rows: list[tuple[Region, dict[str, Any]]]) -> str:
        i = self.indicator
        year = self.data.rankings.get((level, i.id), {}).get("year")
        ordered = sorted(rows, key=lambda rf: (rf[1]["rank"] is None, rf[1]["rank"] or 0, rf[0].name))
        cells = []
        for region, f in ordered:
            value = f["latest_value"]
            if value is None:
                shown = escape(marks.absence_text(self.data, region, i))
            else:
                old = "" if f["latest_year"] == year else f' <span class="rb-year">({f["latest_year"]})</span>'
                shown = f"{nl.value_with_unit(value, i)}{old}\x1f{value!r}"
            place = (
                f'<span class="rb-mark p-{f["position"] or "none"}">{f["rank"]}</span>\x1f{f["rank"]}'
                if f["rank"] is not None
                else '<abbr title="geen plaats">–</abbr>\x1f999999'
            )
            row = [place, marks.region_link(region, base="../regio/") + f"\x1f{region.name}"]
            if level != "provincie":
                parent = self.data.region(region.provincie) if region.provincie else None
                row.append(escape(parent.name) if parent else "")
            row += [shown, marks.trend_mark(f["trend"], f["direction"])]
            cells.append(row)
        ranked = ordered[0][1]["ranked"]
        if ranked and year:
            said = (
                f"plaats onder {ranked} {nl.level_word(level, ranked)} met een cijfer over {year}; 1 is het gunstigst"
            )
        else:
            said = "geen plaatsen"
        columns = [("Plaats", "rb-num"), (nl.sentence_case(nl.level_word(level)), "rb-name")]
        if level != "provincie":
            columns.append(("Provincie", "rb-text"))
        columns += [(f"Waarde {year}" if year else "Waarde", "rb-num"), (f"Trend {self.window}", "rb-trend")]
        own = "" if level == "gemeente" else "; eigen berekening"
        caption = f"{marks.level_title(level)}: {escape(i.name)} ({escape(i.unit)}), {said}{own}"
        table = marks.table(caption, columns, cells, classes="rb-table rb-ranking", row_header=1)
        return table if level == "gemeente" else marks.details(f"Ranglijst van {nl.level_word(level, 2)}", table)

    def accountability(self) -> Fragment:
        """Source, method, and the notebook and figures to download."""
        source = marks.source_line(self.data.edition, boundaries=True)
        return fragment(marks.accountability_html(source, self.indicator.id), source)
