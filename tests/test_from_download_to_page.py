"""Files as bureaus have them, from the download to a page: what is read is what the file says, also in the page's CSV.

One edition of all gemeenten with a source of each sort: a CSV of StatLine as it was downloaded (real figures, odd
quoting, names in place of codes, `2024*`), kerncijfers of wijken en buurten of one year without periods, an export with
two header rows, an old workbook (.xls), a workbook as register without COROP areas.
"""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from loopback.cbs_v3 import TableV3
from loopback.fixtures import without_proxy
from loopback.server import Loopback
from worlds.office_files import old_excel
from worlds.own_files import EDITION, source, write_project

from regioboek.cli.app import main

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

INCOME, SCHOOL = "mediaan-besteedbaar-inkomen", "afstand-tot-basisschool"
HOME, AROUND, UNEMPLOYMENT = "tevredenheid-met-woning", "tevredenheid-met-woonomgeving", "werkloosheid"
STATLINE = Path("kerncijfers") / "86161NED" / "statline_export_2025-12-11_inkomen2024.csv"
KWB = "85001NED"
EMMEN = "GM0114"
HEADER = ["Gemeentecode", "GemeentecodeGM", "Gemeentenaam", "Provinciecode", "ProvinciecodePV", "Provincienaam"]


def register(data: Path) -> pd.DataFrame:
    """The gemeenten with their provincie, sorted by name as CBS's workbook of gemeenten is."""
    told = pd.read_csv(data / "regions" / "cbs2023_gebiedsindelingen_register.csv", dtype=str)
    return told.sort_values("gm_naam", ignore_index=True)


def write_register(path: Path, told: pd.DataFrame) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Gemeenten_alfabetisch"
    sheet.append(
        ["Gemeentecode", "GemeentecodeGM", "Gemeentenaam", "Provinciecode", "ProvinciecodePV", "Provincienaam"]
    )
    for code, name, pv, province in told[["gm_code", "gm_naam", "pv_code", "pv_naam"]].to_numpy():
        sheet.append([int(code[2:]), code, name, int(pv[2:]), pv, province])
    book.save(path)


