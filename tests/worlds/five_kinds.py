"""A project whose edition `vijf` has seven kinds of source, with real figures from a server on loopback.

| source | kind | where its figures come from |
|---|---|---|
| monitor | dashboard | `indicatoren.csv` and `meta.csv`, by address |
| bevolking | statline-v4 | the captured 03759ned: inhabitants as weights, and as an indicator |
| statline-70003ned | statline-v3 | real mean population in a table made here: no captured v3 table has gemeenten |
| leefbaarheid | table | an XLSX with invented figures, made here |
| indeling, overgangen | register, transfers | files, by path |
| grenzen-… | pdok | boundaries of three levels |
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import yaml
from loopback.cbs_v3 import TableV3
from loopback.server import Loopback

EDITION = "vijf"
PEOPLE, MEAN, LIVEABLE = "bevolking-op-1-januari", "gemiddelde-bevolking", "rapportcijfer-leefbaarheid"
MONITOR = ("werkloosheid", "tevredenheid-met-het-leven")
V3_TABLE = "70003NED"
YEARS = (2019, 2020, 2021, 2022)

_CBS = {"origin": "CBS", "licence": "CC BY 4.0"}
_XLSX = {"leefbaarheid.xlsx": "eigen/leefbaarheid.xlsx"}


def serve(server: Loopback, data: Path) -> None:
    """CBS and PDOK as captured, the download as a file, and mean population as a table of v3."""
    server.capture(data)
    server.v3[V3_TABLE] = mean_population(data / "statline" / "bevolking_gemeente_2012_2025.csv")


def mean_population(path: Path) -> TableV3:
    """Real figures in the form of v3: padded keys, a group above the measure, a status per year, pages of 500 rows."""
    figures = pd.read_csv(path)
    figures = figures[figures["jaar"].isin(YEARS)]
    codes = sorted(figures["statcode"].unique())
    rows = [
        {"ID": n, "RegioS": f"{code:6}", "Perioden": f"{year}JJ00", "GemiddeldeBevolking_1": float(value)}
        for n, (code, year, value) in enumerate(figures[["statcode", "jaar", "gem_bevolking"]].itertuples(index=False))
    ]
    info = {"Identifier": V3_TABLE, "Title": "Gemiddelde bevolking; gemeente", "Modified": "2023-06-01T02:00:00"}
    info |= {"ReasonDelivery": "Actualisering", "Catalog": "CBS", "Frequency": "Perjaar", "Period": "2019-2022"}
    topic = {"Key": "GemiddeldeBevolking_1", "Title": "Gemiddelde bevolking", "Unit": "aantal", "Decimals": 0}
    sets: dict[str, Any] = {
        "TableInfos": [info],
        "UntypedDataSet": [],
        "TypedDataSet": rows,
        "DataProperties": [
            {"ID": 0, "ParentID": None, "Type": "GeoDimension", "Key": "RegioS", "Title": "Regio's"},
            {"ID": 1, "ParentID": None, "Type": "TimeDimension", "Key": "Perioden", "Title": "Perioden"},
            {"ID": 2, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Bevolking"},
            topic | {"ID": 3, "ParentID": 2, "Type": "Topic", "Datatype": "Double"},
        ],
        "RegioS": [{"Key": f"{code:6}", "Title": code} for code in codes],
        "Perioden": [{"Key": f"{year}JJ00", "Title": str(year), "Status": "Definitief"} for year in YEARS],
    }
    return TableV3(V3_TABLE, sets, page_rows=500)


def write_project(root: Path, project_root: Path, data: Path, server: Loopback) -> None:
    """The params, templates and chapters of the project, with one edition; its own files below `bron`."""
    for folder in ("params", "notebooks", "book"):
        shutil.copytree(project_root / folder, root / folder)
    for file in ("_config.yml", "_toc.yml", "requirements.lock"):
        shutil.copy(project_root / file, root / file)
    write_xlsx(root / "bron" / "eigen" / "leefbaarheid.xlsx", data)
    names = ("cbs2023_gebiedsindelingen_register.csv", "gemeente_wijzigingen_uit_03759ned_RegioS.csv")
    for folder, name in zip(("regions", "statline"), names, strict=True):
        shutil.copy(data / folder / name, root / "bron" / name)
    editions = root / "params" / "editions"
    real = yaml.safe_load((editions / "2023.yml").read_text("utf-8"))
    for path in editions.iterdir():
        path.unlink()
    (root / "params" / "corrections.yml").write_text("corrections: []\n", "utf-8")
    told = {s["id"]: s for s in real["sources"]}
    kept = {k: real[k] for k in ("year", "division_year", "published", "publisher", "licence_line", "window", "rules")}
    register = told["indeling"] | {"files": {"register": names[0]}}
    transfers = told["overgangen"] | {"files": {"transfers": names[1]}}
    edition = {
        "id": EDITION,
        "title": "Vijf soorten bronnen",
        **kept,
        "base": "bron",
        "levels": real["levels"],
        "indicators": [*MONITOR, PEOPLE, LIVEABLE],
        "sources": [*_network(server), register, transfers, _own_table()],
    }
    (editions / f"{EDITION}.yml").write_text(yaml.safe_dump(edition, allow_unicode=True, sort_keys=False), "utf-8")
    with (root / "params" / "indicators.yml").open("a", encoding="utf-8") as file:
        own = [_people(), _liveable()]
        file.write("\n" + "".join(f"  {line}\n" for line in yaml.safe_dump(own, allow_unicode=True).splitlines()))


def _network(server: Loopback) -> list[dict[str, Any]]:
    place = f"{server.url}/files/rmbw2023/download"
    people = {
        "table": "03759ned",
        "url": server.url_v4,
        "measures": {"inwoners": "M000352", PEOPLE: "M000352"},
        "select": {"Geslacht": "T001038", "Leeftijd": "10000", "BurgerlijkeStaat": "T001019"},
        "years": [2019, 2023],
    }
    layers = {"gemeente": "gemeente", "corop": "coropgebied", "provincie": "provincie"}
    boundaries = [
        {
            "id": f"grenzen-{level}",
            "kind": "pdok",
            "title": f"Grenzen {level} 2023",
            "origin": "Kadaster / Centraal Bureau voor de Statistiek",
            "licence": "CC BY 4.0",
            "citation": "Grenzen: Kadaster / Centraal Bureau voor de Statistiek, 2023.",
            "level": level,
            "pdok": {"url": server.url_pdok, "collection": f"{layer}_gegeneraliseerd", "year": 2023},
        }
        for level, layer in layers.items()
    ]
    monitor = {
        "id": "monitor",
        "kind": "dashboard",
        "title": "Regionale Monitor Brede Welvaart 2023",
        **_CBS,
        "citation": "Bron: CBS, Regionale Monitor Brede Welvaart 2023.",
        "files": {"values": f"{place}/indicatoren.csv", "meta": f"{place}/meta.csv"},
    }
    title = "Bevolking; regio"
    citation = "Bron: CBS, StatLine-tabel 03759ned."
    table = {"id": "bevolking", "kind": "statline-v4", "title": title, **_CBS, "citation": citation, "statline": people}
    return [monitor, table, *boundaries]


def _own_table() -> dict[str, Any]:
    return {
        "id": "leefbaarheid",
        "kind": "table",
        "title": "Leefbaarheidsonderzoek",
        "origin": "Bureau Voorbeeld",
        "licence": "CC0",
        "citation": "Bron: Bureau Voorbeeld, Leefbaarheidsonderzoek 2022.",
        "files": {"table": "eigen/leefbaarheid.xlsx"},
        "table": {
            "sheet": "Cijfers",
            "header": 3,
            "region": "Code",
            "level": "gemeente",
            "columns": {"{year}": LIVEABLE},
            "missing": {"x": "confidential"},
        },
    }


def _people() -> dict[str, Any]:
    return {
        "id": PEOPLE,
        "name": "Bevolking op 1 januari",
        "subject": "het aantal inwoners op 1 januari",
        "codes": [],
        "unit": "inwoners",
        "unit_short": "",
        "decimals": 0,
        "themes": ["samenleving"],
        "direction": {"favourable": "higher", "certainty": "common-sense", "reason": "Voorbeeld."},
        "measures": "Hoeveel mensen er op 1 januari wonen.",
        "population": "inwoners",
        "source": "CBS, StatLine-tabel 03759ned",
        "cadence": "jaarlijks",
        "minimum": 0,
        "aggregation": {"method": "none", "reason": "Aantallen worden hier niet opgeteld."},
        "through_time": {"method": "count", "weight": "inwoners"},
    }


def _liveable() -> dict[str, Any]:
    return {
        "id": LIVEABLE,
        "name": "Rapportcijfer leefbaarheid",
        "subject": "het rapportcijfer voor de leefbaarheid van de buurt",
        "codes": [],
        "unit": "rapportcijfer van 1 tot 10",
        "unit_short": "",
        "decimals": 1,
        "themes": ["wonen"],
        "direction": {"favourable": "higher", "certainty": "common-sense", "reason": "Voorbeeld."},
        "measures": "Welk rapportcijfer inwoners gemiddeld geven aan de leefbaarheid van hun buurt.",
        "population": "inwoners van 18 jaar en ouder",
        "source": "Bureau Voorbeeld, Leefbaarheidsonderzoek",
        "cadence": "jaarlijks",
        "minimum": 1,
        "maximum": 10,
        "aggregation": {"method": "none", "reason": "Zonder de aantallen deelnemers niet op te tellen."},
    }


def liveable(code: str, year: int) -> float:
    """The invented figure of a gemeente."""
    return round(6 + (int(code[2:]) % 17) / 10 + (year - 2019) / 10, 1)


def write_xlsx(path: Path, data: Path) -> None:
    """Title above the header, codes as numbers, figures as numbers and as text with a decimal comma, one `x`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Cijfers"
    sheet.append(["Rapportcijfer leefbaarheid per gemeente"])
    sheet.append([])
    sheet.append(["Code", "Gemeente", *(str(year) for year in YEARS)])
    register = pd.read_csv(data / "regions" / "cbs2023_gebiedsindelingen_register.csv")
    for code, name in register[["gm_code", "gm_naam"]].itertuples(index=False):
        figures: list[Any] = [liveable(code, year) for year in YEARS]
        if code == "GM0034":
            figures = ["x", *(str(f).replace(".", ",") for f in figures[1:])]
        sheet.append([int(code[2:]), name, *figures])
    book.create_sheet("Toelichting").append(["Voorbeeldcijfers"])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def regioboek(root: Path, *arguments: str) -> tuple[int, str]:
    """Exit code of a command in a process of its own, and all that it says."""
    command = [sys.executable, "-m", "regioboek", *arguments, "--project", str(root)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    return ended.returncode, ended.stdout + ended.stderr
