"""What an update would change, as lines: many rows are told by what they share."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from regioboek.commands.fetch_changes import lines_of
from regioboek.sources.snapshot.lock import LockedSource
from regioboek.sources.snapshot.update import Changes, compare

ENTRY = LockedSource(
    id="bron", kind="table", title="Bron", folder="bron", licence="CC BY 4.0", citation="Bron: CBS.", files=()
)


def cells(regions: Iterable[str], years: Iterable[int]) -> pd.DataFrame:
    """Two measures of these regions and years."""
    rows = [(s, r, f"{y}JJ00", y + n / 10) for s in "ab" for n, r in enumerate(regions) for y in years]
    frame = pd.DataFrame(rows, columns=["series", "region", "period", "value"])
    return frame.assign(status=None, absence=None, unit="aantal")


def told(old: pd.DataFrame, new: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    changes: Changes = compare(old, new, ENTRY, ENTRY)
    return list(lines_of(changes))


def test_a_gemeente_that_goes_is_one_line() -> None:
    old = cells(["GM0014", "GM0034", "GM0037"], range(2010, 2020))
    assert told(old, old[old["region"] != "GM0037"]) == [("row gone", "20 of GM0037 (a, b)", "", "")]


def test_a_year_that_comes_is_one_line() -> None:
    regions = [f"GM{n:04}" for n in range(14, 34)]
    old, new = cells(regions, [2018, 2019]), cells(regions, [2018, 2019, 2020])
    assert told(old, new) == [("row added", "40 of 2020JJ00 (a, b)", "", "")]


def test_a_figure_in_the_place_of_none_is_no_revision() -> None:
    new = cells(["GM0014", "GM0034"], [2018, 2019])
    late = new["period"] == "2019JJ00"
    old = new.assign(value=new["value"].where(~late), absence=new["absence"].mask(late, "missing"))
    assert [line[0] for line in told(old, new)] == ["figure came"] * 4
    assert told(old, new)[0] == ("figure came", "a GM0014 2019JJ00", "missing", "2019")
    gone = told(new, old)
    assert gone[0] == ("figure gone", "a GM0014 2019JJ00", "2019", "missing")


def test_few_rows_are_told_one_by_one() -> None:
    old = cells(["GM0014"], [2018, 2019])
    assert told(old, old[:3]) == [("row gone", "b GM0014 2019JJ00", "2019", "")]
