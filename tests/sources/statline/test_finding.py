"""Measures found again by what they are called: each rule, in tables of v3 and v4."""

from __future__ import annotations

from typing import Any

import pytest
from loopback.statline_tables import statline, v3_table, v4_table

from regioboek.errors import Problem
from regioboek.sources.statline.description import read_table
from regioboek.sources.statline.finding import find_moved, is_agreed, plain
from regioboek.sources.statline.table import StatlineTable

#: Key, path of titles and unit of a table as it was; `LATER` is the same after three topics were taken out of it.
BEFORE = [
    ("Omvang_4", "Huizen: Omvang", "aantal"),
    ("Omvang_5", "Huizen: Omvang", "%"),
    ("Omvang_8", "Bedrijven: Omvang", "aantal"),
    ("Omvang_9", "Bedrijven: Zorg: Omvang", "aantal"),
    ("Omvang_10", "Scholen: Omvang", "aantal"),
    ("Stikstof_11", "Milieu: NO₂-uitstoot per km²", "kg/ha"),
    ("AutoS_12", "Verkeer: Auto's, e-auto’s", "per 1 000 inwoners"),
    ("Dorpen_13", "Café's en dorpen", "aantal"),
]
LATER = [(f"{key.split('_')[0]}_{int(key.split('_')[1]) - 3}", path, unit) for key, path, unit in BEFORE]


def table(version: str, measures: list[tuple[str, str, str]]) -> StatlineTable:
    """A table with these measures; `version` is how its description is written."""
    groups: dict[str, int] = {}
    for _, path, _ in measures:
        titles = path.split(": ")[:-1]
        for number in range(len(titles)):
            groups.setdefault(": ".join(titles[: number + 1]), len(groups) + 100)
    named = [(number, *_parent(path, groups)) for path, number in groups.items()]
    topics = [(key, *_parent(path, groups), unit) for key, path, unit in measures]
    if version == "v3":
        sets: dict[str, Any] = dict(v3_table().sets)
        sets["DataProperties"] = [p for p in sets["DataProperties"] if not p["Type"].startswith("Topic")]
        sets["DataProperties"] += [
            {"ID": i, "ParentID": parent, "Type": "TopicGroup", "Key": "", "Title": title} for i, title, parent in named
        ]
        sets["DataProperties"] += [
            {"ID": n, "ParentID": parent, "Type": "Topic", "Key": key, "Title": title, "Unit": unit, "Decimals": 0}
            for n, (key, title, parent, unit) in enumerate(topics, 900)
        ]
        return read_table("v3", sets.__getitem__)
    whole = v4_table()
    sets = {"Properties": [whole.properties], **whole.sets}
    sets["MeasureGroups"] = [{"Id": i, "Title": title, "ParentId": parent} for i, title, parent in named]
    sets["MeasureCodes"] = [
        {"Identifier": key, "Title": title, "MeasureGroupId": parent, "Unit": unit, "Decimals": 0}
        for key, title, parent, unit in topics
    ]
    return read_table("v4", sets.__getitem__)


def _parent(path: str, groups: dict[str, int]) -> tuple[str, int | None]:
    parent, _, title = path.rpartition(": ")
    return title, groups.get(parent)


def found(
    now: StatlineTable, measures: dict[str, Any], locked: StatlineTable | None = None, **more: Any
) -> tuple[dict[str, str], str]:
    """Declared key -> real key of what moved (with a ? where only a person can say so), and what is told."""
    source = statline("v3", "http://127.0.0.1", measures=measures)
    problems: list[Problem] = []
    moved = find_moved(now, source.statline, "banen", problems, locked=locked, **more)
    return {m.declared: m.now.key + "?" * (not m.certain) for m in moved}, "\n".join(map(str, problems))


def ref(key: str, title: str, group: str | None = None, unit: str | None = None) -> dict[str, Any]:
    return {"key": key, "title": title, "group": group, "unit": unit}


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_several_keys_that_moved_at_once_are_found_by_title_group_and_unit(version: str) -> None:
    now = table(version, LATER)
    asked = {
        "a": ref("Omvang_8", "Omvang", "Bedrijven", "aantal"),
        "b": ref("Omvang_9", "omvang ", "Bedrijven: zorg", "Aantal"),
        "c": ref("Omvang_10", "Omvang", "Scholen"),
        "d": ref("Stikstof_11", "no2 uitstoot per km2"),
        "e": ref("AutoS_12", "Autos, e-auto's"),
        "f": ref("Dorpen_13", "Cafe’s en dorpen."),
    }
    assert found(now, asked) == (
        {
            "Omvang_8": "Omvang_5", "Omvang_9": "Omvang_6", "Omvang_10": "Omvang_7",
            "Stikstof_11": "Stikstof_8", "AutoS_12": "AutoS_9", "Dorpen_13": "Dorpen_10",
        },
        "",
    )  # fmt: skip


def test_a_key_that_another_measure_of_the_same_title_took_is_not_believed() -> None:
    # Omvang_5 was a percentage of houses, and is now a number of businesses
    assert found(table("v3", LATER), {"a": ref("Omvang_5", "Omvang", "Huizen", "%")}) == ({"Omvang_5": "Omvang_2"}, "")
    shifted = [("Omvang_8", "Scholen: Omvang", "aantal"), ("Omvang_6", "Bedrijven: Omvang", "aantal")]
    asked = {"a": ref("Omvang_8", "Omvang", "Bedrijven", "aantal")}
    assert found(table("v3", shifted), asked) == ({"Omvang_8": "Omvang_6"}, "")


