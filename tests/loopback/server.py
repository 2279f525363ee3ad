"""A mini CBS on loopback: captured responses over real HTTP, and every way in which a server can misbehave.

with Loopback() as server:
    server.capture(folder)                                  # the folder with real data: CBS v3 and v4, PDOK
    server.file("/download/indicatoren.csv", b"...", "text/csv; charset=utf-8")
    server.misbehave("/TypedDataSet", status(500), status(500))     # twice, then good again
    server.misbehave("$skip=10000", dropped, forever=True)          # page 2, however often it is asked
    ... server.url ... server.requests ...
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from loopback import cbs_v3, cbs_v4, pdok
from loopback.odata import BadFilter, Row
from loopback.reply import Fault, Reply

_KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".parquet": "application/vnd.apache.parquet",
}


class _Server(ThreadingHTTPServer):
    """A server that leaves no thread: other tests fork this process, which is safe only while it has one."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, *told: Any):
        self._open: set[socket.socket] = set()
        super().__init__(*told)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection, also those that a client keeps open."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Loopback:
    """The server; a port of its own unless one is given. It answers from when it is entered until it is left."""

    def __init__(self, port: int = 0):
        self.v3: dict[str, cbs_v3.TableV3] = {}
        self.v4: dict[str, cbs_v4.TableV4] = {}
        self.collections: dict[str, pdok.Collection] = {}
        self.catalogue_v3: list[Row] = []
        self.catalogue_v4: list[Row] = []
        self.files: dict[str, Reply] = {}
        self.folder: Path | None = None  # served below /files/
        self.knows_head = True  # HEAD gets the head of what GET gets; otherwise status 501
        self.requests: list[str] = []  # path and query of every request, decoded, in order
        self.sent = 0  # bytes of all answers
        self.heads: list[str] = []  # those of which only the head was asked
        self.agents: set[str] = set()  # User-Agents seen
        self.stopping = threading.Event()
        self._faults: list[tuple[str, list[Fault], bool]] = []
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """Where it answers; also the base of StatLine v3."""
        return f"http://{self.host}"

    @property
    def url_v4(self) -> str:
        """The base of StatLine v4."""
        return f"{self.url}{cbs_v4.ROOT}"

    @property
    def url_pdok(self) -> str:
        """The base of the boundaries."""
        return f"{self.url}{pdok.ROOT}"

    def capture(self, folder: Path) -> None:
        """Serve the folder with real data: its captured responses, its boundaries as PDOK, its files below /files/."""
        self.folder = folder
        for v3 in cbs_v3.captured_tables(folder / "odata" / "v3"):
            self.v3[v3.id] = v3
        for v4 in cbs_v4.captured_tables(folder / "odata" / "v4"):
            self.v4[v4.id] = v4
        for collection in pdok.captured_collections(folder / "regions"):
            self.collections[collection.id] = collection
        self.catalogue_v3 = cbs_v3.captured_catalogue(folder / "odata" / "v3")
        self.catalogue_v4 = cbs_v4.captured_catalogue(folder / "odata" / "v4")

    def file(self, path: str, body: bytes, kind: str = "text/csv; charset=utf-8", **headers: str) -> str:
        """Serve one file; its address."""
        self.files[path] = Reply(body, kind, headers={k.replace("_", "-"): v for k, v in headers.items()})
        return self.url + path

    def misbehave(self, where: str, *faults: Fault, forever: bool = False) -> None:
        """Requests with `where` in their decoded path and query get these faults, one each; the last one forever."""
        self._faults.append((where, list(faults), forever))

    def behave(self) -> None:
        """Forget all faults, and what was asked."""
        self._faults.clear()
        self.requests.clear()
        self.sent = 0
        self.heads.clear()

    def reply(self, target: str) -> Reply:
        """The answer to a path with its query, faults and all."""
        asked = unquote_plus(target)
        with self._lock:
            self.requests.append(asked)
            fault = self._fault(asked)
        reply = self.good(target)
        if fault is not None:
            reply = fault(reply)
            if reply.instead_of is not None:
                reply = self.good(reply.instead_of)
        with self._lock:
            self.sent += len(reply.body)
        return reply

    def good(self, target: str) -> Reply:
        """The answer to a path with its query, without faults."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.path in self.files:
            return self.files[parts.path]
        names = parts.path.strip("/").split("/")
        try:
            return self._route(names, "/".join(names), query)
        except (BadFilter, ValueError, KeyError) as error:
            return Reply(f"cannot answer: {error}".encode(), "text/plain", 400)

    def _route(self, names: list[str], path: str, query: Mapping[str, str]) -> Reply:
        lower = [n.lower() for n in names]
        v4, places = cbs_v4.ROOT.strip("/"), pdok.ROOT.strip("/")
        reply = Reply(b"Not found", "text/plain", 404)
        counts = lower[:2] == ["odataapi", "odata"] and lower[-1] == "$count"  # all that is asked of ODataApi
        if (lower[:2] == ["odatafeed", "odata"] or counts) and len(names) > 2 and names[2] in self.v3:
            reply = cbs_v3.answer(self.v3[names[2]], "/".join(names[3:]), query, self.url)
        elif lower == ["odatacatalog", "tables"]:
            reply = cbs_v3.catalogue(self.catalogue_v3, query, self.url)
        elif path == f"{v4}/Datasets":
            reply = cbs_v4.catalogue(self.catalogue_v4, query, self.url)
        elif path.startswith(f"{v4}/") and names[3] in self.v4:
            reply = cbs_v4.answer(self.v4[names[3]], "/".join(names[4:]), query, self.url)
        elif path.startswith(f"{places}/"):
            reply = pdok.answer(self.collections, path.removeprefix(f"{places}/"), query, self.url)
        elif names[0] == "files" and self.folder is not None and ".." not in names:
            file = self.folder.joinpath(*names[1:])
            if file.is_file():
                reply = Reply(file.read_bytes(), _KINDS.get(file.suffix, "application/octet-stream"))
        return reply

    def _fault(self, asked: str) -> Fault | None:
        for where, faults, forever in self._faults:
            if where in asked and faults:
                return faults[0] if forever and len(faults) == 1 else faults.pop(0)
        return None

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Answer no more: nobody is at the port."""
        self.stopping.set()
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()
        self._thread.join()


