"""The one interface every kind of source goes through: `fetch` to files, `cells` of those files, `read` them.

* `fetch` brings files from the outside world into an empty folder: complete and checked, or an error.
* `cells` are a source's own figures in its own words; two of them are compared before a snapshot is replaced.
* `read` turns the frozen files into what an edition needs, and adds it to a `Reading`.

`docs/sources.md` shows how a kind is added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from regioboek.errors import FetchError, Problem
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.source import Source
from regioboek.sources.problems import ProblemList

if TYPE_CHECKING:
    import pandas as pd

    from regioboek.sources.network.client import Client
    from regioboek.sources.statline.finding import Moved
    from regioboek.sources.tables.reading import Reading

#: File key and name of the table of cells in a snapshot.
CELLS_KEY = "cells"
CELLS_NAME = "cells.parquet"

#: Columns of `cells`: what it is about, then what the source says.
CELL_KEY = ("series", "region", "period")
CELL_COLUMNS = (*CELL_KEY, "value", "status", "absence", "unit")


@dataclass(frozen=True)
class Progress:
    """How far a fetch is: so many rows, bytes and pages of a source until now, and at most how many rows come."""

    source: str
    rows: int = 0
    bytes: int = 0
    pages: int = 0
    file: str | None = None  # what is being fetched, as people call it
    expected: int | None = None  # rows: no more than this; None when that is not known (yet)


@dataclass(frozen=True)
class FetchJob:
    """Everything a kind may use to fetch one source."""

    source: Any  # as the model of its kind
    edition: Edition
    project: Project
    folder: Path  # empty, beside the snapshot: everything fetched goes here
    base: tuple[Path, str] | None  # folder of local files and how messages name it; None when it is not there
    client: Client | None  # the one way to a network; None when fetching without one
    progress: Callable[[Progress], None] = lambda _: None
    #: whether measures that moved may be taken where they are now; nobody asked: no
    agree: Callable[[Sequence[Moved]], bool] = lambda _: False
    agreed: Mapping[str, str] = field(default_factory=dict)  # declared key -> real key, from the lock
    locked: SnapshotFiles | None = None  # what is locked of the source, of the same kind

    @property
    def network(self) -> Client:
        """The way to a network. Raises FetchError when there is none: only `regioboek fetch` uses one."""
        if self.client is None:
            expected = f"regioboek fetch {self.edition.id}: only fetch uses a network"
            problem = Problem("params", f"source {self.source.id}", "an address on a network", expected)
            raise FetchError(f"source {self.source.id} is not fetched", [problem])
        return self.client


@dataclass(frozen=True)
class Fetched:
    """What a fetch brought: files, and what is known about where they came from."""

    files: dict[str, str]  # file key -> path inside the folder, with `/`; raw bytes as received
    table: str | None = None
    url: str | None = None
    query: str | None = None
    modified: str | None = None  # the publisher's stamp, as the publisher writes it
    version_reason: str | None = None
    rows: int | None = None
    pages: int | None = None
    moved: dict[str, str] = field(default_factory=dict)  # declared key -> real key, of what moved and was agreed to


@dataclass(frozen=True)
class SnapshotFiles:
    """The frozen files of one source, every byte of them checked."""

    source: str  # id of the source
    folder: Path
    files: Mapping[str, str] = field(default_factory=dict)  # file key -> path inside the folder

    def path(self, key: str) -> Path:
        """Where a file lies. Raises KeyError when there is none."""
        return self.folder / self.files[key]

    def place(self, key: str) -> str:
        """How messages name a file: `<source id>/<name>`."""
        return f"{self.source}/{self.files[key]}"

    def problems(self, key: str) -> ProblemList:
        """A list for what is wrong with a file."""
        return ProblemList(self.place(key))

    def cells(self) -> pd.DataFrame | None:
        """The frozen cells; None when the snapshot has none of this source."""
        import pandas as pd  # noqa: PLC0415

        return pd.read_parquet(self.path(CELLS_KEY)) if CELLS_KEY in self.files else None


class NotAgreedError(FetchError):
    """What a fetch found must be agreed to first, and nobody did."""


Asked_contra = TypeVar("Asked_contra", bound=Source, contravariant=True)


class Kind(Protocol[Asked_contra]):
    """What fetches and reads the sources of one model; one module in `sources/kinds/` each."""

    def fetch(self, job: FetchJob) -> Fetched:
        """Files from the outside world into `job.folder`.

        Raises InputError (FetchError, SnapshotError) when they cannot be had whole, NotAgreedError when nobody agrees
        to what they are now.
        """

    def cells(self, source: Asked_contra, folder: Path, files: dict[str, str]) -> pd.DataFrame | None:
        """The source's own figures: columns CELL_COLUMNS.

        series (code of what is measured, in the source's words), region, period: str; value: float64, null when
        absent; status, absence (words of observations) and unit: str or null. None: the source has no figures.
        Raises InputError when the files cannot be read.
        """

    def read(self, source: Asked_contra, files: SnapshotFiles, so_far: Reading) -> None:
        """Add what the frozen files hold to `so_far`; what is wrong with them too, never an exception for that."""
