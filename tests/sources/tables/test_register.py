"""Registers as they are published: workbooks, columns of other names, no COROP areas, codes without letters."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from worlds import own_files
from worlds.own_files import write_project
from worlds.small_bureau import (
    FIGURES,
    REGISTER,
    SOURCES,
    VALUES,
    Folder,
    bureau_files,
    declared,
    small_edition,
    spoiled,
)

from regioboek.cli.app import main
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.schemas import read_table
from regioboek.sources.snapshot.inputs import Inputs
from regioboek.tables.making import make_tables

Read = Callable[..., Inputs]
Refused = Callable[..., list[str]]

HEAD = ["Gemeentecode", "GemeentecodeGM", "Gemeentenaam", "Provinciecode", "ProvinciecodePV", "Provincienaam"]
ROWS = [
    [14, "GM0014", "Groningen (gemeente)", 20, "PV20", "Groningen (PV)"],
    [34, "GM0034", "Almere", 24, "PV24", "Flevoland"],
    [37, "GM0037", "Stadskanaal", 20, "PV20", "Groningen (provincie)"],
    [88, "GM0088", "Schiermonnikoog", 21, "PV21", "Fryslân"],
]
BY_LETTERS = {"gemeente": "GemeentecodeGM", "provincie": "ProvinciecodePV"}
NAMES = {"gemeente_name": "Gemeentenaam", "provincie_name": "Provincienaam"}
INSIDE = [["GM0014", "PV20"], ["GM0034", "PV24"], ["GM0037", "PV20"], ["GM0088", "PV21"]]


def workbook(*rows: list[Any], title: str = "Gemeenten_alfabetisch") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def without_corop(**told: Any) -> Edition:
    """An edition of gemeenten and provincies whose register is declared differently."""
    sources = declared(1, **told).params.sources
    return small_edition(sources, levels=("land", "provincie", "gemeente"))


def test_the_list_of_gemeenten_as_cbs_publishes_it_is_a_register(files: Folder, read: Read) -> None:
    edition = without_corop(files={"register": "g.xlsx"}, columns=BY_LETTERS | NAMES)
    inputs = read(files | {"g.xlsx": workbook(HEAD, *ROWS)}, edition)
    assert inputs.inside.to_numpy().tolist() == INSIDE
    assert inputs.regions["name"].tolist() == [
        "Nederland", "Groningen", "Fryslân", "Flevoland", "Groningen", "Almere", "Stadskanaal", "Schiermonnikoog",
    ]  # fmt: skip
    people = inputs.regions.set_index("code")["inhabitants"]
    assert people["PV20"] == people["GM0014"] + people["GM0037"] == 270246


@pytest.mark.parametrize("of", [int, lambda n: f"{n:04}", lambda n: f" {n}.0 "])
def test_codes_without_letters_are_those_of_their_column(of: Callable[[int], Any], files: Folder, read: Read) -> None:
    rows = [[of(row[0]), *row[1:3], of(row[3]) if of is int else str(row[3]), *row[4:]] for row in ROWS]
    columns = {"gemeente": "Gemeentecode", "provincie": "Provinciecode"} | NAMES
    edition = without_corop(files={"register": "g.xlsx"}, columns=columns)
    assert read(files | {"g.xlsx": workbook(HEAD, *rows)}, edition).inside.to_numpy().tolist() == INSIDE


def test_a_wide_table_with_two_header_rows_and_padded_codes(files: Folder, read: Read) -> None:
    heads = [
        ["Gebieden in Nederland 2023"],
        ["Regio", "Codes en namen", None, "COROP-gebieden", None, "Provincies", None],
        ["", "Code", "Naam", "Code", "Naam", "Code", "Naam"],
    ]
    of = {14: ("CR03", "Overig Groningen"), 34: ("CR40", "Flevoland"), 37: ("CR01", "Oost-Groningen")}
    rows = [
        [r[2], f"{r[1]}    ", f"{r[2]}  ", *of.get(r[0], ("CR04", "Noord-Friesland (CR)")), f"{r[4]}  ", f"{r[5]} "]
        for r in ROWS
    ]
    columns = {
        "gemeente": "Codes en namen Code",
        "gemeente_name": "Codes en namen Naam",
        "corop": "COROP-gebieden Code",
        "corop_name": "COROP-gebieden Naam",
        "provincie": "Provincies Code",
        "provincie_name": "Provincies Naam",
    }
    edition = declared(1, files={"register": "g.xlsx"}, columns=columns, header=(2, 3))
    inside = read(files | {"g.xlsx": workbook(*heads, *rows)}, edition).inside.to_numpy().tolist()
    assert [pair for pair in inside if pair[0] == "GM0037"] == [["GM0037", "CR01"], ["GM0037", "PV20"]]
    assert ["CR04", "PV21"] in inside


def test_what_an_edition_has_must_be_in_its_register(files: Folder, refused: Refused) -> None:
    short = files | {"indeling.csv": REGISTER.replace("cr_code", "x").replace("cr_naam", "y")}
    lines = refused(short, small_edition(SOURCES, levels=("land", "corop", "gemeente")))
    assert [line.partition(": found ")[2].partition(";")[0] for line in lines] == [
        "no column cr_code",
        "no column cr_naam",
    ]


def test_columns_that_are_declared_must_be_there_whatever_the_levels(files: Folder, refused: Refused) -> None:
    (line,) = refused(files, without_corop(columns={"corop": "corop_code"}))
    assert "no column corop_code" in line


def test_columns_that_are_not_needed_are_read_where_they_are(files: Folder, read: Read) -> None:
    assert ["GM0037", "CR01"] in read(files, without_corop()).inside.to_numpy().tolist()


def test_figures_of_levels_that_the_register_lacks_are_passed_over_and_counted(files: Folder, read: Read) -> None:
    more = "".join(f"{code};X;09_E_V_13;Werkloosheid;2022;5,0\n" for code in ("CR03", "CR01", "LD01"))
    text = REGISTER.replace("cr_code", "x").replace("cr_naam", "y")
    inputs = read(files | {"indeling.csv": text, FIGURES: VALUES + more}, without_corop())
    assert len(inputs.values) == len(read(files).values)
    (note,) = [str(note) for note in inputs.notes if "passed over" in str(note)]
    assert note.endswith(
        "found 3 rows of COROP-gebieden, landsdelen; expected levels that the register has: passed over"
    )


@pytest.mark.parametrize("name", ["Groningen", "GRONINGEN (PV)", "Groningen  (provincie)", "Gróningen"])
def test_one_region_may_be_written_in_several_ways(name: str, files: Folder, read: Read) -> None:
    files = spoiled(files, "indeling.csv", "Oost-Groningen;PV20;Groningen (PV)", f"Oost-Groningen;PV20;{name}")
    assert read(files).regions.set_index("code")["name"]["PV20"] == "Groningen"


def test_rows_that_are_no_region_and_words_for_codes_are_declared(files: Folder, read: Read) -> None:
    text = REGISTER.replace("GM0034", "Almere-stad") + "Bron: CBS;;;;;\n"
    edition = declared(1, names={"Almere-stad": "GM0034", "Bron: CBS": None})
    assert len(read(files | {"indeling.csv": text}, edition).regions) == len(read(files).regions)


@pytest.mark.parametrize(
    ("levels", "absent"),
    [(("land", "provincie", "gemeente"), ("cr",)), (("land", "gemeente"), ("cr", "pv")), (("gemeente",), ("pv",))],
)
def test_tables_are_made_of_the_levels_that_there_are(
    levels: tuple[str, ...],
    absent: tuple[str, ...],
    lay: Callable[[Folder], Project],
    project_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = REGISTER
    for level in absent:
        text = text.replace(f"{level}_code", f"{level}_x").replace(f"{level}_naam", f"{level}_y")
    project = lay(bureau_files() | {"indeling.csv": text})
    monkeypatch.setenv("REGIOBOEK_BUILD_DIR", str(project.root / "build"))
    shutil.copytree(project_root / "params", project.root / "params", dirs_exist_ok=True)
    edition = small_edition(levels=levels)
    make_tables(project, edition)
    regions = read_table("regions", project.build(edition.id).regions)
    assert set(regions["level"]) == {"land", *levels}


def test_a_sheet_of_text_is_refused(files: Folder, refused: Refused) -> None:
    assert refused(files, declared(1, sheet="Blad1")) == [
        "indeling/indeling.csv: found no sheet Blad1: this file (csv) has none; expected a workbook, or no sheet "
        "in the params"
    ]


def checked(root: Path, files: dict[str, str | bytes], told: dict[str, dict[str, Any]], **edition: Any) -> str:
    """What `regioboek check` says of a bureau's project that is right."""
    write_project(root, files, told, **edition)
    out = StringIO()
    with redirect_stdout(out), redirect_stderr(out), pytest.raises(SystemExit) as stop:
        main(["check", "eigen", "--verbose", "--project", str(root)])
    assert not stop.value.code, out.getvalue()
    return out.getvalue()


