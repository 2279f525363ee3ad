"""What a region's page shows: the region in one glance, what stands out, and per theme its figures.

Each method is one cell of `notebooks/regio.ipynb` and returns a :class:`Fragment`. All charts are SVG written from
the numbers (`charts`); the table of a theme and the folded table of years hold the numbers behind them.
"""

from __future__ import annotations

from functools import cached_property

from regioboek.charts import legend
from regioboek.markup import Markup, escaped, html, join
from regioboek.params.indicators import Theme
from regioboek.params.levels import BASE, COUNTRY, LEVELS, around, below, listed_levels
from regioboek.report.data.edition_register import sort_name
from regioboek.report.data.page_data import PageData
from regioboek.report.data.region_facts import absence_text, indicator_facts, own_calculation
from regioboek.report.pages import marks, region_lists
from regioboek.report.pages.fragment import Fragment, fragment
from regioboek.report.pages.region_charts import RegionCharts
from regioboek.report.pages.region_tables import RegionTables, group_table
from regioboek.report.pages.styles import style_element
from regioboek.schemas.rows import Region
from regioboek.words import absent, citations, recalculated, region_sentences, sentences
from regioboek.words import language as nl
from regioboek.words.counts import counts_sentence
from regioboek.words.facts import IndicatorFacts, counts_of
from regioboek.words.labels import section, text
from regioboek.words.states import trend_said
from regioboek.words.striking import Choice, choose

#: How the list of what borders on a region is headed.
NEIGHBOURS = section("pages.neighbours")


