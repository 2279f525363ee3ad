"""The cells of a source: its own figures in its own words, as a frozen table beside the raw bytes.

Rules
* Columns and what they mean: `kinds/base.py`. One row per series x region x period.
* Written sorted and without anything of the machine: the same figures give the same bytes.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from regioboek.errors import SourceError
from regioboek.sources.kinds.base import CELL_COLUMNS, CELL_KEY
from regioboek.sources.problems import ProblemList

_SCHEMA = pa.schema([(name, pa.float64() if name == "value" else pa.string()) for name in CELL_COLUMNS])


def write_cells(cells: pd.DataFrame, path: Path, place: str) -> int:
    """Write `cells` to `path` and return the number of rows; `place` is how messages name the source.

    Raises SourceError when something is there twice or a column is lacking.
    """
    found = ProblemList(place, "row")
    lacking = [name for name in CELL_COLUMNS if name not in cells.columns]
    if lacking:
        found.refuse("", f"cells without {', '.join(lacking)}", f"the columns {', '.join(CELL_COLUMNS)}")
        raise SourceError(f"{place}: its figures cannot be frozen", found.refused)
    rows = cells[list(CELL_COLUMNS)].reset_index(drop=True)
    key = list(CELL_KEY)
    twice = rows[rows.duplicated(key)]
    found.rows(twice["series"] + " " + twice["region"] + " " + twice["period"], "each figure once")
    if found.refused:
        raise SourceError(f"{place}: its figures cannot be frozen", found.refused)
    rows = rows.sort_values(key, ignore_index=True)
    texts = [name for name in CELL_COLUMNS if name != "value"]
    arrays = {name: pa.array(rows[name], pa.string(), from_pandas=True) for name in texts}
    arrays["value"] = pa.array(rows["value"].astype("float64"), pa.float64(), from_pandas=True)
    table = pa.table([arrays[name] for name in CELL_COLUMNS], schema=_SCHEMA)
    pq.write_table(table, path, compression="zstd", version="2.6", store_schema=False)
    return len(rows)
