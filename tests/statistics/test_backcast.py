"""Figures of former gemeenten on the division of today: counts add up, means are weighted, nothing is guessed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from worlds import factories

from regioboek.errors import InputError
from regioboek.params.indicators import Indicator, ThroughTime
from regioboek.statistics.backcast import Backcast, back_cast
from regioboek.statistics.division import chain

A, B, SPLIT, MERGED, TOWN, OLD_NAME, NEW_NAME = (f"GM{n:04d}" for n in range(1, 8))
DIVISION = (MERGED, TOWN, NEW_NAME)

#: 2020: A (600 people), B (300) and a tenth of SPLIT (100) merge; TOWN (3600) takes the rest (900). 2021: a new name.
ROWS = [
    ("2020-01-01", A, MERGED, 600.0, True, True),
    ("2020-01-01", B, MERGED, 300.0, True, True),
    ("2020-01-01", SPLIT, MERGED, 100.0, True, True),
    ("2020-01-01", SPLIT, TOWN, 900.0, True, False),
    ("2020-01-01", TOWN, TOWN, 3600.0, False, False),
    ("2021-01-01", OLD_NAME, NEW_NAME, np.nan, True, True),
]
TRANSFERS = pd.DataFrame(ROWS, columns=["date", "from_code", "to_code", "inwoners", "ends", "begins"]).assign(
    from_name="", to_name="", woningen=np.nan, hectare=np.nan
)
OLD = {A: 10.0, B: 20.0, SPLIT: 50.0, TOWN: 100.0, OLD_NAME: 7.0}


def indicator(method: str, **more: Any) -> Indicator:
    return factories.indicator("cijfer", through_time=ThroughTime(method=method, **more))


def figures(values: dict[str, float | None] = OLD, year: int = 2019, **more: Any) -> pd.DataFrame:
    rows = [(region, "cijfer", year, np.nan if value is None else value) for region, value in values.items()]
    return pd.DataFrame(rows, columns=["region", "indicator", "year", "value"]).assign(**more)


def moved(table: pd.DataFrame, method: str = "weighted-mean", **more: Any) -> Backcast:
    one = indicator(method, **more)
    weight = one.through_time_rule.weight
    return back_cast(table, {weight: chain(TRANSFERS, [2019], 2022, weight=weight)}, [one], DIVISION)


def values(done: Backcast) -> dict[str, float]:
    return dict(zip(done.figures["region"], done.figures["value"], strict=True))


def absences(done: Backcast) -> dict[str, str]:
    rows = done.figures.dropna(subset=["absence"])
    return dict(zip(rows["region"], rows["absence"], strict=True))


def reasons(done: Backcast) -> dict[str, str]:
    rows = done.table.dropna(subset=["reason"])
    return dict(zip(rows["region"], rows["reason"], strict=True))


def test_a_mean_is_weighted_by_what_each_part_is_of_the_gemeente():
    assert values(moved(figures())) == {
        MERGED: pytest.approx(0.6 * 10 + 0.3 * 20 + 0.1 * 50),
        TOWN: pytest.approx(0.8 * 100 + 0.2 * 50),
        NEW_NAME: 7.0,
    }


def test_a_count_is_divided_by_shares_and_its_total_stays():
    done = values(moved(figures(), "count"))
    assert done == {MERGED: pytest.approx(10 + 20 + 5), TOWN: pytest.approx(100 + 45), NEW_NAME: 7.0}
    assert sum(done.values()) == pytest.approx(sum(OLD.values()))


def test_parts_with_equal_figures_give_exactly_that_figure():
    assert values(moved(figures(dict.fromkeys(OLD, 0.1))))[MERGED] == 0.1


def test_without_a_method_the_series_starts_at_the_change():
    table = pd.concat([figures(), figures({MERGED: 12.0, TOWN: 90.0, OLD_NAME: 8.0}, 2020)])
    done = moved(table, "none")
    assert done.figures.set_index(["region", "year"])["value"].dropna().to_dict() == {
        (MERGED, 2020): 12,
        (TOWN, 2020): 90,
        (NEW_NAME, 2019): 7,
        (NEW_NAME, 2020): 8,
    }
    assert reasons(done) == {MERGED: "not-recalculable", TOWN: "not-recalculable"}
    assert absences(done) == {MERGED: "missing", TOWN: "missing"}


def test_a_part_without_a_figure_makes_the_whole_absent():
    done = moved(figures(OLD | {B: None}))
    assert np.isnan(values(done)[MERGED])
    assert reasons(done) == {MERGED: "part-missing"}


def test_a_part_without_a_row_is_a_part_without_a_figure():
    lacking = {code: value for code, value in OLD.items() if code != B}
    assert reasons(moved(figures(lacking))) == {MERGED: "part-missing"}


def test_a_confidential_part_makes_the_whole_confidential_also_where_another_is_missing():
    table = figures(OLD | {A: None, B: None}, absence=None)
    table.loc[table["region"] == B, "absence"] = "confidential"
    done = moved(table)
    assert (absences(done)[MERGED], reasons(done)) == ("confidential", {MERGED: "part-confidential"})


def test_what_cannot_exist_in_any_part_cannot_exist_in_the_whole():
    table = figures(OLD | {A: None, B: None, SPLIT: None}, absence=None)
    table.loc[table["value"].isna(), "absence"] = "impossible"
    assert absences(moved(table))[MERGED] == "impossible"


def test_figures_on_the_division_of_today_are_left_alone():
    table = figures({MERGED: 1.0, TOWN: 2.0, NEW_NAME: 3.0})
    done = moved(table)
    pd.testing.assert_frame_equal(done.figures, table)
    assert done.table.empty


def test_old_codes_that_are_listed_without_figures_change_nothing():
    table = figures({MERGED: 1.0, TOWN: 2.0, NEW_NAME: 3.0, A: None, B: None, SPLIT: None, OLD_NAME: None})
    assert values(moved(table)) == {MERGED: 1.0, TOWN: 2.0, NEW_NAME: 3.0}


def test_a_new_code_that_has_a_figure_of_its_own_keeps_it():
    done = moved(figures(OLD | {MERGED: 99.0}))
    assert values(done)[MERGED] == 99.0
    assert set(done.table["region"]) == {TOWN, NEW_NAME}


def test_the_loosest_status_of_the_parts_is_that_of_the_whole():
    table = figures(status="definitive")
    table.loc[table["region"] == B, "status"] = "provisional"
    done = moved(table).figures.set_index("region")["status"]
    assert done.to_dict() == {MERGED: "provisional", TOWN: "definitive", NEW_NAME: "definitive"}


def test_margins_are_not_added_up_and_a_new_name_keeps_them():
    done = moved(figures(lower=1.0, upper=200.0)).figures.set_index("region")
    assert done["lower"].dropna().to_dict() == {NEW_NAME: 1.0}


def test_a_weight_that_nothing_tells_is_not_guessed():
    done = moved(figures(), weight="woningen")
    assert reasons(done) == {MERGED: "unknown-weight", TOWN: "unknown-weight"}


def test_the_table_says_which_gemeenten_with_what_weight_and_when():
    done = moved(figures()).table
    rows = done[done["region"] == MERGED].set_index("from_region")
    assert rows["weight"].to_dict() == pytest.approx({A: 0.6, B: 0.3, SPLIT: 0.1})
    assert rows["share"].to_dict() == pytest.approx({A: 1, B: 1, SPLIT: 0.1})
    assert set(rows["break_year"]) == {2020}
    assert rows["reason"].isna().all()


def test_a_new_name_alone_is_no_break():
    done = moved(figures()).table.set_index("region")
    assert (done.at[NEW_NAME, "method"], done["break_year"].isna()[NEW_NAME]) == ("renamed", True)


def test_figures_of_a_gemeente_that_is_gone_or_unknown_are_refused_together():
    with pytest.raises(InputError) as error:
        moved(pd.concat([figures({A: 1.0, "GM9999": 2.0}, 2021)]))
    assert [str(p) for p in error.value.problems] == [
        "figures: found figures of GM0001 in 2021; expected years in which it was: until 2020-01-01",
        "figures: found figures of GM9999; expected a gemeente of the division, or one that the transfers know",
    ]
