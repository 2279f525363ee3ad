"""The charts of a region's page, filled from the edition's tables; drawn by `charts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regioboek import charts as svg
from regioboek.charts.line_chart import Fit, Role
from regioboek.markup import Markup, join
from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL
from regioboek.report.data.page_data import PageData
from regioboek.report.data.region_facts import used_points
from regioboek.report.pages import marks
from regioboek.schemas.rows import Region
from regioboek.words import citations, corrected, recalculated
from regioboek.words import language as nl
from regioboek.words.facts import IndicatorFacts
from regioboek.words.labels import text
from regioboek.words.region_sentences import map_caption


class RegionCharts:
    """Sparklines, line charts, wheel and map of one region."""

    def __init__(self, data: PageData, region: Region, base: str = ""):
        self.data = data
        self.base = base
        self.region = region
        self.window = (data.edition.window.first, data.edition.window.last)

    def sparkline(self, f: IndicatorFacts) -> Markup:
        """The series in the width of a word; nothing where nothing was observed."""
        series = self.data.series(self.region.code, f.indicator.id)
        return svg.sparkline(series, indicator=f.indicator, window=self.window, trend=f.trend)

    def development(self, f: IndicatorFacts) -> Markup:
        """Region, provincie and Nederland through time; for an indicator that the region has a figure of.

        A count is drawn alone: beside that of the country its line would lie on the axis.
        """
        regions = [self.region] if f.indicator.is_count else self.compared_regions()
        names = marks.names_apart(regions)
        lines = []
        for region in regions:
            series = self.data.series(region.code, f.indicator.id)
            if series.observed.any():
                moved = recalculated.recalculated_years(self.data.recalculated(region, f.indicator))
                role: Role = "own" if region == self.region else "national" if region.code == NATIONAL else "parent"
                fit, jump = (self._fit(f), f.jump_year) if role == "own" else (None, None)
                lines.append(svg.Line(names[region.code], series, role, moved, fit, jump))
        return svg.line_chart(
            lines,
            indicator=f.indicator,
            window=self.window,
            changes=recalculated.break_years(self.data.recalculated(self.region, f.indicator)),
            trend=f.trend,
            direction=f.direction,
            no_trend=f.no_trend,
            robust=f.robust,
            edition=str(self.data.edition.params.year),
            source=self._source(f),
        )

    def _fit(self, f: IndicatorFacts) -> Fit | None:
        """The trend line and its interval, where there is one."""
        found = self.data.finding(self.region.code, f.indicator.id)
        if f.slope is None:
            return None
        return (f.slope, found["slope_lower"], found["slope_upper"]), used_points(
            self.data, self.region.code, f.indicator
        )

    def _source(self, f: IndicatorFacts) -> str:
        """The source, and of which years the region's figure is not as the source has it."""
        mended = corrected.changed_years(self.data.corrections(self.region, f.indicator))
        moved = recalculated.recalculated_years(self.data.recalculated(self.region, f.indicator))
        said = [citations.source_line(self.data.edition, given=self.data.sources_of(f.indicator))]
        said += [text("charts.line.corrected", years=nl.years_listing(sorted(mended)))] if mended else []
        if moved:
            division = self.data.edition.params.division_year
            years = recalculated.years_words(moved)
            said.append(text("charts.line.recalculated", division=division, years=years))
        return " ".join(said)

    def compared_regions(self) -> list[Region]:
        """The region itself, its provincie and Nederland, unless they have the same gemeenten."""
        codes = [self.region.code, *marks.parent_codes(self.region)]
        known = [region for code in codes if (region := self.data.regions.get(code))]
        own = self.data.gemeenten(self.region)
        return [r for r in known if r == self.region or not own or self.data.gemeenten(r) != own]

    def wheel(self, themes: Mapping[str, Sequence[IndicatorFacts]]) -> Markup:
        """Wide: the wheel; narrow: the same as a list. `themes` maps theme ids to findings.

        What is not judged has no cell; below the wheel stands what it leaves out, of counts nothing.
        """
        edition = self.data.edition
        segments = [
            svg.Segment(
                name=edition.theme(id_).name,
                cells=tuple(self._cell(id_, f) for f in facts if f.indicator.is_judged),
                group=nl.DIMENSION_WORDS[edition.theme(id_).dimension],
                href=marks.theme_anchor(edition.theme(id_)),
                unjudged=[f.indicator.display_name for f in facts if f.indicator.is_unjudged],
            )
            for id_, facts in themes.items()
        ]
        example = edition.params.example
        title = text("charts.wheel.title", region=nl.sentence_case(self.region.name), edition=edition.params.year)
        uid = f"{self.region.code.lower()}-wiel"
        wide = svg.wiel(segments, title=title, uid=uid, example=example)
        twice = any(cell.counts_in for segment in segments for cell in segment.cells)
        told = [text("charts.wheel.outlined")] if twice else []
        names = nl.listing(dict.fromkeys(name for segment in segments for name in segment.unjudged))
        told += [text("charts.wheel.unjudged", indicators=names)] if names else []
        note = marks.bullets(told, "rb-legend")
        return join([wide, svg.wiel_list(segments, title=title, example=example), note])

    def _cell(self, theme_id: str, f: IndicatorFacts) -> svg.Cell:
        """An indicator in the wheel, where it stands at the theme `theme_id`."""
        home = marks.home(self.data.edition, f.indicator)
        elsewhere = home.name if home.id != theme_id else ""
        return svg.Cell(f.indicator.display_name, f.trend, f.position, elsewhere)

    def map(self) -> Markup:
        """The region among its neighbours; with its gemeenten inside, Nederland with its provincies."""
        level = self.region.level
        inside = "provincie" if level == COUNTRY else BASE if LEVELS[level].base else None
        members = [r.code for r in self.data.members(self.region.code, inside)] if inside else []
        drawn = svg.region_map(
            self.data.paths,
            self.region.code,
            level=level,
            around=BASE if LEVELS[level].overlaps else level,
            names=self.data.nesting.names,
            link=lambda code: f"{self.base}{code.lower()}.html",
            members=members,
            caption=citations.maps_line(self.data.edition),
        )
        return marks.figure(drawn, map_caption(self.region, self.data.edition.params.year))
