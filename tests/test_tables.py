"""The tables of an edition are made once, and anew when they are not what was made."""

from __future__ import annotations

import json

import pytest

from regioboek.commands.tables import make_tables
from regioboek.edition import load_edition
from regioboek.layout import Project
from regioboek.schemas import read_table, write_table

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(project_root, tmp_path_factory):
    """The demo edition's tables, in a build folder of their own: make them again, and where they lie."""
    folder = tmp_path_factory.mktemp("tables")
    project = Project(project_root, folder / "snapshots")
    edition = load_edition(project.params, "demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_BUILD_DIR", str(folder / "build"))
        assert not make_tables(project, edition).reused
        yield lambda: make_tables(project, edition).reused, project.build("demo")


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


def test_an_unreadable_record_counts_for_nothing(made):
    again, build = made
    (build.root / "tables.json").write_text(json.dumps(["no record"]))
    assert not again()
