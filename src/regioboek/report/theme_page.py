"""What a theme's page shows: its indicators, the provincies at a glance, and two maps of gemeenten.

Each method is one cell of `notebooks/thema.ipynb` and returns a :class:`Fragment`. A theme gets no score: the maps
count how many of its indicators move favourably or unfavourably, each indicator for itself.
"""

from __future__ import annotations

from collections import Counter
from html import escape

from regioboek.indicators import Indicator
from regioboek.report import language as nl
from regioboek.report import marks
from regioboek.report.drawing import Palette
from regioboek.report.edition_data import EditionData, Region
from regioboek.report.fragment import Fragment, fragment
from regioboek.report.maps import count_classes, map_legend, national_map, trend_classes
from regioboek.report.styles import style_element
from regioboek.report.theme_figures import heat_strip_svg

DIMENSIONS = {"hier-en-nu": "hier en nu", "later": "later"}


class ThemePage:
    """The page of one theme of an edition."""

    def __init__(self, data: EditionData, theme: str):
        self.data = data
        self.theme = data.edition.theme(theme)
        self.indicators = data.indicators_of(theme)
        self.palette = Palette.of(data.edition.params.colours)
        self.uid = f"t-{theme}"
        self.window = nl.year_range(data.edition.window.first, data.edition.window.last)

    def about(self) -> Fragment:
        """What the theme is, and its indicators with the national figure."""
        dimension = DIMENSIONS[self.theme.dimension]
        n = nl.count(len(self.indicators), "indicator", "indicatoren")
        lead = f"{self.theme.description} Dit thema hoort bij ‘{dimension}’ en heeft {n} in deze editie."
        columns = [
            ("Indicator", "rb-name"),
            ("Nederland", "rb-value"),
            (f"Trend {self.window}", "rb-trend"),
            ("Gunstig is", "rb-text"),
            ("Eenheid", "rb-text"),
        ]
        rows = [self._row(i) for i in self.indicators]
        caption = f"{escape(self.theme.name)}: indicatoren, cijfer en trend van Nederland (eigen berekening)"
        html = f'{style_element()}<p class="rb-lead">{escape(lead)}</p>{marks.table(caption, columns, rows)}'
        names = nl.listing(i.display_name for i in self.indicators)
        return fragment(html, f"{lead}\nIndicatoren: {names}.")

    def _row(self, indicator: Indicator) -> list[str]:
        found = self.data.finding(self.data.national.code, indicator.id)
        if found["latest_value"] is None:
            value = (
                f'<span class="rb-absent">{escape(marks.absence_text(self.data, self.data.national, indicator))}</span>'
            )
        else:
            shown = nl.value_with_unit(found["latest_value"], indicator)
            value = f'{shown} <span class="rb-year">({found["latest_year"]})</span>'
        return [
            marks.indicator_link(indicator),
            value,
            marks.trend_mark(found["trend"], found["direction"]),
            "hoger" if indicator.direction.favourable == "higher" else "lager",
            escape(indicator.unit),
        ]

    def provinces(self) -> Fragment:
        """Provincies x indicators: the trend of each, as a picture and as a table."""
        regions = self.data.of_level("provincie")
        if not regions or not self.indicators:
            return fragment("<p>Deze editie heeft geen cijfers per provincie.</p>", "geen cijfers per provincie")
        states = {(r.code, i.id): self.data.finding(r.code, i.id) for r in regions for i in self.indicators}
        counts = Counter(f["trend"] for f in states.values())
        said = nl.listing(f"{counts[k]} keer {w}" for k, w in nl.TREND_WORDS.items() if counts[k])
        title = f"{self.theme.name}: trend per provincie, {self.window}"
        svg = heat_strip_svg(
            regions,
            self.indicators,
            states,
            palette=self.palette,
            uid=f"{self.uid}-provincies",
            title=title,
            description=f"{len(regions)} provincies en {len(self.indicators)} indicatoren: {said}.",
        )
        columns = [("Provincie", "rb-name"), *((i.display_name, "rb-trend") for i in self.indicators)]
        rows = [
            [
                marks.region_link(r, base="../regio/"),
                *(
                    marks.trend_mark(states[r.code, i.id]["trend"], states[r.code, i.id]["direction"])
                    for i in self.indicators
                ),
            ]
            for r in regions
        ]
        table = marks.table(
            f"{escape(title)}; eigen berekening", columns, rows, classes="rb-table rb-compact rb-wide", scroll=True
        )
        legend = map_legend(trend_classes(self.palette), {str(k): f["trend"] for k, f in states.items()})
        drawn = marks.figure(
            svg,
            f"<strong>{escape(title)}</strong>{legend}",
            marks.source_line(self.data.edition),
            example=self.data.edition.params.example,
        )
        return fragment(
            drawn + marks.details("Deze figuur als tabel", table) + self._absent_reasons(), f"{title}: {said}."
        )

    def _absent_reasons(self) -> str:
        """Why indicators of the theme have no figure for provincies, where that holds for all of them."""
        regions = self.data.of_level("provincie")
        items = []
        for i in self.indicators:
            if all(self.data.finding(r.code, i.id)["trend"] == "missing" for r in regions):
                reason = marks.absence_text(self.data, regions[0], i)
                items.append(f"<li>{escape(i.name)}: {escape(reason)}.</li>")
        return f'<ul class="rb-reasons">{"".join(items)}</ul>' if items else ""

    def maps(self) -> Fragment:
        """Two maps of gemeenten: how many indicators of the theme move favourably, and how many unfavourably."""
        regions = self.data.of_level("gemeente")
        pictures, texts = [], []
        for trend, colour in (("favourable", self.palette.favourable), ("unfavourable", self.palette.unfavourable)):
            word = nl.TREND_WORDS[trend]
            numbers = {r.code: self._count(r, trend) for r in regions}
            states = {code: str(min(n, 3)) for code, n in numbers.items()}
            classes = count_classes(colour, (f"indicator {word}", f"indicatoren {word}"))
            counts = Counter(states.values())
            said = nl.listing(f"{counts[c.key]} met {c.words}" for c in classes if counts[c.key])
            title = f"{self.theme.name}: hoeveel indicatoren zich {word} ontwikkelen, {self.window}"
            tips = {
                r.code: f"{r.name}: {nl.count(numbers[r.code], 'indicator', 'indicatoren')} {word}" for r in regions
            }
            svg = national_map(
                self.data.build.shapes,
                states,
                classes,
                uid=f"{self.uid}-{trend}",
                title=title,
                description=f"Kaart van {len(regions)} gemeenten: {said}.",
                palette=self.palette,
                tips=tips,
            )
            caption = f"<strong>{escape(title)}</strong>{map_legend(classes, states)}"
            source = marks.source_line(self.data.edition, boundaries=True)
            pictures.append(marks.figure(svg, caption, source, example=self.data.edition.params.example))
            texts.append(f"{title}: {said}.")
        table = self._count_table(regions)
        html = f'<div class="rb-maps">{"".join(pictures)}</div>{marks.details("Deze kaarten als tabel", table)}'
        return fragment(html, "\n".join(texts))

    def _count(self, region: Region, trend: str) -> int:
        return sum(self.data.finding(region.code, i.id)["trend"] == trend for i in self.indicators)

    def _count_table(self, regions: list[Region]) -> str:
        columns = [("Gemeente", "rb-name"), *((w, f"rb-num t-{k}") for k, w in nl.TREND_WORDS.items())]
        rows = [
            [marks.region_link(r, base="../regio/"), *(str(self._count(r, trend)) for trend in nl.TREND_WORDS)]
            for r in regions
        ]
        caption = f"{escape(self.theme.name)}: aantal indicatoren per trend en gemeente, {self.window}"
        return marks.table(caption, columns, rows, classes="rb-table rb-compact")

    def accountability(self) -> Fragment:
        """Source, method, and the notebook and figures to download."""
        source = marks.source_line(self.data.edition, boundaries=True)
        return fragment(marks.accountability_html(source, self.theme.id), source)
