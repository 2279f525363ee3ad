"""The rehearsal: what is served is captured from CBS or derived in its form, and the whole path runs against it."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import requests
from worlds.rehearsal import MAIN, Rehearsal
from worlds.rehearsal_declared import provenance_lines
from worlds.rehearsal_desk import EDITION, RehearsalDesk, rehearsed

pytestmark = pytest.mark.realdata

KEY, MOVED, REGION, YEAR = "Koopwoningen_64", "Koopwoningen_71", "GM1700", 2024
TABLES = {"70072ned", "83625NED", "83648NED", "81528NED", "85005NED", "50120NED", "86059NED"}


@pytest.fixture(scope="module")
def all_regions(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RehearsalDesk]:
    """Every region, and an empty project."""
    with rehearsed(realdata, tmp_path_factory.mktemp("rehearsal") / "project", province=None) as desk:
        yield desk


@pytest.fixture
def world(all_regions: RehearsalDesk, monkeypatch: pytest.MonkeyPatch) -> Rehearsal:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return all_regions.world


# -- what is served --------------------------------------------------------------------------------------------------


def test_every_figure_is_captured_or_derived_and_told_so(world: Rehearsal) -> None:
    """Printed (-s), and checked: every declared measure is in the list, each with its files or its rule."""
    print("\n".join(provenance_lines(world.provenance)))
    assert {p.table for p in world.provenance} == TABLES
    told = {(p.table, p.measure): p for p in world.provenance}
    for table in world.tables.values():
        for topic in table.topics if table.periods else ():
            entry = told[table.id, topic.key]
            assert entry.captured + entry.derived == int((~np.isnan(table.figures[topic.key])).sum()), topic.key
            assert bool(entry.files) == bool(entry.captured), topic.key
            assert entry.rule or not entry.derived, topic.key
    whole = {measure for (_, measure), p in told.items() if p.captured > p.derived}
    assert {"M001534", "AfstandTotTreinstation_208", "AfstandTotSchoolBasisonderwijs_191"} <= whole


#: Figures as CBS served them (70072ned, v3, March 2026 and November 2023).
CAPTURED = {
    ("NL01", "TotaleBevolking_1", 2023): 17_811_291,
    ("NL01", "Koopwoningen_64", 2023): 57.0,
    ("PV23", "GemiddeldeWOZWaardeVanWoningen_68", 2023): 325,
    ("GM1700", "ParticuliereHuishoudensExclStudenten_96", 2023): 60.2,
    ("GM0003", "GemiddeldeWOZWaardeVanWoningen_68", 2005): 117,
    ("GM0003", "AfstandTotTreinstation_208", 2007): 1.4,
}


@pytest.mark.parametrize(("region", "key", "year"), CAPTURED)
def test_what_was_captured_is_served_under_todays_key(region: str, key: str, year: int, world: Rehearsal) -> None:
    where = f"$filter=RegioS eq '{region:6}' and Perioden eq '{year}JJ00'&$select=RegioS,Perioden,{key}"
    rows = requests.get(f"{world.server.url}/ODataFeed/odata/{MAIN}/TypedDataSet?{where}", timeout=60).json()["value"]
    assert rows == [{"RegioS": f"{region:6}", "Perioden": f"{year}JJ00", key: CAPTURED[region, key, year]}]


def test_derived_figures_agree_with_captured_totals_and_with_each_other(world: Rehearsal) -> None:
    """Gemeenten of a provincie add up to it; where CBS's total was captured, derived figures are scaled to it."""
    table = world.tables[MAIN]
    codes = [p.code for p in table.places]
    for key in ("BijstandGerelateerdTotAOWLeeftijd_130", "TotaleBevolking_1"):
        for province in ("PV23", "PV31"):
            inside = [n for n, p in enumerate(table.places) if p.province == province and p.code.startswith("GM")]
            total = table.figures[key][codes.index(province)]
            assert np.nansum(table.figures[key][inside], axis=0)[20:31] == pytest.approx(total[20:31], abs=2)
    homes, people = table.figures["Koopwoningen_64"], table.figures["TotaleBevolking_1"]
    inside = [
        n
        for n, p in enumerate(table.places)
        if p.province == "PV23" and p.code.startswith("GM") and p.there(2024, 2024)
    ]
    mean = np.average(homes[inside, 29], weights=people[inside, 29])
    assert mean == pytest.approx(world.figure(MAIN, "Koopwoningen_64", "PV23", 2024), abs=0.1)


