"""What a region's page shows: the region in one glance, what stands out, and per theme its figures.

Each method is one cell of `notebooks/regio.ipynb` and returns a :class:`Fragment`. All charts are SVG written from
the numbers (`report.svg`); the table of a theme and the folded table of years hold the numbers behind them.
"""

from __future__ import annotations

from functools import cached_property
from html import escape

from regioboek.charts import legend
from regioboek.params.indicators import Theme
from regioboek.params.regions import AREA_LEVELS, UNPLACED, Level
from regioboek.report.data import reasons
from regioboek.report.data.page_data import PageData
from regioboek.report.data.region_facts import region_facts
from regioboek.report.data.register import sort_name
from regioboek.report.pages import marks
from regioboek.report.pages.fragment import Fragment, fragment
from regioboek.report.pages.region_charts import DIMENSIONS, RegionCharts
from regioboek.report.pages.region_tables import RegionTables
from regioboek.report.pages.styles import style_element
from regioboek.schemas.rows import Region
from regioboek.words import absent, recalculated, sentences
from regioboek.words import language as nl
from regioboek.words.facts import Counts, IndicatorFacts

#: Areas beside provincies and COROP areas, as a list of them is headed.
AREA_TITLES: dict[Level, str] = {"landsdeel": "Landsdelen", "regiodeal": "Regio Deals", "gebied": "Andere gebieden"}

