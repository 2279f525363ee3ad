"""What a page declares to see, beside what every page sees (:class:`edition_register.Register`).

From this the page's digest is computed (:mod:`digests`: it runs again when something of it changes), and to this its
data is bound (:mod:`page_data`: anything else is refused). So a page can never be left standing when what it shows has
changed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """Which tables, and which rows of them, one page reads."""

    #: codes: figures, findings and everything told of them, of these regions and every indicator; what strikes there
    regions: frozenset[str] = frozenset()
    #: ids: the same of these indicators and every region; their rankings and peers too
    indicators: frozenset[str] = frozenset()
    #: rankings and peers of every indicator among the regions of these levels
    levels: frozenset[str] = frozenset()
    #: codes: of these regions only the corrections of figures
    corrections: frozenset[str] = frozenset()
    #: ids: of these indicators also what is told at length
    told: frozenset[str] = frozenset()
