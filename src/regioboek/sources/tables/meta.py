"""The list of indicators beside a dashboard download: `meta.csv`.

It is compared with the catalogue, never leading: unknown codes and labels that are another name are noted. The unit is
kept in the source's words.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from regioboek.params.edition import Edition
from regioboek.sources.files.layouts import PresetFile
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.codes import bare, indicator_codes, nearest_indicator, resolve_indicators, shown
from regioboek.sources.tables.preset_rows import read_preset
from regioboek.sources.tables.presets import META


@dataclass
class Meta:
    """`meta.csv`: the bare codes it lists, and indicator id -> unit in the source's words."""

    codes: frozenset[str]
    units: dict[str, str]


def read_meta(path: Path, file: PresetFile, edition: Edition, problems: ProblemList) -> Meta | None:
    """The indicators as `meta.csv` names them; what differs from the catalogue is noted."""
    rows = read_preset(META, path, file, problems)
    if rows is None:
        return None
    column = file.named(META.columns)
    known = indicator_codes(edition.indicators)
    ids, resolved = resolve_indicators(rows["code"], known, problems, column["code"])
    unknown = rows["code"][ids.isna()]
    problems.rows(
        unknown.map(shown),
        lambda c: f"an indicator of this edition{nearest_indicator(c, edition.indicators)}",
        column=column["code"],
        cleaned=True,
    )
    twice = rows["code"][rows["code"].map(bare).duplicated()]
    problems.rows(twice, "each code once", column=column["code"])
    if "label" in rows:
        compare_labels(rows[["code", "label"]], resolved, edition, problems, column["label"])
    units = {}
    if "unit" in rows:
        units = {i: u.strip() for i, u in zip(ids, rows["unit"], strict=True) if isinstance(i, str) and u.strip()}
    return Meta(frozenset(bare(c) for c in rows["code"]), units)


def compare_labels(
    rows: pd.DataFrame, resolved: dict[str, str], edition: Edition, problems: ProblemList, column: str
) -> None:
    """Note labels that are another name than the catalogue's; accents, capitals and marks do not count.

    `rows` has `code` (as written) and `label`; `resolved` maps such codes to ids.
    """
    names = {i.id: {_plain(n): n for n in (i.name, i.short_name) if n} for i in edition.indicators}
    pairs = rows.groupby(["code", "label"], sort=False).indices
    for pair, places in pairs.items():
        code, label = (str(word) for word in pair)  # type: ignore[attr-defined]
        id = resolved.get(code)
        if id is not None and label.strip() and _plain(label) not in names[id]:
            more = f" and {len(places) - 1} more rows" if len(places) > 1 else ""
            official = next(iter(names[id].values()))
            problems.note(
                f"line {rows.index[places[0]]}{more}, column {column}", f"'{label}' for {code}", f"'{official}'"
            )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed.casefold() if c.isalnum())
