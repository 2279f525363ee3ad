"""cbsodata, asked as patiently as our own client asks: the catalogue of v3, and what a table says of itself.

`get_table_list` and `get_info` are asked here. Time-outs, proxies and certificates are arguments that they hand on to
`requests`; tries, pauses, deadline and the words of errors are our client's. No redirect is followed.

What cbsodata has no part in, and why: what a snapshot keeps, descriptions and pages of figures. A snapshot keeps bytes
as received, while `get_meta` and `download_data` hand out rows; they follow a next page to another server and round in
circles without an end, and no argument forbids that. `get_data` replaces codes by titles.

Whether https is asked is an option of the whole process (the context manager `catalog` takes it and passes it over): it
is set for one question at a time, and put back.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3

from regioboek.sources.network.client import Client, no_answer, within
from regioboek.sources.network.response import Fault, check_no_page, check_status, parse_json
from regioboek.sources.statline.pager import rows_of

T = TypeVar("T")

_ONE_AT_A_TIME = threading.Lock()
_LATER = "the whole answer: try again later, or from another network"


def tables(client: Client, root: str, columns: str, where: str | None = None) -> list[dict[str, Any]]:
    """Rows of the catalogue with these columns, all of them or those for `where`. Raises FetchError."""
    url = f"{root}/ODataCatalog/Tables"
    rows = _ask(client, root, url, partial(_cbsodata().get_table_list, select=columns, filters=where))
    return rows_of(url, {"value": rows})


def info(client: Client, root: str, table: str) -> dict[str, Any]:
    """What a table says of itself now. Raises FetchError."""
    url = f"{root}/ODataFeed/odata/{table}/TableInfos"
    return rows_of(url, {"value": [_ask(client, root, url, partial(_cbsodata().get_info, table))]})[0]


def _cbsodata() -> ModuleType:
    """The library, when something is asked of it: importing it sets up logging for the whole process."""
    import cbsodata  # noqa: PLC0415

    return cbsodata


def _ask(client: Client, root: str, url: str, question: Callable[..., T]) -> T:
    """What cbsodata answers, in as many tries as the client has; `url` is what messages name."""
    parts = urlsplit(root)
    settings: dict[str, Any] = {
        **requests.Session().merge_environment_settings(url, {}, True, None, None),
        "catalog_url": f"{parts.netloc}{parts.path}",
        "timeout": client.timeout,
        "allow_redirects": False,
    }

    def once() -> T:
        try:
            with _https(parts.scheme == "https"):
                return within(client.deadline, partial(question, **settings))
        except requests.HTTPError as error:  # raised anew by cbsodata: the answer is with the error it came from
            if isinstance(error.__cause__, requests.HTTPError):
                check_status(error.__cause__.response)
            raise Fault(str(error), "HTTP 200") from error
        except (json.JSONDecodeError, requests.JSONDecodeError) as error:
            raise _no_json(error.doc) from error
        except (KeyError, TypeError) as error:
            raise Fault("JSON without a list of rows", 'OData: an object with "value": [...]') from error
        except requests.RequestException as error:
            raise _broken(error) or no_answer(error, url) from error

    return client.patiently(url, once)


@contextmanager
def _https(wanted: bool) -> Iterator[None]:
    with _ONE_AT_A_TIME:
        options = _cbsodata().options
        before = options.use_https
        options.use_https = wanted
        try:
            yield
        finally:
            options.use_https = before


def _no_json(text: str) -> Fault:
    """What came in the place of JSON."""
    if not text.strip():
        return Fault("an empty answer, or a redirect", "JSON, as asked: is the address right?", again=True)
    try:
        check_no_page(requests.Response(), text.encode())
        parse_json(text.encode())
    except Fault as fault:
        return fault
    return Fault("no JSON", "JSON, as asked", again=True)


def _broken(error: requests.RequestException) -> Fault | None:
    """That an answer began and did not end as it should; None when there was no answer."""
    kinds = requests.exceptions
    if isinstance(error, kinds.ContentDecodingError):
        return Fault(f"damaged gzip ({error})", _LATER, again=True)
    if isinstance(error, kinds.ChunkedEncodingError):
        return Fault("a connection that broke off", _LATER, again=True)
    silent = error.args and isinstance(error.args[0], urllib3.exceptions.ReadTimeoutError)
    if silent and not isinstance(error, kinds.Timeout):
        return Fault("silence in the middle of the answer", _LATER, again=True)
    return None
