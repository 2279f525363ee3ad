"""What a source of the kind `table` says in the params: a bureau's own table, with its columns mapped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from regioboek.params.source import Gives, Source, Wrong
from regioboek.params.source_params import OwnTable
from regioboek.sources.files.layouts import FigureFile
from regioboek.sources.tables.table_definition import definition_problems


class TableSource(FigureFile, Source):
    """`table`: CSV, XLSX, Parquet or SPSS."""

    reader = "regioboek.sources.kinds.own_table:OwnTableKind"
    needed = ("table",)
    table: OwnTable  # how it is laid out
    gives: Literal["figures", "population"] = "figures"  # what its rows are

    @property
    def given(self) -> frozenset[Gives]:
        """What its rows are."""
        return frozenset({self.gives})

    def wrong(self) -> Iterator[Wrong]:
        """A declaration that says of a figure nothing, or two things, too."""
        yield from super().wrong()
        yield from definition_problems(self.table, self.files, people=self.gives == "population")
