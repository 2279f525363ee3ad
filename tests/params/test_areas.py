"""Areas of gemeenten: landsdelen, Regio Deals and own areas, as their files define them."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from worlds.places import ROOT

from regioboek.errors import ParamsError
from regioboek.params.areas import Membership, read_areas
from regioboek.params.regions import read_division

PARAMS = ROOT / "params"
HEAD = "code,naam,niveau,lid,deel,aandeel,van,tot,toelichting\n"
DAY = date(2023, 1, 1)


def areas_of(tmp_path, rows, on=DAY):
    folder = tmp_path / "params" / "regions"
    shutil.copytree(PARAMS / "regions", folder)
    for name in ("landsdelen.csv", "regiodeals.csv"):
        (folder / name).unlink()
    (folder / "areas.csv").write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    return read_areas(tmp_path / "params", read_division(PARAMS), on)


def refusal(tmp_path, *rows):
    with pytest.raises(ParamsError) as caught:
        areas_of(tmp_path, rows)
    return [str(p) for p in caught.value.problems]


def test_every_gemeente_lies_in_one_landsdeel():
    areas = [a for a in read_areas(PARAMS, read_division(PARAMS), DAY) if a.level == "landsdeel"]
    assert [a.code for a in areas] == ["LD01", "LD02", "LD03", "LD04"]
    members = [m.gemeente for a in areas for m in a.members]
    assert len(members) == len(set(members)) == 342


def test_a_regio_deal_with_a_part_of_a_gemeente_is_an_approximation():
    areas = {a.name: a for a in read_areas(PARAMS, read_division(PARAMS), DAY)}
    assert areas["Oost-Groningen"].approximate
    assert not areas["Parkstad Limburg"].approximate


def test_a_gemeente_can_be_in_several_areas(tmp_path):
    areas = areas_of(tmp_path, ["GB001,Een,gebied,GM0114,geheel,,,,", "GB002,Twee,gebied,GM0114,geheel,,,,"])
    assert [a.members[0].gemeente for a in areas] == ["GM0114", "GM0114"]


def test_a_provincie_stands_for_its_gemeenten(tmp_path):
    (area,) = areas_of(tmp_path, ["GB001,Een,gebied,PV24,geheel,,,,"])
    assert [m.gemeente for m in area.members] == ["GM0034", "GM0050", "GM0171", "GM0184", "GM0303", "GM0995"]


def test_a_known_share_is_kept(tmp_path):
    (area,) = areas_of(tmp_path, ["GB001,Een,gebied,GM1952,deels,0.35,,,het oosten"])
    assert area.members == (Membership("GM1952", 0.35, True, "het oosten"),)


@pytest.mark.parametrize(("on", "there"), [("2019-12-31", 0), ("2020-01-01", 1), ("2024-12-31", 1), ("2025-01-01", 0)])
def test_membership_holds_between_its_days(tmp_path, on, there):
    rows = ["GB001,Een,gebied,GM0114,geheel,,2020-01-01,2024-12-31,"]
    assert len(areas_of(tmp_path, rows, date.fromisoformat(on))) == there


def test_a_member_may_return_under_other_terms_later(tmp_path):
    rows = ["GB001,Een,gebied,GM0114,geheel,,,2022-12-31,", "GB001,Een,gebied,GM0114,deels,0.5,2023-01-01,,"]
    (area,) = areas_of(tmp_path, rows)
    assert area.members[0].share == 0.5


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "GB1,Een,gebied,GM0114,geheel,,,,",
            "line 2, code: found 'GB1'; expected the code of a gebied: GB and 3 digits",
        ),
        ("GB001,Een,wijk,GM0114,geheel,,,,", "line 2, niveau: found 'wijk'; expected landsdeel or regiodeal or gebied"),
        ("GB001,,gebied,GM0114,geheel,,,,", "line 2, naam: found nothing"),
        ("GB001,Een,gebied,GM114,geheel,,,,", "line 2, lid: found 'GM114'"),
        ("GB001,Een,gebied,GM0114,half,,,,", "line 2, deel: found 'half'; expected geheel or deels"),
        ("GB001,Een,gebied,GM0114,deels,1.2,,,", "line 2, aandeel: found '1.2'"),
        ("GB001,Een,gebied,GM0114,geheel,0.4,,,", "line 2, aandeel: found '0.4'; expected nothing"),
        ("GB001,Een,gebied,PV24,deels,,,,", "line 2, deel: found deels with PV24"),
        ("GB001,Een,gebied,GM0114,geheel,,1 mei,,", "line 2, van: found '1 mei'"),
        ("GB001,Een,gebied,GM0114,geheel,,2024-01-01,2023-01-01,", "line 2, tot: found 2023-01-01"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(tmp_path, row, told):
    assert any(told in problem for problem in refusal(tmp_path, row))


@pytest.mark.parametrize(
    ("lid", "meant"),
    [
        ("Bergen", "GM0373 (Bergen (NH.)) or GM0893 (Bergen (L.))"),
        ("emmen", "GM0114 (Emmen)"),
        ("14", "GM0014 (Groningen)"),
        ("GM0003", "Appingedam is GM1979 (Eemsdelta) since 2021-01-01"),
        ("Appingedam", "Appingedam is GM1979 (Eemsdelta) since 2021-01-01"),
        ("GM114", "GM0114 (Emmen)"),
        ("GM0041", "(did you mean GM0014 (Groningen)?)"),
    ],
)
def test_a_member_that_is_no_code_is_told_with_what_was_probably_meant(tmp_path, lid, meant):
    (told,) = refusal(tmp_path, f"GB001,Een,gebied,{lid},geheel,,,,")
    assert told.startswith(f"params/regions/areas.csv: line 2, lid: found {lid!r}")
    assert told.endswith(meant)


def test_a_decimal_comma_that_makes_a_field_too_many_is_told_with_the_columns(tmp_path):
    (told,) = refusal(tmp_path, "GB001,Een,gebied,GM0114,deels,0,35,,,")
    assert "params/regions/areas.csv: line 2: found 10 fields" in told
    assert "a number has a point" in told


def test_the_mark_that_excel_puts_before_a_csv_is_no_part_of_the_first_column(tmp_path):
    shutil.copytree(PARAMS / "regions", tmp_path / "regions")
    file = tmp_path / "regions" / "areas-demo.csv"
    file.write_text(file.read_text("utf-8"), "utf-8-sig")
    ours, theirs = (read_areas(folder, read_division(PARAMS), DAY, "demo") for folder in (tmp_path, PARAMS))
    assert ours == theirs and "GB001" in {area.code for area in ours}


def test_the_example_area_belongs_to_the_demo_alone():
    assert not [a for a in read_areas(PARAMS, read_division(PARAMS), DAY, "2023") if a.level == "gebied"]


def test_the_same_member_twice_is_refused(tmp_path):
    rows = ["GB001,Een,gebied,PV22,geheel,,,,", "GB001,Een,gebied,GM0114,geheel,,,,"]
    assert any("line 3, lid: found GM0114 again" in problem for problem in refusal(tmp_path, *rows))


def test_one_name_per_code_and_one_code_per_name(tmp_path):
    rows = [
        "GB001,Een,gebied,GM0114,geheel,,,,",
        "GB001,Twee,gebied,GM0109,geheel,,,,",
        "GB002,Een,gebied,GM0109,geheel,,,,",
    ]
    told = refusal(tmp_path, *rows)
    assert any("line 3, naam: found Twee (gebied); expected Een (gebied)" in problem for problem in told)
    assert any("line 4, naam: found Een again; expected another name: GB001" in problem for problem in told)
