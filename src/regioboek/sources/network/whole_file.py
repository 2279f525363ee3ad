"""One file from an address: what it is called in a snapshot, and whether what came is such a file.

Rules
* A file is called as the address ends, in letters, digits, `.`, `-` and `_` only; an address that ends in no file name
  gives the file key. Without an extension it gets the one of its key: `.geojson` for boundaries, else `.csv`.
* GeoJSON is complete JSON. Delimited text is no HTML, JSON, XML, spreadsheet, PDF or archive, whatever the server
  calls it. What is inside the text is for the reader of its kind.
* A spreadsheet, a GeoPackage and a Parquet file begin as such a file begins.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from regioboek.sources.network.client import Client, Received, refused

_JSON = (".geojson", ".json", ".topojson")
#: Extension -> how such a file begins.
_BEGINS = {".xlsx": b"PK\x03\x04", ".gpkg": b"SQLite format 3\x00", ".parquet": b"PAR1"}
#: How other files begin -> what they are, and what to do.
_OTHERS = {
    b"PK\x03\x04": ("a spreadsheet or a zip archive", "unpack it, or save it as CSV, and name that file"),
    b"\x1f\x8b": ("a gzip archive", "unpack it and name the file inside"),
    b"%PDF": ("a PDF", "the address of the figures themselves"),
    b"{": ("JSON", "the address of the download as CSV"),
    b"[": ("JSON", "the address of the download as CSV"),
    b"<": ("XML", "the address of the download as CSV"),
}
#: Names that mean something else: in a snapshot, or as devices of Windows.
_TAKEN = re.compile(r"cells\.parquet|.*lock\.json|(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def file_name(url: str, key: str) -> str:
    """The name of the file at `url` in a snapshot; `key` says what it is."""
    last = PurePosixPath(unquote(urlsplit(url).path)).name
    name = re.sub(r"[^0-9A-Za-z._-]+", "_", last).lstrip(".") or key
    if not PurePosixPath(name).suffix:
        name += ".geojson" if key == "boundaries" else ".csv"
    return f"{key}-{name}" if _TAKEN.fullmatch(name) else name


def download(client: Client, url: str, target: Path) -> Received:
    """Write what is at `url` to `target`, byte for byte. Raises FetchError when it is not such a file."""
    suffix = target.suffix.lower()
    json = suffix in _JSON
    received = client.get(url, accept="application/geo+json, application/json" if json else "text/csv, */*")
    start = received.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if suffix in _BEGINS and not received.body.startswith(_BEGINS[suffix]):
        raise refused(url, f"something else than a {suffix} file", f"a whole {suffix} file at this address")
    if not json and suffix not in _BEGINS:
        for begin, (what, advice) in _OTHERS.items():
            if start.startswith(begin):
                raise refused(url, what, f"delimited text: {advice}")
    target.write_bytes(received.body)
    return received
