"""Figures of areas that are defined by their gemeenten: many-to-many, parts, and what is never made."""

from __future__ import annotations

import pandas as pd
import pytest
from worlds.factories import indicator
from worlds.registers import inside_of

from regioboek.params.edition import AggregationRule
from regioboek.params.indicators import Aggregation
from regioboek.statistics.aggregation import aggregate

RULE = AggregationRule(weight_year=2023, min_coverage=0.75)
WEIGHTS = pd.Series({"GM0001": 100.0, "GM0002": 300.0, "GM0003": 600.0, "GM0004": 1000.0})
COROP = {"GM0001": "CR01", "GM0002": "CR01", "GM0003": "CR02", "GM0004": "CR03"}
PROVINCIE = {"CR01": "PV20", "CR02": "PV20", "CR03": "PV21"}


def register(areas):
    rows = [("NL01", "land", None, None), *((code, "provincie", None, None) for code in ("PV20", "PV21"))]
    rows += [(code, "corop", None, provincie) for code, provincie in PROVINCIE.items()]
    rows += [(code, {"L": "landsdeel", "R": "regiodeal", "G": "gebied"}[code[0]], None, None) for code in areas]
    rows += [(code, "gemeente", corop, PROVINCIE[corop]) for code, corop in COROP.items()]
    return pd.DataFrame(rows, columns=["code", "level", "corop", "provincie"]).assign(name="-")


def made(areas, figures, *, corop_value=False, method="weighted-mean"):
    """Rows of both tables of the areas; figures are values or absences by region; areas {code: {gemeente: share}}."""
    told = Aggregation(
        method=method,
        weight=None if method == "sum" else "inwoners",
        reason="een mediaan" if method == "none" else None,
    )
    one = indicator("x", aggregation=told, corop_value=corop_value)
    table = pd.DataFrame(
        [
            {"region": r, "indicator": "x", "year": 2020}
            | {"value": float("nan") if isinstance(v, str) else v, "absence": v if isinstance(v, str) else None}
            | {"status": None if isinstance(v, str) else "definitive", "lower": None, "upper": None}
            for r, v in figures.items()
        ]
    )
    members = pd.DataFrame(
        [(area, g, share) for area, of in areas.items() for g, share in of.items()],
        columns=["area", "gemeente", "share"],
    )
    levels = ("land", "landsdeel", "regiodeal", "gebied")
    rows, reasons = aggregate(table, register(areas), inside_of(register(areas)), [one], WEIGHTS, RULE, levels, members)
    found = rows.merge(reasons, on=["region", "indicator", "year"]).set_index("region")
    return found.astype(object).where(found.notna(), None)


ALL = {"GM0001": 10.0, "GM0002": 20.0, "GM0003": 40.0, "GM0004": 8.0}


def areas_of(areas, figures=None, **more):
    return made(areas, ALL if figures is None else figures, **more)


def test_an_area_is_the_weighted_mean_of_its_own_gemeenten():
    found = areas_of({"GB001": {"GM0001": 1.0, "GM0004": 1.0}})
    assert found.loc["GB001", "value"] == pytest.approx((100 * 10 + 1000 * 8) / 1100)
    assert found.loc["GB001", "members"] == 2


def test_a_gemeente_counts_in_every_area_it_belongs_to():
    found = areas_of({"RD001": {"GM0001": 1.0, "GM0002": 1.0}, "RD002": {"GM0002": 1.0, "GM0003": 1.0}})
    assert found.loc["RD001", "value"] == pytest.approx((100 * 10 + 300 * 20) / 400)
    assert found.loc["RD002", "value"] == pytest.approx((300 * 20 + 600 * 40) / 900)


def test_a_part_of_a_gemeente_counts_for_its_share_of_the_inhabitants():
    found = areas_of({"RD001": {"GM0001": 1.0, "GM0002": 0.5}})
    assert found.loc["RD001", "value"] == pytest.approx((100 * 10 + 150 * 20) / 250)


def test_areas_together_that_are_the_country_have_its_figure():
    found = areas_of({"LD01": {"GM0001": 1.0, "GM0002": 1.0, "GM0003": 1.0}, "LD02": {"GM0004": 1.0}})
    mean = (1000 * found.loc["LD01", "value"] + 1000 * found.loc["LD02", "value"]) / 2000
    assert mean == pytest.approx(found.loc["NL01", "value"])


def test_with_one_confidential_member_the_area_is_withheld():
    found = areas_of({"GB001": {"GM0001": 1.0, "GM0002": 1.0}}, ALL | {"GM0001": "confidential"})
    assert found.loc["GB001", "value"] is None
    assert found.loc["GB001", "absence"] == "confidential"


