"""Which rows of a file are read: those that have what `select:` says.

Rules
* All declared columns must fit. Words are compared as text without spaces around it, capitals apart; `1` is `1.0`.
* Rows that are passed over are counted in one note. When nothing is left, that is refused with the words there are.
* A word that no row has is told as a warning: what it was meant for is left out, or (`not`) read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from regioboek.errors import nearest
from regioboek.sources.files.layouts import Not, Selection
from regioboek.sources.problems import ProblemList, some


def chosen(words: Mapping[str, pd.Series], select: Selection, problems: ProblemList) -> pd.Series:
    """True for every row that is read; `words` holds the column of each name in `select`, all with one index."""
    kept = pd.Series(True, index=next(iter(words.values())).index)
    told = ", ".join(f"{name}: {shown(word)}" for name, word in select.items())
    for name, wanted in select.items():
        column = words[name].astype("str").fillna("")
        but = isinstance(wanted, Not)
        meant = {_plain(word): word for word in _several(wanted.words if isinstance(wanted, Not) else wanted)}
        there = {word.strip(): _plain(word) for word in column.unique()}
        fits = column.map({word: (_plain(word) in meant) != but for word in column.unique()}).astype(bool)
        if not fits.any():
            problems.refuse("", f"no row with {name}: {shown(wanted)} (select)", f"one of {_told(there)}")
            return fits
        for word in (meant[plain] for plain in meant.keys() - there.values()):
            found = f"no row with {name}: {word}{nearest(word, list(there))}"
            problems.note("select", found, "words that rows have", warning=True)
        kept &= fits
    if not kept.any():
        problems.refuse("", f"no row with all of select ({told})", "rows that have each of them")
    elif not kept.all():
        problems.note("", f"{(~kept).sum()} of {len(kept)} rows without {told}", "passed over, as declared (select)")
    return kept


def _told(words: Iterable[str]) -> str:
    return some(sorted(word or "an empty cell" for word in words), 12)


def shown(told: str | Iterable[str] | Not) -> str:
    """`Gemeente`, `Gemeente or Provincie`, `not Buurt`."""
    if isinstance(told, Not):
        return f"not {shown(told.words)}"
    return " or ".join(_several(told))


def _several(told: str | Iterable[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _plain(word: str) -> str:
    text = word.strip().casefold()
    try:
        return f"{float(text):g}" if text[-1:].isdigit() else text
    except ValueError:
        return text
