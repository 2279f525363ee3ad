"""Codes of regions and indicators as files write them.

Padded and lower-case codes are mended and noted. CBS writes indicator codes with `.` and `&`, its download with `_`
(`01.KL.H.01` and `01_KL_H_01`): they are compared by their letters and digits.
An indicator's own id may stand for its code: how a bureau writes indicators that have none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from regioboek.errors import Problem, SourceError
from regioboek.params.indicators import Indicator
from regioboek.params.levels import LEVELS, Level, level_of
from regioboek.sources.files.word_columns import cleaned, replaced, worked_out
from regioboek.sources.problems import ProblemList, nearest


def bare(code: str) -> str:
    """The letters and digits of a code, in capitals: `01.KL.H.01` and `01_kl_h_01` both give `01KLH01`."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def indicator_codes(indicators: Sequence[Indicator]) -> dict[str, str]:
    """Bare code (or bare id) -> indicator id. Raises SourceError when two indicators share one."""
    known: dict[str, str] = {}
    problems = []
    for indicator in indicators:
        for code in (indicator.id, *indicator.codes):
            other = known.setdefault(bare(code), indicator.id)
            if other != indicator.id:
                expected = f"a code that {other} does not have, apart from marks"
                problems.append(Problem("params", f"indicator {indicator.id}, codes", code, expected))
    if problems:
        raise SourceError("codes of indicators cannot be told apart", problems)
    return known


def nearest_indicator(code: str, indicators: Sequence[Indicator]) -> str:
    """` (nearest known: 09_E_V_13)`, compared by letters and digits; or nothing."""
    return nearest(bare(code), {bare(w): w for i in indicators for w in (i.id, *i.codes)})


def resolve_indicators(
    text: pd.Series, known: Mapping[str, str], problems: ProblemList, column: str
) -> tuple[pd.Series, dict[str, str]]:
    """The indicator id per row (null when unknown) and, per distinct code as written, the id.

    Padding and lower case are noted; what to do with an unknown code is up to the caller.
    """
    ids = {w: known.get(bare(w)) for w in text.unique()}
    spelled = [w for w, found in ids.items() if found != w]  # an id is lower case by nature
    some_spelled = text[text.isin(spelled)]
    cleaned(some_spelled, problems, column, upper=True)
    return replaced(text, ids.get), {w: i for w, i in ids.items() if i is not None}


def region_codes(text: pd.Series, known: Collection[str] | None, problems: ProblemList, column: str) -> pd.Series:
    """Region codes per row, mended; unknown ones are refused and null.

    `known` is every code of the register; None (the register itself could not be read) checks the form only.
    """
    codes = cleaned(text, problems, column, upper=True)
    if known is None:
        right = codes.isin([c for c in codes.unique() if level_of(c) is not None])
        problems.rows(codes[~right].map(shown), "a region code: GM and 4 digits, CR or PV and 2, NL01", column=column)
    else:
        right = codes.isin(known)
        problems.rows(codes[~right].map(shown), lambda c: f"a code of the register{nearest(c, known)}", column=column)
    return codes.where(right)


def shown(text: str) -> str:
    """A cell as messages show it."""
    return text or "an empty cell"


def years_of(text: pd.Series, problems: ProblemList, column: str) -> pd.Series:
    """Years per row as float64; what is no year is refused and NaN."""
    years = cleaned(text, problems, column)
    read = {w: float(w) for w in years.unique() if re.fullmatch("[0-9]{4}", w)}
    problems.rows(years[~years.isin(list(read))].map(shown), "a year of four digits", column=column)
    return pd.Series(worked_out(years, lambda word: read.get(word, math.nan)), index=text.index)


def of_level(text: pd.Series, level: Level, problems: ProblemList, column: str) -> pd.Series:
    """Codes of one level, mended; ones of another form are refused and null (empty ones only null)."""
    codes = cleaned(text, problems, column, upper=True)
    pattern = LEVELS[level].pattern
    right = codes.map({c: bool(pattern.fullmatch(c)) for c in codes.unique()}).astype(bool)
    problems.rows(codes[~right & (codes != "")], f"a code of a {level}: {LEVELS[level].form}", column=column)
    return codes.where(right)
