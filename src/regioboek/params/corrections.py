"""Corrections: known errors in a source, as data in `params/corrections.yml`.

Rules
* A correction names the editions it is for, one indicator, regions and years, what to do, and why, in Dutch for
  readers. `told` says who was told of the error and when; without it the pages say that nobody was told yet.
* What to do: `drop` (no figure; `absence` says of which kind), `override` (the figure becomes `value`), `scale` (the
  figure is times `factor`), `flag` (the figure stays, with a remark).
* `expect` says what the source has now: one number for all figures named, a number per figure (`"GM0014 2021": 51`),
  `none` (no figure), or `{between: [low, high]}`. A figure that is otherwise stops the build: the source has been
  repaired, or is another one. `tolerance` is how far off it may be; without it half of the indicator's last decimal.
* A figure has one correction. Ids are slugs and unique; indicators, editions and regions are known ones.
* In a project of layers the files are merged: an entry of a user's own stands in the place of the default with its id.
* The file may be absent: then nothing is corrected. An edition that does not ask for an indicator passes over its
  corrections.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from regioboek.errors import Problem
from regioboek.layout import Layers
from regioboek.params.catalogue import SLUG, SLUG_WORDS, Catalogue
from regioboek.params.indicators import Indicator, Params
from regioboek.params.levels import BASE, below, level_of
from regioboek.params.regions import read_division, read_old_names
from regioboek.params.source_params import Absence
from regioboek.params.texts import Text
from regioboek.params.validation import validated
from regioboek.params.yaml_file import Document, KeyPath, did_you_mean, quoted, read_yaml

FILE = "corrections.yml"
Action = Literal["drop", "override", "scale", "flag"]
#: The key that an action needs beside `expect`.
NEEDS: dict[Action, str] = {"override": "value", "scale": "factor"}


class Between(Params):
    """Every figure named lies from the first number to the last."""

    between: tuple[float, float]


class Told(Params):
    """Who was told of the error, and on which day."""

    who: str
    on: str  # ISO date


class Correction(Params):
    """One known error and what is done about it."""

    id: str
    editions: Annotated[tuple[str, ...], Field(min_length=1)]
    indicator: str
    regions: tuple[str, ...] | Literal["all"]  # all: every region that has a figure in these years
    years: Annotated[tuple[int, ...], Field(min_length=1)]
    do: Action
    value: float | dict[str, float] | None = None  # override: the figure, or one per "GM0014 2021"
    factor: Annotated[float, Field(gt=0)] | None = None  # scale
    absence: Absence = "missing"  # drop
    expect: float | Literal["none"] | Between | dict[str, float | Literal["none"]]
    tolerance: Annotated[float, Field(ge=0)] | None = None
    reason: Text  # Dutch, for readers
    told: Told | None = None

    def expected(self, region: str, year: int) -> float | Between | None:
        """What the source should have; None: no figure."""
        found = self.expect[figure_key(region, year)] if isinstance(self.expect, dict) else self.expect
        return None if found == "none" else found

    def new_value(self, region: str, year: int) -> float | None:
        """What `override` makes of a figure."""
        return self.value[figure_key(region, year)] if isinstance(self.value, dict) else self.value

    def within(self, indicator: Indicator) -> float:
        """How far a figure may be from what is expected."""
        return 0.5 * 10.0**-indicator.decimals if self.tolerance is None else self.tolerance


def figure_key(region: str, year: int) -> str:
    """How a single figure is named: `GM0014 2021`."""
    return f"{region} {year}"


def read_corrections(
    params_dir: Path | Layers,
    edition_id: str,
    *,
    catalogue: Catalogue,
    editions: tuple[str, ...],
    division_year: int,
    problems: list[Problem],
) -> tuple[Correction, ...]:
    """The corrections of an edition, in the order of the file; what is wrong with any of them goes to `problems`."""
    params = Layers.of(params_dir)
    known = _known_regions(params, division_year)
    merged: dict[str, Correction] = {}
    for path in params.every(FILE):
        document = read_yaml(path, params.told(path), problems)
        found = _of_file(document, catalogue, editions, known, problems) if document else ()
        merged |= {c.id: c for c in found}
    return tuple(c for c in merged.values() if edition_id in c.editions)


def _of_file(
    document: Document,
    catalogue: Catalogue,
    editions: tuple[str, ...],
    known: frozenset[str],
    problems: list[Problem],
) -> tuple[Correction, ...]:
    """The corrections of one file."""
    for unknown in sorted(document.data.keys() - {"corrections"}):
        expected = 'the key "corrections" only' + did_you_mean(unknown, ["corrections"])
        problems.append(document.problem((unknown,), f'the unknown key "{unknown}"', expected))
    entries = document.data.get("corrections")
    if not isinstance(entries, list):
        problems.append(document.problem(("corrections",), quoted(entries), "a list of corrections; [] for none"))
        return ()
    found: dict[int, Correction] = {}
    for number in range(len(entries)):
        correction = validated(Correction, document, ("corrections", number), problems)
        if correction is not None:
            found[number] = correction
            problems += _entry(correction, ("corrections", number), document, catalogue, editions)
            problems += _figures(correction, ("corrections", number), document, known)
    problems += _once(found, document)
    return tuple(found.values())


def _known_regions(params: Layers, year: int) -> frozenset[str]:
    """Codes of the shipped division and of gemeenten before it; none when that division is not shipped."""
    if not params.file(f"regions/gemeenten-{year}.csv").is_file():
        return frozenset()
    now = {region.code for region in read_division(params, year)}
    return frozenset(now | {old.old_code for old in read_old_names(params, year) if old.old_code})


def _entry(
    c: Correction, path: KeyPath, document: Document, catalogue: Catalogue, editions: tuple[str, ...]
) -> Iterator[Problem]:
    if not SLUG.fullmatch(c.id):
        yield document.problem((*path, "id"), quoted(c.id), SLUG_WORDS)
    if catalogue.indicator_ids and c.indicator not in catalogue.indicator_ids:
        expected = f"an id of indicators.yml{did_you_mean(c.indicator, catalogue.indicator_ids)}"
        yield document.problem((*path, "indicator"), f'the unknown indicator "{c.indicator}"', expected)
    for number, edition in enumerate(c.editions):
        if edition not in editions:
            expected = f"one of: {', '.join(editions)}{did_you_mean(edition, editions)}"
            yield document.problem((*path, "editions", number), f'the unknown edition "{edition}"', expected)
    for action, key in NEEDS.items():
        given = getattr(c, key) is not None
        if given != (c.do == action):
            found = f'{c.do} with "{key}"' if given else f'{c.do} without "{key}"'
            yield document.problem(path, found, f'"{key}" with {action}, and only there')
    if c.do != "drop" and "absence" in c.model_fields_set:
        yield document.problem((*path, "absence"), f"{c.do} with absence", "absence with drop only")
    if not c.reason.strip():
        yield document.problem((*path, "reason"), "no reason", "a sentence in Dutch: what is wrong with the figure")
    if c.told is not None:
        try:
            date.fromisoformat(c.told.on)
        except ValueError:
            yield document.problem((*path, "told", "on"), quoted(c.told.on), 'a date as "2023-12-04"')


def _figures(c: Correction, path: KeyPath, document: Document, known: frozenset[str]) -> Iterator[Problem]:
    named = () if c.regions == "all" else c.regions
    if not c.regions:
        yield document.problem((*path, "regions"), "no region", 'codes of regions, or "all"')
    for number, code in enumerate(named):
        place = (*path, "regions", number)
        if code in named[:number]:
            yield document.problem(place, f"{code} twice", "each region once")
        elif (level := level_of(code)) is None or (known and code not in known and level not in below(BASE)):
            expected = f"a code of a region, such as GM0014{did_you_mean(code, known)}"
            yield document.problem(place, f'the unknown region "{code}"', expected)
    for number, year in enumerate(c.years):
        if year in c.years[:number] or not 1900 <= year <= 2100:
            yield document.problem((*path, "years", number), str(year), "calendar years, each once")
    if isinstance(c.expect, Between) and c.expect.between[0] > c.expect.between[1]:
        yield document.problem((*path, "expect"), quoted(list(c.expect.between)), "the lowest, then the highest number")
    for key in ("expect", "value"):
        told = getattr(c, key)
        if not isinstance(told, dict):
            continue
        figures = {figure_key(region, year) for region in named for year in c.years}
        if c.regions == "all":
            yield document.problem((*path, key), "a number per figure with all regions", "regions by their codes")
        for name in sorted(figures.symmetric_difference(told)) if figures else ():
            found = f'no "{name}"' if name in figures else f'"{name}", which regions and years do not name'
            yield document.problem((*path, key), found, f"every figure once, as {sorted(figures)[0]}")
    if c.regions == "all" and c.expect == "none":
        yield document.problem((*path, "expect"), "none with all regions", "regions by their codes")


def _once(found: dict[int, Correction], document: Document) -> Iterator[Problem]:
    """Ids, and figures of one edition, are corrected once."""
    ids: set[str] = set()
    taken: dict[tuple[str, str, str, int], str] = {}
    for number, c in found.items():
        path: KeyPath = ("corrections", number)
        if c.id in ids:
            yield document.problem((*path, "id"), f'the id "{c.id}" a second time', "an id of its own")
        ids.add(c.id)
        regions = ("all",) if c.regions == "all" else c.regions
        claims = [(e, c.indicator, r, y) for e in c.editions for r in regions for y in c.years]
        for edition, indicator, region, year in claims:
            others = [k for k in taken if k[:2] == (edition, indicator) and k[3] == year]
            clash = [k for k in others if "all" in (region, k[2]) or region == k[2]]
            if clash:
                what = f"{region} {year} of {indicator}, which {taken[clash[0]]} corrects already"
                yield document.problem(path, what, "one correction per figure")
                break
        taken |= dict.fromkeys(claims, c.id)
