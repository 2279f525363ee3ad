"""From chapters and executed notebooks to a clean source folder for Jupyter Book: `_build/<edition>/book/`.

What is staged: the chapters of `book/` with their marks filled, the executed notebooks in a folder per kind of page,
the generated lists of pages, the finder's data, `site.json`, and `_config.yml` and `_toc.yml` from
the project. Nothing else, because what lies in a source folder costs build time and ends up in the site.

A limited build (some regions only) is a whole book of the pages there are: lists and finder link only to those, and
`site.json` names the pages that are promised but not made, so that links to them become plain text.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from regioboek.errors import RegioboekError
from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Edition
from regioboek.params.regions import read_old_names
from regioboek.publishing.chapters.filling import render_chapters
from regioboek.publishing.staging.built import Staged, count_pages
from regioboek.publishing.staging.finder import FINDER_FILE, finder_script
from regioboek.publishing.staging.mirror import Mirror
from regioboek.publishing.staging.site import SITE_FILE
from regioboek.publishing.staging.staged_pages import Pages, years_with_figures


def stage(project: Project, edition: Edition, build: BuildDir) -> Staged:
    """Make `build.book` hold the book's sources and nothing else; unchanged files keep their time.

    Raises RegioboekError when `_config.yml` or `_toc.yml` is missing or no YAML, and what chapters and tables raise.
    """
    former = read_old_names(project.params, edition.params.division_year)
    pages = replace(Pages.read(edition, build, former), years=years_with_figures(build))
    mirror = Mirror(build.book)
    with tempfile.TemporaryDirectory(prefix="chapters-", dir=build.root) as folder:
        render_chapters(project, edition, build, Path(folder))
        for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
            mirror.file(path.relative_to(folder).as_posix(), path)
        for docname, notebook in pages.built.items():
            mirror.file(f"{docname}.ipynb", notebook)
        for kind in pages.kinds.values():
            mirror.text(f"{kind.name}/index.md", kind.index(pages))
        mirror.text(FINDER_FILE, finder_script(pages))
        mirror.text(SITE_FILE, pages.site().to_json())
        settings = _read(project.root / "_config.yml")
        _parsed("_config.yml", settings)
        mirror.text("_config.yml", settings)
        mirror.text("_toc.yml", _contents(_read(project.root / "_toc.yml"), list(pages.kinds), mirror))
        files = mirror.apply()
    return Staged(count_pages(list(pages.built)), len(pages.unbuilt), files)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        raise RegioboekError(f"{path.name} not found in {path.parent}: the book needs it") from error


def _parsed(name: str, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise RegioboekError(f"{name}{place}: this is no valid YAML ({what}); look at indentation and quotes") from None


def _contents(text: str, kinds: list[str], mirror: Mirror) -> str:
    """`_toc.yml` with the kinds of pages that it does not name, in its last part, without globs that match nothing.

    Sphinx warns about what is in no table of contents and about empty globs, and warnings are errors.
    """
    contents = _parsed("_toc.yml", text)
    unnamed = [kind for kind in kinds if f"file: {kind}/index" not in text]
    if unnamed:
        part = contents["parts"][-1] if "parts" in contents else contents
        entries = [{"file": f"{kind}/index", "sections": [{"glob": f"{kind}/*"}]} for kind in unnamed]
        part["chapters"] = [*part.get("chapters", []), *entries]
    _drop_empty(contents, mirror)
    return str(yaml.safe_dump(contents, allow_unicode=True, sort_keys=False))


def _drop_empty(node: Any, mirror: Mirror) -> None:
    if not isinstance(node, dict):
        return
    for key in ("parts", "chapters", "sections", "entries", "subtrees"):
        below = node.get(key)
        if not isinstance(below, list):
            continue
        for item in below:
            _drop_empty(item, mirror)
        kept = [item for item in below if not _matches_nothing(item, mirror)]
        if kept:
            node[key] = kept
        else:
            del node[key]


def _matches_nothing(item: Any, mirror: Mirror) -> bool:
    if not isinstance(item, dict) or "glob" not in item:
        return False
    return not mirror.any_notebook(str(item["glob"]).rpartition("/")[0])