#: Corrected figures that are named per indicator on the page of an area they were used for; the rest are counted.
MOST_CORRECTED = 5


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
        return region_facts(self.data, self.region)

    def of_theme(self, theme: Theme) -> list[IndicatorFacts]:
        """The findings of a theme's indicators."""
        return [self.facts[i.id] for i in self.data.indicators_of(theme.id)]

    # -- cells -------------------------------------------------------------------------------------------------

    def at_a_glance(self) -> Fragment:
        """The wheel of themes and one sentence with the counts."""
        said = sentences.counts_sentence(Counts.of(self.facts.values()), self.region.name, self.region.level)
        picture = self.charts.wheel({t.id: self.of_theme(t) for t in self.data.edition.themes})
        placed = self.region.level not in UNPLACED
        strips = legend("strip") if placed else ""
        about = self._approximation()
        warned = f"<p><strong>{escape(about)}</strong></p>" if about else ""
        how = marks.details("Zo leest u de tabellen en grafieken", legend("sparkline") + strips + legend("chart"))
        html = (
            f'{style_element()}<div class="rb-glance"><div class="rb-glance-text">{warned}<p>{escape(said)}</p>'
            f"{legend('wiel' if placed else 'trend')}{how}"
            f'<p><a href="../lezen.html">Zo leest u deze pagina</a></p></div><div>{picture}</div></div>'
        )
        return fragment(html, f"{about} {said}".strip())

    def striking(self) -> Fragment:
        """A few sentences: what moved most, what is weak and weakening, what is missing."""
        told = sentences.striking(list(self.facts.values()), self.region.name, self.region.level)
        items = "".join(f"<li>{escape(s)}</li>" for s in told)
        return fragment(f'<ul class="rb-striking">{items}</ul>', "\n".join(told))

    def theme(self, theme_id: str) -> Fragment:
        """The table of a theme, its charts, and the numbers behind them."""
        theme = next((t for t in self.data.edition.themes if t.id == theme_id), None)
        facts = self.of_theme(theme) if theme else []
        if theme is None or not facts:
            text = "Deze editie heeft geen indicatoren bij dit thema."
            return fragment(f"<p>{text}</p>", text)
        counted = nl.count(len(facts), "indicator", "indicatoren")
        html = (
            f'<p class="rb-kicker">{DIMENSIONS[theme.dimension]} · {counted} · '
            f'<a href="../thema/{theme.id}.html">{escape(theme.name)} in heel Nederland</a></p>'
            f"{self.tables.of_theme(theme, facts)}"
        )
        shown = [f for f in facts if f.trend != "missing"]
        if shown:
            charts = "".join(self.charts.development(f) for f in shown)
            html += f'<div class="rb-charts">{charts}</div>'
            html += marks.details("Cijfers bij deze grafieken", self.tables.of_years(theme, shown))
        return fragment(html, "\n".join(self._line(f) for f in facts))

    def surroundings(self) -> Fragment:
        """A map of the region among its neighbours, and the regions it consists of or borders on."""
        groups = self._related()
        lists = "".join(
            f'<div><h3>{escape(title)}</h3><ul class="rb-columns">'
            + "".join(f"<li>{marks.region_link(r, base=self.base, text=text)}</li>" for r, text in links)
            + "</ul></div>"
            for title, links in groups
        )
        text = "\n".join(f"{title}: {nl.listing(shown for _, shown in links)}" for title, links in groups)
        html = f'<div class="rb-beside rb-around">{self.charts.map()}<div>{lists}</div></div>'
        return fragment(html, text or self.region.name)

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
        lines = [f"{'; '.join(names)} – {reason.rstrip('.')}." for reason, names in groups.items()]
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        before = marks.details("Wat ontbreekt en waarom", f"<ul>{items}</ul>") if items else ""
        division = f"Gemeentelijke indeling van 1 januari {self.data.edition.params.division_year}."
        mended = self._corrected_inside()
        if mended:
            before = f'<p><a href="../methode/correcties.html">{escape(mended)}</a></p>' + before
            lines.append(mended)
        told = self._herindeling()
        if told:
            before = marks.details("Herindeling", "".join(f"<p>{escape(line)}</p>" for line in told)) + before
        how = f'<p class="rb-source"><a href="../methode/herindelingen.html">{division}</a></p>'
        html = marks.accountability_html(source, self.region.code.lower(), before=how + before)
        return fragment(html, "\n".join([source, division, *told, *lines]))

    def _corrected_inside(self) -> str:
        """Which corrected figures of gemeenten the region's own figures were calculated with; "" without any."""
        if self.region.level == "gemeente":
            return ""
        inside = self.data.gemeenten(self.region)
        told = []
        for i in self.data.edition.indicators:
            rows = [r for r in self.data.corrections_of(i, inside) if r.action != "flag"]
            if rows and reasons.own_calculation(self.data, self.region, i):
                named = [f"{self.data.region(r.region).name} {r.year}" for r in rows[:MOST_CORRECTED]]
                rest = len(rows) - len(named)
                named += [nl.count(rest, "ander cijfer", "andere cijfers")] if rest else []
                told.append(f"{i.display_name} ({nl.listing(named)})")
        return f"Berekend met gecorrigeerde cijfers van gemeenten: {'; '.join(told)}." if told else ""

    def _herindeling(self) -> list[str]:
        """What the gemeente is made of, and of which indicators figures were recalculated; nothing when unchanged."""
        names = {code: region.name for code, region in self.data.regions.items()}
        said = recalculated.made_of(self.region.name, self.data.lineage(self.region), names)
        if not said:
            return []
        moved = [
            absent.name_in_text(i)
            for i in self.data.edition.indicators
            if recalculated.recalculated_years(self.data.recalculated(self.region, i))
        ]
        return [said, f"Cijfers van daarvoor zijn omgerekend bij {nl.listing(moved)}."] if moved else [said]

    # -- parts ---------------------------------------------------------------------------------------------------

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
            among = marks.peers(self.region.level, f.indicator)
            parts.append(f"{nl.rank(f.rank, f.ranked, among)} {word}".strip())
        return f"{name}: {'; '.join(parts)}"

    def _related(self) -> list[tuple[str, list[tuple[Region, str]]]]:
        """Lists of links with their texts: what the region consists of, borders on and lies in."""
        data, region = self.data, self.region
        groups = []
        if region.level == "gemeente":
            codes = data.paths.get("regions", {}).get(region.code, {}).get("neighbours", [])
            beside = sorted((data.region(c) for c in codes if c in data.regions), key=lambda r: sort_name(r.name))
            groups.append(("Buurgemeenten", [(r, r.name) for r in beside]))
        if region.level == "land":
            groups.append(("Provincies", [(r, r.name) for r in data.members(region.code, "provincie")]))
        if region.level == "land":
            groups += [(title, [(r, r.name) for r in data.of_level(lv)]) for lv, title in AREA_TITLES.items()]
        if region.level in AREA_LEVELS:
            groups.append(("Provincies", [(r, r.name) for r in data.members(region.code, "provincie")]))
        if region.level in ("land", "provincie", "landsdeel"):
            groups.append(("COROP-gebieden", [(r, r.name) for r in data.members(region.code, "corop")]))
        if region.level in ("provincie", "corop", *AREA_LEVELS):
            groups.append(("Gemeenten", self._gemeenten()))
        around = [data.region(c) for c in (region.corop, region.provincie) if c in data.regions]
        around += [*data.areas_around(region), data.national]
        inside = [(r, r.name if r.level == "land" else f"{nl.level_word(r.level)} {r.name}") for r in around]
        groups.append((f"{region.name} ligt in", [link for link in inside if link[0] != region]))
        return [(title, links) for title, links in groups if links]

    def _gemeenten(self) -> list[tuple[Region, str]]:
        """The gemeenten inside, with a word at those of which only a part belongs to the region."""
        partly = {m.gemeente for m in self.data.members_of(self.region.code) if m.partly}
        inside = self.data.members(self.region.code, "gemeente")
        return [(r, f"{r.name} (een deel)" if r.code in partly else r.name) for r in inside]

    def _approximation(self) -> str:
        """Why the figures of an area with parts of gemeenten are an approximation; nothing for other regions."""
        parts = [m for m in self.data.members_of(self.region.code) if m.partly]
        if not parts:
            return ""
        told = []
        for member in parts:
            name = self.data.region(member.gemeente).name
            note = f" ({member.note})" if member.note else ""
            weighs = "telt de hele gemeente mee"
            if member.share < 1:
                weighs = f"telt de gemeente mee voor {nl.number(100 * member.share, 0)}{nl.NBSP}% van haar inwoners"
            told.append(f"van {name} hoort alleen een deel bij dit gebied{note}; in de cijfers {weighs}")
        return f"Benadering: {'; '.join(told)}."
