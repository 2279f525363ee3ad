"""A picture of a whole edition: indicators as rows, regions as columns, what there is of each as a block.

The height of a block tells the state, so that it reads without colour: full for a trend, half for figures that are too
few for one, a line for old figures. Blocks of neighbours with one state are drawn as one, and one path per state holds
all of them: 342 x 45 states take some 20 kB.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

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
#: What is drawn -> its word in legend and tables, from good to poor; `missing` is the empty place.
WORDS = {
    "trend": "trend te bepalen",
    "short": "te kort voor een trend",
    "stale": "verouderd",
    "confidential": "geheim",
    "never": "kan er niet zijn",
    "missing": "ontbreekt",
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


def drawn_as(state: str) -> str:
    """How a state of statistics.coverage is drawn and counted."""
    return DRAWN.get(state, "missing")


def coverage_picture(rows: Sequence[Row], groups: Sequence[Group], title: str, uid: str) -> str:
    """SVG of the rows; every row has as many states as the groups have columns together. Raises ValueError if not."""
    columns = sum(group.columns for group in groups)
    if any(len(row.states) != columns for row in rows):
        raise ValueError(f"every row needs {columns} states, one per column")
    width = _CELLS / columns if columns else 0.0
    height = _HEAD + _ROW * len(rows) + 4
    paths: dict[str, list[str]] = {}
    labels = []
    for number, row in enumerate(rows):
        y = _HEAD + _ROW * number + _ROW / 2
        labels.append(f'<text x="{_LABELS - 6}" y="{_figure(y + 4)}">{escape(row.name)}</text>')
        for kind, first, length in _runs(row.states):
            if kind != "missing":
                paths.setdefault(kind, []).append(
                    f"M{_figure(_LABELS + first * width)} {_figure(y)}h{_figure(length * width)}"
                )
    blocks = "".join(f'<path class="rb-c-{kind}" d="{"".join(paths[kind])}"/>' for kind in WORDS if kind in paths)
    heads, lines = _heads(groups, width, height)
    return (
        f'<svg class="rb-coverage" viewBox="0 0 {_LABELS + _CELLS} {height}" role="img" aria-labelledby="{uid}-t">'
        f'<title id="{uid}-t">{escape(title)}</title><g class="rb-c-labels">{"".join(labels)}</g>'
        f'{blocks}<path class="rb-c-lines" d="{lines}"/><g class="rb-c-heads">{heads}</g></svg>'
    )


def coverage_legend(kinds: Iterable[str]) -> str:
    """A list with a sample and the word of every kind that occurs; `missing` always."""
    seen = {*kinds, "missing"}
    samples = (
        f'<li><svg class="rb-coverage rb-c-sample" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">'
        f'<path class="rb-c-{kind}" d="M1 6h20"/></svg>{word}</li>'
        for kind, word in WORDS.items()
        if kind in seen
    )
    return f'<ul class="rb-legend">{"".join(samples)}</ul>'


def _runs(states: Sequence[str]) -> Iterable[tuple[str, int, int]]:
    """Neighbours that are drawn alike: kind, first column, number of columns."""
    first = 0
    for kind, same in groupby(states, drawn_as):
        length = sum(1 for _ in same)
        yield kind, first, length
        first += length


def _heads(groups: Sequence[Group], width: float, height: int) -> tuple[str, str]:
    """The names above the columns, or their first two letters, where they fit; and the lines between groups."""
    names, lines, first = [], [], 0
    for group in groups:
        x, room = _LABELS + first * width, group.columns * width
        shown = group.name if len(group.name) * 4.6 <= room else group.name[:2]
        if len(shown) * 4.6 <= room:
            names.append(f'<text x="{_figure(x + room / 2)}" y="10">{escape(shown)}</text>')
        lines.append(f"M{_figure(x)} {_HEAD - 3}V{height}")
        first += group.columns
    return "".join(names), "".join(lines)


def _figure(value: float) -> str:
    """One decimal at most, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")
