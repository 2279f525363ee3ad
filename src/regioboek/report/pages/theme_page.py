"""What a theme's page shows: its indicators, the provincies at a glance, and two maps of gemeenten.

Each method is one cell of `notebooks/thema.ipynb` and returns a :class:`Fragment`. A theme gets no score: the maps
count how many of its indicators move favourably or unfavourably, each indicator for itself. Where none of them has a
trend that can be determined, a map says that; it is not a count of zero. Indicators that are counts have a figure only;
those that are not judged stand in the picture, with an arrow, and in no count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Literal

from regioboek.charts.maps import national_map
from regioboek.charts.paint import count_classes, trend_classes
from regioboek.markup import Markup, html, join
from regioboek.params.indicators import Indicator
from regioboek.params.levels import BASE
from regioboek.report.data.edition_register import sort_name
from regioboek.report.data.page_data import PageData
from regioboek.report.data.region_facts import absence_text, own_calculation, trend_state
from regioboek.report.pages import marks
from regioboek.report.pages.fragment import Fragment, fragment
from regioboek.report.pages.marks import Cell
from regioboek.report.pages.styles import style_element
from regioboek.report.pages.theme_figures import heat_strip_svg
from regioboek.report.pages.topic_page import TopicPage
from regioboek.schemas.rows import Region
from regioboek.words import language as nl
from regioboek.words import theme_sentences
from regioboek.words.indicator_about import favourable_word
from regioboek.words.labels import text
from regioboek.words.states import NEVER, STATE_WORDS, UNJUDGED, own_words


class ThemePage(TopicPage):
    """The page of one theme of an edition."""

    def __init__(self, data: PageData, theme: str):
        self.theme = data.edition.theme(theme)
        super().__init__(data, theme, "t", data.edition.of_theme(theme))
        self.with_trend = [i for i in self.indicators if not i.is_count]
        self.judged = [i for i in self.indicators if i.is_judged]
        self.has_figures = any(not data.edition.not_in_source(i.id) for i in self.indicators)

    # -- cells ---------------------------------------------------------------------------------------------------

    def about(self) -> Fragment:
        """What the theme is, and its indicators with the national figure."""
        lead = theme_sentences.lead(self.theme, len(self.indicators), figures=not self.indicators or self.has_figures)
        shown = html('{}<p class="rb-lead">{}</p>', style_element(self.data.edition.params.colours), lead)
        if not self.indicators:
            return fragment(shown, lead)
        columns = [
            (text("pages.column.indicator"), "rb-name"),
            (self.data.national.short_name, "rb-value"),
            (text("pages.column.trend_of", window=self.window), "rb-trend"),
            (text("pages.column.favourable"), "rb-text"),
            (text("pages.column.unit"), "rb-text"),
        ]
        own = own_words(
            own_calculation(self.data, self.data.national, i)
            for i in self.indicators
            if self.data.finding(self.data.national.code, i.id)["latest_value"] is not None
        )
        caption = text("pages.theme.national", theme=self.theme.name, national=self.data.national.name)
        caption += f" ({own})" if own else ""
        table = marks.table(caption, columns, [self._row(i) for i in self.indicators])
        return fragment(join([shown, table]), f"{lead}\n{theme_sentences.indicators(self.indicators)}")

    def _row(self, indicator: Indicator) -> list[str | Cell]:
        found = self.data.finding(self.data.national.code, indicator.id)
        about = [favourable_word(indicator), indicator.unit]
        name = marks.indicator_link(indicator)
        if found["latest_value"] is None:
            return [name, Cell(absence_text(self.data, self.data.national, indicator), span=2), *about]
        value = marks.amount(found["latest_value"], indicator)
        shown = join([value, marks.year_mark(found["latest_year"])])
        trend = marks.trend_mark(found["trend"], found["direction"], found["no_trend"], found["robust"])
        return [name, shown, marks.absent(text("count.judged")) if indicator.is_count else trend, *about]

    def provinces(self) -> Fragment:
        """Indicators x provincies: the trend of each, as a picture and as a table."""
        regions = self.data.of_level("provincie")
        if not regions or not self.with_trend or not self.has_figures:
            return _nothing(text("pages.theme.no_provincies") if self._drawn(self.with_trend) else self._empty())
        keys = [(r, i) for i in self.with_trend for r in regions]
        states = {(r.code, i.id): trend_state(self.data, r, i) for r, i in keys}
        directions = {(r.code, i.id): self.data.finding(r.code, i.id)["direction"] for r, i in keys}
        counts = Counter(states.values())
        said = theme_sentences.counted({word: counts[key] for key, word in STATE_WORDS.items() if counts[key]})
        title = text("pages.theme.trends", theme=self.theme.name, window=self.window)
        classes = trend_classes(self.palette, cells=True)
        legend = [(part, counts[part.key]) for part in classes if counts[part.key]]
        description = theme_sentences.strip_description(len(self.with_trend), len(regions), said)
        frame = replace(self.frame(f"{self.uid}-provincies", title, description), legend=legend)
        svg = heat_strip_svg(regions, self.with_trend, states, directions, classes, frame=frame)
        columns = [
            (nl.sentence_case(nl.level_word("provincie")), "rb-name"),
            *((i.display_name, "rb-trend") for i in self.with_trend),
        ]
        rows: list[list[str | Cell]] = [
            [
                marks.region_link(r, base="../regio/"),
                *(marks.trend_mark(states[r.code, i.id], directions[r.code, i.id]) for i in self.with_trend),
            ]
            for r in regions
        ]
        shown = [(r, i) for r, i in keys if self.data.finding(r.code, i.id)["latest_value"] is not None]
        own = own_words(own_calculation(self.data, r, i) for r, i in shown)
        caption = title + (f"; {own}" if own else "")
        table = marks.table(caption, columns, rows, classes="rb-table rb-compact rb-wide", scroll=True)
        message = theme_sentences.trends_message(self.with_trend, [r.code for r in regions], states)
        told = html("<p>{}</p>{}", message, self._absent_reasons(regions, states))
        drawn = marks.figure(svg, told, classes="rb-figure rb-beside")
        folded = marks.details(text("pages.theme.figure_as_table"), table)
        return fragment(join([drawn, folded]), f"{title}: {said}.")

    def _drawn(self, indicators: list[Indicator]) -> bool:
        return bool(indicators) and self.has_figures

    def _empty(self) -> str:
        if self.indicators and not self.has_figures:
            return text("pages.theme.no_figures")
        if self.with_trend:
            return text("pages.unjudged.only")
        return text("pages.count.only") if self.indicators else text("pages.theme.empty")

    def _absent_reasons(self, regions: list[Region], states: dict[tuple[str, str], str]) -> Markup:
        """Why provincies have no figure, one line per reason: which indicators, and where if not everywhere."""
        lines: dict[tuple[str, str], list[Indicator]] = {}
        for i in self.with_trend:
            groups: dict[str, list[str]] = {}
            for r in regions:
                if states[r.code, i.id] in ("missing", *NEVER):
                    groups.setdefault(absence_text(self.data, r, i), []).append(r.name)
            for reason, names in groups.items():
                lines.setdefault((theme_sentences.where(names, len(regions)), reason), []).append(i)
        told = [theme_sentences.absent(named, where, reason) for (where, reason), named in lines.items()]
        return marks.bullets(told, "rb-reasons")

    def maps(self) -> Fragment:
        """Two maps of gemeenten: how many indicators of the theme move favourably, and how many unfavourably."""
        regions = self.data.of_level(BASE)
        if not regions or not self.judged or not self.has_figures:
            return _nothing(text("pages.theme.no_gemeenten") if self._drawn(self.judged) else self._empty())
        names = nl.listing(i.display_name for i in self.indicators if i.is_unjudged)
        left_out = text("pages.unjudged.left_out", indicators=names) if names else ""
        counts = {r.code: Counter(self.data.finding(r.code, i.id)["trend"] for i in self.judged) for r in regions}
        drawn, texts = [], []
        for trend in ("favourable", "unfavourable"):
            svg, title, said = self._count_map(regions, counts, trend)
            drawn.append(marks.figure(svg, said))
            texts.append(f"{title}. {said}")
        table = self._count_table(regions, counts)
        note = html("<p>{}</p>", left_out) if left_out else ""
        folded = marks.details(text("pages.theme.maps_as_tables"), table)
        shown = html('<div class="rb-maps">{}</div>{}{}', join(drawn), note, folded)
        return fragment(shown, "\n".join([*texts, *([left_out] if left_out else [])]))

    def _count_map(
        self, regions: list[Region], counts: dict[str, Counter[str]], trend: Literal["favourable", "unfavourable"]
    ) -> tuple[Markup, str, str]:
        """The map of one direction, its title, and what is seen on it."""
        word = nl.TREND_WORDS[trend]
        classes = count_classes(self.palette, trend)
        states, tips = {}, {}
        for r in regions:
            found = counts[r.code]
            determined = found["favourable"] + found["unfavourable"] + found["none"]
            states[r.code] = str(min(found[trend], 3)) if determined else "undetermined"
            tip = f"{nl.indicators(found[trend])} {word}" if determined else text("pages.theme.no_trend")
            tips[r.code] = f"{r.name}: {tip}"
        occurs = Counter(states.values())
        listed = theme_sentences.with_each({c.words: occurs[c.key] for c in classes if occurs[c.key]})
        moving = sum(n for key, n in occurs.items() if key in ("1", "2", "3"))
        said = theme_sentences.moving(moving, len(regions), word, only_one=len(self.judged) == 1)
        title = text("pages.theme.map_title", theme=self.theme.name, trend=word, window=self.window)
        description = text("pages.theme.map", count=len(regions), said=listed)
        frame = self.frame(f"{self.uid}-{trend}", title, description, boundaries=True)
        return national_map(self.data.paths["overview"], states, classes, tips, frame), title, said

    def _count_table(self, regions: list[Region], counts: dict[str, Counter[str]]) -> Markup:
        heading = nl.sentence_case(nl.level_word(BASE))
        words = {trend: word for trend, word in nl.TREND_WORDS.items() if trend != UNJUDGED}
        columns = [(heading, "rb-name"), *((word, marks.NUMBERS) for word in words.values())]
        rows = [
            [marks.region_link(r, base="../regio/"), *(str(counts[r.code][trend]) for trend in words)]
            for r in sorted(regions, key=lambda r: sort_name(r.name))
        ]
        caption = text("pages.theme.counts", theme=self.theme.name, window=self.window)
        return marks.table(caption, columns, rows, classes="rb-table rb-compact rb-counts", scroll=True)


def _nothing(said: str) -> Fragment:
    """A sentence in the place of figures."""
    return fragment(html("<p>{}</p>", said), said)
