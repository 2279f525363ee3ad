"""Checks over the whole site, page by page: what a reader, a screen reader or a privacy officer would trip over.

Per page (:mod:`page_facts`)

* a language, no id twice, images with alternative text, SVG images with a title;
* nothing a browser would fetch from another host (links that a reader may follow are fine);
* no marks left unfilled («…»), no `undefined`, `NaN` or `None` in the text, no English of the tools;
* in an example edition: `Voorbeeldcijfers`.

Over the site: every internal link, anchor, image, script and stylesheet exists.

Pages are read one after the other; kept are their ids and links, not their text. With a `memory` these are kept for
the next check too: a page that is what it was is not taken apart again. What is over the site is always checked over
the whole site: a page that others link to may have gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from regioboek.errors import Problem
from regioboek.layout import BuildDir
from regioboek.memory import code_of, each, sha256
from regioboek.publishing.checks.page_facts import EXAMPLE_MARK, PageFacts, css_facts, page_facts

EXAMPLE_CLASS = "rb-has-example"


def check_site(html_dir: Path, *, memory: BuildDir | None = None) -> list[Problem]:
    """All problems of the site below `html_dir`; none when it is sound.

    `memory`: the build that keeps what an earlier check saw of each page. Without it every page is taken apart: the
    outcome is the same. Whether the figures are invented, its front page says.
    """
    front = html_dir / "index.html"
    example = front.is_file() and EXAMPLE_CLASS in front.read_text("utf-8")
    pages = _read_pages(html_dir, memory)
    problems: list[Problem] = []
    for page, facts in pages.items():
        problems += [Problem(*row) for row in facts.problems]
        if example and not facts.marked:
            problems.append(Problem(page, "text", f"no {EXAMPLE_MARK}", "the mark of an example edition on every page"))
    styles = {p.relative_to(html_dir).as_posix(): p for p in sorted(html_dir.rglob("*.css"))}
    read = {place: css_facts(place, path.read_text("utf-8")) for place, path in styles.items()}
    problems += [Problem(*row) for facts in read.values() for row in facts.problems]
    problems += _check_links(html_dir, pages, {**pages, **read})
    return problems


def _read_pages(html_dir: Path, memory: BuildDir | None) -> dict[str, PageFacts]:
    """Name of every page -> its facts: remembered where the page is what it was."""
    paths = {p.relative_to(html_dir).as_posix(): p for p in sorted(html_dir.rglob("*.html"))}
    if memory is None:
        return {page: page_facts(page, path.read_text("utf-8")) for page, path in paths.items()}
    kept = each(
        memory,
        "checked",
        code_of(PageFacts.__module__),
        {page: sha256(path) for page, path in paths.items()},
        lambda page: page_facts(page, paths[page].read_text("utf-8")),
    )
    return {page: PageFacts(*facts) for page, facts in kept.items()}


def _check_links(html_dir: Path, pages: Mapping[str, PageFacts], places: Mapping[str, PageFacts]) -> Iterator[Problem]:
    """Links of all `places` that lead nowhere; a place that many link to is one problem."""
    links: dict[tuple[str, str], list[str]] = {}
    for place, facts in places.items():
        for target, anchor in facts.links:
            links.setdefault((target, anchor), []).append(place)
    ids: dict[str, frozenset[str]] = {}
    for (target, anchor), linking in sorted(links.items()):
        where = linking[0] if len(linking) == 1 else f"{linking[0]} and {len(linking) - 1} more"
        if target in pages:
            if anchor and anchor != "top":
                if target not in ids:
                    ids[target] = frozenset(pages[target].ids)
                if anchor not in ids[target]:
                    yield Problem(where, "link", f"{target}#{anchor}", f"an id on {target}")
        elif not (html_dir / target).is_file():
            yield Problem(where, "link", target or "(nothing)", "a file of the site")
