"""The real series of the chapter on trends follow from the findings; quarters and chance are counted as told."""

from __future__ import annotations

import pandas as pd
import pytest
from worlds.chapter_samples import changed, edition, facts_of
from worlds.unjudged_bureau import unjudged

from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.publishing.chapters.chapter_blocks import block
from regioboek.publishing.chapters.trend_examples import trend_examples

YEARS = range(2015, 2023)
STEP = [0.5, 0.5, 0.6, 0.5, 23.9, 23.9, 24.0, 23.5]


@pytest.fixture
def book() -> Edition:
    return edition("2023")


REGIONS = pd.DataFrame(
    [
        ("NL01", "Nederland", "land", 17_000_000),
        ("PV20", "Groningen", "provincie", 600_000),
        ("GM0088", "Schiermonnikoog", "gemeente", 982),
        ("GM0114", "Emmen", "gemeente", 108_000),
        ("GM0014", "Groningen", "gemeente", 238_000),
    ],
    columns=["code", "name", "level", "inhabitants"],
)


def finding(region: str, indicator: str, **more) -> dict:
    row = {"region": region, "indicator": indicator, "slope": 0.1, "p_value": 0.01, "trend": "favourable", "n_years": 8}
    return row | {"no_trend": None, "jump_year": None, "robust": "firm", "fragile": None} | more


def observed(region: str, indicator: str, values: list[float]) -> list[dict]:
    return [
        {"region": region, "indicator": indicator, "year": year, "value": value}
        for year, value in zip(YEARS, values, strict=True)
    ]


def chosen(book: Edition, findings: list[dict], figures: list[dict]):
    return trend_examples(book, pd.DataFrame(findings), pd.DataFrame(figures), REGIONS)


def test_the_small_trend_of_the_largest_level_is_shown(book):
    small = {"no_trend": "small", "trend": "none", "robust": None}
    rows = [finding(code, "werkloosheid", **small, p_value=p) for code, p in (("PV20", 0.001), ("NL01", 0.04))]
    (example,) = chosen(book, rows, observed("NL01", "werkloosheid", [4.0] * 8))
    assert (example.kind, example.code, example.level) == ("small", "NL01", "land")


def test_the_jump_that_moved_furthest_beside_others_is_shown(book):
    jump = {"jump_year": 2019, "robust": "borderline", "fragile": "jump"}
    rows = [
        finding("GM0088", "afstand-tot-cafe", slope=4.1, **jump),
        finding("GM0114", "afstand-tot-cafe", slope=0.1),
        finding("GM0014", "afstand-tot-cafe", slope=0.2, **jump),
    ]
    (example,) = chosen(book, rows, observed("GM0088", "afstand-tot-cafe", STEP))
    assert (example.kind, example.code, example.year) == ("jump", "GM0088", 2019)
    assert example.mean(after=False) == pytest.approx(0.525)
    assert example.mean(after=True) == pytest.approx(23.825)


def test_one_year_decides_where_the_p_value_is_highest_without_it(book):
    one = {"robust": "borderline", "fragile": "leave-one-out"}
    rows = [finding(code, "werkloosheid", **one) for code in ("GM0088", "GM0014")]
    rows.append(finding("GM0114", "werkloosheid", robust="borderline", fragile="leave-one-out;mann-kendall"))
    values = [5.0, 5.3, 5.2, 5.0, 5.3, 5.1, 5.2, 6.0]
    (example,) = chosen(book, rows, observed("GM0014", "werkloosheid", values))
    assert (example.kind, example.code, example.year) == ("one-year", "GM0014", 2022)
    assert example.p_without > 0.01


def test_a_series_begins_at_its_break(book):
    rows = [finding("NL01", "overgewicht", no_trend="small", trend="none", robust=None)]
    (example,) = chosen(book, rows, observed("NL01", "overgewicht", [50.0] * 8))
    assert example.years == (2020, 2021, 2022)


def test_without_such_series_there_are_no_examples(book):
    assert chosen(book, [finding("GM0114", "werkloosheid")], observed("GM0114", "werkloosheid", STEP)) == ()


def test_examples_are_told_with_their_figures(book):
    jump = {"jump_year": 2019, "robust": "borderline", "fragile": "jump"}
    rows = [finding("GM0088", "afstand-tot-cafe", slope=4.1, p_value=0.0001, trend="unfavourable", **jump)]
    examples = chosen(book, rows, observed("GM0088", "afstand-tot-cafe", STEP))
    text = block("voorbeelden", facts_of(book, examples=examples), "../").replace("\u00a0", " ")
    assert text.startswith("### Een sprong\n\n<div")
    assert "\n\nDe rechte lijn geeft 4,1 km per jaar" in text  # Markdown again, after the table
    assert "op Schiermonnikoog" in text
    assert "tot en met 2018 lag het cijfer gemiddeld op 0,5 km en vanaf 2019 op 23,8 km" in text
    assert "(p &lt; 0,001)" in text
    assert "*ongunstig*" in text


def places(ranks: list[int], positions: list[str]) -> pd.DataFrame:
    rows = [
        {"region": f"GM{n:04}", "indicator": "x", "rank": rank, "tied": ranks.count(rank) - 1, "ranked": len(ranks)}
        for n, rank in enumerate(ranks, start=1)
    ]
    return pd.DataFrame(rows).assign(position=positions)


def test_quarters_are_counted_beside_those_with_every_group(book):
    ranks = [1, 2, 3, 3, 5, 6, 7, 8, 9, 9, 11, 12]  # three fit in a quarter: the group at 3 and that at 9 do not
    placed = places(ranks, ["top", "top", *["middle"] * 8, "bottom", "bottom"])
    regions = pd.DataFrame({"code": placed["region"], "name": placed["region"], "level": "gemeente"})
    text = block("kwarten", facts_of(book, placed=placed, regions=regions), "../")
    assert "<td>4</td><td>8</td><td>12</td>" in text.replace(' class="rb-num"', "")
    every = changed(book, **{"rules.position.ties": "all"})
    assert block("kwarten", facts_of(every, placed=placed, regions=regions), "../") == ""


def test_chance_is_told_per_autocorrelation(book):
    text = block("toeval", facts_of(book, chance={"0": 0.05, "0.7": 0.29}), "../").replace("\u00a0", " ")
    assert [word in text for word in ("0,7", "5 %", "29 %")] == [True] * 3


def test_places_of_what_is_not_judged_are_no_quarters(book):
    ranks = list(range(1, 13))
    placed = places(ranks, ["top"] * 3 + ["middle"] * 6 + ["bottom"] * 3)
    regions = pd.DataFrame({"code": placed["region"], "name": placed["region"], "level": "gemeente"})
    prices = placed.assign(indicator="prijs", position=None)
    told = [
        block("kwarten", facts_of(book_with(book, unjudged("prijs")), placed=rows, regions=regions), "../")
        for rows in (placed, pd.concat([placed, prices]))
    ]
    assert told[0] == told[1] and "<td>6</td><td>6</td><td>12</td>" in told[0].replace(' class="rb-num"', "")


def book_with(book: Edition, *more: Indicator) -> Edition:
    return book.model_copy(update={"indicators": (*book.indicators, *more)})
