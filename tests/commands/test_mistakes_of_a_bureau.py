"""What people who make a book of their own do wrong, and what they are told: where, what was found, what to do.

Every row is a project of six gemeenten with one thing wrong in it, put through the command as a bureau does.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest
from nbformat.v4 import new_code_cell
from worlds.own_files import (
    EDITION,
    GDP,
    TABLE,
    UNEMPLOYMENT,
    Files,
    boundaries,
    figures,
    register,
    sources,
    write_project,
)
from worlds.places import ROOT

from regioboek.cli.app import main

Change = Callable[[Path], None]


def table(**more: Any) -> dict[str, Any]:
    """The declaration of the bureau's own table, otherwise than usual."""
    return TABLE | more


def workbook(rows: list[list[Any]], *, sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for n in range(sheets):
        sheet = book.active if n == 0 else book.create_sheet(f"Blad{n + 1}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def nameless() -> str:
    """Boundaries that have another column with the code than expected."""
    return boundaries().replace('"statcode"', '"gemeentecode"')


def respondents() -> str:
    """A row per respondent."""
    rows = [f"{n};GM0014;{n % 10 + 1}" for n in range(200)] + [f"{n};GM0037;{n % 9 + 1}" for n in range(200, 380)]
    return "\n".join(["nummer;code;2022", *rows]) + "\n"


def warning_template(root: Path) -> None:
    """The template of regions, with a cell that warns."""
    template = nbformat.read(ROOT / "notebooks" / "regio.ipynb", as_version=4)
    template.cells.append(new_code_cell("import warnings\n\nwarnings.warn('verouderd')"))
    (root / "notebooks").mkdir()
    nbformat.write(template, root / "notebooks" / "regio.ipynb")


def frozen(root: Path, name: str) -> list[Path]:
    """Where a file lies in the snapshot."""
    return list((root / "data" / "snapshots" / EDITION).rglob(name))


def edit(root: Path, old: str, new: str) -> None:
    """Change the params of the edition."""
    file = root / "params" / "editions" / f"{EDITION}.yml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong, and what the command says of it."""

    name: str
    says: tuple[str, ...]  # all of them, in the message
    files: Files = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)  # keys of the source of the bureau's own table
    told: Callable[[dict[str, dict[str, Any]]], None] = lambda _: None  # what else is told of the sources
    edition: dict[str, Any] = field(default_factory=dict)
    change: Change = lambda _: None  # on disk
    before: tuple[str, ...] = ()  # a command that goes well, after which it is changed
    command: tuple[str, ...] = ("check", EDITION)
    code: int = 1


def _write_toc(root: Path, text: str) -> None:
    (root / "_toc.yml").write_text(text, "utf-8")


NAMES = ("Groningen", "Stadskanaal", "Almere", "Zeewolde", "Emmen", "Hoogeveen")
TOC = "format: jb-book\nroot: index\nchapters:\n- file: hoofdstukken/weg\n"
LONG = {"region": "code", "year": "jaar", "columns": {"waarde": GDP}}

MISTAKES = [
    Mistake(
        "names where codes are expected",
        ("eigen/eigen.csv", "line 2", "column code", "'Groningen'", "region_by: name"),
        {"eigen.csv": "code;2021;2022\nGroningen;1;2\nAlmere;1;2\nEmmen;1;2\n"},
    ),
    Mistake(
        "a total below the gemeenten",
        ("eigen/eigen.csv: line 8", "column code", "'Totaal'", "skip"),
        {"eigen.csv": figures() + "Totaal;1;2\n"},
    ),
    Mistake(
        "a percentage with its sign",
        ("eigen/eigen.csv: line 2", "column 2021", "4,5%", "percent_sign: true"),
        {"eigen.csv": figures(value="4,5%")},
        {"table": table(columns={"{year}": UNEMPLOYMENT})},
        edition={"indicators": [UNEMPLOYMENT]},
    ),
    Mistake(
        "a mark behind a figure",
        ("eigen/eigen.csv: line 2", "column 2021", "30,1*", "marks: {'*'"),
        {"eigen.csv": figures(value="30,1*")},
    ),
    Mistake(
        "a code of five digits",
        ("eigen/eigen.csv: line 8", "column code", "GM00141", "GM and 4 digits"),
        {"eigen.csv": figures() + "GM00141;1;2\n"},
    ),
    Mistake(
        "a code with two signs swapped",
        ("eigen/eigen.csv: line 6", "column code", "GM1141", "code"),
        {"eigen.csv": figures().replace("GM0114", "GM1141")},
    ),
    Mistake(
        "dates in the column with the year",
        ("eigen/eigen.csv: line 2", "column jaar", "31-12-2022", "a year of four digits"),
        {"eigen.csv": "code;jaar;waarde\nGM0014;31-12-2022;5\nGM0034;31-12-2022;6\n"},
        {"table": LONG},
    ),
    Mistake(
        "rows of respondents",
        ("eigen/eigen.csv: line 2", "200 of GM0014", "answers of persons", "one row per region"),
        {"eigen.csv": respondents()},
    ),
    Mistake(
        "a workbook as register without its columns",
        ("indeling/indeling.xlsx", "sheet Sheet", "no column gm_code", "columns:"),
        {"indeling.xlsx": workbook([["Gemeentecode", "Gemeentenaam"], ["GM0014", "Groningen"]])},
        told=lambda s: s["indeling"].update(files={"register": "indeling.xlsx"}),
    ),
    Mistake(
        "a shapefile without what belongs to it",
        ("grenzen/gemeenten.shp", ".zip"),
        {"gemeenten.shp": b"\x00\x00\x27\x0a" + bytes(96)},
        told=lambda s: s["grenzen"].update(files={"boundaries": "gemeenten.shp"}),
    ),
    Mistake(
        "a decimal point under a decimal comma",
        ("eigen/eigen.csv: line 2", "column 2021", "4.5", 'decimal: ","'),
        {"eigen.csv": figures(value="4.5")},
    ),
    Mistake(
        "thousands with a point",
        ("eigen/eigen.csv: line 2", "column 2021", "1.234.567", "thousands: \".\""),
        {"eigen.csv": figures(value="1.234.567")},
    ),
    Mistake(
        "the same rows twice",
        ("eigen/eigen.csv: line 8", "GM0014", "2021", "line 2 already"),
        {"eigen.csv": figures() + "GM0014;10000;10000\n"},
    ),
    Mistake(
        "boundaries whose column with codes is called otherwise",
        ("grenzen/gemeenten.geojson", "no column statcode", "gemeentecode", "columns: {region:"),
        {"gemeenten.geojson": nameless()},
    ),
    Mistake(
        "half a download of boundaries",
        ("grenzen/gemeenten.geojson", "truncated"),
        {"gemeenten.geojson": boundaries()[:900]},
    ),
    Mistake(
        "a table that breaks off",
        ("eigen/eigen.csv: line 7", "cut short", "truncated"),
        {"eigen.csv": figures()[:-8]},
    ),
    Mistake(
        "a typo in a key of the params",
        ("params/editions/eigen.yml: line", "colums", "columns"),
        own={"table": {"region": "code", "colums": {"{year}": GDP}}},
    ),
    Mistake(
        "a typo in the id of an indicator",
        ("eigen/eigen.csv", "bruto-binenlands-product", "bruto-binnenlands-product"),
        own={"table": table(columns={"{year}": "bruto-binenlands-product"})},
    ),
    Mistake(
        "several sheets",
        ("eigen/eigen.xlsx", "2 sheets: Sheet, Blad2", "the key sheet"),
        {"eigen.xlsx": workbook([["code", "2022"], ["GM0014", 5]], sheets=2)},
        {"files": {"table": "eigen.xlsx"}},
    ),
    Mistake(
        "another separator",
        ("eigen/eigen.csv: line 1", "separated by a comma", 'separator: ";"'),
        {"eigen.csv": figures(separator=",")},
    ),
    Mistake(
        "text of Windows",
        ("bevolking/bevolking.csv: line 1", "no UTF-8", "encoding: cp1252"),
        {"bevolking.csv": "statcode;jaar;inwonersé\nGM0014;2023;1\n".encode("cp1252")},
    ),
    Mistake(
        "a file that is called otherwise",
        ("eigen.cvs", "no such file", "eigen.csv"),
        own={"files": {"table": "eigen.cvs"}, "table": table(format="csv")},
    ),
    Mistake(
        "wijken in an edition of gemeenten",
        ("eigen/eigen.csv", "2 rows", "level: gemeente"),
        {"eigen.csv": figures() + "WK001400;1;2\nWK001401;1;2\n"},
    ),
    Mistake(
        "a year that cannot be",
        ("eigen/eigen.csv: line 2", "column jaar", "2032", "1990"),
        {"eigen.csv": "code;jaar;waarde\nGM0014;2032;5\n"},
        {"table": LONG},
    ),
    Mistake(
        "a figure that cannot be",
        ("eigen/eigen.csv: line 2", "450", "at most 100"),
        {"eigen.csv": figures(value="450")},
        {"table": table(columns={"{year}": UNEMPLOYMENT})},
        edition={"indicators": [UNEMPLOYMENT]},
    ),
    Mistake(
        "a row chosen by a column that is not there",
        ("eigen/eigen.csv", "no column recs", "the header has code, 2021, 2022"),
        own={"select": {"recs": "Gemeente"}},
    ),
    Mistake(
        "a key that this kind does not read",
        ("params/editions/eigen.yml: line", "planar"),
        own={"planar": True},
    ),
    Mistake(
        "a former gemeente by its name",
        ("eigen/eigen.csv: line 8", "'Delfzijl'", "was abolished on 2021-01-01, now", "GM1979"),
        {"eigen.csv": "code;2021;2022\n" + "".join(f"{n};1;2\n" for n in (*NAMES, "Delfzijl"))},
        {"table": table(region_by="name", level="gemeente")},
    ),
    Mistake(
        "boundaries of another year",
        ("grenzen/gemeenten.geojson", "GM0114", "of the same year"),
        {"gemeenten.geojson": boundaries().replace("GM0114", "GM0115")},
    ),
    Mistake(
        "a register that lacks a gemeente",
        ("eigen/eigen.csv: line 7", "GM0118"),
        {"indeling.csv": register().rsplit("GM0118", 1)[0]},
    ),
    Mistake(
        "a chapter that is not there",
        ("_toc.yml", "hoofdstukken/weg"),
        change=lambda root: (root / "_toc.yml").write_text(TOC),
    ),
    *(
        Mistake(f"contents of {name}", ("_toc.yml", *says), change=lambda root, text=text: _write_toc(root, text))
        for name, text, says in (
            ("nothing", "", ("found nothing; expected keys",)),
            ("a list", "- file: index\n", ("found a list; expected keys",)),
            ("no parts", "root: index\nparts:\n", ("parts: expected a list of entries",)),
            ("words", "root: index\nchapters: [lezen]\n", ("chapters: expected a list of entries",)),
        )
    ),
    Mistake(
        "a build folder that cannot be made",
        ("_build", "here must be a folder"),
        change=lambda root: (root / "_build").write_text("een bestand"),
        command=("build", EDITION, "--limit", "1"),
    ),
    Mistake(
        "a cell that warns",
        ("regio/gm0014", "cell", "writes to stderr", "mend what warns"),
        change=warning_template,
        command=("build", EDITION, "--only", "GM0014"),
    ),
    Mistake(
        "a frozen file that was changed",
        ("eigen/eigen.csv", "regioboek fetch eigen", "--update"),
        before=("fetch", EDITION),
        change=lambda root: [path.write_text(figures(value="3")) for path in frozen(root, "eigen.csv")],  # type: ignore[func-returns-value]
    ),
    Mistake(
        "params that changed after the fetch",
        ("files.table", "regioboek fetch eigen", "--update"),
        before=("fetch", EDITION),
        change=lambda root: edit(root, "table: eigen.csv", "table: indeling.csv"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m.name.replace(" ", "-"))
def test_a_mistake_says_where_it_is_and_what_to_do(mistake: Mistake, tmp_path: Path, monkeypatch, capsys):
    told = sources(**mistake.own)
    mistake.told(told)
    write_project(tmp_path, mistake.files, told, **mistake.edition)
    monkeypatch.chdir(tmp_path)
    if mistake.before:
        with pytest.raises(SystemExit) as well:
            main(list(mistake.before))
        assert not well.value.code
        capsys.readouterr()
    mistake.change(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(list(mistake.command))
    out, err = capsys.readouterr()
    message = " ".join((out * (mistake.command[0] == "build") + err).split())
    print(out, err)
    assert stop.value.code == mistake.code
    assert [words for words in mistake.says if words not in message] == []
    assert "Traceback" not in err


def test_a_port_that_is_taken(tmp_path: Path, monkeypatch, capsys):
    write_project(tmp_path)
    (tmp_path / "_build" / EDITION / "html").mkdir(parents=True)
    (tmp_path / "_build" / EDITION / "html" / "index.html").write_text("een boek")
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as stop:
            main(["serve", EDITION, "--port", str(port)])
    err = capsys.readouterr().err
    assert stop.value.code == 1
    assert f"port {port}" in err and "--port" in err and "Traceback" not in err


def test_what_is_not_wrong_passes(tmp_path: Path, monkeypatch, capsys):
    """The same project without a mistake: the messages above come from the mistakes alone."""
    monkeypatch.chdir(write_project(tmp_path))
    with pytest.raises(SystemExit) as stop:
        main(["check", EDITION])
    assert not stop.value.code
    assert "warnings: 0" in capsys.readouterr().out


def test_every_mistake_has_a_name_of_its_own():
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES) > 27


def test_a_file_that_changed_since_it_was_locked_is_warned_of(tmp_path: Path, capsys) -> None:
    root = write_project(tmp_path)

    def said(*command: str) -> str:
        with pytest.raises(SystemExit) as stop:
            main([*command, "--project", str(root)])
        out, err = capsys.readouterr()
        assert not stop.value.code, err
        return out

    said("fetch", EDITION)
    assert "compares" not in said("check", EDITION)
    (root / "bron" / "eigen.csv").write_text(figures(value="2000{n}"), "utf-8")
    assert "warning: eigen/eigen.csv: found another eigen.csv in bron" in said("check", EDITION)
    said("fetch", EDITION, "--update", "--yes")
    assert "compares" not in said("check", EDITION)
    (root / "bron" / "eigen.csv").unlink()
    said("check", EDITION)


def test_a_window_that_ends_after_all_figures_is_warned_of(tmp_path: Path, capsys) -> None:
    root = write_project(tmp_path, {"eigen.csv": figures().replace("2021;2022", "2020;2021")})
    with pytest.raises(SystemExit) as stop:
        main(["check", EDITION, "--project", str(root)])
    out = " ".join(capsys.readouterr().out.split())
    assert not stop.value.code
    assert "window.last: found 2022, and no figure of any indicator after 2021; expected figures of 2022" in out


def test_a_book_without_the_country_has_no_link_to_it(tmp_path: Path, capsys) -> None:
    root = write_project(tmp_path, levels=["gemeente"])
    for command in (("fetch",), ("build", "--limit", "1")):
        with pytest.raises(SystemExit) as stop:
            main([command[0], EDITION, *command[1:], "--project", str(root)])
        assert not stop.value.code, capsys.readouterr()
    (page, *_) = (root / "_build" / EDITION / "html" / "regio").glob("gm0*.html")
    assert "nl01.html" not in page.read_text("utf-8")
