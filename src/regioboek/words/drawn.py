"""What drawings say: their titles and descriptions, made from the numbers they show."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from regioboek.params.indicators import Indicator
from regioboek.params.levels import Level
from regioboek.schemas.rows import Series
from regioboek.words import language as nl
from regioboek.words.labels import text
from regioboek.words.margins import margin_words


def series_title(series: Series, indicator: Indicator) -> str:
    """A series in words: "Werkloosheid: van 7,9 % (2015) naar 4,2 % (2022, voorlopig), 8 metingen"."""
    count = len(series.points)
    many = ", één meting" if count == 1 else f", {count} metingen"
    return f"{indicator.display_name}: {_from_first_to_last(series, indicator, many)}"


def line_sentence(name: str, series: Series, indicator: Indicator) -> str:
    """One line of a chart as a sentence: "Emmen: van 7,9 % (2015) naar 4,2 % (2022)."."""
    return f"{name}: {_from_first_to_last(series, indicator)}."


def _from_first_to_last(series: Series, indicator: Indicator, many: str = "") -> str:
    """`van 7,9 % (2015) naar 4,2 % (2022, voorlopig)`, `many`, and the margin of the last figure where it has one."""
    points, year = series.points, series.points[-1][0]
    status = dict(zip(series.years.tolist(), series.status, strict=True))
    notes = {y: f", {nl.STATUS_WORDS[status[y]]}" for y in series.provisional}
    first, last = (
        f"{nl.value_with_unit(figure, indicator)} ({y}{notes.get(y, '')})" for y, figure in (points[0], points[-1])
    )
    told = first if len(points) == 1 else text("charts.from_to", first=first, last=last)
    ends = series.margins.get(year)
    return f"{told}{many}; {margin_words(ends, indicator)}" if ends else f"{told}{many}"


def region_map_title(name: str, level: Level, beside: Sequence[str], members: Sequence[str]) -> tuple[str, str]:
    """Title and description of a region's map; by the names of what borders on it and lies in it."""
    place = nl.place_name(name, level)
    borders = f"{nl.sentence_case(place)} grenst aan {nl.listing(beside)}." if beside else ""
    if members:
        return f"Kaart van {place}", f"{borders} Daarin: {nl.listing(members)}.".strip()
    return f"Kaart van {place} en omgeving", borders or f"{nl.sentence_case(place)} heeft geen buren op deze kaart."


def wheel_summary(
    trends: Sequence[str],
    places: Sequence[str | None] | None,
    elsewhere: Sequence[tuple[str, str]] = (),
    unjudged: Sequence[str] = (),
) -> str:
    """A theme in words: "trend 2 gunstig, 1 niet te bepalen; plaats 1 bovenste kwart, 2 middengroep".

    `trends` and `places` of its indicators; `places` None where regions have none. `elsewhere` are the indicators that
    another theme counts, with its name; `unjudged` the names of those without a cell.
    """
    counted = [text("charts.wheel.elsewhere", indicator=name, theme=theme) for name, theme in elsewhere]
    counted += [f"{nl.TREND_WORDS['unjudged']}: {nl.listing(unjudged)}"] if unjudged else []
    if not trends and counted:
        return "; ".join(counted)
    told = [f"trend {_tally([nl.TREND_WORDS[t] for t in trends], nl.TREND_WORDS.values())}"]
    if places is not None:
        none = text("charts.no_place")
        words = [nl.POSITION_WORDS[p] if p else none for p in places]
        told.append(f"plaats {_tally(words, [*nl.POSITION_WORDS.values(), none])}")
    return "; ".join([*told, *counted])


def _tally(words: Sequence[str], order: Collection[str]) -> str:
    return ", ".join(f"{words.count(word)} {word}" for word in order if word in words) or "geen indicatoren"
