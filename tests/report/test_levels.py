"""Levels are entries of one table: what is in it, what an entry more does, and the wijken and buurten of the demo."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import pairwise

import pandas as pd
import pytest

from regioboek.layout import Project
from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL, around, below, level_of, listed_levels
from regioboek.params.loading import load_edition
from regioboek.report.data.page_data import PageData
from regioboek.report.pages.page_kinds.region_pages import KIND as REGIONS
from regioboek.report.pages.ranking_table import ranking_table
from regioboek.sources.files.layouts import PresetFile
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.register import read_register

# -- the table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_a_code_is_of_one_level(level):
    entry = LEVELS[level]
    for digits in ("0" * entry.digits, "19"[: entry.digits].rjust(entry.digits, "4")):
        code = entry.code or entry.prefix + digits
        assert [name for name, other in LEVELS.items() if other.pattern.fullmatch(code)] == [level]
        assert level_of(code) == level
        assert level_of(code + "0") != level and level_of(code[:-1]) != level


def test_every_level_lies_in_one_that_is_larger_or_is_told_by_its_members():
    order = list(LEVELS)
    for level, entry in LEVELS.items():
        assert (level == COUNTRY) + entry.listed + bool(entry.parent) == 1
        assert all(order.index(above) < order.index(level) for above in around(level))
        assert entry.compared in ("", *around(level))
    assert around("buurt") == ("wijk", BASE, "corop", "provincie")
    assert below(BASE) == ("wijk", "buurt")


def test_larger_areas_are_made_from_gemeenten_and_smaller_ones_from_nothing():
    for level, entry in LEVELS.items():
        larger = level in (COUNTRY, *around(BASE), *listed_levels())
        assert entry.base == (BASE if larger else "")
    assert {level for level, entry in LEVELS.items() if not entry.placed} == {COUNTRY, "regiodeal", "gebied"}


# -- an entry more ------------------------------------------------------------------------------------------------

SCRIPT = """
import json, sys
from pathlib import Path
from regioboek.params import levels
entry = levels.LevelEntry(
    "veiligheidsregio", ("veiligheidsregio", "veiligheidsregio's"), "VR", 2, base=levels.BASE, listed=True
)
known = dict(levels.LEVELS)
levels.LEVELS.clear()
for name, level in known.items():
    levels.LEVELS[name] = level
    if name == "provincie":
        levels.LEVELS[entry.name] = entry

from regioboek.layout import Project
from regioboek.params.loading import load_edition
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.report.data.edition_data import EditionData
from regioboek.report.data.page_data import PageData
from regioboek.report.pages.page_kinds.region_pages import KIND
from regioboek.tables.making import make_tables

