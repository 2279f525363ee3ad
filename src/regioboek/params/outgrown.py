"""What an edition still says of an earlier year: the file of last year copied, and a range in it left as it was.

None of it is wrong by itself, so that nothing refuses it; but figures of the newest year may be lacking without a word.
What a source of some kind says of its own years is told by its model (`Source.outgrown`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from regioboek.errors import Problem
from regioboek.layout import Layers
from regioboek.params.catalogue import read_items
from regioboek.params.corrections import Correction
from regioboek.params.edition import Edition, EditionParams
from regioboek.params.yaml_file import Wrong, read_yaml


def outgrown(params: Layers, edition: Edition) -> list[Problem]:
    """Every declared year or range that ends before the edition does, with what to do, for `check` to warn of."""
    file = params.file(f"editions/{edition.id}.yml")
    document = read_yaml(file, params.told(file), [])
    found = document.problems((), _of_edition(edition.params)) if document else []
    return [replace(problem, warning=True) for problem in (*found, *_corrections(params, edition))]


def _of_edition(params: EditionParams) -> Iterator[Wrong]:
    last, year, division = params.window.last, params.year, params.division_year
    if last < year - 1:
        expected = f"{year - 1}, the year before the edition's own, if the sources have it"
        yield ("window", "last"), f"{last} in the edition of {year}", expected
    if division < year and not params.example:
        expected = f"{year}, and register, boundaries and inhabitants of that year, unless nothing changed since"
        yield ("division_year",), f"{division} in the edition of {year}", expected
    if params.rules.aggregation.weight_year < division:
        found = f"{params.rules.aggregation.weight_year} with the division of {division}"
        expected = f"{division}: inhabitants of the gemeenten that there are, if they are known"
        yield ("rules", "aggregation", "weight_year"), found, expected
    if int(params.published[:4]) < year - 1:
        yield ("published",), f"{params.published} of the edition of {year}", "the day this edition is published"
    if params.areas.on and int(params.areas.on[:4]) < division:
        found = f"{params.areas.on} with the division of {division}"
        yield ("areas", "on"), found, f"a day in {division}, or nothing: 1 January of that year"
    named = [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", params.title)]
    if named and max(named) < last:
        yield ("title",), f"{max(named)}, and figures up to {last}", "the year of this edition: readers see it"
    for number, source in enumerate(params.sources):
        for place, found, expected in source.outgrown(last, division):
            yield ("sources", number, *place), found, expected


def _corrections(params: Layers, edition: Edition) -> Iterator[Problem]:
    """Corrections of the edition before it, of figures that lie in this window too."""
    window, asked = edition.window, {i.id for i in edition.series}
    entries, _ = read_items(params, "corrections", Correction, [], needed=False)
    for c, document, path, _ in entries:
        earlier = [name for name in c.editions if name.isdigit() and int(name) < edition.params.year]
        here = edition.id in c.editions or not edition.id.isdigit() or c.indicator not in asked
        if earlier and not here and any(window.first <= year <= window.last for year in c.years):
            found = f"{', '.join(c.editions)}, of figures that edition {edition.id} has too"
            expected = f'"{edition.id}" as well, unless the source of that edition has the right figures'
            yield document.problem((*path, "editions"), found, expected)
