"""Coverage: one state per region and indicator, the first that applies."""

from __future__ import annotations

import pandas as pd
import pytest

from regioboek.statistics.coverage import coverage

FINDING = {"region": "GM0001", "indicator": "a", "n_years": 8, "window_start": 2015, "window_end": 2022}


def state(latest=2022, trend="none", absences=(), reasons=()):
    findings = pd.DataFrame([FINDING | {"latest_year": latest, "trend": trend}])
    key = {"region": "GM0001", "indicator": "a"}
    observations = pd.DataFrame(
        [key | {"year": y, "absence": a} for y, a in absences], columns=["region", "indicator", "year", "absence"]
    )
    aggregation = pd.DataFrame(
        [key | {"year": y, "reason": r} for y, r in reasons], columns=["region", "indicator", "year", "reason"]
    )
    found = coverage(findings, observations, aggregation, stale_after=2)
    return found.loc[0, "state"]


@pytest.mark.parametrize(
    ("latest", "trend", "expected"),
    [
        (2022, "favourable", "trend"),
        (2022, "none", "trend"),
        (2022, "undetermined", "short"),
        (2020, "undetermined", "short"),
        (2020, "none", "trend"),
        (2019, "none", "stale"),
        (2019, "undetermined", "stale"),
    ],
)
def test_a_figure_is_enough_for_a_trend_too_short_for_one_or_old(latest, trend, expected):
    assert state(latest, trend) == expected


@pytest.mark.parametrize("absence", ["missing", "confidential", "impossible", "not-applicable"])
def test_without_a_figure_the_observation_says_why(absence):
    assert state(None, "missing", absences=[(2022, absence)]) == absence


def test_without_any_observation_it_is_missing():
    assert state(None, "missing") == "missing"


def test_the_latest_year_of_the_window_says_why():
    absences = [(2015, "missing"), (2021, "confidential"), (2023, "impossible")]
    assert state(None, "missing", absences=absences) == "confidential"


def test_the_reason_of_our_own_calculation_comes_first():
    absences, reasons = [(2022, "missing")], [(2022, "low-coverage")]
    assert state(None, "missing", absences=absences, reasons=reasons) == "low-coverage"


def test_a_withheld_aggregate_is_confidential_though_other_years_lack_coverage():
    # the calculation gives no reason for a confidential year: the observation of that year does
    reasons = [(2021, None)]
    assert state(None, "missing", absences=[(2021, "confidential")], reasons=reasons) == "confidential"
