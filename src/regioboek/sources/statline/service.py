"""Where CBS serves StatLine, and how its two services are asked.

`url:` in the params is another root than CBS's own, for a mirror or for tests; for v4 it ends in a catalogue's name.
Where the params name none, the environment variable `REGIOBOEK_CBS_URL` may: a scheme and a host, for both services and
both catalogues.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Literal

from regioboek.params.source_params import StatlinePlace

Version = Literal["v3", "v4"]
Catalogue = Literal["CBS", "dataderden"]
Values = Literal["typed", "untyped"]

V3_ROOTS: dict[Catalogue, str] = {"CBS": "https://opendata.cbs.nl", "dataderden": "https://dataderden.cbs.nl"}
V4_ROOT = "https://datasets.cbs.nl/odata/v1/CBS"

#: Where v4 lies on a server that `REGIOBOEK_CBS_URL` or `--url` names.
V4_PATH = "/odata/v1/CBS"

#: Names another server than CBS's, for whatever asks StatLine.
ENVIRONMENT = "REGIOBOEK_CBS_URL"


@dataclass(frozen=True)
class Dialect:
    """How a service is asked: places below the root, and its words."""

    table: str  # before a table's id
    counts: str  # before a table's id, where rows are counted
    parts: str  # after a table's address: the list of its parts
    following: str  # what names the next page
    info: str  # the part that says what a table is
    stamps: tuple[str, ...]  # in `info`: what changes with every new version of a table
    rows: dict[Values, str]  # sets of figures
    query: dict[str, str] = field(default_factory=dict)  # what every question says
    more: tuple[str, ...] = ()  # parts that are kept though nothing reads them, where a table has them
    counting: bool = True  # whether every table can be counted
    code: str = "Key"  # in a list of codes: what names a code
    listed: str = ""  # behind a dimension's name: its list of codes

    def codes(self, dimension: str) -> str:
        """The part with the codes of a dimension."""
        return f"{dimension}{self.listed}"


DIALECTS: dict[Version, Dialect] = {
    "v3": Dialect(
        table="/ODataFeed/odata/",
        counts="/ODataApi/odata/",
        parts="/",
        following="odata.nextLink",
        info="TableInfos",
        stamps=("Modified", "MetaDataModified"),
        rows={"typed": "TypedDataSet", "untyped": "UntypedDataSet"},
        query={"$format": "json"},
        more=("CategoryGroups",),
        counting=False,
    ),
    "v4": Dialect(
        table="/",
        counts="/",
        parts="",
        following="@odata.nextLink",
        info="Properties",
        stamps=("Modified", "ObservationsModified", "Version"),
        rows={"typed": "Observations"},
        code="Identifier",
        listed="Codes",
    ),
}


def root(query: StatlinePlace, version: Version) -> str:
    """The root that a query names, else that of the environment, else CBS's own; without a slash at its end."""
    return query.url.rstrip("/") if query.url else root_on(named_server(), version, query.catalogue)


def named_server() -> str | None:
    """The server that the environment names in the place of CBS's, if any."""
    return os.environ.get(ENVIRONMENT) or None


def root_on(server: str | None, version: Version, catalogue: Catalogue = "CBS") -> str:
    """The root on `server` (scheme and host), or CBS's own when that is None."""
    if not server:
        return V4_ROOT if version == "v4" else V3_ROOTS[catalogue]
    base = server.rstrip("/")
    return base + V4_PATH if version == "v4" and not base.endswith(V4_PATH) else base
