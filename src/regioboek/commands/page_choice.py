"""Which pages a build makes: every page of the edition, those that are asked for, those that may stay as they are."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from regioboek.errors import RegioboekError, closest, meant
from regioboek.execution.page_spec import PageSpec
from regioboek.execution.plan import REASONS, Plan, library_digest, make_plan, page_code
from regioboek.execution.run import discard, discard_others
from regioboek.layout import BuildDir, Project
from regioboek.memory import CODE, Inputs, Record, code_of, once
from regioboek.params.levels import Level, level_of
from regioboek.report.pages.known_kinds import code_of_kinds, kinds_of

#: The record of an edition's pages, and the input of it that is the code of a page.
SPECS, LIBRARY = "pages", "library"

if TYPE_CHECKING:
    from regioboek.commands.build_report import BuildOptions


def page_specs(build: BuildDir) -> list[PageSpec]:
    """Every page of the edition with the hash of what it may see."""
    from regioboek.report.data.digests import Digests  # noqa: PLC0415
    from regioboek.report.data.edition_data import EditionData  # noqa: PLC0415

    data = EditionData.open(build.root)
    digests = Digests(data)
    return [
        PageSpec(
            kind.name,
            kind.id(key),
            kind.page_title(data, key),
            {kind.parameter: key},
            kind.words(data, key),
            digests.of(kind.seen(data, key)),
        )
        for kind in kinds_of(data.edition).values()
        for key in kind.keys(data)
    ]


def known_specs(build: BuildDir, made_from: Inputs) -> list[PageSpec]:
    """As :func:`page_specs`, remembered for the tables and the environment of `made_from`."""
    inputs = {**made_from, LIBRARY: library_digest(), **code_of(__name__), **code_of_kinds()}
    rows = once(build, SPECS, inputs, lambda: [asdict(spec) for spec in page_specs(build)]).result
    return [PageSpec(**row) for row in rows]


def plan_pages(project: Project, build: BuildDir, options: BuildOptions, specs: list[PageSpec]) -> tuple[Plan, int]:
    """The plan of the chosen pages and those that can stay; what is out of date and not chosen is taken away.

    `specs`: all pages of the edition. Returns also how many pages were not chosen and are not up to date: a stale page
    must not be published.
    """
    wanted = {spec.name for spec in choose(specs, options)}
    discard_others(build, specs)
    full = make_plan(specs, project, build)
    stale = [p.page for p in full.to_run if p.page.name not in wanted]
    for page in stale:
        discard(build, page)
    kept = tuple(p for p in full.pages if p.reason is None or p.page.name in wanted)
    return Plan(project, build, kept), len(stale)


def explain(plan: Plan, before: Record | None) -> Iterator[str]:
    """Of every page that runs, what it is made of that is another than it was.

    Its code is named by file when it was made with the code that `before`, the record of an earlier plan, tells of.
    """
    code = page_code()
    files = [n.removeprefix(CODE) for n in before.differs({**before.inputs, **code}) if n in code] if before else []
    for item in plan.to_run:
        told = [REASONS[part] for part in item.differs] if item.reason in REASONS.values() else [item.reason or ""]
        if before and files and item.earlier.get("library") == before.inputs.get(LIBRARY):
            told = [f"{reason} ({', '.join(files)})" if reason == REASONS["library"] else reason for reason in told]
        yield f"{item.page.name}: {'; '.join(told)}"


def choose(specs: list[PageSpec], options: BuildOptions) -> list[PageSpec]:
    """The pages that --only, --level and --limit ask for; RegioboekError names the nearest page for a typo."""
    chosen = list(specs)
    if options.only:
        chosen = []
        for name in options.only:
            meant = [s for s in specs if name.casefold() in (s.id, s.name)]
            if not meant:
                hint = _hint(name, {s.id: s for s in reversed(specs)})
                raise RegioboekError(f"--only: this edition has no region, indicator or theme {name!r}{hint}")
            chosen += meant
    if options.levels:
        chosen = [s for s in chosen if _level(s) in options.levels]
    if not chosen and (options.only or options.levels):
        asked = [f"--level {' '.join(options.levels)}"] if options.levels else []
        asked += [f"--only {' '.join(options.only)}"] if options.only else []
        raise RegioboekError(f"no page of this edition is what {' together with '.join(asked)} asks for")
    if options.limit is not None:
        kinds = dict.fromkeys(s.kind for s in specs)
        chosen = [s for kind in kinds for s in [c for c in chosen if c.kind == kind][: options.limit]]
    return chosen


def _level(spec: PageSpec) -> Level | None:
    """The level of the region that a page is about; None for a page of something else."""
    return level_of(str(spec.parameters.get("region")))


def _hint(name: str, by_id: dict[str, PageSpec]) -> str:
    """What to do about a page that is not there: the level, the codes of that name, or the nearest page."""
    level = level_of(name.upper())
    if level and not any(_level(s) == level for s in by_id.values()):
        return f": it has no pages of level {level} (the levels it has are under `levels` in its params)"
    named = {name.casefold()}
    near = [s for s in by_id.values() if named & {s.title.casefold(), s.title.split(" (")[0].casefold()}]
    near = near or [by_id[id_] for id_ in closest(name, by_id)]
    return meant(_shown(s) for s in near)


def _shown(spec: PageSpec) -> str:
    return f"{spec.id.upper()} ({spec.title})" if _level(spec) else spec.id


def open_everything(root: Path, kinds: Collection[str] | None = None) -> None:
    """What the warm process does once for pages of these kinds, or of all: open the edition, prepare what they use.

    A function of the module, because the warm process may be a new one.
    """
    os.environ["REGIOBOEK_EDITION_DIR"] = str(root)
    from regioboek.report.data.edition_data import open_edition  # noqa: PLC0415
    from regioboek.report.pages.styles import stylesheet  # noqa: PLC0415

    stylesheet()
    data = open_edition()
    data.warm()
    for kind in kinds_of(data.edition).values():
        if kinds is None or kind.name in kinds:
            kind.warm(data)
