"""What a source of the kind `pdok` says in the params: boundaries of PDOK's OGC API Features."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from regioboek.params.indicators import Params
from regioboek.params.levels import Level
from regioboek.params.source import Source, Wrong, is_url
from regioboek.sources.kinds.file_params import without_level

#: CBS has no maps of earlier divisions; which years PDOK serves it says itself.
FIRST_YEAR = 1995

#: Where PDOK serves CBS gebiedsindelingen.
HOST = "https://api.pdok.nl"
PATH = "/cbs/gebiedsindelingen/ogc/v1"

#: Names another server than PDOK's (scheme and host), for boundaries of which the params name none.
ENVIRONMENT = "REGIOBOEK_PDOK_URL"

_COLLECTION = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_NOT_AREAS = "_labelpoint"


class PdokQuery(Params):
    """Which boundaries of PDOK's OGC API Features for CBS gebiedsindelingen."""

    url: str = HOST + PATH
    collection: str  # "gemeente_gegeneraliseerd"
    year: int  # of the division
    code: str = "statcode"  # property that holds the code
    name: str = "statnaam"  # property that holds the name

    @property
    def root(self) -> str:
        """The service: as the params name it, else on the server that the environment names, else PDOK's own."""
        server = os.environ.get(ENVIRONMENT) if self.url == HOST + PATH else None
        return (server.rstrip("/").removesuffix(PATH) + PATH) if server else self.url.rstrip("/")

    @property
    def address(self) -> str:
        """The collection."""
        return f"{self.root}/collections/{self.collection}"


class PdokSource(Source):
    """`pdok`: there are no files."""

    reader = "regioboek.sources.kinds.pdok:Pdok"
    service = True
    always = frozenset({"boundaries"})
    pdok: PdokQuery  # what is asked for
    level: Level | None = None

    @property
    def asked(self) -> dict[str, str]:
        """The query; which properties are read may change."""
        told = self.pdok.model_dump(mode="json", exclude_defaults=True, exclude={"code", "name"})
        return {f"pdok.{key}": str(value) for key, value in told.items()}

    def outgrown(self, last: int, division: int) -> Iterator[Wrong]:
        """Boundaries of another division than the edition's."""
        if self.pdok.year != division:
            found = f"{self.pdok.year} with division_year {division}"
            yield ("pdok", "year"), found, f"{division}: boundaries of the gemeenten that there are"

    def wrong(self) -> Iterator[Wrong]:
        """The collection is a name, the year a division's, the address one of a service."""
        yield from super().wrong()
        yield from without_level(self.kind, self.level)
        query = self.pdok
        if not is_url(query.url):
            yield ("pdok", "url"), query.url, "an address: https://…"
        if not _COLLECTION.fullmatch(query.collection):
            expected = "the name of a collection, such as gemeente_gegeneraliseerd"
            yield ("pdok", "collection"), query.collection or "nothing", expected
        elif query.collection.endswith(_NOT_AREAS):
            areas = query.collection.removesuffix(_NOT_AREAS) + "_gegeneraliseerd"
            yield ("pdok", "collection"), f"points ({query.collection})", areas
        if not FIRST_YEAR <= query.year <= 2100:
            yield ("pdok", "year"), str(query.year), f"a year from {FIRST_YEAR}"
