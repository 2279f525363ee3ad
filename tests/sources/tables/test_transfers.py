"""The official transfers: told twice, once, misdated, abroad; what contradicts is refused, all of it in one report."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from worlds.factories import source
from worlds.small_bureau import SOURCES, VALUES, small_edition, spoiled

from regioboek.params.regions import OldName, read_old_names
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.transfers import read_transfers, with_renamings

HEAD = "statcode,naam,wijziging,datum,richting,tegen_code,tegen_naam,hectare,woningen,inwoners\n"
#: Eemsdelta from three; Appingedam had a border change before.
GOOD = """\
GM1979,Eemsdelta,Ontstaan,2021-01-01,ontvangen van,GM0003,Appingedam,2378.0,6023.0,11496.0
GM1979,Eemsdelta,Ontstaan,2021-01-01,ontvangen van,GM0010,Delfzijl,13307.0,12278.0,24596.0
GM0003,Appingedam,Opgeheven,2021-01-01,overgegaan naar,GM1979,Eemsdelta,2378.0,6023.0,11496.0
GM0010,Delfzijl,Opgeheven,2021-01-01,overgegaan naar,GM1979,Eemsdelta,13307.0,12278.0,24596.0
GM0003,Appingedam,Grenswijziging,1990-01-01,ontvangen van,GM0010,Delfzijl,6.0,0.0,0.0
GM0010,Delfzijl,Grenswijziging,1990-01-01,overgegaan naar,GM0003,Appingedam,6.0,0.0,0.0
"""
LIKE = {"separator": ",", "decimal": "."}


def read(tmp_path: Path, text: str) -> tuple[pd.DataFrame | None, ProblemList]:
    (tmp_path / "t.csv").write_text(HEAD + text, "utf-8")
    problems = ProblemList("t.csv")
    return read_transfers(tmp_path / "t.csv", source("t", "transfers", {}, **LIKE), problems), problems


def refused(tmp_path: Path, text: str) -> list[str]:
    _, problems = read(tmp_path, text)
    return [str(p) for p in problems.refused]


def noted(tmp_path: Path, text: str) -> list[str]:
    _, problems = read(tmp_path, text)
    assert problems.refused == []
    return [str(p) for p in problems.notes]


def test_a_transfer_told_by_both_sides_is_one_row(tmp_path: Path):
    table, problems = read(tmp_path, GOOD)
    assert table is not None and problems.refused == problems.notes == []
    last = table[table["date"] == "2021-01-01"]
    assert last[["from_code", "to_code", "inwoners"]].to_numpy().tolist() == [
        ["GM0003", "GM1979", 11496.0],
        ["GM0010", "GM1979", 24596.0],
    ]
    assert last["ends"].all() and last["begins"].all()
    assert not table[table["date"] == "1990-01-01"][["ends", "begins"]].to_numpy().any()


def test_two_sides_that_tell_different_numbers_are_refused(tmp_path: Path):
    text = GOOD.replace("GM1979,Eemsdelta,2378.0,6023.0,11496.0", "GM1979,Eemsdelta,2378.0,6023.0,11497.0")
    assert refused(tmp_path, text) == [
        "t.csv: line 4: found GM0003 to GM1979 on 2021-01-01 with 11496 and 11497 inwoners; "
        "expected the same number twice"
    ]


def test_a_row_twice_is_refused(tmp_path: Path):
    (line,) = refused(tmp_path, GOOD + GOOD.splitlines(keepends=True)[0])
    assert "GM0003 to GM1979 on 2021-01-01 again" in line


def test_who_has_ended_takes_no_part_any_more(tmp_path: Path):
    later = "GM0014,Groningen,Grenswijziging,2022-01-01,ontvangen van,GM0003,Appingedam,1.0,0.0,0.0\n"
    assert refused(tmp_path, GOOD + later) == [
        "t.csv: line 8: found GM0003 to GM0014 on 2022-01-01, where GM0003 ended on 2021-01-01; "
        "expected nothing after its end"
    ]


def test_a_beginning_under_the_date_of_a_later_border_change_is_left_out(tmp_path: Path):
    # so in the file: Lansingerland began in 2007, and a border change of 2020 stands above it
    text = """\
