"""`regioboek fetch` when measures of a table moved: who agrees, what is locked, what is read and said afterwards."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from loopback.cbs_v3 import TableV3
from loopback.server import Loopback
from loopback.statline_tables import MEASURE, REGIONS, v3_table
from rich.console import Console
from worlds.network_edition import EDITION, Desk, contents, open_desk

from regioboek.commands import consent
from regioboek.commands import fetch as command
from regioboek.commands.check import check_edition
from regioboek.errors import InputError
from regioboek.layout import Project
from regioboek.params.loading import load_edition
from regioboek.sources.snapshot.inputs import inhabitants_of_gemeenten, read_inputs
from regioboek.sources.snapshot.opening import open_snapshot

TITLE = "0 tot 15 jaar"
DESCRIBED = {"key": MEASURE, "title": TITLE, "group": "Jong", "unit": "%"}
NEXT, LATER = "k_0Tot15Jaar_9", "k_0Tot15Jaar_17"


def moved(key: str = NEXT, title: str = TITLE, unit: str = "%", **values: Any) -> TableV3:
    """The table with its measure of the young under another key, in other words or another unit."""
    table = v3_table(**values, Modified=f"2024-01-01T02:00:0{len(key) % 10}")
    for row in table.sets["DataProperties"]:
        if row["Key"] == MEASURE:
            row |= {"Key": key, "Title": title, "Unit": unit}
    for row in table.sets["TypedDataSet"]:
        row[key] = row.pop(MEASURE)
    return table


@pytest.fixture
def desk(loopback: Loopback, tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An edition whose only figures are of StatLine; the measure is declared with its title, group and unit."""
    loopback.v3["70001ned"] = v3_table()
    query = {"table": "70001ned", "url": loopback.url, "select": {"Geslacht": "1100"}, "levels": ["gemeente"]}
    query["measures"] = {"werkloosheid": DESCRIBED}
    source = {"id": "banen", "kind": "statline-v3", "title": "Banen", "statline": query}
    desk = open_desk(loopback, tmp_path, project_root, monkeypatch, [source])
    edit(desk, lambda edition: edition.update(indicators=["werkloosheid"], sources=edition["sources"][1:]))
    return desk


def edit(desk: Desk, change: Any) -> None:
    path = desk.root / "params" / "editions" / f"{EDITION}.yml"
    edition = yaml.safe_load(path.read_text("utf-8"))
    change(edition)
    path.write_text(yaml.safe_dump(edition, allow_unicode=True, sort_keys=False), "utf-8")


def declare(desk: Desk, measure: Any) -> None:
    edit(desk, lambda edition: edition["sources"][-1]["statline"].update(measures={"werkloosheid": measure}))


def lock(desk: Desk) -> dict[str, Any]:
    (entry,) = (s for s in json.loads(contents(desk.root)["lock.json"])["sources"] if s["id"] == "banen")
    return entry


def series(desk: Desk) -> set[str]:
    """What the frozen cells call their series."""
    project = Project(desk.root)
    cells = open_snapshot(project, load_edition(project.params, EDITION)).files("banen").cells()
    assert cells is not None
    return set(cells["series"])


def said_by_check(desk: Desk) -> str:
    return "\n".join(check_edition(Project(desk.root), EDITION, verbose=True))


def answers(monkeypatch: pytest.MonkeyPatch, *told: str) -> list[str]:
    """A person at a terminal who answers so; returns what the person was asked."""
    asked: list[str] = []
    left = list(told)

    def answer(question: str, *_: Any) -> bool:
        asked.append(question)
        return left.pop(0) == "y"

    monkeypatch.setattr(consent, "_person", lambda _: True)
    monkeypatch.setattr(consent, "_says_yes", answer)
    return asked


@pytest.mark.parametrize("first", [True, False])
def test_without_a_terminal_nothing_is_taken_and_the_exit_code_says_so(desk: Desk, first: bool) -> None:
    if not first:
        desk.with_a_snapshot()
    desk.server.v3["70001ned"] = moved()
    code, told = desk.fetch(*([] if first else ["--update"]))
    assert code == command.WAITING
    assert (
        f"source banen: the table has these measures elsewhere, or in other words {MEASURE} -> {NEXT} ({TITLE}, %)"
        in told
    )
    assert "nothing was taken: there is no terminal to agree on; --yes takes them where they are now" in told
    assert "banen (statline-v3) changed, not written" in told
    assert ("banen" in desk.locked()) is not first
    assert first or contents(desk.root) == desk.before
    assert not any("TypedDataSet" in r and NEXT in r for r in desk.server.requests)


