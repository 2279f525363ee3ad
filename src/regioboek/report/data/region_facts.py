"""From an edition's tables to the facts of one region, for sentences and tables alike; and why a figure is absent.

The order of reasons: what the edition says of an indicator that is not in its sources; what the aggregation says of
an area; what the source says of the latest year of the window; otherwise "missing".
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any, Protocol

from regioboek.params.edition import Edition
from regioboek.params.indicators import SHARED, Indicator
from regioboek.params.levels import LEVELS, NATIONAL
from regioboek.schemas.rows import Region, Series
from regioboek.words import language as nl
from regioboek.words.facts import IndicatorFacts, Peers
from regioboek.words.labels import text
from regioboek.words.states import NEVER, NOT_AGGREGABLE, UNJUDGED, reason_inside


class Data(Protocol):
    """What facts are made from: all of an edition (`EditionData`), or what one page sees of it (`PageData`)."""

    @property
    def edition(self) -> Edition:
        """With its params."""

    @property
    def national(self) -> Region:
        """The country."""

    @property
    def rankings(self) -> Mapping[tuple[str, str], dict[str, Any]]:
        """By level and indicator."""

    @property
    def peers(self) -> Mapping[tuple[str, str], Peers]:
        """By level and indicator."""

    @property
    def aggregated(self) -> Mapping[tuple[str, str], list[dict[str, Any]]]:
        """By region and indicator."""

    def series(self, region: str, indicator: str) -> Series:
        """All observations."""

    def finding(self, region: str, indicator: str) -> dict[str, Any]:
        """The row of findings."""


def used_points(data: Data, region: str, indicator: Indicator) -> list[tuple[int, float]]:
    """Observed years in the window after the last break, and their values: what the trend rule looked at."""
    first, last = data.edition.judged_from(indicator), data.edition.window.last
    return [(year, value) for year, value in data.series(region, indicator.id).points if first <= year <= last]


def indicator_facts(data: Data, region: Region, indicator: Indicator) -> IndicatorFacts:
    """The findings of one region and indicator, with the words for what is absent."""
    found = data.finding(region.code, indicator.id)
    used = used_points(data, region.code, indicator)
    years = tuple(year for year, _ in used)
    first_year, first_value = used[0] if used else (None, None)
    previous_year, previous_value = used[-2] if len(used) > 1 else (None, None)
    missing = found["trend"] == "missing"
    series = data.series(region.code, indicator.id)
    status = dict(zip(series.years.tolist(), series.status, strict=True))
    jump_year, rank = found["jump_year"], found["rank"]
    return IndicatorFacts(
        indicator=indicator,
        trend=found["trend"],
        window=(data.edition.window.first, data.edition.window.last),
        years=years,
        first_year=first_year,
        first_value=first_value,
        latest_year=found["latest_year"],
        latest_value=found["latest_value"],
        latest_status=status.get(found["latest_year"]),
        direction=found["direction"],
        slope=found["slope"],
        no_trend=found["no_trend"],
        jump_year=jump_year,
        jump_levels=_levels(used, jump_year),
        robust=found["robust"],
        fragile=tuple(found["fragile"].split(";")) if found["fragile"] else (),
        relative=found["relative"],
        relative_slope=found["relative_slope"],
        national=_national(data, region, indicator, years),
        country=data.national.name,
        previous_value=previous_value,
        previous_value_year=previous_year,
        position=found["position"],
        rank=rank,
        ranked=found["ranked"] if rank is not None else None,
        ranked_year=data.rankings.get((region.level, indicator.id), {}).get("year"),
        tied=found["tied"] or 0,
        rank_best=found["rank_best"],
        rank_worst=found["rank_worst"],
        previous_rank=found["previous_rank"],
        previous_rank_year=found["previous_year"],
        peers=data.peers.get((region.level, indicator.id)),
        absence=absence_code(data, region, indicator) if missing else None,
        absence_text=absence_reason(data, region, indicator) if missing else None,
        own_calculation=own_calculation(data, region, indicator),
    )


def _levels(used: list[tuple[int, float]], jump_year: int | None) -> tuple[float, float] | None:
    """The medians before and since a jump."""
    if jump_year is None:
        return None
    before, since = ([value for year, value in used if (year >= jump_year) == after] for after in (False, True))
    return median(before), median(since)


def _national(data: Data, region: Region, indicator: Indicator, years: tuple[int, ...]) -> tuple[float, float] | None:
    """The country's figures in the first and the last of `years`; None where it has none, and of the country itself."""
    if not years or region.code == NATIONAL:
        return None
    values = dict(data.series(NATIONAL, indicator.id).points)
    ends = values.get(years[0]), values.get(years[-1])
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def absence_code(data: Data, region: Region, indicator: Indicator) -> str:
    """Why a region has no figure for an indicator in the window, as a key of `language.ABSENCE_REASONS`."""
    if indicator.id in data.edition.params.not_in_source:
        return "missing"
    first, last = data.edition.window.first, data.edition.window.last
    aggregated = data.aggregated.get((region.code, indicator.id), ())
    codes = {row["reason"] for row in aggregated if first <= row["year"] <= last}
    for code in (NOT_AGGREGABLE, "low-coverage", "no-figures"):
        if code in codes:
            return code
    series = data.series(region.code, indicator.id)
    absent = [a for y, a in zip(series.years, series.absence, strict=True) if first <= y <= last and a]
    return absent[-1] if absent else "missing"


def absence_reason(data: Data, region: Region, indicator: Indicator) -> str:
    """The same in words, as they follow a colon; the edition's or the indicator's own reason where it has one."""
    reason = data.edition.params.not_in_source.get(indicator.id)
    if reason:
        return reason_inside(reason)
    code = absence_code(data, region, indicator)
    if code == NOT_AGGREGABLE and indicator.aggregation.reason:
        return reason_inside(indicator.aggregation.reason)
    years, window = data.series(region.code, indicator.id).years, data.edition.window
    if code == "missing" and len(years) and not ((years >= window.first) & (years <= window.last)).any():
        return text("absent.outside_window", years=nl.year_range(window.first, window.last))
    if code == "confidential" and LEVELS[region.level].base and (region.code, indicator.id) in data.aggregated:
        return nl.WITHHELD
    return nl.ABSENCE_REASONS[code]


def absence_text(data: Data, region: Region, indicator: Indicator) -> str:
    """Word and reason in one line: "ontbreekt: de bron geeft geen cijfer", "geen cijfer te berekenen: …"."""
    word = nl.ABSENCE_WORDS[absence_code(data, region, indicator)]
    return f"{word}: {absence_reason(data, region, indicator)}"


def trend_state(data: Data, region: Region, indicator: Indicator) -> str:
    """The trend of findings, with the states of `NEVER` told apart from other missing figures."""
    trend: str = data.finding(region.code, indicator.id)["trend"]
    code = absence_code(data, region, indicator) if trend == "missing" else ""
    return code if code in NEVER else trend


def movement_state(data: Data, region: Region, indicator: Indicator) -> str:
    """The same of what is not judged: "rising", "falling" or "none" where it has a trend."""
    state = trend_state(data, region, indicator)
    way: str = data.finding(region.code, indicator.id)["direction"]
    return state if state != UNJUDGED else "none" if way == "flat" else way


def own_calculation(data: Data, region: Region, indicator: Indicator) -> bool:
    """Whether the figures of this region are our own, of gemeenten or of two counts, not a source's figure for it."""
    if indicator.corop_value and region.level == SHARED:
        return False
    if indicator.ratio:
        return True
    rows = data.aggregated.get((region.code, indicator.id), ())
    return any(r["reason"] is None for r in rows)