def write_export(path: Path, told: pd.DataFrame) -> None:
    """Title, empty row, then the indicator in merged cells above the years; `-` for no figure."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Waar staat je gemeente"])
    sheet.append([])
    sheet.append([None, "Tevreden met woning (%)", None, "Tevreden met woonomgeving (%)", None])
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("D3:E3")
    sheet.append(["Gemeenten", 2021, "2022*", 2021, "2022*"])
    for n, name in enumerate(told["gm_naam"]):
        sheet.append([name, 80 + n % 10, "-" if n == 5 else 81 + n % 10, 70 + n % 7, 71 + n % 7])
    book.save(path)


def write_xls(path: Path, told: pd.DataFrame) -> None:
    """Codes as numbers, as Excel makes of them."""
    rows = [[int(code[2:]), 2022, 3 + n % 20 / 10] for n, code in enumerate(told["gm_code"], start=1)]
    old_excel(path, Cijfers=[["gemeente", "jaar", "percentage"], *rows])


def kwb(told: pd.DataFrame) -> TableV3:
    """A table of one year without a dimension of periods: gemeenten, wijken and buurten with padded codes."""
    codes = ["NL00", *told["gm_code"], *(f"WK{c[2:]}00" for c in told["gm_code"]), "BU01140000", "BU01140001"]
    rows = [
        {"ID": n, "WijkenEnBuurten": f"{code:10}", "Gemeentenaam_1": "Ergens", "SoortRegio_2": "", "Afstand_3": n / 100}
        for n, code in enumerate(codes)
    ]  # fmt: skip
    info = {"Identifier": KWB, "Title": "Kerncijfers wijken en buurten 2024", "Modified": "2025-01-01T02:00:00"}
    info |= {"ReasonDelivery": "Nieuw", "Catalog": "CBS", "Frequency": "Eenmalig", "Period": "2024"}
    topics = [
        ("Gemeentenaam_1", "Gemeentenaam", "String", ""), ("SoortRegio_2", "Soort regio", "String", ""),
        ("Afstand_3", "Afstand tot school", "Double", "km"),
    ]  # fmt: skip
    properties: list[dict[str, Any]] = [
        {"ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten", "Title": "Wijken en buurten"}
    ]
    for n, (key, title, kind, unit) in enumerate(topics, start=1):
        topic = {"ID": n, "ParentID": None, "Type": "Topic", "Key": key, "Title": title, "Unit": unit, "Decimals": 2}
        properties.append(topic | {"Datatype": kind})
    listed = [{"Key": f"{code:10}", "Title": code} for code in codes]
    sets = {"TableInfos": [info], "UntypedDataSet": [], "TypedDataSet": rows, "DataProperties": properties}
    return TableV3(KWB, {**sets, "WijkenEnBuurten": listed})


def sources(server: Loopback) -> dict[str, dict[str, Any]]:
    """Every source as a bureau declares it."""
    gm = {"gemeente": "GemeentecodeGM", "gemeente_name": "Gemeentenaam"}
    pv = {"provincie": "ProvinciecodePV", "provincie_name": "Provincienaam"}
    by_name = {"region_by": "name", "level": "gemeente"}
    income = {
        "region": "Regio's", **by_name, "year": "Perioden", "factor": {INCOME: 1000},
        "columns": {"Inkomen/Mediaan besteedbaar inkomen (1 000 euro)": INCOME},
    }  # fmt: skip
    export = {
        "header": [3, 4], "region": "Gemeenten", **by_name, "missing": ["-"],
        "columns": {"Tevreden met woning (%) {year}": HOME, "Tevreden met woonomgeving (%) {year}": AROUND},
    }  # fmt: skip
    old = {"region": "gemeente", "level": "gemeente", "year": "jaar", "columns": {"percentage": UNEMPLOYMENT}}
    one_year = {
        "table": KWB, "url": server.url, "region": "WijkenEnBuurten", "period": None, "year": 2024,
        "measures": {SCHOOL: "Afstand_3"}, "levels": ["gemeente"],
    }  # fmt: skip
    people = {
        "separator": ",", "decimal": ".", "columns": {"region": "regio", "year": "jaar", "value": "waarde"},
        "select": {"onderwerp": "Bevolking op 1 januari"},
    }  # fmt: skip
    told = [
        source("indeling", "register", {"register": "gemeenten.xlsx"}, columns=gm | pv),
        source("bevolking", "population", {"population": "bevolking.csv"}, **people),
        source("inkomen", "table", {"table": STATLINE.name}, table=income),
        source("wonen", "table", {"table": "export.xlsx"}, table=export),
        source("werk", "table", {"table": "werk.xls"}, table=old),
        source("kwb", "statline-v3", {}, statline=one_year),
        source("grenzen", "boundaries", {"boundaries": "gemeenten.geojson"}, level="gemeente"),
    ]  # fmt: skip
    return {one["id"]: one for one in told}


@pytest.fixture(scope="module")
def book(tmp_path_factory, realdata):
    """The pages of Emmen and of three indicators, built from these files; and what `check` said."""
    root, told = tmp_path_factory.mktemp("downloads"), register(realdata)
    bron = root / "bron"
    bron.mkdir()
    shutil.copy(realdata / STATLINE, bron)
    write_register(bron / "gemeenten.xlsx", told)
    write_export(bron / "export.xlsx", told)
    write_xls(bron / "werk.xls", told)
    people = (realdata / "statline" / "bevolking_regio_2019_2026.csv").read_bytes()
    shapes = (realdata / "regions" / "cbs2023_gemeente_rd.geojson").read_bytes()
    with pytest.MonkeyPatch.context() as patch, Loopback() as server:
        without_proxy(patch)
        server.v3[KWB] = kwb(told)
        patch.chdir(root)
        edition = {
            "year": 2025, "published": "2025-12-18", "division_year": 2025, "window": {"years": 8, "last": 2024},
            "rules": {"trend": {}, "position": {}, "aggregation": {"weight_year": 2025}},
        }  # fmt: skip
        write_project(
            root, {"bevolking.csv": people, "gemeenten.geojson": shapes}, sources(server),
            indicators=(INCOME, SCHOOL, HOME, AROUND, UNEMPLOYMENT), **edition,
        )  # fmt: skip
        for command in (("fetch",), ("check",), ("build", "--only", f"{EMMEN.lower()},{INCOME},{HOME},{SCHOOL}")):
            with pytest.raises(SystemExit) as stop:
                main([command[0], EDITION, *command[1:]])
            assert not stop.value.code
    return root / "_build" / EDITION, told


def statline_figures(path: Path) -> dict[str, float]:
    """Name as StatLine writes it -> thousands of euros, taken from the text by hand."""
    lines = [x.replace('"', "").split(";") for x in path.read_text("utf-8-sig").splitlines()[1:]]
    return {line[3]: float(line[8].replace(",", ".")) for line in lines if len(line) == 9 and line[8] not in ("", ".")}


def test_every_figure_is_what_the_file_says(book, realdata):
    build, told = book
    table = pd.read_parquet(build / "observations.parquet")
    table = table[table["region"].str.startswith("GM") & table["value"].notna()]
    got = table.set_index(["indicator", "region", "year"])["value"].to_dict()
    wished = {}
    for n, code in enumerate(told["gm_code"]):
        wished[UNEMPLOYMENT, code, 2022] = 3 + (n + 1) % 20 / 10
        wished[SCHOOL, code, 2024] = (n + 1) / 100
        wished |= {(HOME, code, 2021): 80 + n % 10, (AROUND, code, 2021): 70 + n % 7, (AROUND, code, 2022): 71 + n % 7}
        if n != 5:
            wished[HOME, code, 2022] = 81 + n % 10
    figures = statline_figures(realdata / STATLINE)
    assert figures.pop("Nederland") and len(figures) == 339
    otherwise = {"Groningen (gemeente)", "Utrecht (gemeente)", "'s-Gravenhage (gemeente)"} & set(figures)
    names = {name.split(" (")[0] if name in otherwise else name: figure for name, figure in figures.items()}
    codes = dict(zip(told["gm_naam"], told["gm_code"], strict=True))
    short = {"Beek (L.)": "Beek", "Hengelo (O.)": "Hengelo", "Laren (NH.)": "Laren"}
    for name, figure in names.items():
        code = codes.get(name) or codes.get(short.get(name, name.split(" (")[0]))
        assert code, name
        wished[INCOME, code, 2024] = figure * 1000
    assert got.keys() == wished.keys()
    assert [key for key, value in wished.items() if abs(got[key] - value) > 1e-9 * max(value, 1)] == []
    of_2024 = table[table["indicator"] == INCOME]
    assert set(of_2024["status"]) == {"provisional"}
    assert set(table.loc[(table["indicator"] == HOME) & (table["year"] == 2022), "status"]) == {"provisional"}


def test_the_page_and_its_csv_show_them(book):
    build, told = book
    with (build / "html" / "regio" / "gm0114.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["indicator"]: row for row in csv.DictReader(lines, delimiter=";")}
    place = told.index[told["gm_code"] == EMMEN][0]
    assert (rows[INCOME]["2024"], rows[INCOME]["laatste_waarde_getoond"]) == ("44400", "44400")
    assert rows[HOME]["2022"] == str(81 + place % 10)
    page = (build / "html" / "regio" / "gm0114.html").read_text("utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "44 400" in words.replace("\u202f", " ").replace("\xa0", " ")
    assert f"{81 + place % 10},0" in words
    for source_id in ("inkomen", "wonen", "werk", "kwb"):
        assert f"Bron: {source_id}." in words
