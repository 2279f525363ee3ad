"""The chapters' navigation: rendered once per folder of the site, the current page marked by replacing a string.

The tree is the one of `_toc.yml` (sphinx-external-toc); pages that come in by glob (regions, indicators, themes)
are not part of it. Rendering it on every page, as themes usually do, makes a build quadratic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from regioboek.markup import Markup, html, join
from regioboek.publishing.staging.site import root_of


@dataclass(frozen=True)
class Entry:
    """One chapter with the ones below it."""

    docname: str
    title: str
    children: tuple[Entry, ...] = ()

    def walk(self) -> Iterator[Entry]:
        """This chapter and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class ChapterNav:
    """Groups of chapters with their captions; `lists` are the generated lists of pages among them."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    lists: frozenset[str] = frozenset()

    @classmethod
    def from_site_map(cls, site_map: Any, titles: dict[str, str], lists: Iterable[str] = ()) -> ChapterNav:
        """From sphinx-external-toc's site map; chapters without a document are left out."""

        def entries(items: Any) -> tuple[Entry, ...]:
            found = []
            for item in items:
                name = str(item)
                document = site_map.get(name)
                if document is None or name not in titles:
                    continue
                below = tuple(e for tree in document.subtrees for e in entries(tree.items))
                found.append(Entry(name, titles[name], below))
            return tuple(found)

        groups = [(tree.caption or "", entries(tree.items)) for tree in site_map.root.subtrees]
        return cls(tuple((caption, found) for caption, found in groups if found), frozenset(lists))

    @cached_property
    def _rendered(self) -> dict[str, Markup]:
        return {}

    def html(self, docname: str) -> Markup:
        """The navigation as seen from `docname`."""
        root = root_of(docname)
        if root not in self._rendered:
            self._rendered[root] = join(_captioned(caption, _list(found, root)) for caption, found in self.groups)
        here = html('href="{}{}.html"', root, docname)
        return self._rendered[root].replace(here, html('{} aria-current="page"', here), 1)

    @cached_property
    def sequence(self) -> tuple[Entry, ...]:
        """The chapters to leaf through, in reading order."""
        every = (e for _, group in self.groups for top in group for e in top.walk())
        return tuple(e for e in every if e.docname not in self.lists)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {e.docname: n for n, e in enumerate(self.sequence)}

    def neighbours(self, docname: str) -> tuple[Entry | None, Entry | None]:
        """Previous and next chapter; None at the ends and for pages that are no chapter."""
        place = self._place.get(docname)
        if place is None:
            return None, None
        around = (None, *self.sequence, None)
        return around[place], around[place + 2]


def _captioned(caption: str, entries: Markup) -> Markup:
    return html('<p class="rb-nav-caption">{}</p>{}', caption, entries) if caption else entries


def _list(found: tuple[Entry, ...], root: str) -> Markup:
    def item(entry: Entry) -> Markup:
        below = _list(entry.children, root) if entry.children else ""
        return html('<li><a href="{}{}.html">{}</a>{}</li>', root, entry.docname, entry.title, below)

    return html("<ul>{}</ul>", join(map(item, found)))
