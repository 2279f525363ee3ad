"""What sources say in the params that get the regions themselves from StatLine: their register, and their changes."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from regioboek.params.levels import BASE, Level, around
from regioboek.params.source import Source, Wrong
from regioboek.params.source_params import StatlinePlace
from regioboek.sources.statline.service import Version

#: What CBS calls these groups.
GROUPS: dict[Level, str] = {"corop": "COROP-gebieden", "provincie": "Provincies"}


class RegisterTable(StatlinePlace):
    """CBS's yearly table of regions, *Gebieden in Nederland*: a row per gemeente, with what it lies in.

    `groups`: level -> title of the group in which the table has the topics *Code* and *Naam* of that level; the numbers
    in their keys are others every year. A part of a path (`Lokaliseringen van gemeenten: Provincies`) will do, too.
    """

    version: Version = "v3"
    groups: dict[Level, str] = Field(default_factory=lambda: dict(GROUPS), min_length=1)


class TransfersTable(StatlinePlace):
    """A table whose codes of gemeenten have descriptions of their changes: 03759ned."""

    version: Version = "v4"


class _RegionsSource(Source):
    service = True
    statline: RegisterTable | TransfersTable  # what is asked for

    @property
    def asked(self) -> dict[str, str]:
        """The table and where it is."""
        told = self.statline.model_dump(mode="json", exclude_defaults=True, exclude={"groups"})
        return {f"statline.{key}": str(value) for key, value in told.items()}


class StatlineRegisterSource(_RegionsSource):
    """`statline-register`: the register of regions of one year, from StatLine; there are no files."""

    reader = "regioboek.sources.kinds.statline_register:StatlineRegister"
    always = frozenset({"register"})
    statline: RegisterTable

    @property
    def asked(self) -> dict[str, str]:
        """Its groups, too."""
        return super().asked | {f"statline.groups.{k}": v for k, v in sorted(self.statline.groups.items())}

    def wrong(self) -> Iterator[Wrong]:
        """Levels that no gemeente lies in by a register, too."""
        yield from super().wrong()
        for level in self.statline.groups:
            if level not in around(BASE):
                expected = f"{', '.join(around(BASE))}: other areas are told by their members, in params/regions"
                yield ("statline", "groups", level), f"the level {level}", expected


class StatlineTransfersSource(_RegionsSource):
    """`statline-transfers`: official transfers between gemeenten, from descriptions in StatLine; there are no files."""

    reader = "regioboek.sources.kinds.statline_transfers:StatlineTransfers"
    always = frozenset({"transfers"})
    statline: TransfersTable
