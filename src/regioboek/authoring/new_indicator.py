"""`regioboek indicator new`: an indicator from a StatLine table written into params, and its source into an edition.

Rules
* The table is asked what it has: measure, dimensions, levels and years are held against it before anything is written.
* Text is added; nothing that stands in the files is changed. What is added is tried in a copy of the params first, and
  every edition that was valid must still be.
* What a person must decide is marked DECIDE in a comment; what stands there meanwhile is valid and cautious.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from regioboek.authoring.indicator_text import Wishes, indicator_lines, query_of_table, slug, source_lines
from regioboek.authoring.table_search import describe_table
from regioboek.authoring.yaml_insert import append_item, append_word
from regioboek.errors import FetchError, ParamsError, Problem, RegioboekError, nearest
from regioboek.files import write_text
from regioboek.layout import Layers, Project
from regioboek.params.catalogue import Catalogue, read_catalogue
from regioboek.params.edition import Edition
from regioboek.params.indicators import SLUG, SLUG_WORDS
from regioboek.params.levels import COUNTRY, LEVELS, Level, listed_levels
from regioboek.params.loading import available_editions, load_edition
from regioboek.sources.network.client import Client
from regioboek.sources.statline.query import plan_query
from regioboek.sources.statline.table import StatlineTable, levels_of


def new_indicator(project: Project, wishes: Wishes, client: Client, *, write: bool = True) -> list[str]:
    """Write (or, without `write`, only make) the two entries; lines that say what was written and what to do next.

    Raises RegioboekError with all that does not fit; nothing is written then.
    """
    edition = _edition(project, wishes.edition)
    problems: list[Problem] = []
    catalogue = read_catalogue(project.params, problems)
    if problems:
        raise ParamsError("params cannot be added to", problems)
    themes = [t.id for t in catalogue.themes]
    if wishes.theme is not None and wishes.theme not in themes:
        raise RegioboekError(f"no theme {wishes.theme!r}{nearest(wishes.theme, themes)}; one of {', '.join(themes)}")
    table = describe_table(client, wishes.service, wishes.table)
    measure = table.measure(wishes.measure)
    name = measure.name if measure else wishes.measure
    id = _id(wishes.id, name, catalogue, table)
    query = query_of_table(
        table,
        id,
        wishes,
        select=_select(wishes.select),
        levels=_levels(wishes.levels, edition, table),
        years=(edition.window.first, edition.window.last),
        former="keep" if any("transfers" in s.given for s in edition.params.sources) else "leave-out",
    )
    if query.period is None and query.year is None:
        found = f"table {table.id} has no dimension of periods, and does not say of which year it is"
        raise RegioboekError(f"{found}; say --year, the one year that its figures are of")
    plan = plan_query(table, query, "indicator new", problems)
    if plan is None or measure is None:
        raise FetchError(f"table {table.id} does not have what is asked", problems)
    known = {i.name for i in catalogue.indicators}
    shown = name if name not in known else f"{name} (StatLine {table.id})"
    entry = indicator_lines(
        id, shown, table=table, measure=measure, wishes=wishes, themes=themes, year=edition.params.year
    )
    origin = "CBS" if wishes.service.catalogue == "CBS" else "derden, via CBS"
    source = source_lines(_source_id(edition, table), wishes.service.version, plan, origin)
    texts = _added(project.params, edition, id, entry, source)
    others = _check(project.params, texts, edition.id)
    if not write:
        added = "# would be added to params/"
        return [f"{added}{_list_of(edition)}", *entry, "", f"{added}editions/{edition.id}.yml", *source]
    for file, text in texts.items():
        write_text(project.params.own / file, text)
    everywhere = "asks for every indicator: give it a source there too, or a reason under not_in_source"
    name = edition.id
    return [
        f"params/{_list_of(edition)}: {id}, look at the lines marked DECIDE",
        f"params/editions/{name}.yml: its source, StatLine table {table.id} ({table.title})",
        *(f"edition {other} {everywhere}" for other in others),
        f"next: regioboek fetch {name}, regioboek check {name}, regioboek build {name} --only {id}",
    ]


def _edition(project: Project, wanted: str | None) -> Edition:
    if wanted is not None:
        edition = load_edition(project.params, wanted)
        if _invented(edition):
            raise RegioboekError(f"edition {wanted} is invented; choose one that has real sources with --edition")
        return edition
    names = available_editions(project.params.own) or available_editions(project.params)
    loaded = [load_edition(project.params, name) for name in names]
    real = [e for e in loaded if not _invented(e)]
    if len(real) != 1:
        told = ", ".join(e.id for e in real) or "none"
        raise RegioboekError(f"editions with real sources: {told}; say which one with --edition")
    return real[0]


def _invented(edition: Edition) -> bool:
    return any(s.kind == "demo" for s in edition.params.sources)


def _id(wanted: str | None, name: str, catalogue: Catalogue, table: StatlineTable) -> str:
    id = wanted or slug(name)
    if not SLUG.fullmatch(id):
        raise RegioboekError(f"the id {id!r} cannot be used; give one with --id: {SLUG_WORDS}")
    if id in catalogue.indicator_ids:
        if wanted is None:
            id = slug(f"{name} {table.id}")
        if id in catalogue.indicator_ids:
            raise RegioboekError(f"there is an indicator {id} already; give another id with --id")
    return id


def _select(told: tuple[str, ...]) -> dict[str, str]:
    chosen = {}
    for one in told:
        key, equals, code = one.partition("=")
        if not equals or not key.strip() or not code.strip():
            raise RegioboekError(f"--select {one!r}: say DIMENSION=CODE, as in Geslacht=T001038")
        chosen[key.strip()] = code.strip()
    return chosen


def _levels(wanted: tuple[str, ...], edition: Edition, table: StatlineTable) -> tuple[Level, ...]:
    strange = [level for level in wanted if level not in LEVELS]
    if strange:
        raise RegioboekError(f"no level {', '.join(strange)}; choose from {', '.join(LEVELS)}")
    if wanted:
        return wanted
    region = table.with_role("region")
    there = levels_of(region) if region else {}
    asked = {COUNTRY, *edition.params.levels} - set(listed_levels())  # areas are made from their gemeenten
    return tuple(level for level in LEVELS if level in there and level in asked)


def _source_id(edition: Edition, table: StatlineTable) -> str:
    taken = {s.id for s in edition.params.sources}
    base = f"statline-{slug(table.id)}"
    return next(name for number in range(1, 1000) if (name := base if number == 1 else f"{base}-{number}") not in taken)


def _list_of(edition: Edition) -> str:
    """The file below params that new indicators of an edition come in: one that is not the Monitor has its own."""
    return "indicators.yml" if edition.of_monitor else f"indicators/{edition.id}.yml"


def _added(params: Layers, edition: Edition, id: str, entry: list[str], source: list[str]) -> dict[str, str]:
    """File below params -> its new text."""
    file, listed = f"editions/{edition.id}.yml", _list_of(edition)
    own = params.own / listed
    told = _read(params.file(file))
    if edition.params.indicators != "all":
        told = append_word(told, ("indicators",), id, file)
    return {
        listed: (
            append_item(_read(own), ("indicators",), entry, listed)
            if own.is_file()
            else "\n".join(["indicators:", *(f"  {line}".rstrip() for line in entry)]) + "\n"
        ),
        file: append_item(told, ("sources",), source, file),
    }


def _check(params: Layers, texts: dict[str, str], edition_id: str) -> list[str]:
    """The other editions that would have to find figures for it. Raises ParamsError when an edition breaks."""
    with tempfile.TemporaryDirectory(prefix="regioboek-params-") as folder:
        own = Path(folder) / params.name
        if params.own.is_dir():
            shutil.copytree(params.own, own)
        for file, text in texts.items():
            write_text(own / file, text)
        copy = Layers((own, *params.folders[1:]))
        load_edition(copy, edition_id)
        others = []
        for name in available_editions(params):
            if name == edition_id:
                continue
            before, after = _loaded(params, name), _loaded(copy, name)
            if before is not None and after is None:
                load_edition(copy, name)  # tells what is wrong now
            if before and after and not _invented(after) and len(after.indicators) > len(before.indicators):
                others.append(name)
        return others


def _loaded(params: Layers, name: str) -> Edition | None:
    try:
        return load_edition(params, name)
    except ParamsError:
        return None


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
