"""Small invented StatLine tables for the loopback server, and asking for them as a source does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from loopback.cbs_v3 import TableV3
from loopback.cbs_v4 import TableV4
from worlds.factories import source

from regioboek.errors import InputError
from regioboek.params.source import Source
from regioboek.params.source_params import StatlineQuery
from regioboek.sources.kinds import kind_of
from regioboek.sources.kinds.base import Fetched, FetchJob
from regioboek.sources.network.client import Client

REGIONS = ("NL01  ", "PV20  ", "GM0014", "GM0034", "LD01  ")
PERIODS = (("2020JJ00", "Definitief"), ("2021JJ00", "Nader voorlopig"), ("2022JJ00", "Voorlopig"))
MEASURE = "k_0Tot15Jaar_2"


def v3_table(
    *,
    id: str = "70001ned",
    periods: tuple[tuple[str, str | None], ...] = PERIODS,
    values: dict[tuple[str, str], Any] | None = None,
    page_rows: int = 10_000,
    **infos: Any,
) -> TableV3:
    """Jobs by sex, region and period; `values` replaces a figure by region (unpadded) and period, for the total."""
    rows = []
    for sex in ("1100", "3000"):
        for region in REGIONS:
            for number, (period, _) in enumerate(periods):
                figure = float(len(rows) + number)
                if sex == "1100":
                    figure = (values or {}).get((region.strip(), period), figure)
                row = {"Geslacht": f"{sex} ", "RegioS": region, "Perioden": period}
                rows.append({"ID": len(rows), **row, "Totaal_1": figure, MEASURE: figure})
    return TableV3(id, {**_v3_description(id, periods, infos), "TypedDataSet": rows}, page_rows)


def _v3_description(id: str, periods: Any, infos: dict[str, Any]) -> dict[str, Any]:
    info = {"Identifier": id, "Title": "Banen; regio", "Modified": "2023-01-01T02:00:00", "ReasonDelivery": "Nieuw"}
    return {
        "TableInfos": [info | {"Catalog": "CBS", "Summary": "Banen", "Period": "2020-2022"} | infos],
        "UntypedDataSet": [],
        "TypedDataSet": [],
        "DataProperties": [
            {"ID": 0, "ParentID": None, "Type": "Dimension", "Key": "Geslacht", "Title": "Geslacht"},
            {"ID": 1, "ParentID": None, "Type": "GeoDimension", "Key": "RegioS", "Title": "Regio's"},
            {"ID": 2, "ParentID": None, "Type": "TimeDimension", "Key": "Perioden", "Title": "Perioden"},
            _topic(3, None, "Totaal_1", "Totaal", "x 1 000"),
            {"ID": 4, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Naar leeftijd"},
            {"ID": 5, "ParentID": 4, "Type": "TopicGroup", "Key": "", "Title": "Jong"},
            _topic(6, 5, MEASURE, "0 tot 15 jaar", "%"),
        ],
        "Geslacht": [{"Key": "1100 ", "Title": "Totaal mannen en vrouwen"}, {"Key": "3000 ", "Title": "Mannen"}],
        "RegioS": [{"Key": key, "Title": f"Regio {key.strip()}"} for key in REGIONS],
        "Perioden": [{"Key": key, "Title": key[:4], "Status": status} for key, status in periods],
    }


def _topic(id: int, parent: int | None, key: str, title: str, unit: str) -> dict[str, Any]:
    return {
        "ID": id, "ParentID": parent, "Type": "Topic", "Key": key, "Title": title,
        "Unit": unit, "Decimals": 1, "Datatype": "Double",
    }  # fmt: skip


def v4_table(
    *,
    id: str = "70002NED",
    attributes: dict[tuple[str, str], str] | None = None,
    statuses: tuple[str | None, ...] = ("Definitief", "NaderVoorlopig", "Voorlopig"),
    page_rows: int = 100_000,
    groups: bool = True,
    **properties: Any,
) -> TableV4:
    """The same table in v4; `attributes` says per region and period why there is no figure."""
    periods = [p for p, _ in PERIODS]
    observations: list[dict[str, Any]] = []
    for sex in ("1100", "3000"):
        for region in (r.strip() for r in REGIONS):
            for period in periods:
                for measure in ("M001", "M002"):
                    told = (attributes or {}).get((region, period), "None")
                    observations.append(
                        {
                            "Id": len(observations), "Measure": measure, "ValueAttribute": told,
                            "Value": float(len(observations)) if told == "None" else None, "StringValue": None,
                            "Geslacht": sex, "RegioS": region, "Perioden": period,
                        }
                    )  # fmt: skip
    kinds = {"Geslacht": "Dimension", "RegioS": "GeoDimension", "Perioden": "TimeDimension"}
    group = {"MeasureGroups": [{"Id": "1", "ParentId": None, "Title": "Banen"}]} if groups else {}
    sets = {
        "Dimensions": [{"Identifier": key, "Title": key, "Kind": kind} for key, kind in kinds.items()],
        "MeasureCodes": [
            {"Identifier": "M001", "Title": "Totaal", "MeasureGroupId": "1", "Unit": "aantal", "Decimals": 0},
            {"Identifier": "M002", "Title": "Jong", "MeasureGroupId": None, "Unit": "%", "Decimals": 1},
        ],
        **group,
        "GeslachtCodes": [{"Identifier": "1100", "Title": "Totaal"}, {"Identifier": "3000", "Title": "Mannen"}],
        "RegioSCodes": [{"Identifier": r.strip(), "Title": f"Regio {r.strip()}"} for r in REGIONS],
        "PeriodenCodes": [
            {"Identifier": p, "Title": p[:4], "Status": s} for p, s in zip(periods, statuses, strict=True)
        ],
        "Observations": observations,
    }
    told = {"Identifier": id, "Title": "Banen", "Modified": "2023-01-01T00:00:00+01:00", "Catalog": "CBS"}
    return TableV4(id, told | {"VersionReason": "Actualisering"} | properties, sets, page_rows)


def statline(version: str, server: str, **query: Any) -> Source:
    """A source that asks for the invented table of that version."""
    table = {"v3": "70001ned", "v4": "70002NED"}[version]
    measure = {"v3": "Totaal_1", "v4": "M001"}[version]
    asked = {"table": table, "url": server, "measures": {"banen": measure}, "select": {"Geslacht": "1100"}} | query
    return source("banen", f"statline-{version}", citation="Bron: CBS.", statline=StatlineQuery(**asked))


def fetch(source: Source, folder: Path, client: Client) -> Fetched:
    """The files of a source in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    return kind_of(source.kind).fetch(FetchJob(source, None, None, folder, None, client))  # type: ignore[arg-type]


