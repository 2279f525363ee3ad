"""What an update would change: the frozen cells of a source beside the ones just fetched.

Rules
* Figures are compared by series, region and period.
* A series or region that is gone while another came with exactly the same figures is renamed, and so is a series whose
  code differs in marks or case only; its figures are then compared under the new code. What counts is what both states
  could have: years (and series, and regions) that only one of them has are left out of it. Two regions or series with
  the same figures cannot be told apart and are not called renamed; nor are those with fewer than two figures.
* Two values are the same when they differ by no more than rounding: at most half a unit of the last decimal that both
  the old and the new figures of the series have. `5.1` and `5.13` are, `5.1` and `5.2` are not.
* A figure that came in the place of an absence, went, or is absent for another reason, is a changed figure.
* A unit is compared per series; a status (provisional, definitive) per figure, whether its value changed or not.
* A source without cells (a register, a drawing) is compared by its files. With cells, the raw answers of a service are
  not compared: they may hold the moment they were given, and what they say is in the cells.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from regioboek.sources.kinds.base import CELL_COLUMNS, CELL_KEY, CELLS_KEY
from regioboek.sources.snapshot.lock import LockedSource
from regioboek.sources.tables.codes import bare

#: Decimals that are looked at to see how precise a source is.
MOST_DECIMALS = 6

#: How the names of files begin that a service answered.
RAW = "raw/"

_KEY = list(CELL_KEY)

Side = Literal["series", "region"]


@dataclass(frozen=True)
class Rename:
    """A code that another one took the place of."""

    of: Side
    old: str
    new: str


@dataclass(frozen=True)
class Changes:
    """What differs between two states of one source.

    `added`, `gone`: rows of cells. `changed`: series, region, period, old, new, old_absence, new_absence.
    `status`: series, region, period, old, new. `units`: (series, old, new). `told`: what changed of the source itself,
    name -> (old, new). `files`: names of files whose bytes differ, are new or are gone.
    """

    source: str
    added: pd.DataFrame
    gone: pd.DataFrame
    changed: pd.DataFrame
    status: pd.DataFrame
    renamed: list[Rename] = field(default_factory=list)
    units: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    told: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    beyond_cells: bool = False  # no cells to compare: the files say all there is
    compared: frozenset[str] = frozenset()  # series with figures in both

    @property
    def of_figures(self) -> bool:
        """Whether any figure, code, unit or status differs, or cannot be seen not to."""
        tables = (self.added, self.gone, self.changed, self.status)
        return bool(any(len(t) for t in tables) or self.renamed or self.units or (self.beyond_cells and self.files))

    @property
    def any(self) -> bool:
        """Whether anything differs at all."""
        return self.of_figures or bool(self.told or self.files)

    def series(self, what: Literal["added", "gone"]) -> list[str]:
        """Series that are new or gone as a whole."""
        mine, other = (self.added, self.gone) if what == "added" else (self.gone, self.added)
        return sorted(set(mine["series"]) - set(other["series"]) - self.compared)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, every figure in it."""
        return {
            "source": self.source,
            "renamed": [{"what": r.of, "old": r.old, "new": r.new} for r in self.renamed],
            "series_added": self.series("added"),
            "series_gone": self.series("gone"),
            "units": [{"series": s, "old": old, "new": new} for s, old, new in self.units],
            "added": _records(self.added),
            "gone": _records(self.gone),
            "changed": _records(self.changed),
            "status": _records(self.status),
            "told": {name: {"old": old, "new": new} for name, (old, new) in self.told.items()},
            "files": self.files,
        }


def compare(old: pd.DataFrame | None, new: pd.DataFrame | None, before: LockedSource, after: LockedSource) -> Changes:
    """What differs between the locked state of a source and a fetched one; frames as `cells.parquet` has them."""
    told = dict(_told(before, after))
    known = old is not None and new is not None
    then, now = (
        {f.name: f.sha256 for f in s.files if f.key != CELLS_KEY and not (known and f.name.startswith(RAW))}
        for s in (before, after)
    )
    files = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    one, other = _typed(old), _typed(new)
    renamed: list[Rename] = []
    if known:
        for side in ("series", "region"):
            found = _renames(one, other, side)
            renamed += found
            one = one.assign(**{side: one[side].replace({r.old: r.new for r in found})})
    both = one.merge(other, on=_KEY, how="outer", suffixes=("_old", "_new"), indicator="there")
    pair = both[both["there"] == "both"]
    return Changes(
        source=after.id,
        added=other[_in(other, both[both["there"] == "right_only"])].reset_index(drop=True),
        gone=one[_in(one, both[both["there"] == "left_only"])].reset_index(drop=True),
        changed=_changed(pair),
        status=_status(pair),
        renamed=renamed,
        units=_units(pair),
        told=told,
        files=files,
        beyond_cells=not known,
        compared=frozenset(pair["series"]),
    )


