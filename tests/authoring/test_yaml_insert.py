"""Text is added to YAML; everything else stays as it is, byte for byte."""

from __future__ import annotations

import pytest

from regioboek.authoring.yaml_insert import append_item, append_word
from regioboek.errors import RegioboekError

ITEM = ["- id: c", "  name: C"]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("x:\n  - id: a\n  - id: b\n", "x:\n  - id: a\n  - id: b\n  - id: c\n    name: C\n"),
        ("x:\n- id: a\ny: 1\n", "x:\n- id: a\n- id: c\n  name: C\ny: 1\n"),
        ("x:\n  - id: a  # waarom\n\n# slot\n", "x:\n  - id: a  # waarom\n  - id: c\n    name: C\n\n# slot\n"),
        ("x:\n  - id: a", "x:\n  - id: a\n  - id: c\n    name: C\n"),
        ("x:\n  - id: >-\n      een\n\ny: 1\n", "x:\n  - id: >-\n      een\n  - id: c\n    name: C\n\ny: 1\n"),
        ("x:\r\n  - id: a\r\ny: 1\r\n", "x:\r\n  - id: a\r\n  - id: c\r\n    name: C\r\ny: 1\r\n"),
    ],
)
def test_an_item_comes_after_the_last_one(text, after):
    assert append_item(text, ("x",), ITEM, "f.yml") == after


@pytest.mark.parametrize("text", ["x: [a]\n", "x: []\n", "x:\n", "y: 1\n"])
def test_where_there_is_no_obvious_place_nothing_is_guessed(text):
    with pytest.raises(RegioboekError, match=r"f\.yml"):
        append_item(text, ("x",), ITEM, "f.yml")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("x: [a, b]  # twee\n", "x: [a, b, c]  # twee\n"),
        ("x: []\n", "x: [c]\n"),
        ("x: [a, b,]\n", "x: [a, b, c]\n"),
        ("x:\n  - a\n  - b\ny: 1\n", "x:\n  - a\n  - b\n  - c\ny: 1\n"),
        ("x: [a, # een\n  b # twee\n  ]\n", "x: [a, # een\n  b # twee\n  , c]\n"),
    ],
)
def test_a_word_comes_at_the_end_of_its_list(text, after):
    assert append_word(text, ("x",), "c", "f.yml") == after
