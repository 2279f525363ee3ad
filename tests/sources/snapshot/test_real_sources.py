"""The real files of the 2023 monitor, register, population and boundaries, read whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from worlds.factories import source

from regioboek.errors import SourceError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.schemas import read_table, write_table
from regioboek.sources.problems import ProblemList
from regioboek.sources.snapshot.inputs import Inputs, read_inputs
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot
from regioboek.sources.tables.boundaries import read_boundaries
from regioboek.sources.tables.codes import bare, indicator_codes
from regioboek.statistics.inside import parent_of
from regioboek.tables.observations import build_observations

pytestmark = pytest.mark.realdata


class Real(NamedTuple):
    edition: Edition
    project: Project
    inputs: Inputs
    observations: pd.DataFrame


@pytest.fixture(scope="module")
def real(project_root: Path, realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Real:
    edition = load_edition(project_root / "params", "2023")
    project = Project(tmp_path_factory.mktemp("project"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_TESTDATA", str(realdata))
        take_snapshot(project, edition)
    inputs = read_inputs(edition, open_snapshot(project, edition))
    return Real(edition, project, inputs, build_observations(edition, inputs))


@pytest.fixture(scope="module")
def published(real: Real, realdata: Path) -> pd.DataFrame:
    """The same figures as stored by those who rebuilt the download: region, indicator, year, value."""
    table = pd.read_parquet(realdata / "rmbw2023" / "rmbw2023_gemeente_long.parquet")
    known = indicator_codes(real.edition.indicators)
    ids = table["indicator"].map({code: known[bare(code)] for code in table["indicator"].unique()})
    return pd.DataFrame(
        {"region": table["statcode"], "indicator": ids, "year": table["jaar"], "value": table["waarde"]}
    )


def test_every_row_of_the_download_is_an_observation(real: Real) -> None:
    assert len(real.observations) == 87_552
    assert real.observations["region"].nunique() == 342
    assert real.observations["indicator"].nunique() == 37
    assert (real.observations["year"].min(), real.observations["year"].max()) == (2013, 2022)


def test_a_fifth_of_the_cells_has_no_figure(real: Real) -> None:
    assert real.observations["value"].isna().sum() == 18_107
    assert round(real.observations["value"].isna().mean(), 3) == 0.207


def test_every_cell_equals_the_stored_figures(real: Real, published: pd.DataFrame) -> None:
    key = ["region", "indicator", "year"]
    expected = published.sort_values(key, ignore_index=True)
    assert real.observations[key].astype({"year": "int64"}).to_numpy().tolist() == expected[key].to_numpy().tolist()
    np.testing.assert_array_equal(real.observations["value"].to_numpy(), expected["value"].to_numpy())


def test_coastal_bathing_water_is_impossible_where_no_year_has_it(real: Real, published: pd.DataFrame) -> None:
    coast = published[published["indicator"] == "zwemwater-kustwateren"]
    inland = coast.groupby("region")["value"].count().eq(0)
    rows = real.observations[real.observations["indicator"] == "zwemwater-kustwateren"]
    impossible = set(rows.loc[rows["absence"] == "impossible", "region"])
    assert impossible == set(inland.index[inland])
    assert "GM0014" in impossible and "GM0088" not in impossible


def test_the_real_files_give_notes_on_transfers_and_on_what_is_selected_only(real: Real) -> None:
    # abroad in 2018; three of Lansingerland, told under 2020 where the others tell 2007
    people = "bevolking/bevolking_regio_2019_2026.csv"
    place = "overgangen/gemeente_wijzigingen_uit_03759ned_RegioS.csv"
    assert [(note.file, note.found.split(":")[0]) for note in real.inputs.notes] == [
        (place, "transfers to or from abroad"),
        (place, "transfers told by one side"),
        (people, "6784 of 13568 rows without onderwerp"),
    ]


def test_all_regions_of_2023_have_their_parents_and_inhabitants(real: Real) -> None:
    regions = real.inputs.regions
    assert regions["level"].value_counts().to_dict() == {"land": 1, "provincie": 12, "corop": 40, "gemeente": 342}
    by_code = regions.set_index("code")
    assert by_code.loc["NL01", "inhabitants"] == 17_811_291
    inside = real.inputs.inside
    assert inside.loc[inside["child"] == "GM0014", "parent"].tolist() == ["CR03", "PV20"]
    gemeenten = regions[regions["level"] == "gemeente"]
    for level in ("provincie", "corop"):
        sums = gemeenten["inhabitants"].groupby(parent_of(gemeenten["code"], inside, level)).sum()
        assert (by_code.loc[sums.index, "inhabitants"] == sums).all()


def test_the_regions_are_the_table_of_that_name(real: Real, tmp_path: Path) -> None:
    write_table(real.inputs.regions, "regions", tmp_path / "r.parquet")
    pd.testing.assert_frame_equal(read_table("regions", tmp_path / "r.parquet"), real.inputs.regions)


def test_names_come_from_the_register_not_from_the_dashboard(real: Real) -> None:
    names = real.inputs.regions.set_index("code")["name"]
    # the dashboard says Hengelo (O.), Laren (NH.), Rijswijk (ZH.), Middelburg (Z.), Beek (L.), Stein (L.)
    assert names[["GM0164", "GM0417", "GM0603", "GM0687", "GM0888", "GM0971"]].tolist() == [
        "Hengelo",
        "Laren",
        "Rijswijk",
        "Middelburg",
        "Beek",
        "Stein",
    ]


def test_boundaries_of_three_levels_cover_the_same_country(real: Real) -> None:
    boundaries = real.inputs.boundaries
    assert {level: len(shapes) for level, shapes in boundaries.items()} == {
        "gemeente": 342,
        "corop": 40,
        "provincie": 12,
    }
    for shapes in boundaries.values():
        assert shapes.crs.to_epsg() == 28992
        assert shapes.geometry.is_valid.all()
        assert shapes.total_bounds.tolist() == [13565, 306846, 278026, 619232]


def test_boundaries_in_longitude_and_latitude_land_within_metres(realdata: Path) -> None:
    file = ProblemList("2022")
    path = realdata / "regions" / "cbs2022_gemeente_wgs84.geojson"
    read = read_boundaries(path, source("g", "boundaries", {"boundaries": "x"}, level="gemeente"), file)
    assert read is not None and file.refused == []
    old = read[1].set_index("code")
    assert len(old) == 345
    new = gpd.read_file(realdata / "regions" / "cbs2023_gemeente_rd.geojson").set_index("statcode")
    # islands and Groningen kept their outline from 2022 to 2023; both files are generalised alike
    for code in ("GM0448", "GM0088", "GM0014"):
        np.testing.assert_allclose(old.geometry[code].bounds, new.geometry[code].bounds, atol=5)
        assert shapely.hausdorff_distance(old.geometry[code], new.geometry[code]) < 5


def test_boundaries_of_2022_do_not_fit_the_register_of_2023(real: Real, realdata: Path, tmp_path: Path) -> None:
    wrong = [
        s.model_copy(update={"files": {"boundaries": "regions/cbs2022_gemeente_wgs84.geojson"}})
        if s.id == "grenzen-gemeente"
        else s
        for s in real.edition.params.sources
    ]
    params = real.edition.params.model_copy(update={"sources": tuple(wrong), "base": str(realdata), "base_env": None})
    edition = real.edition.model_copy(update={"params": params})
    project = Project(tmp_path)
    take_snapshot(project, edition)
    with pytest.raises(SourceError) as error:
        read_inputs(edition, open_snapshot(project, edition))
    told = [p.found for p in error.value.problems]
    assert told == [
        "1 of the gemeenten only in the register, with no polygon: GM1992",
        "4 of the gemeenten only in the boundaries, with no row in the register: GM0457, GM0501, GM0530, GM0614",
    ]


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9, 0.999])
def test_a_download_that_broke_off_is_refused_wherever_it_did(share: float, real: Real, tmp_path: Path) -> None:
    project = Project(tmp_path)
    shutil.copytree(real.project.snapshot("2023"), project.snapshot("2023"))
    snapshot = open_snapshot(project, real.edition)
    path = snapshot.files("rmbw").path("values")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(SourceError) as error:
        read_inputs(real.edition, snapshot)
    assert {p.file for p in error.value.problems} == {"rmbw/indicatoren.csv"}


def test_a_download_that_broke_off_between_two_indicators_is_asked_whether_it_is_whole(
    real: Real, tmp_path: Path
) -> None:
    project = Project(tmp_path)
    shutil.copytree(real.project.snapshot("2023"), project.snapshot("2023"))
    snapshot = open_snapshot(project, real.edition)
    path = snapshot.files("rmbw").path("values")
    lines = path.read_bytes().splitlines(keepends=True)
    codes = [line.split(b";")[2] for line in lines]
    between = next(n for n in range(len(lines) // 2, len(lines)) if codes[n] != codes[n - 1])
    path.write_bytes(b"".join(lines[:between]))
    with pytest.raises(SourceError) as error:
        read_inputs(real.edition, snapshot)
    assert any(p.file == "rmbw/indicatoren.csv" and "cut off?" in p.expected for p in error.value.problems)


def test_the_same_figures_are_the_same_bytes(real: Real, tmp_path: Path) -> None:
    write_table(real.observations, "observations", tmp_path / "a.parquet")
    again = read_inputs(real.edition, open_snapshot(real.project, real.edition))
    write_table(
        build_observations(real.edition, again).sample(frac=1, random_state=1), "observations", tmp_path / "b.parquet"
    )
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    pd.testing.assert_frame_equal(read_table("observations", tmp_path / "a.parquet"), real.observations)
