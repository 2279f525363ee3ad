"""Cells of a bureau's table -> figures.

Rules
* A figure is a number in a cell of a number, or a text that is one with the declared decimal mark and thousands
  separator. Behind it may stand declared marks (`marks`), which may tell a status, and a % (`percent_sign`).
* An empty cell, a declared text (`missing`) and a missing value of SPSS are no figure. Any other text is refused, with
  the declaration that would make it a figure, or none; so is everything that is neither number nor text.
* -99999999 and -99990 to -99999 are how files of CBS and others write that there is no figure: refused with that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from regioboek.params.source_params import OwnTable
from regioboek.sources.files.grid import Cell, Labelled, ShownAsPercent, Strange, cell_text
from regioboek.sources.files.layouts import FigureFile
from regioboek.sources.files.word_columns import parse_numbers
from regioboek.sources.problems import ProblemList

_NUMBER = r"[-+\u2212\u2010-\u2015]?\s*[0-9][0-9.,'’\u2009\u00a0\u202f ]*"
_BOUND = re.compile(rf"([<>≤≥]=?|(minder|meer|hoger|lager|kleiner|groter) dan)\s*{_NUMBER}%?", re.IGNORECASE)
_BRACKETS = re.compile(rf"\({_NUMBER}%?\)")
_PERCENT = re.compile(rf"{_NUMBER}%")
_MARKED = re.compile(r"(?P<number>[-+]?[0-9.,]*[0-9])\s*(?P<mark>[^\s0-9.,][^0-9]{0,11}|(?<=\s)\(?[0-9]\))")
_ONLY_A_BOUND = "a figure: this is only a bound of one; declare that it is none: missing: {{'{}': confidential}}"
_SIGN = "a number; figures with a % behind them are declared: table: {percent_sign: true}"
#: What words that bureaus write usually mean.
_USUAL = {
    "n.v.t.": "not-applicable",
    "nvt": "not-applicable",
    "n.v.t": "not-applicable",
    "x": "confidential",
    "geheim": "confidential",
    "vertrouwelijk": "confidential",
}
_DASHES = ("-", "\u2212", "\u2013", "\u2014")
_MEANT = {"*": "provisional", "**": "revised-provisional"}


def word_of(cell: Cell) -> str:
    """A cell as a word: the label of a value that has one."""
    return cell.label.strip() if isinstance(cell, Labelled) else cell_text(cell)


def figures_of(
    cells: pd.Series, columns: pd.Series, table: OwnTable, file: FigureFile, problems: ProblemList
) -> dict[str, pd.Series]:
    """Per cell: `value`, `absence`, `status` (of a mark), `percent` (shown as a percentage), `signed` (a % behind it).

    `columns` says per cell the column that messages name; what is no figure goes to `problems`.
    """
    values = np.full(len(cells), np.nan)
    absences, statuses = np.full((2, len(cells)), None, dtype=object)
    percent, signed = np.zeros((2, len(cells)), dtype=bool)
    refused: dict[int, tuple[str, str]] = {}
    texts: dict[int, str] = {}
    known: dict[str, str | None] = {}
    for n, cell in enumerate(cells):
        if cell is None or (isinstance(cell, float) and np.isnan(cell)):
            continue
        text = cell_text(cell)
        if text not in known or isinstance(cell, Labelled):
            known[text] = table.absence_of(word_of(cell)) or table.absence_of(text)
        if absence := known[text]:
            absences[n] = absence
        elif isinstance(cell, Strange):
            refused[n] = cell.found, cell.advice
        elif isinstance(cell, Labelled):
            advice = f"a figure; a label stands for no figure: declare missing: ['{cell.label}']"
            refused[n] = f"{text}, labelled '{cell.label}'", advice
        elif isinstance(cell, str):
            texts[n] = text
        elif np.isfinite(cell):
            values[n], percent[n] = float(cell), isinstance(cell, ShownAsPercent)
        else:
            refused[n] = str(cell), "a finite number"
    plain = {word: _plain(word, table) for word in set(texts.values())}
    advised = {word: said for word in plain if (said := _advice(plain[word][0]))}
    refused |= {n: (f"'{word}'", advised[word]) for n, word in texts.items() if word in advised}
    at = np.asarray(cells.index)
    _refuse(refused, at, columns, problems)
    written = {n: plain[word] for n, word in texts.items() if word not in advised}
    mine = np.array(list(written), dtype=int)
    numbers = pd.Series([text for text, _, _ in written.values()], index=at[mine], dtype="str")
    values[mine] = parse_numbers(numbers, file, problems, columns.iloc[mine]).to_numpy()
    statuses[mine] = [status for _, status, _ in written.values()]
    signed[mine] = [sign for _, _, sign in written.values()]
    marks = np.flatnonzero((values == -99_999_999) | ((values >= -99_999) & (values <= -99_990) & (values % 1 == 0)))
    advice = "a figure: this number usually says that there is none. Declare it: missing: ['{}']"
    _refuse({int(n): (f"{values[n]:.0f}", advice.format(f"{values[n]:.0f}")) for n in marks}, at, columns, problems)
    values[marks] = np.nan
    found = {"value": values, "absence": absences, "status": statuses, "percent": percent, "signed": signed}
    return {name: pd.Series(column, index=cells.index, dtype=column.dtype) for name, column in found.items()}


def _plain(text: str, table: OwnTable) -> tuple[str, str | None, bool]:
    """A text without what is declared to stand behind figures; the status that this tells, and whether it was a %."""
    status: str | None = None
    signed, told = False, {mark.strip(): meant for mark, meant in table.marks.items()}
    for mark in sorted(map(str.strip, table.marks), key=len, reverse=True) * 2:
        shorter = text.removesuffix(mark)
        apart = shorter[-1:].isspace() or not mark[0].isdecimal()  # 30,1 1) and no 30,11)
        if shorter != text and shorter.strip() and apart:
            text, status = shorter.rstrip(), status or told[mark]
    if table.percent_sign and text.endswith("%"):
        text, signed = text.removesuffix("%").rstrip(), True
    return text, status, signed


def _advice(text: str) -> str | None:
    """What to do about a text that is no number however its digits are grouped; None for one that may be."""
    if not any(c.isdecimal() for c in text):
        reason = _USUAL.get(text.casefold())
        declared = f"missing: ['{text}']" + (f", or what it means: {{'{text}': {reason}}}" if reason else "")
        return f"a number; does it mean that there is no figure? Declare it: {declared}" if text else None
    below = f"a figure: one below zero is written -{text[1:-1]}; a remark is declared as no figure: missing: ['{text}']"
    for form, advice in ((_BOUND, _ONLY_A_BOUND.format(text)), (_BRACKETS, below), (_PERCENT, _SIGN)):
        if form.fullmatch(text):
            return advice
    marked = _MARKED.fullmatch(text)
    if marked is None or re.fullmatch(r"[eE][-+]?", marked["mark"]):
        return None
    mark = marked["mark"].lstrip("% ")
    sign = "percent_sign: true, " if mark != marked["mark"] else ""
    if mark in _DASHES:
        return f"a number; is it below zero? The minus stands before it: -{marked['number']}"
    meant = f"{{'{mark}': {_MEANT.get(mark, 'null')}}}"
    return f"a number; what stands behind it is declared: table: {{{sign}marks: {meant}}}"


def refuse_cells(refused: Mapping[int, tuple[str, str]], problems: ProblemList, column: str) -> None:
    """Refuse cells of one column: per row what was found, and what was expected; of equal cells the first says it."""
    rows = np.array(list(refused), dtype=int)
    _refuse(dict(enumerate(refused.values())), rows, pd.Series(column, index=rows), problems)


def _refuse(refused: Mapping[int, tuple[str, str]], at: np.ndarray, columns: pd.Series, problems: ProblemList) -> None:
    """The same by places (from 0): `at` has the number of the row, `columns` the column."""
    places = sorted(refused)
    expected = dict(reversed([refused[n] for n in places]))
    found = pd.Series([refused[n][0] for n in places], index=at[places], dtype="str")
    problems.rows(found, expected.__getitem__, column=columns.iloc[places])
