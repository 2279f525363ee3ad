"""What the layout is given for a page: edition, menu, crumbs, headings, chapters.

Its words are labels, and everything that links has been looked up first: a page that does not exist is not linked.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from regioboek.publishing.sphinx.chapter_nav import ChapterNav
from regioboek.publishing.staging.site import Crumb, Site, root_of
from regioboek.words import labels

#: Pages of the menu, after the lists of pages that have an item of their own, with the labels of their links.
MENU = (
    ("methode/index", "menu.method"),
    ("lezen", "menu.reading"),
)
#: Shorter words for a narrow screen.
SHORT = {"lezen": "menu.reading_short"}
FOOTER = (
    ("colofon", "menu.colophon"),
    ("toegankelijkheid", "menu.accessibility"),
    ("methode/bronnen", "menu.sources"),
    ("narekenen", "menu.recalculate"),
)

#: A page with fewer headings needs no list of them.
MIN_HEADINGS = 4


def page_context(docname: str, site: Site, nav: ChapterNav, documents: Container[str], config: Any) -> dict[str, Any]:
    """The variables of `layout.html` that differ from Sphinx's own."""
    kind, word, root = site.kind(docname), site.kind_word(docname), root_of(docname)
    page = site.pages.get(docname)
    crumbs = page.crumbs if page else _crumbs(docname, site)
    menu = [*((f"{k.name}/index", k.menu) for k in site.kinds if k.menu), *((t, labels.text(key)) for t, key in MENU)]
    base = f"{config.html_baseurl.rstrip('/')}/" if config.html_baseurl else ""
    here = kind.section if kind else "methode/index" if docname.startswith("methode/") else docname
    before, after = (
        {"href": f"{root}{entry.docname}.html", "text": entry.title} if entry else None
        for entry in nav.neighbours(docname)
    )

    def links(items: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
        return [
            {
                "href": f"{root}{target}.html",
                "text": text,
                "short": labels.text(SHORT[target]) if target in SHORT else "",
                "current": docname == target,
                "inside": here == target,
            }
            for target, text in items
            if target in documents
        ]

    return {
        "kind": word,
        "folders": "|".join([*(k.name for k in site.kinds), "methode"]),
        "root": root,
        "site_name": config.html_title,
        "edition": site.edition,
        "description": kind.description if kind and site.is_notebook(docname) else "",
        "label": labels.text,
        "menu": links(menu),
        "footer_links": links((target, labels.text(key)) for target, key in FOOTER),
        "crumbs": [{"text": c.text, "href": f"{root}{c.page}.html" if c.page in documents else None} for c in crumbs],
        "chapters": nav.html(docname) if word in ("hoofdstuk", "methode") else "",
        "prev": before,
        "next": after,
        "base_address": base,
        "address": f"{base}{docname}.html" if base else "",
        "min_headings": MIN_HEADINGS,
        "extra_css": [name for name, _ in config.html_css_files],
    }


def _crumbs(docname: str, site: Site) -> tuple[Crumb, ...]:
    if site.kind_word(docname) == "methode" and docname != "methode/index":
        return (Crumb(labels.text("menu.method"), "methode/index"),)
    kind = site.kind(docname)
    return kind.crumbs if kind else ()


#: Under which name Sphinx's metadata of a notebook page has its headings.
HEADINGS = "regioboek_headings"


def keep_headings(app: Sphinx, doctree: nodes.document) -> None:
    """Keep of a notebook page's table of contents what the page shows; called for every document that is read.

    Sphinx keeps that of every document as a tree of nodes for as long as it runs, some 0.1 MB a page. Nobody but its
    own page looks at that of a notebook page. Chapters keep theirs: navigation may need it.
    """
    docname = app.env.docname
    if app.regioboek_site.is_notebook(docname):  # type: ignore[attr-defined]
        app.env.metadata[docname][HEADINGS] = page_toc(app.env.tocs[docname])
        app.env.tocs[docname] = nodes.bullet_list()


def headings(env: Any, docname: str) -> list[dict[str, str]]:
    """The headings of a page below its title, for "Op deze pagina": href and text."""
    kept: list[dict[str, str]] | None = env.metadata[docname].get(HEADINGS)
    return page_toc(env.tocs[docname]) if kept is None else kept


def page_toc(toc: nodes.Element) -> list[dict[str, str]]:
    """The headings below the title, from Sphinx's table of contents of one document."""
    below = toc.children[0].next_node(nodes.bullet_list) if toc.children else None
    entries = [entry for entry in below.children if isinstance(entry, nodes.list_item)] if below is not None else []
    titles = (entry[0] for entry in entries if isinstance(entry[0], addnodes.compact_paragraph))
    found = (title.next_node(nodes.reference) for title in titles)
    return [{"href": str(link["anchorname"]), "text": link.astext()} for link in found if link is not None]
