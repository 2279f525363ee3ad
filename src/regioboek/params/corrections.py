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
from itertools import product
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from regioboek.errors import Problem, nearest
from regioboek.layout import Layers
from regioboek.params.catalogue import Catalogue, Entry, read_items
from regioboek.params.indicators import Day, Indicator, Item, Params
from regioboek.params.levels import BASE, below, level_of
from regioboek.params.regions import read_division, read_old_names
from regioboek.params.source_params import Absence
from regioboek.params.texts import Text
from regioboek.params.yaml_file import Wrong, quoted

FILE = "corrections.yml"
Action = Literal["drop", "override", "scale", "flag"]
#: The key that an action needs beside `expect`.
NEEDS: dict[Action, str] = {"override": "value", "scale": "factor"}


class Between(Params):
    """Every figure named lies from the first number to the last."""

    between: tuple[float, float]

    def wrong(self) -> Iterator[Wrong]:
        """Numbers that stand the other way around."""
        if self.between[0] > self.between[1]:
            yield (), quoted(list(self.between)), "the lowest, then the highest number"


class Told(Params):
    """Who was told of the error, and on which day."""

    who: str
    on: Day


class Correction(Item):
    """One known error and what is done about it."""

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

    def wrong(self) -> Iterator[Wrong]:
        """Keys that do not go together, and what `_named_once` finds."""
        for action, key in NEEDS.items():
            given = getattr(self, key) is not None
            if given != (self.do == action):
                found = f'{self.do} with "{key}"' if given else f'{self.do} without "{key}"'
                yield (), found, f'"{key}" with {action}, and only there'
        if self.do != "drop" and "absence" in self.model_fields_set:
            yield ("absence",), f"{self.do} with absence", "absence with drop only"
        if not self.reason.strip():
            yield ("reason",), "no reason", "a sentence in Dutch: what is wrong with the figure"
        if self.regions == "all" and self.expect == "none":
            yield ("expect",), "none with all regions", "regions by their codes"
        yield from self._named_once()

    def _named_once(self) -> Iterator[Wrong]:
        """Regions, years and figures that are not each named once."""
        if not self.regions:
            yield ("regions",), "no region", 'codes of regions, or "all"'
        for number, code in enumerate(self.named):
            if code in self.named[:number]:
                yield ("regions", number), f"{code} twice", "each region once"
        for number, year in enumerate(self.years):
            if year in self.years[:number] or not 1900 <= year <= 2100:
                yield ("years", number), str(year), "calendar years, each once"
        figures = {figure_key(region, year) for region in self.named for year in self.years}
        for key in ("expect", "value"):
            told = getattr(self, key)
            if self.regions == "all" and isinstance(told, dict):
                yield (key,), "a number per figure with all regions", "regions by their codes"
            for name in sorted(figures.symmetric_difference(told)) if figures and isinstance(told, dict) else ():
                found = f'no "{name}"' if name in figures else f'"{name}", which regions and years do not name'
                yield (key,), found, f"every figure once, as {sorted(figures)[0]}"

    @property
    def named(self) -> tuple[str, ...]:
        """The regions that are told by their codes."""
        return () if self.regions == "all" else self.regions

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
    entries, _ = read_items(params, "corrections", Correction, problems, needed=False)
    for correction, document, path, _ in entries:
        problems += document.problems(path, _unknown(correction, catalogue, editions, known))
    problems += _once(entries)
    return tuple(entry.item for entry in entries if edition_id in entry.item.editions)


def _known_regions(params: Layers, year: int) -> frozenset[str]:
    """Codes of the shipped division and of gemeenten before it; none when that division is not shipped."""
    if not params.file(f"regions/gemeenten-{year}.csv").is_file():
        return frozenset()
    now = {region.code for region in read_division(params, year)}
    return frozenset(now | {old.old_code for old in read_old_names(params, year) if old.old_code})


def _unknown(c: Correction, catalogue: Catalogue, editions: tuple[str, ...], known: frozenset[str]) -> Iterator[Wrong]:
    if catalogue.indicator_ids and c.indicator not in catalogue.indicator_ids:
        expected = f"an id of indicators.yml{nearest(c.indicator, catalogue.indicator_ids)}"
        yield ("indicator",), f'the unknown indicator "{c.indicator}"', expected
    for number, edition in enumerate(c.editions):
        if edition not in editions:
            expected = f"one of: {', '.join(editions)}{nearest(edition, editions)}"
            yield ("editions", number), f'the unknown edition "{edition}"', expected
    for number, code in enumerate(c.named):
        if (level := level_of(code)) is None or (known and code not in known and level not in below(BASE)):
            expected = f"a code of a region, such as GM0014{nearest(code, known)}"
            yield ("regions", number), f'the unknown region "{code}"', expected


def _once(entries: list[Entry[Correction]]) -> Iterator[Problem]:
    """Figures of one edition are corrected once."""
    taken: dict[tuple[str, str, str, int], str] = {}
    for c, document, path, _ in entries:
        claims = list(product(c.editions, [c.indicator], ["all"] if c.regions == "all" else c.regions, c.years))
        for edition, indicator, region, year in claims:
            others = [k for k in taken if (k[0], k[1], k[3]) == (edition, indicator, year)]
            clash = [k for k in others if "all" in (region, k[2]) or region == k[2]]
            if clash:
                what = f"{region} {year} of {indicator}, which {taken[clash[0]]} corrects already"
                yield document.problem(path, what, "one correction per figure")
                break
        taken |= dict.fromkeys(claims, c.id)
