"""An indicator from a table on the gemeenten of each year, from file to tables: 342 gemeenten in every year."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from regioboek.layout import BuildDir, Project
from regioboek.params.loading import load_edition
from regioboek.report.data.edition_data import EditionData
from regioboek.schemas import read_table
from regioboek.tables.making import make_tables

pytestmark = pytest.mark.realdata

INDICATOR = """
  - id: gemiddelde-bevolking
    name: Gemiddelde bevolking
    subject: het gemiddelde aantal inwoners
    codes: []
    unit: inwoners
    unit_short: ""
    decimals: 0
    themes: [samenleving]
    direction: {favourable: higher, certainty: common-sense, reason: Om te proberen.}
    measures: Hoeveel inwoners er gemiddeld waren.
    population: inwoners
    source: CBS
    cadence: jaarlijks
    minimum: 0
    aggregation: {method: none, reason: Een aantal.}
    through_time: {method: count, weight: inwoners}
"""
SOURCE = """\
  - id: bevolking-jaren
    kind: table
    gives: figures
    title: Gemiddelde bevolking
    origin: CBS
    licence: CC BY 4.0
    citation: "Bron: CBS."
    files: {table: bevolking.csv}
    separator: ","
    table: {region: statcode, year: jaar, columns: {gem_bevolking: gemiddelde-bevolking}}

"""


@pytest.fixture(scope="module")
def figures(realdata: Path) -> pd.DataFrame:
    """Mean population per gemeente up to 2022, under the codes of each year."""
    table = pd.read_csv(realdata / "statline" / "bevolking_gemeente_2012_2025.csv")
    return table[table["jaar"] <= 2022]


@pytest.fixture(scope="module")
def build(figures, project_root: Path, realdata: Path, tmp_path_factory) -> BuildDir:
    """The tables of edition 2023 with this one indicator, in a project of its own."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(project_root / "params", root / "params")
    catalogue = root / "params" / "indicators.yml"
    catalogue.write_text(catalogue.read_text("utf-8").rstrip() + "\n" + INDICATOR, "utf-8")
    edition = root / "params" / "editions" / "2023.yml"
    text = edition.read_text("utf-8").replace("indicators: all", "indicators: [gemiddelde-bevolking]", 1)
    text = re.sub(r"not_in_source:\n(  .*\n)+", "", text)
    monitor, register = text.index("  - id: rmbw"), text.index("  - id: indeling")
    edition.write_text(text[:monitor] + SOURCE + text[register:], "utf-8")
    base = root / "bron"
    base.mkdir()
    for folder in ("regions", "statline"):
        (base / folder).symlink_to(realdata / folder)
    figures.to_csv(base / "bevolking.csv", index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_TESTDATA", str(base))
        patch.delenv("REGIOBOEK_BUILD_DIR", raising=False)
        project = Project(root)
        make_tables(project, load_edition(project.params, "2023"))
    return project.build("2023")


@pytest.fixture(scope="module")
def gemeenten(build: BuildDir) -> pd.DataFrame:
    table = read_table("observations", build.observations)
    return table[table["region"].str.startswith("GM")]


def test_every_year_has_all_342_gemeenten_and_nobody_is_lost(gemeenten: pd.DataFrame, figures: pd.DataFrame):
    years = gemeenten.groupby("year")["value"]
    assert years.count().to_dict() == dict.fromkeys(range(2012, 2023), 342)
    assert (years.sum() - figures.groupby("jaar")["gem_bevolking"].sum()).abs().max() < 1e-6


def test_a_merger_is_the_sum_of_its_parts(gemeenten: pd.DataFrame, figures: pd.DataFrame):
    wide = figures.pivot(index="jaar", columns="statcode", values="gem_bevolking")
    made = gemeenten[gemeenten["region"] == "GM1979"].set_index("year")["value"]
    assert made.loc[:2020].tolist() == wide.loc[:2020, ["GM0003", "GM0010", "GM0024"]].sum(axis=1).tolist()
    assert made.loc[2021:].tolist() == wide.loc[2021:, "GM1979"].tolist()


def test_the_trend_runs_over_all_years_of_the_window(build: BuildDir):
    findings = read_table("findings", build.findings).set_index("region")
    assert findings.loc[["GM1979", "GM0014", "GM0824"], "n_years"].tolist() == [8, 8, 8]


def test_each_recalculated_figure_is_in_the_table_with_its_parts(build: BuildDir):
    table = read_table("backcast", build.backcast)
    assert table["reason"].isna().all()
    haaren = table[(table["from_region"] == "GM0788") & (table["year"] == 2016)]
    assert haaren.set_index("region")["share"].round(3).to_dict() == {
        "GM0757": 0.150,
        "GM0824": 0.407,
        "GM0855": 0.101,
        "GM0865": 0.342,
    }
    assert set(haaren["break_year"]) == {2021}


def test_pages_know_what_35_gemeenten_were_before(build: BuildDir):
    data = EditionData.open(build.root)
    changed = {code for code, region in data.regions.items() if data.lineage(region)}
    assert len(changed) == 35  # De Fryske Marren and Berg en Dal with a new code only
    assert [part.name for part in data.lineage(data.region("GM1940"))] == ["De Friese Meren"]
    amsterdam = data.lineage(data.region("GM0363"))
    assert [(part.name, part.changed, part.break_year) for part in amsterdam[1:]] == [("Weesp", "2022-03-24", 2023)]
