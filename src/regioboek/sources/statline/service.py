"""Where CBS serves StatLine: one root per catalogue, v3 and v4 below it.

* v3: `<root>/ODataFeed/odata/<table>`, counts at `<root>/ODataApi/odata/<table>`, catalogue at `<root>/ODataCatalog`.
* v4: `<root>/<table>`, catalogue at `<root>/Datasets`; here the root ends in the catalogue's name.

`url:` in the params is another root, for a mirror or for tests.
"""

from __future__ import annotations

from typing import Literal

from regioboek.params.source_params import StatlineQuery

Version = Literal["v3", "v4"]
Catalogue = Literal["CBS", "dataderden"]

V3_ROOTS: dict[Catalogue, str] = {"CBS": "https://opendata.cbs.nl", "dataderden": "https://dataderden.cbs.nl"}
V4_ROOT = "https://datasets.cbs.nl/odata/v1/CBS"

#: Where v4 lies on a server that `REGIOBOEK_CBS_URL` or `--url` names.
V4_PATH = "/odata/v1/CBS"

#: Names another server for `regioboek tables` and `regioboek indicator`.
ENVIRONMENT = "REGIOBOEK_CBS_URL"


def root(query: StatlineQuery, version: Version) -> str:
    """The root that a query names, or CBS's own; without a slash at its end."""
    if query.url:
        return query.url.rstrip("/")
    return V4_ROOT if version == "v4" else V3_ROOTS[query.catalogue]


def root_on(server: str | None, version: Version, catalogue: Catalogue = "CBS") -> str:
    """The root on `server` (scheme and host), or CBS's own when that is None."""
    if not server:
        return V4_ROOT if version == "v4" else V3_ROOTS[catalogue]
    base = server.rstrip("/")
    return base + V4_PATH if version == "v4" and not base.endswith(V4_PATH) else base
