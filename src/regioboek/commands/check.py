"""`regioboek check`: validate params, templates, sources, tables and chapters of an edition; build nothing.

Files are read where they are, or from the snapshot when there is one: then those that changed since are warned of. They
go through the pipeline of a build: tables and chapters are made and thrown away. What a build refuses before its first
page runs, this refuses with its words.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from regioboek.commands.notes import grouped
from regioboek.commands.template_checks import check_templates, unused_templates
from regioboek.errors import Problem, RegioboekError, SourceError
from regioboek.layout import BuildDir, Project
from regioboek.params.areas import area_rows
from regioboek.params.catalogue import read_catalogue, written_in
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.params.outgrown import outgrown
from regioboek.report.pages.known_kinds import kinds_of
from regioboek.tables.making import EditionTables, day_of_areas

if TYPE_CHECKING:
    from regioboek.sources.network.client import Client


def check_edition(project: Project, name: str, *, verbose: bool = False, client: Client | None = None) -> Iterator[str]:
    """Lines that say what was found well, then notes and warnings: one of each kind, or all of them when `verbose`.

    With a `client` the publishers of its sources are looked at first: descriptions, no figures.

    Raises a RegioboekError with every problem of the first part that is not well, after what is to be warned of.
    """
    edition = load_edition(project.params, name)
    warnings = outgrown(project.params, edition)
    try:
        if client is not None:
            warnings += yield from _publishers(project, edition, client)
        notes = yield from _checked(project, edition)
    except RegioboekError:
        yield from grouped(warnings, verbose=verbose)
        raise
    found = [*notes, *warnings]
    yield from grouped(found, verbose=verbose)
    if found:
        serious = sum(note.warning for note in found)
        told = f"warnings: {serious}, notes: {len(found) - serious}"
        yield told if verbose else f"{told}; --verbose says each in full"


def _publishers(project: Project, edition: Edition, client: Client) -> Generator[str, None, list[Problem]]:
    """A line that all is well; returns what to be warned of. Raises SourceError with what is not as it is asked."""
    from regioboek.sources.snapshot.looking import look_at_all  # noqa: PLC0415

    looked = [each for each in look_at_all(project, edition, client) if each.source.asks_network]
    found = [problem for each in looked if each.seen for problem in each.seen.problems]
    wrong = [problem for problem in found if not problem.warning]
    away = {each.away: each.source.id for each in reversed(looked) if each.away}  # why -> the first source of it
    wrong += [Problem("network", f"source {id}", why, "an answer, to look at it") for why, id in away.items()]
    if wrong:
        raise SourceError("not every source could be looked at, or is as the params ask", wrong)
    if looked:
        yield f"publishers: {len(looked)} of {len(looked)} sources as they are asked"
    return found


def _checked(project: Project, edition: Edition) -> Generator[str, None, list[Problem]]:
    """Lines that say what was found well; returns what must be known or may be wrong."""
    name = edition.id
    of_what = f"in {len(edition.themes)} themes, {len(edition.params.sources)} sources"
    yield f"params: {len(edition.indicators)} indicators {of_what}"
    yield from _origins(project, edition)
    notes: list[Problem] = []
    lists = [file for files in written_in(project.params, "indicators") for file in files]
    for file in (*lists, *project.params.every(f"editions/{name}.yml")):
        lines = file.read_text("utf-8").splitlines()
        waiting = [str(number) for number, line in enumerate(lines, start=1) if "# DECIDE" in line]
        if waiting:
            found, where = "# DECIDE", f"line {', '.join(waiting)}"
            notes.append(Problem(project.params.told(file), where, found, "what a person decided", warning=True))
    yield f"templates: {check_templates(project, edition)}"
    notes += unused_templates(project, edition)
    return notes + (yield from _check_sources(project, edition))


def _origins(project: Project, edition: Edition) -> Iterator[str]:
    """Which entries stand in files of the project's own, where there are defaults below them."""
    files = read_catalogue(project.params, []).files
    for kind, items in (("indicators", edition.indicators), ("themes", edition.themes)):
        by_file: dict[str, list[str]] = {}
        for item in items:
            by_file.setdefault(files.get(item.id, ""), []).append(item.id)
        for file in sorted(set(by_file) & {project.params.told(path) for path in project.params.own.rglob("*.yml")}):
            yield f"{kind} of {file}: {', '.join(by_file[file])}; the others are those of regioboek"


