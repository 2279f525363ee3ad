"""A bureau with figures of which nobody can say which direction is favourable: four gemeenten, eight years."""

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

REASON = "Voor wie koopt is een hogere prijs duurder, voor wie bezit is het huis meer waard."
YEARS = range(2015, 2023)
#: Rising, falling, hardly anything, and two measurements.
PRICES = {
    "GM0014": (200, 211, 219, 232, 240, 251, 259, 270),
    "GM0034": (310, 302, 288, 281, 270, 259, 252, 240),
    "GM0037": (150, 152, 149, 151, 150, 152, 149, 150),
    "GM0088": (None, None, None, None, None, None, 400, 404),
}
JOBLESS = dict.fromkeys(PRICES, (8, 7, 7, 6, 5, 5, 4, 3))


def unjudged(id: str, **more) -> Indicator:
    direction = {"favourable": "undetermined", "certainty": "common-sense", "reason": REASON}
    return indicator(id, direction=direction, decimals=0, unit="1 000 euro", unit_short="euro", **more)


PRICE = unjudged("verkoopprijs")
OWNED = unjudged("koopwoningen", themes=("wonen",))
HOUSES = unjudged("huizen", aggregation={"method": "sum"})
JUDGED = indicator("werkloosheid")


def unjudged_tables(folder: Path) -> EditionTables:
    """Prices and a count without a known direction beside a judged indicator; the theme wonen has only such."""
    project = Project(folder)
    regions = project.root / "params" / "regions"
    shutil.copytree(ROOT / "params" / "regions", regions)
    for name in ("regiodeals", "landsdelen"):  # of gemeenten that this bureau does not know
        (regions / f"{name}.csv").unlink()
    of = {"verkoopprijs": PRICES, "koopwoningen": PRICES, "huizen": JOBLESS, "werkloosheid": JOBLESS}
    rows = [
        f"{code};{year};{name};{value}"
        for name, values in of.items()
        for code, series in values.items()
        for year, value in zip(YEARS, series, strict=True)
        if value is not None
    ]
    table = "\n".join(["Gemeente;Jaar;Onderwerp;Waarde", *rows]) + "\n"
    lay_files(project, bureau_files() | {"eigen.csv": table})
    known = edition(
        PRICE,
        HOUSES,
        JUDGED,
        OWNED,
        themes=[theme("arbeid-en-vrije-tijd"), theme("wonen")],
        levels=("land", "provincie", "corop", "gemeente"),
        sources=(*SOURCES[1:], table_source("eigen.csv", separator=";")),
    )
    take_snapshot(project, known)
    return make(known, open_snapshot(project, known), project.root / "params")
