"""The staged book holds what the site is made of, and nothing else."""

from __future__ import annotations

import pytest
import yaml
from worlds import small_book as samples

from regioboek.errors import RegioboekError
from regioboek.publishing.staging.site import Site


def files(book) -> set[str]:
    return {p.relative_to(book.build.book).as_posix() for p in book.build.book.rglob("*") if p.is_file()}


def test_chapters_notebooks_lists_and_settings_are_staged(book):
    pages = samples.stage_small(book)
    expected = {*samples.CHAPTERS, "regio/index.md", "indicator/index.md", "thema/index.md"}
    expected |= {f"regio/{code.lower()}.ipynb" for code, *_ in samples.REGIONS}
    expected |= {"indicator/werkloosheid.ipynb", "indicator/vacatures.ipynb", "indicator/schuld.ipynb"}
    expected |= {"thema/arbeid.ipynb", "thema/kapitaal.ipynb"}
    expected |= {"_config.yml", "_toc.yml", "site.json", "_static/regio-finder.js"}
    assert files(book) == expected
    assert {f"{page}.ipynb" for page in pages} == {name for name in expected if name.endswith(".ipynb")}
    assert Site.read(book.build.book).unbuilt == ()


def test_staging_again_touches_nothing(book):
    samples.stage_small(book)
    times = {p: p.stat().st_mtime_ns for p in book.build.book.rglob("*") if p.is_file()}
    samples.stage_small(book)
    assert {p for p in book.build.book.rglob("*") if p.is_file()} == times.keys()
    assert {p: p.stat().st_mtime_ns for p in times} == times


def test_what_is_gone_is_unstaged(book):
    samples.stage_small(book)
    (book.build.notebooks("thema") / "kapitaal.ipynb").unlink()
    (book.build.book / "stray.md").write_text("# Stray\n")
    samples.stage_small(book)
    assert not {"thema/kapitaal.ipynb", "stray.md"} & files(book)
    assert Site.read(book.build.book).unbuilt == ("thema/kapitaal",)


def test_a_notebook_the_edition_does_not_know_is_not_staged(book):
    samples.write_notebook(book.build, "indicator", "oude-indicator", "Oud")
    samples.stage_small(book)
    assert "indicator/oude-indicator.ipynb" not in files(book)


def test_a_glob_without_pages_is_left_out_of_the_contents(tmp_path):
    without = ("indicator/werkloosheid", "indicator/vacatures", "indicator/schuld")
    book = samples.small_book(tmp_path, without=without)
    samples.stage_small(book)
    contents = yaml.safe_load((book.build.book / "_toc.yml").read_text("utf-8"))
    figures = next(part for part in contents["parts"] if part["caption"] == "Cijfers")
    assert {"file": "indicator/index"} in figures["chapters"]
    assert {"file": "regio/index", "sections": [{"glob": "regio/*"}]} in figures["chapters"]


def test_a_project_without_contents_has_the_default_with_its_own_chapters_at_the_end(book):
    (book.project.root / "_toc.yml").unlink()
    (book.project.chapters.own / "drenthe.md").write_text("# Drenthe\n", "utf-8")
    samples.stage_small(book)
    contents = yaml.safe_load((book.build.book / "_toc.yml").read_text("utf-8"))
    assert contents["root"] == "index"
    assert contents["parts"][-1] == {"caption": "Bureau", "chapters": [{"file": "drenthe"}]}


@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml"])
def test_settings_that_are_no_yaml_are_refused_with_file_and_line(book, name):
    path = book.project.root / name
    path.write_text("title: Boek\nparts: [\n", "utf-8")
    with pytest.raises(RegioboekError, match=rf"{name}, line 3: this is no valid YAML"):
        samples.stage_small(book)


def test_site_facts_survive_being_written(book):
    samples.stage_small(book)
    site = Site.read(book.build.book)
    assert Site.from_json(site.to_json()) == site
    emmen = site.pages["regio/gm0114"]
    assert emmen.title == "Emmen"
    assert [c.page for c in emmen.crumbs] == ["regio/index", "regio/nl01", "regio/pv22", "regio/cr08"]
    assert site.edition.published == "5 december 2023"
