"""What the pages of a site share: the edition's facts for header and footer, the pages that exist, their crumbs.

`stage` writes it as `site.json` beside the sources; the Sphinx extension reads it. Nothing in it depends on the
clock or on where the build lies.

A *docname* is a page's path without suffix: `regio/gm0014`. `pages` holds the notebook pages that are staged;
`unbuilt` the notebook pages the edition promises but this build has not made (a limited or failed build): links
to them become plain text instead of dead ends.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from regioboek.layout import BuildDir

SITE_FILE = "site.json"


@dataclass(frozen=True)
class Crumb:
    """One step of a breadcrumb; `page` is a docname, None where that page does not exist."""

    text: str
    page: str | None = None


@dataclass(frozen=True)
class KindFacts:
    """What pages say and show of their kind, whose name is the folder they lie in."""

    name: str
    description: str  # {title} is filled in
    menu: str  # words of its item in the menu, for the list of its pages; "" for none
    section: str  # docname of the item in the menu that its pages belong to
    searched: bool
    crumbs: tuple[Crumb, ...]  # above the list of its pages


@dataclass(frozen=True)
class NotebookPage:
    """A staged notebook page."""

    title: str
    crumbs: tuple[Crumb, ...] = ()


@dataclass(frozen=True)
class Moved:
    """A gemeente that is no more: its old page leads to the ones of today."""

    page: str
    name: str
    since: str  # "1 januari 2021"
    successors: tuple[Crumb, ...]


@dataclass(frozen=True)
class EditionFacts:
    """What header, footer and bands say about the edition."""

    id: str
    label: str  # "editie 2023"
    title: str
    example: bool
    published: str  # "30 november 2023"
    licence_line: str
    publisher: str
    publisher_url: str | None
    contact: str | None
    colours: str = ""  # CSS of the edition's own colours, where not the usual ones


@dataclass(frozen=True)
class Site:
    """Everything the extension needs to know besides the sources themselves."""

    edition: EditionFacts
    kinds: tuple[KindFacts, ...] = ()
    pages: dict[str, NotebookPage] = field(default_factory=dict)
    unbuilt: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()

    def to_json(self) -> str:
        """Stable text: same site, same bytes."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Site:
        """The site that :meth:`to_json` wrote."""
        raw = json.loads(text)

        def with_crumbs(row: dict[str, Any], name: str = "crumbs") -> dict[str, Any]:
            return row | {name: tuple(Crumb(**crumb) for crumb in row[name])}

        kinds = tuple(KindFacts(**with_crumbs(kind)) for kind in raw["kinds"])
        pages = {name: NotebookPage(**with_crumbs(page)) for name, page in raw["pages"].items()}
        moved = tuple(Moved(**with_crumbs(page, "successors")) for page in raw["moved"])
        return cls(EditionFacts(**raw["edition"]), kinds, pages, tuple(raw["unbuilt"]), moved)

    @classmethod
    def read(cls, book: Path) -> Site:
        """The site of a staged book."""
        return cls.from_json((book / SITE_FILE).read_text("utf-8"))

    def kind(self, docname: str) -> KindFacts | None:
        """The kind of an executed notebook, or of the list of such pages; None for others."""
        folder = docname.rpartition("/")[0]
        return next((kind for kind in self.kinds if kind.name == folder), None)

    def is_notebook(self, docname: str) -> bool:
        """Whether a page is an executed notebook."""
        return self.kind(docname) is not None and not docname.endswith("/index")

    def kind_word(self, docname: str) -> str:
        """home, the name of a kind of notebooks, overzicht (their lists), methode, zoeken, 404 or hoofdstuk."""
        if docname == "index":
            return "home"
        if kind := self.kind(docname):
            return kind.name if self.is_notebook(docname) else "overzicht"
        if docname in ("zoeken", "404"):
            return docname
        return "methode" if docname.startswith("methode/") else "hoofdstuk"


def notebooks_of(build: BuildDir) -> dict[str, Path]:
    """Docname -> executed notebook, of all that lie in the build."""
    found = sorted(build.notebooks("").glob("*/*.ipynb"))
    return {f"{path.parent.name}/{path.stem.lower()}": path for path in found}


def root_of(docname: str) -> str:
    """The way from a page back to the top of the site: `./` or `../`."""
    return "../" * docname.count("/") or "./"
