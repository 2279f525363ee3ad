"""A v3 table through `cbsodata.download_data`, with every request going through the checked client.

cbsodata makes a `requests.Session` of its own for each request, without time-outs or retries, and keeps its settings in
its module. Here it runs as a copy of that module of its own, made for one fetch: in it, `Session` is a stand-in that
asks the client, keeps each answer as received and looks at every page. Nothing of the installed package is changed, so
nothing has to be restored after an error, and fetches in several threads do not meet.

Codes stay codes: `get_data`, which replaces them by titles, is never used. cbsodata's `typed` is inverted: `False`
gives TypedDataSet.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal
from urllib.parse import urlsplit

import requests

from regioboek.errors import FetchError, Problem
from regioboek.sources.network.client import Client, Received
from regioboek.sources.problems import nearest
from regioboek.sources.statline import v3_metadata
from regioboek.sources.statline.pages import Pages, check_described, check_unchanged, fetch_error, on_host, rows_of
from regioboek.sources.statline.table import StatlineTable

Values = Literal["typed", "untyped"]

SETS: dict[Values, str] = {"typed": "TypedDataSet", "untyped": "UntypedDataSet"}
STAMPS = ("Modified", "MetaDataModified")
#: Under which name the list of a table's parts is kept.
SERVICE = "service"


class V3Download:
    """One table at one root: first what it is, then its rows."""

    def __init__(self, client: Client, root: str, table: str, pages: Pages):
        self.client = client
        self.root = root
        self.id = table
        self.pages = pages
        self.url = f"{root}/ODataFeed/odata/{table}"
        self._session = _Session(client, self.url, pages)
        self._cbs = _cbsodata(self._session)
        parts = urlsplit(root)
        self._cbs.options.use_https = parts.scheme == "https"
        self._server = f"{parts.netloc}{parts.path}"

    def describe(self) -> StatlineTable:
        """What the table is. Raises FetchError, with the nearest id when there is no such table."""
        try:
            infos = self._meta("TableInfos")
        except FetchError as error:
            raise self._no_table(error) from error
        try:
            properties = self._meta("DataProperties")
            lists = {key: self._meta(key) for key in v3_metadata.dimension_keys(properties)}
            table = v3_metadata.read_table(infos, properties, lists)
        except (KeyError, IndexError) as error:
            found = f"a description without {error}"
            raise fetch_error(self.url, found, "TableInfos and DataProperties as CBS sends them") from error
        return check_described(self.url, table)

    def download(self, values: Values, *, where: str | None = None, columns: str | None = None) -> None:
        """All rows for `where` into the pages, with all that describes them; counts and stamps are checked.

        Raises FetchError.
        """
        before = self._infos()
        wanted = SETS[values]
        self._session.data = wanted
        self.pages.start_again()
        try:
            self._cbs.download_data(
                self.id, typed=values == "untyped", select=columns, filters=where, catalog_url=self._server
            )
        except ValueError as error:  # download_data leaves the other set out, and finds it is not listed
            found = "a service document without TypedDataSet or UntypedDataSet"
            raise fetch_error(self.url, found, "a table with both: is this StatLine v3?") from error
        finally:
            self._session.data = None
        if not self.pages.pages:
            raise fetch_error(self.url, f"no {wanted} in the service document", "a table with figures")
        self.pages.check_count(f"{self.url}/{wanted}", self._count(wanted, where))
        check_unchanged(self.url, before, self._infos())

    def _infos(self) -> dict[str, Any]:
        info = self._meta("TableInfos")[0]
        return {name: info.get(name) for name in STAMPS}

    def _meta(self, name: str) -> list[dict[str, Any]]:
        return self._cbs.get_meta(self.id, name, catalog_url=self._server)

    def _count(self, wanted: str, where: str | None) -> int | None:
        """How many rows the service counts; None when it does not say."""
        url = f"{self.root}/ODataApi/odata/{self.id}/{wanted}/$count"
        received = _when_offered(lambda: self.client.get(url, {"$filter": where} if where else None, "text/plain, */*"))
        text = received.body.decode("utf-8-sig", "replace").strip() if received else ""
        if text.isdigit():
            return int(text)
        self.client.log(f"{url}: no count; the number of rows cannot be compared with one")
        return self._listed_count() if where is None else None

    def _listed_count(self) -> int | None:
        """The number of rows that the catalogue gives for the whole table."""
        url = f"{self.root}/ODataCatalog/Tables"
        query = {"$format": "json", "$filter": f"Identifier eq '{self.id}'"}
        received = _when_offered(lambda: self.client.get(url, query))
        rows = rows_of(received, json.loads(received.body)) if received else []
        count = rows[0].get("RecordCount") if len(rows) == 1 else None
        return count if isinstance(count, int) else None

    def _no_table(self, error: FetchError) -> FetchError:
        """The error, with the id the catalogue has that comes nearest."""
        if not _status(error, "404"):
            return error
        url = f"{self.root}/ODataCatalog/Tables"
        try:
            document, received = self.client.get_json(url, {"$format": "json", "$select": "Identifier"})
            known = [str(row.get("Identifier")) for row in rows_of(received, document)]
        except FetchError:
            return error
        return FetchError(error.title, [*error.problems, no_such_table(self.id, known)])


def no_such_table(wanted: str, known: list[str]) -> Problem:
    """That a catalogue has no table of this id, with the one that is nearest; capitals count."""
    same = next((k for k in known if k.lower() == wanted.lower() and k != wanted), None)
    near = f" (nearest known: {same}; capitals count)" if same else nearest(wanted, known)
    found = f'the table "{wanted}"'
    return Problem("params", "statline.table", found, f"one of the {len(known)} tables of the catalogue{near}")


def _status(error: FetchError, *codes: str) -> bool:
    """Whether the server answered, with one of these statuses."""
    return any(p.found.startswith(tuple(f"HTTP {code}" for code in codes)) for p in error.problems)


def _when_offered(ask: Callable[[], Received]) -> Received | None:
    """The answer; None when the server answers that it has none. Raises FetchError when there is no answer at all."""
    try:
        return ask()
    except FetchError as error:
        if _status(error, "400", "403", "404", "405", "406", "500", "501"):
            return None
        raise


def _cbsodata(session: _Session) -> ModuleType:
    """A copy of cbsodata's module of its own, in which `Session()` is `session`."""
    spec = importlib.util.find_spec("cbsodata.cbsodata3")
    if spec is None or spec.loader is None:  # pragma: no cover - it is a dependency
        raise ModuleNotFoundError("cbsodata.cbsodata3")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.__dict__["Session"] = lambda: session
    return module


@dataclass
class _Session:
    """What cbsodata takes for a requests.Session."""

    client: Client
    url: str  # of the table: everything lies below it, on the same host
    pages: Pages
    data: str | None = None  # the set whose answers are pages of figures; None: only descriptions are asked
    _known: dict[str, requests.Response] = field(default_factory=dict)  # address -> description

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        """The checked answer, kept as received; a description that was asked before is not asked again."""
        url = on_host(self.url, request.url or "")
        name = urlsplit(url).path.rstrip("/").rpartition("/")[2]
        if name != "TableInfos":  # asked again and again, for its stamp
            self.pages.next_address(url)
            if url in self._known:
                return self._known[url]
        session = self.client.session()
        request.url = url
        response = session.send(request)
        received = session.received[-1]
        document = json.loads(received.body)
        rows = rows_of(received, document)
        if name == self.data:
            self.pages.add(received, rows, last="odata.nextLink" not in document)
            return response
        name = SERVICE if name.lower() == self.url.rpartition("/")[2].lower() else name
        self.pages.keep_part(name, received)
        if name != SERVICE:
            self._known[url] = response
        return response
