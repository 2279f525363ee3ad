"""The name in a text, in the one form in which names of regions are compared, and what the text says beside it.

Rules
* Accents, capitals, white space, points, hyphens and the form of an apostrophe do not count; `St.` is Sint, `a/d` and
  `ad` are *aan den*, `c.a.` is left out.
* `(gemeente)`, `(PV)`, `(CR)`, `(LD)`, or the word before or behind the name, say the level; `(L.)`, `(NH)`, `(Gld.)`
  the provincie.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from regioboek.params.levels import BASE, Level

_LEVEL_OF = {
    "gemeente": BASE, "gem": BASE, "gm": BASE, "provincie": "provincie", "prov": "provincie", "pv": "provincie",
    "coropgebied": "corop", "corop": "corop", "cr": "corop", "landsdeel": "landsdeel", "ld": "landsdeel",
}  # fmt: skip
#: How a provincie is written behind a name.
_WRITTEN = {
    "PV20": "gr gn groningen", "PV21": "fr fri frl fryslan friesland", "PV22": "dr drenthe", "PV23": "o ov overijssel",
    "PV24": "fl flevoland", "PV25": "gld gelderland", "PV26": "u ut utr utrecht", "PV27": "nh noordholland",
    "PV28": "zh zuidholland", "PV29": "z zl zld zeeland", "PV30": "nb nbr noordbrabant", "PV31": "l lb lim limburg",
}  # fmt: skip
PROVINCIE_OF = {word: code for code, words in _WRITTEN.items() for word in words.split()}

_ALIKE = (
    (re.compile(r"&"), " en "),
    (re.compile(r"\b(?:aan de?n?|a\W{0,2}d)\b\W+(?=\w)"), " aan den "),
    (re.compile(r"\bst\b\W*(?=\w)"), "sint "),
    (re.compile(r"\W+c\W?a\W*$"), ""),
    (re.compile(r"\be\W?o\W*$"), "en omgeving"),
)
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*$")
_NO_REGION = re.compile(
    r"\b(sub)?tota+l|\bonbekend|niet in te delen|\boverig|\bgemiddeld|\bbuitenland|\bbron\b|\bsom\b"
)


@lru_cache(maxsize=65_536)
def plain_name(text: str) -> str:
    """Lower-case letters without accents, words in their usual form, what is no letter or digit kept."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in parts if not unicodedata.combining(c) and c not in "'’‘`´ʼ").strip()
    for pattern, form in _ALIKE:
        plain = pattern.sub(form, plain)
    return plain


@lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """What is compared of a name: its letters and digits, without accents, in one form."""
    return re.sub(r"[^0-9a-z]", "", plain_name(text))


def is_no_region(text: str) -> bool:
    """Whether a text says itself that it is no region: a total, unknown, abroad."""
    return bool(_NO_REGION.search(plain_name(text)))


@dataclass(frozen=True)
class Parts:
    """A text without what it says beside the name."""

    key: str
    level: Level | None
    provincie: str | None


def parts_of(text: str) -> Parts:
    """The name, the level and the provincie that a text says."""
    level: Level | None = None
    provincie: str | None = None
    while found := _BRACKET.search(text):
        word = name_key(found[1])
        if word not in _LEVEL_OF and word not in PROVINCIE_OF and word != "ca":
            break
        level, provincie = _LEVEL_OF.get(word, level), PROVINCIE_OF.get(word, provincie)
        text = text[: found.start()]
    words = re.split(r"[\s,]+", text.strip())
    for place in (0, -1):
        if len(words) > 1 and (said := _LEVEL_OF.get(name_key(words[place]))):
            level = level or said
            del words[place]
    return Parts(name_key(" ".join(words)), level, provincie)
