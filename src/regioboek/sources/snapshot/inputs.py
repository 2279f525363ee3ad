"""All sources of an edition, read and checked together.

Every file is read before anything is refused, so that one report holds the problems of all of them. Each source is
read by its kind (`kinds/`), which adds to one `Reading`; the register first, then what depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from regioboek.errors import Problem, SourceError
from regioboek.layout import Layers
from regioboek.params.edition import Edition
from regioboek.params.levels import BASE, LEVELS, Level
from regioboek.params.source import Source
from regioboek.params.source_params import INHABITANTS
from regioboek.schemas import empty_table
from regioboek.sources.files.word_columns import below
from regioboek.sources.kinds import kind_of
from regioboek.sources.kinds.own_table_params import TableSource
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.snapshot.opening import Snapshot
from regioboek.sources.tables.codes import code_of
from regioboek.sources.tables.reading import Reading

#: What a source gives decides when it is read; transfers say which codes of former gemeenten figures may have.
_ORDER = ("register", "transfers", "population", "figures", "boundaries")

_YEAR = r"^([0-9]{4})(?:JJ00)?\s*\*{0,2}$"


@dataclass(frozen=True)
class Inputs:
    """What the sources of an edition say.

    `values`: region, indicator (text, or categories where rows are many), year, value (NaN: no figure), in the order of
    the files; and status, absence, lower, upper (words of observations) when a source says them. `regions`: as
    regions.parquet. `boundaries`: per level code and geometry, EPSG:28992 (tiles: no system). `notes`: what was mended
    or is worth knowing. `units`: indicator id -> unit in the source's words. `former`: as `values`, of gemeenten the
    register does not know; empty when no source keeps those. `transfers`: the official transfers between gemeenten;
    None without a source of them. `given_by`: indicator id -> the ids of the sources its figures are from. `inside`: as
    inside.parquet.
    """

    values: pd.DataFrame
    regions: pd.DataFrame
    boundaries: dict[Level, gpd.GeoDataFrame]
    notes: list[Problem]
    units: dict[str, str] = field(default_factory=dict)
    former: pd.DataFrame = field(default_factory=pd.DataFrame)
    transfers: pd.DataFrame | None = None
    given_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inside: pd.DataFrame = field(default_factory=lambda: empty_table("inside"))


def read_inputs(edition: Edition, snapshot: Snapshot, params_dir: Path | Layers | None = None) -> Inputs:
    """Read all sources of `edition` from `snapshot`; `params_dir` holds the former names that messages point out.

    Raises SourceError with every problem of every file.
    """
    reading = Reading(edition, params_dir)
    for source in map(snapshot.followed, sorted(edition.params.sources, key=_place)):
        kind_of(source.kind).read(source, snapshot.files(source.id), reading)
    if reading.figures and not reading.problems:
        reading.check_indicators()
    if reading.problems or reading.regions is None:
        raise SourceError(f"the sources of edition {edition.id} were refused", reading.problems)
    return Inputs(
        values=below(reading.figures),
        regions=reading.regions,
        inside=reading.inside,
        boundaries=reading.boundaries,
        notes=reading.notes,
        units=reading.units,
        former=below(reading.former) if reading.former else pd.DataFrame(),
        transfers=reading.transfers,
        given_by={indicator: tuple(sorted(ids)) for indicator, ids in sorted(reading.given_by.items())},
    )


def _place(source: Source) -> tuple[int, int]:
    """When a source is read: by the first thing it gives, larger regions first; what gives nothing comes last."""
    first = next((n for n, what in enumerate(_ORDER) if what in source.given), len(_ORDER))
    return first, list(LEVELS).index(source.inner_register) if source.inner_register else 0


def inhabitants_of_gemeenten(edition: Edition, snapshot: Snapshot) -> pd.DataFrame:
    """region (GM code), year, inwoners: what the sources of population tell of all years; one row per key.

    Weights of aggregates are those of one year (`population.py`); here all count, those of former gemeenten too: what a
    gemeente had before it handed a part of itself over. A snapshot of before there were cells is read from its files.
    """
    tables = [pd.DataFrame({"region": [], "year": [], INHABITANTS: []})]
    for source in map(snapshot.followed, edition.params.sources):
        if "population" not in source.given:
            continue
        files = snapshot.files(source.id)
        cells = files.cells()
        cells = kind_of(source.kind).cells(source, files.folder, dict(files.files)) if cells is None else cells
        if cells is None:
            continue
        series = INHABITANTS
        if isinstance(source, StatlineSource):
            series = source.statline.keys[INHABITANTS]
            cells = cells.assign(series=cells["series"].replace(source.statline.formerly))
        cells = cells[cells["value"].notna() & (cells["series"].str.strip() == series)]
        level = source.table.level if isinstance(source, TableSource) else None
        region = cells["region"].map({word: code_of(word, level) for word in cells["region"].unique()}).astype("str")
        year = cells["period"].str.strip().str.extract(_YEAR, expand=False)
        usable = year.notna() & region.str.fullmatch(LEVELS[BASE].pattern.pattern)
        tables.append(pd.DataFrame({"region": region, "year": year, INHABITANTS: cells["value"].astype(float)})[usable])
    table = pd.concat(tables[1:] or tables, ignore_index=True)
    return table.astype({"year": "int64"}).drop_duplicates(["region", "year"], ignore_index=True)