def test_yes_takes_it_under_its_declared_key_also_without_update(desk: Desk) -> None:
    desk.server.v3["70001ned"] = moved(values={("GM0014", "2021JJ00"): 12.5})
    code, told = desk.fetch("--yes")
    assert (code, f"{MEASURE} -> {NEXT}" in told) == (0, True)
    assert lock(desk)["moved"] == {MEASURE: NEXT}
    assert series(desk) == {MEASURE}
    desk.server.v3["70001ned"] = moved(LATER, values={("GM0014", "2021JJ00"): 12.5})
    code, told = desk.fetch("--update", "--yes")
    assert (code, told.count(LATER), "modified" in told) == (0, 1, True)  # not a second time among what changed
    project = Project(desk.root)
    edition = load_edition(project.params, EDITION)
    values = read_inputs(edition, open_snapshot(project, edition)).values
    assert values.query("region == 'GM0014' and year == 2021")["value"].tolist() == [12.5]
    assert (
        f"measures: found {MEASURE} for werkloosheid; expected {LATER} in the params ({TITLE}, %): it moved there"
        in said_by_check(desk)
    )


def test_a_move_is_no_rename_and_is_not_asked_twice_but_a_second_one_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk.with_a_snapshot()
    assert "moved" not in lock(desk)
    desk.server.v3["70001ned"] = moved(values={("GM0014", "2022JJ00"): 99.0})
    asked = answers(monkeypatch, "y", "y")
    code, told = desk.fetch("--update", "--json", str(tmp_path / "told.json"))
    assert (code, asked) == (0, ["Are these the same measures?", "Replace what is locked by this?"])
    (report,) = (
        s for s in json.loads((tmp_path / "told.json").read_text("utf-8"))["sources"] if s["source"] == "banen"
    )
    changes = report["changes"]
    assert (changes["renamed"], changes["series_added"], changes["series_gone"]) == ([], [], [])
    assert [(c["series"], c["new"]) for c in changes["changed"]] == [(MEASURE, 99.0)]
    assert changes["told"][f"measure {MEASURE}"] == {"old": MEASURE, "new": NEXT}

    assert desk.fetch("--update")[0] == 0  # nobody is asked: there are no answers left
    desk.server.v3["70001ned"] = moved(LATER)
    answers(monkeypatch, "n")
    code, told = desk.fetch("--update")
    assert (code, f"{MEASURE} -> {LATER}" in told) == (command.WAITING, True)
    assert lock(desk)["moved"] == {MEASURE: NEXT}


def test_a_key_alone_is_followed_by_what_is_locked(desk: Desk) -> None:
    declare(desk, MEASURE)
    desk.server.v3["70001ned"] = moved()
    code, told = desk.fetch("--yes")
    assert (code, f'no measure "{MEASURE}"' in told) == (1, True)  # nothing says what it was
    desk.server.v3["70001ned"] = v3_table()
    desk.with_a_snapshot()
    desk.server.v3["70001ned"] = moved()
    assert desk.fetch("--update", "--yes")[0] == 0
    assert (lock(desk)["moved"], series(desk)) == ({MEASURE: NEXT}, {MEASURE})
    assert desk.fetch("--update")[0] == 0


def test_a_title_beside_a_key_outdates_no_snapshot(desk: Desk) -> None:
    declare(desk, MEASURE)
    desk.with_a_snapshot()
    declare(desk, DESCRIBED)
    assert "locked, not touched" in desk.fetch()[1]
    declare(desk, {"key": MEASURE, "title": "Jongeren", "group": "Oud", "unit": "aantal"})
    told = said_by_check(desk)
    assert f'the title "Jongeren"; expected "{TITLE}", as table 70001ned calls {MEASURE}' in told
    assert 'the unit "aantal"; expected "%"' in told
    assert 'the group "Oud"; expected "Naar leeftijd: Jong"' in told


def test_the_new_key_written_into_the_params_fits_the_snapshot_that_followed_it(desk: Desk) -> None:
    desk.server.v3["70001ned"] = moved()
    assert desk.fetch("--yes")[0] == 0
    declare(desk, DESCRIBED | {"key": NEXT})
    assert "locked, not touched" in desk.fetch()[1]
    assert "the params" not in said_by_check(desk)
    code, told = desk.fetch("--update", "--yes")
    assert (code, "renamed" in told) == (0, False)
    assert ("moved" in lock(desk), series(desk)) == (False, {NEXT})
    declare(desk, DESCRIBED | {"key": LATER})  # nobody agreed to that one
    assert "statline.measures: found" in desk.fetch()[1]


