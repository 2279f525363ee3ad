"""What a bureau's table calls an indicator or a group -> the series of the edition.

Rules
* An indicator is one of the edition, by its id or one of its codes; a group one that its indicator names, or everybody
  (`totaal`, or nothing). A column can have words of its own, declared under `indicators` and `groups` (null: passed
  over). `"*": null` passes over every word that is neither declared nor known, with one note.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from regioboek.errors import nearest
from regioboek.params.edition import Edition
from regioboek.params.indicators import TOTAL
from regioboek.params.source_params import OwnTable
from regioboek.sources.problems import ProblemList, counted, some
from regioboek.sources.tables.codes import bare, indicator_codes, nearest_indicator
from regioboek.sources.tables.mapping import REST

#: The indicator of rows whose word is neither known nor declared.
UNKNOWN = "?"


def indicators_of(
    rows: pd.DataFrame, table: OwnTable, edition: Edition, problems: ProblemList, column: str
) -> pd.DataFrame:
    """`rows` with `indicator` (its id, or UNKNOWN) and with `series` as it was meant; without those passed over."""
    words = {k.strip().casefold(): v for k, v in table.indicators.items()}
    folded = rows["series"].str.casefold()
    _warn_of_absent(table.indicators, rows["series"], "indicators", problems, column)
    meant = rows["series"].mask(folded.isin(words), folded.map(words))
    known = indicator_codes(edition.indicators)
    ids = meant.map({w: known.get(bare(w)) for w in meant.dropna().unique()}).astype("str")
    unknown = meant.notna() & ids.isna()
    if REST in table.indicators:
        others = unknown & ~folded.isin(words)
        _note_rest(meant[others], problems, column, lambda w: nearest_indicator(w, edition.indicators))
        unknown &= ~others
    rows = rows.assign(series=meant, indicator=ids.mask(unknown, UNKNOWN))
    return rows[rows["indicator"].notna().to_numpy()]


def refuse_unknown(
    rows: pd.DataFrame, table: OwnTable, edition: Edition, problems: ProblemList, column: str
) -> pd.DataFrame:
    """`rows` without those of an unknown indicator, which are refused."""
    unknown = rows.loc[(rows["indicator"] == UNKNOWN).to_numpy(), "series"].astype("str")
    problems.rows(
        "'" + (unknown[~unknown.index.duplicated()] if table.indicator is None else unknown) + "'",
        lambda w: (
            f"an indicator of this edition: its id or a code{nearest_indicator(w.strip(chr(39)), edition.indicators)}; "
            "or a word declared under table: {indicators: ...} (null: passed over)"
        ),
        column=column,
    )
    return rows[(rows["indicator"] != UNKNOWN).to_numpy()]


def of_groups(rows: pd.DataFrame, table: OwnTable, edition: Edition, problems: ProblemList) -> pd.Series:
    """The series of each row: its indicator, or `indicator/group`; unknown groups are refused, others passed over."""
    _warn_of_absent(table.groups, rows["group"], "groups", problems, str(table.group))
    declared = {word.strip().casefold(): group for word, group in table.groups.items()}
    known: dict[str, dict[str, str | None]] = {}
    for indicator in edition.indicators:
        words: dict[str, str | None] = {"": indicator.id, TOTAL: indicator.id}
        for group in indicator.groups:
            series = indicator.of_group(group).id
            words |= {word.strip().casefold(): series for word in (group.id, group.name, group.code) if word}
        renamed = {w: None if g is None else words.get(g.casefold()) for w, g in declared.items()}
        known[indicator.id] = words | {w: s for w, s in renamed.items() if s or declared[w] is None}
    pairs = zip(rows["indicator"], rows["group"].fillna("").str.strip(), strict=True)
    found = [(known.get(i, {}), word) if isinstance(i, str) else ({word.casefold(): None}, word) for i, word in pairs]
    strange = {n: word for n, (words, word) in enumerate(found) if word.casefold() not in words}
    if REST in table.groups:
        _note_rest(pd.Series(strange, dtype="str"), problems, str(table.group))
        strange = {}
    told = pd.Series({rows.index[n]: f"{word} at {rows['indicator'].iloc[n]}" for n, word in strange.items()})
    expected = (
        f"{TOTAL}, or a group that this indicator names in the params (groups: its id, name or code); or a word "
        "declared under table: {groups: ...} (null: passed over)"
    )
    problems.rows(told.astype("str"), expected, column=table.group)
    return pd.Series([words.get(word.casefold()) for words, word in found], index=rows.index, dtype="str")


def _warn_of_absent(
    declared: Mapping[str, str | None], words: pd.Series, key: str, problems: ProblemList, column: str
) -> None:
    """Name the declared words that no row has: what they are meant for would not be read."""
    there = {word.strip().casefold(): word for word in words.dropna().unique()}
    for word, meant in declared.items():
        if meant is not None and word.strip().casefold() not in there:
            found = f"no row with {word}{nearest(word, list(there.values()))}"
            problems.note(f"column {column}", found, f"words that rows have, under table.{key}", warning=True)


def _note_rest(words: pd.Series, problems: ProblemList, column: str, near: Callable[[str], str] = lambda _: "") -> None:
    """Count the rows that are passed over, and name their words with what each may have been meant for."""
    if len(words):
        named = [f"{word or 'an empty cell'}{near(word)}" for word in sorted(words.unique())]
        found = f"{counted(len(words), 'row')} with other words: {some(named, 12)}"
        problems.note(f"column {column}", found, f'passed over, as declared ("{REST}": null)')
