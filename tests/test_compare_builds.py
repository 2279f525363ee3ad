"""The comparison of two builds finds every file that differs, and says where."""

from __future__ import annotations

import shutil
import zipfile

import pandas as pd
import pytest
from tool_loading import load_tool


@pytest.fixture
def tool(project_root):
    return load_tool(project_root, "compare_builds")


@pytest.fixture
def builds(tmp_path):
    """Two builds that are alike where they are compared, and differ where they are not."""
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in ("notebooks/regio", "html/regio", ".remembered"):
        (one / folder).mkdir(parents=True)
    (one / "html/regio/gm0014.html").write_text("<h1>Groningen</h1>\n<p>4,2 %</p>\n")
    (one / "notebooks/regio/gm0014.ipynb").write_text("{}\n")
    (one / "html/plaatje.png").write_bytes(b"\x89PNG....")
    with zipfile.ZipFile(one / "html/regio/gm0014.zip", "w") as archive:
        archive.writestr("gm0014.csv", "regio;waarde\nGM0014;4,2\n")
        archive.writestr("lees-mij.txt", "Uitleg\n")
    table = pd.DataFrame({"region": ["GM0014", "GM0114"], "year": [2022, 2022], "value": [4.2, None]})
    table.to_parquet(one / "observations.parquet")
    shutil.copytree(one, other)
    for n, build in enumerate((one, other)):
        for name in ("run.json", "notebooks/regio/gm0014.key.json", ".remembered/tables.json", ".building"):
            (build / name).write_text(str(n))
    return one, other


def said(tool, builds, capsys):
    code = tool.main([str(folder) for folder in builds])
    return code, capsys.readouterr().out.splitlines()


def test_alike_builds_differ_in_nothing_whatever_they_remember(tool, builds, capsys):
    code, lines = said(tool, builds, capsys)
    assert code == 0
    assert lines == [f"{kind}: 1 files, 0 differ" for kind in ("HTML", "ZIP", "notebooks", "pictures", "tables")]


def _text(other):
    (other / "html/regio/gm0014.html").write_text("<h1>Groningen</h1>\n<p>4,3 %</p>\n")


def _longer(other):
    (other / "notebooks/regio/gm0014.ipynb").write_text("{}\n\nmeer")


def _member(other):
    with zipfile.ZipFile(other / "html/regio/gm0014.zip", "w") as archive:
        archive.writestr("gm0014.csv", "regio;waarde\nGM0014;4,3\n")
        archive.writestr("lees-mij.txt", "Uitleg\n")


def _member_gone(other):
    with zipfile.ZipFile(other / "html/regio/gm0014.zip", "w") as archive:
        archive.writestr("gm0014.csv", "regio;waarde\nGM0014;4,2\n")


def _figure(other):
    table = pd.read_parquet(other / "observations.parquet")
    table.loc[1, "value"] = 0.0
    table.to_parquet(other / "observations.parquet")


def _column(other):
    table = pd.read_parquet(other / "observations.parquet").astype({"year": "int32"})
    table.to_parquet(other / "observations.parquet")


def _picture(other):
    (other / "html/plaatje.png").write_bytes(b"\x89PNG..x.")


def _gone(other):
    (other / "html/plaatje.png").unlink()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_text, "html/regio/gm0014.html: line 2: character 6: “<p>4,2 %</p>” | “<p>4,3 %</p>”"),
        (_longer, "notebooks/regio/gm0014.ipynb: line 3: no such line | “meer”"),
        (_member, "html/regio/gm0014.zip: member gm0014.csv: line 2: character 10: “GM0014;4,2” | “GM0014;4,3”"),
        (_member_gone, "html/regio/gm0014.zip: member lees-mij.txt: only in the first"),
        (
            _figure,
            "observations.parquet: column value, row 1 ({'region': 'GM0114', 'year': 2022, 'value': None}): None | 0.0",
        ),
        (_column, "observations.parquet: columns: year: int64 | int32"),
        (_picture, r"html/plaatje.png: byte 6 of 8 and 8: b'..' | b'x.'"),
        (_gone, "html/plaatje.png: only in the first"),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_what_differs_is_named_with_its_place(tool, builds, capsys, change, expected):
    change(builds[1])
    code, lines = said(tool, builds, capsys)
    assert code == 1
    assert lines[0] == expected
    assert sum(line.endswith(", 1 differ") for line in lines) == 1


def test_a_folder_that_is_not_there_is_wrong_usage(tool, tmp_path):
    assert tool.main([str(tmp_path), str(tmp_path / "absent")]) == 2
