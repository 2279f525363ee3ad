"""Inhabitants of every year and region that an edition's sources tell, former gemeenten included.

Weights of aggregates are those of one year (`population.py`); here all years count, as what a gemeente had before it
handed a part of itself over.
"""

from __future__ import annotations

import pandas as pd

from regioboek.params.edition import Edition
from regioboek.params.levels import BASE, LEVELS
from regioboek.params.source import Source
from regioboek.params.source_params import INHABITANTS
from regioboek.sources.kinds import KINDS
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.snapshot.opening import Snapshot

_YEAR = r"([0-9]{4})(?:JJ00)?"


def inhabitants_of_gemeenten(edition: Edition, snapshot: Snapshot) -> pd.DataFrame:
    """region (GM code), year, inwoners: what the sources of population tell; one row per key.

    A snapshot of before there were cells is read from its files: the same files give the same weights.
    """
    tables = [pd.DataFrame({"region": [], "year": [], INHABITANTS: []})]
    for source in edition.params.sources:
        cells = _cells(source, snapshot) if "population" in source.given else None
        if cells is None:
            continue
        series = source.statline.measures[INHABITANTS] if isinstance(source, StatlineSource) else INHABITANTS
        region = cells["region"].str.strip().str.upper()
        year = cells["period"].str.strip().str.extract(f"^{_YEAR}$", expand=False)
        usable = (cells["series"].str.strip() == series) & cells["value"].notna() & year.notna()
        usable &= region.str.fullmatch(LEVELS[BASE].pattern.pattern)
        tables.append(pd.DataFrame({"region": region, "year": year, INHABITANTS: cells["value"].astype(float)})[usable])
    table = pd.concat(tables[1:] or tables, ignore_index=True)
    return table.astype({"year": "int64"}).drop_duplicates(["region", "year"], ignore_index=True)


def _cells(source: Source, snapshot: Snapshot) -> pd.DataFrame | None:
    files = snapshot.files(source.id)
    cells = files.cells()
    return KINDS[source.kind].cells(source, files.folder, dict(files.files)) if cells is None else cells
