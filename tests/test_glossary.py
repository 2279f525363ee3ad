"""The glossary has the fixed words of the code, with the Dutch that readers see."""

from __future__ import annotations

import re

import pytest

from regioboek.params.levels import LEVELS
from regioboek.schemas.definitions import ABSENCES, DIRECTIONS, POSITIONS, STATUSES, TRENDS
from regioboek.words import language as nl

WORDS = [
    *((nl.TREND_WORDS[word], word) for word in TRENDS),
    *((nl.DIRECTION_WORDS[word], word) for word in DIRECTIONS),
    *((nl.POSITION_WORDS[word], word) for word in POSITIONS),
    *((nl.STATUS_WORDS[word], word) for word in STATUSES),
    *((nl.ABSENCE_WORDS[word], word) for word in (*ABSENCES, "not-aggregable")),
    *((entry.words[0], level) for level, entry in LEVELS.items() if level != "land"),
]


@pytest.fixture(scope="module")
def rows(project_root):
    """(Dutch, code) of every row of a table of the glossary."""
    text = (project_root / "docs" / "glossary.md").read_text("utf-8")
    return [(m[1], m[2]) for m in re.finditer(r"^\| ([^|]+) \| ([^|]+) \|", text, re.M)]


@pytest.mark.parametrize(("dutch", "code"), WORDS, ids=[f"{code}-{dutch}" for dutch, code in WORDS])
def test_a_fixed_word_has_its_row(rows, dutch, code):
    assert any(dutch in left and re.search(rf"\b{re.escape(code)}\b", right) for left, right in rows)


def test_all_levels_are_listed_in_their_order(project_root):
    (line,) = re.findall(
        r"^\| niveau \| level \|(.*)$", (project_root / "docs" / "glossary.md").read_text("utf-8"), re.M
    )
    assert tuple(re.findall(r"`(\w+)`", line)) == tuple(LEVELS)
