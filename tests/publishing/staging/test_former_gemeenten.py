"""Every gemeente abolished since 2015: its old address leads to its heirs, and its old name is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tool_loading import load_tool
from worlds.chapter_samples import edition

from regioboek.params.regions import read_division, read_old_names
from regioboek.publishing.staging.finder import finder_script
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.schemas.rows import Region
from regioboek.statistics.division import chain

pytestmark = pytest.mark.realdata

#: A smaller part than this is a border correction at the end of a gemeente, no heir.
HEIR = 0.02


@pytest.fixture(scope="module")
def ended(project_root: Path, realdata: Path) -> dict[str, tuple[str, str, list[str]]]:
    """Old code -> (name, date, heirs in 2023, the largest first), by CBS's transfers."""
    data = load_tool(project_root, "backcast_population").read_data(realdata)
    since = data.transfers[data.transfers["ends"] & data.transfers["date"].between("2015-01-01", "2023-01-01")]
    parts = chain(data.transfers, [2014], 2023, stocks=data.population).parts
    found = {}
    for code, rows in since.groupby("from_code"):
        date = rows["date"].iloc[-1]
        before = int(date[:4]) - 1 if date.endswith("-01-01") else int(date[:4])
        mine = parts[(parts["year"] == before) & (parts["from_region"] == code) & (parts["share"] > HEIR)]
        heirs = mine.sort_values("share", ascending=False)["region"].tolist()
        found[str(code)] = (str(rows["from_name"].iloc[0]), str(date), heirs)
    return found


@pytest.fixture(scope="module")
def pages(project_root: Path) -> Pages:
    """The pages of all regions of 2023."""
    division = read_division(project_root / "params")
    regions = {r.code: Region(r.code, r.name, r.level, r.inside) for r in division}
    former = read_old_names(project_root / "params")
    return Pages(edition("2023"), regions, former, {f"regio/{code.lower()}": Path() for code in regions})


def test_none_is_missing(ended, project_root: Path, realdata: Path):
    data = load_tool(project_root, "backcast_population").read_data(realdata)
    before = set(data.mean.loc[data.mean["year"] == 2014, "region"])
    assert len(before) == 403
    assert before - set(ended) <= set(data.names)
    assert len(ended) == 84


def test_every_old_address_leads_to_its_heirs_the_largest_first(ended, pages: Pages):
    moved = {m.page: [c.page for c in m.successors] for m in pages.site().moved}
    expected = {f"regio/{code.lower()}": [f"regio/{h.lower()}" for h in heirs] for code, (_, _, heirs) in ended.items()}
    assert moved == expected


def test_every_old_name_is_found(ended, pages: Pages):
    data = json.loads(finder_script(pages).removeprefix("window.rbFinder=").removesuffix(";\n"))
    led: dict[str, set[str]] = {}
    for name, number, gone in data["former"]:
        if gone:
            led.setdefault(name, set()).add(data["regions"][number][1])
    for name, _, heirs in ended.values():
        assert led[name] == {f"regio/{h.lower()}" for h in heirs}, name


def test_the_dates_are_those_of_the_transfers(ended, project_root: Path):
    dates = {o.old_code: o.date for o in read_old_names(project_root / "params") if o.kind != "schrijfwijze"}
    assert {code: dates[code] for code in ended} == {code: date for code, (_, date, _) in ended.items()}
