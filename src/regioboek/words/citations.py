"""The source of figures and boundaries as a sentence, with the word for invented figures wherever there are any."""

from __future__ import annotations

from collections.abc import Collection

from regioboek.params.edition import Edition
from regioboek.words.labels import text


def source_line(edition: Edition, *, boundaries: bool = False, given: Collection[str] = ()) -> str:
    """The source of figures (and boundaries) as one plain sentence, `Voorbeeldcijfers` first where it applies.

    `given` are the ids of the sources that have these figures; none named: all that give figures.
    """
    figures = [s.citation for s in edition.params.sources if (s.id in given if given else "figures" in s.given)]
    parts = list(dict.fromkeys([*figures, *([drawn] if boundaries and (drawn := _drawn_from(edition)) else [])]))
    said = " ".join(p if p.endswith(".") else p + "." for p in parts)
    example = text("charts.example")
    return f"{example}. {said}" if edition.params.example and not said.startswith(example) else said


def maps_line(edition: Edition) -> str:
    """The source of the boundaries; for a tile map what its tiles are."""
    tiles = f"{text('charts.example')}. {text('charts.tiles')}" if edition.params.example else ""
    return _drawn_from(edition) or tiles


def drawn_source(edition: Edition, *, boundaries: bool = False, given: Collection[str] = ()) -> str:
    """What stands inside a figure: edition and source; `Voorbeeldcijfers` first where it applies."""
    source = source_line(edition, boundaries=boundaries, given=given)
    said = text("charts.edition", year=edition.params.year)
    if not edition.params.example:
        return f"{said} {source}"
    tiles = f" {text('charts.tiles')}" if boundaries and not _drawn_from(edition) else ""
    return f"{source}{tiles} {said}"


def _drawn_from(edition: Edition) -> str:
    """The citation of real boundaries; tiles have none."""
    given = (s.citation for s in edition.params.sources if "boundaries" in s.given and s.kind != "demo")
    return next(given, "")
