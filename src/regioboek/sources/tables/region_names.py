"""What files call a region -> its code: one rule for own tables, boundaries and registers.

Rules
* What is compared, and what a text says beside the name, see :mod:`name_parts`. A region must be of the level and lie
  in the provincie that the text says, whether or not the register writes them.
* A name that two regions have is refused, also where the register has one of the two and the old names tell the other,
  and where one way to write a region is the name of a region of another level.
* Of `oude-namen.csv` a `schrijfwijze` is read as its region. So is what was `hernoemd`, unless others were merged into
  it: then figures under the old name may be of before. What was `opgeheven` is refused with what it became; a gemeente
  that official transfers know keeps its own code.
* What `names` in the params says of a text comes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from regioboek.errors import meant, nearest
from regioboek.params.levels import COUNTRY, LEVELS, NATION, Level, level_of
from regioboek.params.regions import OldName
from regioboek.sources.problems import in_quotes
from regioboek.sources.tables.name_parts import PROVINCIE_OF, Parts, is_no_region, name_key, parts_of, plain_name

_OLD = {"opgeheven": "was abolished", "hernoemd": "was renamed"}


@dataclass(frozen=True)
class Named:
    """What a text stands for: a code; or none, and `advice` says what was expected.

    No code and no advice: no region by declaration, or one of another `level` than was asked for, as the text says
    itself. `how` says what was read as what, where the text is not the register's name.
    """

    code: str | None
    advice: str = ""
    how: str | None = None
    level: Level | None = None


@dataclass(frozen=True)
class _Entry:
    """One way to write a region; `old` when the register does not write it so."""

    code: str
    level: Level | None
    parts: Parts
    name: str
    old: OldName | None = None

    @property
    def full(self) -> str:
        """All that is written, as one key."""
        return name_key(self.name)

    @property
    def words(self) -> set[str]:
        """Long words of the name: who writes one of them may mean it."""
        return {w for w in re.split(r"[^0-9a-z]+", plain_name(self.name)) if len(w) > 4}


class RegionNames:
    """The names of a register and those of before.

    `regions` with code, name and level; `inside` with child and parent; `names` as declared: text -> code, or None
    for what is no region; `former` are codes of former gemeenten that are let through.
    """

    def __init__(
        self,
        regions: pd.DataFrame,
        inside: pd.DataFrame | None = None,
        old_names: Sequence[OldName] = (),
        names: Mapping[str, str | None] | None = None,
        former: frozenset[str] = frozenset(),
    ):
        self.names: dict[str, str] = dict(zip(regions["code"], regions["name"], strict=True))
        self._declared = {_declared_key(text): code for text, code in (names or {}).items()}
        self._former = former
        pairs = [] if inside is None else zip(inside["child"], inside["parent"], strict=True)
        self._provincie = {child: parent for child, parent in pairs if level_of(parent) == "provincie"}
        self._old = [o for o in old_names if o.old_code not in self.names]
        self._merged = {o.code for o in old_names if o.kind == "opgeheven"}
        self._entries = [
            _Entry(code, level, self._of(name, code), name)
            for code, name, level in zip(regions["code"], regions["name"], regions["level"], strict=True)
        ]
        self._entries += [
            _Entry(o.code, level_of(o.code), self._of(o.old_name, o.code), o.old_name, o) for o in self._old
        ]
        self._by_key: dict[str, list[_Entry]] = {}
        for entry in self._entries:
            for key in {entry.full, entry.parts.key}:
                self._by_key.setdefault(key, []).append(entry)

    def declares(self, text: str) -> bool:
        """Whether the params say what this text is."""
        return _declared_key(text) in self._declared

    def is_called(self, text: str, level: Level) -> bool:
        """Whether a region of this level is called so, in a text that does not say of which level it is."""
        return (
            not self.declares(text)
            and parts_of(text).level is None
            and self.find(text, level, advise=False).code is not None
        )

    def find(self, text: str, level: Level | None, *, advise: bool = True) -> Named:
        """The region of `level` (None: of any) that is called so.

        Without `advise` nobody looks for what an unknown text may be, which takes time.
        """
        key = _declared_key(text)
        if key in self._declared:
            code = self._declared[key]
            known = code is None or code in self.names or code in self._former
            return Named(code) if known else Named(None, f"a code of the register for it under names, not {code}")
        parts = parts_of(text)
        if level not in (None, COUNTRY) and parts.key == name_key(NATION):
            return Named(None, level=COUNTRY)
        if level and parts.level not in (None, level):
            return Named(None, level=parts.level)
        asked = level or parts.level
        hits = self._hits(text, parts, asked)
        if not hits:
            return Named(None, self._unknown(text, parts, asked) if advise else f"the name of a {_word(asked)}")
        return self._named(text, hits, asked)

    def _hits(self, text: str, parts: Parts, level: Level | None) -> list[_Entry]:
        """Every entry that the text may mean."""

        def under(key: str) -> list[_Entry]:
            return [e for e in self._by_key.get(key, ()) if level in (None, e.level)]

        exact = [e for e in under(name_key(text)) if e.full == name_key(text)]
        if registered := [e for e in exact if e.old is None]:
            return registered
        if parts.level is None:  # another way to write one, but the name of a region of another level
            exact += [e for e in self._by_key.get(parts.key, ()) if exact and e.old is None and e.full == parts.key]
        found = [e for e in under(parts.key) if parts.provincie in (None, e.parts.provincie)]
        if exact or found:
            return exact or found
        *words, last = re.split(r"[\s,]+", text.strip())
        if words and parts.provincie is None and (provincie := PROVINCIE_OF.get(name_key(last))):
            rest = parts_of(" ".join(words))
            if rest.provincie in (None, provincie):
                return [e for e in under(rest.key) if e.parts.provincie == provincie]
        both = [self._hits(part, parts_of(part), level) for part in text.split("/")] if "/" in text else []
        agree = all(both) and len({e.code for hits in both for e in hits}) == 1
        return both[0] if agree else []

    def _named(self, text: str, hits: Sequence[_Entry], level: Level | None) -> Named:
        """The one region of all entries; refused when they are several, or when it is no more."""
        gone = {e.old.old_code: e.old for e in hits if e.old and e.old.old_code}
        now = {e.code for e in hits if not e.old or not e.old.old_code or self.only_renamed(e.old)}
        if len(now) + len({c for c, o in gone.items() if not self.only_renamed(o)}) > 1:
            of = {e.code for e in hits} | set(gone)
            told = " and ".join(sorted(self.told(c) for c in of if c))
            return Named(None, f"one region: {told} have this name; give codes (region_by: code), or declare names")
        former = set(gone) & self._former
        if former:
            return Named(former.pop())
        if not now:
            return Named(None, f"the name of a {_word(level)}: {self.became(next(iter(gone.values())))}")
        code = now.pop()
        if code not in self.names:
            return Named(None, f"a region of the register: {text} is {code}")
        name = self.names[code]
        said = re.sub(r" \((gemeente|pv|cr)\)$", "", " ".join(text.split()).casefold())
        same = said == name.casefold()
        return Named(code, how=None if same else f"'{text}' as {self.told(code)}")

    def only_renamed(self, old: OldName) -> bool:
        """Whether the region of today is the same one under a new name or code: nothing was merged into it."""
        return old.kind == "hernoemd" and old.code not in self._merged

    def before(self, code: str) -> OldName | None:
        """What is known of a code of before."""
        return next((o for o in self._old if o.old_code == code), None)

    def became(self, old: OldName) -> str:
        """What became of it: `Appingedam was abolished on 2021-01-01, now GM1979 Eemsdelta`."""
        now = " and ".join(self.told(o.code) for o in self._old if o.old_code == old.old_code)
        merged = ", into which others were merged: figures may be of before" * (old.kind == "hernoemd")
        return f"{old.old_name} {_OLD[old.kind]} on {old.date}, now {now}{merged}"

    def told(self, code: str) -> str:
        """A code with its name."""
        return f"{code} {self.names[code]}" if code in self.names else code

    def _unknown(self, text: str, parts: Parts, level: Level | None) -> str:
        """What was expected in the place of a text that no region has: what it is nearly, or to leave the row out."""
        expected = f"the name of a {_word(level)}"
        if not parts.key:
            return expected
        skip = f"a row that is no {_word(level)} is declared under skip: [{in_quotes(text)}]"
        same = [e for e in self._by_key.get(parts.key, ()) if e.code in self.names]
        if other := [e for e in same if e.level not in (None, level)]:
            return f"{expected}; {self.told(other[0].code)} is a {_word(other[0].level)}: {skip}"
        declare = f"; or declare what it is: names: {{{in_quotes(text)}: <code>}}"
        if same and (lies := self.names.get(parts.provincie or "", parts.provincie)):
            return f"{expected}; {self.told(same[0].code)} does not lie in {lies}{declare}"
        mine = [e for e in self._entries if level in (None, e.level)]
        words = set(re.split(r"[^0-9a-z]+", plain_name(text)))
        alike = [e for e in mine if parts.key in e.words or (len(e.parts.key) > 3 and e.parts.key in words)]
        if alike:
            near = meant(list(dict.fromkeys(map(self._shown, alike)))[:3])
        elif is_no_region(text):
            near = ""
        else:
            near = nearest(parts.key, {e.parts.key: self._shown(e) for e in reversed(mine)}, 3)
        return f"{expected}{near}{declare}" if near else f"{expected}; {skip}"

    def _shown(self, entry: _Entry) -> str:
        gone = entry.old is not None and entry.old.kind == "opgeheven"
        return f"{entry.name}, now {self.told(entry.code)}" if gone else self.told(entry.code)

    def _of(self, name: str, code: str) -> Parts:
        parts = parts_of(name)
        return Parts(parts.key, parts.level, self._provincie.get(code, parts.provincie))


def _declared_key(text: str) -> str:
    """What is compared of a text under `names`: all of it where it has no letter and no digit."""
    return name_key(text) or text.strip()


def _word(level: Level | None) -> str:
    return LEVELS[level].words[0] if level else "region"
