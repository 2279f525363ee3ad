"""What may happen between two fetches: what is told, the exit code, and a snapshot that nothing harms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from worlds.rehearsal import MAIN, Rehearsal
from worlds.rehearsal_desk import RehearsalDesk, rehearsed

pytestmark = pytest.mark.realdata

KERN = ("--only", "kerncijfers")
KEY, MOVED = "Koopwoningen_64", "Koopwoningen_71"

Change = Callable[[Rehearsal], object]


@pytest.fixture(scope="module")
def whole(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RehearsalDesk]:
    """All sources of one provincie, fetched."""
    with rehearsed(realdata, tmp_path_factory.mktemp("rehearsal") / "project", province="PV23") as desk:
        code, said = desk.fetch()
        assert code == 0, said
        desk.before = desk.contents()
        yield desk


@pytest.fixture
def desk(whole: RehearsalDesk, tmp_path: Path) -> RehearsalDesk:
    """A copy for one test, and the world as it was at that fetch."""
    return whole.copied(tmp_path / "project")


def moved(world: Rehearsal) -> None:
    world.moved(MAIN, +7, after=26)


#: What happened -> exit code of an update with --yes that must not write anything, and what it says.
REFUSED: dict[str, tuple[Change, int, tuple[str, ...]]] = {
    "a unit changed": (
        lambda w: w.unit(MAIN, KEY, "aantal"),
        1,
        (
            f"changed from % to aantal ({KEY})",
            "expected a decision",
        ),
    ),
    "a unit changed and the key moved": (
        lambda w: (w.unit(MAIN, KEY, "aantal"), moved(w)),
        1,
        (f"changed from % to aantal ({MOVED})",),
    ),
    "a title reworded": (
        lambda w: w.reworded(MAIN, KEY, "Woningen in eigendom"),
        3,
        (f'{KEY}: "Koopwoningen" is now called "Woningen in eigendom" (%)', "a person must say"),
    ),
    "a measure gone": (
        lambda w: w.gone(MAIN, KEY),
        1,
        (f"{KEY} is gone, and no measure is called", "expected a measure of table 70072ned"),
    ),
    "a title that two have": (
        lambda w: w.twice(MAIN, KEY),
        1,
        (f"{KEY} is gone, and 2 measures are called", "Koopwoningen_901", "Koopwoningen_902", "declare a longer group"),
    ),
    "a table replaced": (
        lambda w: w.replaced(MAIN, "86999NED", "Regionale kerncijfers Nederland 2027"),
        1,
        ("HTTP 404", "of that title it has 86999NED (Regionale kerncijfers Nederland 2027)"),
    ),
    "the service down": (lambda w: w.down("503"), 1, ("HTTP 503 (Service Unavailable) (5 tries)", "try again later")),
    "connections dropped": (lambda w: w.down("dropped"), 1, ("a connection dropped before the answer (5 tries)",)),
    "half a page as if it were all": (lambda w: w.half("/TypedDataSet?"), 1, ("JSON that breaks off after",)),
    "half a page": (lambda w: w.half("/TypedDataSet?", dropped=True), 1, ("a connection that broke off after",)),
    "half a description": (lambda w: w.half("/DataProperties"), 1, ("JSON that breaks off after",)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_is_told_and_nothing_is_written(what: str, desk: RehearsalDesk) -> None:
    change, expected, said = REFUSED[what]
    change(desk.world)
    code, told = desk.fetch("--update", "--yes", *KERN)
    assert code == expected, told
    assert [text for text in said if text not in told] == [], told
    assert desk.contents() == desk.before
    assert ("the old snapshot of kerncijfers is untouched" in told) == (code == 1)


#: What happened -> what an update without --yes says; without a terminal nobody agrees.
ASKED: dict[str, tuple[Change, tuple[str, ...]]] = {
    "keys moved": (moved, (f"{KEY} -> {MOVED} (Koopwoningen, %)", "--yes takes them where they are now")),
    "a figure revised": (
        lambda w: w.revised(MAIN, KEY, "GM1700", 2024, 71.5),
        (f"changed {KEY} GM1700 2024JJ00 66.8 71.5", "--yes writes these changes"),
    ),
    "a year definitive": (lambda w: w.definitive(MAIN, 2024), ("figures of 2024JJ00 provisional definitive",)),
    "a new year": (lambda w: w.new_year(MAIN), ("row added", " of 2027JJ00 (")),
    "a gemeente without rows": (lambda w: w.absent(MAIN, "GM0141"), ("row gone", "240 of GM0141 (")),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_changes_figures_is_shown_and_asked_first(what: str, desk: RehearsalDesk) -> None:
    change, said = ASKED[what]
    change(desk.world)
    code, told = desk.fetch("--update", *KERN)
    assert code == 3, told
    assert [text for text in said if text not in told] == [], told
    assert desk.contents() == desk.before
    assert desk.told("sources", "status", "kerncijfers")[0] == 3


@pytest.mark.parametrize("by", [+10, -10, +20])
def test_keys_that_take_each_others_place_keep_their_figures(by: int, desk: RehearsalDesk) -> None:
    """Of three measures with one title the keys end in 96, 106 and 116: each moves onto, or over, another's."""
    before = desk.cells("kerncijfers")["value"]
    keys = desk.world.moved(MAIN, by, after=60)
    assert set(keys) & set(keys.values())
    code, told = desk.fetch("--update", "--yes", *KERN)
    assert code == 0, told
    assert desk.cells("kerncijfers")["value"].equals(before)
    now = desk.locked("kerncijfers")["moved"]
    assert now["ParticuliereHuishoudensExclStudenten_96"] == f"ParticuliereHuishoudensExclStudenten_{96 + by}"


