"""Compare two builds of an edition: `python tools/compare_builds.py _build/2023 /elsewhere/_build/2023`.

Compared are the notebooks, everything on the site, and the tables, byte for byte. Of each file that differs the first
difference is named with what stands around it: the line of a text, the member of a ZIP, the column and row of a table.
What a build remembers for itself (`.remembered/`, keys of pages, run.json) is not compared. Exit code 0 when nothing
differs, otherwise 1.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

#: Kind of file by suffix; other files are compared as bytes.
KINDS = {
    ".ipynb": "notebooks", ".html": "HTML", ".csv": "CSV", ".zip": "ZIP", ".parquet": "tables", ".json": "JSON",
    ".svg": "pictures", ".png": "pictures", ".js": "scripts", ".css": "styles",
}  # fmt: skip
TEXTS = frozenset({".ipynb", ".html", ".csv", ".json", ".svg", ".js", ".css", ".md", ".txt", ".xml", ".yml"})

#: What builds keep beside the tables for themselves, also those of earlier versions.
MEMORIES = frozenset({"run.json", "audit.json", "tables.json"})

#: Characters shown before and after the first that differs.
AROUND = 60


def files_of(build: Path) -> dict[str, Path]:
    """Place -> file of all that is compared: tables beside the folders, notebooks, site."""
    found = [p for p in build.iterdir() if p.is_file() and p.name not in MEMORIES]
    found += [p for folder in ("notebooks", "html") for p in (build / folder).rglob("*") if p.is_file()]
    named = {p.relative_to(build).as_posix(): p for p in found}
    return {n: p for n, p in sorted(named.items()) if not p.name.startswith(".") and not n.endswith(".key.json")}


def difference(name: str, one: bytes, other: bytes) -> str:
    """Where two contents of a file of this name first differ, and how; for people."""
    suffix = Path(name).suffix
    if suffix == ".zip":
        return _in_zip(one, other)
    if suffix == ".parquet":
        return _in_table(one, other)
    if suffix in TEXTS:
        lines = zip_longest(one.decode("utf-8").split("\n"), other.decode("utf-8").split("\n"))
        n, (ours, theirs) = next((n, pair) for n, pair in enumerate(lines, start=1) if pair[0] != pair[1])
        return f"line {n}: {_apart(ours, theirs)}"
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"byte {at} of {len(one)} and {len(other)}: {one[at : at + 16]!r} | {other[at : at + 16]!r}"


def _apart(ours: str | None, theirs: str | None) -> str:
    """Two lines around the first character that differs; None: there is no such line."""
    if ours is None or theirs is None:
        shown = ["no such line" if line is None else f"“{line[: 2 * AROUND]}”" for line in (ours, theirs)]
        return " | ".join(shown)
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    start = max(0, at - AROUND)
    return f"character {at + 1}: “{ours[start : at + AROUND]}” | “{theirs[start : at + AROUND]}”"


def _in_zip(one: bytes, other: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(one)) as ours, zipfile.ZipFile(io.BytesIO(other)) as theirs:
        for name in sorted({*ours.namelist(), *theirs.namelist()}):
            if name not in theirs.namelist() or name not in ours.namelist():
                return f"member {name}: only in the {'first' if name in ours.namelist() else 'second'}"
            if ours.read(name) != theirs.read(name):
                return f"member {name}: {difference(name, ours.read(name), theirs.read(name))}"
    return "the same members, packed otherwise (order, dates, compression)"


def _in_table(one: bytes, other: bytes) -> str:
    ours, theirs = (pq.read_table(pa.BufferReader(content)) for content in (one, other))
    if ours.schema != theirs.schema:
        columns = [{f.name: str(f.type) for f in table.schema} for table in (ours, theirs)]
        names = [name for name in {**columns[0], **columns[1]} if columns[0].get(name) != columns[1].get(name)]
        told = "; ".join(f"{n}: {columns[0].get(n, 'absent')} | {columns[1].get(n, 'absent')}" for n in names)
        return f"columns: {told or 'order or notes of the file'}"
    if ours.num_rows != theirs.num_rows:
        return f"{ours.num_rows} | {theirs.num_rows} rows"
    rows = [(_first_row(ours[name], theirs[name]), name) for name in ours.column_names]
    known = [(row, name) for row, name in rows if row is not None]
    if not known:
        return "the same rows, written otherwise"
    row, column = min(known, key=lambda found: found[0])
    around = {name: ours[name][row].as_py() for name in ours.column_names[:3]}
    return f"column {column}, row {row} ({around}): {ours[column][row].as_py()!r} | {theirs[column][row].as_py()!r}"


def _first_row(ours: pa.ChunkedArray, theirs: pa.ChunkedArray) -> int | None:
    """The first row in which two columns differ; nulls are alike, and so are NaNs."""
    one, other = (pd.Series(column.to_pandas(), dtype=object) for column in (ours, theirs))
    same = (one == other) | (one.isna() & other.isna())
    return None if same.all() else int(same.to_numpy(dtype=bool).argmin())


def compare(first: Path, second: Path) -> Iterator[tuple[str, str]]:
    """Place and first difference of every file that is not in both builds alike."""
    ours, theirs = files_of(first), files_of(second)
    for name in sorted({*ours, *theirs}):
        if name not in ours or name not in theirs:
            yield name, f"only in the {'first' if name in ours else 'second'}"
            continue
        one, other = ours[name].read_bytes(), theirs[name].read_bytes()
        if one != other:
            yield name, difference(name, one, other)


def kind_of(name: str) -> str:
    """What the summary counts a file as."""
    return KINDS.get(Path(name).suffix, "other files")


def main(arguments: list[str]) -> int:
    """Print every difference and a line per kind of file; 0 when nothing differs."""
    if len(arguments) != 2 or not all(Path(folder).is_dir() for folder in arguments):
        print(__doc__, file=sys.stderr)
        return 2
    first, second = map(Path, arguments)
    differ: Counter[str] = Counter()
    for name, told in compare(first, second):
        differ[kind_of(name)] += 1
        print(f"{name}: {told}")
    counts = Counter(kind_of(name) for name in {*files_of(first), *files_of(second)})
    for kind, number in sorted(counts.items()):
        print(f"{kind}: {number} files, {differ[kind]} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
