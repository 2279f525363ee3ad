"""The dashboard download of the Regionale Monitor Brede Welvaart: `indicatoren.csv`.

One row per region x indicator x year; an empty value means that there is no figure. Margins of figures, where a file
has columns of them, go with it. Regions are known by code; names are not read (they differ from the register's:
`Hengelo (O.)` is Hengelo).

Refused: unknown region or indicator, a key twice, a value that is no number or outside the indicator's possible range,
a year that is none or lies outside 1990 to one year after the window, gemeenten without any row, a file that breaks
off in its last region or, between regions, in its last indicator. Noted: mended codes, labels that differ from the
catalogue, rows left out (no figure).

An indicator that `meta.csv` lists but the edition leaves out on purpose (its params name a selection) is noted and
skipped; any other code that the edition does not know is refused.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from regioboek.params.edition import Edition
from regioboek.params.levels import BASE
from regioboek.sources.files.layouts import PresetFigures
from regioboek.sources.files.numbers import parse_numbers
from regioboek.sources.files.word_columns import cleaned, worked_out
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.codes import (
    bare,
    indicator_codes,
    nearest_indicator,
    region_codes,
    resolve_indicators,
    shown,
)
from regioboek.sources.tables.figure_checks import check_duplicates, check_range
from regioboek.sources.tables.meta import Meta, compare_labels
from regioboek.sources.tables.preset_rows import read_preset
from regioboek.sources.tables.presets import DASHBOARD
from regioboek.sources.tables.reading import Reading

EARLIEST = 1990


def read_dashboard(
    path: Path, file: PresetFigures, so_far: Reading, problems: ProblemList, meta: Meta | None
) -> pd.DataFrame | None:
    """The rows of `indicatoren.csv`: region, indicator (id), year, value (NaN: no figure); index: the line in the file.

    Regions and indicators are categories: every code of the register, every id of the edition. Everything wrong goes to
    `problems`. Codes are checked by form only when `so_far` has no register.
    """
    edition, regions, former = so_far.edition, so_far.regions, so_far.former_gemeenten
    rows = read_preset(DASHBOARD, path, file, problems, as_categories=True)
    if rows is None:
        return None
    column = file.named(DASHBOARD.columns)
    known = None if regions is None else frozenset(regions["code"]) | former
    table = pd.DataFrame({"region": region_codes(rows["region"], known, problems, column["region"])})
    table["indicator"], resolved = resolve_indicators(
        rows["code"], indicator_codes(edition.indicators), problems, column["code"]
    )
    unknown = rows["code"][table["indicator"].isna()].astype("str")
    left_out = _left_out(unknown, edition, meta, problems, column["code"])
    if "label" in rows:
        compare_labels(rows[["code", "label"]], resolved, edition, problems, column["label"])
    for name in ("lower", "upper"):
        if name in rows:
            margins = cleaned(rows[name], problems, column[name])
            table[name] = parse_numbers(margins, file.decimal, problems, column[name])
    table["year"] = _years(rows["year"], edition, problems, column["year"])
    text = cleaned(rows["value"], problems, column["value"])
    table["value"] = parse_numbers(text, file.decimal, problems, column["value"])
    table, text = table.drop(index=left_out), text.drop(index=left_out)
    check_range(table, edition, problems, text=text, column=column["value"])
    whole = table.dropna(subset=["region", "indicator", "year"]).astype({"year": "int64"})
    for name, words in (("region", known), ("indicator", {i.id for i in edition.indicators})):
        if words is not None:  # the same categories for every file
            whole[name] = whole[name].cat.set_categories(pd.Index(sorted(words), dtype="str"))
    check_duplicates(whole, problems)
    if regions is not None and not problems.refused:
        _check_complete(whole[~whole["region"].isin(former)] if former else whole, regions, problems)
    return whole


def _left_out(unknown: pd.Series, edition: Edition, meta: Meta | None, problems: ProblemList, column: str) -> pd.Index:
    """Refuse unknown indicators; the lines of those that the edition leaves out on purpose."""
    chosen = edition.params.indicators != "all" and meta is not None
    left_out = unknown.map(lambda c: chosen and meta is not None and bare(c) in meta.codes).astype(bool)
    problems.rows(
        unknown[left_out],
        "an indicator of this edition: left out, as the edition's params name a selection",
        column=column,
        cleaned=True,
    )
    problems.rows(
        unknown[~left_out].map(shown),
        lambda c: f"a code of an indicator of this edition{nearest_indicator(c, edition.indicators)}",
        column=column,
    )
    return unknown.index[left_out]


def _years(text: pd.Series, edition: Edition, problems: ProblemList, column: str) -> pd.Series:
    last = edition.window.last + 1
    years = cleaned(text, problems, column)
    whole = {w: float(w) for w in years.unique() if re.fullmatch("[0-9]{4}", w)}
    form = years.isin(list(whole))
    problems.rows(years[~form].map(shown), "a year of four digits", column=column)
    numbers = pd.Series(worked_out(years, lambda word: whole.get(word, np.nan)), index=text.index)
    outside = form & ~numbers.between(EARLIEST, last)
    problems.rows(years[outside], f"a year from {EARLIEST} to {last}", column=column)
    return numbers.where(~outside)


def _check_complete(values: pd.DataFrame, regions: pd.DataFrame, problems: ProblemList) -> None:
    """Gemeenten without any row and a file that breaks off at its end are refused, other gaps noted."""
    gemeenten = regions.loc[regions["level"] == BASE, "code"]
    absent = sorted(set(gemeenten) - set(values["region"]))
    if values["region"].isin(gemeenten).any() and absent:
        problems.refuse(
            "",
            f"no row of {some(absent)}",
            f"rows of all {len(gemeenten)} gemeenten of the register (an empty value where there is no figure): "
            "is the file cut off, or of another year's division?",
        )
        return
    levels = values["region"].map(regions.set_index("code")["level"])
    gaps: dict[str, int] = {}
    for level, rows in values.groupby(levels):
        # distinct indicator x year combinations: of this level, and of each of its regions
        full = len(rows[["indicator", "year"]].drop_duplicates())
        counts = rows["region"].value_counts()
        members = regions.loc[regions["level"] == level, "code"]
        gaps |= {r: int(full - counts[r]) for r in members if r in counts.index and counts[r] < full}
    if not gaps:
        return
    last, name = values[["region", "indicator"]].iloc[-1]
    lacking = _lacking_at_the_end(values, levels)
    if lacking:
        problems.refuse(
            f"line {values.index[-1]}",
            f"an end at {last}, with too few rows of {name} for what comes after it ({len(lacking)}): {some(lacking)}",
            "as many rows for the last regions (an empty value where there is no figure): is the file cut off?",
        )
    elif set(gaps) == {last}:
        problems.refuse(
            f"line {values.index[-1]}",
            f"an end at {last}, which lacks rows that all other regions have ({gaps[last]})",
            "as many rows for the last region (an empty value where there is no figure): is the file cut off?",
        )
    else:
        rows_told = f"{sum(gaps.values())} rows left out, for {len(gaps)} regions: {some(list(gaps))}"
        problems.note("", rows_told, "a row with an empty value: read as no figure")


def _lacking_at_the_end(values: pd.DataFrame, levels: pd.Series) -> list[str]:
    """The regions after the file's last one, in its own order, when they and only they lack rows of its last indicator.

    That is what a file looks like that is sorted by indicator and was cut off between two lines.
    """
    last, name = values[["region", "indicator"]].iloc[-1]
    order = values["region"].drop_duplicates().tolist()
    after = order[order.index(last) + 1 :]
    rows = values[values["indicator"] == name]
    full = rows["year"].groupby(levels[rows.index]).nunique()
    wanted = levels.groupby(values["region"]).first().map(full).fillna(0)
    present = rows["region"].value_counts().reindex(wanted.index, fill_value=0)
    lacking = set(wanted.index[present < wanted]) - {last}
    return after if after and lacking == set(after) else []