def test_no_two_areas_give_a_confidential_figure_away():
    # GB001 minus GB002 would be GM0001: every area with GM0001 in it must be withheld, whatever lies beside it
    areas = {
        "GB001": {"GM0001": 1.0, "GM0002": 1.0, "GM0003": 1.0},
        "GB002": {"GM0002": 1.0, "GM0003": 1.0},
        "GB003": {"GM0001": 0.2, "GM0002": 1.0},
    }
    found = areas_of(areas, ALL | {"GM0001": "confidential"})
    shown = set(found.index[found["value"].notna()])
    assert shown == {"GB002"}


def test_too_little_coverage_is_said():
    found = areas_of({"GB001": {"GM0002": 1.0, "GM0004": 1.0}}, ALL | {"GM0004": "missing"})
    assert found.loc["GB001", "reason"] == "low-coverage"


def test_a_median_is_not_made_for_an_area():
    found = areas_of({"GB001": {"GM0001": 1.0, "GM0002": 1.0}}, method="none")
    assert found.loc["GB001", "reason"] == "not-aggregable"
    assert found.loc["GB001", "absence"] == "not-applicable"


def test_an_area_of_whole_corop_areas_is_made_of_their_figures():
    areas = {"LD01": {"GM0001": 1.0, "GM0002": 1.0, "GM0003": 1.0}}
    found = areas_of(areas, {"CR01": 5.0, "CR02": 10.0, "CR03": 1.0})
    assert found.loc["LD01", "value"] == pytest.approx((400 * 5 + 600 * 10) / 1000)


@pytest.mark.parametrize("member", [{"GM0001": 1.0}, {"GM0001": 1.0, "GM0002": 0.5}, {"GM0003": 1.0, "GM0001": 1.0}])
def test_an_area_that_cuts_a_corop_area_has_no_figure_of_corop_areas(member):
    found = areas_of({"GB001": member}, {"CR01": 5.0, "CR02": 10.0, "CR03": 1.0})
    assert found.loc["GB001", "reason"] == "not-aggregable"


def test_a_row_of_the_source_wins():
    found = areas_of({"LD01": {"GM0001": 1.0, "GM0002": 1.0}}, ALL | {"LD01": 99.0})
    assert "LD01" not in found.index


def test_counts_are_added_up_parts_for_their_share():
    found = areas_of({"GB001": {"GM0001": 1.0, "GM0002": 0.5}}, method="sum")
    assert found.loc["GB001", "value"] == 10 + 0.5 * 20
    assert found.loc["NL01", "value"] == 10 + 20 + 40 + 8


def test_a_total_that_lacks_a_gemeente_is_no_total():
    found = areas_of({"GB001": {"GM0001": 1.0, "GM0004": 1.0}}, ALL | {"GM0001": "missing"}, method="sum")
    assert found.loc["GB001", "reason"] == "low-coverage"


def test_a_gemeente_that_can_have_no_figure_does_not_stand_in_the_way_of_a_total():
    found = areas_of({"GB001": {"GM0001": 1.0, "GM0004": 1.0}}, ALL | {"GM0001": "impossible"}, method="sum")
    assert found.loc["GB001", "value"] == 8


@pytest.mark.realdata
def test_inhabitants_added_up_are_cbs_own_numbers_of_provincies_and_nederland(
    real_register, real_inhabitants, realdata
):
    rows = [
        ("NL01", "land", None, None),
        *((p, "provincie", None, None) for p in sorted(set(real_register["pv_code"]))),
    ]
    rows += [(g, "gemeente", c, p) for g, c, p in real_register.itertuples(index=False)]
    regions = pd.DataFrame(rows, columns=["code", "level", "corop", "provincie"]).assign(name="-")
    told = pd.read_csv(realdata / "statline" / "bevolking_regio_2019_2026.csv")
    told = told[(told["onderwerp"] == "Bevolking op 1 januari") & (told["jaar"] == 2023)].set_index("regio")["waarde"]
    people = pd.DataFrame({"region": real_register["gm_code"], "indicator": "x", "year": 2023})
    people["value"] = told.reindex(people["region"]).to_numpy()
    people = people.assign(status="definitive", absence=None, lower=None, upper=None)
    one = indicator("x", aggregation={"method": "sum"})
    made = aggregate(people, regions, inside_of(regions), [one], real_inhabitants, RULE, ("land", "provincie")).rows
    found = made.set_index("region")["value"]
    assert len(found) == 13
    assert found.to_dict() == told[found.index].to_dict()
