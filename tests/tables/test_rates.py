"""Rates of counts: in every region and area count / base, with inhabitants of the year itself or another count."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from worlds.rates_bureau import BURGLARIES, PEOPLE, RATE, SHARE, tables_with_rates

from regioboek.tables import rates
from regioboek.tables.making import EditionTables


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> EditionTables:
    return tables_with_rates(tmp_path_factory.mktemp("rates"))


def of(found: EditionTables, region: str, indicator: str, year: int) -> dict:
    table = found.observations
    rows = table[(table["region"] == region) & (table["indicator"] == indicator) & (table["year"] == year)]
    (row,) = rows.to_dict("records")
    return row


def test_every_region_and_area_is_count_by_inhabitants(made):
    assert of(made, "GM0014", RATE, 2022)["value"] == pytest.approx(930 / 234_950 * 1000)
    members = {"PV20": ("GM0014", "GM0037"), "CR40": ("GM0034",), "NL01": tuple(BURGLARIES)}
    for area, inside in members.items():
        expected = sum(BURGLARIES[g][0] for g in inside) / sum(PEOPLE[2023][g] for g in inside) * 1000
        assert of(made, area, RATE, 2021)["value"] == pytest.approx(expected)  # 2021: those of the weight year
    half = (0.5 * 930 + 70) / (0.5 * 234_950 + 32_000) * 1000
    assert of(made, "GB001", RATE, 2022)["value"] == pytest.approx(half)
    assert set(made.observations["indicator"]) == {i.id for i in made.edition.indicators}


def test_the_years_without_inhabitants_are_kept_with_the_rate(made):
    assert made.edition.indicator(RATE).ratio.other_people == (2021,)
    assert made.given_by[RATE] == ("bevolking", "eigen")


def test_absent_as_the_count_is_and_so_are_its_areas(made):
    for region in ("GM0088", "PV21", "NL01"):
        row = of(made, region, RATE, 2022)
        assert np.isnan(row["value"]) and row["absence"] == "missing"
    told = made.aggregation.set_index(["region", "indicator", "year"])["reason"]
    assert told["NL01", RATE, 2022] == told["NL01", "woninginbraken", 2022] == "low-coverage"
    assert pd.isna(told["NL01", RATE, 2021])


def test_another_count_below_the_line(made):
    assert of(made, "PV20", SHARE, 2022)["value"] == pytest.approx((930 + 70) / 125_000 * 100)
    assert of(made, "GM0088", SHARE, 2021)["absence"] == "not-applicable"  # no dwellings
    assert of(made, "NL01", SHARE, 2021)["value"] == pytest.approx(1885 / 215_000 * 100)
    assert made.edition.indicator(SHARE).ratio.other_people == ()


def test_the_rate_is_ranked_and_the_count_only_shown(made):
    found = made.findings.set_index(["region", "indicator"])
    assert found.loc[("GM0034", RATE), "rank"] == 3  # of four in 2021, the year that all of them have
    counted = found.loc[("GM0034", "woninginbraken")]
    assert counted[["rank", "position", "difference_national", "relative"]].isna().all()
    assert counted["trend"] == "undetermined" and counted["latest_value"] == 900


def test_sources_are_not_asked_for_rates(made):
    assert [i.id for i in made.edition.measured.indicators] == ["woninginbraken", "branden", "woningen"]
    assert [i.id for i in made.edition.indicators] == ["woninginbraken", RATE, "branden", SHARE, "woningen"]


def test_rows_of_former_gemeenten_need_not_be_there(made):
    """Where no gemeente ever merged there are none of counts and none of inhabitants."""
    none = made.observations.iloc[:0][["region", "indicator", "year", "value"]]
    assert rates._below(none, none).equals(none)
    assert len(rates._below(none, made.observations[none.columns])) == len(made.observations)