def test_inhabitants_are_found_under_the_key_they_were_fetched_by(desk: Desk) -> None:
    def people(measure: Any) -> None:
        def change(edition: dict[str, Any]) -> None:
            edition["sources"] = [s for s in edition["sources"] if s["kind"] != "population"]
            edition["sources"][-1]["statline"] |= {"measures": {"werkloosheid": "Totaal_1", "inwoners": measure}}

        edit(desk, change)

    everybody = {(r.strip(), f"{y}JJ00"): 5000.0 for r in REGIONS for y in (2020, 2021, 2022)}
    periods = tuple((f"{y}JJ00", "Definitief") for y in (2020, 2021, 2022, 2023))
    desk.server.v3["70001ned"] = moved(values=everybody, periods=periods)
    people(DESCRIBED)
    assert desk.fetch("--yes", "--only", "banen")[0] == 0
    people(DESCRIBED | {"key": NEXT})
    assert desk.fetch()[0] == 0
    project = Project(desk.root)
    edition = load_edition(project.params, EDITION)
    told = inhabitants_of_gemeenten(edition, open_snapshot(project, edition))
    assert told.query("region == 'GM0034' and year == 2021")["inwoners"].tolist() == [5000.0]


def test_other_words_are_for_a_person_and_remembered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.with_a_snapshot()
    desk.server.v3["70001ned"] = moved(MEASURE, "Jonger dan 15 jaar")
    code, told = desk.fetch("--update", "--yes")
    assert code == command.WAITING
    assert f'{MEASURE}: "{TITLE}" is now called "Jonger dan 15 jaar" (%)' in told
    assert f"nothing was taken: that {MEASURE} is the same measure in other words, a person must say" in told
    assert contents(desk.root) == desk.before
    answers(monkeypatch, "y")
    assert desk.fetch("--update", "--yes")[0] == 0
    assert desk.fetch("--update", "--yes")[0] == 0  # nobody is asked: there are no answers left
    assert '"Jonger dan 15 jaar", as table 70001ned calls' in said_by_check(desk)
    desk.server.v3["70001ned"] = moved(MEASURE, "Kinderen")
    answers(monkeypatch, "n")
    assert desk.fetch("--update", "--yes")[0] == command.WAITING


def test_another_unit_and_nothing_like_it_end_with_exit_code_1(desk: Desk) -> None:
    desk.with_a_snapshot()
    desk.server.v3["70001ned"] = moved(unit="x 1 000")
    desk.refused("banen", f'the unit of "{TITLE}" in group "Jong" changed from % to x 1 000 ({NEXT})')
    desk.server.v3["70001ned"] = moved(title="Ouderen")
    desk.refused("banen", f'{MEASURE} is gone, and no measure is called "{TITLE}" in group "Jong" (%)')


def test_two_declared_measures_that_became_one_are_refused(desk: Desk) -> None:
    def declare_two(edition: dict[str, Any]) -> None:
        edition["indicators"].append("zwemwater-kustwateren")
        edition["sources"][-1]["statline"]["measures"]["zwemwater-kustwateren"] = NEXT

    edit(desk, declare_two)
    desk.server.v3["70001ned"] = moved()
    code, told = desk.fetch("--yes")
    assert code == 1
    assert re.search(rf'found "{NEXT}", which is now the same measure as "{MEASURE}"; expected {NEXT} for both', told)


@pytest.mark.parametrize(
    ("answer", "agreed"), [("y", True), (" Ja ", True), ("", False), ("n", False), ("yolo", False)]
)
def test_at_a_terminal_only_yes_is_yes(answer: str, agreed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda *_: answer)
    assert consent.agree_to_changes(False, Console(file=shown, force_terminal=True, highlight=False)) is agreed
    assert "Replace what is locked by this? [y/N]" in shown.getvalue()


#: The other measure of the table, as it is declared beside DESCRIBED.
TOTAL = {"key": "Totaal_1", "title": "Totaal", "unit": "x 1 000"}


def both(desk: Desk, young: Any, total: Any) -> None:
    """Two measures of the table, each of an indicator; the second is a score from 1 to 4."""
    measures = {"werkloosheid": young, "zwemwater-kustwateren": total}

    def change(edition: dict[str, Any]) -> None:
        edition["indicators"] = list(measures)
        edition["sources"][-1]["statline"]["measures"] = measures

    edit(desk, change)


def exchanged(young: str, total: str, **values: Any) -> TableV3:
    """The table with these keys for its two measures: 20 for the young, 2 for the total, everywhere."""
    table = v3_table(**values, Modified="2024-01-01T02:00:00")
    for row in table.sets["DataProperties"]:
        row["Key"] = {MEASURE: young, "Totaal_1": total}.get(row["Key"], row["Key"])
    for row in table.sets["TypedDataSet"]:
        del row[MEASURE], row["Totaal_1"]
        row |= {young: 20.0, total: 2.0}
    return table


