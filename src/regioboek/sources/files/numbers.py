"""Numbers as a bureau writes them: exactly the declared decimal mark, no thousands separators.

`1.234` under a decimal comma may be 1234 or 1,234: nobody can tell, so it is refused with that advice. An empty cell
means: no figure. Everything else that is no plain number (`.`, `x`, `n.b.`, `1e3`) is refused.
"""

from __future__ import annotations

import math
import re

import pandas as pd

from regioboek.sources.files.word_columns import worked_out
from regioboek.sources.problems import ProblemList

_MARKS = {",": "comma", ".": "point"}


def parse_numbers(text: pd.Series, decimal: str, problems: ProblemList, column: str) -> pd.Series:
    """`text` (stripped) as float64: NaN where empty and where refused; index kept.

    The value is the float nearest to what is written (Python's `float`).
    """
    other = "." if decimal == "," else ","
    mark, wrong = re.escape(decimal), re.escape(other)
    number = re.compile(rf"[+-]?([0-9]+({mark}[0-9]+)?|{mark}[0-9]+)")
    read = {w: float(w.replace(decimal, ".")) for w in text.unique() if number.fullmatch(w)}
    strange = text[~text.isin([*read, ""])].astype("str")
    ambiguous = strange.str.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}{wrong}[0-9]{{3}}").astype(bool)
    grouped = strange.str.fullmatch(rf"[+-]?[0-9]{{1,3}}([{wrong} '\u00a0\u202f][0-9]{{3}})+({mark}[0-9]+)?").astype(
        bool
    )
    swapped = strange.str.fullmatch(rf"[+-]?[0-9]*{wrong}[0-9]+").astype(bool) & ~ambiguous
    grouped &= ~ambiguous & ~swapped
    declared = f"a decimal {_MARKS[decimal]}, as declared"
    problems.rows(strange[swapped], f'{declared} (decimal: "{decimal}"), not a {_MARKS[other]}', column=column)
    problems.rows(
        strange[ambiguous],
        lambda v: (
            f"no thousands separator and {declared}: is it {v.replace(other, '')} or {v.replace(other, decimal)}?"
        ),
        column=column,
    )
    problems.rows(strange[grouped], f"no thousands separator, and {declared}", column=column)
    rest = strange[~(ambiguous | grouped | swapped)]
    problems.rows("'" + rest + "'", "a number, or an empty cell where there is no figure", column=column)
    return pd.Series(worked_out(text, lambda word: read.get(word, math.nan)), index=text.index)
