"""Invented indicators and facts for the report's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from regioboek.indicators import Aggregation, Break, Direction, Indicator
from regioboek.report.facts import IndicatorFacts


@pytest.fixture(scope="session")
def make_indicator() -> Callable[..., Indicator]:
    def make(id: str = "werkloosheid", *, breaks: tuple[int, ...] = (), favourable: str = "lower", **changes: Any):
        known: dict[str, Any] = {
            "name": id.capitalize(),
            "subject": f"de {id}",
            "codes": ("X_1",),
            "unit": "% van de beroepsbevolking",
            "unit_short": "%",
            "decimals": 1,
            "themes": ("arbeid-en-vrije-tijd",),
            "direction": Direction(favourable=favourable, certainty="source"),
            "measures": "Een verzonnen indicator.",
            "population": "beroepsbevolking",
            "source": "verzonnen",
            "cadence": "jaarlijks",
            "breaks": tuple(Break(year=y, reason="nieuwe vraag") for y in breaks),
            "aggregation": Aggregation(method="none", reason="verzonnen"),
        }
        return Indicator(id=id, **{**known, **changes})

    return make


@pytest.fixture(scope="session")
def make_facts(make_indicator) -> Callable[..., IndicatorFacts]:
    """Facts of a falling, favourable series of eight years, unless told otherwise."""

    def make(indicator: Indicator | str = "werkloosheid", **changes: Any) -> IndicatorFacts:
        if isinstance(indicator, str):
            indicator = make_indicator(indicator)
        known: dict[str, Any] = {
            "trend": "favourable",
            "direction": "falling",
            "window": (2015, 2022),
            "years": tuple(range(2015, 2023)),
            "first_year": 2015,
            "first_value": 7.9,
            "latest_year": 2022,
            "latest_value": 4.2,
            "slope": -0.53,
        }
        return IndicatorFacts(indicator=indicator, **{**known, **changes})

    return make


@pytest.fixture(scope="session")
def without_figures(make_indicator) -> Callable[..., IndicatorFacts]:
    def make(id: str, **changes: Any) -> IndicatorFacts:
        return IndicatorFacts(indicator=make_indicator(id), trend="missing", window=(2015, 2022), **changes)

    return make


@pytest.fixture(scope="session")
def few_points(make_indicator) -> Callable[..., IndicatorFacts]:
    """Facts with an undetermined trend, measured in the given years."""

    def make(id: str, *years: int, **changes: Any) -> IndicatorFacts:
        indicator = changes.pop("indicator", None) or make_indicator(id)
        known: dict[str, Any] = {"latest_year": years[-1], "latest_value": 5.0} if years else {}
        return IndicatorFacts(
            indicator=indicator, trend="undetermined", window=(2015, 2022), years=years, **{**known, **changes}
        )

    return make
