"""Official transfers between gemeenten: who handed over how many hectares, dwellings and inhabitants to whom, and when.

CBS tells them in the descriptions of regions (StatLine 03759ned, RegioS), once with each of the two gemeenten. The
file has one row per gemeente x date x other gemeente; `richting` says which of the two received. A row of a gemeente
with itself tells what it kept.

Rules
* A transfer told twice must have the same three numbers both times; then it is one row here.
* Told once: when the two gemeenten tell the same three numbers under two dates, each once, the telling of a gemeente
  that ended (or began) by it holds; the other is a border change after its end and is left out, with a note. (CBS
  writes `Ontstaan per ... uit` under the heading of a later border change.) Any other is taken as told, with a note.
* Nobody hands over, receives or keeps anything after its end, except by such a telling.
* Transfers with the pseudo gemeente *Buitenland* change no gemeente's figures here: left out, with a note.
* A new code for the same gemeente is not among CBS's transfers: `with_renamings` adds those of `oude-namen.csv`.
* An empty number is unknown, not 0 (changes before 2007 have some); never negative.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from regioboek.errors import nearest
from regioboek.params.levels import BASE
from regioboek.params.regions import OldName
from regioboek.sources.files.layouts import PresetFigures
from regioboek.sources.files.word_columns import cleaned, parse_numbers
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.codes import of_level, shown
from regioboek.sources.tables.preset_rows import read_preset
from regioboek.sources.tables.presets import TRANSFERS

AMOUNTS = ("inwoners", "woningen", "hectare")

#: What CBS calls a change: does the gemeente it is told with end, or begin, by it?
ENDS, BEGINS = "Opgeheven", "Ontstaan"
CHANGES = (ENDS, BEGINS, "Gemeentelijke herindeling", "Grenswijziging", "Wijziging")
GIVES = "overgegaan naar"
RECEIVES = ("ontvangen van", "uit")

#: Codes that stand for no gemeente: abroad.
ABROAD = ("GM0998",)

_PAIR = ["date", "from_code", "to_code"]


def read_transfers(
    path: Path, file: PresetFigures, problems: ProblemList, *, period: tuple[str, str] = ("", "9999")
) -> pd.DataFrame | None:
    """One row per date x giving gemeente x receiving gemeente; everything wrong goes to `problems`.

    What was mended is noted for dates after the first of `period` up to and including the last; all is checked.

    Columns: date (ISO), from_code, to_code, from_name, to_name, inwoners, woningen, hectare (float64, NaN unknown),
    ends (the giver ends by it), begins (the receiver begins by it). Equal codes: what a gemeente kept. Sorted by date
    and codes.
    """
    rows = read_preset(TRANSFERS, path, file, problems)
    if rows is None:
        return None
    told = _tellings(rows, file, problems)
    before = len(problems.refused)
    _check_twice(told, problems)
    abroad = told["from_code"].isin(ABROAD) | told["to_code"].isin(ABROAD)
    _note(told[abroad], "to or from abroad", "a gemeente on both sides: left out", period, problems)
    told = told[~abroad]
    misdated = _misdated(told)
    _note(
        misdated,
        "told by one side",
        "the date of the side that ended or began by it: that one holds",
        period,
        problems,
    )
    told = told.drop(index=misdated.index)
    _check_after_end(told, problems)
    if len(problems.refused) > before:
        return None
    alone = told[~told.duplicated(_PAIR, keep=False) & (told["from_code"] != told["to_code"])]
    _note(alone, "told with one gemeente", "it told with both: taken as told", period, problems)
    unknown = told[told[list(AMOUNTS)].isna().any(axis=1)]
    _note(unknown, "without some number", "three numbers: not recalculated where they are needed", period, problems)
    return _once(told)


def with_renamings(transfers: pd.DataFrame, old_names: Iterable[OldName]) -> pd.DataFrame:
    """The transfers and, for every code that was only replaced (`hernoemd`), one without numbers: all of it went over.

    One that the transfers tell themselves is not added.
    """
    told = set(zip(transfers["from_code"], transfers["to_code"], strict=True))
    new = [
        {"date": o.date, "from_code": o.old_code, "to_code": o.code, "from_name": o.old_name, "to_name": ""}
        for o in old_names
        if o.kind == "hernoemd" and o.date and (o.old_code, o.code) not in told
    ]
    if not new:
        return transfers
    added = pd.DataFrame(new).assign(ends=True, begins=True, **dict.fromkeys(AMOUNTS, np.nan))
    return pd.concat([transfers, added[transfers.columns]]).sort_values(_PAIR, ignore_index=True)


def _tellings(rows: pd.DataFrame, file: PresetFigures, problems: ProblemList) -> pd.DataFrame:
    """One row per usable row of the file, turned so that `from_code` is the giver; index: the line."""
    column = file.named(TRANSFERS.required)
    own = of_level(rows["region"], BASE, problems, column["region"])
    other = of_level(rows["other"], BASE, problems, column["other"])
    for codes, name in ((own, "region"), (other, "other")):
        problems.rows(codes[codes == ""].map(shown), "a code of a gemeente: GM and 4 digits", column=column[name])
    change = _one_of(rows["change"], CHANGES, problems, column["change"])
    direction = _one_of(rows["direction"], (GIVES, *RECEIVES), problems, column["direction"])
    date = cleaned(rows["date"], problems, column["date"])
    right = date.map({d: _is_date(d) for d in date.unique()}).astype(bool)
    problems.rows(date[~right].map(shown), "a date: 2021-01-01", column=column["date"])
    gives = (direction == GIVES).to_numpy()
    names = {n: cleaned(rows[n], problems, column[n]) for n in ("name", "other_name")}
    told = pd.DataFrame(
        {
            "date": date.where(right),
            "teller": own,
            "from_code": own.where(gives, other),
            "to_code": other.where(gives, own),
            "from_name": names["name"].where(gives, names["other_name"]),
            "to_name": names["other_name"].where(gives, names["name"]),
            "ends": gives & (change == ENDS).to_numpy(),
            "begins": ~gives & (change == BEGINS).to_numpy(),
        }
    )
    for name in AMOUNTS:
        text = cleaned(rows[name], problems, column[name])
        told[name] = parse_numbers(text, file, problems, column[name])
        problems.rows(text[told[name] < 0], "a number of at least 0", column=column[name])
    whole = told[["date", "from_code", "to_code"]].notna().all(axis=1)
    return told[whole & direction.notna() & change.notna() & (own != "") & (other != "")]


def _one_of(text: pd.Series, words: tuple[str, ...], problems: ProblemList, column: str) -> pd.Series:
    values = cleaned(text, problems, column)
    known = values.isin(words)
    problems.rows(values[~known].map(shown), lambda w: f"one of {', '.join(words)}{nearest(w, words)}", column=column)
    return values.where(known)


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _words(told: pd.DataFrame) -> pd.Series:
    return (told["from_code"] + " to " + told["to_code"] + " on " + told["date"]).astype("str")


def _check_twice(told: pd.DataFrame, problems: ProblemList) -> None:
    """A gemeente tells each transfer once, and both tell the same."""
    again = told.duplicated([*_PAIR, "teller"])
    problems.rows(_words(told[again]) + " again", "each transfer once with each of the two gemeenten")
    once = told[~again]
    for name in AMOUNTS:
        amounts = once.groupby(_PAIR)[name]
        differ = (amounts.transform("max") != amounts.transform("min")) & amounts.transform("count").gt(1)
        second = once[differ & once.duplicated(_PAIR)]
        first = once[differ].drop_duplicates(_PAIR).set_index(_PAIR)[name]
        theirs = first.reindex(pd.MultiIndex.from_frame(second[_PAIR])).to_numpy()
        numbers = [f" with {a:g} and {b:g} {name}" for a, b in zip(theirs, second[name], strict=True)]
        problems.rows(_words(second) + pd.Series(numbers, index=second.index, dtype="str"), "the same number twice")


def _note(told: pd.DataFrame, what: str, expected: str, period: tuple[str, str], problems: ProblemList) -> None:
    """One note on transfers of one kind."""
    mine = told[(told["date"] > period[0]) & (told["date"] <= period[1])]
    if len(mine):
        lines = some([str(line) for line in mine.index])
        problems.note(f"line {lines}", f"transfers {what}: {some(_words(mine).tolist())}", expected)


def _misdated(told: pd.DataFrame) -> pd.DataFrame:
    """Border changes that repeat, under another date, what made a gemeente end or begin."""
    alone = told[~told.duplicated(_PAIR, keep=False) & (told["from_code"] != told["to_code"])]
    pairs = ["-".join(sorted(p)) for p in zip(alone["from_code"], alone["to_code"], strict=True)]
    key = [*AMOUNTS, "pair"]
    alone = alone.assign(pair=pairs)
    sure = alone["ends"] | alone["begins"]
    held = alone.loc[sure, [*key, "date"]].drop_duplicates(key).rename(columns={"date": "right_date"})
    repeats = alone.loc[~sure, [*key, "date"]].reset_index(names="line").merge(held, on=key).set_index("line")
    return told.loc[repeats.index[repeats["date"] != repeats["right_date"]]]


def _check_after_end(told: pd.DataFrame, problems: ProblemList) -> None:
    """A gemeente that has ended takes no part in anything later (one that begins again has not ended)."""
    ended = told[told["ends"]].groupby("from_code")["date"].max().to_dict()
    began = told[told["begins"]].groupby("to_code")["date"].max().to_dict()
    for side in ("from_code", "to_code"):
        end = told[side].map(
            lambda code: ended.get(code, "9999") if began.get(code, "") <= ended.get(code, "") else "9999"
        )
        later = told["date"] > end
        problems.rows(
            _words(told[later]) + ", where " + told.loc[later, side] + " ended on " + end[later],
            "nothing after its end",
        )


def _once(told: pd.DataFrame) -> pd.DataFrame:
    """Both tellings of a transfer as one row."""
    grouped = told.groupby(_PAIR)
    table = grouped.agg(
        from_name=("from_name", "first"),
        to_name=("to_name", "first"),
        **{name: (name, "max") for name in AMOUNTS},
        ends=("ends", "any"),
        begins=("begins", "any"),
    ).reset_index()
    table[list(AMOUNTS)] = table[list(AMOUNTS)].astype(np.float64)
    return table.sort_values(_PAIR, ignore_index=True)
