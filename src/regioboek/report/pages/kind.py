"""What a kind of page is: one object that everything which makes, lists, links and publishes pages asks.

A kind of page has a template `notebooks/<name>.ipynb`, a folder of executed notebooks and a folder of the site, all of
its name. It is added by one module with an object `KIND`, in :mod:`regioboek.report.pages.page_kinds` or in any package
that names it in the entry-point group `regioboek.page_kinds`, and by its template; nothing else names it.

A kind is light: it imports what makes a page only when a page is made, because a build with nothing to make asks kinds
too.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from regioboek.markup import Markup, html, join
from regioboek.words.labels import text
from regioboek.words.markdown import as_markdown

if TYPE_CHECKING:
    from regioboek.params.edition import Edition
    from regioboek.params.regions import OldName
    from regioboek.report.data.edition_data import EditionData
    from regioboek.report.data.edition_register import Register
    from regioboek.report.data.page_data import PageData
    from regioboek.report.data.seen import Seen
    from regioboek.schemas.rows import Region

#: Words for a template: «name» becomes a text; cells that are marked `for` a name are repeated for its list.
Words = dict[str, str | list[dict[str, str]]]


class Division(Protocol):
    """An edition and its regions by code: what is known before any figure is."""

    @property
    def edition(self) -> Edition:
        """Params, indicators, themes."""

    @property
    def regions(self) -> Mapping[str, Region]:
        """From large to small."""


class Listing(Division, Protocol):
    """What a list of pages is made from."""

    @property
    def former(self) -> Sequence[OldName]:
        """Former and other names of regions."""

    @property
    def years(self) -> Mapping[str, Sequence[int]]:
        """Indicator -> years with a figure of any region."""

    def of_level(self, level: str) -> list[Region]:
        """Regions of a level from A to Z."""

    def inside(self, parent: Region, level: str) -> list[Region]:
        """Regions of `level` within a provincie or COROP area, from A to Z."""

    def link(self, page: str, text: str, *, here: str) -> Markup:
        """A link to a page as HTML, seen from the folder `here`; only the text where this build has no such page."""


class Rows(NamedTuple):
    """The rows of a page's downloads: every region with every indicator, indicator by indicator."""

    regions: Sequence[str]
    indicators: Sequence[str]


class PageKind(ABC):
    """A kind of page. A page is known by its `key`: the value of its template's parameter.

    What is abstract a kind says itself; the rest it may leave as it is.
    """

    #: Of the template, the folders, the site's addresses: a slug.
    name: str
    #: Place among the kinds, in lists and in the menu; those of a bureau come after ours.
    order: int = 100
    #: The parameter of the template that a page's key is the value of.
    parameter: str
    #: Heading of the list of its pages.
    title: str
    #: What search engines and previews say of a page; {title} is filled in.
    description: str = "{title}."
    #: Words of its item in the menu; without them its pages stand under the item of another kind.
    menu: str = ""
    #: That other kind.
    under: str = ""
    #: Whether the search page finds words of its texts, and the finder its titles.
    searched: bool = True

    # -- pages ---------------------------------------------------------------------------------------------------

    @abstractmethod
    def keys(self, division: Division) -> Iterable[str]:
        """The pages there are, in their order."""

    def id(self, key: str) -> str:
        """Name of the file: lower-case letters, digits, hyphens."""
        return key.lower()

    def docname(self, key: str) -> str:
        """Path in the site, without suffix."""
        return f"{self.name}/{self.id(key)}"

    @abstractmethod
    def page_title(self, division: Division, key: str) -> str:
        """What a page is called."""

    def words(self, register: Register, key: str) -> Words:
        """The words for the template's Markdown cells."""
        return {"naam": as_markdown(self.page_title(register, key))}

    @abstractmethod
    def seen(self, register: Register, key: str) -> Seen:
        """What the page sees; its data refuses everything else."""

    @abstractmethod
    def page(self, data: PageData, key: str) -> Any:
        """The object that the template's cells call."""

    def warm(self, data: EditionData) -> None:  # noqa: B027  (most kinds of a bureau have nothing to prepare)
        """Import and prepare what all pages of this kind use, once, in the process they are forked from."""

    # -- in the site ---------------------------------------------------------------------------------------------

    @abstractmethod
    def rows(self, division: Division, key: str) -> Rows:
        """What the page's downloads hold."""

    def crumbs(self, division: Division, key: str) -> list[tuple[str, str]]:
        """The pages above a page, outermost first: text and docname. The list of the kind is the first."""
        return [(self.title, f"{self.name}/index")]

    def index(self, listing: Listing) -> str:
        """The list of all pages as Markdown: `<name>/index.md`."""
        keys = list(self.keys(listing))
        links = (listing.link(self.docname(k), self.page_title(listing, k), here=self.name) for k in keys)
        items = html('<ul class="rb-columns">{}</ul>', join(html("<li>{}</li>", link) for link in links))
        return f"# {as_markdown(self.title)}\n\n{items}\n"

    def index_crumbs(self) -> list[tuple[str, str]]:
        """The pages above that list."""
        return []

    @property
    def section(self) -> str:
        """The item of the menu that its pages belong to."""
        return f"{self.under or self.name}/index"


def titled(register: Register, title: str, *below: str) -> Words:
    """The words of most templates: a page's title, and below it what is said of it, with the edition's year."""
    year = text("edition.year", year=register.edition.params.year)
    return {"naam": as_markdown(title), "ondertitel": " · ".join([*below, year])}


def unlinked(words: str) -> Markup:
    """A page that this build does not have, in a list."""
    return html('<span class="rb-unbuilt">{}</span>', words)