class RegionPage:
    """The page of one region of an edition; `base` leads from its folder to that of region pages."""

    def __init__(self, data: PageData, code: str, base: str = ""):
        self.data = data
        self.region = data.region(code)
        self.base = base
        self.charts = RegionCharts(data, self.region, base)
        self.tables = RegionTables(data, self.region, self.charts)

    @cached_property
    def facts(self) -> dict[str, IndicatorFacts]:
        """The findings of every indicator, official order."""
        return {i.id: indicator_facts(self.data, self.region, i) for i in self.data.edition.indicators}

    def of_theme(self, theme: Theme) -> list[IndicatorFacts]:
        """The findings of a theme's indicators."""
        return [self.facts[i.id] for i in self.data.edition.of_theme(theme.id)]

    # -- cells -------------------------------------------------------------------------------------------------

    def at_a_glance(self) -> Fragment:
        """What is strong and what asks for attention, one sentence with the counts, and the wheel of themes."""
        said = counts_sentence(counts_of(self.facts.values()), self.region.name, self.region.level)
        picture = self.charts.wheel({t.id: self.of_theme(t) for t in self.data.edition.themes})
        placed = LEVELS[self.region.level].placed
        beside = LEVELS[self.region.level].compared
        chart = legend("chart", LEVELS[beside].words[0] if beside else "", self.data.national.short_name)
        drawings = [legend("sparkline"), *([legend("strip")] if placed else []), chart]
        drawings += [legend("margin")] if self.data.margins else []
        about = region_sentences.approximation(self._parts())
        twin = self._twin()
        above = [
            style_element(self.data.edition.params.colours),
            html("<p><strong>{}</strong></p>", about) if about else "",
            region_lists.lists(self._choice, self.region.level),
        ]
        shown = html(
            '{}<div class="rb-glance"><div class="rb-glance-text"><p>{}</p>{}{}{}<p>{}</p></div><div>{}</div></div>',
            join(above),
            said,
            html("<p>{}</p>", twin) if twin else "",
            legend("wiel" if placed else "trend"),
            marks.details(text("pages.region.reading_charts"), join(drawings)),
            marks.link("../lezen.html", text("pages.region.reading_page")),
            picture,
        )
        lines = region_lists.as_text(self._choice, self.region.level)
        told = [about, *lines, f"{said} {twin.striptags()}".strip()]
        return fragment(shown, "\n".join(line for line in told if line))

    def striking(self) -> Fragment:
        """A few sentences: what is extreme, what moved and how that stands beside others, what is missing."""
        told = sentences.sentences(list(self.facts.values()), self._place, self._choice)
        return fragment(marks.bullets(told, "rb-striking"), "\n".join(told))

    def theme(self, theme_id: str) -> Fragment:
        """The table of a theme, its charts (an indicator of two themes has one, at the first), and their numbers."""
        theme = next((t for t in self.data.edition.themes if t.id == theme_id), None)
        facts = self.of_theme(theme) if theme else []
        if theme is None or not facts:
            nothing = text("pages.region.no_indicators")
            return fragment(html("<p>{}</p>", nothing), nothing)
        kicker = html(
            '<p class="rb-kicker">{} · {} · {}</p>',
            nl.DIMENSION_WORDS[theme.dimension],
            nl.indicators(len(facts)),
            marks.theme_link(theme, text("pages.region.theme_in_country", theme=theme.name)),
        )
        parts = [kicker, self._nothing_of(facts) or self.tables.of_theme(theme, facts)]
        shown = [f for f in facts if f.trend != "missing" and marks.home(self.data.edition, f.indicator) == theme]
        if shown:
            parts.append(html('<div class="rb-charts">{}</div>', join(self.charts.development(f) for f in shown)))
            parts.append(marks.details(text("pages.figures_of_charts"), self.tables.of_years(theme, shown)))
        parts += [group_table(self.data, self.region, f.indicator) for f in facts]
        return fragment(join(parts), "\n".join(self._line(f) for f in facts))

    def _nothing_of(self, facts: list[IndicatorFacts]) -> Markup:
        """One sentence on indicators that no source of the edition has, for one reason; nothing where any has one."""
        reasons = {self.data.edition.not_in_source(f.indicator.id) for f in facts}
        if len(reasons) > 1 or None in reasons:
            return Markup("")
        reason = absence_text(self.data, self.region, facts[0].indicator)
        names = marks.listing(marks.indicator_link(f.indicator) for f in facts)
        return html('<p class="rb-absent">{} – {}.</p>', names, reason.rstrip("."))

    def surroundings(self) -> Fragment:
        """A map of the region among its neighbours, and the regions it consists of or borders on."""
        groups = self._related()
        lists = [
            html(
                "<div><h3>{}</h3>{}</div>",
                title,
                marks.bullets((marks.region_link(r, base=self.base, words=words) for r, words in links), "rb-columns"),
            )
            for title, links in groups
        ]
        said = "\n".join(f"{title}: {nl.listing(shown for _, shown in links)}" for title, links in groups)
        beside = html('<div class="rb-beside rb-around">{}<div>{}</div></div>', self.charts.map(), join(lists))
        return fragment(beside, said or self.region.name)

    def accountability(self) -> Fragment:
        """Source, what is absent and why, method, and the notebook and figures to download."""
        source = citations.source_line(self.data.edition, boundaries=True)
        groups: dict[str, list[str]] = {}
        for f in self.facts.values():
            if f.trend == "missing":
                reason = absence_text(self.data, self.region, f.indicator)
                groups.setdefault(reason, []).append(f.indicator.name)
            elif f.trend == "undetermined":
                reason = absent.undetermined_reason(f, self.data.edition.rules.trend)
                reason = reason if f.indicator.is_count else text("pages.region.undetermined", reason=reason)
                groups.setdefault(reason, []).append(f.indicator.name)
        lines = [f"{'; '.join(names)} – {reason.rstrip('.')}." for reason, names in groups.items()]
        missing = marks.details(text("pages.region.what_is_missing"), marks.bullets(lines)) if lines else ""
        division = text("pages.region.division", year=self.data.edition.params.division_year)
        before = [html('<p class="rb-source">{}</p>', marks.link("../methode/herindelingen.html", division))]
        told = self._herindeling()
        if told:
            paragraphs = join(html("<p>{}</p>", line) for line in told)
            before.append(marks.details(text("pages.region.division_change"), paragraphs))
        mended = self._corrected_inside()
        if mended:
            before.append(html("<p>{}</p>", marks.link("../methode/correcties.html", mended)))
            lines.append(mended)
        end = marks.accountability_html(source, self.region.code.lower(), before=join([*before, missing]))
        return fragment(end, "\n".join([source, division, *told, *lines]))

    def _corrected_inside(self) -> str:
        """Which corrected figures of gemeenten the region's own figures were calculated with; "" without any."""
        if not LEVELS[self.region.level].base:
            return ""
        inside = self.data.gemeenten(self.region)
        used: dict[str, list[str]] = {}
        for i in self.data.edition.indicators:
            rows = [r for r in self.data.corrections_of(i, inside) if r.action != "flag"]
            if rows and own_calculation(self.data, self.region, i):
                used[i.display_name] = [f"{self.data.region(r.region).name} {r.year}" for r in rows]
        return region_sentences.corrected_inside(used)

    def _herindeling(self) -> list[str]:
        """What the gemeente is made of, and of which indicators figures were recalculated; nothing when unchanged."""
        said = recalculated.made_of(self.region.name, self.data.lineage(self.region), self.data.nesting.names)
        if not said:
            return []
        moved = [
            absent.name_in_text(i)
            for i in self.data.edition.indicators
            if recalculated.recalculated_years(self.data.recalculated(self.region, i))
        ]
        once = nl.listing(dict.fromkeys(moved))  # a count and its rate may share a name
        return [said, text("pages.region.recalculated", indicators=once)] if moved else [said]

    # -- parts ---------------------------------------------------------------------------------------------------

    @property
    def _place(self) -> sentences.Place:
        return sentences.Place(self.region.name, self.region.level, self.region.inhabitants)

    @cached_property
    def _choice(self) -> Choice:
        """What the page tells of what strikes."""
        may = self.data.striking(self.region)
        return choose([f for i, f in self.facts.items() if i in may], self.region.level)

    def _twin(self) -> Markup:
        """That the provincie is left out because it has the same gemeenten, with a link; nothing otherwise."""
        twin = self.data.twin(self.region)
        if twin is None:
            return Markup("")
        place = marks.region_link(twin, base=self.base, words=f"{nl.level_word(twin.level)} {twin.name}")
        return escaped(text("pages.region.same_gemeenten", place="{}")).format(place)

    def _line(self, f: IndicatorFacts) -> str:
        """One indicator as plain text."""
        name = f.indicator.name
        if f.latest_value is None:
            return f"{name}: {absence_text(self.data, self.region, f.indicator)}"
        moved = f"{nl.arrow(f.no_trend or f.trend, f.direction)} "
        moved += trend_said(f.trend, f.no_trend, f.robust, f.direction)
        parts = [
            f"{nl.value_with_unit(f.latest_value, f.indicator)} ({f.latest_year})",
            text("count.judged") if f.indicator.is_count else moved,
        ]
        if f.rank is not None and f.ranked is not None:
            word = nl.POSITION_WORDS[f.position] if f.position else ""
            word = text("rank.from_high") if f.indicator.is_unjudged else word
            among = f.indicator.figure_level(self.region.level)
            parts.append(f"{nl.rank(f.rank, f.ranked, among, f.tied)} {word}".strip())
        return f"{name}: {'; '.join(parts)}"

    def _related(self) -> list[tuple[str, list[tuple[Region, str]]]]:
        """Lists of links with their texts: what the region consists of, borders on and lies in."""
        data, region = self.data, self.region
        level = LEVELS[region.level]
        groups = []
        if not level.base:
            codes = data.paths.get("regions", {}).get(region.code, {}).get("neighbours", [])
            beside = sorted((data.region(c) for c in codes if c in data.regions), key=lambda r: sort_name(r.name))
            title = NEIGHBOURS.get(level.name, NEIGHBOURS["other"]).format(regions=level.words[1])
            groups.append((title, [(r, r.name) for r in beside]))
            finer = [lv for lv in below(region.level) if LEVELS[lv].parent == region.level]
            groups += [(marks.level_title(lv), [(r, r.name) for r in data.members(region.code, lv)]) for lv in finer]
        else:
            nearest, *larger = around(BASE)
            for lv in reversed(larger):
                groups.append((marks.level_title(lv), [(r, r.name) for r in data.members(region.code, lv)]))
            if region == data.national:
                groups += [
                    (nl.sentence_case(LEVELS[lv].listed_words[1]), [(r, r.name) for r in data.of_level(lv)])
                    for lv in listed_levels()
                ]
            if not level.overlaps:
                members = data.members(region.code, nearest)
                groups.append((marks.level_title(nearest), [(r, r.name) for r in members]))
            if region != data.national:
                groups.append((marks.level_title(BASE), self._gemeenten()))
        beyond = [data.region(c) for c in region.inside if c in data.regions]
        beyond += [*data.areas_around(region), *[data.national] * (COUNTRY in data.edition.params.levels)]
        inside = [(r, nl.with_level(r.name, r.level)) for r in beyond]
        groups.append(
            (text("pages.region.lies_in", region=region.name), [link for link in inside if link[0] != region])
        )
        return [(title, links) for title, links in groups if links]

    def _gemeenten(self) -> list[tuple[Region, str]]:
        """The gemeenten inside, with a word at those of which only a part belongs to the region."""
        partly = {m.gemeente for m in self.data.members_of(self.region.code) if m.partly}
        inside = self.data.members(self.region.code, BASE)
        return [(r, text("pages.region.partly", name=r.name) if r.code in partly else r.name) for r in inside]

    def _parts(self) -> list[tuple[str, str, float]]:
        """Gemeenten of which only a part belongs to the region: name, note, and the share they count for."""
        parts = [m for m in self.data.members_of(self.region.code) if m.partly]
        return [(self.data.region(m.gemeente).name, m.note or "", m.share) for m in parts]
