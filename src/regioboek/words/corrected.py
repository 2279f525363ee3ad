"""What is said of a figure that differs from its source, or that a remark goes with: known errors, mended.

The words stand beside the figure and give the reason; `DAGGER` marks the figure itself where a table has many. The
rows are those of the table `corrections`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from regioboek.params.indicators import Indicator
from regioboek.schemas import read_table
from regioboek.words import language as nl
from regioboek.words.states import reason_inside

#: Behind a figure that is not the source's.
DAGGER = "†"
DAGGER_WORDS = f"{DAGGER} gecorrigeerd"

#: Corrected figures that are named together; the rest are counted.
NAMED = 5

#: What stands in "cijfer over 2021 ...".
_DONE = {"override": "gecorrigeerd", "scale": "gecorrigeerd", "drop": "weggelaten"}


class Corrected(NamedTuple):
    """One figure: what the source says, what is used (None: no figure), and why."""

    region: str
    year: int
    action: str
    source_value: float | None
    used_value: float | None
    reason: str


#: The figures of every region and indicator.
CorrectedFigures = dict[tuple[str, str], list[Corrected]]


def read_corrected(path: Path) -> CorrectedFigures:
    """The table `corrections` by region and indicator; nothing where there is no such table."""
    found: CorrectedFigures = {}
    rows = read_table("corrections", path).to_dict("records") if path.is_file() else ()
    for row in rows:
        found.setdefault((row["region"], row["indicator"]), []).append(corrected_of(row))
    return found
    for row in read_table("corrections", path).to_dict("records"):
        found.setdefault((row["region"], row["indicator"]), []).append(corrected_of(row))
    return found


def corrected_of(row: Mapping[Any, Any]) -> Corrected:
    """A row of the table `corrections`."""
    source, used = (None if np.isnan(row[name]) else float(row[name]) for name in ("source_value", "used_value"))
    return Corrected(row["region"], int(row["year"]), row["action"], source, used, row["reason"])


def changed_years(rows: Iterable[Corrected]) -> frozenset[int]:
    """Years with a figure that is not the source's."""
    return frozenset(row.year for row in rows if row.action in ("override", "scale"))


def _by_reason(rows: Iterable[Corrected]) -> dict[tuple[str, str], list[Corrected]]:
    """Figures by what was done with them ("" where there is only a remark) and why."""
    groups: dict[tuple[str, str], list[Corrected]] = {}
    for row in rows:
        groups.setdefault((_DONE.get(row.action, ""), row.reason), []).append(row)
    return groups


def notes(rows: Iterable[Corrected], indicator: Indicator) -> list[str]:
    """`cijfer over 2021 gecorrigeerd (bron: 48): ...`, one per reason, for a column of notes."""
    said = []
    for (done, reason), members in _by_reason(rows).items():
        years = nl.years_listing(row.year for row in members)
        what = "cijfer" if len(members) == 1 else "cijfers"
        source = f" (bron: {source_words(members[0], indicator)})" if len(members) == 1 else ""
        about = f"{what} over {years} {done}{source}" if done else f"bij {years}"
        said.append(f"{about}: {reason_inside(reason)}")
    return said


def listed(rows: Iterable[Corrected], indicator: Indicator, names: Mapping[str, str]) -> list[str]:
    """Per reason one sentence that names the figures: `Gecorrigeerd: Groningen 2021 (bron 48, hier 45). ...`."""
    told = []
    for (done, reason), members in _by_reason(rows).items():
        figures = [f"{names.get(row.region, row.region)} {row.year}{_both(row, indicator)}" for row in members]
        told.append(f"{nl.sentence_case(done or 'Opmerking')}: {some_of(figures)}. {nl.sentence(reason)}")
    return told


def some_of(figures: Sequence[str]) -> str:
    """The first few figures by name; the rest are counted."""
    rest = len(figures) - NAMED
    others = [nl.count(rest, "ander cijfer", "andere cijfers")] if rest > 0 else []
    return nl.listing([*figures[:NAMED], *others])


def _both(row: Corrected, indicator: Indicator) -> str:
    if row.action not in _DONE:
        return ""
    here = f", hier {nl.number(row.used_value, indicator.decimals)}" if row.used_value is not None else ""
    return f" (bron {source_words(row, indicator)}{here})"


def source_words(row: Corrected, indicator: Indicator) -> str:
    """What the source says, with as many decimals as it needs."""
    if row.source_value is None:
        return "geen cijfer"
    shown = f"{row.source_value:.10g}".partition(".")[2]
    return nl.number(row.source_value, max(indicator.decimals, len(shown)))
