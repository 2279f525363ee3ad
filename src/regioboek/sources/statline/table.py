"""What a StatLine table is made of, the same for v3 and v4.

`key` is always what the service itself uses, padding included: it is what a filter must say. `code` is the key without
padding: what params, cells and people use.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from regioboek.params.levels import Level, level_of

Role = Literal["dimension", "region", "period"]


@dataclass(frozen=True)
class Code:
    """One value of a dimension; periods may have a status, in CBS's words, or say it in their description."""

    key: str
    title: str
    status: str | None = None
    description: str = ""

    @property
    def code(self) -> str:
        """The key without padding."""
        return self.key.strip()


@dataclass(frozen=True)
class Dimension:
    """A dimension with its codes in the table's own order."""

    key: str
    title: str
    role: Role
    codes: tuple[Code, ...] = ()

    def code(self, wanted: str) -> Code | None:
        """The code that equals `wanted`, padding apart."""
        return next((c for c in self.codes if c.code == wanted.strip()), None)


@dataclass(frozen=True)
class Measure:
    """What is measured: `path` is the titles of the groups it stands in, outermost first, and its own."""

    key: str
    path: tuple[str, ...]
    unit: str
    decimals: int | None
    text: bool = False  # words instead of numbers
    description: str = ""  # of the measure and its groups

    @property
    def name(self) -> str:
        """Its full name, with the titles of the groups."""
        return ": ".join(self.path)

    @property
    def title(self) -> str:
        """Its own title."""
        return self.path[-1]

    @property
    def groups(self) -> str:
        """The titles of the groups, as its full name has them; empty when it stands in none."""
        return ": ".join(self.path[:-1])


@dataclass(frozen=True)
class StatlineTable:
    """The description of one table, without its figures."""

    id: str
    title: str
    catalogue: str
    modified: str | None  # the publisher's stamp, as it is written there
    reason: str | None  # why this version was published
    period: str | None  # which periods, in the publisher's words
    frequency: str | None
    summary: str
    description: str  # prose; may hold the status of the figures
    measures: tuple[Measure, ...]
    dimensions: tuple[Dimension, ...]
    ended: bool = False  # it is no longer updated
    successor: str | None = None  # the table that goes on, as CBS names it

    def measure(self, key: str) -> Measure | None:
        """The measure with this key."""
        return next((m for m in self.measures if m.key == key), None)

    def dimension(self, key: str) -> Dimension | None:
        """The dimension with this key."""
        return next((d for d in self.dimensions if d.key == key), None)

    @property
    def roles(self) -> list[Role]:
        """What each of its dimensions is of."""
        return [d.role for d in self.dimensions]

    def with_role(self, role: Role) -> Dimension | None:
        """The first dimension of regions, or of periods."""
        return next((d for d in self.dimensions if d.role == role), None)


def levels_of(dimension: Dimension) -> dict[Level, int]:
    """How many codes of each level a dimension of regions has; levels without any are left out."""
    return Counter(level for code in dimension.codes if (level := level_of(code.code)))


def repeated_codes(table: StatlineTable) -> list[str]:
    """Codes that a dimension has twice: `RegioS: GM0014 twice`."""
    times = Counter((dimension.key, code.key) for dimension in table.dimensions for code in dimension.codes)
    return [f"{key}: {code.strip()} twice" for (key, code), count in times.items() if count > 1]