project = Project(Path(sys.argv[1]))
edition = load_edition(project.params, "demo")
make_tables(project, edition)
build = project.build("demo")
data = EditionData.open(build.root)
page = KIND.page(PageData.of(data, "regio/vr01", KIND.seen(data, "VR01")), "VR01")
print(json.dumps({
    "names": [r.name for r in data.of_level("veiligheidsregio")],
    "value": data.finding("VR01", "werkloosheid")["latest_value"],
    "of_provincie": data.finding("PV22", "werkloosheid")["latest_value"],
    "ranked": [data.finding(f"VR0{n}", "werkloosheid")["rank"] for n in (1, 2, 3, 4)],
    "page": page.at_a_glance().text,
    "around": page.surroundings().text,
    "list": KIND.index(Pages.read(edition, build)),
    "words": KIND.words(data, "VR01")["ondertitel"],
}))
"""


@pytest.mark.slow
def test_a_level_more_is_an_entry_more(project_root, tmp_path):
    """Four areas of whole provincies at a level that no module knows: figures, places, page and lists."""
    shutil.copytree(project_root / "params", tmp_path / "params")
    areas = tmp_path / "params" / "regions" / "areas-demo.csv"
    rows = [
        f"VR0{n},Veiligheidsregio {n},veiligheidsregio,PV{code},geheel,,,,"
        for n, code in enumerate((22, 21, 20, 23), 1)
    ]
    areas.write_text(areas.read_text("utf-8").rstrip() + "\n" + "\n".join(rows) + "\n", "utf-8")
    demo = tmp_path / "params" / "editions" / "demo.yml"
    told = demo.read_text("utf-8").replace("indicators: all", "indicators: [werkloosheid, overgewicht]")
    demo.write_text(
        told.replace("provincie, corop, regiodeal", "provincie, veiligheidsregio, corop, regiodeal"), "utf-8"
    )
    run = subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    made = json.loads(run.stdout)
    assert made["names"] == [f"Veiligheidsregio {n}" for n in (1, 2, 3, 4)]
    assert made["value"] == pytest.approx(made["of_provincie"])
    assert sorted(made["ranked"]) == [1, 2, 2, 4]  # two show the same figure
    assert "van de veiligheidsregio's" in made["page"]
    assert "Aa en Hunze" in made["around"]
    assert "4\u00a0veiligheidsregio's" in made["list"] and "<dt>Veiligheidsregio&#x27;s</dt>" in made["list"]
    assert made["words"].startswith("veiligheidsregio · ")


# -- wijken and buurten -------------------------------------------------------------------------------------------


def test_the_demo_has_wijken_and_buurten_of_one_gemeente(demo_data):
    wijken, buurten = demo_data.of_level("wijk"), demo_data.of_level("buurt")
    assert (len(wijken), len(buurten)) == (4, 12)
    assert all(r.name.endswith("(voorbeeld)") and r.parent(BASE) == "GM0114" for r in (*wijken, *buurten))
    assert {r.parent("wijk") for r in buurten} == {r.code for r in wijken}
    assert sum(r.inhabitants for r in buurten) == sum(r.inhabitants for r in wijken)
    assert sum(r.inhabitants for r in wijken) == demo_data.region("GM0114").inhabitants


def test_a_buurt_has_a_page_in_its_place(demo_data):
    code = "BU01149101"
    crumbs = [text for text, _ in REGIONS.crumbs(demo_data, code)]
    assert crumbs[1:] == ["Nederland", "Drenthe", "Zuidoost-Drenthe", "Emmen", "Wijk 1 (voorbeeld)"]
    page = REGIONS.page(PageData.of(demo_data, "regio/bu01149101", REGIONS.seen(demo_data, code)), code)
    around_it = page.surroundings().text
    assert "Aangrenzende buurten: Buurt 1.2 (voorbeeld) en Buurt 4.3 (voorbeeld)" in around_it
    assert "ligt in: Wijk 1 (voorbeeld), gemeente Emmen, COROP-gebied Zuidoost-Drenthe" in around_it
    assert [r.code for r in page.charts.compared_regions()] == [code, "GM0114", NATIONAL]


def test_a_gemeente_lists_its_wijken_and_a_wijk_its_buurten(demo_data):
    def shown(code):
        return REGIONS.page(PageData.of(demo_data, f"regio/{code.lower()}", REGIONS.seen(demo_data, code)), code)

    assert "Wijken: Wijk 1 (voorbeeld), " in shown("GM0114").surroundings().text
    assert "Buurten" not in shown("GM0114").surroundings().text
    assert "Buurten: Buurt 2.1 (voorbeeld), " in shown("WK011492").surroundings().text
    assert "Wijken" not in shown("GM0109").surroundings().text


def test_wijken_are_placed_among_wijken_beside_their_gemeente(demo_data):
    indicator = demo_data.edition.indicator("werkloosheid")
    assert sorted(demo_data.finding(r.code, "werkloosheid")["rank"] for r in demo_data.of_level("wijk")) == [1, 2, 3, 4]
    table = ranking_table(demo_data, indicator, "wijk")
    assert ">Gemeente</th>" in table and table.count(">Emmen<") == 4


def test_nothing_larger_is_made_of_buurten(demo_data):
    assert not {code for code, _ in demo_data.aggregated if level_of(code) in (BASE, *below(BASE))}
    drenthe = demo_data.aggregated["PV22", "werkloosheid"]
    assert {row["members"] for row in drenthe} == {len(demo_data.members("PV22", BASE))}


REGISTER = "wk_code;wk_naam;gm_code\nWK001400;Wijk 0;GM0014\nWK999900;Wijk 1;GM9999\nWK00141;Wijk 2;GM0014\n"


def test_a_wijk_in_an_unknown_gemeente_is_refused_with_its_line(tmp_path):
    path = tmp_path / "wijken.csv"
    path.write_text(REGISTER, "utf-8")
    found = ProblemList("wijken/wijken.csv")
    read_register(path, PresetFile(), found, "wijk", {"GM0014"})
    said = "\n".join(map(str, found.refused))
    assert (
        "wijken/wijken.csv: line 3, column gm_code: found WK999900 in GM9999; "
        "expected the code of a gemeente of the register" in said
    )
    assert "line 4, column wk_code: found WK00141; expected a code of a wijk: WK and 6 digits" in said


def test_a_register_of_wijken_gives_them_and_what_they_lie_in(tmp_path):
    path = tmp_path / "wijken.csv"
    path.write_text("\n".join(REGISTER.splitlines()[:2]) + "\n", "utf-8")
    found = ProblemList("wijken/wijken.csv")
    regions, inside = read_register(path, PresetFile(), found, "wijk", {"GM0014"})
    assert not found.refused
    pd.testing.assert_frame_equal(
        regions, pd.DataFrame({"code": ["WK001400"], "name": ["Wijk 0"], "level": ["wijk"]}).astype("str")
    )
    assert inside.to_numpy().tolist() == [["WK001400", "GM0014"]]


def test_a_level_inside_gemeenten_needs_the_levels_between(project_root, tmp_path):
    shutil.copytree(project_root / "params", tmp_path / "params")
    demo = tmp_path / "params" / "editions" / "demo.yml"
    demo.write_text(demo.read_text("utf-8").replace("gemeente, wijk, buurt]", "gemeente, buurt]"), "utf-8")
    with pytest.raises(Exception, match="buurt without wijk"):
        load_edition(Project(tmp_path).params, "demo")


def test_the_chain_of_parents_is_written_out_whole(demo_data):
    for region in demo_data.regions.values():
        levels = [level_of(code) for code in region.inside]
        assert levels == list(around(region.level))
        for child, parent in pairwise(region.inside):
            assert demo_data.region(child).inside[0] == parent
