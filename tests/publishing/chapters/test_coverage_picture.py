"""The picture of what an edition has: every state drawn where it belongs, told apart without colour."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from regioboek.publishing.chapters.coverage_picture import (
    DRAWN,
    Group,
    Row,
    coverage_legend,
    coverage_picture,
    drawn_as,
    kind_words,
)
from regioboek.statistics.coverage import STATES

GROUPS = [Group("Drenthe", 3), Group("Fryslân", 1)]


def drawn(*states):
    markup = coverage_picture([Row("Werkloosheid <15", list(states))], GROUPS, "Wat er is", "d")
    ElementTree.fromstring(markup)
    return markup


def blocks(markup, kind):
    found = re.search(rf'class="rb-c-{kind}" d="([^"]*)"', markup)
    return re.findall(r"M([\d.]+) [\d.]+h([\d.]+)", found[1]) if found else []


def test_neighbours_with_one_state_are_one_block():
    assert blocks(drawn("trend", "trend", "short", "trend"), "trend") == [("200", "260"), ("590", "130")]


def test_a_missing_figure_is_an_empty_place():
    markup = drawn("missing", "low-coverage", "no-figures", "missing")
    assert not re.findall(r'class="rb-c-(?!lines|labels|heads)', markup)


def test_every_state_is_drawn_as_a_kind_that_has_a_word():
    assert {drawn_as(state) for state in STATES} == set(kind_words())
    assert set(DRAWN) <= set(STATES)


def test_every_kind_that_occurs_is_in_the_legend_and_only_those():
    legend = coverage_legend(["trend", "confidential"])
    assert re.findall(r"</svg>([^<]+)</li>", legend) == ["trend te bepalen", "geheim", "ontbreekt"]


def test_names_are_escaped():
    assert "Werkloosheid &lt;15" in drawn("trend", "trend", "trend", "trend")


def test_a_row_that_lacks_a_region_is_refused():
    with pytest.raises(ValueError, match="needs 4 states"):
        drawn("trend")
