"""`regioboek check`: validate params, templates, sources, tables and chapters of an edition; build nothing.

Files are read where they are (or from the snapshot, when there is one), and go through the pipeline of a build: tables
and chapters are made and thrown away. What a build refuses before its first page runs, this refuses with its words.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from regioboek.commands.template_checks import check_templates, unused_templates
from regioboek.layout import BuildDir, Project
from regioboek.params.areas import area_rows
from regioboek.params.catalogue import read_catalogue
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.report.pages.known_kinds import kinds_of
from regioboek.tables.making import EditionTables, day_of_areas


def check_edition(project: Project, name: str) -> Iterator[str]:
    """Lines that say what was found well; raises a RegioboekError with every problem of the first part that is not."""
    edition = load_edition(project.params, name)
    of_what = f"in {len(edition.themes)} themes, {len(edition.params.sources)} sources"
    yield f"params: {len(edition.indicators)} indicators {of_what}"
    yield from _origins(project, edition)
    written = (*project.params.every("indicators.yml"), *project.params.every(f"editions/{name}.yml"))
    for file in written:
        lines = file.read_text("utf-8").splitlines()
        waiting = [str(number) for number, line in enumerate(lines, start=1) if "# DECIDE" in line]
        if waiting:
            place = project.params.told(file)
            yield f"note: {place}: a person must still decide at line {', '.join(waiting)} (# DECIDE)"
    yield f"templates: {check_templates(project, edition)}"
    yield from unused_templates(project, edition)
    yield from _check_sources(project, edition)


def _origins(project: Project, edition: Edition) -> Iterator[str]:
    """Which entries stand in files of the project's own, where there are defaults below them."""
    files = read_catalogue(project.params, []).files
    mine = project.params.own.name + "/"
    for kind, items in (("indicators", edition.indicators), ("themes", edition.themes)):
        own = [item.id for item in items if files.get(item.id) == f"{mine}{kind}.yml"]
        if own:
            yield f"{kind} of {mine}{kind}.yml: {', '.join(own)}; the others are those of regioboek"


def _check_sources(project: Project, edition: Edition) -> Iterator[str]:
    from regioboek.publishing.staging.contents import check_book  # noqa: PLC0415
    from regioboek.report.data.edition_data import EditionData  # noqa: PLC0415
    from regioboek.sources.snapshot.gather import only_made  # noqa: PLC0415
    from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot  # noqa: PLC0415
    from regioboek.tables.making import make, write  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="regioboek-check-") as folder:
        place = project
        origin = "snapshot"
        if only_made(edition) or not (project.snapshot(edition.id) / "lock.json").is_file():
            place, origin = Project(project.root, Path(folder)), "sources (no snapshot yet)"
            take_snapshot(place, edition)
        tables = make(edition, open_snapshot(place, edition), project.params)
        yield f"{origin}: {tables.figures} figures of {len(tables.given_by)} indicators"
        yield from _told(project, tables)
        build = BuildDir(Path(folder) / "_build")
        write(tables, build)
        data = EditionData.open(build.root)
        names = [kind.docname(key) for kind in kinds_of(edition).values() for key in kind.keys(data)]
        check_book(place, edition, build, names)
        yield f"book: {len(names)} pages; chapters and contents fit them"
    for note in tables.notes:
        yield f"note: {note}"


def _told(project: Project, tables: EditionTables) -> Iterator[str]:
    """What was made of an edition, in a few numbers, and which areas have no page."""
    edition, corrected, regions = tables.edition, tables.corrections, tables.regions
    if len(corrected):
        yield f"corrections: {corrected['correction'].nunique()}, of {len(corrected)} figures; all fit their source"
    if len(tables.backcast):
        figures = tables.backcast.drop_duplicates(["region", "indicator", "year"])
        moved = int(figures["reason"].isna().sum())
        told = f"{moved} figures moved over a herindeling, {len(figures) - moved} withheld with the reason"
        yield f"division of {edition.params.division_year}: {told}"
    levels = regions["level"].value_counts()
    yield "regions: " + ", ".join(f"{n} {level}" for level, n in levels.items() if level in edition.params.levels)
    rows = (row.of for row in area_rows(project.params, edition.id))
    for code, name, level in dict.fromkeys((row["code"], row["naam"], row["niveau"]) for row in rows):
        if level not in edition.params.levels:
            yield f"note: {code} ({name}) has no page: `levels` of this edition leaves {level} out"
        elif code not in set(regions["code"]):
            yield f"note: {code} ({name}) has no page: it has no members on {day_of_areas(edition)}"