@pytest.mark.parametrize("kept", [("gm",), ("gm", "pv"), ("gm", "cr")])
def test_figures_that_corop_areas_share_need_no_corop_areas(kept: tuple[str, ...], tmp_path: Path) -> None:
    head, *rows = own_files.register().splitlines()
    places = [n for n, name in enumerate(head.split(";")) if name[:2] in kept]
    text = "".join(";".join(row.split(";")[n] for n in places) + "\n" for row in (head, *rows))
    assert "regions: 6 gemeente, 1 land" in checked(tmp_path, {"indeling.csv": text}, own_files.sources())


def test_names_that_belong_to_other_codes_are_warned_of(tmp_path: Path) -> None:
    text = own_files.register().replace("Emmen", "x").replace("Stadskanaal", "Emmen").replace("x", "Stadskanaal")
    said = checked(tmp_path, {"indeling.csv": text}, own_files.sources())
    assert (
        "warning: register: names: found GM0037 Emmen (which is GM0114), GM0114 Stadskanaal (which is GM0037)" in said
    )


def test_figures_of_levels_that_the_edition_has_not_are_counted_in_a_note(tmp_path: Path) -> None:
    text = own_files.figures() + "PV20;1;2\nPV24;3;4\nCR03;5;6\n"
    said = checked(tmp_path, {"eigen.csv": text}, own_files.sources())
    assert "found 6 figures of provincies, COROP-gebieden, which the register has and the edition has not" in said


def test_a_row_that_is_no_gemeente_says_what_to_declare(files: Folder, refused: Refused) -> None:
    text = REGISTER + "NL01;Nederland;CR03;Overig Groningen;PV20;Groningen\n"
    (line,) = refused(files | {"indeling.csv": text})
    assert line.endswith("or declare what it is (null: a row that is none): names: {'NL01': null}")
    assert line.count("names:") == 1