def test_derived_figures_stay_in_range_and_are_smooth(world: Rehearsal) -> None:
    for table in world.tables.values():
        for topic in table.topics if table.periods else ():
            values = table.figures[topic.key]
            assert np.nanmin(values) >= 0, topic.key
            if topic.unit == "%":
                assert np.nanmax(values) <= 100, topic.key
    homes = world.tables[MAIN].figures["Koopwoningen_64"]
    since = [p.year for p in world.tables[MAIN].periods].index(2015)  # the captured series has a break in 2012
    assert np.nanmax(np.abs(np.diff(homes[:, since:], axis=1))) < 4


def test_a_gemeente_has_figures_of_the_years_that_it_was_there(world: Rehearsal) -> None:
    """393 gemeenten in 2015, 342 since 2023; Haren (GM0017) until 2018, Land van Cuijk (GM1982) from 2022."""
    table = world.tables[MAIN]
    people = table.figures["TotaleBevolking_1"]
    gemeenten = [n for n, p in enumerate(table.places) if p.code.startswith("GM")]
    there = {p.year: int((~np.isnan(people[gemeenten, n])).sum()) for n, p in enumerate(table.periods)}
    assert [there[year] for year in (2015, 2019, 2022, 2023, 2026)] == [393, 355, 345, 342, 342]
    figures = [world.figure(MAIN, "TotaleBevolking_1", c, y) for c, y in (("GM0017", 2018), ("GM1982", 2022))]
    absent = [world.figure(MAIN, "TotaleBevolking_1", c, y) for c, y in (("GM0017", 2019), ("GM1982", 2021))]
    assert not np.isnan(figures).any() and np.isnan(absent).all()


# -- as strict as CBS ------------------------------------------------------------------------------------------------


def test_all_rows_come_in_pages_of_ten_thousand(world: Rehearsal) -> None:
    url, rows = f"{world.server.url}/ODataFeed/odata/{MAIN}/TypedDataSet?$format=json&$select=RegioS,Perioden", []
    sizes = []
    while url:
        page = requests.get(url, timeout=60).json()
        sizes.append(len(page["value"]))
        rows += page["value"]
        url = page.get("odata.nextLink")
    assert sizes == [10_000, 10_000, 785 * 32 - 20_000]
    assert len({(r["RegioS"], r["Perioden"]) for r in rows}) == 785 * 32


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("TypedDataSet?$select=RegioS,Koopwoningen_94", 400),  # a key that moved
        ("TypedDataSet?$filter=Regio eq 'NL01  '", 400),
        ("Untyped", 404),
        ("TypedDataSet?$filter=RegioS eq 'NL01'&$select=RegioS", 200),  # without its padding: nothing
    ],
)
def test_a_question_that_does_not_fit_is_answered_as_cbs_does(path: str, status: int, world: Rehearsal) -> None:
    answer = requests.get(f"{world.server.url}/ODataFeed/odata/{MAIN}/{path}", timeout=60)
    assert answer.status_code == status
    assert status != 200 or answer.json()["value"] == []
    assert requests.get(f"{world.server.url}/ODataFeed/odata/70072NED/{path}", timeout=60).status_code == 404


def test_captured_prices_of_v4_come_as_they_were_captured(world: Rehearsal, realdata: Path) -> None:
    with gzip.open(realdata / "kerncijfers" / "83625NED" / "observations-page-1.json.gz") as file:
        told = json.load(file)["value"]
    served = world.server.v4["83625NED"]
    number = [{k: v for k, v in dict(row).items() if k != "Id"} for row in served.sets["Observations"]]
    assert sorted(map(str, number)) == sorted(str({k: v for k, v in row.items() if k != "Id"}) for row in told)
    properties = json.loads((realdata / "kerncijfers" / "83625NED" / "properties.json").read_bytes())
    assert served.properties.items() <= properties.items()


def test_the_catalogues_list_what_is_served(world: Rehearsal) -> None:
    listed = {row["Identifier"] for row in [*world.server.catalogue_v3, *world.server.catalogue_v4]}
    assert {*world.tables, "03759ned"} <= listed


# -- the whole path --------------------------------------------------------------------------------------------------


