"""Columns of text, plain or in categories, word by word: what is done for a word is done once for all its rows.

Numbers are as a bureau writes them: exactly the declared decimal mark, no thousands separators. `1.234` under a decimal
comma may be 1234 or 1,234: nobody can tell, so it is refused with that advice. An empty cell means: no figure.
Everything else that is no plain number (`.`, `x`, `n.b.`, `1e3`) is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from regioboek.sources.problems import ProblemList

_MARKS = {",": "comma", ".": "point"}


def replaced(text: pd.Series, by: Callable[[str], str | None]) -> pd.Series:
    """Every word replaced, by null where `by` says None; `by` is asked once for each distinct word."""
    if not isinstance(text.dtype, pd.CategoricalDtype):
        return text.map({w: by(w) for w in text.unique()}).astype("str")
    found = [by(w) for w in text.cat.categories]
    words = list(dict.fromkeys(w for w in found if w is not None))
    number = {w: n for n, w in enumerate(words)} | {None: -1}
    codes = np.array([*(number[w] for w in found), -1], dtype=np.int32)[text.cat.codes.to_numpy()]
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(words, dtype="str")), index=text.index)


def cleaned(text: pd.Series, problems: ProblemList, column: str, *, upper: bool = False) -> pd.Series:
    """`text` without spaces around it, in capitals when `upper`; what was mended is noted under `column`."""

    def better(word: str) -> str:
        return word.strip().upper() if upper else word.strip()

    changed = text[text.isin([w for w in text.unique() if better(w) != w])].astype("str")
    what = "a code without spaces, in capitals" if upper else "no spaces around it"
    problems.rows("'" + changed + "'", lambda w: f"{what}: read as {better(w[1:-1])}", column=column, cleaned=True)
    return replaced(text, better)


def worked_out(text: pd.Series, value: Callable[[str], float]) -> np.ndarray:
    """A number (or True, False) for every word of `text`; `value` is asked once for each distinct word."""
    words = text.astype("category").cat
    return np.array([*(value(w) for w in words.categories), np.nan])[words.codes.to_numpy()]


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


def below(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables below each other; a column of text that is in categories in one of them is so in the result."""
    if len(tables) == 1:
        return tables[0].reset_index(drop=True)
    for name in tables[0].columns:
        if any(name in t and isinstance(t[name].dtype, pd.CategoricalDtype) for t in tables):
            encoded = [t.astype({name: "category"}) if name in t else t for t in tables]
            words = sorted({word for t in encoded if name in t for word in t[name].cat.categories})
            tables = [t.assign(**{name: t[name].cat.set_categories(words)}) if name in t else t for t in encoded]
    return pd.concat(tables, ignore_index=True)
