"""A picture of a whole edition: indicators as rows, regions as columns, what there is of each as a block.

The height of a block tells the state, so that it reads without colour: full for a trend, half for figures that are too
few for one, a line for old figures. Blocks of neighbours with one state are drawn as one, and one path per state holds
all of them: 342 x 45 states take some 20 kB.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from regioboek.markup import Markup, html, join
from regioboek.words import labels

#: States of statistics.coverage -> how they are drawn; what is not here is an empty place.
DRAWN = {
    "trend": "trend",
    "short": "short",
    "stale": "stale",
    "confidential": "confidential",
    "impossible": "never",
    "not-applicable": "never",
    "not-aggregable": "never",
}
_LABELS, _CELLS, _ROW, _HEAD = 200, 520, 13, 16


class Row(NamedTuple):
    """One indicator: its name and the state of every region, in the order of the columns."""

    name: str
    states: Sequence[str]


class Group(NamedTuple):
    """Neighbouring columns with a name above them."""

    name: str
    columns: int


def kind_words() -> dict[str, str]:
    """What is drawn, with its word in legend and tables, from good to poor; `missing` is the empty place."""
    return labels.section("coverage")


def drawn_as(state: str) -> str:
    """How a state of statistics.coverage is drawn and counted."""
    return DRAWN.get(state, "missing")


def coverage_picture(rows: Sequence[Row], groups: Sequence[Group], title: str, uid: str) -> Markup:
    """SVG of the rows; every row has as many states as the groups have columns together. Raises ValueError if not."""
    columns = sum(group.columns for group in groups)
    if any(len(row.states) != columns for row in rows):
        raise ValueError(f"every row needs {columns} states, one per column")
    width = _CELLS / columns if columns else 0.0
    height = _HEAD + _ROW * len(rows) + 4
    paths: dict[str, list[str]] = {}
    names = []
    for number, row in enumerate(rows):
        y = _HEAD + _ROW * number + _ROW / 2
        names.append(_text(_LABELS - 6, y + 4, row.name))
        for kind, first, length in _runs(row.states):
            if kind != "missing":
                paths.setdefault(kind, []).append(
                    f"M{_figure(_LABELS + first * width)} {_figure(y)}h{_figure(length * width)}"
                )
    blocks = (
        html('<path class="rb-c-{}" d="{}"/>', kind, "".join(paths[kind])) for kind in kind_words() if kind in paths
    )
    heads, lines = _heads(groups, width, height)
    return html(
        '<svg class="rb-coverage" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t"><title id="{}-t">{}</title>'
        '<g class="rb-c-labels">{}</g>{}<path class="rb-c-lines" d="{}"/><g class="rb-c-heads">{}</g></svg>',
        *(str(_LABELS + _CELLS), str(height), uid, uid, title, join(names), join(blocks), lines, join(heads)),
    )


def coverage_legend(kinds: Iterable[str]) -> Markup:
    """A list with a sample and the word of every kind that occurs; `missing` always."""
    seen = {*kinds, "missing"}
    samples = (_sample(kind, word) for kind, word in kind_words().items() if kind in seen)
    return html('<ul class="rb-legend">{}</ul>', join(samples))


def _sample(kind: str, word: str) -> Markup:
    return html(
        '<li><svg class="rb-coverage rb-c-sample" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">'
        '<path class="rb-c-{}" d="M1 6h20"/></svg>{}</li>',
        kind,
        word,
    )


def _text(x: float, y: float, text: str) -> Markup:
    return html('<text x="{}" y="{}">{}</text>', _figure(x), _figure(y), text)


def _runs(states: Sequence[str]) -> Iterable[tuple[str, int, int]]:
    """Neighbours that are drawn alike: kind, first column, number of columns."""
    first = 0
    for kind, same in groupby(states, drawn_as):
        length = sum(1 for _ in same)
        yield kind, first, length
        first += length


def _heads(groups: Sequence[Group], width: float, height: int) -> tuple[list[Markup], str]:
    """The names above the columns, or their first two letters, where they fit; and the lines between groups."""
    names, lines, first = [], [], 0
    for group in groups:
        x, room = _LABELS + first * width, group.columns * width
        shown = group.name if len(group.name) * 4.6 <= room else group.name[:2]
        if len(shown) * 4.6 <= room:
            names.append(_text(x + room / 2, 10, shown))
        lines.append(f"M{_figure(x)} {_HEAD - 3}V{height}")
        first += group.columns
    return names, "".join(lines)


def _figure(value: float) -> str:
    """One decimal at most, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")
