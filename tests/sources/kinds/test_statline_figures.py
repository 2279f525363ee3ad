"""Cells of StatLine become figures and inhabitants of an edition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from loopback.fixtures import Patient
from loopback.server import Loopback
from loopback.statline_tables import PERIODS, fetch, statline, v3_table, v4_table
from worlds.small_bureau import small_edition

from regioboek.sources.kinds import kind_of
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.tables.reading import Reading

REGIONS = pd.DataFrame(
    {
        "code": ["NL01", "PV20", "GM0014", "GM0037"],
        "name": ["Nederland", "Groningen (PV)", "Groningen", "Stadskanaal"],
        "level": ["land", "provincie", "gemeente", "gemeente"],
    }
).astype("str")


def read(server: Loopback, version: str, folder: Path, client: Patient, **query: Any) -> Reading:
    """A reading of the invented table, in an edition of 2023 with two gemeenten."""
    url = server.url if version == "v3" else server.url_v4
    source = statline(version, url, **query)
    fetched = fetch(source, folder, client)
    reading = Reading(small_edition())
    reading.regions = REGIONS.copy()
    reading.inside = pd.DataFrame({"child": ["GM0014", "GM0037"], "parent": "PV20"}).astype("str")
    kind_of(source.kind).read(source, SnapshotFiles("banen", folder, fetched.files), reading)
    return reading


def test_figures_keep_status_and_absence_and_their_unit(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    loopback.v3["70001ned"] = v3_table(values={("GM0014", "2021JJ00"): None})
    reading = read(loopback, "v3", tmp_path, patient, measures={"werkloosheid": "Totaal_1"})
    assert not reading.problems
    figures = reading.figures[0]
    mine = figures[figures["region"] == "GM0014"].astype(object).where(figures.notna(), None)
    assert mine[["indicator", "year", "value", "status", "absence"]].to_numpy().tolist() == [
        ["werkloosheid", 2020, 6.0, "definitive", None],
        ["werkloosheid", 2021, None, None, "missing"],
        ["werkloosheid", 2022, 10.0, "provisional", None],
    ]
    assert reading.units == {"werkloosheid": "x 1 000"}


def test_former_gemeenten_are_kept_apart_and_landsdelen_passed_over(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    loopback.v3["70001ned"] = v3_table()
    reading = read(loopback, "v3", tmp_path, patient, measures={"werkloosheid": "Totaal_1"})
    assert set(reading.figures[0]["region"]) == {"NL01", "PV20", "GM0014"}
    assert set(reading.former[0]["region"]) == {"GM0034"}
    notes = "\n".join(map(str, reading.notes))
    assert "figures of 1 landsdeel (LD01); expected regions of the book" in notes
    assert "no row of GM0037" in notes


def test_a_table_without_a_region_of_the_book_is_refused(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    loopback.v3["70001ned"] = v3_table()
    asked = {"measures": {"werkloosheid": "Totaal_1"}, "levels": ("landsdeel",)}
    (problem, *_) = read(loopback, "v3", tmp_path, patient, **asked).problems
    assert "found no region of the book: LD01; expected another table" in str(problem)


def test_former_gemeenten_are_left_out_with_a_note_when_the_params_say_so(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    loopback.v3["70001ned"] = v3_table()
    asked = {"measures": {"werkloosheid": "Totaal_1"}, "former": "leave-out"}
    reading = read(loopback, "v3", tmp_path, patient, **asked)
    assert reading.former == []
    assert any("figures of former gemeenten: GM0034" in str(n) for n in reading.notes)


def test_years_after_the_edition_are_left_out_with_a_note(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    loopback.v3["70001ned"] = v3_table(periods=(("2022JJ00", "Definitief"), ("2026JJ00", "Voorlopig")))
    reading = read(loopback, "v3", tmp_path, patient, measures={"werkloosheid": "Totaal_1"})
    assert set(reading.figures[0]["year"]) == {2022}
    assert any("figures of 2026" in str(n) for n in reading.notes)


def test_a_value_that_its_indicator_cannot_have_is_refused(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    loopback.v3["70001ned"] = v3_table(values={("GM0014", "2021JJ00"): -1.0})
    reading = read(loopback, "v3", tmp_path, patient, measures={"werkloosheid": "Totaal_1"})
    assert "found -1; expected Werkloosheid (%): at least 0 and at most 100" in str(reading.problems[0])


def test_an_indicator_that_the_edition_does_not_have_is_refused(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    loopback.v3["70001ned"] = v3_table()
    reading = read(loopback, "v3", tmp_path, patient, measures={"onbekend": "Totaal_1"})
    assert "measures.onbekend: found no indicator of this edition" in str(reading.problems[0])


def test_a_confidential_figure_stays_confidential(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    loopback.v4["70002NED"] = v4_table(attributes={("GM0014", "2021JJ00"): "Confidential"})
    reading = read(loopback, "v4", tmp_path, patient, measures={"werkloosheid": "M001"})
    assert reading.figures[0].query("region == 'GM0014' and year == 2021")["absence"].tolist() == ["confidential"]


@pytest.fixture
def people(loopback: Loopback) -> Loopback:
    """The server with inhabitants in 2023: of two gemeenten, one of them former without anybody."""
    figures = {"NL01": 300.0, "PV20": 300.0, "GM0014": 200.0, "GM0034": None, "LD01": 300.0}
    loopback.v3["70001ned"] = v3_table(
        periods=(("2023JJ00", "Definitief"),), values={(r, "2023JJ00"): v for r, v in figures.items()}
    )
    return loopback


def test_inhabitants_of_the_weight_year_become_those_of_the_regions(
    people: Loopback, tmp_path: Path, patient: Patient
) -> None:
    table = people.v3["70001ned"]
    table.sets["RegioS"] = [*table.sets["RegioS"], {"Key": "GM0037", "Title": "Stadskanaal"}]
    first = next(r for r in table.sets["TypedDataSet"] if r["RegioS"] == "GM0014")
    table.sets["TypedDataSet"] = [*table.sets["TypedDataSet"], {**first, "RegioS": "GM0037", "Totaal_1": 100.0}]
    reading = read(people, "v3", tmp_path, patient, measures={"inwoners": "Totaal_1"})
    assert not reading.problems
    assert reading.regions is not None
    assert reading.regions.set_index("code")["inhabitants"].to_dict() == {
        "NL01": 300, "PV20": 300, "GM0014": 200, "GM0037": 100,
    }  # fmt: skip


def test_a_gemeente_without_inhabitants_is_refused(people: Loopback, tmp_path: Path, patient: Patient) -> None:
    reading = read(people, "v3", tmp_path, patient, measures={"inwoners": "Totaal_1"})
    assert "no inhabitants in 2023 for GM0037" in str(reading.problems[0])


def test_a_table_without_the_weight_year_is_refused(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    loopback.v3["70001ned"] = v3_table()
    reading = read(loopback, "v3", tmp_path, patient, measures={"inwoners": "Totaal_1"})
    assert "no number for 2023 (years: 2020, 2021, 2022)" in str(reading.problems[0])


ALWAYS = {(region, period): "Impossible" for region in ("GM0014", "GM0034") for period, _ in PERIODS}


def test_a_gemeente_that_never_was_in_these_years_is_no_former_gemeente(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    loopback.v4["70002NED"] = v4_table(attributes=ALWAYS)
    reading = read(loopback, "v4", tmp_path, patient, measures={"werkloosheid": "M001"})
    assert reading.problems == []
    assert [set(former["region"]) for former in reading.former] == []


def test_a_gemeente_of_the_register_whose_figures_are_all_impossible_stays_with_that_reason(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    loopback.v4["70002NED"] = v4_table(attributes=ALWAYS)
    reading = read(loopback, "v4", tmp_path, patient, measures={"werkloosheid": "M001"})
    mine = reading.figures[0][reading.figures[0]["region"] == "GM0014"]
    assert mine["value"].isna().all()
    assert mine["absence"].tolist() == ["impossible"] * 3
