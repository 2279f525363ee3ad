"""A book staged by what changed is the book staged anew, and nothing is written that lies there already."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from worlds import small_book as samples
from worlds.small_book import SmallBook

from regioboek.publishing.staging import stage as staging_anew
from regioboek.publishing.staging.changes import stage_changes


@pytest.fixture
def staged(monkeypatch) -> Callable[..., dict[str, int]]:
    """Stage a book by what changed; `anew` counts how often its texts were made."""
    monkeypatch.setattr("regioboek.publishing.staging.stage.fill_chapters", samples._read_chapters)
    real = staging_anew.stage

    def counted(*given):
        run.anew += 1
        return real(*given)

    monkeypatch.setattr(staging_anew, "stage", counted)

    def run(book: SmallBook, tables: str = "tables") -> dict[str, int]:
        return stage_changes(book.project, book.edition, book.build, {"tables": tables})

    run.anew = 0
    return run


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def times(folder: Path) -> dict[str, int]:
    return {p.relative_to(folder).as_posix(): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def test_with_nothing_changed_no_text_is_made_and_no_file_touched(book, staged):
    first = staged(book)
    before = times(book.build.root)
    again = staged(book)
    assert (staged.anew, again) == (1, first)
    assert first == {"regio": 8, "indicator": 3, "thema": 2}
    assert times(book.build.root) == before


def test_a_notebook_made_again_is_staged_and_no_text_is_made(book, staged):
    staged(book)
    before = times(book.build.book)
    samples.write_notebook(book.build, "thema", "arbeid", "Anders")
    staged(book)
    assert staged.anew == 1
    assert [place for place, at in times(book.build.book).items() if before[place] != at] == ["thema/arbeid.ipynb"]
    notebook = "thema/arbeid.ipynb"
    assert (book.build.book / notebook).read_bytes() == (book.build.root / "notebooks" / notebook).read_bytes()


def _other_tables(book: SmallBook) -> str:
    return "other tables"


def _page_gone(book: SmallBook) -> None:
    (book.build.notebooks("thema") / "kapitaal.ipynb").unlink()


def _page_that_no_edition_knows(book: SmallBook) -> None:
    samples.write_notebook(book.build, "indicator", "oude-indicator", "Oud")


def _chapter_changed(book: SmallBook) -> None:
    path = book.project.chapters.own / "index.md"
    path.write_text(path.read_text("utf-8") + "\nNieuw.\n", "utf-8")


def _chapter_added(book: SmallBook) -> None:
    (book.project.chapters.own / "_static").mkdir(exist_ok=True)
    (book.project.chapters.own / "_static" / "plaatje.svg").write_text("<svg/>", "utf-8")


def _settings_changed(book: SmallBook) -> None:
    path = book.project.root / "_config.yml"
    path.write_text(path.read_text("utf-8") + "\n# een opmerking\n", "utf-8")


def _staged_text_spoiled(book: SmallBook) -> None:
    (book.build.book / "regio" / "index.md").write_text("# Leeg\n", "utf-8")


def _staged_text_gone(book: SmallBook) -> None:
    (book.build.book / "_toc.yml").unlink()


def _stray_file(book: SmallBook) -> None:
    (book.build.book / "stray.md").write_text("# Stray\n", "utf-8")


def _staged_notebook_spoiled(book: SmallBook) -> None:
    path = book.build.book / "regio" / "gm0014.ipynb"
    path.unlink()
    path.write_text("{}", "utf-8")


def _memory_spoiled(book: SmallBook) -> None:
    (book.build.root / ".remembered" / "staged.json").write_text("{", "utf-8")


CHANGES = (
    _other_tables, _page_gone, _page_that_no_edition_knows, _chapter_changed, _chapter_added, _settings_changed,
    _staged_text_spoiled, _staged_text_gone, _stray_file, _staged_notebook_spoiled, _memory_spoiled,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__.strip("_"))
def test_after_a_change_the_book_is_the_one_staged_anew(book, staged, change):
    staged(book)
    by_changes = staged(book, change(book) or "tables")
    found = content(book.build.book)
    before = times(book.build.book)
    anew = staging_anew.stage(book.project, book.edition, book.build)
    assert found == content(book.build.book)
    assert times(book.build.book) == before
    assert by_changes == Counter(page.partition("/")[0] for page in anew)


def test_what_is_remembered_holds_no_path_of_this_machine(book, staged):
    staged(book)
    record = json.loads((book.build.root / ".remembered" / "staged.json").read_text("utf-8"))
    assert str(book.build.root) not in json.dumps(record)
