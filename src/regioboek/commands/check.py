"""`regioboek check`: validate params, templates and sources of an edition; build nothing.

Files are read where they are (or from the snapshot, when there is one) exactly as a build reads them, so that a
green check means the tables can be made.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from regioboek.commands.template_checks import check_templates, unused_templates
from regioboek.layout import Project
from regioboek.params.areas import COLUMNS as AREA_COLUMNS
from regioboek.params.areas import FILES as AREA_FILES
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.params.regions import read_rows


def check_edition(project: Project, name: str) -> Iterator[str]:
    """Lines that say what was found well; raises a RegioboekError with every problem of the first part that is not."""
    edition = load_edition(project.params, name)
    count = (
        f"{len(edition.indicators)} indicators in {len(edition.themes)} themes, {len(edition.params.sources)} sources"
    )
    yield f"params: {count}"
    for file in ("indicators.yml", f"editions/{name}.yml"):
        lines = (project.params / file).read_text("utf-8").splitlines()
        waiting = [str(number) for number, line in enumerate(lines, start=1) if "# DECIDE" in line]
        if waiting:
            yield f"note: params/{file}: a person must still decide at line {', '.join(waiting)} (# DECIDE)"
    yield f"templates: {check_templates(project, edition)}"
    yield from unused_templates(project, edition)
    yield from _check_sources(project, edition)


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
    for code, name, level in _named_areas(project):
        if level not in edition.params.levels:
            yield f"note: {code} ({name}) has no page: `levels` of this edition leaves {level} out"
        elif code not in set(regions["code"]):
            yield f"note: {code} ({name}) has no page: it has no members on {day_of_areas(edition)}"
    for note in inputs.notes:
        yield f"note: {note}"


def _named_areas(project: Project) -> list[tuple[str, str, str]]:
    """Code, name and level of every area in the files of areas, each once."""
    files = [project.params / "regions" / name for name in AREA_FILES]
    rows = [row for file in files if file.is_file() for _, row in read_rows(file, AREA_COLUMNS)]
    return list(dict.fromkeys((row["code"], row["naam"], row["niveau"]) for row in rows))
