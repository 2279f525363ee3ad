"""What a bureau's table calls a region -> its code.

Rules
* By code: a full code (`GM0014`) stands for itself. Digits alone (`14`, `0014`, `14.0`) are the digits of a code of the
  declared level; without a declared level they are refused, because 34 is Almere and may be a COROP area. A provincie
  is 20 to 31 (its CBS code); 1 to 12 is refused, because those numbers exist in two orders (Flevoland is 5, or 12).
* By name: the whole name, as the register has it, of a region of the declared level; capitals and the amount of white
  space do not count, everything else does. A name that two regions have is refused.
* Nothing is guessed. *Every* region that is not known is in the report, each once: with the nearest name, and, for a
  name or code that was abolished, replaced or is spelled otherwise, with what it is now.
* A row that is no known region and has no figure either (a source line below the table) is passed over and noted.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import pandas as pd

from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL, Level, level_of, listed_levels
from regioboek.params.regions import OldName
from regioboek.params.source_params import OwnTable
from regioboek.sources.problems import ProblemList, nearest, some
from regioboek.sources.tables.mapping import folded

_DIGITS = re.compile(r"[0-9]+")
_DIGITS_OF: dict[Level | None, str] = {
    None: "a code such as GM0014; or declare of which level the digits are: table: {level: gemeente}",
    COUNTRY: NATIONAL,
    "provincie": "the CBS code of a provincie, PV20 to PV31 (20 to 31): the numbers 1 to 12 exist in two orders, "
    "Flevoland is 5 in one and 12 in the other",
}
_OF_GEMEENTEN = (
    "a gemeente, COROP area, provincie or NL01: figures of a {} are made from those of its gemeenten, never read; "
    "leave its rows out (skip)"
)
_OLD = {"opgeheven": "was abolished", "hernoemd": "was renamed", "schrijfwijze": "is how people write"}


class Regions:
    """The regions of the register, and what is known about names and codes of before.

    `regions` as regions.parquet; None when the register could not be read: codes are then checked by form only.
    `former` are codes beside it that are let through.
    """

    def __init__(
        self,
        regions: pd.DataFrame | None,
        table: OwnTable,
        old: Sequence[OldName] = (),
        former: frozenset[str] = frozenset(),
    ):
        self._table = table
        self._former = former
        self._old = old
        self._names: dict[str, str] | None = None
        self._by_name: dict[str, list[str]] = {}
        if regions is not None:
            self._names = dict(zip(regions["code"], regions["name"], strict=True))
            mine = regions if table.level is None else regions[regions["level"] == table.level]
            for code, name in zip(mine["code"], mine["name"], strict=True):
                self._by_name.setdefault(folded(name), []).append(code)

    def codes(self, texts: pd.Series, blank: pd.Series, problems: ProblemList, column: str) -> pd.Series:
        """The code per row, null where refused or passed over.

        `texts` as the table has them, indexed by row; `blank` says which rows have no figure at all.
        """
        find = self._by_code if self._table.region_by == "code" else self._of_name
        known = {text: find(text) for text in texts.unique()}
        codes = texts.map(lambda t: known[t][0]).astype("str")
        unknown = codes.isna()
        self._note_mended(texts[~unknown], codes[~unknown], problems, column)
        passed = texts[unknown & blank]
        problems.rows(
            "'" + passed + "'", "a region: passed over, as the row has no figure", column=column, cleaned=True
        )
        for text, rows in texts[unknown & ~blank].groupby(texts[unknown & ~blank], sort=False):
            more = f" and {len(rows) - 1} more row{'s' * (len(rows) > 2)}" if len(rows) > 1 else ""
            found, expected = f"'{text}'" if text else "an empty cell", known[str(text)][1]
            place = f"{problems.unit} {rows.index[0]}{more}, column {column}"
            problems.refuse(place, found, expected)
        return codes

    def _by_code(self, text: str) -> tuple[str | None, str]:
        """The code, or None and what was expected instead."""
        code, level = text.upper(), self._table.level
        if _DIGITS.fullmatch(code) and level not in listed_levels():
            if level is None or level == COUNTRY or (level == "provincie" and int(code) <= 12):
                return None, _DIGITS_OF[level]
            code = LEVELS[level].prefix + code.lstrip("0").rjust(LEVELS[level].digits, "0")
        if self._names is None:
            form = "a region code: GM and 4 digits, CR or PV and 2, NL01"
            return (code, "") if level_of(code) else (None, form)
        if code in self._former and level in (None, BASE):
            return code, ""
        if code not in self._names:
            return None, self._unknown_code(code)
        if level is not None and not LEVELS[level].pattern.fullmatch(code):
            return None, f"a {LEVELS[level].words[0]}, as declared (level: {level})"
        return code, ""

    def _unknown_code(self, code: str) -> str:
        area = self._table.level if _DIGITS.fullmatch(code) else level_of(code)
        if area is not None and LEVELS[area].listed:
            return _OF_GEMEENTEN.format(LEVELS[area].words[0])
        before = [o for o in self._old if o.old_code == code]
        if before:
            moved = "; a source of kind transfers moves its figures there" if before[0].kind == "opgeheven" else ""
            return "a code of the register: " + self._told(before) + moved
        return "a code of the register" + nearest(code, {c: f"{c} {n}" for c, n in (self._names or {}).items()})

    def _of_name(self, text: str) -> tuple[str | None, str]:
        """The code of the region that has this name, or None and what was expected instead."""
        if self._names is None:
            return None, "names need a register, and that could not be read"
        hits = self._by_name.get(folded(text), [])
        if len(hits) == 1:
            return hits[0], ""
        if hits:
            return None, f"one region: {' and '.join(hits)} have this name; give codes instead (region_by: code)"
        word = LEVELS[self._table.level].words[0] if self._table.level else "region"
        if not text:
            return None, f"the name of a {word}"
        before = [o for o in self._old if folded(o.old_name) == folded(text)]
        if before:
            return None, f"the name of a {word}, as the register has it: {self._told(before)}"
        several = [name for name in self._by_name if name.split(" (")[0] == folded(text)]
        close = several or difflib.get_close_matches(folded(text), list(self._by_name), n=3, cutoff=0.6)
        near = [f"{self._names[code]} ({code})" for name in close for code in self._by_name[name]]
        told = f"; nearest: {', '.join(near)}" if near else "; a row that is no region is declared under skip"
        return None, f"the name of a {word}, exactly as the register has it{told}"

    def _told(self, before: list[OldName]) -> str:
        """What became of a name or code: `Appingedam was abolished on 2021-01-01, now Eemsdelta (GM1979)`."""
        first = before[0]
        now = " and ".join(f"{(self._names or {}).get(o.code, '?')} ({o.code})" for o in before)
        when = f" on {first.date}" if first.date else ""
        if first.kind == "schrijfwijze":
            return f"{first.old_name} is another way to write {now}"
        return f"{first.old_name} {_OLD[first.kind]}{when}, now {now}"

    def _note_mended(self, texts: pd.Series, codes: pd.Series, problems: ProblemList, column: str) -> None:
        if self._table.region_by == "name" or texts.empty:
            return
        digits = texts.map(lambda t: bool(_DIGITS.fullmatch(t))).astype(bool)
        mended = texts[~digits & (texts != codes)]
        problems.rows("'" + mended + "'", "a code in capitals: read as that", column=column, cleaned=True)
        shown = [f"{t} as {c}" for t, c in dict(zip(texts[digits], codes[digits], strict=True)).items()]
        if shown:
            problems.note(f"column {column}", f"codes without letters: read {some(shown, 2)}", "full codes")
