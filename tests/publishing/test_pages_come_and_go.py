"""A site that is updated: which pages are written when a page comes, another title comes, or one region changes."""

from __future__ import annotations

import pytest
from worlds import small_book as samples
from worlds.small_book import SmallBook

from regioboek.layout import BuildDir
from regioboek.publishing.checks.site_checks import check_site
from regioboek.schemas import read_table, write_table

pytestmark = pytest.mark.slow


def contents(folder) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def without_one(book: SmallBook) -> bytes:
    """Take the page of Groningen away before the first build; its notebook, to bring it back."""
    path = book.build.notebooks("regio") / "gm0014.ipynb"
    content = path.read_bytes()
    path.unlink()
    return content


def test_a_page_that_comes_is_linked_from_every_page_that_names_it(book, made, finished):
    notebook = without_one(book)
    made(book)
    emmen = book.build.html / "regio" / "gm0114.html"
    assert 'href="gm0014.html"' not in emmen.read_text("utf-8")
    (book.build.notebooks("regio") / "gm0014.ipynb").write_bytes(notebook)
    made(book)
    assert 'href="gm0014.html"' in emmen.read_text("utf-8")
    assert 'href="gm0014.html"' in (book.build.html / "regio" / "index.html").read_text("utf-8")
    assert [str(p) for p in check_site(book.build.html)] == []
    assert contents(book.build.html) == contents(finished.build.html)  # as if it had always been there


def rewritten(book: SmallBook, before: dict) -> set[str]:
    """Pages of notebooks and lists that are other files than before; forwards from old codes left out."""
    after = {p.relative_to(book.build.html).as_posix() for p in before if p.stat().st_ino != before[p]}
    pages = {name for name in after if name.startswith(("regio/", "indicator/", "thema/"))}
    return {name for name in pages if "noindex" not in (book.build.html / name).read_text("utf-8")}


def stamps(book: SmallBook) -> dict:
    return {p: p.stat().st_ino for p in book.build.html.rglob("*.html")}


def test_one_changed_region_rewrites_one_page(rendered, made):
    book = rendered
    before = stamps(book)
    samples.write_notebook(book.build, "regio", "GM0114", "Emmen", extra=" · andere cijfers")
    assert made(book).written == 1
    assert rewritten(book, before) == {"regio/gm0114.html"}


def test_a_region_with_another_name_rewrites_its_page_and_what_lists_it(rendered, made):
    book = rendered
    before = stamps(book)
    regions = read_table("regions", book.build.regions)
    regions.loc[regions["code"] == "GM0114", "name"] = "Emmen aan de Runde"
    write_table(regions, "regions", book.build.regions)
    samples.write_notebook(book.build, "regio", "GM0114", "Emmen aan de Runde")
    made(book)
    lists = {f"{kind}/index.html" for kind in ("regio", "indicator", "thema")}  # lists and chapters are one group
    assert rewritten(book, before) == {"regio/gm0114.html", *lists}
    for name in ("regio/index.html", "regio/gm0114.html", "_static/regio-finder.js"):
        assert "Emmen aan de Runde" in (book.build.html / name).read_text("utf-8")


def test_a_new_title_of_a_chapter_leaves_the_site_as_one_made_from_nothing(rendered, made, tmp_path):
    book = rendered
    (book.project.chapters.own / "methode" / "trend.md").write_text("# Ontwikkeling\n\nAnders.\n", "utf-8")
    made(book)
    fresh = SmallBook(book.project, book.edition, BuildDir(tmp_path / "fresh"))
    for path in book.build.root.rglob("*"):
        place = path.relative_to(book.build.root)
        if path.is_file() and (len(place.parts) == 1 or place.parts[0] == "notebooks"):
            target = fresh.build.root / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    made(fresh)
    assert contents(book.build.html) == contents(fresh.build.html)
