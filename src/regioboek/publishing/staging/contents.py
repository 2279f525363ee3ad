"""The book's contents, `_toc.yml`, and whether chapters, pages and contents fit each other: known before a page runs.

Sphinx would say most of it too, after all notebooks have run, and name a file nobody wrote (`drenthe.md.rst`).
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from regioboek.errors import BookError, Problem, RegioboekError, nearest
from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Edition
from regioboek.publishing.chapters.filling import fill_chapters
from regioboek.report.pages.known_kinds import kinds_of

#: What Sphinx makes a page of, and how a link may name one.
_SOURCES, _PAGES = (".md", ".rst", ".ipynb"), (".md", ".rst", ".ipynb", ".html")
_BELOW = ("parts", "chapters", "sections", "entries", "subtrees")
_ORPHAN = re.compile(r"\A---\n(?:.*\n)*?orphan:\s*true\s*\n(?:.*\n)*?---\n")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


def read_settings(path: Path) -> tuple[str, Any]:
    """The text and content of `_config.yml` or `_toc.yml`. Raises RegioboekError: it is missing, or no keys in YAML."""
    try:
        text = path.read_text("utf-8")
        content = yaml.safe_load(text)
    except FileNotFoundError as error:
        raise RegioboekError(f"{path.name} not found in {path.parent}: the book needs it") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise RegioboekError(
            f"{path.name}{place}: this is no valid YAML ({what}); look at indentation and quotes"
        ) from None
    if not isinstance(content, dict):
        raise RegioboekError(
            f"{path.name}: found {'a list' if content else 'nothing'}; expected keys and what they are"
        )
    for key in ("parts", "chapters"):
        entries = content.get(key, [{}])
        if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
            raise RegioboekError(f"{path.name}, {key}: expected a list of entries such as `- file: lezen`, or no {key}")
    return text, content


def contents_of(project: Project, edition: Edition, kinds: Collection[str]) -> Any:
    """What the project's `_toc.yml` holds, with what it does not name at the end.

    Kinds of pages go into its last part. A project without a `_toc.yml` of its own has the default one, with its own
    chapters behind it in a part with the publisher's name: a book with one chapter more needs that chapter only.
    """
    _, contents = read_settings(project.file("_toc.yml"))
    named = _named(contents)
    unnamed = [kind for kind in kinds if f"{kind}/index" not in named]
    if unnamed:
        part = contents["parts"][-1] if "parts" in contents else contents
        entries = [{"file": f"{kind}/index", "sections": [{"glob": f"{kind}/*"}]} for kind in unnamed]
        part["chapters"] = [*(part.get("chapters") or []), *entries]
    own = () if (project.root / "_toc.yml").is_file() else _own_chapters(project.chapters.own)
    chapters = [{"file": name} for name in own if name not in named]
    if chapters:
        caption = edition.params.publisher.name
        contents["parts"] = [*contents.get("parts", []), {"caption": caption, "chapters": chapters}]
    return contents


def _own_chapters(folder: Path) -> list[str]:
    """The chapters in a folder that mean to be in the contents, without suffix, sorted."""
    there = folder.rglob("*.md") if folder.is_dir() else ()
    meant = (path for path in there if not _ORPHAN.match(path.read_text("utf-8")))
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in meant)


def _named(contents: Any) -> Counter[str]:
    """How often contents name each page."""
    return Counter(_docname(name) for key in ("root", "file") for name in _values(contents, key))


def without_empty(contents: Any, any_notebook: Callable[[str], bool]) -> str:
    """`_toc.yml` without globs that match nothing: Sphinx warns about those, and warnings are errors.

    `any_notebook`: whether a notebook is to lie in a folder.
    """
    _drop_empty(contents, any_notebook)
    return str(yaml.safe_dump(contents, allow_unicode=True, sort_keys=False))


def _drop_empty(node: Any, any_notebook: Callable[[str], bool]) -> None:
    if not isinstance(node, dict):
        return
    for key in _BELOW:
        below = node.get(key)
        if not isinstance(below, list):
            continue
        for item in below:
            _drop_empty(item, any_notebook)
        kept = [item for item in below if "glob" not in item or any_notebook(str(item["glob"]).rpartition("/")[0])]
        if kept:
            node[key] = kept
        else:
            del node[key]


# -- before a page runs ----------------------------------------------------------------------------------------------


def check_book(project: Project, edition: Edition, build: BuildDir, pages: Collection[str]) -> None:
    """Refuse a book that could not be assembled from the tables in `build` and these notebook pages (`regio/gm0014`).

    Raises ChapterError for marks that cannot be filled, and BookError with every chapter that `_toc.yml` leaves out,
    every entry of it without a chapter, and every link of a chapter to what will not be there.
    """
    kinds = kinds_of(edition)
    contents = contents_of(project, edition, kinds)
    files = fill_chapters(project, edition, build)
    chapters = {_docname(place): place for place in files if place.endswith(_SOURCES)}
    docnames = {*chapters, *pages, *(f"{kind}/index" for kind in kinds)}
    texts = {place: files[place].decode("utf-8") for place in chapters.values()}
    problems = list(_contents_problems(contents, chapters, docnames, texts, _toc_lines(project)))
    for place, text in texts.items():
        for target in _links(text) if place.endswith(".md") else ():
            if not _leads_somewhere(target, place, docnames, files):
                lines = enumerate(project.chapters.file(place).read_text("utf-8").splitlines(), start=1)
                line = next((f"line {n}" for n, text in lines if target in text), "")
                problems.append(Problem(f"book/{place}", line, f"a link to {target}", "a page or file of the book"))
    if problems:
        raise BookError("chapters, pages and contents of the book do not fit each other", list(dict.fromkeys(problems)))


def _docname(place: str) -> str:
    path = PurePosixPath(place)
    return str(path.with_suffix("")) if path.suffix in _PAGES else place


def _contents_problems(
    contents: Any, chapters: dict[str, str], docnames: Collection[str], texts: dict[str, str], lines: dict[str, str]
) -> Iterator[Problem]:
    """`lines`: where `_toc.yml` names each page."""
    named = _named(contents)
    globs = list(_values(contents, "glob"))
    for name, times in named.items():
        if name not in docnames:
            found = f"`file: {name}`, but there is no book/{name}.md"
            near = nearest(name, chapters)
            yield Problem("_toc.yml", lines.get(name, ""), found, f"a chapter of that name{near}, or no such entry")
        elif times > 1:
            yield Problem("_toc.yml", lines.get(name, ""), f"`file: {name}` {times} times", "each chapter in one place")
    for name, place in chapters.items():
        listed = name in named or any(PurePosixPath(name).match(glob) for glob in globs)
        if not listed and not _ORPHAN.match(texts[place]):
            expected = f"an entry `- file: {name}` there, or a chapter less"
            yield Problem(f"book/{place}", "", "a chapter that _toc.yml does not name", expected)


def _toc_lines(project: Project) -> dict[str, str]:
    """Page -> the lines of `_toc.yml` that name it, as messages say it."""
    text, _ = read_settings(project.file("_toc.yml"))
    told: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if found := re.match(r"[\s-]*(?:file|root):\s*[\"']?([^\s\"'#]+)", line):
            told.setdefault(_docname(found[1]), []).append(str(number))
    return {name: f"line {', '.join(numbers)}" for name, numbers in told.items()}


def _values(node: Any, key: str) -> Iterator[str]:
    """The values of a key, anywhere below a node of the contents."""
    if isinstance(node, dict):
        if key in node:
            yield str(node[key])
        for below in _BELOW:
            for item in node.get(below) or ():
                yield from _values(item, key)


def _links(text: str) -> Iterator[str]:
    """Where the links and pictures of a Markdown text lead, not those to other sites or places on the same page."""
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.dollarmath import dollarmath_plugin  # noqa: PLC0415

    for block in MarkdownIt("commonmark").enable("table").use(dollarmath_plugin).parse(text):
        for token in block.children or ():
            target = token.attrGet("href") or token.attrGet("src")
            if target and not _ELSEWHERE.match(str(target)):
                yield str(target)


def _leads_somewhere(target: str, place: str, docnames: Collection[str], files: Collection[str]) -> bool:
    path = re.split(r"[#?]", target, maxsplit=1)[0]
    told = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(place), path)
    told = posixpath.normpath(told)
    return told in files or _docname(told) in docnames
