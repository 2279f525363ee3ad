"""One register, two sums: dissolving gemeenten gives CBS's own areas, adding their inhabitants CBS's own figures.

Exactly: no point of the plane is in one area and not in the other (symmetric difference 0 m²), and, without the points
that lie on a straight line between their neighbours, both are the same rings, coordinate for coordinate.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from tool_loading import load_tool

from regioboek.params.regions import read_division

pytestmark = pytest.mark.realdata

FILES = {"gemeente": "gemeente", "corop": "coropgebied", "provincie": "provincie"}
COUNTS = {"corop": 40, "provincie": 12}


@pytest.fixture(scope="module")
def official(realdata: Path) -> dict[str, gpd.GeoSeries]:
    read = {lv: gpd.read_file(realdata / "regions" / f"cbs2023_{name}_rd.geojson") for lv, name in FILES.items()}
    return {level: table.set_index("statcode").geometry.sort_index() for level, table in read.items()}


@pytest.fixture(scope="module")
def around(project_root: Path) -> pd.DataFrame:
    """corop and provincie per gemeente, as the project ships them."""
    gemeenten = [r for r in read_division(project_root / "params") if r.level == "gemeente"]
    rows = {r.code: (r.parent("corop"), r.parent("provincie")) for r in gemeenten}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["corop", "provincie"])


@pytest.fixture(scope="module")
def population(realdata: Path) -> pd.DataFrame:
    """CBS's inhabitants on 1 January: regions of every level x years 2019-2026, NaN where a region did not exist."""
    table = pd.read_csv(realdata / "statline" / "bevolking_regio_2019_2026.csv")
    return table[table["onderwerp"] == "Bevolking op 1 januari"].pivot(index="regio", columns="jaar", values="waarde")


@pytest.mark.parametrize("level", ["corop", "provincie"])
def test_dissolved_gemeenten_are_the_official_areas(level: str, official, around):
    gemeenten = gpd.GeoDataFrame(around, geometry=official["gemeente"])
    dissolved = gemeenten.dissolve(level).geometry.sort_index()
    theirs = official[level]
    assert dissolved.index.tolist() == theirs.index.tolist()
    assert len(theirs) == COUNTS[level]
    assert dissolved.symmetric_difference(theirs).area.max() == 0
    assert dissolved.geom_equals(theirs).all()
    assert shapely.equals_identical(*(s.simplify(0).normalize().to_numpy() for s in (dissolved, theirs))).all()


def test_the_register_that_is_shipped_is_that_of_cbs(realdata: Path, around):
    theirs = pd.read_csv(realdata / "regions" / "cbs2023_gebiedsindelingen_register.csv").set_index("gm_code")
    assert around.sort_index().to_numpy().tolist() == theirs[["cr_code", "pv_code"]].sort_index().to_numpy().tolist()


@pytest.mark.parametrize("year", range(2023, 2027))
def test_inhabitants_of_gemeenten_add_up_to_those_of_provincies_and_nederland(year: int, population, around):
    gemeenten = population.loc[around.index, year]
    assert gemeenten.notna().all()
    sums = gemeenten.groupby(around["provincie"]).sum()
    assert sums.to_dict() == population.loc[sums.index, year].to_dict()
    assert len(sums) == 12
    assert gemeenten.sum() == population.loc["NL01", year]


@pytest.mark.parametrize("year", range(2019, 2023))
def test_recalculated_to_2023_they_still_add_up(year: int, population, around, realdata: Path, project_root: Path):
    tool = load_tool(project_root, "backcast_population")
    data = tool.read_data(realdata)
    parts = tool.division(data, year=year).parts
    figures = population[year].dropna()
    made = tool.moved(figures, parts[parts["year"] == year], around.index.tolist())
    sums = made.groupby(around["provincie"]).sum()
    np.testing.assert_allclose(sums, figures[sums.index], rtol=0, atol=1e-6)
    assert made.sum() == pytest.approx(figures["NL01"], abs=1e-6)
