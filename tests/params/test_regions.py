"""The shipped division, former names and tiles: complete, and refused with every problem when they are not."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from regioboek.errors import ParamsError
from regioboek.params.levels import level_of
from regioboek.params.regions import read_division, read_old_names, read_tiles


@pytest.fixture
def params(project_root: Path, tmp_path: Path) -> Path:
    """A copy of params/regions that a test may spoil."""
    shutil.copytree(project_root / "params" / "regions", tmp_path / "regions")
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_division_has_one_land_12_provincies_40_corop_areas_and_342_gemeenten(project_root):
    division = read_division(project_root / "params")
    assert Counter(region.level for region in division) == {"land": 1, "provincie": 12, "corop": 40, "gemeente": 342}
    assert all(level_of(region.code) == region.level for region in division)


@pytest.mark.realdata
def test_the_division_is_that_of_the_official_register(project_root, realdata):
    rows = (realdata / "regions" / "cbs2023_gebiedsindelingen_register.csv").read_text(encoding="utf-8").splitlines()
    official = {(r["gm_code"], r["gm_naam"], r["cr_code"], r["pv_code"]) for r in csv.DictReader(rows)}
    own = {
        (r.code, r.name, r.parent("corop"), r.parent("provincie"))
        for r in read_division(project_root / "params")
        if r.parent("corop")
    }
    assert own == official


def test_names_have_no_suffix_in_brackets_where_the_register_has_none(project_root):
    names = {region.code: region.name for region in read_division(project_root / "params")}
    assert (names["PV21"], names["PV20"], names["GM0014"]) == ("Fryslân", "Groningen", "Groningen")


@pytest.mark.parametrize(
    ("old_name", "codes"),
    [
        ("Den Haag", ["GM0518"]),
        ("Den Bosch", ["GM0796"]),
        ("Friesland", ["PV21"]),
        ("Weesp", ["GM0363"]),
        ("Millingen aan de Rijn", ["GM1945"]),
        ("Haaren", ["GM0824", "GM0865", "GM0757", "GM0855"]),
    ],
)
def test_a_former_or_other_name_leads_to_the_regions_of_today(project_root, old_name, codes):
    assert [n.code for n in read_old_names(project_root / "params") if n.old_name == old_name] == codes


def test_no_old_code_is_a_gemeente_of_today(project_root):
    today = {region.code for region in read_division(project_root / "params")}
    assert not today & {n.old_code for n in read_old_names(project_root / "params")}


def test_no_gemeente_changed_between_2023_and_2025(project_root):
    assert read_division(project_root / "params", 2025) == read_division(project_root / "params", 2023)


@pytest.mark.realdata
def test_the_gemeenten_of_2025_are_those_that_have_inhabitants_then(project_root, realdata):
    with (realdata / "statline" / "bevolking_regio_2019_2026.csv").open(encoding="utf-8") as file:
        people = {r["regio"] for r in csv.DictReader(file) if r["jaar"] == "2025" and float(r["waarde"] or 0) > 0}
    division = read_division(project_root / "params", 2025)
    assert {r.code for r in division if r.level == "gemeente"} == {c for c in people if c.startswith("GM")}


@pytest.mark.realdata
def test_every_abolished_gemeente_since_2015_is_among_the_former_names(project_root, realdata):
    with (realdata / "statline" / "gemeente_wijzigingen_uit_03759ned_RegioS.csv").open(encoding="utf-8") as file:
        changes = list(csv.DictReader(file))
    abolished = {r["statcode"] for r in changes if r["wijziging"] == "Opgeheven" and r["datum"] >= "2015-01-01"}
    assert abolished <= {n.old_code for n in read_old_names(project_root / "params")}


def test_a_gemeente_in_another_provincie_than_its_corop_area_is_refused_with_its_line(params):
    replace(params / "regions" / "gemeenten-2023.csv", "GM0034,Almere,CR40,PV24", "GM0034,Almere,CR40,PV20")
    with pytest.raises(ParamsError, match=r"gemeenten-2023.csv: line 3, GM0034: found provincie PV20; expected PV24"):
        read_division(params)


def test_all_problems_of_the_division_are_in_one_report(params):
    replace(params / "regions" / "gemeenten-2023.csv", "GM0034,Almere,CR40", "GM34,Almere,CR40")
    replace(params / "regions" / "gemeenten-2023.csv", "GM0050,Zeewolde,CR40", "GM0050,Zeewolde,CR99")
    with pytest.raises(ParamsError) as report:
        read_division(params)
    assert len(report.value.problems) == 2
    assert "'GM34'" in str(report.value) and "'CR99'" in str(report.value)


def test_a_former_name_with_an_unknown_kind_and_code_gives_two_problems(params):
    with (params / "regions" / "oude-namen.csv").open("a", encoding="utf-8") as file:
        file.write("verhuisd,GM9998,Nergenshuizen,GM9999,2020-01-01\n")
    with pytest.raises(ParamsError) as report:
        read_old_names(params)
    assert [p.found for p in report.value.problems] == ["'verhuisd'", "'GM9999'"]


def test_two_gemeenten_on_one_tile_and_one_without_are_refused(params):
    path = params / "regions" / "tegels.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = "GM0034," + lines[1].partition(",")[2]
    del lines[3]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ParamsError) as report:
        read_tiles(params)
    assert [p.expected for p in report.value.problems] == ["a free tile", "one tile"]


@pytest.mark.parametrize(
    ("head", "found"), [("code;q;r", "code;q;r"), ("", "nothing")], ids=["another separator", "an empty file"]
)
def test_a_table_with_another_header_is_refused_with_what_it_has(params, head, found):
    path = params / "regions" / "tegels.csv"
    path.write_text("" if not head else head + "\n" + "GM0014;1;1\n", encoding="utf-8")
    with pytest.raises(ParamsError, match=rf"tegels.csv: line 1: found {found}; expected code,q,r"):
        read_tiles(params)


def test_a_division_that_is_not_shipped_says_what_the_file_must_be(params):
    with pytest.raises(ParamsError, match=r"gemeenten-2024\.csv: found no such file; expected the columns code,naam,"):
        read_division(params, 2024)
