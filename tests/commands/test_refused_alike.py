"""What a build refuses before its first page runs, `check` refuses too, and with the same words."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console
from worlds.small_edition import small_project

from regioboek.commands.build import build_edition
from regioboek.commands.build_report import BuildOptions
from regioboek.commands.check import check_edition
from regioboek.errors import BookError, ChapterError, InputError, SourceError, TableError
from regioboek.layout import Project
from regioboek.sources.snapshot import inputs as reading

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The small edition, and its snapshot."""
    root = small_project(tmp_path_factory.mktemp("alike") / "project").root
    lines = list(check_edition(Project(root), "demo"))
    assert any(line.startswith("book: ") for line in lines)
    return root


@pytest.fixture
def refused(whole, tmp_path, monkeypatch):
    """Change the project with what is given; then what `check` says, which is what a build says."""
    monkeypatch.setenv("REGIOBOEK_BUILD_DIR", str(tmp_path / "_build"))

    def run(change=lambda root: None):
        root = tmp_path / "project"
        shutil.copytree(whole, root)
        change(root)
        project = Project(root)
        with pytest.raises(InputError) as checked:
            list(check_edition(project, "demo"))
        with pytest.raises(InputError) as built:
            build_edition(project, "demo", BuildOptions(), Console(file=io.StringIO()))
        assert not list((tmp_path / "_build").rglob("*.ipynb"))
        assert (type(checked.value), str(checked.value)) == (type(built.value), str(built.value))
        return checked.value

    return run


def read_otherwise(monkeypatch, change):
    """Sources that say something else."""
    real = reading.read_inputs
    monkeypatch.setattr(reading, "read_inputs", lambda *given: change(real(*given)))


def test_a_region_without_a_shape(refused, monkeypatch):
    def without_emmen(inputs):
        shapes = {level: table[table["code"] != "GM0114"] for level, table in inputs.boundaries.items()}
        return replace(inputs, boundaries=shapes)

    read_otherwise(monkeypatch, without_emmen)
    error = refused()
    assert isinstance(error, SourceError)
    assert "boundaries of gemeente: GM0114 (Emmen): found no polygon" in str(error)


def test_a_table_that_breaks_its_schema(refused, monkeypatch):
    def infinite(inputs):
        values = inputs.values.copy()
        values.loc[values.index[-1], "value"] = np.inf
        return replace(inputs, values=values)

    read_otherwise(monkeypatch, infinite)
    assert isinstance(refused(), TableError)


def test_a_mark_that_no_chapter_knows(refused):
    def change(root):
        chapter = root / "book" / "lezen.md"
        chapter.write_text(chapter.read_text("utf-8") + "\nEditie «editie.titl».\n", "utf-8")

    error = refused(change)
    assert isinstance(error, ChapterError)
    assert "found «editie.titl», which is not known; expected a known name (did you mean editie.titel?)" in str(error)


def test_a_book_whose_parts_do_not_fit_names_every_place(refused):
    def change(root):
        (root / "book" / "drenthe.md").write_text("# Drenthe\n\nZie [Emmen](regio/gm0114.md).\n", "utf-8")
        (root / "book" / "los.md").write_text("---\norphan: true\n---\n# Los\n", "utf-8")
        (root / "book" / "methode" / "meer.md").write_text(
            "# Meer\n\nZie [trend](trend.md#regel), [weg](weg.md), [thuis](/index.md), `[geen](link.md)` en\n\n"
            "[CBS](https://www.cbs.nl), [regio](../regio/gm9999.html) en $f[x](t)$. ![kaart](kaart.png)\n",
            "utf-8",
        )
        contents = root / "_toc.yml"
        named = "- file: lezen\n      - file: lezen\n      - file: friesland\n      - file: methode/meer\n"
        contents.write_text(contents.read_text("utf-8").replace("- file: lezen\n", named), "utf-8")

    error = refused(change)
    assert isinstance(error, BookError)
    assert [str(problem) for problem in error.problems] == [
        "_toc.yml: line 7, 8: found `file: lezen` 2 times; expected each chapter in one place",
        "_toc.yml: line 9: found `file: friesland`, but there is no book/friesland.md; "
        "expected a chapter of that name, or no such entry",
        "book/drenthe.md: found a chapter that _toc.yml does not name; "
        "expected an entry `- file: drenthe` there, or a chapter less",
        "book/methode/meer.md: line 3: found a link to weg.md; expected a page or file of the book",
        "book/methode/meer.md: line 5: found a link to ../regio/gm9999.html; expected a page or file of the book",
        "book/methode/meer.md: line 5: found a link to kaart.png; expected a page or file of the book",
    ]
