"""Rates of counts: in every region and area count / base, with inhabitants of the year itself or another count."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
from worlds.factories import edition, indicator, table_source
from worlds.places import ROOT
from worlds.small_bureau import SOURCES, bureau_files, lay_files

from regioboek.layout import Project
from regioboek.params.indicators import Indicator
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot
from regioboek.tables.making import EditionTables, make

PER = {
    "of": 1000, "name": "Woninginbraken per 1 000 inwoners", "subject": "het aantal woninginbraken per 1 000 inwoners",
    "unit": "per 1 000 inwoners", "unit_short": "per 1 000", "decimals": 2, "measures": "Inbraken naar inwoners.",
}  # fmt: skip
RATE, SHARE = "woninginbraken-per-inwoners", "branden-per-woning"
#: The burglaries of two years. Of Schiermonnikoog there is no figure in 2022.
BURGLARIES = {
    "GM0014": (940, 930), "GM0034": (880, 900), "GM0037": (64, 70), "GM0088": (1, None),
}  # fmt: skip
HOMES = {"GM0014": 110_000, "GM0034": 90_000, "GM0037": 15_000, "GM0088": 0}
PEOPLE = {2022: {"GM0014": 234_950, "GM0034": 220_000, "GM0037": 32_000, "GM0088": 900}}
PEOPLE[2023] = {"GM0014": 238_147, "GM0034": 222_825, "GM0037": 32_099, "GM0088": 972}
AREA = "GB001,Halve stad,gebied,GM0014,deels,0.5,,,\nGB001,Halve stad,gebied,GM0037,geheel,,,,\n"


def figures() -> str:
    rows = [
        f"{code};{year};{name};{value}"
        for code in BURGLARIES
        for name, values in (
            ("woninginbraken", BURGLARIES[code]),
            ("branden", BURGLARIES[code]),
            ("woningen", (HOMES[code], HOMES[code])),
        )
        for year, value in zip((2021, 2022), values, strict=True)
        if value is not None
    ]
    return (
        "\n".join(["Gemeente;Jaar;Onderwerp;Waarde", *rows, "GM0088;2022;woninginbraken;", "GM0088;2022;branden;"])
        + "\n"
    )


def population(*years: int) -> str:
    head, rows = "statcode;jaar;inwoners", [f"{c};{y};{n}" for y in years for c, n in PEOPLE[y].items()]
    return "\n".join([head, *rows]) + "\n"


def count(id: str, **more) -> Indicator:
    return indicator(id, decimals=0, unit="aantal", unit_short="", aggregation={"method": "sum"}, **more)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> EditionTables:
    """The tables of the small bureau with three counts and two rates, and an area of a gemeente and a half."""
    project = Project(tmp_path_factory.mktemp("rates"))
    regions = project.root / "params" / "regions"
    shutil.copytree(ROOT / "params" / "regions", regions)
    for name in ("regiodeals", "landsdelen"):  # of gemeenten that this bureau does not know
        (regions / f"{name}.csv").unlink()
    (regions / "areas.csv").write_text("code,naam,niveau,lid,deel,aandeel,van,tot,toelichting\n" + AREA, "utf-8")
    lay_files(project, bureau_files() | {"eigen.csv": figures(), "bevolking.csv": population(2022, 2023)})
    counts = (
        count("woninginbraken", per=PER | {"what": "inwoners"}),
        count("branden", per=PER | {"what": "woningen", "id": SHARE, "of": 100, "name": "Branden per 100 woningen"}),
        count("woningen"),
    )
    known = edition(
        *(one for i in counts for one in i.with_rate),
        levels=("land", "provincie", "corop", "gebied", "gemeente"),
        sources=(*SOURCES[1:], table_source("eigen.csv", separator=";")),
    )
    take_snapshot(project, known)
    return make(known, open_snapshot(project, known), project.root / "params")


def of(found: EditionTables, region: str, indicator: str, year: int) -> dict:
    table = found.observations
    rows = table[(table["region"] == region) & (table["indicator"] == indicator) & (table["year"] == year)]
    (row,) = rows.to_dict("records")
    return row


def test_every_region_and_area_is_count_by_inhabitants(made):
    assert of(made, "GM0014", RATE, 2022)["value"] == pytest.approx(930 / 234_950 * 1000)
    members = {"PV20": ("GM0014", "GM0037"), "CR40": ("GM0034",), "NL01": tuple(BURGLARIES)}
    for area, inside in members.items():
        expected = sum(BURGLARIES[g][0] for g in inside) / sum(PEOPLE[2023][g] for g in inside) * 1000
        assert of(made, area, RATE, 2021)["value"] == pytest.approx(expected)  # 2021: those of the weight year
    half = (0.5 * 930 + 70) / (0.5 * 234_950 + 32_000) * 1000
    assert of(made, "GB001", RATE, 2022)["value"] == pytest.approx(half)
    assert set(made.observations["indicator"]) == {i.id for i in made.edition.indicators}


def test_the_years_without_inhabitants_are_kept_with_the_rate(made):
    assert made.edition.indicator(RATE).ratio.other_people == (2021,)
    assert made.given_by[RATE] == ("bevolking", "eigen")
    assert made.edition.indicator(RATE).unit == "per 1 000 inwoners"


def test_absent_as_the_count_is_and_so_are_its_areas(made):
    for region in ("GM0088", "PV21", "NL01"):
        row = of(made, region, RATE, 2022)
        assert np.isnan(row["value"]) and row["absence"] == "missing"
    told = made.aggregation.set_index(["region", "indicator", "year"])["reason"]
    assert told["NL01", RATE, 2022] == told["NL01", "woninginbraken", 2022] == "low-coverage"
    assert pd.isna(told["NL01", RATE, 2021])


def test_another_count_below_the_line(made):
    assert of(made, "PV20", SHARE, 2022)["value"] == pytest.approx((930 + 70) / 125_000 * 100)
    assert of(made, "GM0088", SHARE, 2021)["absence"] == "not-applicable"  # no dwellings
    assert of(made, "NL01", SHARE, 2021)["value"] == pytest.approx(1885 / 215_000 * 100)
    assert made.edition.indicator(SHARE).ratio.other_people == ()


def test_the_rate_is_ranked_and_the_count_only_shown(made):
    found = made.findings.set_index(["region", "indicator"])
    assert found.loc[("GM0034", RATE), "rank"] == 3  # of three with a figure in 2022
    assert pd.isna(found.loc[("GM0034", "woninginbraken"), "difference_national"])


def test_sources_are_not_asked_for_rates(made):
    assert [i.id for i in made.edition.measured.indicators] == ["woninginbraken", "branden", "woningen"]
    assert [i.id for i in made.edition.indicators] == ["woninginbraken", RATE, "branden", SHARE, "woningen"]
