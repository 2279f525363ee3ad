"""What a bureau's table calls a region -> its code.

Rules
* By code, see :mod:`codes`: digits are those of a code of the declared level; without one they are refused, because 34
  is Almere and may be a COROP area. A code that was only replaced is read as the one of today.
* By name, see :mod:`region_names`.
* Rows of other levels than the declared one (wijken, landsdelen, NL00, CBS's codes for abroad and unknown) are passed
  over and counted in one note. Without a declared level those of a level that the book has no regions of are refused,
  each level once.
* Nothing is guessed. What is not known is in the report, each text once, with what it may be; of many the rest is
  counted. Names in a column of codes, and codes in one of names, are told once.
* A row that is no known region and has no figure either (a source line below the table) is passed over and noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from regioboek.errors import nearest
from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL, Level, around, level_of, listed_levels
from regioboek.params.regions import OldName
from regioboek.params.source_params import OwnTable
from regioboek.sources.problems import LISTED, ProblemList, and_more, counted, in_quotes, some
from regioboek.sources.tables.codes import NO_GEMEENTE, code_of, note_mended, plain_code, why_no_code
from regioboek.sources.tables.name_parts import is_no_region
from regioboek.sources.tables.region_names import Named, RegionNames

_DIGITS = re.compile(r"[0-9]+([.,]0+)?")
_DIGITS_OF: dict[Level | None, str] = {
    None: "a code such as GM0014; or declare of which level the digits are: table: {level: gemeente}",
    COUNTRY: NATIONAL,
    "provincie": "the CBS code of a provincie, PV20 to PV31 (20 to 31): the numbers 1 to 12 exist in two orders, "
    "Flevoland is 5 in one and 12 in the other",
}
_OF_GEMEENTEN = (
    "a gemeente, COROP area, provincie or NL01: figures of a {} are made from those of its gemeenten, never read"
)
_EMPTY = "a region (of merged cells only the first has it); rows that are no region are declared under skip: ['']"
#: Areas of CBS that the book does not know, by their letters; two to six digits follow.
_OTHER = re.compile("(AM|AR|CG|CP|CS|ES|GA|GG|GS|JZ|KK|LB|LG|PO|RB|RE|RL|RT|SG|TR|UR|VR|WG|ZK)[0-9]{2,6}")


class Regions:
    """The regions of the register, and what is known about names and codes of before.

    `regions` as regions.parquet and `inside` as inside.parquet; `regions` None when the register could not be read:
    codes are then checked by form only. `former` are codes beside it that are let through; `names` is what the params
    say of texts.
    """

    def __init__(
        self,
        regions: pd.DataFrame | None,
        table: OwnTable,
        old: Sequence[OldName] = (),
        former: frozenset[str] = frozenset(),
        *,
        inside: pd.DataFrame | None = None,
        names: Mapping[str, str | None] | None = None,
    ):
        self._level, self._by = table.level, table.region_by
        self._former, self._skip = former, table.skip
        self._names = None if regions is None else RegionNames(regions, inside, old, names, former)
        self._levels = set() if regions is None else set(regions["level"])

    def codes(self, texts: pd.Series, blank: pd.Series, problems: ProblemList, column: str) -> pd.Series:
        """The code per row, null where refused or passed over.

        `texts` as the table has them, indexed by row; `blank` says which rows have no figure at all.
        """
        find = self._of_code if self._by == "code" else self._of_name
        known: dict[str, Named] = {text: find(text, advise=False) for text in texts.unique()}
        codes = texts.map({text: named.code for text, named in known.items()}).astype("str")
        note_mended([named.how for named in known.values() if named.how], problems, column)
        if self._by == "name" and self._names is not None:
            self._warn_of_two(texts, self._names, known, problems, column)
        others = {text: named.level for text, named in known.items() if named.code is None and named.level}
        self._leave_out(texts[texts.isin(others)], others, problems, column)
        told = texts.isin([text for text, named in known.items() if named.advice])
        passed = texts[told & blank]
        problems.rows(
            "'" + passed + "'", "a region: passed over, as the row has no figure", column=column, cleaned=True
        )
        self._refuse(texts[told & ~blank], len(known), problems, column)
        if others and codes.isna().all() and not problems.refused:
            problems.refuse(
                f"column {column}", f"no row of a {_word(self._level)}", "rows of the level that is declared"
            )
        return codes

    def _warn_of_two(
        self, texts: pd.Series, names: RegionNames, known: Mapping[str, Named], problems: ProblemList, column: str
    ) -> None:
        """Warn of names that regions of two levels have (Groningen), in a table with rows of both levels."""
        rest = [*self._skip, *(text for text, named in known.items() if not named.code)]
        for level in [level for level in (BASE, *around(BASE)) if level != self._level]:
            both = [text for text, named in known.items() if named.code and names.is_called(text, level)]
            also = [text for text in rest if names.is_called(text, level)] if both else []
            if also:
                found = f"{some(both)}, as other rows are of a {_word(level)}: {some(also)}"
                declare = f"declare what it is: names: {{{in_quotes(both[0])}: <code>}}"
                expected = f"a {_word(self._level)}: read as that; {declare}"
                problems.note(
                    f"{problems.unit} {texts.index[texts.isin(both)][0]}, column {column}",
                    found,
                    expected,
                    warning=True,
                )

    def _of_code(self, text: str, *, advise: bool = True) -> Named:
        """The region with this code; or none, and what was expected, or of which other level it is."""
        level, code, plain = self._level, code_of(text, self._level), plain_code(text)
        if self._names is None:
            code = code or (plain if level_of(plain) else None)
            return Named(
                code, "" if code else "a region code: GM and 4 digits, CR or PV and 2, NL01", _read(text, code)
            )
        if self._names.declares(text):
            return self._names.find(text, level)
        if level in listed_levels():
            return Named(None, f"{_OF_GEMEENTEN.format(LEVELS[level].words[0])}; leave its rows out (skip)")
        if code and (code in self._names.names or (code in self._former and level in (None, BASE))):
            return Named(code, how=_read(text, code))
        return self._not_there(text, code or plain, self._names, advise=advise)

    def _not_there(self, text: str, code: str, names: RegionNames, *, advise: bool) -> Named:
        """What a text is that is no code of the register: of another level, replaced, abolished, or unknown."""
        level, kind, old = self._level, _kind(code), names.before(code)
        if kind and kind != level and (level or kind not in self._levels):
            return Named(None, level=kind) if level or kind not in NO_GEMEENTE else Named(None, _skip(text))
        if old and names.only_renamed(old):
            return Named(old.code, how=f"'{text}' as {names.told(old.code)}, its code since {old.date}")
        if old:
            moved = "; a source of kind transfers moves its figures there" if old.kind == "opgeheven" else ""
            return Named(None, f"a code of the register: {names.became(old)}{moved}")
        return Named(None, self._no_code(text, code, names) if advise else "a code of the register")

    def _no_code(self, text: str, code: str, names: RegionNames) -> str:
        """What was expected in the place of a text that is no code of the register."""
        digits, level = _DIGITS.fullmatch(code), self._level
        if digits and (level in (None, COUNTRY) or (level == "provincie" and float(code.replace(",", ".")) <= 12)):
            return _DIGITS_OF[level]
        if told := why_no_code(text, level):
            return told
        if named := names.find(text, level or BASE, advise=False).code:
            return f"a code of the register: that of {names.told(named)}"
        if is_no_region(text):
            return _skip(text)
        return "a code of the register" + nearest(code, {c: f"{c} {n}" for c, n in names.names.items()})

    def _of_name(self, text: str, *, advise: bool = True) -> Named:
        """The region of the declared level that has this name; or none, and what was expected."""
        if self._names is None:
            return Named(None, "names need a register, and that could not be read")
        return self._names.find(text, self._level, advise=advise)

    def _leave_out(self, texts: pd.Series, kinds: Mapping[str, str | None], problems: ProblemList, column: str) -> None:
        """Note rows of other levels than the declared one; without one each of those levels is refused."""
        if texts.empty:
            return
        of = texts.map(kinds)
        if self._level:
            told = [_counted(str(kind), part) for kind, part in texts.groupby(of, sort=False)]
            found = f"{counted(len(texts), 'row')} of {some(told, 12)}"
            expected = f"{LEVELS[self._level].words[1]}: passed over (level: {self._level})"
            problems.note(f"column {column}", found, expected)
            return
        for kind, part in texts.groupby(of, sort=False):
            listed = str(kind) in listed_levels()
            expected = _OF_GEMEENTEN.format(_word(str(kind))) if listed else "regions of the levels that the book has"
            advice = "which are read is declared, table: {level: gemeente}, or chosen with select"
            place = f"{problems.unit} {part.index[0]}{and_more(len(part), 'row')}, column {column}"
            problems.refuse(
                place, f"{counted(len(part), 'row')} of {_counted(str(kind), part)}", f"{expected}; {advice}"
            )

    def _refuse(self, texts: pd.Series, known: int, problems: ProblemList, column: str) -> None:
        """Each text that is not known once, with what was expected; codes for names, or names for codes, in one."""
        if texts.empty:
            return
        place = f"{problems.unit} {texts.index[0]}{and_more(len(texts), 'row')}, column {column}"
        swapped = {text: level for text in texts.unique() if (level := self._swapped(text))}
        if 2 * len(swapped) > known:
            level = Counter(swapped.values()).most_common(1)[0][0]
            other = "name" if self._by == "code" else "code"
            found = f"{other}s such as {some([repr(text) for text in swapped], 3)}"
            expected = f"{self._by}s, or what these are declared: table: {{region_by: {other}, level: {level}}}"
            problems.refuse(place, found, expected)
            return
        find = self._of_code if self._by == "code" else self._of_name
        problems.refuse_each(
            (
                f"{problems.unit} {rows.index[0]}{and_more(len(rows), 'row')}, column {column}",
                f"'{text}'" if text else "an empty cell",
                "" if n >= LISTED else find(str(text)).advice if text else _EMPTY,
            )
            for n, (text, rows) in enumerate(texts.groupby(texts, sort=False))
        )

    def _swapped(self, text: str) -> Level | None:
        """The level of the region whose name stands in a column of codes, or whose code in one of names."""
        if self._names is None:
            return None
        levels = [self._level] if self._level else [BASE, *around(BASE)]
        if self._by == "code":
            return next((level for level in levels if self._names.find(text, level, advise=False).code), None)
        return next((level for level in levels if code_of(text, level) in self._names.names), None)


def _kind(code: str) -> str | None:
    """The level of a code, the letters of an area of CBS that the book does not know, or the code of no region."""
    if code in (*NO_GEMEENTE, "NL00"):
        return code
    other = _OTHER.fullmatch(code)
    return other[1] if other else level_of(code)


def _counted(kind: str, texts: pd.Series) -> str:
    """`421 wijken`, `3 areas GG`, or the code itself."""
    many = texts.nunique()
    if kind not in LEVELS:
        return kind if _DIGITS.search(kind) else f"{counted(many, 'area')} {kind}"
    return f"{many} {LEVELS[kind].words[many > 1]}"


def _word(level: Level | None) -> str:
    return LEVELS[level].words[0] if level in LEVELS else "region"


def _read(text: str, code: str | None) -> str | None:
    return f"'{text}' as {code}" if code and code != text else None


def _skip(text: str) -> str:
    return f"a code of the register; a row that is no region is declared under skip: [{in_quotes(text)}]"