def test_twice_the_same_is_no_change(desk: RehearsalDesk) -> None:
    code, told = desk.fetch("--update", "--yes")
    assert (code, "13 unchanged" in told, desk.contents() == desk.before) == (0, True, True), told
    assert desk.told("sources", "status", "kerncijfers")[0] == 0


def test_nobody_there(desk: RehearsalDesk, nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.world, "environment", lambda: {"REGIOBOEK_CBS_URL": nobody, "REGIOBOEK_PDOK_URL": nobody})
    code, told = desk.fetch("--update", "--yes")
    assert code == 1
    assert "no host can be reached" in told
    assert desk.contents() == desk.before


def test_half_a_map_leaves_the_sources_before_it_updated(desk: RehearsalDesk) -> None:
    """Each source is replaced whole or not at all: what came before the fault is not thrown away."""
    desk.world.revised(MAIN, KEY, "GM1700", 2024, 71.5)
    desk.world.half("/provincie_gegeneraliseerd/items")
    code, told = desk.fetch("--update", "--yes")
    changed = {name.split("/")[0] for name in desk.before.keys() ^ desk.contents().keys()}
    assert (code, changed) == (1, {"kerncijfers"}), told
    assert "the old snapshot of grenzen-provincie is untouched" in told


def test_a_table_that_ended_is_taken_with_a_warning_and_its_successor_is_told_when_it_is_gone(
    desk: RehearsalDesk,
) -> None:
    desk.world.ended(MAIN, "86999NED", "Regionale kerncijfers van Nederland")
    code, told = desk.fetch("--update", "--yes", *KERN)
    assert (code, "no longer updated" in told, "86999NED" in told) == (0, True, True), told
    desk.world.replaced(MAIN, "86999NED", "Iets anders")
    before = desk.contents()
    code, told = desk.fetch("--update", "--yes", *KERN)
    assert (code, "HTTP 404" in told, "the table that goes on: 86999NED" in told) == (1, True, True), told
    assert desk.contents() == before


def test_a_gemeente_that_a_table_lost_is_refused_before_anything_is_built(desk: RehearsalDesk) -> None:
    desk.world.absent(MAIN, "GM0141")
    assert desk.fetch("--update", "--yes", *KERN)[0] == 0
    code, told = desk.told("check", "kerncijfers")
    assert (code, "no inhabitants in 2025 for GM0141" in told) == (1, True), told


def test_a_gemeente_that_merged_is_taken_over_by_the_transfers(desk: RehearsalDesk) -> None:
    """Its rows are there with nothing in them from that year on; register, boundaries and transfers say the same."""
    desk.world.dropped("GM0141", "GM0153", 2025)
    code, told = desk.fetch("--update", "--yes")
    assert code == 0, told
    assert "row gone oppervlakte GM0141 2025" in told
    code, told = desk.told("check", "kerncijfers")
    assert (code, "regions: 24 gemeente" in told) == (0, True), told
