"""The book's table of contents as a project has it: its own `_toc.yml`, or the default with its own chapters behind.

Rules
* A project with a `_toc.yml` of its own says where each chapter stands.
* Without one, chapters of its own that the default does not name follow at the end, in a part with the publisher's
  name: an edition with one chapter more needs that chapter only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from regioboek.layout import Project


def with_own_chapters(contents: dict[str, Any], project: Project, caption: str) -> dict[str, Any]:
    """`contents` (a parsed `_toc.yml`) with the chapters of the project that it does not name."""
    chapters = unnamed_chapters(contents, project)
    if not chapters or (project.root / "_toc.yml").is_file():
        return contents
    part = {"caption": caption, "chapters": [{"file": name} for name in chapters]}
    return {**contents, "parts": [*contents.get("parts", []), part]}


def unnamed_chapters(contents: dict[str, Any], project: Project) -> list[str]:
    """Chapters in the project's own folder that `contents` does not name, without suffix, sorted."""
    own = project.chapters.own
    there = {p.relative_to(own).with_suffix("").as_posix() for p in own.rglob("*.md")} if own.is_dir() else set()
    return sorted(there - set(named(contents)))


def named(node: Any) -> Iterator[str]:
    """Every file that a table of contents names, without suffix."""
    if isinstance(node, dict):
        for key in ("root", "file"):
            if isinstance(node.get(key), str):
                yield node[key].removesuffix(".md")
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for item in below:
        yield from named(item)
