"""PDOK's OGC API Features for CBS gebiedsindelingen: collections of GeoJSON, paged by cursor, one feature per year.

As PDOK's own server does it: the year is a filter on `jaarcode`, coordinates are longitude and latitude unless `crs`
asks for another system, which a header names; the next page is a link with a cursor; a parameter it does not know is
answered with 400. It does not say how many features match (numberMatched); other servers do, so that can be asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loopback.reply import Reply

ROOT = "/cbs/gebiedsindelingen/ogc/v1"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
MOST = 1000

_KNOWN = {"f", "limit", "cursor", "crs", "jaarcode", "datetime", "bbox", "statcode"}


@dataclass
class Collection:
    """One layer: its features in RD metres, with `jaarcode` among their properties."""

    id: str
    features: Sequence[Mapping[str, Any]]
    page_features: int | None = None  # fewer than the client asks for, as a server may decide
    counted: bool = False  # whether numberMatched is told
    updated: str | None = None  # when the layer last changed, as its description says with the link to itself


def answer(collections: Mapping[str, Collection], rest: str, query: Mapping[str, str], base: str) -> Reply:
    """The answer to `/cbs/gebiedsindelingen/ogc/v1/<rest>`."""
    if rest == "collections":
        return _json({"collections": [{"id": c, "crs": [CRS84, RD], "storageCrs": RD} for c in collections]})
    name = rest.removeprefix("collections/").removesuffix("/items")
    if name in collections and not rest.endswith("/items"):
        stamp = {"updated": told} if (told := collections[name].updated) else {}
        own = {"rel": "self", "type": "application/json", "href": f"{base}{ROOT}/{rest}?f=json", **stamp}
        return _json({"id": name, "crs": [CRS84, RD], "storageCrs": RD, "links": [own]})
    if name not in collections:
        return _problem(404, f"no collection {name}")
    strange = sorted(set(query) - _KNOWN)
    if strange:
        return _problem(400, f"unknown query parameter(s) found: {', '.join(strange)}")
    if query.get("crs", CRS84) not in (CRS84, RD):
        return _problem(400, f"crs {query['crs']} is not supported")
    collection = collections[name]
    kept = [f for f in collection.features if str(f["properties"]["jaarcode"]) == query.get("jaarcode", "2023")]
    first = int(query.get("cursor", "0"))
    limit = min(int(query.get("limit", 10)), MOST, collection.page_features or MOST)
    page = kept[first : first + limit]
    own = "&".join(f"{k}={v}" for k, v in query.items() if k != "cursor")
    links = [{"rel": "self", "type": "application/geo+json", "href": f"{base}{ROOT}/{rest}?{own}"}]
    if first + limit < len(kept):
        links.append(
            {
                "rel": "next",
                "type": "application/geo+json",
                "title": "Next page",
                "href": f"{base}{ROOT}/{rest}?{own}&cursor={first + limit}",
            }
        )
    crs = query.get("crs", CRS84)
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "timeStamp": "2026-01-02T03:04:05Z",
        "links": links,
        "features": [f if crs == RD else _lonlat(f) for f in page],
        "numberReturned": len(page),
    }
    if collection.counted:
        document["numberMatched"] = len(kept)
    return Reply(
        json.dumps(document, ensure_ascii=False).encode(), "application/geo+json", headers={"Content-Crs": f"<{crs}>"}
    )


def captured_collections(folder: Path) -> list[Collection]:
    """The generalised layers of 2023 from `regions`."""
    layers = {"gemeente": "gemeente", "coropgebied": "coropgebied", "provincie": "provincie"}
    return [
        Collection(f"{layer}_gegeneraliseerd", features_of(json.loads(path.read_bytes()), layer, 2023))
        for layer, file in layers.items()
        if (path := folder / f"cbs2023_{file}_rd.geojson").is_file()
    ]


def features_of(document: Mapping[str, Any], layer: str, year: int) -> list[dict[str, Any]]:
    """Features of a GeoJSON as PDOK has them: with a number, a year and `2023GM0014`."""
    return [
        {
            "type": "Feature",
            "id": f"{layer}-{year}-{number}",
            "properties": {
                "jaarcode": year,
                "jrstatcode": f"{year}{feature['properties']['statcode']}",
                "rubriek": layer,
                **feature["properties"],
            },
            "geometry": feature["geometry"],
        }
        for number, feature in enumerate(document["features"], 1)
    ]


def _lonlat(feature: Mapping[str, Any]) -> dict[str, Any]:
    import pyproj
    import shapely
    from shapely.geometry import mapping, shape

    transform = pyproj.Transformer.from_crs(28992, 4326, always_xy=True).transform
    moved = shapely.transform(shape(feature["geometry"]), transform, interleaved=False)
    return {**feature, "geometry": mapping(moved)}


def _problem(status: int, detail: str) -> Reply:
    body = {"title": "Bad Request" if status == 400 else "Not Found", "status": status, "detail": detail}
    return Reply(json.dumps(body).encode(), "application/problem+json", status)


def _json(document: Any) -> Reply:
    return Reply(json.dumps(document).encode())