def cells(source: Source, folder: Path, client: Client) -> pd.DataFrame:
    """The cells of a source, fetched into `folder`, by region and period."""
    fetched = fetch(source, folder, client)
    table = kind_of(source.kind).cells(source, folder, fetched.files)
    assert table is not None
    return table.set_index(["region", "period"]).sort_index()


def refused(source: Any, folder: Path, client: Client) -> str:
    """What is told when fetching a source, or what came, is refused, a problem a line."""
    with pytest.raises(InputError) as error:
        cells(source, folder, client)
    return "\n".join(str(p) for p in error.value.problems)


#: A table as those of wijken and buurten: regions in one dimension with padded codes, some names and marks as text.
DISTRICTS = ("NL00", "GM0014", "GM0034", "GM0037", "GM0088", "WK001400", "WK001401", "BU00140000", "BU00140001")
CARS = "PersonenautoSPerHuishouden_7"


def districts_v3(id: str = "70005NED", **infos: Any) -> TableV3:
    """Cars per household of one year, per gemeente, wijk and buurt; there is no dimension of periods."""
    rows = []
    for number, code in enumerate(DISTRICTS):
        texts = {"Gemeentenaam_1": f"Naam {number}  ", "SoortRegio_2": "Wijk      ", "Codering_3": f"{code:10}"}
        rows.append(
            {"ID": number, "WijkenEnBuurten": f"{code:10}", **texts, CARS: None if number == 6 else number / 10}
        )
    info = {"Identifier": id, "Title": "Kerncijfers wijken en buurten 2021", "Modified": "2023-03-01T02:00:00"}
    texts = [_topic(n, None, f"{name}_{n}", name, "") | {"Datatype": "String"} for n, name in enumerate(_TEXTS, 1)]
    sets: dict[str, Any] = {
        "TableInfos": [info | {"Catalog": "CBS", "Period": "2021", "ShortDescription": ""} | infos],
        "UntypedDataSet": [row | {CARS: f"{'.' if row[CARS] is None else row[CARS]:>9}"} for row in rows],
        "TypedDataSet": rows,
        "DataProperties": [
            {"ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten", "Title": "Wijken en buurten"},
            *texts,
            _topic(7, None, CARS, "Personenauto's per huishouden", "aantal"),
        ],
        "WijkenEnBuurten": [{"Key": f"{code:10}", "Title": code} for code in DISTRICTS],
    }
    return TableV3(id, sets)


def districts_v4(id: str = "70006NED", **properties: Any) -> TableV4:
    """The same in v4."""
    of_v3 = districts_v3()
    observations = [
        {
            "Id": n, "Measure": "M7", "ValueAttribute": "None" if row[CARS] is not None else "Missing",
            "Value": row[CARS], "StringValue": None, "WijkenEnBuurten": row["WijkenEnBuurten"].strip(),
        }
        for n, row in enumerate(of_v3.sets["TypedDataSet"])
    ]  # fmt: skip
    sets = {
        "Dimensions": [{"Identifier": "WijkenEnBuurten", "Title": "Wijken en buurten", "Kind": "GeoDetailDimension"}],
        "MeasureCodes": [{"Identifier": "M7", "Title": "Auto's", "MeasureGroupId": None, "Unit": "", "Decimals": 1}],
        "WijkenEnBuurtenCodes": [{"Identifier": code, "Title": code} for code in DISTRICTS],
        "Observations": observations,
    }
    told = {"Identifier": id, "Title": "Kerncijfers", "Modified": "2023-03-01T00:00:00+01:00", "Catalog": "CBS"}
    return TableV4(id, told | properties, sets)


_TEXTS = ("Gemeentenaam", "SoortRegio", "Codering")
