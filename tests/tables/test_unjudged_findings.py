"""Findings of an indicator of which nobody can say which direction is favourable."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from worlds.factories import edition, indicator, observed
from worlds.registers import inside_of
from worlds.unjudged_bureau import unjudged

from regioboek.errors import TableError
from regioboek.params.indicators import Indicator
from regioboek.schemas import checked
from regioboek.statistics.coverage import coverage
from regioboek.tables.findings import Findings, build_findings

NAN = np.nan
RISING = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 9.0]
FLAT = [5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0]


def register(gemeenten: int = 8) -> pd.DataFrame:
    rows = [("NL01", "Nederland", "land", None, None), ("PV20", "Groningen", "provincie", None, None)]
    rows += [("CR01", "West", "corop", None, "PV20")]
    rows += [(f"GM{n:04}", f"g{n}", "gemeente", "CR01", "PV20") for n in range(1, gemeenten + 1)]
    return pd.DataFrame(rows, columns=["code", "name", "level", "corop", "provincie"])


def found(observations: pd.DataFrame, *indicators: Indicator) -> Findings:
    regions = register()
    return build_findings(edition(*indicators), observations, regions, inside_of(regions))


def row(made: Findings, region: str = "GM0001", indicator: str = "x") -> dict:
    table = made.findings
    (one,) = table[(table["region"] == region) & (table["indicator"] == indicator)].to_dict("records")
    return {name: None if pd.isna(value) else value for name, value in one.items()}


@pytest.mark.parametrize(
    ("values", "trend", "direction"),
    [
        (RISING, "unjudged", "rising"),
        (RISING[::-1], "unjudged", "falling"),
        (FLAT, "unjudged", "flat"),
        ([NAN] * 5 + [1.0, 2.0, 3.0], "undetermined", None),
        ([NAN] * 8, "missing", None),
    ],
)
def test_a_trend_is_a_fact_with_its_direction_and_never_a_judgement(values, trend, direction):
    made = found(observed("GM0001", values), unjudged("x"))
    one = row(made)
    assert (one["trend"], one["direction"]) == (trend, direction)
    assert (one["no_trend"] is not None) is (direction == "flat")
    assert (one["robust"] is not None) is (direction in ("rising", "falling"))
    checked(made.findings, "findings")


@pytest.mark.parametrize(("column", "values"), [("no_trend", FLAT), ("robust", RISING)])
def test_a_table_that_leaves_out_why_it_is_flat_or_how_firmly_it_moves_is_refused(column, values):
    table = found(observed("GM0001", values), unjudged("x")).findings
    table[column] = table[column].where(table["trend"] != "unjudged")
    if column == "robust":
        table["fragile"] = table["fragile"].where(table["trend"] != "unjudged")
    with pytest.raises(TableError):
        checked(table, "findings")


def test_only_figures_since_a_break_say_which_way_it_goes():
    values = [90.0, 91.0, 92.0, *FLAT[:5]]
    assert row(found(observed("GM0001", values), unjudged("x", breaks=[2018])))["direction"] == "flat"
    short = row(found(observed("GM0001", values), unjudged("x", breaks=[2020])))
    assert (short["trend"], short["n_years"]) == ("undetermined", 3)


def test_a_count_stays_a_count():
    one = row(found(observed("GM0001", RISING), unjudged("x", aggregation={"method": "sum"})))
    assert (one["trend"], one["direction"], one["rank"]) == ("undetermined", None, None)


def test_the_place_goes_from_high_to_low_without_quarters_or_a_judgement_beside_the_country():
    gemeenten = [observed(f"GM{n:04}", np.array(RISING) * n) for n in range(1, 9)]
    made = found(pd.concat([observed("NL01", RISING), *gemeenten]), unjudged("x"))
    assert [row(made, f"GM{n:04}")["rank"] for n in (8, 7, 1)] == [1, 2, 8]
    assert made.findings["position"].isna().all() and made.findings["relative"].isna().all()
    assert row(made, "GM0002")["difference_national"] == 9.0
    assert made.rankings["top_cut"].isna().all() and made.rankings["bottom_cut"].isna().all()


def test_it_is_no_test_among_those_of_the_colours_and_changes_nothing_of_them():
    rng = np.random.default_rng(3)
    judged = pd.concat(
        observed(f"GM{n:04}", np.round(np.arange(8) * 0.3 + rng.normal(0, 0.6, 8), 1), "y") for n in range(1, 9)
    )
    prices = pd.concat(observed(f"GM{n:04}", RISING) for n in range(1, 9))
    alone = found(judged, indicator("y"))
    beside = found(pd.concat([judged, prices]), indicator("y"), unjudged("x"))
    assert alone.evidence == beside.evidence
    assert 0 < alone.evidence["total"]["survive_bh"] < alone.evidence["total"]["tests"]
    told = beside.findings[beside.findings["indicator"] == "y"].reset_index(drop=True)
    columns = ["region", "trend", "robust", "fragile", "rank", "position"]
    for name in columns:
        assert told[name].astype(object).fillna("").tolist() == alone.findings[name].astype(object).fillna("").tolist()


def test_it_has_a_trend_in_the_chapter_on_coverage():
    made = found(pd.concat([observed("GM0001", FLAT), observed("GM0002", RISING[:3])]), unjudged("x"))
    none = pd.DataFrame({"region": [], "indicator": [], "year": [], "reason": []})
    cells = pd.concat([observed("GM0001", FLAT), observed("GM0002", RISING[:3])])
    states = coverage(made.findings, cells, none, stale_after=9).set_index("region")["state"]
    assert (states["GM0001"], states["GM0002"], states["GM0003"]) == ("trend", "short", "missing")
