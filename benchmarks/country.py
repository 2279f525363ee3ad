"""A synthetic country of any size, as a project of its own: the demo edition with another division into gemeenten.

The country has the 12 provincies and 40 COROP areas of the project and as many invented gemeenten as asked for, one
hexagon each, beside each other; no other areas, and no corrections. Everything else is the ordinary road: the demo's
generator invents the figures, the ordinary code reads them, tests the trends and makes the pages.
"""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from regioboek.commands.page_choice import page_specs
from regioboek.execution.page_spec import PageSpec
from regioboek.execution.plan import PlannedPage, key_record
from regioboek.files import write_text
from regioboek.layout import BuildDir, Project
from regioboek.params.regions import read_division

ROOT = Path(__file__).resolve().parent.parent

#: Regions that are no gemeente: Nederland, provincies, COROP areas.
ABOVE = 53

#: Of the smallest country: a gemeente in every COROP area.
SMALLEST = ABOVE + 40

#: Codes of no gemeente: CBS's own for what lies nowhere, abroad or is unknown.
NONE = (0, 998, 999)
#: As many as codes of four digits allow.
MOST = 10_052 - len(NONE)


def make_country(folder: Path, regions: int) -> Project:
    """A project in `folder` whose demo edition has `regions` regions of all levels together (93 or more)."""
    gemeenten = regions - ABOVE
    if regions < SMALLEST or regions > MOST:
        raise ValueError(f"a country has {SMALLEST} to {MOST} regions, found {regions}")
    for name in ("params", "notebooks", "book"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("_config.yml", "_toc.yml", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    corop = [(r.code, r.parent("provincie")) for r in read_division(ROOT / "params") if r.level == "corop"]
    corop.sort(key=lambda pair: (pair[1], pair[0]))
    wide = math.ceil(math.sqrt(gemeenten))
    division, tiles = [], []
    numbers = [n for n in range(10_000) if n not in NONE]
    for n in range(gemeenten):
        code = f"GM{numbers[n]:04}"
        division.append((code, f"Proefstad {n}", *corop[n * len(corop) // gemeenten]))
        row, column = divmod(n, wide)
        tiles.append((code, column - row // 2, row))
    place = folder / "params" / "regions"
    _write(place / "gemeenten-2023.csv", ("code", "naam", "corop", "provincie"), division)
    _write(place / "tegels.csv", ("code", "q", "r"), tiles)
    _write(place / "oude-namen.csv", ("soort", "oude_code", "oude_naam", "code", "datum"), [])
    for name in ("areas-demo", "regiodeals"):  # each area once, in the past: without a row the default would count
        head, *rows = (place / f"{name}.csv").read_text("utf-8").splitlines()
        areas = {row.split(",")[0]: row.split(",")[:3] for row in rows}
        gone = [(*area, "GM0001", "geheel", "", "", "2000-01-01", "") for area in areas.values()]
        _write(place / f"{name}.csv", head.split(","), gone)
    _set(folder / "params" / "corrections.yml", r"editions: \[demo\]", 'editions: ["2023"]')
    _set(folder / "params" / "editions" / "demo.yml", r"^levels:.*$", "levels: [land, provincie, corop, gemeente]")
    _set(folder / "params" / "editions" / "demo.yml", r"(?s)^ +register-wijk:.*buurten.geojson\n", "")
    return Project(folder)


def _set(path: Path, what: str, to: str) -> None:
    """Replace the one place where `what` stands in a file of params."""
    text, times = re.subn(what, to, path.read_text("utf-8"), flags=re.MULTILINE)
    if times != 1:
        raise ValueError(f"{path.name} has {what} {times} times: a synthetic country needs it once")
    path.write_text(text, "utf-8")


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.write_text("\n".join(",".join(map(str, row)) for row in (head, *rows)) + "\n", "utf-8")


def region_pages(build: BuildDir) -> list[PageSpec]:
    """The pages of all regions, gemeenten last."""
    return [spec for spec in page_specs(build) if spec.kind == "regio"]


def copy_notebooks(build: BuildDir, sample: Sequence[PageSpec], pages: Iterable[PageSpec]) -> int:
    """Give every page without a notebook the one of a page of `sample`, with its own code and title; how many got one.

    Pages of the size and make of real ones, without running 6 400 notebooks.
    """
    texts = [(spec, spec.notebook(build).read_text("utf-8")) for spec in sample]
    made = 0
    for n, page in enumerate(pages):
        if page.notebook(build).is_file():
            continue
        model, text = texts[n % len(texts)]
        for old, new in ((model.id, page.id), (model.id.upper(), page.id.upper())):
            for form in ("{}.", '{}\\"', "'{}'"):
                text = text.replace(form.format(old), form.format(new))
        for form in ("{}\\n", "{} "):
            text = text.replace(form.format(model.title), form.format(page.title))
        write_text(page.notebook(build), text)
        write_text(page.key_file(build), key_record(PlannedPage(page, {}, None), text.encode()))
        made += 1
    return made
