"""What we assume of PDOK's boundaries, and of files at an address: `regioboek doctor --online` asks it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from regioboek.commands.assumptions import Assumption, BrokenError, need
from regioboek.sources.kinds.pdok import RD_URI, described
from regioboek.sources.kinds.pdok_params import PdokSource
from regioboek.sources.network.client import Client, Received, same_host
from regioboek.sources.network.ogc_features import ACCEPT
from regioboek.sources.problems import some
from regioboek.sources.snapshot.asked import Asked

#: Metres in which the Netherlands lie in RD: x and y, from and to.
_RD = ((-10_000, 300_000), (280_000, 640_000))


class AskedCollection:
    """A collection, and one feature of it as a fetch asks for all."""

    def __init__(self, client: Client, source: PdokSource):
        self.client, self.query = client, source.pdok

    @cached_property
    def answer(self) -> tuple[dict[str, Any], Received]:
        """The page with one feature."""
        return self.page(1)

    def page(self, limit: int) -> tuple[dict[str, Any], Received]:
        """The first page of so many features."""
        asked = {"f": "json", "jaarcode": self.query.year, "crs": RD_URI, "limit": limit}
        return self.client.get_json(f"{self.query.address}/items", asked, accept=ACCEPT)

    @property
    def feature(self) -> dict[str, Any]:
        """The one feature. Raises BrokenError when there is another number of them."""
        features = self.answer[0].get("features") or []
        if len(features) != 1:
            raise BrokenError(f"{len(features)} features")
        return dict(features[0])


def _collection(asked: AskedCollection) -> str:
    listed, _ = asked.client.get_json(f"{asked.query.root}/collections", {"f": "json"})
    known = [str(each["id"]) for each in listed["collections"]]
    need([asked.query.collection], known, "a list of collections")
    return f"{len(known)} collections, and {asked.query.collection} among them"


def _described(asked: AskedCollection) -> str:
    stamp = described(asked.client, asked.query)
    return f"updated {stamp}" if stamp else "no moment: `sources status` cannot tell whether it changed"


def _one(asked: AskedCollection) -> str:
    return f"one feature, {asked.feature.get('id')}"


def _year(asked: AskedCollection) -> str:
    properties = asked.feature["properties"]
    told = str(properties.get("jaarcode") or str(properties.get("jrstatcode") or "")[:4])
    if told != str(asked.query.year):
        raise BrokenError(f"a feature of {told or 'no year'} for {asked.query.year}")
    return f"a feature of {told}"


def _properties(asked: AskedCollection) -> str:
    properties = asked.feature["properties"]
    need([asked.query.code, asked.query.name], properties, "a feature")
    return f"{properties[asked.query.code]} {properties[asked.query.name]}"


def _system(asked: AskedCollection) -> str:
    place: Any = asked.feature["geometry"]["coordinates"]
    while isinstance(place[0], list):
        place = place[0]
    told = asked.answer[1].headers.get("Content-Crs", "").strip("<> ")
    inside = all(low <= number <= high for number, (low, high) in zip(place, _RD, strict=False))
    if not inside or told not in ("", RD_URI):
        raise BrokenError(f"coordinates {place[:2]} in {told or 'a system that is not told'}")
    return f"coordinates {place[:2]}"


def _next(asked: AskedCollection) -> str:
    links = [link for link in asked.answer[0].get("links") or [] if link.get("rel") == "next"]
    if not links:
        if len(asked.page(2)[0]["features"]) > 1:
            raise BrokenError("one feature of several, and no link to the next")
        return "the only feature"
    if not same_host(asked.query.address, links[0]["href"]):
        raise BrokenError(f"a next page at {links[0]['href']}")
    return "a link to the next"


_AT, _PAGES = "sources/kinds/pdok.py", "sources/network/ogc_features.py"
PDOK: tuple[Assumption[AskedCollection], ...] = (
    Assumption("collection", "the service lists its collections, and ours is there", _AT, _collection),
    Assumption("description", "a collection says when it was updated, or nothing of it", _AT, _described),
    Assumption("limit", "limit=1 gives one feature", _PAGES, _one),
    Assumption("jaarcode", "the filter jaarcode gives features of that year only", _AT, _year),
    Assumption("properties", "a feature has its code and its name", _AT, _properties),
    Assumption("crs", "crs gives coordinates in RD metres", _PAGES, _system),
    Assumption("next", "a page that is not the last links to the next", _PAGES, _next),
)


def _address(asked: tuple[Client, Asked]) -> str:
    client, file = asked
    headers = client.head(file.url)
    kind = headers.get("Content-Type", "").partition(";")[0].strip()
    if kind == "text/html":
        raise BrokenError("a page for people (text/html)")
    stamp = headers.get("Last-Modified")
    return some([kind or "a file", f"modified {stamp}" if stamp else "no Last-Modified: changes cannot be told"])


FILES: tuple[Assumption[tuple[Client, Asked]], ...] = (
    Assumption("address", "there is a file at the address", "sources/kinds/file_base.py", _address),
)