def test_all_regions_are_fetched_into_an_empty_project(all_regions: RehearsalDesk) -> None:
    all_regions.world.restore()
    code, told = all_regions.fetch()
    assert (code, f"snapshot of edition {EDITION}: 13 fetched" in told) == (0, True), told
    asked = len(all_regions.world.server.requests)
    assert asked <= 110 and all_regions.world.server.sent < 20_000_000
    assert "13 locked already" in all_regions.fetch()[1] and len(all_regions.world.server.requests) == asked
    cells = all_regions.cells("kerncijfers")
    for (region, key, year), figure in CAPTURED.items():
        if year >= 2017:
            assert cells.loc[(key, region, f"{year}JJ00"), "value"] == figure
    assert cells.loc[(KEY, REGION, "2024JJ00"), "status"] == "definitive"
    assert cells.loc[("ParticuliereHuishoudensExclStudenten_96", REGION, "2024JJ00"), "status"] == "provisional"


@dataclass(frozen=True)
class Story:
    """What was said and shown: built from nothing, then what CBS changed was taken, then built again."""

    desk: RehearsalDesk
    served: dict[tuple[str, str, int], float]  # region, key, year -> figure of the first world
    first: dict[str, dict[str, dict[str, str]]]  # region -> its download after the first build
    page: str  # the page of REGION then
    said: list[str]


@pytest.fixture(scope="module")
def story(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """One provincie: built from nothing; keys moved and a figure was revised, which was agreed to; built again."""
    with rehearsed(realdata, tmp_path_factory.mktemp("story") / "project", province="PV23") as desk:
        said = [desk.build("--only", f"{REGION},PV23,NL01")]
        first = {code: table(desk, code) for code in (REGION, "PV23", "NL01")}
        page = (html(desk) / f"{REGION.lower()}.html").read_text("utf-8")
        served = dict(figures_served(desk.world))
        desk.world.revised(MAIN, KEY, REGION, YEAR, 71.5)
        desk.world.moved(MAIN, +7, after=26)
        code, told = desk.fetch("--update", "--yes")
        assert code == 0, told
        said += [told, desk.build("--only", REGION)]
        yield Story(desk, served, first, page, said)


def html(desk: RehearsalDesk) -> Path:
    return desk.root / "_build" / EDITION / "html" / "regio"


def table(desk: RehearsalDesk, code: str) -> dict[str, dict[str, str]]:
    """The figures that a page offers for download, by indicator."""
    with (html(desk) / f"{code.lower()}.csv").open(encoding="utf-8-sig") as file:
        return {row["indicator"]: row for row in csv.DictReader(file, delimiter=";")}


def figures_served(world: Rehearsal) -> Iterator[tuple[tuple[str, str, int], float]]:
    """Every figure of 70072ned as it comes over HTTP."""
    url: str | None = f"{world.server.url}/ODataFeed/odata/{MAIN}/TypedDataSet"
    with requests.Session() as session:
        session.trust_env = False
        while url:
            document = session.get(url, timeout=60).json()
            for row in document["value"]:
                for key, value in row.items():
                    if key not in ("ID", "RegioS", "Perioden") and value is not None:
                        yield (row["RegioS"].strip(), key, int(row["Perioden"][:4])), value
            url = document.get("odata.nextLink")


def number(told: str) -> float:
    return float(told.replace(",", "."))


#: Indicators that are a measure of 70072ned as it is.
AS_SERVED = {
    "koopwoningen": KEY,
    "gemiddelde-woz-waarde": "GemiddeldeWOZWaardeVanWoningen_68",
    "gemiddeld-besteedbaar-inkomen": "ParticuliereHuishoudensExclStudenten_96",
    "afstand-tot-treinstation": "AfstandTotTreinstation_208",
    "bijstand": "BijstandGerelateerdTotAOWLeeftijd_130",
}


@pytest.mark.parametrize("region", [REGION, "PV23", "NL01"])
def test_pages_show_the_figures_that_were_served(region: str, story: Story) -> None:
    """Of a gemeente, and of a provincie and Nederland those of StatLine's own rows."""
    for indicator, key in AS_SERVED.items():
        shown = story.first[region][indicator]
        for year in range(2017, YEAR + 1):
            assert number(shown[str(year)]) == pytest.approx(story.served[region, key, year]), (indicator, year)


@pytest.mark.parametrize("region", [REGION, "PV23"])
def test_a_rate_is_the_count_by_the_inhabitants_of_its_year(region: str, story: Story) -> None:
    for year in (2017, 2021, YEAR):
        count = story.served[region, AS_SERVED["bijstand"], year]
        rate = count / story.served[region, "TotaleBevolking_1", year] * 1000
        assert number(story.first[region]["bijstand-per-inwoners"][str(year)]) == pytest.approx(rate, rel=1e-6)


def test_the_page_itself_says_so(story: Story) -> None:
    """66,8 % of the dwellings of Twenterand in 2024, as CBS had it."""
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*>Koopwoningen</a>(?:(?!</tr>).)*</tr>", story.page)
    assert row is not None and re.search(r">66,8\s%", row[0])


def test_the_first_build_says_what_it_asks_and_fetches_it(story: Story) -> None:
    assert "13 sources to be fetched over the network first" in story.said[0]
    assert "13 fetched" in story.said[0] and "notebooks built: 3" in story.said[0]


def test_a_key_that_moved_keeps_its_series_and_a_revised_figure_is_shown(story: Story) -> None:
    fetched, built = " ".join(story.said[1].split()), story.said[2]
    assert f"{KEY} -> {MOVED} (Koopwoningen, %)" in fetched
    assert f"changed {KEY} {REGION} {YEAR}JJ00 66.8 71.5" in fetched
    assert re.search(r"12 unchanged, 1 updated", fetched)
    assert story.desk.locked("kerncijfers")["moved"][KEY] == MOVED
    assert "fetched over the network first" not in built
    now, before = table(story.desk, REGION), story.first[REGION]
    assert number(now["koopwoningen"][str(YEAR)]) == 71.5
    for indicator in AS_SERVED.keys() - {"koopwoningen"}:
        assert now[indicator] == before[indicator]


def test_what_was_agreed_to_is_not_asked_again(story: Story) -> None:
    before = story.desk.contents()
    code, told = story.desk.fetch("--update")
    assert (code, "13 unchanged" in told, "->" in told, story.desk.contents() == before) == (0, True, False, True), told


# -- the tool --------------------------------------------------------------------------------------------------------


def rehearse(project_root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(project_root / "tools" / "rehearse.py"), "--port", "0", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})


