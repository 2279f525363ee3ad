"""Years as bureaus write them, with the status that a mark behind them tells; and what looks like a year and is none.

Rules
* `2022`, `2022.0`, `2022JJ00`, `2022*` (provisional), `2022**` (revised-provisional), `2022 (voorlopig)`; marks that
  are declared (`marks`) may stand behind a year as behind a figure. Years lie from 1900 to 2100.
* Quarters, months, school years, dates and the numbers Excel has for dates are refused with what they are.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from regioboek.sources.files.grid import Cell, Strange, cell_text
from regioboek.sources.problems import in_quotes

#: A year in the name of a column or in a cell.
PATTERN = r"((?:19|20)[0-9]{2}|2100)"

#: Words with the status of figures that need no declaration.
STATUSES = {
    "definitief": "definitive",
    "definitive": "definitive",
    "voorlopig": "provisional",
    "provisional": "provisional",
    "*": "provisional",
    "nader voorlopig": "revised-provisional",
    "nadervoorlopig": "revised-provisional",
    "revised-provisional": "revised-provisional",
    "**": "revised-provisional",
}

_YEAR = re.compile(rf"{PATTERN}(?![0-9])(.*)")
_OTHER = {
    r"[0-9]{4}\s*/\s*('?[0-9]{2}|[0-9]{4})": "a school year, a season or several years",
    r"[0-9]{4}\s*([-–+&]|t/m|tot( en met)?|en)\s*('?[0-9]{2}|[0-9]{4})": "several years",
    r"[0-9]{4}\s*[-–/ ]\s*(i{1,3}|iv)": "a part of a year",
    r"[0-9]{4}sj[0-9]{2}": "a school year",
    r".*(kwartaal|kw\.? ?[0-9]{1,2}|\bq[1-4])\b.*": "a quarter",
    r".*(half ?jaar|[0-9]hj[0-9]{2}|\bh[12])\b.*": "a half-year",
    r".*([0-9]mm[0-9]{2}|maand|(jan|feb|maa|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*)\b.*": "a month",
    r".*([0-9]ww[0-9]{2}|week)\b.*": "a week",
    r"[0-9]{4}(?!jj)[a-z][0-9a-z]{3}": "a period of another kind",
}
_DATE = re.compile(r"([0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})([ T][0-9:.]+)?")
#: The numbers that Excel has for the days of 1980 to 2079.
_SERIALS = range(29221, 65746)
_YEAR_OF_DATE = "a year of four digits: take the year of the date (in Excel =JAAR(A2)), or declare one year: 2022"


def told_behind(rest: str, marks: Mapping[str, str | None]) -> tuple[str | None] | None:
    """The status (or nothing) that the text behind a year tells, in a tuple; None when that text is not known."""
    rest = re.sub(r"^(jj00|[.,]0)(?![0-9])", "", rest.strip().casefold()).strip()
    declared = {mark.strip().casefold(): status for mark, status in marks.items()}
    words = {"": None, **STATUSES, **declared}
    return next(((words[text],) for text in (rest, rest.strip("()")) if text in words), None)


def year_in(text: str, marks: Mapping[str, str | None]) -> tuple[int, str | None] | None:
    """The year that a text is, and its status; None when it is no year."""
    found = _YEAR.fullmatch(text)
    told = told_behind(found[2], marks) if found else None
    return (int(found[1]), told[0]) if found and told else None


def period_of(text: str) -> str | None:
    """`a quarter`, for a text that begins as a year and is another period; None for every other text."""
    return next((what for form, what in _OTHER.items() if re.fullmatch(form, text, re.IGNORECASE)), None)


def no_year(cell: Cell, column: str) -> tuple[str, str]:
    """What was found in the place of a year, and what to do about it."""
    text = cell_text(cell)
    typed_as_date = isinstance(cell, Strange) and "-1905" in text  # 2022 in a cell of a date reads 14-07-1905
    if isinstance(cell, Strange) and (typed_as_date or not _DATE.fullmatch(text)):
        return cell.found, f"a year of four digits: {cell.advice}"
    if _DATE.fullmatch(text):
        return cell.found if isinstance(cell, Strange) else f"{text}, a date", _YEAR_OF_DATE
    if text.isdecimal() and int(text) in _SERIALS:
        day = datetime.date(1899, 12, 30) + datetime.timedelta(int(text))
        return f"{text}, the number that Excel has for {day}", _YEAR_OF_DATE
    if period := period_of(text):
        others = f"rows of other periods are left out with select: {{{column}: {{not: [{text}]}}}}"
        return f"{text}, {period}", f"a calendar year; {others}"
    found = _YEAR.fullmatch(text)
    if found and found[2].strip() and not re.match("[.,][0-9]", found[2]):
        mark = found[2].strip()
        return (
            text,
            f"a year of four digits; what stands behind it is declared: table: {{marks: {{{in_quotes(mark)}: null}}}}",
        )
    return text or "an empty cell", "a year of four digits"