def figures(desk: Desk) -> dict[str, set[float]]:
    """Per indicator the figures that a build reads."""
    project = Project(desk.root)
    edition = load_edition(project.params, EDITION)
    values = read_inputs(edition, open_snapshot(project, edition)).values
    return {str(indicator): set(rows["value"]) for indicator, rows in values.groupby("indicator")}


RIGHT = {"werkloosheid": {20.0}, "zwemwater-kustwateren": {2.0}}


@pytest.mark.parametrize("described", [True, False])
def test_a_key_that_moved_onto_that_of_another_measure_may_be_written_into_the_params(
    desk: Desk, described: bool, tmp_path: Path
) -> None:
    def declared(young: str, total: str) -> None:
        both(desk, *((DESCRIBED | {"key": young}, TOTAL | {"key": total}) if described else (young, total)))

    declared(MEASURE, "Totaal_1")
    desk.server.v3["70001ned"] = exchanged(MEASURE, "Totaal_1")
    desk.with_a_snapshot()
    desk.server.v3["70001ned"] = exchanged("Totaal_1", "Totaal_9")
    assert desk.fetch("--update", "--yes")[0] == 0
    assert (lock(desk)["moved"], figures(desk)) == ({MEASURE: "Totaal_1", "Totaal_1": "Totaal_9"}, RIGHT)
    declared("Totaal_1", "Totaal_9")
    assert ("locked, not touched" in desk.fetch()[1], figures(desk)) == (True, RIGHT)
    code, told = desk.fetch("--update", "--yes", "--only", "banen", "--json", str(tmp_path / "told.json"))
    assert code == 0, told
    changes = json.loads((tmp_path / "told.json").read_text("utf-8"))["sources"][0]["changes"]
    assert [changes[what] for what in ("changed", "added", "gone", "units", "renamed")] == [[]] * 5
    assert ("moved" in lock(desk), figures(desk)) == (False, RIGHT)


def test_keys_that_two_measures_exchanged_are_never_read_for_each_other(desk: Desk) -> None:
    both(desk, DESCRIBED, TOTAL)
    desk.server.v3["70001ned"] = exchanged(MEASURE, "Totaal_1")
    desk.with_a_snapshot()
    desk.server.v3["70001ned"] = exchanged("Totaal_1", MEASURE)
    assert desk.fetch("--update", "--yes")[0] == 0
    assert figures(desk) == RIGHT
    both(desk, DESCRIBED | {"key": "Totaal_1"}, TOTAL | {"key": MEASURE})
    with pytest.raises(InputError) as error:
        figures(desk)
    told = "\n".join(map(str, error.value.problems))
    assert f'found Totaal_1 for "{TITLE}", and Totaal_1 was declared for "Totaal" when this was fetched' in told
    assert desk.fetch("--update", "--yes")[0] == 0
    assert figures(desk) == RIGHT


def test_a_move_in_the_lock_that_is_none_is_told_and_mended_by_an_update(desk: Desk) -> None:
    desk.with_a_snapshot()
    path = desk.root / "data" / "snapshots" / EDITION / "lock.json"
    told = json.loads(path.read_text("utf-8"))
    told["sources"][-1]["moved"] = {MEASURE: "Weg_99"}
    path.write_text(json.dumps(told), "utf-8")
    with pytest.raises(InputError, match=EDITION) as error:
        figures(desk)
    assert f'no measure "Weg_99", to which "{MEASURE}" moved as lock.json has it' in str(error.value.problems[0])
    code, said = desk.fetch("--update")
    assert (code, f"measure {MEASURE} Weg_99 {MEASURE}" in said) == (command.WAITING, True)
    assert desk.fetch("--update", "--yes")[0] == 0
    assert "moved" not in lock(desk)
    figures(desk)


def test_a_proposal_says_what_was_not_taken(desk: Desk, tmp_path: Path) -> None:
    desk.with_a_snapshot()
    for table, said in (
        (moved(), f"measures of source banen moved in table 70001ned\n  - .*{MEASURE} -> {NEXT}"),
        (moved(unit="x 1 000"), "the params of source banen do not fit table 70001ned\n  - .*the unit of"),
    ):
        desk.server.v3["70001ned"] = table
        desk.fetch("--update", "--report", str(tmp_path / "proposal.md"))
        text = (tmp_path / "proposal.md").read_text("utf-8")
        assert re.search(f"## Not taken\n\n\\* Banen \\(`banen`\\): {said}", text)
        assert "Fetched for the first time" not in text and "banen" not in text.partition("As they were: ")[2]


def test_a_terminal_that_is_closed_agrees_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: Any) -> str:
        raise EOFError

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", closed)
    assert consent.agree_to_changes(False, Console(file=io.StringIO(), force_terminal=True)) is False