def test_the_tool_runs_a_command_and_ends_with_its_exit_code(project_root: Path, realdata: Path) -> None:
    code = "import os, sys; print(os.environ['REGIOBOEK_CBS_URL'], os.environ['REGIOBOEK_PDOK_URL']); sys.exit(7)"
    told = rehearse(project_root, "--data", str(realdata), "--", sys.executable, "-c", code)
    assert told.returncode == 7
    assert re.fullmatch(r"http://127\.0\.0\.1:(\d+) http://127\.0\.0\.1:\1/cbs/gebiedsindelingen/ogc/v1\n", told.stdout)
    assert told.stderr == "0 requests, 0.0 MB\n"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--data", "nowhere"], "no captures in"),
        (["--gone", "Bestaat_1"], "not in table 70072ned of this world: 'Bestaat_1'"),
    ],
)
def test_a_mistake_is_told(options: list[str], told: str, project_root: Path, realdata: Path) -> None:
    done = rehearse(project_root, "--data", str(realdata), *options, "--", "true")
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr


@pytest.mark.usefixtures("interruptible")
def test_without_a_command_it_says_where_it_answers_and_what_is_captured(project_root: Path, realdata: Path) -> None:
    command = [sys.executable, str(project_root / "tools" / "rehearse.py"), "--port", "0", "--data", str(realdata)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tool:
        assert tool.stdout is not None
        lines = [tool.stdout.readline()]
        while not lines[-1].startswith("# Ctrl+C"):
            lines.append(tool.stdout.readline())
        tool.send_signal(signal.SIGINT)
        rest, _ = tool.communicate(timeout=60)
    assert lines[0].startswith("export REGIOBOEK_CBS_URL=http://127.0.0.1:")
    assert lines[1].startswith("export REGIOBOEK_PDOK_URL=http://127.0.0.1:")
    assert re.search(r"# in all \d+ captured and \d+ derived figures", lines[-2])
    assert (rest, tool.returncode) == ("0 requests, 0.0 MB\n", 0)
