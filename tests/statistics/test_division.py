"""Shares between the gemeenten of two years: merged, split, corrected, renamed, chained."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from regioboek.statistics.division import Division, chain

#: A and B merge into M in 2019; S is split over M (2019), T and U in 2021; T and U correct their border in 2020.
TRANSFERS = """\
2019-01-01 A M 6000 2500 300 ends begins
2019-01-01 B M 3000 1500 500 ends begins
2019-01-01 S M 1000 400 100 - begins
2020-01-01 T U 20 8 5 - -
2021-01-01 S T 2500 1000 600 ends -
2021-01-01 S U 7500 3000 200 ends -
2022-01-01 U V nan nan nan ends begins
"""
STOCKS = {"T": 40_000, "U": 30_000, "S": 10_800}


def code(letter: str) -> str:
    return f"GM{ord(letter):04d}"


def transfers(text: str = TRANSFERS) -> pd.DataFrame:
    rows = []
    for line in text.splitlines():
        date, g, h, people, homes, land, ends, begins = line.split()
        rows.append(
            (date, code(g), code(h), g, h, float(people), float(homes), float(land), ends != "-", begins != "-")
        )
    columns = [
        "date",
        "from_code",
        "to_code",
        "from_name",
        "to_name",
        "inwoners",
        "woningen",
        "hectare",
        "ends",
        "begins",
    ]
    return pd.DataFrame(rows, columns=columns)


def stocks() -> pd.DataFrame:
    return pd.DataFrame({"region": [code(c) for c in STOCKS], "year": 2018, "inwoners": list(STOCKS.values())})


def made(year: int, ignore_share: float = 0.0, **more) -> dict[tuple[str, str], tuple[float, float]]:
    """(old, new) -> (share, weight) in one year, by the letters of TRANSFERS."""
    division = chain(transfers(), [year], 2023, stocks=stocks(), ignore_share=ignore_share, **more)
    rows = division.parts[division.parts["year"] == year]
    letter = {code(c): c for c in "ABMSTUV"}
    return {(letter[r.from_region], letter[r.region]): (r.share, r.weight) for r in rows.itertuples()}


def test_what_merges_whole_is_in_it_whole_and_weighs_by_its_inhabitants():
    parts = made(2018)
    assert parts["A", "M"] == (1, pytest.approx(0.6))
    assert parts["B", "M"] == (1, pytest.approx(0.3))


def test_the_shares_of_an_old_gemeente_add_up_to_one():
    shares: dict[str, float] = {}
    for (old, _), (share, _) in made(2018).items():
        shares[old] = shares.get(old, 0) + share
    assert shares == pytest.approx(dict.fromkeys("ABSTU", 1))


def test_the_weights_of_a_gemeente_add_up_to_one():
    weights: dict[str, float] = {}
    for (_, new), (_, weight) in made(2018).items():
        weights[new] = weights.get(new, 0) + weight
    assert weights == pytest.approx(dict.fromkeys("MTV", 1))


def test_a_split_in_two_steps_is_the_product_of_both():
    parts = made(2018)
    left = 9800 / 10800  # S had 10 800 people in 2018 and handed over 1000 of them first
    assert parts["S", "M"][0] == pytest.approx(1000 / 10800)
    assert parts["S", "T"][0] == pytest.approx(left * 0.25)
    assert parts["S", "V"][0] == pytest.approx(left * 0.75)


def test_only_transfers_after_the_first_of_january_count():
    assert ("A", "M") not in made(2019)
    assert made(2019)["S", "T"][0] == 0.25


def test_weights_go_by_what_is_asked():
    assert made(2018, weight="hectare")["B", "M"] == (1, pytest.approx(5 / 9))


def test_a_new_code_alone_is_the_same_gemeente():
    assert made(2021) == {("U", "V"): (1, 1)}


def test_a_new_code_is_no_break_and_a_new_border_is():
    division = chain(transfers(), [2015], 2023, stocks=stocks(), ignore_share=0.005)
    assert division.breaks == {code("M"): 2019, code("T"): 2021, code("V"): 2021}


def test_a_correction_small_for_both_sides_is_ignored_and_nothing_is_lost():
    assert ("T", "V") in made(2019)
    parts = made(2019, ignore_share=0.005)
    assert ("T", "V") not in parts
    assert parts["T", "T"][0] == 1
    assert sum(share for (old, _), (share, _) in parts.items() if old == "S") == pytest.approx(1)


def test_a_part_large_for_one_side_is_not_ignored():
    assert made(2018, ignore_share=0.1)["S", "M"][0] == pytest.approx(1000 / 10800)


def test_without_a_stock_that_is_needed_shares_are_unknown_and_others_are_not():
    division = chain(transfers(), [2019], 2023, stocks=None)
    parts = division.parts[division.parts["year"] == 2019].set_index(["from_region", "region"])
    assert np.isnan(parts.loc[(code("T"), code("T")), "weight"])
    assert parts.loc[(code("S"), code("T")), "share"] == 0.25


def test_dwellings_of_a_correction_small_in_people_count_as_none():
    parts = made(2019, weight="woningen", ignore_share=0.005)
    assert ("T", "V") not in parts
    assert parts["T", "T"][0] == 1


def test_a_code_lives_from_its_beginning_to_its_end():
    division: Division = chain(transfers(), [2015], 2023, stocks=stocks())
    assert [division.exists(code("A"), year) for year in (2018, 2019)] == [True, False]
    assert [division.exists(code("M"), year) for year in (2018, 2019)] == [False, True]
    assert division.exists("GM9999", 2015)


def test_a_stock_told_at_another_date_is_reckoned_back_over_what_came_between():
    # S had 10 000 people when it ended in 2021, and had handed over 1000 in 2019: 11 000 before that
    division = chain(transfers(), [2018], 2023, stocks=None)
    parts = division.parts[division.parts["year"] == 2018].set_index(["from_region", "region"])["share"]
    assert parts[code("S"), code("M")] == pytest.approx(1000 / 11_000)
