from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import factories
from worlds.registers import inside_of

from regioboek.params.edition import AggregationRule
from regioboek.params.indicators import Indicator
from regioboek.schemas import checked
from regioboek.statistics.aggregation import Aggregates, aggregate

pytestmark = pytest.mark.filterwarnings("error")

RULE = AggregationRule(weight_year=2023, min_coverage=0.75)
LEVELS = ("land", "provincie", "corop")
NAN = np.nan


def indicator(id: str, method: str = "weighted-mean", **more) -> Indicator:
    weighted = {"method": method, "weight": "inwoners", "denominator": "inwoners", "exact": True}
    told = weighted if method == "weighted-mean" else {"method": method, "reason": "Een mediaan is niet op te tellen."}
    return factories.indicator(id, aggregation=told, **more)


X = indicator("x")

#: Two provincies; PV20 has CR01 (GM0001, GM0002) and CR02 (GM0003), PV21 has CR03 (GM0004).
MEMBERS = {
    "GM0001": ("CR01", "PV20"),
    "GM0002": ("CR01", "PV20"),
    "GM0003": ("CR02", "PV20"),
    "GM0004": ("CR03", "PV21"),
}
WEIGHTS = pd.Series({"GM0001": 100, "GM0002": 300, "GM0003": 600, "GM0004": 1000})


def register() -> pd.DataFrame:
    rows = [("NL01", "land", None, None), ("PV20", "provincie", None, None), ("PV21", "provincie", None, None)]
    rows += [("CR01", "corop", None, "PV20"), ("CR02", "corop", None, "PV20"), ("CR03", "corop", None, "PV21")]
    rows += [(code, "gemeente", corop, provincie) for code, (corop, provincie) in MEMBERS.items()]
    return pd.DataFrame(rows, columns=["code", "level", "corop", "provincie"]).assign(name="-")


def observed(
    figures: dict[str, float | str], indicator: str = "x", year: int = 2020, status="definitive"
) -> pd.DataFrame:
    """Observations of one year; a word in place of a figure is an absence, "value*" of a figure its status."""
    rows = []
    for region, figure in figures.items():
        absent = isinstance(figure, str)
        rows.append(
            {
                "region": region,
                "indicator": indicator,
                "year": year,
                "value": NAN if absent else figure,
                "status": None if absent else status,
                "absence": figure if absent else None,
                "lower": NAN,
                "upper": NAN,
            }
        )
    return pd.DataFrame(rows)


def made_from(observations: pd.DataFrame, indicators=(X,), levels=LEVELS, rule: AggregationRule = RULE) -> Aggregates:
    return aggregate(observations, register(), inside_of(register()), indicators, WEIGHTS, rule, levels)


def row_of(made: Aggregates, region: str, **more) -> dict:
    """The row of a region, of both tables together, with None for null."""
    table = made.rows.merge(made.table, on=["region", "indicator", "year"])
    for column, wanted in {"region": region, **more}.items():
        table = table[table[column] == wanted]
    (found,) = table.to_dict("records")
    return {name: None if pd.isna(value) else value for name, value in found.items()}


ALL = {"GM0001": 10.0, "GM0002": 20.0, "GM0003": 40.0, "GM0004": 7.7}


# -- the mean -----------------------------------------------------------------------------------------------------


def test_figures_are_weighted_by_inhabitants():
    made = made_from(observed(ALL))
    assert row_of(made, "CR01")["value"] == pytest.approx((100 * 10 + 300 * 20) / 400)
    assert row_of(made, "PV20")["value"] == pytest.approx((100 * 10 + 300 * 20 + 600 * 40) / 1000)
    assert row_of(made, "NL01")["value"] == pytest.approx((1000 + 6000 + 24000 + 7700) / 2000)
    assert row_of(made, "NL01") | {"value": 0} == {
        "region": "NL01",
        "indicator": "x",
        "year": 2020,
        "value": 0,
        "status": "definitive",
        "absence": None,
        "lower": None,
        "upper": None,
        "coverage": 1.0,
        "members": 4,
        "with_value": 4,
        "reason": None,
    }