def _handler(server: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if server.stopping.is_set():  # a connection that was kept open
                self.close_connection = True
                return
            server.agents.add(self.headers.get("User-Agent", ""))
            reply = server.reply(self.path)
            if reply.manner == "none":
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            _SEND[reply.manner](self, reply)

        def do_HEAD(self) -> None:
            if not server.knows_head:
                self.send_error(501)
                return
            reply = server.reply(self.path)
            server.heads.append(server.requests.pop())
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: tests read `requests`."""

    def whole(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        handler.wfile.write(reply.body)

    def half(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        handler.wfile.write(reply.body[: len(reply.body) // 2])
        handler.close_connection = True

    def endless(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.send_header("Connection", "close")
        handler.end_headers()
        trickle(handler, reply.body)

    def head(handler: BaseHTTPRequestHandler, _: Reply) -> None:
        handler.flush_headers()
        trickle(handler, b"X-Trickle: ")

    def trickle(handler: BaseHTTPRequestHandler, start: bytes) -> None:
        handler.close_connection = True
        try:
            handler.wfile.write(start)
            while not server.stopping.wait(0.01):
                handler.wfile.write(b" ")
        except OSError:
            return  # the client had enough

    def silent(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        handler.close_connection = True
        server.stopping.wait(60)

    _SEND: dict[str, Callable[[BaseHTTPRequestHandler, Reply], None]] = {
        "whole": whole,
        "half": half,
        "endless": endless,
        "silent": silent,
        "head": head,
    }
    return Handler
