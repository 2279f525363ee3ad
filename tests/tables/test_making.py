"""The tables of an edition are made once, and anew when they are not what was made."""

from __future__ import annotations

import json

import pytest
from worlds.small_edition import small_project

from regioboek.commands.coverage_listing import coverage_rows, year_text
from regioboek.errors import RegioboekError
from regioboek.layout import Project
from regioboek.memory import recall, remember
from regioboek.params.loading import load_edition
from regioboek.schemas import read_table, write_table
from regioboek.statistics.coverage import STATES
from regioboek.tables.making import make_tables

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The small edition's tables, in a build folder of their own: make them again, and where they lie."""
    folder = tmp_path_factory.mktemp("tables")
    project = small_project(folder / "project", folder / "snapshots")
    edition = load_edition(project.params, "demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_BUILD_DIR", str(folder / "build"))
        assert not make_tables(project, edition).reused
        yield lambda: make_tables(project, edition).reused, project.build("demo")


def project_of(build):
    """The project that the tables are of."""
    return Project(build.root.parents[1] / "project", build.root.parents[1] / "snapshots")


def test_tables_that_are_as_they_were_made_are_reused(made):
    again, _ = made
    assert again()


def test_a_damaged_table_is_made_anew(made):
    again, build = made
    before = build.findings.read_bytes()
    build.findings.write_bytes(before[:1000])
    assert not again()
    assert build.findings.read_bytes() == before
    assert again()


def test_a_table_in_which_somebody_changed_a_figure_is_made_anew(made):
    again, build = made
    before = build.observations.read_bytes()
    table = read_table("observations", build.observations)
    table.loc[table["value"].notna().idxmax(), "value"] += 1
    write_table(table, "observations", build.observations)
    assert not again()
    assert build.observations.read_bytes() == before


def test_what_differs_is_named(made):
    again, build = made
    inputs = recall(build, "tables").inputs
    remember(build, "tables", {**inputs, "params: window": "then", "code: tables/findings.py": "then"}, {})
    project = project_of(build)
    tables = make_tables(project, load_edition(project.params, "demo"))
    assert tables.differs == ("code: tables/findings.py", "params: window")
    named = {"source: voorbeeld", "indicators: werkloosheid", "themes: wonen", "regions/areas-demo.csv"}
    assert named <= set(inputs)
    assert again()


def test_an_unreadable_record_counts_for_nothing(made):
    again, build = made
    (build.root / ".remembered" / "tables.json").write_text(json.dumps(["no record"]))
    assert not again()


def test_coverage_counts_every_region_of_a_level_once(made):
    _, build = made
    project = project_of(build)
    rows = coverage_rows(project, "demo")
    assert {row["level"] for row in rows} >= {"land", "provincie", "corop", "gemeente"}
    assert all(sum(row[state] for state in STATES) == row["regions"] for row in rows)


def test_coverage_says_which_years_have_figures(made):
    _, build = made
    project = project_of(build)
    observations = read_table("observations", build.observations)
    mine = observations[(observations["indicator"] == "werkloosheid") & observations["value"].notna()]
    years = sorted(set(mine.loc[mine["region"].str.startswith("GM"), "year"]))
    (row,) = (r for r in coverage_rows(project, "demo", indicators=("werkloosheid",)) if r["level"] == "gemeente")
    assert row["years"] == years


def test_coverage_of_an_unknown_indicator_names_the_nearest(made):
    _, build = made
    project = project_of(build)
    with pytest.raises(RegioboekError, match="did you mean werkloosheid"):
        coverage_rows(project, "demo", indicators=("werkloosheit",))


@pytest.mark.parametrize(("years", "text"), [([], ""), ([2015], "2015"), ([2013, 2014, 2015, 2017], "2013-2015 2017")])
def test_years_in_a_row_are_a_span(years, text):
    assert year_text(years) == text
