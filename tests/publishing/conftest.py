"""Books made of a few pages, for everything that comes after the notebooks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import small_book as samples
from small_book import SmallBook

from regioboek.publishing.render import RenderResult, render


@pytest.fixture
def book(tmp_path) -> SmallBook:
    """A book of 13 pages, not staged."""
    return samples.small_book(tmp_path)


@pytest.fixture(scope="session")
def made() -> Callable[..., RenderResult]:
    """Stage and render a small book."""

    def make(book: SmallBook, *, jobs: int = 1) -> RenderResult:
        samples.stage_small(book)
        return render(book.project, book.edition, book.build, jobs=jobs)

    return make


@pytest.fixture(scope="session")
def finished(tmp_path_factory, made) -> SmallBook:
    """A small book with its site; tests only look at it."""
    book = samples.small_book(tmp_path_factory.mktemp("finished"))
    made(book)
    return book
