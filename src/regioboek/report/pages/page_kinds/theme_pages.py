"""Pages of themes: the indicators of one, in the provincies and on the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regioboek.params.levels import LEVELS
from regioboek.report.data.seen import Seen
from regioboek.report.pages.kind import Division, Listing, PageKind, Rows, Words, titled
from regioboek.words import labels
from regioboek.words import language as nl

if TYPE_CHECKING:
    from regioboek.report.data.edition_data import EditionData
    from regioboek.report.data.edition_register import Register
    from regioboek.report.data.page_data import PageData
    from regioboek.report.pages.theme_page import ThemePage


class ThemePages(PageKind):
    """One page per theme that has indicators."""

    name, order, parameter = "thema", 30, "theme"
    title = menu = labels.text("menu.topics")
    description = labels.text("description.thema")

    def keys(self, division: Division) -> Iterable[str]:
        """Ids in official order."""
        return (t.id for t in division.edition.themes)

    def page_title(self, division: Division, key: str) -> str:
        """The theme's name."""
        return division.edition.theme(key).name

    def words(self, register: Register, key: str) -> Words:
        """The name, and dimension and edition below it."""
        theme = register.edition.theme(key)
        return titled(register, theme.name, nl.sentence_case(nl.DIMENSION_WORDS[theme.dimension]))

    def seen(self, register: Register, key: str) -> Seen:
        """Its indicators in every region."""
        return Seen(indicators=frozenset(i.id for i in register.edition.of_theme(key)))

    def page(self, data: PageData, key: str) -> ThemePage:
        """What `notebooks/thema.ipynb` calls."""
        from regioboek.report.pages.theme_page import ThemePage  # noqa: PLC0415

        return ThemePage(data, key)

    def warm(self, data: EditionData) -> None:
        """What draws."""
        warm_drawing()
        import regioboek.report.pages.theme_page  # noqa: F401, PLC0415

    def rows(self, division: Division, key: str) -> Rows:
        """Its indicators for Nederland, provincies and other areas: gemeenten are in the indicators' files."""
        areas = [r.code for r in division.regions.values() if LEVELS[r.level].base]
        return Rows(areas, [s.id for i in division.edition.of_theme(key) for s in i.series])

    def index(self, listing: Listing) -> str:
        """By dimension, with their indicators."""
        from regioboek.report.pages.page_lists import theme_index  # noqa: PLC0415

        return theme_index(listing)


def warm_drawing() -> None:
    """Import what statistical pictures are drawn with."""
    import matplotlib.backends.backend_svg  # noqa: F401, PLC0415
    import seaborn  # noqa: F401, PLC0415


KIND = ThemePages()
