"""Corrections carried out on figures: what is used instead, what is refused, and what the table says of it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from regioboek.errors import CorrectionError
from regioboek.params.corrections import Correction
from regioboek.params.edition import Edition
from regioboek.schemas import checked
from regioboek.sources.problems import ProblemList
from regioboek.sources.snapshot.inputs import Inputs
from regioboek.sources.tables.figure_checks import check_range
from regioboek.tables.correcting import apply_corrections
from regioboek.tables.observations import build_observations

REGIONS = pd.DataFrame({"code": ["GM0014", "GM0034"], "level": "gemeente", "corop": "CR01", "provincie": "PV20"})


@pytest.fixture(scope="module")
def demo(project_root) -> Edition:
    from regioboek.params.loading import load_edition

    return load_edition(project_root / "params", "demo")


def inputs(**more: object) -> Inputs:
    rows = [("GM0014", 2020, 4.9), ("GM0014", 2021, 51.0), ("GM0034", 2020, np.nan), ("GM0034", 2021, 48.0)]
    values = pd.DataFrame(rows, columns=["region", "year", "value"]).assign(indicator="werkloosheid", **more)
    return Inputs(values=values, regions=REGIONS, boundaries=dict[str, gpd.GeoDataFrame](), notes=[])


def correction(do: str, **more: object) -> Correction:
    told = {"id": "fout", "editions": ("demo",), "indicator": "werkloosheid", "regions": ("GM0014",), "years": (2021,)}
    return Correction.model_validate(told | {"do": do, "expect": 51.0, "reason": "Een komma te weinig."} | more)


def applied(demo: Edition, *corrections: Correction, given: Inputs | None = None) -> tuple[pd.Series, pd.DataFrame]:
    """The figures by region and year, and the table."""
    edition = demo.model_copy(update={"corrections": corrections})
    found, table = apply_corrections(edition, given or inputs())
    return found.values.set_index(["region", "year"])["value"], table


def refused(demo: Edition, *corrections: Correction, given: Inputs | None = None) -> list[str]:
    with pytest.raises(CorrectionError) as error:
        applied(demo, *corrections, given=given)
    return [str(p) for p in error.value.problems]


def test_without_corrections_the_figures_are_the_same(demo):
    given = inputs()
    found, table = apply_corrections(demo.model_copy(update={"corrections": ()}), given)
    assert found is given and len(checked(table, "corrections")) == 0


def test_an_override_replaces_the_figure_and_only_that(demo):
    values, _ = applied(demo, correction("override", value=5.1))
    assert values.dropna().to_dict() == {("GM0014", 2020): 4.9, ("GM0014", 2021): 5.1, ("GM0034", 2021): 48.0}


def test_the_table_says_what_the_source_has_what_is_used_and_why(demo):
    _, table = applied(demo, correction("override", value=5.1))
    assert checked(table, "corrections").to_dict("records") == [
        {
            "region": "GM0014",
            "indicator": "werkloosheid",
            "year": 2021,
            "correction": "fout",
            "action": "override",
            "source_value": 51.0,
            "used_value": 5.1,
            "reason": "Een komma te weinig.",
        }
    ]


def test_scaling_is_exact_and_takes_the_margins_along(demo):
    edition = demo.model_copy(update={"corrections": (correction("scale", factor=0.1),)})
    found, _ = apply_corrections(edition, inputs(lower=[np.nan, 49.0, np.nan, np.nan]))
    row = found.values.iloc[1]
    assert (row["value"], row["lower"]) == (5.1, 4.9)


def test_an_override_leaves_no_margins_of_another_figure(demo):
    edition = demo.model_copy(update={"corrections": (correction("override", value=5.0),)})
    found, _ = apply_corrections(edition, inputs(lower=[np.nan, 49.0, np.nan, np.nan]))
    assert np.isnan(found.values.iloc[1]["lower"])


def test_a_dropped_figure_is_absent_in_the_observations(demo):
    edition = demo.model_copy(update={"corrections": (correction("drop", absence="confidential"),)})
    observed = build_observations(edition, apply_corrections(edition, inputs())[0])
    row = observed[(observed["region"] == "GM0014") & (observed["year"] == 2021)].iloc[0]
    assert (row["absence"], np.isnan(row["value"])) == ("confidential", True)


def test_a_flag_changes_nothing_and_is_told(demo):
    values, table = applied(demo, correction("flag"))
    assert (values["GM0014", 2021], table["action"].tolist()) == (51.0, ["flag"])


def test_a_correction_of_all_regions_touches_those_with_a_figure(demo):
    all_of = correction("scale", factor=0.1, regions="all", expect={"between": (40.0, 60.0)})
    values, table = applied(demo, all_of)
    assert (values["GM0014", 2021], values["GM0034", 2021], len(table)) == (5.1, 4.8, 2)


def test_a_figure_of_its_own_per_region_and_year(demo):
    both = correction(
        "override",
        regions=("GM0014", "GM0034"),
        expect={"GM0014 2021": 51.0, "GM0034 2021": 48.0},
        value={"GM0014 2021": 5.1, "GM0034 2021": 4.8},
    )
    values, _ = applied(demo, both)
    assert (values["GM0014", 2021], values["GM0034", 2021]) == (5.1, 4.8)


def test_a_repaired_source_stops_the_build(demo):
    assert refused(demo, correction("override", value=5.1, expect=5.5)) == [
        "params/corrections.yml: fout: found 51 for GM0014 in 2021: the source no longer says 5.5; "
        "expected 5.5; if the source was repaired, remove this correction"
    ]


@pytest.mark.parametrize(("source", "fits"), [(51.04, True), (51.06, False), (np.nan, False)])
def test_a_figure_fits_within_half_its_last_decimal(source, fits, demo):
    given = inputs()
    given.values.loc[1, "value"] = source
    change = correction("override", value=5.1)
    if fits:
        applied(demo, change, given=given)
    else:
        refused(demo, change, given=given)


def test_every_figure_that_no_longer_fits_is_in_one_report(demo):
    lines = refused(
        demo, correction("flag", expect=1.0), correction("flag", regions=("GM0034",), years=(2020, 2021), expect="none")
    )
    assert len(lines) == 2
    assert "48 for GM0034 in 2021: the source no longer says no figure" in lines[1]


def test_an_override_may_give_a_figure_the_source_lacks(demo):
    values, table = applied(demo, correction("override", value=4.7, years=(2019,), expect="none"))
    assert values["GM0014", 2019] == 4.7
    assert np.isnan(table["source_value"].iloc[0])


def test_a_figure_that_is_not_in_the_source_is_refused(demo):
    assert refused(demo, correction("scale", factor=0.1, years=(2018,)))[0] == (
        "params/corrections.yml: fout: found no row of werkloosheid for GM0014 in 2018; "
        "expected the figure that is corrected"
    )


def test_a_corrected_figure_must_be_possible(demo):
    assert (
        "510 for GM0014 in 2021 after the correction; expected a figure that Werkloosheid can have"
        in (refused(demo, correction("scale", factor=10.0))[0])
    )


def test_figures_of_former_gemeenten_are_corrected_too(demo):
    former = pd.DataFrame({"region": ["GM0003"], "indicator": "werkloosheid", "year": 2019, "value": 70.0})
    given = Inputs(**{**vars(inputs()), "former": former})
    edition = demo.model_copy(
        update={"corrections": (correction("scale", factor=0.1, regions=("GM0003",), years=(2019,), expect=70.0),)}
    )
    assert apply_corrections(edition, given)[0].former["value"].tolist() == [7.0]


def test_a_figure_out_of_range_is_let_through_when_it_has_a_correction(demo):
    figures = inputs().values.assign(value=[4.9, 510.0, np.nan, 480.0])
    problems = ProblemList("bron")
    check_range(figures, demo.model_copy(update={"corrections": (correction("scale", factor=0.01),)}), problems)
    assert [p.found for p in problems.refused] == ["480"]
