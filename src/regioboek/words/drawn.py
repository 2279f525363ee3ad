"""What drawings say: their titles and descriptions, made from the numbers they show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from regioboek.params.indicators import Indicator
from regioboek.params.levels import Level
from regioboek.schemas.rows import Margin
from regioboek.words import language as nl
from regioboek.words.labels import text
from regioboek.words.margins import margin_words

Point = tuple[int, float]


def _point(point: Point, indicator: Indicator, provisional: Collection[int]) -> str:
    """`4,2 % (2022, voorlopig)`."""
    note = f", {nl.STATUS_WORDS['provisional']}" if point[0] in provisional else ""
    return f"{nl.value_with_unit(point[1], indicator)} ({point[0]}{note})"


def _from_first_to_last(points: Sequence[Point], indicator: Indicator, provisional: Collection[int]) -> str:
    if not points:
        return text("charts.no_figures")
    first, last = (_point(p, indicator, provisional) for p in (points[0], points[-1]))
    return first if len(points) == 1 else text("charts.from_to", first=first, last=last)


def series_title(
    points: Sequence[Point],
    indicator: Indicator,
    provisional: Collection[int] = (),
    margins: Mapping[int, Margin] | None = None,
) -> str:
    """The series in words: "Werkloosheid: van 7,9 % (2015) naar 4,2 % (2022, voorlopig), 8 metingen"."""
    many = "" if not points else ", één meting" if len(points) == 1 else f", {len(points)} metingen"
    told = f"{_from_first_to_last(points, indicator, provisional)}{many}{_margin(points, margins, indicator)}"
    return f"{indicator.display_name}: {told}"


def line_sentence(
    name: str,
    points: Sequence[Point],
    indicator: Indicator,
    provisional: Collection[int],
    margins: Mapping[int, Margin] | None = None,
) -> str:
    """One line of a chart as a sentence: "Emmen: van 7,9 % (2015) naar 4,2 % (2022)."."""
    return f"{name}: {_from_first_to_last(points, indicator, provisional)}{_margin(points, margins, indicator)}."


def _margin(points: Sequence[Point], margins: Mapping[int, Margin] | None, indicator: Indicator) -> str:
    """The margin of the last figure, as the end of a sentence; nothing where there is none."""
    ends = (margins or {}).get(points[-1][0]) if points else None
    return f"; {margin_words(ends, indicator)}" if ends else ""


def region_map_title(name: str, level: Level, beside: Sequence[str], members: Sequence[str]) -> tuple[str, str]:
    """Title and description of a region's map; by the names of what borders on it and lies in it."""
    place = nl.place_name(name, level)
    borders = f"{nl.sentence_case(place)} grenst aan {nl.listing(beside)}." if beside else ""
    if members:
        return f"Kaart van {place}", f"{borders} Daarin: {nl.listing(members)}.".strip()
    return f"Kaart van {place} en omgeving", borders or f"{nl.sentence_case(place)} heeft geen buren op deze kaart."


def wheel_summary(trends: Sequence[str], places: Sequence[str | None] | None) -> str:
    """A theme in words: "trend 2 gunstig, 1 niet te bepalen; plaats 1 bovenste kwart, 2 middengroep".

    `trends` and `places` of its indicators; `places` None where regions have none.
    """
    told = f"trend {_tally([nl.TREND_WORDS[t] for t in trends], nl.TREND_WORDS.values())}"
    if places is None:
        return told
    none = text("charts.no_place")
    words = [nl.POSITION_WORDS[p] if p else none for p in places]
    return f"{told}; plaats {_tally(words, [*nl.POSITION_WORDS.values(), none])}"


def _tally(words: Sequence[str], order: Collection[str]) -> str:
    return ", ".join(f"{words.count(word)} {word}" for word in order if word in words) or "geen indicatoren"
