"""The population of the 342 gemeenten of 2023 recalculated to 2015 from CBS's transfers, beside that of 2015."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from tool_loading import load_tool
from worlds.factories import indicator

from regioboek.params.indicators import Indicator, ThroughTime
from regioboek.statistics.backcast import back_cast

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def tool(project_root: Path) -> ModuleType:
    return load_tool(project_root, "backcast_population")


@pytest.fixture(scope="module")
def data(tool: ModuleType, realdata: Path):
    return tool.read_data(realdata)


@pytest.fixture(scope="module")
def table(tool: ModuleType, data) -> pd.DataFrame:
    return tool.compare(data)


def test_nobody_is_lost_or_made(table: pd.DataFrame):
    assert len(table) == 342
    assert table["recalculated"].sum() == pytest.approx(16_900_726, abs=1e-6)  # CBS: inhabitants on 1 January 2015


def test_gemeenten_of_whole_gemeenten_have_exactly_the_real_figure_of_2015(table: pd.DataFrame):
    whole = table[table["kind"] != "delen van gemeenten"]
    assert whole["kind"].value_counts().to_dict() == {"onveranderd": 307, "hele gemeenten": 20, "andere code": 2}
    assert whole["difference"].abs().max() == 0


def test_the_median_difference_is_none_and_the_largest_is_haaren_going_four_ways(table: pd.DataFrame):
    away = table["difference"].abs()
    assert away.median() == 0
    assert away.nlargest(3).round().to_dict() == {"GM0824": 8020, "GM1900": 5369, "GM0865": 4628}
    assert table.loc["GM0824", "parts"] == "GM0788 40.7% + GM0824"


def test_together_the_heirs_of_a_split_gemeente_have_exactly_its_inhabitants(tool: ModuleType, data):
    assert tool.clusters(data).abs().max() < 1e-6


def test_the_transfers_are_the_population_of_the_day_itself(tool: ModuleType, data):
    told = tool.transfers_and_population(data)
    assert len(told) == 18
    assert (told["difference"] == 0).all()


def test_weights_of_the_transfer_are_within_two_points_of_those_of_2015(tool: ModuleType, data):
    off = tool.weights_then(data)["difference"].abs()
    assert off.median() < 0.2
    assert off.max() < 1.6  # Beemster in Purmerend: 11,6 % in 2022, 10,1 % in 2015


def test_ignoring_small_corrections_moves_few_people(tool: ModuleType, data, table: pd.DataFrame):
    moved = (tool.compare(data, 0.0)["recalculated"] - table["recalculated"]).abs()
    assert moved.max() < 66  # Tilburg to Goirle, 2018
    assert int((moved > 0.5).sum()) == 14


@pytest.mark.parametrize("year", range(2012, 2023))
def test_every_code_that_has_a_population_in_a_year_leads_to_the_gemeenten_of_2023(tool, data, year: int):
    figures = data.mean[data.mean["year"] == year].set_index("region")["inwoners"]
    parts = tool.division(data, year=year).parts
    parts = parts[parts["year"] == year]
    assert set(figures.index) - set(data.names) <= set(parts["from_region"])
    assert set(parts["from_region"]) <= set(figures.index)
    made = tool.moved(figures, parts, sorted(data.names))
    assert made.notna().all()
    assert made.sum() == pytest.approx(figures.sum(), abs=1e-6)


def test_figures_of_every_year_move_to_342_gemeenten(tool: ModuleType, data):
    people = data.mean.assign(indicator="inwoners").rename(columns={"inwoners": "value"})
    figures = people[people["year"].between(2015, 2022)]
    division = tool.division(data)
    counted, averaged = (
        back_cast(part, {"inwoners": division}, [one], list(data.names))
        for part, one in ((figures, series("count")), (figures.assign(value=7.5), series("weighted-mean")))
    )
    totals = counted.figures.groupby("year")["value"]
    assert totals.size().eq(342).all()
    assert (totals.sum() - figures.groupby("year")["value"].sum()).abs().max() < 1e-6
    assert averaged.figures["value"].eq(7.5).all()
    assert counted.table["reason"].isna().all()


def series(method: str) -> Indicator:
    return indicator("inwoners", unit="personen", unit_short="", decimals=0, through_time=ThroughTime(method=method))
