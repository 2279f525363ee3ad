"""Codes of periods as StatLine has them, and the words it uses for the status of figures.

Rules
* `2021JJ00` is a calendar year, `2021KW03` a quarter, `2021MM07` a month; anything else (`2019SJ00` a school year,
  `2018G400` a mean of years) is named by its letters. Only calendar years become figures.
* Status `Definitief`, `Voorlopig`, `Nader voorlopig` (v4: `NaderVoorlopig`) are definitive, provisional and
  revised-provisional.
* Where a table has no status per period, its description may say it of all figures: only a section about status is
  believed that calls all figures the same, apart from what is said at a period or measure (`prose.py` reads that).
  Of one that speaks of years, months, exceptions or estimates the status is not known here.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"(\d{4})([A-Z]{2})(\d{2})")
_KINDS = {"JJ": "year", "KW": "quarter", "MM": "month", "HJ": "half-year", "SJ": "school year", "WW": "week"}
OTHER_KIND = "period of another kind"

#: The section about status: to the next heading, which ends in a colon or a question mark, or is about changes.
_SECTION = re.compile(
    r"status van de cijfers:?[ \t]*\n?(.*?)(?:\n[ \t]*\n(?=[^\n]*[:?][ \t]*(?:\n|\Z)|wijziging|\d+\.)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
#: A sentence that says something of the status of figures, and one that says it of all.
_ABOUT = re.compile(
    r"voorlopig|definitie[fv]|experiment|raming|prognose|uitgezonderd|uitzondering (?:van|zijn|vorm)|behalve|tenzij"
)
_ALL = re.compile(
    r"(?:(?:(?:de|deze|alle) )?(?:in de(?:ze)? (?:tabel|publicatie) opgenomen )?(?:cijfers|gegevens|uitkomsten)"
    r"(?: in de(?:ze)? (?:tabel|publicatie))? zijn (?:direct |altijd |nog )?)?(?P<word>definitief|(?:nader )?voorlopig)"
    r"(?:,? tenzij anders (?:is )?(?:vermeld|aangegeven))?"
)
_UNLESS = re.compile(r"\bzijn (?P<word>definitief),? tenzij\b[^.]*\btoelichting\b[^.]*\bvoorlopig\b")

_STATUS = {"definitief": "definitive", "voorlopig": "provisional", "nadervoorlopig": "revised-provisional"}


def year_of(code: str) -> int | None:
    """The calendar year of a code such as `2021JJ00`; None for every other period."""
    match = _CODE.fullmatch(code.strip())
    return int(match[1]) if match and match[2] == "JJ" and match[3] == "00" else None


def kind_of(code: str) -> str:
    """What kind of period a code is: year, quarter, month, … or `period of another kind`."""
    if year_of(code) is not None:
        return "year"
    match = _CODE.fullmatch(code.strip())
    kind = _KINDS.get(match[2]) if match else None
    return kind if kind and kind != "year" else OTHER_KIND


def begins_in(code: str) -> int | None:
    """The year a period of any kind begins with; None when the code does not start with one."""
    start = code.strip()[:4]
    return int(start) if len(start) == 4 and start.isdigit() else None


def status_of(word: str | None) -> str | None:
    """The word of observations for a status in CBS's words; None when there is none or it is unknown."""
    return _STATUS.get(re.sub(r"[^a-z]", "", (word or "").lower()))


def status_told(description: str | None) -> str | None:
    """What the section *Status van de cijfers* says of all figures; None when it does not say it of all."""
    text = (description or "").replace("\r\n", "\n")
    match = _SECTION.search(text)
    words = " ".join(match[1].lower().split()) if match else ""
    said = [sentence.strip(" .") for sentence in re.split(r"(?<=\.) ", words)]
    about = [sentence for sentence in said if _ABOUT.search(sentence)]
    whole = [_UNLESS.search(sentence) or _ALL.fullmatch(sentence) for sentence in about]
    told = {status_of(found["word"]) if found else None for found in whole}
    return told.pop() if len(told) == 1 else None