def test_a_single_member_gives_exactly_its_own_figure():
    made = made_from(observed({"GM0004": 0.1 + 0.2} | dict.fromkeys(("GM0001", "GM0002", "GM0003"), "missing")))
    assert row_of(made, "CR03")["value"] == row_of(made, "PV21")["value"] == 0.1 + 0.2


def test_equal_members_give_exactly_their_figure():
    made = made_from(observed(dict.fromkeys(MEMBERS, 83.1)))
    assert set(made.rows["value"]) == {83.1}


def test_equal_weights_give_the_plain_mean():
    equal = pd.Series(1, index=list(MEMBERS))
    made = aggregate(observed(ALL), register(), inside_of(register()), [X], equal, RULE, ["land"])
    assert made.rows["value"].tolist() == pytest.approx([np.mean(list(ALL.values()))])


def test_every_year_stands_alone():
    made = made_from(pd.concat([observed(ALL, year=2019), observed({g: v + 1 for g, v in ALL.items()}, year=2020)]))
    assert row_of(made, "PV20", year=2020)["value"] == pytest.approx(row_of(made, "PV20", year=2019)["value"] + 1)


@settings(deadline=None)
@given(st.lists(st.integers(-10_000, 10_000), min_size=4, max_size=4), st.permutations(list(MEMBERS)))
def test_the_order_of_rows_does_not_matter(figures, order):
    values = dict(zip(MEMBERS, [n / 10 for n in figures], strict=True))
    made, shuffled = made_from(observed(values)), made_from(observed({g: values[g] for g in order}))
    pd.testing.assert_frame_equal(made.rows, shuffled.rows)
    inside = [values["GM0001"], values["GM0002"]]
    assert min(inside) <= row_of(made, "CR01")["value"] <= max(inside)


def test_both_tables_obey_their_schema_and_are_sorted():
    made = made_from(pd.concat([observed(ALL, year=2021), observed({"GM0001": "missing"})]))
    checked(made.rows, "observations")
    checked(made.table, "aggregation")
    keys = list(made.rows[["region", "indicator", "year"]].itertuples(index=False, name=None))
    assert keys == sorted(keys) == list(made.table[["region", "indicator", "year"]].itertuples(index=False, name=None))


# -- too little to go on --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("absent", "coverage", "reason"),
    [
        ("GM0001", 0.90, None),
        ("GM0002", 0.70, "low-coverage"),
        ("GM0003", 0.40, "low-coverage"),
    ],
)
def test_coverage_is_the_share_of_inhabitants_with_a_figure(absent, coverage, reason):
    found = row_of(made_from(observed(ALL | {absent: "missing"})), "PV20")
    assert found["coverage"] == pytest.approx(coverage)
    assert (found["members"], found["with_value"]) == (3, 2)
    assert found["reason"] == reason
    assert found["absence"] == (None if reason is None else "missing")
    assert (found["value"] is None) == (reason is not None)


def test_coverage_just_at_the_threshold_is_enough():
    found = row_of(made_from(observed(ALL | {"GM0001": "missing"})), "CR01")
    assert (found["coverage"], found["value"]) == (0.75, 20.0)


def test_a_gemeente_without_a_row_counts_as_missing():
    found = row_of(made_from(observed({"GM0001": 10.0, "GM0003": 40.0})), "PV20")
    assert (found["members"], found["with_value"], found["reason"]) == (3, 2, "low-coverage")


def test_no_figures_at_all_is_said_as_that():
    found = row_of(made_from(observed(ALL | {"GM0004": "missing"})), "PV21")
    assert (found["value"], found["status"], found["absence"]) == (None, None, "missing")
    assert (found["coverage"], found["reason"]) == (0.0, "no-figures")


