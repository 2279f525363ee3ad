"""The kind `pdok`: boundaries of one level and year from PDOK's OGC API Features for CBS gebiedsindelingen.

Rules
* Asked are all features of one collection (`gemeente_gegeneraliseerd`) with `jaarcode` = the year, in RD metres.
* Every feature is of that year: its `jaarcode`, or the year its `jrstatcode` begins with.
* The pages are kept as received (`raw/page-0001.json` …). From them `boundaries.geojson` is made: code, name and
  polygon, sorted by code, in EPSG:28992; it is read and checked as any file of boundaries is (`tables/boundaries.py`),
  also before it replaces what was there.
* Areas are known by their code. Names, which have suffixes in some layers, are kept for people and never joined on.
* When a layer last changed is what its own description says (`updated` of the link to itself), else `Last-Modified`.
* For comparing two vintages every area is a cell: its size in hectares.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from regioboek.errors import FetchError, nearest
from regioboek.sources.files.layouts import BoundaryFile
from regioboek.sources.kinds.base import Fetched, FetchJob, Progress, SnapshotFiles
from regioboek.sources.kinds.pdok_params import PdokQuery, PdokSource
from regioboek.sources.kinds.preset_kinds import boundary_cells, read_boundary_file
from regioboek.sources.network.client import Client, refused
from regioboek.sources.network.ogc_features import Page, feature_pages
from regioboek.sources.problems import some
from regioboek.sources.tables.reading import Reading

KEY = "boundaries"
MERGED = "boundaries.geojson"
RD_URI = "http://www.opengis.net/def/crs/EPSG/0/28992"
#: Features a page: the most PDOK gives.
PAGE = 1000


class Pdok:
    """`pdok`: what is asked for stands under `pdok:`; there are no files."""

    def fetch(self, job: FetchJob) -> Fetched:
        """All pages, and one file made of them, which `cells` checks. Raises FetchError."""
        source: PdokSource = job.source
        query = source.pdok
        url = f"{query.address}/items"
        files: dict[str, str] = {}
        features: list[dict[str, Any]] = []
        size = 0
        modified: str | None = None
        (job.folder / "raw").mkdir()
        for page in _pages(job.network, url, query):
            name = f"raw/page-{page.number:04}.json"
            (job.folder / name).write_bytes(page.received.body)
            files[f"raw-{page.number:04}"] = name
            modified = modified or page.received.headers.get("Last-Modified")
            features += _of_year(page, query)
            size += len(page.received.body)
            job.progress(Progress(source.id, len(features), size, page.number, query.collection))
        if not features:
            raise refused(url, f"no areas of {query.year}", f"the division of {query.year}: does PDOK have that year?")
        (job.folder / MERGED).write_text(_merged(features, query), encoding="utf-8", newline="\n")
        files[KEY] = MERGED
        with suppress(FetchError):  # a service that does not describe its layers serves them all the same
            modified = described(job.network, query) or modified
        told = f"jaarcode={query.year}&crs={RD_URI}"
        return Fetched(files, query.collection, url, told, modified, rows=len(features), pages=len(files) - 1)

    def cells(self, source: PdokSource, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """The size of every area in hectares. Raises SourceError when the polygons are unusable."""
        cells = boundary_cells(source.id, BoundaryFile(level=source.level), folder, MERGED)
        return cells.assign(period=str(source.pdok.year))

    def read(self, source: PdokSource, files: SnapshotFiles, so_far: Reading) -> None:
        """The polygons, in RD metres."""
        read_boundary_file(KEY, BoundaryFile(level=source.level), files, so_far)


def described(client: Client, query: PdokQuery) -> str | None:
    """When the layer last changed, as its description says; None when it does not say. Raises FetchError."""
    try:
        told, _ = client.get_json(query.address, {"f": "json"})
    except FetchError as error:
        raise _with_nearest(error, client, query) from error
    links = (told.get("links") or []) if isinstance(told, dict) else []
    own = [link for link in links if isinstance(link, dict) and link.get("rel") == "self"]
    return next((str(link["updated"]) for link in own if link.get("updated")), None)


def _pages(client: Client, url: str, query: PdokQuery) -> Iterator[Page]:
    """The pages; for a collection that is not there the error names the nearest."""
    asked = {"f": "json", "jaarcode": query.year, "crs": RD_URI, "limit": PAGE}
    try:
        yield from feature_pages(client, url, asked, crs=RD_URI)
    except FetchError as error:
        raise _with_nearest(error, client, query) from error


def _with_nearest(error: FetchError, client: Client, query: PdokQuery) -> FetchError:
    """The error; for a collection that is not there it names the nearest."""
    known = _collections(client, query) if error.problems[0].found.startswith("HTTP 404") else []
    if not known or query.collection in known:
        return error
    found = f"no collection {query.collection}{nearest(query.collection, known)}"
    return refused(error.problems[0].file, found, f"one of {some(sorted(known), 12)}")


def _collections(client: Client, query: PdokQuery) -> list[str]:
    """What the service has; nothing when it does not say."""
    try:
        listed, _ = client.get_json(f"{query.root}/collections", {"f": "json"})
    except FetchError:
        return []
    told = listed.get("collections") if isinstance(listed, dict) else None
    return [str(c["id"]) for c in told or [] if isinstance(c, dict) and "id" in c]


def _of_year(page: Page, query: PdokQuery) -> list[dict[str, Any]]:
    """The features of a page, each with its code and of the year that was asked."""
    others: dict[str, int] = {}
    for feature in page.features:
        properties = feature.get("properties") or {}
        told = properties.get("jaarcode") or str(properties.get("jrstatcode") or "")[:4] or "no year"
        if str(told) != str(query.year):
            others[str(told)] = others.get(str(told), 0) + 1
        if not str(properties.get(query.code) or "").strip():
            known = some(sorted(properties), 12)
            found = f"on page {page.number} a feature without {query.code} (it has {known})"
            raise refused(page.received.url, found, f"a code under {query.code}, or another `code:` under pdok")
    if others:
        told = ", ".join(f"{count} of {year}" for year, count in sorted(others.items()))
        found = f"on page {page.number} areas of another year: {told}"
        raise refused(page.received.url, found, f"only areas of {query.year}")
    return page.features


def _merged(features: list[dict[str, Any]], query: PdokQuery) -> str:
    """One GeoJSON of all features, one a line, sorted by code; it names its coordinate system."""
    lines = []
    for feature in sorted(features, key=lambda f: str(f["properties"][query.code])):
        properties = feature["properties"]
        kept = {"statcode": str(properties[query.code]), "statnaam": properties.get(query.name)}
        told = {"type": "Feature", "properties": kept, "geometry": feature["geometry"]}
        lines.append(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    head = f'{{"type":"FeatureCollection","crs":{json.dumps(system)},"features":[\n'
    return head + ",\n".join(lines) + "\n]}\n"
