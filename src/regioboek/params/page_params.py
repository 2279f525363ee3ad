"""Pages that an edition adds: a template `notebooks/<kind>.ipynb` for some of its regions.

pages:
  - kind: provinciebeeld
    title: Provinciebeeld
    levels: [provincie]
    min_inhabitants: 500000
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from regioboek.params.indicators import Id, Params
from regioboek.params.levels import Level


class PagesParams(Params):
    """One kind of pages; a region has such a page when it meets everything that is asked."""

    kind: Id  # the template's name, and the folder in the site
    title: str  # Dutch: heading of their list; a page is called by it and the region's name
    levels: tuple[Level, ...] = ()  # regions of these levels; empty: of all
    regions: tuple[str, ...] = ()  # these codes only; empty: all
    within: tuple[str, ...] = ()  # regions that are, or lie in, one of these provincies or COROP areas
    min_inhabitants: Annotated[int, Field(ge=0)] = 0  # with at least so many inhabitants
