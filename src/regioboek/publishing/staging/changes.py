"""Staging the book, without writing its texts again while what they are made of is the same.

The texts of the book (chapters, lists of pages, finder, settings) are a function of the edition's tables and params,
the chapters, the code, and which pages there are. They are remembered with the hash of each; when every one lies there
as it was written, only the notebooks are looked at. What is made is what :mod:`stage` makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from regioboek.layout import BuildDir, Project
from regioboek.memory import Inputs, code_of, digest, file_inputs, once, sha256
from regioboek.params.edition import Edition
from regioboek.publishing.staging.mirror import Mirror
from regioboek.publishing.staging.site import notebooks_of
from regioboek.report.pages.known_kinds import code_of_kinds


def stage_changes(project: Project, edition: Edition, build: BuildDir, made_from: Inputs) -> dict[str, int]:
    """As :func:`stage.stage`; returns the number of pages by kind.

    `made_from`: the edition's params and tables, and the environment.
    """
    notebooks = notebooks_of(build)
    code = {**code_of("regioboek.publishing.staging.stage"), **code_of_kinds()}
    inputs = {**made_from, "notebooks there": digest(*notebooks), **_of_the_project(project, edition), **code}

    def make() -> dict[str, Any]:
        from regioboek.publishing.staging.stage import stage  # noqa: PLC0415  (brings all that writes chapters)

        pages = stage(project, edition, build)
        staged = {p for p in build.book.rglob("*") if p.is_file()}
        texts = sorted(staged - {build.book / f"{docname}.ipynb" for docname in pages})
        return {"texts": file_inputs(texts, build.book), "pages": pages}

    def holds(made: dict[str, Any]) -> bool:
        return file_inputs([build.book / place for place in made["texts"]], build.book) == made["texts"]

    staged = once(build, "staged", inputs, make, holds=holds)
    if staged.recalled:
        mirror = Mirror(build.book)
        for place in staged.result["texts"]:
            mirror.leave(place)
        for docname in staged.result["pages"]:
            mirror.file(f"{docname}.ipynb", notebooks[docname])
        mirror.apply()
    return dict(Counter(docname.partition("/")[0] for docname in staged.result["pages"]))


def check_book_once(
    project: Project, edition: Edition, build: BuildDir, made_from: Inputs, pages: Collection[str]
) -> None:
    """As :func:`contents.check_book`; a book that hung together is not looked through again while it is the same."""
    name = "regioboek.publishing.staging.contents"
    inputs = {**made_from, "pages": digest(*pages), **_of_the_project(project, edition), **code_of(name)}

    def check() -> None:
        from regioboek.publishing.staging.contents import check_book  # noqa: PLC0415

        check_book(project, edition, build, pages)

    once(build, "book", inputs, check)


def _of_the_project(project: Project, edition: Edition) -> dict[str, str]:
    """Everything of the project that the book's texts are made of, besides params and tables."""
    files = [project.file("_config.yml"), project.file("_toc.yml"), *project.chapters.files().values()]
    return {
        **file_inputs(files, project.layers),
        "lock of sources": sha256(project.snapshot(edition.id) / "lock.json"),
    }
