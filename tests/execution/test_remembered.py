"""What an earlier build found out is recalled for the same things only."""

from __future__ import annotations

import pytest

from regioboek.layout import BuildDir
from regioboek.memory import one_hash, recall, remember

FOUND = {"pages": ["regio/gm0014"], "unbuilt": 0, "name": "Súdwest-Fryslân", "none": None}


@pytest.fixture
def build(tmp_path):
    return BuildDir(tmp_path / "demo")


def test_it_is_recalled_under_its_hash(build):
    remember(build, "pages", "a", FOUND)
    assert recall(build, "pages", "a") == FOUND


@pytest.mark.parametrize(("name", "made_from"), [("pages", "b"), ("staged", "a")])
def test_it_is_not_recalled_for_anything_else(build, name, made_from):
    remember(build, "pages", "a", FOUND)
    assert recall(build, name, made_from) is None


@pytest.mark.parametrize("spoiled", ["", "{", "[]", "{}", '{"from": "a"}', '"a"'])
def test_what_cannot_be_read_is_not_recalled(build, spoiled):
    remember(build, "pages", "a", FOUND)
    (build.root / ".remembered" / "pages.json").write_text(spoiled, "utf-8")
    assert recall(build, "pages", "a") is None


def test_a_hash_knows_where_a_part_ends():
    assert len({one_hash("ab", "c"), one_hash("a", "bc"), one_hash("abc"), one_hash("abc", "")}) == 4
    assert one_hash("é") == one_hash("é".encode())
