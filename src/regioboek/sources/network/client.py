"""The one place where regioboek uses a network: get one address, completely and checked, or say why not.

Rules
* Every answer is checked before anyone sees it: see `response.py`.
* What may pass (dropped connections, silence, 429, 5xx, damaged or truncated bodies) is tried again, in `tries` tries
  at most, after pauses of 1, 2, 4, 8 … seconds; `Retry-After` of 429 and 503 is honoured up to `LONGEST_PAUSE`. A
  server that asks for more patience than that is not asked again: the message says how long it wants.
* No waiting without end: `timeout` bounds connecting and every silence, `deadline` one answer from question to last
  byte. What is larger than `max_bytes` is refused.
* A redirect within the host is followed (and from http to https); one to another host is refused before it is asked.
* Proxies, certificates and .netrc are the user's own (as `requests` takes them from the environment); TLS is verified.
* Names and passwords in an address are in no message and in no lock.
* What only must be known of an address (`head`) is asked with HEAD; of a server that does not know it, the answer's
  head is read and its body is left.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from regioboek import __version__
from regioboek.errors import FetchError, NoAnswerError, Problem, UnreachableError
from regioboek.sources.network.response import Fault, check_no_page, check_status, parse_json, read_body
from regioboek.sources.problems import shown_address

USER_AGENT = f"regioboek/{__version__}"
JSON = "application/json"

#: Seconds: a server that asks for a longer pause is given up.
LONGEST_PAUSE = 300.0
#: Bytes of an address beyond which CBS is known to drop the connection.
LONG_ADDRESS = 2000

T = TypeVar("T")

_REDIRECTS = 5
#: Statuses with which a server says that HEAD is none of its questions.
_NO_HEAD = (400, 403, 405, 501)
_ERRORS = requests.exceptions


@dataclass(frozen=True)
class Received:
    """A checked answer: `body` without transfer encoding and gzip, otherwise byte for byte as it came."""

    url: str  # as asked, with its query; without name and password
    headers: Mapping[str, str]  # names in any case
    body: bytes


@dataclass(kw_only=True)
class Client:
    """Gets addresses, one at a time. `pause` and `clock` are the only ways it knows time."""

    timeout: tuple[float, float] = (10.0, 60.0)  # seconds: to connect, and of silence
    deadline: float = 300.0  # seconds: one answer in all
    tries: int = 5
    pause: Callable[[float], None] = time.sleep
    max_bytes: int = 500_000_000
    log: Callable[[str], None] = lambda _: None  # told of every new try and its reason
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._http = requests.Session()
        self._http.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})

    def get(self, url: str, params: Mapping[str, Any] | None = None, accept: str = JSON) -> Received:
        """The checked answer at `url`; with a JSON type as `accept` it is complete JSON. Raises FetchError."""
        return self.get_json(url, params, accept)[1]

    def get_json(self, url: str, params: Mapping[str, Any] | None = None, accept: str = JSON) -> tuple[Any, Received]:
        """The parsed JSON at `url` (None where `accept` asks for none), and its answer. Raises FetchError."""
        request, asked = self._prepared("GET", url, params, accept)
        return self.patiently(asked, lambda: self._once(request, asked, accept))

    def head(self, url: str) -> Mapping[str, str]:
        """The headers of the answer at `url`; its body is not read. Raises FetchError."""
        request, asked = self._prepared("HEAD", url, None, "*/*")

        def once() -> Mapping[str, str]:
            response = self._send(request, asked, self.clock() + self.deadline)
            if response.status_code in _NO_HEAD:
                response.close()
                response = self._send(self._prepared("GET", url, None, "*/*")[0], asked, self.clock() + self.deadline)
            try:
                check_status(response)
            finally:
                response.close()
            return response.headers

        return self.patiently(asked, once)

    def reaches(self, url: str) -> bool:
        """Whether the host of `url` answers at all, whatever it says: one try."""
        request, asked = self._prepared("HEAD", url, None, "*/*")
        try:
            self._send(request, asked, self.clock() + self.deadline).close()
        except Fault as fault:
            return not fault.unreachable
        return True

    def _prepared(
        self, method: str, url: str, params: Mapping[str, Any] | None, accept: str
    ) -> tuple[requests.PreparedRequest, str]:
        """A request, and the address it asks. Raises FetchError when that is none."""
        try:
            told = requests.Request(method, url, params=params, headers={"Accept": accept})
            request = self._http.prepare_request(told)
        except (requests.RequestException, ValueError) as error:
            raise refused(url, f"an address that is none ({error})", "an address such as https://…") from error
        return request, request.url or url

    def patiently(self, asked: str, once: Callable[[], T]) -> T:
        """What `once` gives; tried again after a Fault that may pass. Raises FetchError."""
        for number in range(1, self.tries + 1):
            try:
                return once()
            except Fault as fault:
                if not fault.again or number == self.tries:
                    tried = "1 try" if number == 1 else f"{number} tries"
                    passing = NoAnswerError if fault.again else FetchError
                    kind = UnreachableError if fault.unreachable else passing
                    raise refused(asked, f"{fault.found} ({tried})", fault.expected, kind) from fault
                wait = max(float(2 ** (number - 1)), fault.wait or 0.0)
                if wait > LONGEST_PAUSE:
                    found = f"{fault.found} and the request to wait {wait:.0f} seconds (try {number})"
                    expected = f"at most {LONGEST_PAUSE:.0f} seconds: run it again after that time"
                    raise refused(asked, found, expected, NoAnswerError) from fault
                told = ", as the server asks" if fault.wait is not None and wait == fault.wait else ""
                self.log(f"{shown_address(asked)}: {fault.found}; try {number + 1} of {self.tries} in {wait:g} s{told}")
                self.pause(wait)
        raise ValueError("a client needs at least one try")

    def _once(self, request: requests.PreparedRequest, asked: str, accept: str) -> tuple[Any, Received]:
        ends = self.clock() + self.deadline
        response = self._send(request, asked, ends)
        try:
            check_status(response)
            body = read_body(response, seconds_left=lambda: ends - self.clock(), max_bytes=self.max_bytes)
            check_no_page(response, body)
            parsed = parse_json(body) if "json" in accept else None
        finally:
            response.close()
        return parsed, Received(shown_address(asked), response.headers, body)

    def _send(self, request: requests.PreparedRequest, asked: str, ends: float) -> requests.Response:
        """The answer's head, redirects within the host followed."""
        for _ in range(_REDIRECTS + 1):
            left = max(0.001, ends - self.clock())
            settings = self._http.merge_environment_settings(request.url or asked, {}, True, None, None)
            connect, silence = self.timeout
            waits = (min(connect, left), min(silence, left))
            try:
                response = within(
                    left, partial(self._http.send, request, timeout=waits, allow_redirects=False, **settings)
                )
            except requests.RequestException as error:
                if isinstance(error, _ERRORS.Timeout) and self.clock() >= ends:
                    raise _too_late() from error
                raise no_answer(error, asked) from error
            if not response.is_redirect:
                return response
            target = urljoin(request.url or asked, response.headers["Location"])
            response.close()
            if not same_host(request.url or asked, target):
                expected = "an answer from the host that was asked: is the address in the params still right?"
                raise Fault(f"a redirect to another host, {shown_address(target)}", expected)
            request = request.copy()
            request.prepare_url(target, None)
        raise Fault(f"more than {_REDIRECTS} redirects", "an answer: is the address right?")


