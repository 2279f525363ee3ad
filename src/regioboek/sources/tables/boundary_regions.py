"""Which region each feature of a file of boundaries is: its column, and the codes or names in it.

Every series is indexed by the number of the feature. The rules are told in `boundaries.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from regioboek.errors import nearest
from regioboek.params.levels import LEVELS, Level
from regioboek.sources.files.layouts import BoundaryFile
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.codes import of_level
from regioboek.sources.tables.name_parts import name_key
from regioboek.sources.tables.presets import BOUNDARIES
from regioboek.sources.tables.region_names import RegionNames
from regioboek.sources.tables.selecting import chosen

#: How columns of codes and of names are called, and the kind of region that CBS writes behind a name.
_CODES = re.compile("code$", re.IGNORECASE)
_NAMES = re.compile("naa?m|name", re.IGNORECASE)
_KIND = re.compile(r"\s*\((gemeente|PV|CR|LD)\)$", re.IGNORECASE)


def region_column(frame: gpd.GeoDataFrame, file: BoundaryFile, problems: ProblemList) -> str | None:
    """The column that says which region a feature is; None when it, or one under `select`, is not there."""
    usual = BOUNDARIES.columns["region" if file.region_by == "code" else "name"]
    told = file.columns.get("region", usual)
    known = [str(c) for c in frame.columns if c != frame.geometry.name]
    what = f"{file.region_by}s"
    for name in [told, *file.select]:
        if name not in known:
            found, expected = f"no column {name}{nearest(name, known)}", f"a column {name}"
            if name in file.select:
                problems.refuse("", found, f"{expected}, as declared (select); the file has {some(known, 12)}")
                continue
            named = [c for c in known if _NAMES.search(c)]
            advice = "Named otherwise? Declare it in the params, columns: {region: ...}"
            if file.region_by == "code" and named and not [c for c in known if _CODES.search(c)]:
                advice = f"Only names? Declare region_by: name and columns: {{region: {named[0]}}}"
            problems.refuse("", found, f"{expected} with {what}; the file has {some(known, 12)}. {advice}")
    return None if problems.refused else told


def as_text(frame: gpd.GeoDataFrame, column: str) -> pd.Series:
    """A column as text; whole numbers without a point, also where some are lacking."""
    values = frame[column]
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    return values.astype("str").mask(values.isna(), "").astype("str")


def selected(frame: gpd.GeoDataFrame, file: BoundaryFile, problems: ProblemList) -> gpd.GeoDataFrame:
    """The features that have what `select:` says."""
    if not file.select:
        return frame
    kept = frame[chosen({name: as_text(frame, name) for name in file.select}, file.select, problems)]
    return frame if kept.empty else kept  # that nothing is left is refused; the rest is read for the same report


def read_codes(
    text: pd.Series, level: Level, names: Mapping[str, str | None], problems: ProblemList, column: str
) -> pd.Series:
    """The code per feature, null where refused; features of other levels are counted and left out."""
    declared = {name_key(word): code for word, code in names.items()}
    text = text.map({w: declared.get(name_key(w), w) for w in text.unique()})
    text = text[text.notna()].astype("str")
    prefix = text.str.strip().str.upper().str.extract(r"^([A-Z]{2})\d+$", expand=False)
    other = prefix.notna() & (prefix != LEVELS[level].prefix)
    if other.all() and len(other):
        problems.refuse(f"column {column}", f"codes such as {text.iloc[0]}, none of a {level}", LEVELS[level].form)
    elif other.any():
        told = ", ".join(f"{count} of {kind}" for kind, count in prefix[other].value_counts().sort_index().items())
        problems.note(f"column {column}", f"features of other levels: {told}", f"passed over (level: {level})")
    return of_level(text[~other], level, problems, column, named=True)


def read_names(
    text: pd.Series, level: Level, known: RegionNames | None, problems: ProblemList, column: str
) -> pd.Series:
    """The code per feature by the names of the register; features that `names:` passes over are left out."""
    if known is None:
        return text.str.strip()
    found = {word: known.find(word, level) for word in text.unique() if word.strip()}
    codes = text.map({word: named.code for word, named in found.items()}).astype("str")
    problems.rows(
        "'" + text[text.isin([w for w, n in found.items() if n.code is None and n.advice])] + "'",
        lambda told: found[told[1:-1]].advice,
        column=column,
    )
    if mended := [named.how for named in found.values() if named.how]:
        problems.note(f"column {column}", f"names read: {some(mended)}", "the names of the register")
    return codes[~text.isin([w for w, n in found.items() if n.code is None and not n.advice])]


def names_of(frame: gpd.GeoDataFrame, column: str, file: BoundaryFile) -> pd.Series:
    """What every feature is called, in the form names are compared in; nothing where no column says it."""
    usual = BOUNDARIES.columns["name"] if column == BOUNDARIES.columns["region"] else _CODES.sub("naam", column)
    told = {str(c).casefold(): c for c in frame.columns}.get(file.columns.get("name", usual).casefold())
    if told is None or told == column or file.region_by == "name":
        return pd.Series("", index=frame.index)
    return as_text(frame, told).map(lambda name: _KIND.sub("", name.strip()))
