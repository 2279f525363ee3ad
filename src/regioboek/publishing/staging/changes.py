"""Staging the book, without writing its texts again while what they are made of is the same.

The texts of the book (chapters, lists of pages, finder, settings) are a function of the edition's tables and params,
the chapters, the code, and which pages there are. They are remembered by the hash of all that, with the hash of each;
when every one lies there as it was written, only the notebooks are looked at. What is made is what :mod:`stage` makes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from regioboek.layout import BuildDir, Project
from regioboek.memory import one_hash, recall, remember
from regioboek.params.edition import Edition
from regioboek.publishing.staging.built import Staged, count_pages, notebooks_of
from regioboek.publishing.staging.mirror import Mirror
from regioboek.report.pages.known_kinds import code_from_outside


def stage_changes(project: Project, edition: Edition, build: BuildDir, made_from: str) -> Staged:
    """As :func:`stage.stage`. `made_from`: a hash of the edition's params and tables, the code and the environment."""
    notebooks = notebooks_of(build)
    key = one_hash(made_from, code_from_outside(), *notebooks, *_of_the_project(project, edition))
    known = recall(build, "staged", key)
    if known is not None and _hashes(build.book, set(known["texts"])) == known["texts"]:
        mirror = Mirror(build.book)
        for place in known["texts"]:
            mirror.leave(place)
        for docname in known["pages"]:
            mirror.file(f"{docname}.ipynb", notebooks[docname])
        return Staged(count_pages(known["pages"]), known["unbuilt"], mirror.apply())
    from regioboek.publishing.staging.stage import stage  # noqa: PLC0415  (brings pandas and all that writes chapters)

    staged = stage(project, edition, build)
    pages = [docname for docname in notebooks if (build.book / f"{docname}.ipynb").is_file()]
    staged_files = {p.relative_to(build.book).as_posix() for p in build.book.rglob("*") if p.is_file()}
    texts = _hashes(build.book, staged_files - {f"{docname}.ipynb" for docname in pages})
    remember(build, "staged", key, {"texts": texts, "pages": pages, "unbuilt": staged.unbuilt})
    return staged


def _of_the_project(project: Project, edition: Edition) -> list[str | bytes]:
    """Names and bytes of everything of the project that the book's texts are made of, besides params and tables."""
    files = [project.root / "_config.yml", project.root / "_toc.yml", project.snapshot(edition.id) / "lock.json"]
    files += sorted(p for p in project.chapters.rglob("*") if p.is_file())
    parts: list[str | bytes] = []
    for path in files:
        parts += [path.as_posix(), path.read_bytes() if path.is_file() else "not there"]
    return parts


def _hashes(book: Path, places: set[str]) -> dict[str, str]:
    """Place -> sha256 of those that are there."""
    found = {place: book / place for place in sorted(places)}
    return {place: hashlib.sha256(path.read_bytes()).hexdigest() for place, path in found.items() if path.is_file()}
