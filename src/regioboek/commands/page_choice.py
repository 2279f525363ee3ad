"""Which pages a build makes: every page of the edition, those that are asked for, those that may stay as they are."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from regioboek.errors import RegioboekError
from regioboek.execution.page_spec import PageSpec
from regioboek.execution.plan import REASONS, Plan, library_digest, make_plan, page_code
from regioboek.execution.run import discard, discard_others
from regioboek.layout import PAGE_KINDS, BuildDir, Project
from regioboek.memory import CODE, Inputs, Record, code_of, once
from regioboek.params.regions import level_of

#: The record of an edition's pages, and the input of it that is the code of a page.
SPECS, LIBRARY = "pages", "library"

if TYPE_CHECKING:
    from regioboek.commands.build_report import BuildOptions
    from regioboek.report.data.edition_data import EditionData


def page_specs(build: BuildDir) -> list[PageSpec]:
    """Every page of the edition with the hash of what it may see."""
    from regioboek.report.data.context import pages  # noqa: PLC0415
    from regioboek.report.data.digests import Digests  # noqa: PLC0415
    from regioboek.report.data.edition_data import EditionData  # noqa: PLC0415

    data = EditionData.open(build.root)
    digests = Digests(data)
    return [PageSpec(p.kind, p.id, p.title, p.parameters, p.context, digests.of(p.kind, p.id)) for p in pages(data)]


def known_specs(build: BuildDir, made_from: Inputs) -> list[PageSpec]:
    """As :func:`page_specs`, remembered for the tables and the environment of `made_from`."""
    inputs = {**made_from, LIBRARY: library_digest(), **code_of(__name__)}
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
        by_id = {s.id.casefold(): s for s in specs}
        chosen = []
        for name in options.only:
            spec = by_id.get(name.casefold())
            if spec is None:
                hint = _hint(name, by_id)
                raise RegioboekError(f"--only: this edition has no region, indicator or theme {name!r}{hint}")
            chosen.append(spec)
    if options.levels:
        chosen = [s for s in chosen if s.kind == "regio" and level_of(s.id.upper()) in options.levels]
    if not chosen and (options.only or options.levels):
        asked = [f"--level {' '.join(options.levels)}"] if options.levels else []
        asked += [f"--only {' '.join(options.only)}"] if options.only else []
        raise RegioboekError(f"no page of this edition is what {' together with '.join(asked)} asks for")
    if options.limit is not None:
        chosen = [s for kind in PAGE_KINDS for s in [c for c in chosen if c.kind == kind][: options.limit]]
    return chosen


def _hint(name: str, by_id: dict[str, PageSpec]) -> str:
    """What to do about a page that is not there: the level, the codes of that name, or the nearest page."""
    level = level_of(name.upper())
    if level and not any(s.kind == "regio" and level_of(s.id.upper()) == level for s in by_id.values()):
        return f": it has no pages of level {level} (the levels it has are under `levels` in its params)"
    named = {name.casefold()}
    near = [s for s in by_id.values() if named & {s.title.casefold(), s.title.split(" (")[0].casefold()}]
    near = near or [by_id[id_] for id_ in get_close_matches(name.casefold(), list(by_id), 1)]
    return f". Did you mean {' or '.join(_shown(s) for s in near)}?" if near else ""


def _shown(spec: PageSpec) -> str:
    return f"{spec.id.upper()} ({spec.title})" if spec.kind == "regio" else spec.id


def open_everything(root: Path, kinds: Collection[str] = PAGE_KINDS) -> None:
    """What the warm process does once for pages of these kinds: import the libraries, open the edition.

    Region pages draw with nothing but text; the others need seaborn. A function of the module, because the warm process
    may be a new one.
    """
    os.environ["REGIOBOEK_EDITION_DIR"] = str(root)
    from regioboek.report.data.edition_data import open_edition  # noqa: PLC0415
    from regioboek.report.pages.region_page import RegionPage  # noqa: F401, PLC0415
    from regioboek.report.pages.styles import stylesheet  # noqa: PLC0415

    stylesheet()
    edition = open_edition()
    edition.warm()
    for code in list(edition.regions)[-1:] if "regio" in kinds else ():
        _rehearse(edition, code)
    if set(kinds) <= {"regio"}:
        return
    import matplotlib.backends.backend_svg  # noqa: F401, PLC0415
    import seaborn  # noqa: F401, PLC0415

    from regioboek.report.pages.indicator_page import IndicatorPage  # noqa: F401, PLC0415
    from regioboek.report.pages.theme_page import ThemePage  # noqa: F401, PLC0415


def _rehearse(edition: EditionData, code: str) -> None:
    """Make a region's page once, to nothing: what this process has looked up, cached and compiled, no page does for the
    first time. A page's own errors come when it is made."""
    from regioboek.report.pages.region_page import RegionPage  # noqa: PLC0415

    with contextlib.suppress(Exception):
        page = RegionPage(edition, code)
        for cell in (page.at_a_glance, page.striking, page.surroundings, page.accountability):
            cell()
        for theme in edition.edition.themes:
            page.theme(theme.id)
