"""Areas as rows of the table of regions."""

from __future__ import annotations

import pandas as pd
import pytest

from regioboek.errors import ParamsError
from regioboek.params.areas import Area, Membership
from regioboek.statistics.area_regions import with_areas

REGISTER = pd.DataFrame(
    {
        "code": ["NL01", "PV20", "GM0001", "GM0002"],
        "name": ["Nederland", "Groningen", "Aa", "Bee"],
        "level": ["land", "provincie", "gemeente", "gemeente"],
        "inhabitants": pd.array([301, 301, 100, 201], dtype="Int64"),
        "inhabitants_year": pd.array([2023] * 4, dtype="Int32"),
    }
)
WHOLE = Area("LD01", "Noord", "landsdeel", (Membership("GM0001"), Membership("GM0002")))
PART = Area("RD001", "Deal", "regiodeal", (Membership("GM0001"), Membership("GM0002", 0.5, True, "het oosten")))
UNKNOWN_SHARE = Area("RD002", "Plan", "regiodeal", (Membership("GM0002", 1.0, True, "het oosten"),))
LEVELS = ("land", "landsdeel", "provincie", "regiodeal", "gemeente")


def test_areas_stand_among_the_regions_from_large_to_small():
    regions, _ = with_areas(REGISTER, [PART, WHOLE], LEVELS, refuse_parts=False)
    assert regions["code"].tolist() == ["NL01", "LD01", "PV20", "RD001", "GM0001", "GM0002"]


def test_inhabitants_are_those_of_the_members_and_of_the_known_share():
    regions, _ = with_areas(REGISTER, [WHOLE, PART, UNKNOWN_SHARE], LEVELS, refuse_parts=False)
    people = regions.set_index("code")["inhabitants"]
    assert people[["LD01", "RD001", "RD002"]].tolist() == [301, 200, 201]


def test_only_levels_of_the_edition_are_there():
    regions, members = with_areas(REGISTER, [WHOLE, PART], ("land", "regiodeal", "gemeente"), refuse_parts=False)
    assert "LD01" not in set(regions["code"])
    assert set(members["area"]) == {"RD001"}


def test_the_table_of_members_says_which_are_parts():
    _, table = with_areas(REGISTER, [PART], LEVELS, refuse_parts=False)
    assert table[["gemeente", "share", "partly"]].to_numpy().tolist() == [["GM0001", 1.0, 0], ["GM0002", 0.5, 1]]
    assert table["note"].tolist()[1] == "het oosten"


def test_parts_can_be_refused_and_every_such_area_is_named():
    with pytest.raises(ParamsError) as caught:
        with_areas(REGISTER, [WHOLE, PART, UNKNOWN_SHARE], LEVELS, refuse_parts=True)
    told = [str(p) for p in caught.value.problems]
    assert len(told) == 2
    assert "RD001 (Deal): found a part of GM0002" in told[0]


def test_areas_made_of_parts_are_no_problem_of_an_edition_without_their_level():
    with_areas(REGISTER, [PART], ("land", "gemeente"), refuse_parts=True)