def test_years_without_rows_get_none():
    made = made_from(pd.concat([observed(ALL, year=2018), observed(ALL, year=2021)]))
    assert sorted(set(made.rows["year"])) == [2018, 2021]


# -- impossible, confidential, not aggregable -----------------------------------------------------------------------


def test_members_that_cannot_have_a_figure_do_not_count_against_coverage():
    found = row_of(made_from(observed(ALL | {"GM0003": "impossible"})), "PV20")
    assert found["value"] == pytest.approx(17.5)
    assert (found["coverage"], found["members"], found["with_value"]) == (1.0, 2, 2)


def test_an_area_where_nothing_is_possible_is_itself_impossible():
    found = row_of(made_from(observed(ALL | {"GM0004": "impossible"})), "PV21")
    assert (found["absence"], found["reason"], found["coverage"], found["members"]) == ("impossible", None, None, 0)


def test_an_area_where_nothing_applies_is_not_applicable():
    found = row_of(made_from(observed(ALL | {"GM0003": "not-applicable"})), "CR02")
    assert (found["absence"], found["reason"], found["coverage"]) == ("not-applicable", None, None)


def test_a_confidential_member_withholds_every_area_around_it():
    made = made_from(observed(ALL | {"GM0001": "confidential"}))
    for region in ("CR01", "PV20", "NL01"):
        found = row_of(made, region)
        assert (found["value"], found["absence"], found["reason"]) == (None, "confidential", None), region
    assert row_of(made, "CR02")["value"] == 40.0
    assert row_of(made, "PV21")["value"] == 7.7


def test_a_median_is_not_aggregable_and_says_so():
    made = made_from(observed(ALL, indicator="mediaan"), [indicator("mediaan", method="none")])
    assert set(made.rows["absence"]) == {"not-applicable"}
    assert set(made.table["reason"]) == {"not-aggregable"}
    assert made.rows["value"].isna().all() and made.table["coverage"].isna().all()
    assert len(made.rows) == 6  # NL01, two provincies, three COROP areas


# -- status -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["definitive", "definitive"], "definitive"),
        (["definitive", "provisional"], "provisional"),
        (["revised-provisional", "definitive"], "revised-provisional"),
        (["revised-provisional", "provisional"], "provisional"),
    ],
)
def test_an_aggregate_is_as_provisional_as_what_it_is_made_of(statuses, expected):
    parts = [observed({g: ALL[g]}, status=s) for g, s in zip(["GM0001", "GM0002"], statuses, strict=True)]
    assert row_of(made_from(pd.concat(parts)), "CR01")["status"] == expected


def test_a_provisional_neighbour_does_not_make_an_area_provisional():
    rows = pd.concat([observed({"GM0004": 1.0}, status="provisional"), observed({"GM0003": 2.0})])
    assert row_of(made_from(rows), "CR02")["status"] == "definitive"


# -- beside the source --------------------------------------------------------------------------------------------


def test_a_row_of_the_source_wins_with_or_without_a_figure():
    rows = pd.concat([observed(ALL), observed({"PV20": 99.0, "NL01": "confidential"})])
    made = made_from(rows)
    assert not {"PV20", "NL01"} & set(made.rows["region"])
    assert {"PV21", "CR01"} <= set(made.rows["region"])


def test_where_the_source_has_a_figure_of_another_year_nothing_is_made_beside_it():
    made = made_from(
        pd.concat([observed(ALL, year=2019), observed(ALL, year=2020), observed({"PV20": 99.0}, year=2019)])
    )
    assert made.rows.loc[made.rows["region"] == "PV20", "year"].tolist() == []


def test_only_the_levels_asked_for_are_made():
    assert set(made_from(observed(ALL), levels=["provincie", "gemeente"]).rows["region"]) == {"PV20", "PV21"}


