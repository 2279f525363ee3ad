"""The dashboard download of the Regionale Monitor Brede Welvaart: `indicatoren.csv`, and its indicators in `meta.csv`.

One row per region x indicator x year; an empty value means that there is no figure. Margins of figures, where a file
has columns of them, go with it. Regions are known by code; names are not read (they differ from the register's:
`Hengelo (O.)` is Hengelo).

Refused: unknown region or indicator, a key twice, a value that is no number or outside the indicator's possible range,
a year that is none or lies outside 1990 to one year after the window, gemeenten without any row, a file that breaks
off in its last region or, between regions, in its last indicator. Noted: mended codes, labels that differ from the
catalogue, rows left out (no figure).

An indicator that `meta.csv` lists but the edition leaves out on purpose (its params name a selection) is noted and
skipped; any other code that the edition does not know is refused. The list is compared with the catalogue, never
leading: unknown codes and labels that are another name are noted. The unit is kept in the source's words.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from regioboek.params.edition import Edition
from regioboek.params.levels import BASE
from regioboek.sources.files.layouts import PresetFigures, PresetFile
from regioboek.sources.files.word_columns import cleaned, parse_numbers
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.codes import (
    bare,
    indicator_codes,
    nearest_indicator,
    region_codes,
    resolve_indicators,
    shown,
    years_of,
)
from regioboek.sources.tables.figure_checks import EARLIEST, check_duplicates, check_range
from regioboek.sources.tables.preset_rows import read_preset
from regioboek.sources.tables.presets import DASHBOARD, META
from regioboek.sources.tables.reading import Reading


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
        _compare_labels(rows[["code", "label"]], resolved, edition, problems, column["label"])
    units = {}
    if "unit" in rows:
        units = {i: u.strip() for i, u in zip(ids, rows["unit"], strict=True) if isinstance(i, str) and u.strip()}
    return Meta(frozenset(bare(c) for c in rows["code"]), units)


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
        _compare_labels(rows[["code", "label"]], resolved, edition, problems, column["label"])
    for name in ("lower", "upper"):
        if name in rows:
            margins = cleaned(rows[name], problems, column[name])
            table[name] = parse_numbers(margins, file, problems, column[name])
    table["year"] = _years(rows["year"], edition, problems, column["year"])
    text = cleaned(rows["value"], problems, column["value"])
    table["value"] = parse_numbers(text, file, problems, column["value"])
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
    years = years_of(text, problems, column)
    outside = years[~years.between(EARLIEST, last) & years.notna()]
    problems.rows(outside.map("{:.0f}".format).astype("str"), f"a year from {EARLIEST} to {last}", column=column)
    return years.drop(outside.index).reindex(years.index)


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


def _compare_labels(
    rows: pd.DataFrame, resolved: dict[str, str], edition: Edition, problems: ProblemList, column: str
) -> None:
    """Note labels that are another name than the catalogue's; accents, capitals and marks do not count.

    `rows` has `code` (as written) and `label`; `resolved` maps such codes to ids.
    """
    names = {i.id: {_plain(n): n for n in (i.name, i.short_name) if n} for i in edition.indicators}
    pairs = rows.groupby(["code", "label"], sort=False).indices
    told = []
    for pair, places in pairs.items():
        code, label = (str(word) for word in pair)  # type: ignore[attr-defined]
        id = resolved.get(code)
        if id is not None and label.strip() and _plain(label) not in names[id]:
            more = f" and {len(places) - 1} more rows" if len(places) > 1 else ""
            official = next(iter(names[id].values()))
            place = f"line {rows.index[places[0]]}{more}, column {column}"
            told.append((place, f"'{label}' for {code}", f"'{official}'"))
    problems.refuse_each(told, cleaned=True)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed.casefold() if c.isalnum())