def refused(url: str, found: str, expected: str, kind: type[FetchError] = FetchError) -> FetchError:
    """The error for one address: what came and what was needed."""
    return kind("nothing was fetched, and nothing was changed", [Problem(shown_address(url), "", found, expected)])


def same_host(asked: str, other: str) -> bool:
    """Whether `other` is on the host and port of `asked`; from http to https is the same, back is not.

    The rule is that of `requests` for addresses that may be told a password.
    """
    return not requests.sessions.SessionRedirectMixin().should_strip_auth(asked, other)


def within(seconds: float, send: Callable[[], T]) -> T:
    """What `send` returns or raises, when it does so in time: a head that trickles in breaks no time-out of silence.

    What is not ready in time is left to itself; its thread ends with its connection, or with the process.
    """
    answers: list[T] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            answers.append(send())
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="regioboek-fetch", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not answers:
        raise _too_late()
    return answers[0]


def _too_late() -> Fault:
    expected = "a whole answer: the server or the network is too slow now, try again later"
    return Fault("no answer at the deadline", expected)


def no_answer(error: requests.RequestException, asked: str) -> Fault:
    """Why there was no answer at all, in words: the first of these that fits."""
    host = urlsplit(asked).netloc.rpartition("@")[2]
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    network, proxy = "an answer: is there a network, and is the address right?", "a proxy that answers"
    trusted = "a certificate that this machine trusts (REQUESTS_CA_BUNDLE can name the one of a proxy)"
    dropped = "an answer: try again later"
    if len(asked) > LONG_ADDRESS:
        dropped = f"an answer: the address has {len(asked)} characters, ask for less at once"
    known: tuple[tuple[object, type | tuple[type, ...], str, str, bool], ...] = (
        (error, _ERRORS.SSLError, f"a secure connection that cannot be trusted ({reason or error})", trusted, False),
        (error, _ERRORS.ProxyError, "no connection to the proxy in the environment", proxy, True),
        (error, _ERRORS.ConnectTimeout, f"no connection to {host} in time", network, True),
        (error, _ERRORS.Timeout, "no answer in time", "an answer: try again later", True),
        (reason, urllib3.exceptions.NameResolutionError, f"no host named {urlsplit(asked).hostname}", network, True),
        (reason, urllib3.exceptions.NewConnectionError, f"no connection to {host}", network, True),
        (error, _ERRORS.ConnectionError, "a connection dropped before the answer", dropped, True),
    )
    for what, kind, found, expected, again in known:
        if isinstance(what, kind):
            return Fault(found, expected, again, unreachable=expected in (network, proxy))
    return Fault(f"a request that cannot be sent ({error})", "an address that can be asked")
