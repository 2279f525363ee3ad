"""A source with former gemeenten, from file to tables: accepted with transfers, moved, told how; refused without."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from regioboek.errors import InputError, SourceError
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.sources.snapshot.inputs import Inputs
from regioboek.tables.through_time import on_one_division

NEW, KEPT = "GM1979", "GM0014"
OLD = {"GM0003": 10.0, "GM0010": 20.0, "GM0024": 30.0}
SHARES = {"GM0003": 11496 / 45587, "GM0010": 24596 / 45587, "GM0024": 9495 / 45587}


def transfers() -> pd.DataFrame:
    """Eemsdelta as CBS tells it: Appingedam, Delfzijl and Loppersum, 1 January 2021."""
    people = {"GM0003": 11496.0, "GM0010": 24596.0, "GM0024": 9495.0}
    rows = [("2021-01-01", code, NEW, f"Oud {code}", "Eemsdelta", n, n / 2, n / 4) for code, n in people.items()]
    columns = ["date", "from_code", "to_code", "from_name", "to_name", "inwoners", "woningen", "hectare"]
    return pd.DataFrame(rows, columns=columns).assign(ends=True, begins=True)


@pytest.fixture(scope="module")
def edition(project_root: Path) -> Edition:
    return load_edition(project_root / "params", "demo")


def rows(values: dict[str, float], indicator: str, year: int) -> pd.DataFrame:
    return pd.DataFrame(
        [(r, indicator, year, v) for r, v in values.items()], columns=["region", "indicator", "year", "value"]
    )


def inputs(former: pd.DataFrame, told: pd.DataFrame | None) -> Inputs:
    here = rows({KEPT: 5.0}, "werkloosheid", 2020)
    regions = pd.DataFrame({"code": [NEW, KEPT], "level": "gemeente"})
    return Inputs(values=here, regions=regions, boundaries={}, notes=[], former=former, transfers=told)


def test_former_gemeenten_become_the_gemeente_they_are_part_of(edition: Edition):
    done = on_one_division(edition, inputs(rows(OLD, "werkloosheid", 2020), transfers()))
    values = done.inputs.values.set_index("region")["value"]
    assert values.to_dict() == {KEPT: 5.0, NEW: pytest.approx(sum(OLD[c] * SHARES[c] for c in OLD))}
    assert done.inputs.former.empty
    assert done.backcast["weight"].tolist() == pytest.approx(list(SHARES.values()))


def test_a_median_starts_at_the_change_of_division(edition: Edition):
    done = on_one_division(edition, inputs(rows(OLD, "mediaan-besteedbaar-inkomen", 2020), transfers()))
    mine = done.inputs.values[done.inputs.values["region"] == NEW]
    assert mine["value"].isna().all()
    assert set(done.backcast["reason"]) == {"not-recalculable"}


def test_the_lineage_names_what_changed_gemeenten_are_made_of(edition: Edition):
    lineage = on_one_division(edition, inputs(pd.DataFrame(), transfers())).lineage
    assert lineage["from_name"].tolist() == ["Oud GM0003", "Oud GM0010", "Oud GM0024"]
    assert set(lineage["ended"]) == {"2021-01-01"}
    assert set(lineage["changed"]) == {"2021-01-01"}
    assert set(lineage["break_year"]) == {2021}


def test_without_transfers_figures_of_former_gemeenten_are_refused_with_advice(edition: Edition):
    with pytest.raises(SourceError, match=r"figures of 3 former gemeenten.*expected a source of kind transfers"):
        on_one_division(edition, inputs(rows(OLD, "werkloosheid", 2020), None))


def test_old_codes_without_figures_need_no_transfers(edition: Edition):
    empty = rows(dict.fromkeys(OLD, float("nan")), "werkloosheid", 2020)
    assert on_one_division(edition, inputs(empty, None)).backcast.empty


def test_a_former_gemeente_in_two_sources_is_refused(edition: Edition):
    twice = pd.concat([rows(OLD, "werkloosheid", 2020)] * 2, ignore_index=True)
    with pytest.raises(SourceError, match=r"GM0003 werkloosheid 2020.* again"):
        on_one_division(edition, inputs(twice, transfers()))


def test_figures_after_the_end_of_a_gemeente_are_refused(edition: Edition):
    with pytest.raises(InputError, match="figures of GM0003 in 2022"):
        on_one_division(edition, inputs(rows(OLD, "werkloosheid", 2022), transfers()))
