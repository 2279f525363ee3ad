"""The rooms of the package, in the order of the flow: the one list that tests, documents and the picture read.

A room is a folder below the package, or a module that stands alone. A room knows the rooms above it in this list and
none below; rooms of one floor do not know each other.
"""

from __future__ import annotations

from typing import NamedTuple


class Room(NamedTuple):
    """A room: its place below the package ("sources.files"), its floor counted from the ground, what it is for."""

    name: str
    floor: int
    purpose: str


def _floors(*floors: dict[str, str]) -> tuple[Room, ...]:
    return tuple(Room(name, n, purpose) for n, rooms in enumerate(floors) for name, purpose in rooms.items())


#: From the ground up.
ROOMS = _floors(
    {
        "errors": "the family of errors that a person can mend: what was found, where, what to do",
        "files": "a file is whole or it is not there",
        "markup": "HTML and SVG as values: what is not markup is escaped",
        "rooms": "this list",
    },
    {"layout": "where things lie: the folders of a project and of one edition's build"},
    {"memory": "what an earlier run made, kept by the hash of what it was made of"},
    {"params": "what is asked for: editions, indicators, themes, regions, areas, corrections; loaded and checked"},
    {
        "demo": "invented figures in the formats of real ones",
        "schemas": "the tables that pass between rooms: columns, types, keys, rows",
        "sources": "what the rooms of sources share: how problems are collected",
    },
    {
        "sources.network": "one address, whole and checked",
        "sources.files": "bytes to a grid of cells: text, spreadsheets, Parquet, SPSS, geometry",
        "statistics": "trend, position, aggregation, herindelingen: pure functions over arrays and tables",
    },
    {"sources.tables": "a grid and a mapping to tidy figures; presets for files whose layout is known"},
    {"sources.statline": "tables of CBS StatLine: found, described, paged through, read"},
    {"sources.kinds": "one class per kind of source"},
    {"sources.snapshot": "gather, lock, place, open, fetch, update; all sources of an edition read together"},
    {"tables": "the one pipeline from a snapshot to every table"},
    {"words": "every word a reader sees: numbers, grammar, sentences, labels"},
    {"charts": "the drawing language: frame, axis, line, map, strip, wheel, histogram"},
    {"report.data": "what a page may read of an edition"},
    {"report.pages": "what each cell of a page shows"},
    {"report": "what a notebook calls"},
    {"execution": "which notebooks run, and running them"},
    {
        "publishing.chapters": "the written chapters with their marks filled",
        "publishing.checks": "whether a site is sound",
    },
    {"publishing.staging": "the book's clean source folder"},
    {
        "publishing.sphinx": "the book as Sphinx makes it",
        "publishing.downloads": "figures as CSV, and these with the notebook as ZIP",
    },
    {"publishing": "from staged book to site"},
    {"audit": "pages run again and compared"},
    {"authoring": "what writes into params for a person"},
    {"commands": "what each command does"},
    {"cli": "the command line"},
)