GM0492,Bergschenhoek,Opgeheven,2007-01-01,overgegaan naar,GM1621,Lansingerland,1477.0,6011.0,16694.0
GM1621,Lansingerland,Grenswijziging,2020-01-01,ontvangen van,GM0492,Bergschenhoek,1477.0,6011.0,16694.0
"""
    table, problems = read(tmp_path, text)
    assert table is not None and problems.refused == []
    assert table["date"].tolist() == ["2007-01-01"]
    (note, _) = map(str, problems.notes)
    assert "told by one side: GM0492 to GM1621 on 2020-01-01; expected the date of the side that ended" in note


def test_a_transfer_told_once_is_taken_with_a_note(tmp_path: Path):
    (line,) = noted(tmp_path, "".join(GOOD.splitlines(keepends=True)[1:]))
    assert line == (
        "t.csv: line 3: found transfers told with one gemeente: GM0003 to GM1979 on 2021-01-01; "
        "expected it told with both: taken as told"
    )


def test_abroad_is_no_gemeente(tmp_path: Path):
    abroad = "GM0010,Delfzijl,Grenswijziging,2018-01-01,ontvangen van,GM0998,Buitenland,16.0,0.0,0.0\n"
    table, problems = read(tmp_path, GOOD + abroad)
    assert table is not None and len(table) == 3
    assert "left out" in str(problems.notes[0])


def test_an_empty_number_is_unknown_and_not_nothing(tmp_path: Path):
    table, _ = read(tmp_path, GOOD.replace("6.0,0.0,0.0", "6.0,,"))
    assert table is not None
    assert np.isnan(table.loc[0, "inwoners"]) and table.loc[0, "hectare"] == 6


def test_everything_wrong_is_told_in_one_report(tmp_path: Path):
    text = GOOD + (
        "GM00033,Appingedam,Verdampt,1 januari,kwijt,GM1979,Eemsdelta,x,-1.0,0.0\n"
        "GM0024,Loppersum,Opgeheven,2021-02-30,overgegaan naar,,,1.0,1.0,1.0\n"
    )
    told = "\n".join(refused(tmp_path, text))
    for word in ("GM00033", "Verdampt", "1 januari", "kwijt", "'x'", "-1.0", "2021-02-30", "an empty cell"):
        assert word in told


def test_a_new_code_is_added_as_a_whole_transfer_without_numbers(tmp_path: Path):
    table, _ = read(tmp_path, GOOD)
    assert table is not None
    names = (OldName("hernoemd", "GM1921", "De Friese Meren", "GM1940", "2015-07-01"),)
    added = with_renamings(table, names)
    row = added[added["from_code"] == "GM1921"].iloc[0]
    assert (row["to_code"], row["date"], bool(row["ends"]), bool(row["begins"])) == ("GM1940", "2015-07-01", True, True)
    assert np.isnan(row["inwoners"])
    assert len(with_renamings(added, names)) == len(added)


def with_transfers():
    return small_edition((*SOURCES, source("overgangen", "transfers", {"transfers": "overgangen.csv"}, **LIKE)))


#: Haren went over to Groningen; both have figures of before.
HAREN = """\
GM0014,Groningen,Gemeentelijke herindeling,2022-01-01,ontvangen van,GM0014,Groningen,1.0,1.0,200000.0
GM0014,Groningen,Gemeentelijke herindeling,2022-01-01,ontvangen van,GM0017,Haren,1.0,1.0,20000.0
GM0017,Haren,Opgeheven,2022-01-01,overgegaan naar,GM0014,Groningen,1.0,1.0,20000.0
"""


def test_a_source_may_have_former_gemeenten_when_the_transfers_know_them(files, read):
    old = "GM0017;Haren;09_E_V_13;Werkloosheid;2021;2,5\n"
    files = spoiled(files, "monitor/indicatoren.csv", VALUES, VALUES + old) | {"overgangen.csv": HEAD + HAREN}
    inputs = read(files, with_transfers())
    assert inputs.former[["region", "year", "value"]].to_numpy().tolist() == [["GM0017", 2021, 2.5]]
    assert "GM0017" not in set(inputs.values["region"])


def test_a_former_gemeente_the_transfers_do_not_know_is_refused(files, refused):
    old = "GM0009;Ten Boer;09_E_V_13;Werkloosheid;2021;2,5\n"
    files = spoiled(files, "monitor/indicatoren.csv", VALUES, VALUES + old) | {"overgangen.csv": HEAD + HAREN}
    (line,) = refused(files, with_transfers())
    assert "found GM0009; expected a code of the register" in line


@pytest.mark.realdata
def test_the_real_file_is_read_whole(realdata: Path, project_root: Path):
    problems = ProblemList("wijzigingen.csv")
    path = realdata / "statline" / "gemeente_wijzigingen_uit_03759ned_RegioS.csv"
    table = read_transfers(path, source("t", "transfers", {}, **LIKE), problems)
    assert table is not None and problems.refused == []
    assert len(table) == 1481  # 2 828 rows, most told by both sides
    assert not (table["date"].eq("2020-01-01") & table["from_code"].eq("GM0492")).any()
    renamed = with_renamings(table, read_old_names(project_root / "params"))
    assert set(renamed["from_code"]) - set(table["from_code"]) <= {"GM1921", "GM0241"}
    since = table[table["date"] >= "2007-01-02"]
    assert since[["inwoners", "woningen", "hectare"]].notna().all(axis=None)