def _check_sources(project: Project, edition: Edition) -> Generator[str, None, list[Problem]]:
    from regioboek.publishing.staging.contents import check_book  # noqa: PLC0415
    from regioboek.report.data.edition_data import EditionData  # noqa: PLC0415
    from regioboek.sources.snapshot.fetch_plan import changed_since  # noqa: PLC0415
    from regioboek.sources.snapshot.gather import only_made  # noqa: PLC0415
    from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot  # noqa: PLC0415
    from regioboek.tables.making import make, write  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="regioboek-check-") as folder:
        place, origin, changed = project, "snapshot", []
        if only_made(edition) or not (project.snapshot(edition.id) / "lock.json").is_file():
            place, origin = Project(project.root, Path(folder)), "sources (no snapshot yet)"
            take_snapshot(place, edition)
        else:
            changed = changed_since(project, edition)
        tables = make(edition, open_snapshot(place, edition), project.params)
        yield f"{origin}: {tables.figures} figures of {len(tables.given_by)} indicators"
        areas = yield from _told(project, tables)
        build = BuildDir(Path(folder) / "_build")
        write(tables, build)
        data = EditionData.open(build.root)
        names = [kind.docname(key) for kind in kinds_of(edition).values() for key in kind.keys(data)]
        check_book(place, edition, build, names)
        yield f"book: {len(names)} pages; chapters and contents fit them"
    return [*areas, *tables.notes, *changed]


def _told(project: Project, tables: EditionTables) -> Generator[str, None, list[Problem]]:
    """What was made of an edition, in a few numbers; returns which areas have no page."""
    edition, corrected, regions = tables.edition, tables.corrections, tables.regions
    if len(corrected):
        yield f"corrections: {corrected['correction'].nunique()}, of {len(corrected)} figures; all fit their source"
    if len(tables.backcast):
        figures = tables.backcast.drop_duplicates(["region", "indicator", "year"])
        moved = int(figures["reason"].isna().sum())
        told = f"{moved} figures moved over a herindeling, {len(figures) - moved} withheld with the reason"
        yield f"division of {edition.params.division_year}: {told}"
    notes: list[Problem] = []
    newest, last = tables.observations.loc[tables.observations["value"].notna(), "year"].max(), edition.window.last
    if newest < last:
        found = f"{last}, and no figure of any indicator after {newest}"
        expected = f"figures of {last} in a source (is there a newer file?), or last: {newest}"
        notes.append(Problem(f"params/editions/{edition.id}.yml", "window.last", found, expected, warning=True))
    levels = regions["level"].value_counts()
    yield "regions: " + ", ".join(f"{n} {level}" for level, n in levels.items() if level in edition.params.levels)
    rows, day = [row.of for row in area_rows(project.params, edition.id)], day_of_areas(edition)
    lasting = {row["code"] for row in rows if not row["tot"] or row["tot"] >= str(day)}
    for code, name, level in dict.fromkeys((row["code"], row["naam"], row["niveau"]) for row in rows):
        if level not in edition.params.levels:
            found = f"{code} ({name}), which has no page"
            notes.append(Problem("params/regions", "", found, f"{level} in `levels` of this edition, if it should"))
        elif code not in set(regions["code"]):
            found = f"{code} ({name}) without members on {day}: it has no page"
            ended = code not in lasting  # what came to an end may have a successor; what is yet to begin has none
            notes.append(Problem("params/regions", "", found, "members on that day, if it should", warning=ended))
    for page in edition.params.pages:
        gone = [code for code in (*page.regions, *page.within) if code not in set(regions["code"])]
        if gone:
            place, expected = f"pages.{page.kind}", "codes of regions that this edition has: did the division change?"
            notes.append(Problem(f"params/editions/{edition.id}.yml", place, ", ".join(gone), expected, warning=True))
    return notes