def test_a_source_that_starts_at_corop_is_aggregated_upwards_by_inhabitants():
    made = made_from(observed({"CR01": 10.0, "CR02": 20.0, "CR03": 30.0}))
    assert set(made.rows["region"]) == {"NL01", "PV20", "PV21"}
    assert row_of(made, "PV20")["value"] == pytest.approx((400 * 10 + 600 * 20) / 1000)
    assert row_of(made, "NL01")["members"] == 3


def test_a_corop_area_takes_over_the_figure_its_gemeenten_show():
    bbp = indicator("bbp", method="none", corop_value=True)
    rows = observed({"GM0001": 41.5, "GM0002": 41.5, "GM0003": "missing", "GM0004": 30.0}, indicator="bbp")
    made = made_from(rows, [bbp])
    assert row_of(made, "CR01")["value"] == 41.5
    assert row_of(made, "CR02")["reason"] == "no-figures"
    assert {row_of(made, r)["reason"] for r in ("PV20", "PV21", "NL01")} == {"not-aggregable"}


def test_one_gemeente_is_enough_to_take_the_corop_figure_over():
    bbp = indicator("bbp", method="none", corop_value=True)
    found = row_of(made_from(observed({"GM0001": 41.5, "GM0002": "missing"}, indicator="bbp"), [bbp]), "CR01")
    assert (found["value"], found["coverage"], found["reason"]) == (41.5, 0.25, None)


def test_a_corop_area_whose_gemeenten_disagree_is_not_approximated():
    bbp = indicator("bbp", method="none", corop_value=True)
    made = made_from(observed({"GM0001": 41.5, "GM0002": 40.0}, indicator="bbp"), [bbp])
    assert row_of(made, "CR01")["reason"] == "not-aggregable"


def test_an_indicator_without_any_row_gets_none():
    assert len(made_from(observed(ALL), [X, indicator("y")]).rows) == 6
    assert made_from(observed(ALL), [indicator("y")]).rows.empty


# -- real figures --------------------------------------------------------------------------------------------------


@pytest.mark.realdata
@pytest.mark.parametrize("code", ["09_E_V_13", "04_VE_03"], ids=["werkloosheid", "misdrijven"])
def test_real_provincies_equal_a_computation_of_their_own(real_figures, real_register, real_inhabitants, code):
    rows = real_figures[real_figures["code"] == code]
    absence = pd.Series(np.where(rows["waarde"].isna(), "missing", None), index=rows.index, dtype=object)
    source = pd.DataFrame(
        {
            "region": rows["statcode"],
            "indicator": "x",
            "year": rows["jaar"],
            "value": rows["waarde"],
            "absence": absence,
        }
    ).assign(status="definitive", lower=NAN, upper=NAN)
    gemeenten = real_register.rename(columns={"gm_code": "code", "cr_code": "corop", "pv_code": "provincie"})
    provincies = pd.DataFrame({"code": sorted(set(real_register["pv_code"])), "level": "provincie"})
    regions = pd.concat([provincies, gemeenten.assign(level="gemeente")], ignore_index=True)
    made = aggregate(source, regions, inside_of(regions), [X], real_inhabitants, RULE, ["provincie"])

    figure = {(r.statcode, r.jaar): r.waarde for r in rows.itertuples()}
    members = real_register.groupby("pv_code")["gm_code"].apply(list)
    for found in made.rows.merge(made.table, on=["region", "indicator", "year"]).itertuples():
        known = [(g, figure[g, found.year]) for g in members[found.region] if not np.isnan(figure[g, found.year])]
        weight = sum(real_inhabitants[g] for g, _ in known)
        mean = sum(real_inhabitants[g] * value for g, value in known) / weight
        assert found.value == pytest.approx(mean, rel=1e-12), (found.region, found.year)
        assert found.coverage == pytest.approx(weight / sum(real_inhabitants[g] for g in members[found.region]))
        assert found.with_value == len(known)
    assert set(made.rows["region"]) == set(members.index)
    assert made.rows["value"].notna().all()
