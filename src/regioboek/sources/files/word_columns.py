"""Columns of text, plain or in categories, word by word: what is done for a word is done once for all its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from regioboek.sources.problems import ProblemList


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