def _told(before: LockedSource, after: LockedSource) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """What changed of the source itself."""
    for name in ("table", "url", "query", "modified", "version_reason", "licence"):
        pair = getattr(before, name), getattr(after, name)
        if pair[0] != pair[1]:
            yield name, pair
    same = before.defined.get("statline.measures") == after.defined.get("statline.measures")
    for key in sorted(after.moved.keys() | (before.moved.keys() if same else set())):
        pair = before.moved.get(key, key), after.moved.get(key, key)
        if pair[0] != pair[1]:
            yield f"measure {key}", pair
    for key in sorted(before.defined.keys() | after.defined.keys()):
        pair = before.defined.get(key), after.defined.get(key)
        if pair[0] != pair[1]:
            yield key, pair


def _typed(cells: pd.DataFrame | None) -> pd.DataFrame:
    frame = pd.DataFrame(columns=list(CELL_COLUMNS)) if cells is None else cells[list(CELL_COLUMNS)]
    return frame.astype({name: "float64" if name == "value" else "str" for name in CELL_COLUMNS})


def _in(frame: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    return pd.MultiIndex.from_frame(frame[_KEY]).isin(pd.MultiIndex.from_frame(rows[_KEY]))


def _renames(old: pd.DataFrame, new: pd.DataFrame, side: Side) -> list[Rename]:
    gone = sorted(set(old[side]) - set(new[side]))
    came = sorted(set(new[side]) - set(old[side]))
    if not gone or not came:
        return []
    found: dict[str, str] = {}
    if side == "series":
        by_marks = {bare(code): code for code in came}
        found = {code: by_marks[bare(code)] for code in gone if bare(code) in by_marks}
    for name in _KEY:
        if name != side:
            shared = set(old[name]) & set(new[name])
            old, new = old[old[name].isin(shared)], new[new[name].isin(shared)]
    left, right = (_signatures(frame, side, codes) for frame, codes in ((old, gone), (new, came)))
    for signature, codes in left.items():
        others = right.get(signature, [])
        if len(codes) == len(others) == 1 and codes[0] not in found and others[0] not in found.values():
            found[codes[0]] = others[0]
    return [Rename(side, one, other) for one, other in sorted(found.items())]


def _signatures(frame: pd.DataFrame, side: Side, codes: list[str]) -> dict[int, list[str]]:
    """Hash of all figures of a code -> the codes with those figures; codes with fewer than two are left out."""
    rest = [name for name in (*_KEY, "value") if name != side]
    mine = frame[frame[side].isin(codes)]
    hashes = pd.util.hash_pandas_object(mine[rest], index=False)
    sums = hashes.groupby(mine[side]).sum()
    enough = mine["value"].notna().groupby(mine[side]).sum() >= 2
    found: dict[int, list[str]] = {}
    for code, total in sums[enough].items():
        found.setdefault(int(total), []).append(str(code))
    return found


def _changed(pair: pd.DataFrame) -> pd.DataFrame:
    old, new = pair["value_old"], pair["value_new"]
    decimals = np.minimum(_decimals(pair["series"], old), _decimals(pair["series"], new))
    apart = (new - old).abs() > 0.5 * 10.0**-decimals * (1 + 1e-9)
    precise = decimals >= MOST_DECIMALS  # no decimals to go by: what arithmetic of another order leaves is no change
    apart &= ~precise | ~np.isclose(old, new, rtol=1e-9, atol=0.0)
    absence = pair["absence_old"].fillna("") != pair["absence_new"].fillna("")
    different = apart | (old.isna() != new.isna()) | (absence & old.isna() & new.isna())
    names = {"value_old": "old", "value_new": "new", "absence_old": "old_absence", "absence_new": "new_absence"}
    return pair.loc[different, [*_KEY, *names]].rename(columns=names).reset_index(drop=True)


def _decimals(series: pd.Series, values: pd.Series) -> pd.Series:
    """Per row the decimals that the values of its series have, at most MOST_DECIMALS."""
    needed = pd.Series(0.0, index=values.index)
    for decimals in range(MOST_DECIMALS):
        off = (values - values.round(decimals)).abs() > values.abs() * 1e-12
        needed[off] = decimals + 1
    return needed.groupby(series).transform("max")


def _status(pair: pd.DataFrame) -> pd.DataFrame:
    moved = (pair["status_old"].fillna("") != pair["status_new"].fillna("")) & pair["value_new"].notna()
    moved &= pair["value_old"].notna()
    names = {"status_old": "old", "status_new": "new"}
    return pair.loc[moved, [*_KEY, *names]].rename(columns=names).reset_index(drop=True)


def _units(pair: pd.DataFrame) -> list[tuple[str, str | None, str | None]]:
    first = pair.groupby("series")[["unit_old", "unit_new"]].first()
    moved = first[first["unit_old"].fillna("") != first["unit_new"].fillna("")]
    return [tuple(row.values()) for row in _records(moved.reset_index())]


def _records(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")
