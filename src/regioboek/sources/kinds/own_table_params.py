"""What a source of the kind `table` says in the params: a bureau's own table, with its columns mapped.

Rules
* Figures are in one column (`value`) or in several (`columns`), and each gets its indicator and its year from one
  place: the declaration, the name of its column, or a column that says it.
* Words are declared only with the column that has them. Margins stand beside one column of figures.
* Names of regions come with their level: Groningen and Utrecht are a gemeente and a provincie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from regioboek.params.source import Gives, Source, Wrong
from regioboek.params.source_params import OwnTable
from regioboek.params.yaml_file import quoted
from regioboek.sources.files.archives import name_problem
from regioboek.sources.files.layouts import TableFile
from regioboek.sources.tables.mapping import REST, WHAT, YEAR


class TableSource(TableFile, Source):
    """`table`: CSV, XLSX, Parquet or SPSS."""

    reader = "regioboek.sources.kinds.own_table:OwnTableKind"
    needed = ("table",)
    table: OwnTable  # how it is laid out
    gives: Literal["figures", "population"] = "figures"  # what its rows are

    @property
    def given(self) -> frozenset[Gives]:
        """What its rows are."""
        return frozenset({self.gives})

    def outgrown(self, last: int, division: int) -> Iterator[Wrong]:
        """A year for all figures, years in declared columns or under `select`, that stop before the window does."""
        table = self.table
        if isinstance(table.year, int) and table.year < last:
            found = f"{table.year}, and the window ends in {last}"
            yield ("table", "year"), found, f"{last}, if the file is of that year"
        told = [int(what[-4:]) for what in table.columns.values() if re.search(r"@\d{4}$", what)]
        if told and max(told) < last:
            found = f"no column of a year after {max(told)}, and the window ends in {last}"
            yield ("table", "columns"), found, f'a column of {last}, or "{{year}}" in its name: every year there is'

        for name, wanted in self.select.items():
            words = (wanted,) if isinstance(wanted, str) else wanted if isinstance(wanted, tuple) else ()
            if words and all(re.fullmatch(r"(19|20)\d\d", word) for word in words) and int(max(words)) < last:
                yield (
                    ("select", name),
                    f"{max(words)}, and the window ends in {last}",
                    f"{last} too, if the file has it",
                )

    def wrong(self) -> Iterator[Wrong]:
        """A declaration that says of a figure nothing, or two things, too."""
        yield from super().wrong()
        table, people = self.table, self.gives == "population"
        for key, name in self.files.items():
            if told := name_problem(name, table.format):
                yield ("files", key), *told
        yield from _value(table, people)
        for name, what in table.columns.items():
            for found, expected in _column(table, name, what, people):
                yield ("table", "columns", name), found, expected
        yield from _words(table)
        for key in ("indicator", "group", "factor", "percent_sign") if people else ():
            if told := getattr(table, key):
                expected = "whole numbers of people, of rows that are chosen with select, beside kind"
                yield ("table", key), f"{quoted(told)} with gives: population", expected


def _value(table: OwnTable, people: bool) -> Iterator[Wrong]:
    if (table.value is None) == (not table.columns):
        found = "neither value nor columns" if table.value is None else "both value and columns"
        yield ("table",), found, "value (one column with figures) or columns (one per indicator or year)"
    if table.value is not None and table.indicator is None and not people:
        expected = f"indicator: the column with it; or columns: {{{table.value}: <id of the indicator>}}"
        yield ("table",), "value without indicator", expected
    if table.value is not None and table.year is None:
        yield ("table",), "value without year", "year: the column with the year, or the year itself"
    if isinstance(table.year, int) and not 1900 <= table.year <= 2100:
        yield ("table", "year"), str(table.year), "a calendar year"


def _words(table: OwnTable) -> Iterator[Wrong]:
    for words, column in (("indicators", "indicator"), ("groups", "group"), ("statuses", "status")):
        if getattr(table, words) and getattr(table, column) is None:
            yield ("table", words), "words without a column", f"{column}: the column that has these words"
    for words in ("indicators", "groups"):
        if getattr(table, words).get(REST) is not None:
            yield ("table", words, REST), getattr(table, words)[REST], f'null: "{REST}" passes over all other words'
    for mark in table.marks:
        if not mark.strip(" 0123456789.,-\u2212\u2013") or "%" in mark:
            yield ("table", "marks", mark), quoted(mark), "what stands behind a figure: *, ¹⁾ (a %: percent_sign)"
    margins = [m for m in (table.lower, table.upper) if m]
    if margins and len(table.columns) > 1:
        yield ("table",), f"margins ({', '.join(margins)}) with several columns of figures", "one column of figures"
    if table.region_by == "name" and table.level is None:
        expected = "level: whose names these are, as Groningen and Utrecht are a gemeente and a provincie"
        yield ("table",), "names without a level", expected
    if table.sheet is not None and table.format in ("csv", "parquet", "sav"):
        yield ("table", "sheet"), f"a sheet with format {table.format}", "a sheet with an Excel workbook only"


def _column(table: OwnTable, name: str, what: str, people: bool) -> Iterator[tuple[str, str]]:
    parts = WHAT.fullmatch(what.strip())
    if parts is None:
        yield what, 'an indicator and its year: "werkloosheid@2022"'
        return
    if not parts["indicator"] and table.indicator is None and not people:
        yield what or "nothing", "the id of an indicator, or a column that says it: indicator"
    if parts["indicator"] and table.indicator is not None:
        expected = f"only the year (@2022): column {table.indicator} says the indicator already"
        yield what, expected
    told = [t for t in ("@" * bool(parts["year"]), YEAR * (YEAR in name)) if t]
    if table.year is not None and told:
        expected = f"no {told[0]}: year ({table.year}) says the year already"
        yield f"{name}: {what}", expected
    if len(told) > 1:
        yield f"{name}: {what}", f"the year in the name ({YEAR}) or after @, one of the two"
    if table.year is None and not told:
        expected = (
            f"a year: {what or 'indicator'}@2022, {YEAR} in the name of the column, or a column that says it: year"
        )
        yield what, expected
