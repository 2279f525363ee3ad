"""`regioboek check`: validate params, templates and sources of an edition; build nothing.

Files are read where they are (or from the snapshot, when there is one) exactly as a build reads them, so that a
green check means the tables can be made.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from regioboek.errors import PageError
from regioboek.layout import PAGE_KINDS, Project
from regioboek.params.areas import area_rows
from regioboek.params.catalogue import read_catalogue
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition


def check_edition(project: Project, name: str) -> Iterator[str]:
    """Lines that say what was found well; raises a RegioboekError with every problem of the first part that is not."""
    edition = load_edition(project.params, name)
    count = (
        f"{len(edition.indicators)} indicators in {len(edition.themes)} themes, {len(edition.params.sources)} sources"
    )
    yield f"params: {count}"
    yield from _origins(project, edition)
    written = (*project.params.every("indicators.yml"), *project.params.every(f"editions/{name}.yml"))
    for file in written:
        lines = file.read_text("utf-8").splitlines()
        waiting = [str(number) for number, line in enumerate(lines, start=1) if "# DECIDE" in line]
        if waiting:
            place = project.params.told(file)
            yield f"note: {place}: a person must still decide at line {', '.join(waiting)} (# DECIDE)"
    yield f"templates: {check_templates(project, edition)}"
    yield from _check_sources(project, edition)


def _origins(project: Project, edition: Edition) -> Iterator[str]:
    """Which entries stand in files of the project's own, where there are defaults below them."""
    files = read_catalogue(project.params, []).files
    mine = project.params.own.name + "/"
    for kind, items in (("indicators", edition.indicators), ("themes", edition.themes)):
        own = [item.id for item in items if files.get(item.id) == f"{mine}{kind}.yml"]
        if own:
            yield f"{kind} of {mine}{kind}.yml: {', '.join(own)}; the others are those of regioboek"


def check_templates(project: Project, edition: Edition) -> str:
    """The templates' parameters; PageError when one is unusable or a theme has no place on a region page."""
    from regioboek.execution.templates import load_template, template_parameters  # noqa: PLC0415

    told = []
    for kind in PAGE_KINDS:
        template = load_template(project.templates.file(f"{kind}.ipynb"))
        told.append(f"{kind}({', '.join(template_parameters(template))})")
        if kind == "regio":
            source = "\n".join(cell.source for cell in template.cells if cell.cell_type == "code")
            absent = [t.id for t in edition.themes if f'page.theme("{t.id}")' not in source]
            if absent:
                lines = "; ".join(f'a heading and a code cell page.theme("{id_}")' for id_ in absent)
                raise PageError(f"notebooks/regio.ipynb shows not all themes of params/themes.yml; add {lines}")
    return ", ".join(told)


def _check_sources(project: Project, edition: Edition) -> Iterator[str]:
    from regioboek.sources.snapshot.gather import only_made  # noqa: PLC0415
    from regioboek.sources.snapshot.inputs import read_inputs  # noqa: PLC0415
    from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot  # noqa: PLC0415
    from regioboek.sources.snapshot.stocks import inhabitants_of_gemeenten  # noqa: PLC0415
    from regioboek.tables.correcting import apply_corrections  # noqa: PLC0415
    from regioboek.tables.making import day_of_areas, register_with_areas  # noqa: PLC0415
    from regioboek.tables.through_time import on_one_division  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="regioboek-check-") as folder:
        place = project
        origin = "snapshot"
        if only_made(edition) or not (project.snapshot(edition.id) / "lock.json").is_file():
            place, origin = Project(project.root, Path(folder)), "sources (no snapshot yet)"
            take_snapshot(place, edition)
        snapshot = open_snapshot(place, edition)
        inputs = read_inputs(edition, snapshot, project.params)
        stocks = inhabitants_of_gemeenten(edition, snapshot)
    yield f"{origin}: {len(inputs.values)} figures of {inputs.values['indicator'].nunique()} indicators"
    corrected_inputs, corrected = apply_corrections(edition, inputs)
    if len(corrected):
        yield f"corrections: {corrected['correction'].nunique()}, of {len(corrected)} figures; all fit their source"
    through_time = on_one_division(edition, corrected_inputs, stocks).backcast
    if len(through_time):
        figures = through_time.drop_duplicates(["region", "indicator", "year"])
        moved = int(figures["reason"].isna().sum())
        told = f"{moved} figures moved over a herindeling, {len(figures) - moved} withheld with the reason"
        yield f"division of {edition.params.division_year}: {told}"
    regions, _ = register_with_areas(project, edition, inputs.regions)
    levels = regions["level"].value_counts()
    yield "regions: " + ", ".join(f"{n} {level}" for level, n in levels.items() if level in edition.params.levels)
    for code, name, level in _named_areas(project, edition):
        if level not in edition.params.levels:
            yield f"note: {code} ({name}) has no page: `levels` of this edition leaves {level} out"
        elif code not in set(regions["code"]):
            yield f"note: {code} ({name}) has no page: it has no members on {day_of_areas(edition)}"
    for note in inputs.notes:
        yield f"note: {note}"


def _named_areas(project: Project, edition: Edition) -> list[tuple[str, str, str]]:
    """Code, name and level of every area in the files of areas, each once."""
    rows = (row.of for row in area_rows(project.params, edition.id))
    return list(dict.fromkeys((row["code"], row["naam"], row["niveau"]) for row in rows))
