"""A bureau with counts of its own, and rates made of them: four gemeenten, two years, an area of one and a half."""

from __future__ import annotations

import shutil
from pathlib import Path

from worlds.factories import edition, indicator, table_source, theme
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


def tables_with_rates(folder: Path) -> EditionTables:
    """The tables of the small bureau with three counts and two rates, and an area of a gemeente and a half."""
    project = Project(folder)
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
        themes=[theme("arbeid-en-vrije-tijd")],
        levels=("land", "provincie", "corop", "gebied", "gemeente"),
        sources=(*SOURCES[1:], table_source("eigen.csv", separator=";")),
    )
    take_snapshot(project, known)
    return make(known, open_snapshot(project, known), project.root / "params")
