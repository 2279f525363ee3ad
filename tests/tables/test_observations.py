"""Observations: a value with a status, or an absence with its name."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from worlds.registers import inside_of

from regioboek.errors import TableError
from regioboek.sources.snapshot.inputs import Inputs
from regioboek.tables.observations import build_observations

ROWS = [
    # region, indicator, year, value
    ("GM0014", "misdrijven", 2020, 40.0),
    ("GM0014", "misdrijven", 2021, 41.0),
    ("GM0014", "misdrijven", 2022, np.nan),
    ("GM0034", "misdrijven", 2020, 50.0),
    ("GM0034", "misdrijven", 2021, np.nan),
    ("GM0034", "misdrijven", 2022, np.nan),
    ("GM0014", "zwemwater", 2021, np.nan),
    ("GM0014", "zwemwater", 2022, np.nan),
    ("GM0034", "zwemwater", 2021, 4.0),
    ("GM0034", "zwemwater", 2022, np.nan),
    ("NL01", "delicten", 2017, 20.0),
    ("NL01", "delicten", 2019, 21.0),
    ("NL01", "delicten", 2021, 22.0),
]


def indicator(id: str, provisional_years: int = 0, **flags: bool) -> SimpleNamespace:
    flags = {"structurally_absent": False, "corop_value": False} | flags
    return SimpleNamespace(id=id, provisional_years=provisional_years, **flags)


INDICATORS = (
    indicator("misdrijven", provisional_years=1),
    indicator("zwemwater", structurally_absent=True),
    indicator("delicten", provisional_years=2),
)
EDITION: Any = SimpleNamespace(indicators=INDICATORS, series=INDICATORS)


def inputs(rows: list[tuple[str, str, int, float]]) -> Inputs:
    values = pd.DataFrame(rows, columns=["region", "indicator", "year", "value"])
    return Inputs(values=values, regions=pd.DataFrame(), boundaries={}, notes=[])


@pytest.fixture(scope="module")
def built() -> pd.DataFrame:
    return build_observations(EDITION, inputs(ROWS)).set_index(["region", "indicator", "year"])


def test_every_row_of_the_source_is_one_observation_sorted_by_key(built: pd.DataFrame) -> None:
    assert built.index.tolist() == sorted((r, i, y) for r, i, y, _ in ROWS)
    expected = pd.Series({(r, i, y): v for r, i, y, v in ROWS}).sort_index()
    np.testing.assert_array_equal(built["value"], expected)


def test_the_last_years_with_figures_are_provisional(built: pd.DataFrame) -> None:
    # 2022 has no figure of the indicator anywhere, so 2021 is its last year
    assert built.loc[("GM0014", "misdrijven", 2021), "status"] == "provisional"
    assert built.loc[("GM0014", "misdrijven", 2020), "status"] == "definitive"
    # of a series with gaps, the last two years that were measured
    assert built.loc["NL01", "status"].tolist() == ["definitive", "provisional", "provisional"]


def test_a_region_that_never_has_a_figure_is_impossible_only_where_that_is_structural(built: pd.DataFrame) -> None:
    assert built.loc[("GM0014", "zwemwater"), "absence"].tolist() == ["impossible", "impossible"]
    assert built.loc[("GM0034", "zwemwater", 2022), "absence"] == "missing"
    assert built.loc[("GM0034", "misdrijven", 2021), "absence"] == "missing"


def test_an_absent_value_has_no_status_and_a_value_no_absence(built: pd.DataFrame) -> None:
    assert (built["status"].isna() == built["value"].isna()).all()
    assert (built["absence"].notna() == built["value"].isna()).all()


def test_there_are_no_margins(built: pd.DataFrame) -> None:
    assert built[["lower", "upper"]].isna().all(axis=None)


def test_a_zero_is_a_figure() -> None:
    table = build_observations(EDITION, inputs([("GM0014", "misdrijven", 2020, 0.0)]))
    assert table.loc[0, ["value", "status"]].tolist() == [0.0, "provisional"]


def test_a_key_twice_is_refused() -> None:
    with pytest.raises(TableError, match="GM0014/misdrijven/2020"):
        build_observations(EDITION, inputs([ROWS[0], ROWS[0]]))


def test_a_figure_of_a_corop_area_is_shown_at_its_gemeenten_that_have_none() -> None:
    rows = [
        ("CR03", "bbp", 2021, 31000.0),
        ("CR03", "bbp", 2022, 32000.0),
        ("CR40", "bbp", 2022, np.nan),
        ("GM0014", "bbp", 2021, np.nan),  # no figure of its own: the area's
        ("GM0037", "bbp", 2022, 32100.0),  # its own figure stays
        ("GM0014", "misdrijven", 2022, 40.0),
    ]
    table = pd.DataFrame(
        {
            "code": ["NL01", "CR03", "CR40", "GM0014", "GM0034", "GM0037"],
            "level": ["land", "corop", "corop", "gemeente", "gemeente", "gemeente"],
            "corop": [None, None, None, "CR03", "CR40", "CR03"],
        }
    )
    asked = (indicator("misdrijven"), indicator("bbp", corop_value=True))
    edition: Any = SimpleNamespace(indicators=asked, series=asked)
    made = build_observations(edition, replace(inputs(rows), regions=table, inside=inside_of(table)))
    bbp = made[made["indicator"] == "bbp"].set_index(["region", "year"])["value"]
    assert bbp["GM0014"].to_dict() == {2021: 31000.0, 2022: 32000.0}
    assert bbp["GM0037"].to_dict() == {2021: 31000.0, 2022: 32100.0}
    assert np.isnan(bbp["GM0034", 2022])
    assert bbp["CR03"].to_dict() == {2021: 31000.0, 2022: 32000.0}
    assert len(bbp) == 8
    assert made.loc[made["indicator"] == "misdrijven", "region"].tolist() == ["GM0014"]


def said(rows: list[tuple[Any, ...]], *more: str) -> pd.DataFrame:
    """Observations of rows in which the source says more than a value."""
    values = pd.DataFrame(rows, columns=["region", "indicator", "year", "value", *more])
    given = Inputs(values=values, regions=pd.DataFrame(), boundaries={}, notes=[])
    return build_observations(EDITION, given).set_index(["region", "indicator", "year"])


def test_the_sources_own_status_wins_and_the_rule_fills_the_rest() -> None:
    rows = [
        ("GM0014", "misdrijven", 2020, 40.0, "revised-provisional"),
        ("GM0014", "misdrijven", 2021, 41.0, None),
        ("GM0014", "misdrijven", 2022, 42.0, "definitive"),
        ("GM0034", "misdrijven", 2022, 50.0, None),
    ]
    assert said(rows, "status")["status"].tolist() == ["revised-provisional", "definitive", "definitive", "provisional"]


def test_the_sources_own_absence_wins_and_the_rule_fills_the_rest() -> None:
    rows = [
        ("GM0014", "misdrijven", 2020, np.nan, "confidential"),
        ("GM0014", "misdrijven", 2021, np.nan, None),
        ("GM0014", "misdrijven", 2022, 42.0, None),
        ("GM0014", "zwemwater", 2021, np.nan, "not-applicable"),
        ("GM0014", "zwemwater", 2022, np.nan, None),
    ]
    built = said(rows, "absence")["absence"]
    assert built.dropna().tolist() == ["confidential", "missing", "not-applicable", "impossible"]


def test_a_status_of_a_figure_that_is_not_there_is_passed_over() -> None:
    (row,) = said([("GM0014", "misdrijven", 2020, np.nan, "provisional")], "status").itertuples()
    assert (row.absence, pd.isna(row.status)) == ("missing", True)


def test_margins_of_the_source_are_kept() -> None:
    (row,) = said([("GM0014", "misdrijven", 2020, 40.0, 38.5, 41.5)], "lower", "upper").itertuples()
    assert (row.lower, row.upper) == (38.5, 41.5)


def test_a_figure_that_is_there_and_confidential_is_refused() -> None:
    with pytest.raises(TableError, match="a value or an absence, one of the two"):
        said([("GM0014", "misdrijven", 2020, 40.0, "confidential")], "absence")


def test_a_word_that_is_no_status_is_refused() -> None:
    with pytest.raises(TableError, match="Voorlopig"):
        said([("GM0014", "misdrijven", 2020, 40.0, "Voorlopig")], "status")