def test_a_group_of_another_name_moves_nothing() -> None:
    now = table("v4", [("Omvang_4", "Woningen: Omvang", "aantal"), ("Omvang_8", "Bedrijven: Omvang", "aantal")])
    assert found(now, {"a": ref("Omvang_4", "Omvang", "Huizen", "aantal")}) == ({}, "")


def test_of_several_with_that_title_none_is_taken_and_all_are_told() -> None:
    moved, told = found(table("v3", LATER), {"a": ref("Omvang_99", "Omvang", unit="aantal")})
    assert moved == {}
    assert 'statline.measures.a: found Omvang_99 is gone, and 4 measures are called "Omvang"' in told
    for key, path in (("Omvang_1", "Huizen"), ("Omvang_5", "Bedrijven"), ("Omvang_6", "Bedrijven: Zorg")):
        assert f"{key} ({path}: Omvang, aantal)" in told
    assert "declare group" in told
    two = [("Omvang_2", "Zorg: Omvang", "aantal"), ("Omvang_3", "Bedrijven: Zorg: Omvang", "aantal")]
    assert "declare a longer group" in found(table("v3", two), {"a": ref("Omvang_99", "Omvang", "Zorg")})[1]


def test_another_unit_is_never_taken() -> None:
    now = table("v3", [("Afval_7", "Milieu: Restafval", "1 000 kg"), ("Afval_8", "Milieu: Papier", "kg")])
    for key in ("Afval_9", "Afval_7", "Afval_8"):  # gone, there, and there as something else
        moved, told = found(now, {"a": ref(key, "Restafval", "Milieu", "kg")})
        assert moved == {}
        assert 'the unit of "Restafval" in group "Milieu" changed from kg to 1 000 kg (Afval_7)' in told
        assert '{key: Afval_7, title: "Restafval", unit: "1 000 kg", group: "Milieu"}' in told


def test_what_is_gone_is_told_with_the_nearest_titles() -> None:
    moved, told = found(table("v3", LATER), {"a": ref("X_1", "NO2-uitstoot per ha", unit="kg/ha")})
    assert moved == {}
    assert 'X_1 is gone, and no measure is called "NO2-uitstoot per ha" (kg/ha)' in told
    assert "the nearest: Stikstof_8 (Milieu: NO₂-uitstoot per km², kg/ha)" in told
    _, told = found(table("v3", LATER), {"a": ref("X_1", "Omvang", "Winkels", "%")})
    assert "the nearest: Omvang_1 (Huizen: Omvang, aantal), Omvang_2 (Huizen: Omvang, %)" in told


def test_other_words_under_the_same_key_are_for_a_person() -> None:
    now = table("v4", [("Cars_1", "Voertuigen", "aantal"), ("Bikes_2", "Fietsen", "%")])
    assert found(now, {"a": ref("Cars_1", "Auto's", unit="aantal")}) == ({"Cars_1": "Cars_1?"}, "")
    assert "Bikes_2 is another measure" in found(now, {"a": ref("Bikes_2", "Auto's", unit="aantal")})[1]


def test_a_key_alone_goes_by_the_locked_description_and_without_it_by_itself() -> None:
    now, before = table("v3", LATER), table("v3", BEFORE)
    assert found(now, {"a": "Omvang_8", "b": "AutoS_12"}, before)[0] == {"Omvang_8": "Omvang_5", "AutoS_12": "AutoS_9"}
    assert found(now, {"a": "Omvang_5"}, before)[0] == {"Omvang_5": "Omvang_2"}  # it would silently be another
    assert found(now, {"a": "Omvang_8", "b": "Omvang_5"}) == ({}, "")  # plan_query says what is gone


def test_what_is_not_declared_the_locked_description_says() -> None:
    now, before = table("v4", LATER), table("v4", BEFORE)
    asked = {"a": ref("Omvang_10", "Omvang")}
    assert found(now, asked, before) == ({"Omvang_10": "Omvang_7"}, "")
    assert "4 measures" not in found(now, asked)[1]
    assert "5 measures" in found(now, asked)[1]


def test_a_move_agreed_to_is_not_asked_again_until_it_moves_again_or_is_called_otherwise() -> None:
    first, second = table("v3", LATER), table("v3", [(f"Z{key}", path, unit) for key, path, unit in LATER])
    agreed = {"AutoS_12": "AutoS_9"}
    source = statline("v3", "http://127.0.0.1", measures={"a": "AutoS_12"})

    def asked(now: StatlineTable) -> list[bool]:
        moved = find_moved(now, source.statline, "banen", [], locked=first, agreed=agreed)
        return [not is_agreed(m, agreed, first) for m in moved]

    assert asked(first) == [False]
    assert asked(second) == [True]
    assert asked(table("v3", [("AutoS_9", "Verkeer: Fietsen", "per 1 000 inwoners")])) == []  # gone: a problem


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Gemiddelde WOZ-waarde", "gemiddelde WOZ waarde", True),
        ("'s-Gravenhage", "’s Gravenhage.", True),
        ("per km²", "per km2", True),
        ("Crèches", "Creches", True),
        ("0 tot 15 jaar", "0 tot 16 jaar", False),
        ("Koopwoningen", "Huurwoningen", False),
    ],
)
def test_texts_are_compared_apart_from_how_they_are_written(one: str, other: str, same: bool) -> None:
    assert (plain(one) == plain(other)) == same
