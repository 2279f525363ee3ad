"""From an edition's tables to the facts of one region, as the sentences and the tables both use them."""

from __future__ import annotations

import numpy as np

from regioboek.params.indicators import Indicator
from regioboek.report.data import reasons
from regioboek.report.data.page_data import PageData
from regioboek.schemas.rows import Region
from regioboek.words.facts import IndicatorFacts, movement_strength


def used_years(data: PageData, region: str, indicator: Indicator) -> tuple[np.ndarray, np.ndarray]:
    """Observed years in the window after the last break, and their values: what the trend rule looked at."""
    series, window = data.series(region, indicator.id), data.edition.window
    first = max([window.first, *(b.year for b in indicator.breaks if b.year <= window.last)])
    kept = series.observed & (series.years >= first) & (series.years <= window.last)
    return series.years[kept], series.values[kept]


def indicator_facts(data: PageData, region: Region, indicator: Indicator) -> IndicatorFacts:
    """The findings of one region and indicator, with the words for what is absent."""
    found = data.finding(region.code, indicator.id)
    years, values = used_years(data, region.code, indicator)
    missing = found["trend"] == "missing"
    status = None
    if found["latest_year"] is not None:
        series = data.series(region.code, indicator.id)
        status = series.status[int(np.flatnonzero(series.years == found["latest_year"])[0])]
    return IndicatorFacts(
        indicator=indicator,
        trend=found["trend"],
        window=(data.edition.window.first, data.edition.window.last),
        years=tuple(int(y) for y in years),
        first_year=int(years[0]) if len(years) else None,
        first_value=float(values[0]) if len(values) else None,
        latest_year=found["latest_year"],
        latest_value=found["latest_value"],
        latest_status=status,
        direction=found["direction"],
        slope=found["slope"],
        strength=movement_strength(
            found["slope"], [int(y) for y in years], data.spreads.get((region.level, indicator.id))
        ),
        position=found["position"],
        rank=found["rank"],
        ranked=found["ranked"] if found["rank"] is not None else None,
        ranked_year=data.rankings.get((region.level, indicator.id), {}).get("year"),
        difference_national=found["difference_national"],
        absence=reasons.absence_code(data, region, indicator) if missing else None,
        absence_text=reasons.absence_reason(data, region, indicator) if missing else None,
        own_calculation=reasons.own_calculation(data, region, indicator),
    )


def region_facts(data: PageData, region: Region) -> dict[str, IndicatorFacts]:
    """The facts of every indicator of the edition, official order."""
    return {i.id: indicator_facts(data, region, i) for i in data.edition.indicators}
