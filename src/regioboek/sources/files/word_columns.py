"""Columns of text, plain or in categories, word by word: what is done for a word is done once for all its rows.

Numbers are as a bureau writes them: exactly the declared decimal mark, and no thousands separators but the declared one
(any sort of space where it is a space). `1.234` under a decimal comma may be 1234 or 1,234: nobody can tell, so it is
refused with that advice. A dash before a digit is a minus. An empty cell means: no figure. Everything else that is no
plain number (`.`, `x`, `n.b.`, `1e3`) is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from regioboek.sources.files.layouts import FigureFile
from regioboek.sources.problems import ProblemList, counted

_MARKS = {",": "comma", ".": "point"}
#: Thousands separators that have other forms too.
_SPACES = {" ": "[ \u00a0\u2009\u202f]", "'": "['’]"}
#: What is typed for a minus: the mathematical sign, and dashes.
_DASH = re.compile(r"[\u2212\u2010-\u2015]\s*[0-9]")


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


def parse_numbers(text: pd.Series, file: FigureFile, problems: ProblemList, column: str | pd.Series) -> pd.Series:
    """`text` (stripped) as float64: NaN where empty and where refused; index kept.

    The value is the float nearest to what is written (Python's `float`). `column` is named in messages, for all rows or
    per row.
    """
    decimal, thousands = file.decimal, file.thousands
    other = "." if decimal == "," else ","
    mark, wrong = re.escape(decimal), re.escape(other)
    group = _SPACES.get(thousands, re.escape(thousands)) if thousands else "(?!)"
    number = re.compile(rf"[+-]?([0-9]+({mark}[0-9]+)?|{mark}[0-9]+|[0-9]{{1,3}}({group}[0-9]{{3}})+({mark}[0-9]+)?)")
    minus = {w: "-" + w[1:].lstrip() for w in text.unique() if _DASH.match(w)}
    plain = {w: minus.get(w, w) for w in text.unique()}
    read = {w: float(re.sub(group, "", p).replace(decimal, ".")) for w, p in plain.items() if number.fullmatch(p)}

    dashes = text.isin([w for w in minus if w in read])
    if dashes.any():
        first = column if isinstance(column, str) else column[dashes.to_numpy()].iloc[0]
        found = f"{counted(int(dashes.sum()), 'figure')} with a dash before them ({text[dashes].iloc[0]})"
        problems.note(f"column {first}", found, "a minus: read as that")
    odd = ~text.isin([*read, ""])
    strange = text[odd].astype("str")
    columns = column if isinstance(column, str) else column[odd.to_numpy()]

    def refuse(rows: pd.Series, expected: str | Callable[[str], str]) -> None:
        problems.rows(strange[rows], expected, column=columns if isinstance(columns, str) else columns[rows.to_numpy()])

    ambiguous = strange.str.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}{wrong}[0-9]{{3}}").astype(bool)
    swapped = strange.str.fullmatch(rf"[+-]?[0-9]*{wrong}[0-9]+").astype(bool) & ~ambiguous
    groups = rf"[+-]?[0-9]{{1,3}}([{wrong} '’\u2009\u00a0\u202f][0-9]{{3}})+({mark}[0-9]+)?"
    grouped = strange.str.fullmatch(groups).astype(bool) & ~ambiguous & ~swapped
    declared = f"a decimal {_MARKS[decimal]}, as declared"
    refuse(swapped, f'{declared} (decimal: "{decimal}"), not a {_MARKS[other]}')
    refuse(
        ambiguous,
        lambda v: (
            f"no thousands separator and {declared}: is it {v.replace(other, '')} or {v.replace(other, decimal)}? "
            f'Where thousands are written so, declare thousands: "{other}"'
        ),
    )
    refuse(grouped, lambda v: f'no thousands separator, and {declared}; or declare it: thousands: "{_separator(v)}"')
    rest = ~(ambiguous | grouped | swapped)
    strange = "'" + strange + "'"
    refuse(rest, "a number, or an empty cell where there is no figure")
    return pd.Series(worked_out(text, lambda word: read.get(word, math.nan)), index=text.index)


def _separator(word: str) -> str:
    """The thousands separator of a number that has one, as it is declared."""
    found = re.sub(r"[0-9+-]", "", word)[0]
    return {"’": "'"}.get(found, " " if found.isspace() else found)


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
