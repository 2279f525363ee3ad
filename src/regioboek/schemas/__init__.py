"""The tables that pass between rooms: columns, types, words and keys, and how they are written and read.

A table is a DataFrame in memory and a Parquet file on disk. Rules, checked on every write:

* exactly the columns of the schema (any order going in, the schema's order coming out), convertible to its
  types without loss; a float column of whole numbers may stand for a nullable integer column;
* no null where the schema forbids it; infinity is refused; NaN, None and pd.NA all mean null;
* a column of words holds only the words listed here;
* the key is unique; rows are sorted by it (`regions`: large to small by level, then by code);
* an observation has a value or an absence, never both, never neither; a status exactly when it has a value.

Tables with rows per region x indicator grow with the country: their text columns are categories in memory, a byte or
two a row. The categories are the words listed here, in this order, or else the words that occur, sorted; tables that
are put below each other (:func:`stacked`) or cut keep comparing as text. Regions and rankings have plain text.

The same table gives the same bytes: no pandas metadata, no timestamps, one compression, one row order. A file
appears whole or not at all (written beside, then moved).
"""

from regioboek.schemas.checking import checked, empty_table, stacked
from regioboek.schemas.definitions import (
    ABSENCES,
    AGGREGATION_REASONS,
    DIRECTIONS,
    NO_TRENDS,
    POSITIONS,
    RELATIVE,
    ROBUST,
    SCHEMAS,
    STATUSES,
    TRENDS,
    TableName,
)
from regioboek.schemas.parquet import read_parts, read_table, write_table

__all__ = [
    "ABSENCES",
    "AGGREGATION_REASONS",
    "DIRECTIONS",
    "NO_TRENDS",
    "POSITIONS",
    "RELATIVE",
    "ROBUST",
    "SCHEMAS",
    "STATUSES",
    "TRENDS",
    "TableName",
    "checked",
    "empty_table",
    "read_parts",
    "read_table",
    "stacked",
    "write_table",
]
