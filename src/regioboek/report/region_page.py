"""What a region's page shows: the region in one glance, what stands out, and per theme its figures.

Each method is one cell of `notebooks/regio.ipynb` and returns a :class:`Fragment`. All charts are SVG written from
the numbers (`report.svg`); the table of a theme and the folded table of years hold the numbers behind them.
"""

from __future__ import annotations

from functools import cached_property
from html import escape

from regioboek.indicators import Indicator, Theme
from regioboek.regions import NATIONAL
from regioboek.report import absent, marks, reasons, sentences
from regioboek.report import language as nl
from regioboek.report.edition_data import EditionData, Region, Series, sort_name
from regioboek.report.facts import Counts, IndicatorFacts
from regioboek.report.fragment import Fragment, fragment
from regioboek.report.region_charts import RegionCharts
from regioboek.report.region_facts import region_facts
from regioboek.report.styles import style_element
from regioboek.report.svg import legend, strip

DIMENSIONS = {"hier-en-nu": "hier en nu", "later": "later"}
STARS = {"provisional": "*", "revised-provisional": "**"}


class RegionPage:
    """The page of one region of an edition."""

    def __init__(self, data: EditionData, code: str):
        self.data = data
        self.region = data.region(code)
        self.window = nl.year_range(data.edition.window.first, data.edition.window.last)
        self.charts = RegionCharts(data, self.region)

    @cached_property
    def facts(self) -> dict[str, IndicatorFacts]:
        """The findings of every indicator, official order."""
        return region_facts(self.data, self.region)

    def of_theme(self, theme: Theme) -> list[IndicatorFacts]:
        """The findings of a theme's indicators."""
        return [self.facts[i.id] for i in self.data.indicators_of(theme.id)]

    # -- cells -------------------------------------------------------------------------------------------------

    def at_a_glance(self) -> Fragment:
        """The wheel of themes and one sentence with the counts."""
        said = sentences.counts_sentence(Counts.of(self.facts.values()), self.region.name, self.region.level)
        picture = self.charts.wheel({t.id: self.of_theme(t) for t in self.data.edition.themes})
        key = legend("wiel")
        html = (
            f'{style_element()}<div class="rb-glance">{picture}<div class="rb-glance-text"><p>{escape(said)}</p>'
            f'{key}<p><a href="../lezen.html">Zo leest u deze pagina</a></p></div></div>'
        )
        return fragment(html, said)

    def striking(self) -> Fragment:
        """A few sentences: what moved most, what is weak and weakening, what is missing."""
        told = sentences.striking(list(self.facts.values()), self.region.name, self.region.level)
        items = "".join(f"<li>{escape(s)}</li>" for s in told)
        return fragment(f'<ul class="rb-striking">{items}</ul>', "\n".join(told))

    def theme(self, theme_id: str) -> Fragment:
        """The table of a theme, its charts, and the numbers behind them."""
        theme = self.data.edition.theme(theme_id)
        facts = self.of_theme(theme)
        dimension = DIMENSIONS[theme.dimension]
        kicker = f"{dimension} · {nl.count(len(facts), 'indicator', 'indicatoren')}"
        lead = (
            f'<p class="rb-kicker">{kicker} · '
            f'<a href="../thema/{theme.id}.html">{escape(theme.name)} in heel Nederland</a></p>'
        )
        if not facts:
            text = "Deze editie heeft geen indicatoren bij dit thema."
            return fragment(f"{lead}<p>{text}</p>", text)
        shown = [f for f in facts if f.trend != "missing"]
        charts = "".join(self.charts.development(f) for f in shown)
        html = lead + self._table(theme, facts)
        if charts:
            html += f'<div class="rb-charts">{charts}</div>'
            html += marks.details("Cijfers bij deze grafieken", self._years_table(theme, shown))
        return fragment(html, "\n".join(self._line(f) for f in facts))

    def surroundings(self) -> Fragment:
        """A map of the region among its neighbours, and the regions it consists of or borders on."""
        picture = self.charts.map()
        groups = self._related()
        lists = "".join(
            f'<div class="rb-related"><h3>{escape(title)}</h3><ul class="rb-columns">'
            + "".join(f"<li>{marks.region_link(r)}</li>" for r in regions)
            + "</ul></div>"
            for title, regions in groups
        )
        text = "\n".join(f"{title}: {nl.listing(r.name for r in regions)}" for title, regions in groups)
        return fragment(picture + lists, text or self.region.name)

    def accountability(self) -> Fragment:
        """Source, what is absent and why, method, and the notebook and figures to download."""
        source = marks.source_line(self.data.edition, boundaries=True)
        groups: dict[str, list[str]] = {}
        for f in self.facts.values():
            if f.trend == "missing":
                reason = reasons.absence_text(self.data, self.region, f.indicator)
                groups.setdefault(reason, []).append(f.indicator.name)
            elif f.trend == "undetermined":
                reason = absent.undetermined_reason(f, self.data.edition.rules.trend)
                groups.setdefault(f"trend niet te bepalen: {reason}", []).append(f.indicator.name)
        items = "".join(f"<li>{escape(nl.listing(names))} – {escape(reason)}.</li>" for reason, names in groups.items())
        before = f'<details class="rb-details"><summary>Wat ontbreekt en waarom</summary><ul>{items}</ul></details>'
        html = marks.accountability_html(source, self.region.code.lower(), before=before if items else "")
        lines = [f"{nl.listing(names)} – {reason}." for reason, names in groups.items()]
        return fragment(html, "\n".join([source, *lines]))

    # -- parts ---------------------------------------------------------------------------------------------------

    def _table(self, theme: Theme, facts: list[IndicatorFacts]) -> str:
        national = self.region.code == NATIONAL
        columns = [("Indicator", "rb-name"), (self.region.name, "rb-value")]
        if not national:
            columns.append(("Nederland", "rb-national"))
        columns += [(self.window, "rb-spark"), ("Trend", "rb-trend")]
        if not national:
            columns.append(("Plaats", "rb-place"))
        columns.append(("Let op", "rb-notes"))
        own = "" if national else "; Nederland: eigen berekening"
        where = nl.in_place(self.region.name, self.region.level, self.region.code)
        caption = f"{escape(theme.name)} {escape(where)}: laatste cijfer, trend {self.window}{own}"
        return marks.table(caption, columns, [self._row(f, national=national) for f in facts])

    def _row(self, f: IndicatorFacts, *, national: bool) -> list[str]:
        i = f.indicator
        cells = [marks.indicator_link(i)]
        if f.latest_value is None:
            reason = escape(reasons.absence_text(self.data, self.region, i))
            cells.append(f'<span class="rb-absent">{reason}</span>')
        else:
            star = STARS.get(f.latest_status or "", "")
            shown = nl.value_with_unit(f.latest_value, i)
            cells.append(f'{shown}{star} <span class="rb-year">({f.latest_year})</span>')
        if not national:
            cells.append(self._national(f))
        cells.append(self.charts.sparkline(f))
        cells.append(marks.trend_mark(f.trend, f.direction))
        if not national:
            cells.append(self._rank(f))
        notes = absent.notes(f, self.data.edition.rules.trend)
        cells.append(escape("; ".join(notes)))
        return cells

    def _national(self, f: IndicatorFacts) -> str:
        """The national figure of the same year, or why there is none."""
        series = self.data.series(NATIONAL, f.indicator.id)
        at = [k for k in range(len(series.years)) if series.years[k] == f.latest_year and series.observed[k]]
        if at:
            return nl.value_with_unit(float(series.values[at[0]]), f.indicator)
        if f.latest_value is None:
            return ""
        code = reasons.absence_code(self.data, self.data.national, f.indicator)
        reason = reasons.absence_reason(self.data, self.data.national, f.indicator)
        return f'<abbr class="rb-absent" title="{escape(reason, quote=True)}">{nl.ABSENCE_WORDS[code]}</abbr>'

    def _rank(self, f: IndicatorFacts) -> str:
        if f.rank is None or f.ranked is None:
            return '<span class="rb-absent">geen plaats</span>' if f.latest_value is not None else ""
        picture = strip(f.rank, f.ranked, position=f.position, share=self.data.edition.rules.position.share)
        year = f' <span class="rb-year">({f.ranked_year})</span>' if f.ranked_year != f.latest_year else ""
        position = f.position or "none"
        word = nl.POSITION_WORDS[position] if position != "none" else ""
        return (
            f'<span class="rb-mark p-{position}">{nl.rank(f.rank, f.ranked)}{year} '
            f'<span class="rb-position">{word}</span></span>{picture}'
        )

    def _line(self, f: IndicatorFacts) -> str:
        """One indicator as plain text."""
        name = f.indicator.name
        if f.latest_value is None:
            return f"{name}: {reasons.absence_text(self.data, self.region, f.indicator)}"
        parts = [
            f"{nl.value_with_unit(f.latest_value, f.indicator)} ({f.latest_year})",
            marks.trend_text(f.trend, f.direction),
        ]
        if f.rank is not None and f.ranked is not None:
            word = nl.POSITION_WORDS[f.position] if f.position else ""
            parts.append(f"{nl.rank(f.rank, f.ranked)} {word}".strip())
        return f"{name}: {'; '.join(parts)}"

    def _years_table(self, theme: Theme, facts: list[IndicatorFacts]) -> str:
        """Every figure the charts draw: a row per indicator and region, a column per year."""
        codes = [self.region.code, *marks.parent_codes(self.region)]
        series = {(f.indicator.id, code): self.data.series(code, f.indicator.id) for f in facts for code in codes}
        years = sorted({int(y) for s in series.values() for y in s.years[s.observed]})
        rows = []
        for f in facts:
            for code in codes:
                found = series[f.indicator.id, code]
                if code != self.region.code and not found.observed.any():
                    continue
                name = f"{escape(f.indicator.display_name)}, {escape(self.data.region(code).name)}"
                rows.append([name, *self._cells(found, years, f.indicator)])
        columns = [("Indicator en regio", "rb-name"), *((str(y), "rb-num") for y in years)]
        caption = f"{escape(theme.name)}: cijfers per jaar. * voorlopig; . geen cijfer"
        return marks.table(caption, columns, rows, classes="rb-table rb-compact rb-wide", scroll=True)

    @staticmethod
    def _cells(series: Series, years: list[int], indicator: Indicator) -> list[str]:
        shown = {
            int(y): nl.number(float(v), indicator.decimals) + STARS.get(s or "", "")
            for y, v, s, there in zip(series.years, series.values, series.status, series.observed, strict=True)
            if there
        }
        return [shown.get(year, ".") for year in years]

    def _related(self) -> list[tuple[str, list[Region]]]:
        """Lists of links: what the region consists of, or for a gemeente what it borders on."""
        data, region = self.data, self.region
        if region.level == "land":
            return [
                ("Provincies", data.members(region.code, "provincie")),
                ("COROP-gebieden", data.members(region.code, "corop")),
            ]
        if region.level == "provincie":
            where = nl.place_name(region.name, region.level)
            return [
                (f"COROP-gebieden in {where}", data.members(region.code, "corop")),
                (f"Gemeenten in {where}", data.members(region.code, "gemeente")),
            ]
        if region.level == "corop":
            return [(f"Gemeenten in {nl.place_name(region.name, region.level)}", data.members(region.code, "gemeente"))]
        codes = data.paths.get("regions", {}).get(region.code, {}).get("neighbours", [])
        neighbours = sorted((data.region(c) for c in codes if c in data.regions), key=lambda r: sort_name(r.name))
        groups = [("Buurgemeenten", neighbours)] if neighbours else []
        around = [data.region(c) for c in (region.corop, region.provincie, NATIONAL) if c and c in data.regions]
        return [*groups, (f"{region.name} ligt in", around)]
