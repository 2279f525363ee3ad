"""What a source publishes of larger areas, beside the same areas made from its gemeenten; and why they differ."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from tool_loading import load_tool
from worlds.factories import edition, indicator, source, table_source, theme
from worlds.small_bureau import SOURCES, bureau_files, lay_files

from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot
from regioboek.tables.making import make

Figures = Mapping[tuple[str, int, str], float | None]


@pytest.fixture(scope="module")
def tool(project_root: Path) -> ModuleType:
    return load_tool(project_root, "compare_levels")


def count(id: str) -> Indicator:
    return indicator(id, decimals=0, aggregation={"method": "sum"})


def mean(id: str, *, exact: bool, **more: int) -> Indicator:
    of = {"method": "weighted-mean", "weight": "inwoners", "denominator": "woningen", "exact": exact}
    return indicator(id, aggregation=of, **more)


#: Groningen and Stadskanaal are the gemeenten of PV20 here, with 238 147 and 32 099 inhabitants.
MEMBERS = ("GM0014", "GM0037")


@pytest.fixture
def why(tool: ModuleType, project: Project) -> Callable[..., dict[str, tuple[float, str]]]:
    """Indicators, and figures of two gemeenten and their provincie -> indicator: what is made for it, and why."""

    def told(*indicators: Indicator, figures: Mapping[str, tuple[float | None, ...]]) -> dict[str, tuple[float, str]]:
        rows = [
            f"{region};2022;{id};{'' if value is None else value}"
            for id, values in figures.items()
            for region, value in zip((*MEMBERS, "PV20"), values, strict=True)
        ]
        text = "\n".join(["Gemeente;Jaar;Onderwerp;Waarde", *rows]) + "\n"
        lay_files(project, bureau_files() | {"eigen.csv": text})
        table = table_source("eigen.csv", separator=";", decimal=".")
        known = edition(*indicators, themes=[theme("arbeid-en-vrije-tijd")], sources=(*SOURCES[1:], table))
        rows = compared(tool, project, known)
        assert set(rows["region"]) == {"PV20"}
        return {row.indicator: (round(row.ours, 3), row.why) for row in rows.itertuples()}

    return told


def compared(tool: ModuleType, project: Project, known: Edition) -> pd.DataFrame:
    take_snapshot(project, known)
    snapshot = open_snapshot(project, known)
    params = project.params
    return tool.compared(make(known, snapshot, params), make(known, snapshot, params, published=False))


def test_a_sum_that_is_what_is_published_is_equal(why) -> None:
    assert why(count("branden"), figures={"branden": (940, 60, 1000)}) == {"branden": (1000, "equal")}


def test_equal_is_at_the_decimals_that_are_published(why) -> None:
    ours, reason = why(mean("aandeel", exact=True), figures={"aandeel": (4.0, 5.0, 4.1)})["aandeel"]
    assert ours == pytest.approx((4.0 * 238_147 + 5.0 * 32_099) / 270_246, abs=5e-4)  # 4,119
    assert reason == "equal"


def test_one_last_decimal_in_a_mean_is_rounding_and_two_are_by_weights_of_another_year(why) -> None:
    figures = {"een": (4.0, 5.0, 4.2), "twee": (4.0, 5.0, 4.3)}
    told = why(mean("een", exact=True), mean("twee", exact=True), figures=figures)
    assert {id: reason for id, (_, reason) in told.items()} == {"een": "rounding", "twee": "weights of one year"}


def test_a_sum_of_two_rounded_counts_may_be_one_off_and_not_three(why) -> None:
    told = why(count("een"), count("drie"), figures={"een": (940, 60, 1001), "drie": (940, 60, 1003)})
    assert {id: reason for id, (_, reason) in told.items()} == {"een": "rounding", "drie": "not explained"}


def test_a_weight_that_stands_in_for_another_is_named(why) -> None:
    told = why(mean("prijs", exact=False), figures={"prijs": (300.0, 200.0, 280.0)})
    assert told["prijs"][1] == "weight"


def test_an_indicator_without_a_rule_makes_nothing(why) -> None:
    told = why(indicator("beleving"), figures={"beleving": (7.0, 8.0, 7.2)})
    assert pd.isna(told["beleving"][0]) and told["beleving"][1] == "no rule"


def test_a_sum_without_one_of_its_gemeenten_is_not_made(why) -> None:
    told = why(count("branden"), figures={"branden": (940, None, 1000)})
    assert pd.isna(told["branden"][0]) and told["branden"][1] == "gemeenten without a figure"


def test_a_mean_that_lacks_a_small_gemeente_is_made_and_told_so(why) -> None:
    told = why(mean("aandeel", exact=True), figures={"aandeel": (4.0, None, 5.0)})
    assert told["aandeel"] == (4.0, "gemeenten without a figure")


def test_people_read_a_line_per_indicator_and_level(tool: ModuleType, project: Project) -> None:
    text = "Gemeente;Jaar;Onderwerp;Waarde\nGM0014;2022;prijs;300\nGM0037;2022;prijs;200\nPV20;2022;prijs;280\n"
    lay_files(project, bureau_files() | {"eigen.csv": text})
    sources = (*SOURCES[1:], table_source("eigen.csv", separator=";"))
    known = edition(mean("prijs", exact=False), themes=[theme("arbeid-en-vrije-tijd")], sources=sources)
    printed = tool.in_markdown(tool.summary(compared(tool, project, known), known)).splitlines()
    assert printed[2:] == [
        "| prijs | provincie | mean by inwoners, for woningen | 1 | 0 | 288.1 for 280.0: Groningen 2022 | 1 weight |"
    ]


# Real data: 70072ned, all gemeenten of 2019-2023 beside Nederland and Overijssel as CBS publishes them

WOZ, PEOPLE = "GemiddeldeWOZWaardeVanWoningen_98", "TotaleBevolking_1"
YEARS = range(2019, 2024)


def captured_rows(realdata: Path) -> dict[tuple[str, int, str], str]:
    """(region, year, id) -> figure, of every gemeente, of Nederland and of Overijssel."""
    told: dict[tuple[str, int, str], str] = {}
    folder = realdata / "kerncijfers" / "70072ned"
    with (folder / "gemeenten_2005-2023_21maten_v3keys-nov2023.csv").open(encoding="utf-8", newline="") as file:
        of_gemeenten = list(csv.DictReader(file))
    above = json.loads((folder / "v3_TypedDataSet_NL01_PV23_1995-2025_2026-03.json").read_bytes())["value"]
    for row in [*of_gemeenten, *above]:
        for id, key in (("bevolking", PEOPLE), ("woz", next(k for k in row if k == WOZ))):
            value = str(row[key] if row[key] is not None else "")
            if value not in ("", "."):
                told[row["RegioS"].strip(), int(row["Perioden"][:4]), id] = value
    return {key: value for key, value in told.items() if key[1] in YEARS}


@pytest.mark.realdata
def test_sums_of_real_gemeenten_are_what_cbs_publishes_and_means_of_woz_are_off_by_their_weight(
    tool: ModuleType, project: Project, realdata: Path
) -> None:
    rows = captured_rows(realdata)
    with (realdata / "regions/cbs2023_gebiedsindelingen_register.csv").open(encoding="utf-8", newline="") as file:
        members = {row["gm_code"] for row in csv.DictReader(file) if row["cr_code"] == "CR34"}
    of_2020 = sum(
        float(value) for (r, year, id), value in rows.items() if (year, id) == (2020, "bevolking") and r in members
    )
    rows["CR34", 2020, "bevolking"] = str(
        of_2020
    )  # Haaren, of 2020, was divided over it and another COROP area in 2021
    text = "\n".join(["Gemeente;Jaar;Onderwerp;Waarde", *(f"{r};{y};{i};{v}" for (r, y, i), v in rows.items())])
    names = {
        "register.csv": "regions/cbs2023_gebiedsindelingen_register.csv",
        "bevolking.csv": "statline/bevolking_regio_2019_2026.csv",
        "overgangen.csv": "statline/gemeente_wijzigingen_uit_03759ned_RegioS.csv",
        **{f"{lv}.geojson": f"regions/cbs2023_{name}_rd.geojson" for lv, name in LAYERS.items()},
    }
    lay_files(project, {name: (realdata / path).read_bytes() for name, path in names.items()} | {"eigen.csv": text})
    point = {"separator": ",", "decimal": "."}
    people = {"region": "regio", "year": "jaar", "value": "waarde"}
    known = edition(
        count("bevolking"),
        mean("woz", exact=False, decimals=0),
        themes=[theme("arbeid-en-vrije-tijd")],
        window={"years": 5, "last": 2022},
        sources=(
            source("indeling", "register", {"register": "register.csv"}, separator=","),
            source("mensen", "population", {"population": "bevolking.csv"}, columns=people, **point,
                   select={"onderwerp": "Bevolking op 1 januari"}),
            source("overgangen", "transfers", {"transfers": "overgangen.csv"}, **point),
            *(source(lv, "boundaries", {"boundaries": f"{lv}.geojson"}, level=lv) for lv in LAYERS),
            table_source("eigen.csv", separator=";", decimal="."),
        ),
    )  # fmt: skip
    told = compared(tool, project, known).set_index(["indicator", "region", "year"])
    people = told.loc["bevolking"]
    assert (people["level"].value_counts().to_dict()) == {"land": 5, "provincie": 5, "corop": 1}
    assert (people.loc[["NL01", "PV23"], "why"] == "equal").all()
    assert people.loc["CR34", "why"].tolist() == ["own-year boundaries"]
    assert 3_000 < (people["ours"] - people["value"]).loc["CR34"].item() < 11_000
    woz = told.loc["woz"].loc["PV23"]
    assert woz["value"].tolist() == [221, 235, 251, 280, 325]
    assert woz["ours"].round(1).tolist() == [222.8, 236.4, 252.8, 281.5, 327.7]  # inhabitants weigh, not dwellings
    assert set(told.loc["woz", "why"]) == {"weight", "rounding"}
    assert told.loc[("woz", "NL01", 2021), "why"] == "rounding"  # 290,5 for 290


LAYERS = {"gemeente": "gemeente", "corop": "coropgebied", "provincie": "provincie"}
