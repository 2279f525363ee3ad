"""Codes of regions and indicators as files write them.

A code of a region is the same with or without spaces, capitals, zeros in front (`GM14`) and, where its level is known,
letters (`14`, `14.0`); what was mended is noted. CBS writes indicator codes with `.` and `&`, its download with `_`
(`01.KL.H.01` and `01_KL_H_01`): they are compared by their letters and digits.
An indicator's own id may stand for its code: how a bureau writes indicators that have none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from regioboek.errors import Problem, SourceError, nearest
from regioboek.params.indicators import Indicator
from regioboek.params.levels import COUNTRY, LEVELS, NATIONAL, Level, level_of
from regioboek.sources.files.word_columns import cleaned, replaced, worked_out
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.years import year_in

_REGION = re.compile(r"([A-Z]{2})?([0-9]+)(?:[.,]0+)?")
#: Codes of CBS for what is no gemeente: all of them, abroad, unknown.
NO_GEMEENTE = ("GM0000", "GM0998", "GM0999")
#: The two codes that CBS gives Nederland.
_COUNTRY = (NATIONAL, "NL00")
_WORDS = ("no digits", "one digit", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def code_of(text: str, level: Level | None) -> str | None:
    """The whole code that a text stands for, in the form of `level` (None: of the level that its letters say).

    Digits alone need a level; a provincie has those of CBS (20 to 31), as 1 to 12 exist in two orders.
    """
    code = plain_code(text)
    if code in _COUNTRY:
        return NATIONAL if level in (None, COUNTRY) else None
    found = _REGION.fullmatch(code)
    if found is None:
        return None
    letters, digits = found.groups()
    names = [level] if level else [name for name, entry in LEVELS.items() if entry.prefix == letters]
    if not names or names[0] == COUNTRY or letters not in (None, LEVELS[names[0]].prefix):
        return None
    of = LEVELS[names[0]]
    two_orders = of.name == "provincie" and int(digits) <= 12
    cut = letters is not None and of.digits > 4 and len(digits) < of.digits  # WK00141: which digit lacks?
    return None if len(digits) > of.digits or two_orders or cut else of.prefix + digits.rjust(of.digits, "0")


def plain_code(text: str) -> str:
    """A code in capitals, without spaces, characters that nobody sees (U+200B, a byte order mark) and the apostrophe
    with which a spreadsheet keeps zeros.
    """
    return "".join(c for c in text if c.isprintable() and not c.isspace()).upper().lstrip("'’")


def why_no_code(text: str, level: Level | None) -> str:
    """`a code of a gemeente: GM and 4 digits, not five`: what is wrong with the form of a code, or nothing."""
    found = _REGION.fullmatch(plain_code(text))
    names = [
        n for n, entry in LEVELS.items() if found and entry.prefix == (found[1] or LEVELS[level or COUNTRY].prefix)
    ]
    if not found or not names or names[0] == COUNTRY or len(found[2]) <= LEVELS[names[0]].digits:
        return ""
    said = _WORDS[len(found[2])] if len(found[2]) < len(_WORDS) else str(len(found[2]))
    return f"a code of a {LEVELS[names[0]].words[0]}: {LEVELS[names[0]].form}, not {said}"


def mended(text: pd.Series, level: Level | None, problems: ProblemList, column: str) -> pd.Series:
    """The code of every row as `code_of` has it, any other text in capitals; what was mended is noted."""
    read = {word: code_of(word, level) or plain_code(word) for word in text.unique()}
    changed = text[text.isin([word for word, code in read.items() if code not in ("", word)])].astype("str")
    problems.rows("'" + changed + "'", lambda w: f"a whole code: read as {read[w[1:-1]]}", column=column, cleaned=True)
    return replaced(text, read.get)


def note_mended(told: Sequence[str], problems: ProblemList, column: str) -> None:
    """One note on texts that were read as regions: `'14' as GM0014`."""
    if told:
        problems.note(
            f"column {column}", f"regions written otherwise: read {some(told, 3)}", "codes and names as they are"
        )


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
    """` (did you mean 09_E_V_13?)`, compared by letters and digits; or nothing."""
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
    """Region codes per row, mended; unknown ones are refused and null, those of levels the register lacks only null.

    `known` is every code of the register; None (the register itself could not be read) checks the form only.
    """
    codes = mended(text, None, problems, column)
    if known is None:
        right = codes.isin([c for c in codes.unique() if level_of(c) is not None])
        problems.rows(codes[~right].map(shown), "a region code: GM and 4 digits, CR or PV and 2, NL01", column=column)
    else:
        right = codes.isin(known)
        levels = {level_of(c) for c in known} | {None}
        other = {c: str(level_of(c)) for c in codes[~right].unique() if level_of(c) not in levels}
        passed = codes.isin(list(other))
        if other:
            told = ", ".join(dict.fromkeys(LEVELS[level].words[1] for level in other.values()))
            problems.note(
                f"column {column}", f"{passed.sum()} rows of {told}", "levels that the register has: passed over"
            )
        problems.rows(
            codes[~right & ~passed].map(shown),
            lambda c: why_no_code(c, None) or f"a code of the register{nearest(c, known)}",
            column=column,
        )
    return codes.where(right)


def shown(text: str) -> str:
    """A cell as messages show it."""
    return text or "an empty cell"


def years_of(text: pd.Series, problems: ProblemList, column: str, *, any_status: bool = False) -> pd.Series:
    """Years per row as float64; what is no year is refused and NaN, and so is `2022*` unless `any_status`."""
    years = cleaned(text, problems, column)
    told = {w: year_in(w, {}) for w in years.unique()}
    read = {w: float(y[0]) for w, y in told.items() if y and (any_status or y[1] is None)}
    problems.rows(years[~years.isin(list(read))].map(shown), "a year of four digits", column=column)
    return pd.Series(worked_out(years, lambda word: read.get(word, math.nan)), index=text.index)


def of_level(text: pd.Series, level: Level, problems: ProblemList, column: str, *, named: bool = False) -> pd.Series:
    """Codes of one level, mended; ones of another form are refused and null (empty ones only null).

    `named`: of a source whose params may say under `names` what a text is.
    """
    codes = mended(text, level, problems, column)
    pattern = LEVELS[level].pattern
    right = codes.map({c: bool(pattern.fullmatch(c)) for c in codes.unique()}).astype(bool)
    expected = f"a code of a {level}: {LEVELS[level].form}"
    more = "; or declare what it is (null: a row that is none): names: {{'{}': null}}" if named else ""
    problems.rows(
        codes[~right & (codes != "")],
        lambda c: (why_no_code(c, level) or expected) + more.format(c),
        column=column,
    )
    return codes.where(right)
