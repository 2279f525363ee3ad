"""Two states of a source beside each other: what came, went, changed, was renamed, and what is only rounding."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from regioboek.sources.kinds.base import CELL_COLUMNS
from regioboek.sources.snapshot.lock import LockedFile, LockedSource
from regioboek.sources.snapshot.update import Changes, Rename, compare

Row = tuple[Any, ...]

ROWS: list[Row] = [
    # series, region, period, value, status, absence, unit
    ("M1", "GM0014", "2021", 5.1, "definitive", None, "%"),
    ("M1", "GM0014", "2022", 4.2, "provisional", None, "%"),
    ("M1", "GM0034", "2021", 4.8, "definitive", None, "%"),
    ("M1", "GM0034", "2022", np.nan, None, "confidential", "%"),
    ("M2", "GM0014", "2021", 200.0, "definitive", None, "aantal"),
    ("M2", "GM0034", "2021", 300.0, "definitive", None, "aantal"),
]


def locked(digest: str = "a", **more: Any) -> LockedSource:
    file = LockedFile(key="raw-0001", name="raw/page-0001.json", size=1, sha256=digest)
    told = {"id": "bron", "kind": "statline-v3", "title": "Bron", "folder": "bron", "licence": "CC BY 4.0"}
    return LockedSource(**(told | {"citation": "Bron: CBS.", "files": (file,)} | more))


def cells(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(CELL_COLUMNS))


def changes(new: list[Row], old: list[Row] = ROWS) -> Changes:
    return compare(cells(old), cells(new), locked(), locked("b"))


def with_value(number: int, column: str, value: Any) -> list[Row]:
    """ROWS with one cell changed."""
    rows = [list(row) for row in ROWS]
    rows[number][CELL_COLUMNS.index(column)] = value
    return [tuple(row) for row in rows]


def renamed(rows: list[Row], old: str, new: str) -> list[Row]:
    return [tuple(new if cell == old else cell for cell in row) for row in rows]


def test_a_changed_figure_is_exactly_that_figure() -> None:
    found = changes(with_value(0, "value", 5.2))
    assert found.changed[["series", "region", "period", "old", "new"]].to_numpy().tolist() == [
        ["M1", "GM0014", "2021", 5.1, 5.2]
    ]
    assert (len(found.added), len(found.gone), len(found.status), found.renamed, found.units) == (0, 0, 0, [], [])


def test_the_same_figures_in_another_order_are_no_change() -> None:
    assert not changes(ROWS[::-1]).of_figures


@pytest.mark.parametrize("value", [5.13, 5.0601, 5.1 + 1e-12])
def test_a_more_precise_figure_that_rounds_to_the_old_one_is_no_change(value: float) -> None:
    assert not changes(with_value(0, "value", value)).of_figures


@pytest.mark.parametrize("value", [5.16, 5.2, 5.0])
def test_a_figure_that_rounds_to_another_one_is_a_change(value: float) -> None:
    assert len(changes(with_value(0, "value", value)).changed) == 1


def test_whole_numbers_differ_by_one() -> None:
    assert len(changes(with_value(4, "value", 201.0)).changed) == 1


def test_a_figure_in_the_place_of_an_absence_is_a_change() -> None:
    rows = with_value(3, "value", 4.0)
    rows[3] = (*rows[3][:5], None, "%")
    (row,) = changes(rows).changed.itertuples()
    assert (row.region, np.isnan(row.old), row.new, row.old_absence) == ("GM0034", True, 4.0, "confidential")


def test_an_absence_for_another_reason_is_a_change() -> None:
    (row,) = changes(with_value(3, "absence", "missing")).changed.itertuples()
    assert (row.old_absence, row.new_absence) == ("confidential", "missing")


def test_rows_that_came_and_went() -> None:
    came = ("M1", "GM0034", "2023", 4.5, "provisional", None, "%")
    found = changes([*ROWS[1:], came])
    assert found.added[["region", "period"]].to_numpy().tolist() == [["GM0034", "2023"]]
    assert found.gone[["region", "period"]].to_numpy().tolist() == [["GM0014", "2021"]]
    assert (found.series("added"), found.series("gone")) == ([], [])


def test_a_measure_that_went_as_a_whole_is_named() -> None:
    found = changes(ROWS[:4])
    assert found.series("gone") == ["M2"]
    assert len(found.gone) == 2


def test_a_status_that_became_definitive() -> None:
    found = changes(with_value(1, "status", "definitive"))
    assert found.status[["region", "period", "old", "new"]].to_numpy().tolist() == [
        ["GM0014", "2022", "provisional", "definitive"]
    ]
    assert found.changed.empty


def test_a_changed_unit_is_told_once_per_measure() -> None:
    rows = [(*row[:6], "x 1 000") if row[0] == "M2" else row for row in ROWS]
    assert changes(rows).units == [("M2", "aantal", "x 1 000")]


def test_a_measure_under_another_code_with_the_same_figures_is_renamed() -> None:
    found = changes(renamed(ROWS, "M1", "Werkloosheid_1"))
    assert found.renamed == [Rename("series", "M1", "Werkloosheid_1")]
    assert found.added.empty and found.gone.empty and found.changed.empty


def test_a_region_under_another_code_with_the_same_figures_is_renamed() -> None:
    found = changes(renamed(ROWS, "GM0014", "GM1966"))
    assert found.renamed == [Rename("region", "GM0014", "GM1966")]
    assert found.added.empty and found.gone.empty


def test_a_region_is_renamed_also_when_a_year_came_and_a_year_went() -> None:
    old = [*ROWS, ("M1", "GM0014", "2020", 5.0, None, None, "%"), ("M1", "GM0034", "2020", 4.0, None, None, "%")]
    new = [*ROWS, ("M1", "GM0014", "2023", 4.4, None, None, "%"), ("M1", "GM0034", "2023", 4.5, None, None, "%")]
    found = changes(renamed(new, "GM0014", "GM1966"), old)
    assert found.renamed == [Rename("region", "GM0014", "GM1966")]
    assert found.added[["region", "period"]].to_numpy().tolist() == [["GM1966", "2023"], ["GM0034", "2023"]]
    assert found.gone[["region", "period"]].to_numpy().tolist() == [["GM1966", "2020"], ["GM0034", "2020"]]
    assert found.changed.empty


def test_a_measure_whose_code_differs_in_marks_is_renamed_also_when_a_figure_changed() -> None:
    found = changes(renamed(with_value(0, "value", 5.9), "M1", "M_1"))
    assert found.renamed == [Rename("series", "M1", "M_1")]
    assert found.changed[["series", "old", "new"]].to_numpy().tolist() == [["M_1", 5.1, 5.9]]


def test_regions_with_equal_figures_are_not_guessed_at() -> None:
    old = [("M1", region, year, 1.0, None, None, "%") for region in ("GM0001", "GM0002") for year in ("2021", "2022")]
    new = renamed(renamed(old, "GM0001", "GM0003"), "GM0002", "GM0004")
    found = changes(new, old)
    assert found.renamed == []
    assert (len(found.added), len(found.gone)) == (4, 4)


def test_a_region_with_one_figure_is_not_guessed_at() -> None:
    old = [("M1", "GM0001", "2021", 1.0, None, None, "%")]
    assert changes(renamed(old, "GM0001", "GM0002"), old).renamed == []


def test_stamps_and_definitions_that_changed_are_told() -> None:
    before = locked(modified="2025-06-30", defined={"statline.table": "80137ned"})
    after = locked("b", modified="2026-06-30", defined={"statline.table": "80138ned"})
    found = compare(cells(ROWS), cells(ROWS), before, after)
    assert found.told == {
        "modified": ("2025-06-30", "2026-06-30"),
        "statline.table": ("80137ned", "80138ned"),
    }
    assert (found.of_figures, found.any) == (False, True)


def test_another_answer_with_the_same_figures_is_no_change() -> None:
    assert not compare(cells(ROWS), cells(ROWS), locked("a"), locked("b")).any


def test_another_file_of_a_bureau_with_the_same_figures_is_told() -> None:
    def meta(digest: str) -> LockedSource:
        return locked(files=(LockedFile(key="meta", name="meta.csv", size=1, sha256=digest),))

    found = compare(cells(ROWS), cells(ROWS), meta("a"), meta("b"))
    assert (found.of_figures, found.any, found.files) == (False, True, ["meta.csv"])


def test_a_source_without_figures_is_compared_by_its_files() -> None:
    assert compare(None, None, locked(), locked("b")).of_figures
    assert not compare(None, None, locked(), locked()).any


def test_all_of_it_is_json() -> None:
    told = json.loads(json.dumps(changes(with_value(0, "value", 5.2)).as_json(), allow_nan=False))
    assert told["changed"] == [
        {
            "series": "M1",
            "region": "GM0014",
            "period": "2021",
            "old": 5.1,
            "new": 5.2,
            "old_absence": None,
            "new_absence": None,
        }
    ]
