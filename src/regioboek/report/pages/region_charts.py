"""The charts of a region's page, filled from the edition's tables; drawn by `report.svg`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Literal

from regioboek import charts as svg
from regioboek.params.regions import NATIONAL, OVERLAPPING, Level
from regioboek.report.data.page_data import PageData
from regioboek.report.pages import marks
from regioboek.schemas.rows import Region, Series
from regioboek.words import corrected, recalculated
from regioboek.words import language as nl
from regioboek.words.facts import IndicatorFacts

DIMENSIONS = {"hier-en-nu": "hier en nu", "later": "later"}


class RegionCharts:
    """Sparklines, line charts, wheel and map of one region."""

    def __init__(self, data: PageData, region: Region, base: str = ""):
        self.data = data
        self.base = base
        self.region = region
        self.window = (data.edition.window.first, data.edition.window.last)

    def sparkline(self, f: IndicatorFacts) -> str:
        """The series in the width of a word; nothing where nothing was observed."""
        series = self.data.series(self.region.code, f.indicator.id)
        if not series.observed.any():
            return ""
        return svg.sparkline(
            [int(y) for y in series.years],
            [float(v) for v in series.values],
            indicator=f.indicator,
            window=self.window,
            trend=f.trend,
            provisional=_provisional(series),
        )

    def development(self, f: IndicatorFacts) -> str:
        """Region, provincie and Nederland through time."""
        regions = self.compared_regions()
        names = marks.names_apart(regions)
        lines = []
        for region in regions:
            series = self.data.series(region.code, f.indicator.id)
            if region != self.region and not series.observed.any():
                continue
            lines.append(
                svg.Series(
                    names[region.code],
                    [int(y) for y in series.years],
                    [float(v) for v in series.values],
                    self._role(region),
                    _provisional(series),
                    recalculated.recalculated_years(self.data.recalculated(region, f.indicator)),
                )
            )
        return svg.line_chart(
            lines,
            indicator=f.indicator,
            window=self.window,
            changes=recalculated.break_years(self.data.recalculated(self.region, f.indicator)),
            trend=f.trend,
            direction=f.direction,
            edition=str(self.data.edition.params.year),
            source=self._source(f),
            example=self.data.edition.params.example,
        )

    def _source(self, f: IndicatorFacts) -> str:
        """The source, and of which years the region's figure is not as the source has it."""
        mended = corrected.changed_years(self.data.corrections(self.region, f.indicator))
        moved = recalculated.recalculated_years(self.data.recalculated(self.region, f.indicator))
        said = [marks.source_line(self.data.edition, given=self.data.sources_of(f.indicator))]
        said += [f"Gecorrigeerd: {nl.years_listing(sorted(mended))}."] if mended else []
        if moved:
            division = self.data.edition.params.division_year
            said.append(f"Omgerekend naar de indeling van {division}: {recalculated.years_words(moved)}.")
        return " ".join(said)

    def compared_regions(self) -> list[Region]:
        """The region itself, its provincie and Nederland."""
        codes = [self.region.code, *marks.parent_codes(self.region)]
        return [self.data.region(code) for code in codes if code in self.data.regions]

    def _role(self, region: Region) -> Literal["own", "parent", "national"]:
        if region == self.region:
            return "own"
        return "national" if region.code == NATIONAL else "parent"

    def wheel(self, themes: Mapping[str, Sequence[IndicatorFacts]]) -> str:
        """Wide: the wheel; narrow: the same as a list. `themes` maps theme ids to their findings."""
        edition = self.data.edition
        segments = [
            svg.Segment(
                name=edition.theme(id_).name,
                cells=tuple(svg.Cell(f.indicator.display_name, f.trend, f.position) for f in facts),
                group=DIMENSIONS[edition.theme(id_).dimension],
                href=f"#{id_}",
            )
            for id_, facts in themes.items()
        ]
        example = edition.params.example
        title = f"{self.region.name} in één oogopslag, editie {edition.params.year}"
        return svg.wiel(segments, title=title, uid=f"{self.region.code.lower()}-wiel", example=example) + svg.wiel_list(
            segments, title=title, example=example
        )

    def map(self) -> str:
        """The region among its neighbours; with its gemeenten inside, Nederland with its provincies."""
        level = self.region.level
        inside: Level | None = "provincie" if level == "land" else "gemeente" if level != "gemeente" else None
        members = [r.code for r in self.data.members(self.region.code, inside)] if inside else []
        drawn = svg.region_map(
            self.data.paths,
            self.region.code,
            level=level,
            around="gemeente" if level in OVERLAPPING else level,
            names={code: r.name for code, r in self.data.regions.items()},
            link=lambda code: f"{self.base}{code.lower()}.html",
            members=members,
            caption=marks.maps_line(self.data.edition),
        )
        what = {"land": "de provincies", "gemeente": "de gemeenten eromheen"}.get(
            self.region.level, "de gemeenten erin"
        )
        name = nl.sentence_case(nl.place_name(self.region.name, self.region.level))
        return marks.figure(drawn, escape(f"{name} en {what}, editie {self.data.edition.params.year}."))


def _provisional(series: Series) -> list[int]:
    return [int(y) for y, s in zip(series.years, series.status, strict=True) if s in marks.PROVISIONAL]
