"""What a theme's page shows: its indicators, the provincies at a glance, and two maps of gemeenten.

Each method is one cell of `notebooks/thema.ipynb` and returns a :class:`Fragment`. A theme gets no score: the maps
count how many of its indicators move favourably or unfavourably, each indicator for itself. Where none of them has a
trend that can be determined, a map says that; it is not a count of zero.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html import escape
from typing import Literal

from regioboek.charts.drawing import Frame
from regioboek.charts.maps import national_map
from regioboek.charts.paint import Palette, count_classes, trend_classes
from regioboek.params.indicators import Indicator
from regioboek.report.data.page_data import PageData
from regioboek.report.data.reasons import absence_text, own_calculation, trend_state
from regioboek.report.data.register import sort_name
from regioboek.report.pages import marks
from regioboek.report.pages.fragment import Fragment, fragment
from regioboek.report.pages.marks import Cell
from regioboek.report.pages.styles import style_element
from regioboek.report.pages.theme_figures import heat_strip_svg
from regioboek.schemas.rows import Region
from regioboek.words import language as nl
from regioboek.words.absent import name_in_text
from regioboek.words.states import NEVER, STATE_WORDS, own_words

DIMENSIONS = {"hier-en-nu": "hier en nu", "later": "later"}


class ThemePage:
    """The page of one theme of an edition."""

    def __init__(self, data: PageData, theme: str):
        self.data = data
        self.theme = data.edition.theme(theme)
        self.indicators = data.indicators_of(theme)
        self.palette = Palette.of(data.edition.params.colours)
        self.uid = f"t-{theme}"
        self.window = nl.year_range(data.edition.window.first, data.edition.window.last)

    def _frame(self, title: str, unit: str = "", *, boundaries: bool = False) -> Frame:
        edition = self.data.edition
        source = marks.drawn_source(edition, boundaries=boundaries, given=self.data.sources_of(*self.indicators))
        return Frame(title, source, unit, example=edition.params.example)

    # -- cells ---------------------------------------------------------------------------------------------------

    def about(self) -> Fragment:
        """What the theme is, and its indicators with the national figure."""
        n = len(self.indicators)
        counted = f"{nl.in_words(n)} {'indicator' if n == 1 else 'indicatoren'}" if n else "geen indicatoren"
        lead = (
            f"{self.theme.description} Dit thema hoort bij ‘{DIMENSIONS[self.theme.dimension]}’ en heeft {counted} "
            "in deze editie."
        )
        if not n:
            return fragment(f'{style_element()}<p class="rb-lead">{escape(lead)}</p>', lead)
        columns = [
            ("Indicator", "rb-name"),
            ("Nederland", "rb-value"),
            (f"Trend {self.window}", "rb-trend"),
            ("Gunstig\u00a0is", "rb-text"),
            ("Eenheid", "rb-text"),
        ]
        own = own_words(
            own_calculation(self.data, self.data.national, i)
            for i in self.indicators
            if self.data.finding(self.data.national.code, i.id)["latest_value"] is not None
        )
        caption = f"{escape(self.theme.name)}: cijfer en trend van Nederland" + (f" ({own})" if own else "")
        table = marks.table(caption, columns, [self._row(i) for i in self.indicators])
        names = nl.listing(i.display_name for i in self.indicators)
        html = f'{style_element()}<p class="rb-lead">{escape(lead)}</p>{table}'
        return fragment(html, f"{lead}\n{'Indicator' if n == 1 else 'Indicatoren'}: {names}.")

    def _row(self, indicator: Indicator) -> list[str | Cell]:
        found = self.data.finding(self.data.national.code, indicator.id)
        about = ["hoger" if indicator.direction.favourable == "higher" else "lager", escape(indicator.unit)]
        name = marks.indicator_link(indicator)
        if found["latest_value"] is None:
            return [name, Cell(escape(absence_text(self.data, self.data.national, indicator)), span=2), *about]
        shown = marks.value(found["latest_value"], indicator)
        value = f'{shown} <span class="rb-year">({found["latest_year"]})</span>'
        return [name, value, marks.trend_mark(found["trend"], found["direction"]), *about]

    def provinces(self) -> Fragment:
        """Indicators x provincies: the trend of each, as a picture and as a table."""
        regions = self.data.of_level("provincie")
        if not regions or not self.indicators:
            text = "Deze editie heeft geen cijfers per provincie." if self.indicators else "Dit thema is leeg."
            return fragment(f"<p>{text}</p>", text)
        keys = [(r, i) for i in self.indicators for r in regions]
        states = {(r.code, i.id): trend_state(self.data, r, i) for r, i in keys}
        directions = {(r.code, i.id): self.data.finding(r.code, i.id)["direction"] for r, i in keys}
        counts = Counter(states.values())
        said = nl.listing(f"{counts[key]} keer {word}" for key, word in STATE_WORDS.items() if counts[key])
        title = f"{self.theme.name}: trend per provincie, {self.window}"
        classes = trend_classes(self.palette, cells=True)
        legend = [(part, counts[part.key]) for part in classes if counts[part.key]]
        frame = replace(self._frame(title), legend=legend)
        svg = heat_strip_svg(
            regions,
            self.indicators,
            states,
            directions,
            classes,
            palette=self.palette,
            uid=f"{self.uid}-provincies",
            frame=frame,
            description=f"{len(self.indicators)} {'rij' if len(self.indicators) == 1 else 'rijen'} van "
            f"{len(regions)} provincies: {said}.",
        )
        columns = [("Provincie", "rb-name"), *((i.display_name, "rb-trend") for i in self.indicators)]
        rows = [
            [
                marks.region_link(r, base="../regio/"),
                *(marks.trend_mark(states[r.code, i.id], directions[r.code, i.id]) for i in self.indicators),
            ]
            for r in regions
        ]
        shown = [(r, i) for r, i in keys if self.data.finding(r.code, i.id)["latest_value"] is not None]
        own = own_words(own_calculation(self.data, r, i) for r, i in shown)
        caption = escape(title) + (f"; {own}" if own else "")
        table = marks.table(caption, columns, rows, classes="rb-table rb-compact rb-wide", scroll=True)
        reasons = self._absent_reasons(regions, states)
        caption = f"<p>{escape(self._message(regions, states))}</p>{reasons}"
        drawn = marks.figure(svg, caption, classes="rb-figure rb-beside")
        return fragment(drawn + marks.details("Deze figuur als tabel", table), f"{title}: {said}.")

    def _message(self, regions: list[Region], states: dict[tuple[str, str], str]) -> str:
        """Which indicators move the same way in all provincies; how many cells move at all."""
        told = []
        for trend in ("favourable", "unfavourable"):
            everywhere = [i for i in self.indicators if all(states[r.code, i.id] == trend for r in regions)]
            if everywhere:
                names = nl.listing(name_in_text(i) for i in everywhere)
                told.append(nl.sentence(f"In alle provincies {nl.TREND_WORDS[trend]}: {names}"))
        counts = Counter(states.values())
        up, down = counts["favourable"], counts["unfavourable"]
        if not up + down:
            told.append(f"Geen van de {len(states)} vakken is gunstig of ongunstig.")
        elif len(states) > up + down or not told:
            verb = "is er" if (up or down) == 1 else "zijn er"
            seen = f"{up} gunstig en {down} ongunstig"
            if not up or not down:
                word, other = ("gunstig", "ongunstig") if up else ("ongunstig", "gunstig")
                seen = f"{up or down} {word}, geen enkel vak is {other}"
            told.append(f"Van de {len(states)} vakken {verb} {seen}.")
        return " ".join(told)

    def _absent_reasons(self, regions: list[Region], states: dict[tuple[str, str], str]) -> str:
        """Why provincies have no figure, one line per reason: which indicators, and where if not everywhere."""
        lines: dict[tuple[str, str], list[Indicator]] = {}
        for i in self.indicators:
            groups: dict[str, list[str]] = {}
            for r in regions:
                if states[r.code, i.id] in ("missing", *NEVER):
                    groups.setdefault(absence_text(self.data, r, i), []).append(r.name)
            for reason, names in groups.items():
                where = nl.listing(names) if len(names) <= 3 else f"{len(names)} van de {len(regions)} provincies"
                key = ("" if len(names) == len(regions) else f" in {where}", reason)
                lines.setdefault(key, []).append(i)
        items = "".join(
            f"<li>{escape(_named(names) + where)} – {escape(reason.rstrip('.'))}.</li>"
            for (where, reason), names in lines.items()
        )
        return f'<ul class="rb-reasons">{items}</ul>' if items else ""

    def maps(self) -> Fragment:
        """Two maps of gemeenten: how many indicators of the theme move favourably, and how many unfavourably."""
        regions = self.data.of_level("gemeente")
        if not regions or not self.indicators:
            text = "Deze editie heeft geen cijfers per gemeente." if self.indicators else "Dit thema is leeg."
            return fragment(f"<p>{text}</p>", text)
        counts = {r.code: Counter(self.data.finding(r.code, i.id)["trend"] for i in self.indicators) for r in regions}
        drawn, texts = [], []
        for trend in ("favourable", "unfavourable"):
            svg, title, said = self._map(regions, counts, trend)
            drawn.append(marks.figure(svg, escape(said)))
            texts.append(f"{title}. {said}")
        table = self._count_table(regions, counts)
        html = f'<div class="rb-maps">{"".join(drawn)}</div>{marks.details("Deze kaarten als tabel", table)}'
        return fragment(html, "\n".join(texts))

    def _map(
        self, regions: list[Region], counts: dict[str, Counter[str]], trend: Literal["favourable", "unfavourable"]
    ) -> tuple[str, str, str]:
        """The map of one direction, its title, and what is seen on it."""
        word = nl.TREND_WORDS[trend]
        classes = count_classes(self.palette, trend)
        states, tips = {}, {}
        for r in regions:
            found = counts[r.code]
            determined = found["favourable"] + found["unfavourable"] + found["none"]
            states[r.code] = str(min(found[trend], 3)) if determined else "undetermined"
            many = nl.count(found[trend], "indicator", "indicatoren")
            tips[r.code] = f"{r.name}: {f'{many} {word}' if determined else 'geen trend te bepalen'}"
        occurs = Counter(states.values())
        listed = nl.listing(f"{occurs[c.key]} met {c.words}" for c in classes if occurs[c.key])
        moving = sum(n for key, n in occurs.items() if key in ("1", "2", "3"))
        which = "ten minste één indicator" if moving else "een indicator"
        which = "deze indicator" if len(self.indicators) == 1 else which
        among = "geen" if not moving else nl.number(moving, 0)
        said = f"In {among} van de {nl.number(len(regions), 0)} gemeenten ontwikkelt {which} zich {word}."
        title = f"{self.theme.name}: hoeveel indicatoren zich {word} ontwikkelen, {self.window}"
        svg = national_map(
            self.data.shapes,
            states,
            classes,
            uid=f"{self.uid}-{trend}",
            frame=self._frame(title, boundaries=True),
            description=f"Kaart van {len(regions)} gemeenten: {listed}. De tabel eronder noemt ze alle.",
            palette=self.palette,
            tips=tips,
        )
        return svg, title, said

    def _count_table(self, regions: list[Region], counts: dict[str, Counter[str]]) -> str:
        columns = [("Gemeente", "rb-name"), *((word, marks.NUMBERS) for word in nl.TREND_WORDS.values())]
        rows = [
            [marks.region_link(r, base="../regio/"), *(str(counts[r.code][trend]) for trend in nl.TREND_WORDS)]
            for r in sorted(regions, key=lambda r: sort_name(r.name))
        ]
        caption = f"{escape(self.theme.name)}: aantal indicatoren per trend en gemeente, {self.window}"
        return marks.table(caption, columns, rows, classes="rb-table rb-compact rb-counts", scroll=True)

    def accountability(self) -> Fragment:
        """Source, method, and the notebook and figures to download."""
        source = marks.source_line(self.data.edition, boundaries=True, given=self.data.sources_of(*self.indicators))
        return fragment(marks.accountability_html(source, self.theme.id), source)


def _named(indicators: list[Indicator]) -> str:
    """Names in a row of words; only the first begins with a capital."""
    first, *rest = indicators
    return nl.listing([first.display_name, *(name_in_text(i) for i in rest)])
