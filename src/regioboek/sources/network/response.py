"""One answer of a server: read to its end and checked, or the fault that makes it unusable.

Rules
* Only status 200 is an answer. 408, 425, 429 and all of 5xx may pass: worth another try; every other status is final.
* The body is whole: as long as the server said, its gzip ends and is undamaged, and the deadline has not passed. A body
  that trickles on without an end is not waited for a second time.
* HTML is never an answer, whatever its status: it is a page for people (maintenance, log in, a portal).
* Where JSON was asked, JSON it is, complete and without NaN.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import requests
import urllib3

_CHUNK = 1 << 16

#: Besides 5xx: statuses that another try may mend.
PASSING = frozenset({408, 425, 429})

#: Reads a header Retry-After; how long is too long is for the client to say.
_WAITS = urllib3.Retry()
_WAITS.retry_after_max = sys.maxsize

_HINTS = {
    400: "a question the server understands: are table, columns and filter in the params right?",
    401: "open data without a key: is this the right address?",
    403: "open data without a key: is this the right address, and is this machine allowed to use it?",
    404: "something at this address: check the table id (capitals count) or the address in the params",
    410: "something at this address: the publisher has withdrawn it",
}


@dataclass
class Fault(Exception):
    """Why an answer cannot be used; `again`: another try may mend it, not before `wait` seconds when that is given.

    `unreachable`: the host could not be reached at all.
    """

    found: str
    expected: str
    again: bool = False
    wait: float | None = None
    unreachable: bool = False


def check_status(response: requests.Response) -> None:
    """Raises Fault unless the status is 200; it says how long to wait where a header Retry-After can be understood."""
    status = response.status_code
    if status == 200:
        return
    found = f"HTTP {status}{f' ({response.reason})' if response.reason else ''}{_said(response)}"
    passing = status in PASSING or status >= 500
    expected = _HINTS.get(status, "HTTP 200" + (": try again later" if passing else ""))
    wait = None
    if status in (429, 503) and "Retry-After" in response.headers:
        with suppress(urllib3.exceptions.InvalidHeader, OverflowError):
            wait = float(_WAITS.parse_retry_after(response.headers["Retry-After"]))
    raise Fault(found, expected, again=passing, wait=wait)


def read_body(response: requests.Response, *, seconds_left: Callable[[], float], max_bytes: int) -> bytes:
    """The whole body, gzip undone. Raises Fault: broken off, damaged, too large, or still not complete in time."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise Fault(f"a body in encoding {encoding}", "gzip or none, as asked")
    parts: list[bytes] = []
    received = 0
    while True:
        try:
            chunk = response.raw.read1(_CHUNK, decode_content=False)
        except urllib3.exceptions.ReadTimeoutError as error:
            found = f"silence in the middle of the answer, after {received} bytes"
            raise Fault(found, _WHOLE, again=True) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            told = response.headers.get("Content-Length")
            of = f" of {told}" if told else ""
            raise Fault(f"a connection that broke off after {received}{of} bytes", _WHOLE, again=True) from error
        if not chunk:
            break
        received += len(chunk)
        parts.append(chunk)
        if received > max_bytes:
            break
        if seconds_left() <= 0:
            found = f"an answer that does not end: still not complete at the deadline, after {received} bytes"
            raise Fault(found, "a whole answer: the server or the network is too slow now, try again later")
    body = b"".join(parts)
    if encoding.endswith("gzip") and received <= max_bytes:
        try:
            body = gzip.GzipFile(fileobj=io.BytesIO(body)).read(max_bytes + 1)
        except EOFError as error:
            raise Fault("gzip without its end", _WHOLE, again=True) from error
        except (OSError, zlib.error) as error:
            raise Fault(f"damaged gzip ({error})", _WHOLE, again=True) from error
    if len(body) > max_bytes:
        expected = f"at most {max_bytes} bytes: is this the right address?"
        raise Fault(f"an answer of more than {max_bytes} bytes", expected)
    if not body:
        raise Fault("an empty answer", _WHOLE, again=True)
    return body


def check_no_page(response: requests.Response, body: bytes) -> None:
    """Raises Fault when the body is HTML."""
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if kind in ("text/html", "application/xhtml+xml") or start.startswith((b"<!doctype html", b"<html")):
        title = re.search(rb"<title[^>]*>(.*?)</title>", body[:20_000], re.IGNORECASE | re.DOTALL)
        said = f' titled "{_short(title[1])}"' if title else ""
        expected = "data: is the service under maintenance, does this network ask to log in, or is the address a page?"
        raise Fault(f"HTTP 200 with an HTML page{said}", expected)


def parse_json(body: bytes) -> Any:
    """The parsed body. Raises Fault when it is no JSON, or not all of it."""

    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} is no JSON number")

    try:
        return json.loads(body, parse_constant=refuse)
    except json.JSONDecodeError as error:
        if body.lstrip()[:1] == b"<":
            raise Fault("XML", "JSON, as asked: is this the address of the service?") from error
        cut = error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated")
        what = f"JSON that breaks off after {len(body)} bytes" if cut else f"no JSON ({error.msg} at {error.pos})"
        raise Fault(what, "complete JSON: try again later", again=True) from error
    except (ValueError, RecursionError) as error:  # no text in any encoding of JSON, NaN, nested without end
        raise Fault(f"no JSON ({error})", "JSON", again=True) from error


_WHOLE = "the whole answer: try again later, or from another network"


def _said(response: requests.Response) -> str:
    """The first words of an error's body, when it is text for people."""
    try:
        start = response.raw.read1(2048, decode_content=True)
    except (urllib3.exceptions.HTTPError, OSError):
        return ""
    kind = response.headers.get("Content-Type", "")
    if "json" not in kind and "text/plain" not in kind:
        return ""
    message = re.search(rb'"(?:value|message|detail|description)"\s*:\s*"((?:[^"\\]|\\.)+)"', start)
    text = _short(message[1] if message else start)
    return f': "{text}"' if text else ""


def _short(text: bytes) -> str:
    words = " ".join("".join(c if c.isprintable() else " " for c in text.decode("utf-8", "replace")).split())
    return words if len(words) <= 120 else words[:117] + "..."
