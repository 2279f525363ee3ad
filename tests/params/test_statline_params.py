"""What a source of StatLine may say: measures with their titles, the latest years, and what lines about status mean."""

from __future__ import annotations

from typing import Any

import pytest

from regioboek.errors import Problem
from regioboek.params.source import Source
from regioboek.params.validation import validated
from regioboek.params.yaml_file import Document
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.snapshot.lock import definition

FACTS = {"id": "banen", "kind": "statline-v3", "title": "T", "origin": "CBS", "licence": "L", "citation": "C"}
REF = {"key": "Banen_1", "title": "Banen van werknemers", "group": "Arbeid", "unit": "x 1 000"}


def told(**statline: Any) -> tuple[Source | None, str]:
    """The source as params have it, and what is wrong with it."""
    data = FACTS | {"statline": {"table": "80137ned", "measures": {"banen": "Banen_1"}} | statline}
    problems: list[Problem] = []
    return validated(Source.model_for(data), Document("e.yml", data), (), problems), "\n".join(map(str, problems))


def source(**statline: Any) -> StatlineSource:
    made, wrong = told(**statline)
    assert isinstance(made, StatlineSource), wrong
    assert not wrong
    return made


def test_a_measure_is_a_key_or_a_key_with_what_it_is_called() -> None:
    query = source(measures={"banen": REF, "inwoners": "Bevolking_2"}).statline
    assert query.keys == {"banen": "Banen_1", "inwoners": "Bevolking_2"}
    assert {key: ref.title for key, ref in query.described.items()} == {"Banen_1": "Banen van werknemers"}


def test_only_what_is_asked_outdates_a_snapshot() -> None:
    asked = definition(source())
    assert definition(source(measures={"banen": REF})) == asked
    assert definition(source(status_topics={"banen": "Arbeid", "bijen": None})) == asked
    assert definition(source(measures={"banen": REF | {"key": "Banen_2"}})) != asked
    assert definition(source(years="last 5"))["statline.years"] == "last 5"
    later = source(measures={"banen": REF | {"key": "Banen_2"}})
    assert definition(later.following({"Banen_1": "Banen_2"})) == asked
    assert definition(later.following({"Banen_1": "Banen_3"})) != asked


@pytest.mark.parametrize(
    ("statline", "place", "expected"),
    [
        ({"measures": {"banen": {"key": "Banen_1"}}}, "statline.measures.banen.title", 'the key "title"'),
        (
            {"measures": {"banen": REF | {"titel": "x"}}},
            "statline.measures.banen.titel",
            "one of key, title, group, unit",
        ),
        ({"measures": {"banen": 1}}, "statline.measures.banen", "text (in quotes when it looks like a number)"),
        ({"measures": {"a": REF, "b": REF | {"unit": "%"}}}, "statline.measures", "the same title, group and unit"),
        ({"years": "laatste 10"}, "statline.years", "or the latest so many, last 10"),
        ({"years": "last 0"}, "statline.years", "or the latest so many, last 10"),
        ({"years": "last 3", "year": 2020}, "statline.year", "years for one that has them"),
        ({"status_topics": {"bijen": 3}}, "statline.status_topics.bijen", "text"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(statline: dict[str, Any], place: str, expected: str) -> None:
    _, wrong = told(**statline)
    assert f"e.yml: {place}" in wrong
    assert expected in wrong
