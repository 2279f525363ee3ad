"""What the server answers, and the ways in which it can answer wrongly.

A fault is a function from the good reply to the one that is sent. `Loopback.misbehave` says for which requests.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

#: whole · half: the connection drops in the middle of the body · endless: bytes trickle on after the body
#: · silent: the head, then nothing · none: the connection drops before the answer · head: headers trickle on
Manner = Literal["whole", "half", "endless", "silent", "none", "head"]


@dataclass(frozen=True)
class Reply:
    """One answer: what it says, and the manner in which it is sent."""

    body: bytes = b""
    kind: str = "application/json; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    manner: Manner = "whole"
    instead_of: str | None = None  # the path whose answer is sent in place of this one


Fault = Callable[[Reply], Reply]


def good(reply: Reply) -> Reply:
    """No fault: for a request in between that goes well."""
    return reply


def status(code: int, *, retry_after: str | None = None, body: bytes = b"", kind: str = "text/plain") -> Fault:
    """Another status than 200."""
    headers = {"Retry-After": retry_after} if retry_after is not None else {}
    return lambda _: Reply(body, kind, code, headers)


def dropped(reply: Reply) -> Reply:
    """The connection drops in the middle of the body."""
    return replace(reply, manner="half")


def endless(reply: Reply) -> Reply:
    """The body never ends: bytes keep trickling in."""
    return replace(reply, manner="endless")


def silent(reply: Reply) -> Reply:
    """The head of the answer, then nothing at all."""
    return replace(reply, manner="silent")


def endless_head(reply: Reply) -> Reply:
    """The head of the answer never ends: a header keeps trickling in."""
    return replace(reply, manner="head")


def no_answer(reply: Reply) -> Reply:
    """The connection drops before anything is sent."""
    return replace(reply, manner="none")


def html(_: Reply) -> Reply:
    """A page for people, with status 200."""
    page = b"<!DOCTYPE html><html><head><title>Onderhoud</title></head><body>Even geduld</body></html>"
    return Reply(page, "text/html; charset=utf-8")


def truncated(reply: Reply) -> Reply:
    """The first half of the body, as if it were all."""
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def instead(path: str) -> Fault:
    """The good answer of another path (with its query): page 1 in place of page 2."""
    return lambda reply: replace(reply, instead_of=path)


def changed(old: str, new: str) -> Fault:
    """The good answer with one text replaced by another: a count, a stamp, a figure."""

    def fault(reply: Reply) -> Reply:
        if old.encode() not in reply.body:
            raise ValueError(f"nothing to change: {old} is not in the answer")
        return replace(reply, body=reply.body.replace(old.encode(), new.encode()))

    return fault


def zipped(reply: Reply) -> Reply:
    """No fault: the same in gzip."""
    return replace(reply, body=gzip.compress(reply.body, mtime=0), headers=reply.headers | {"Content-Encoding": "gzip"})


def damaged_gzip(reply: Reply) -> Reply:
    """Gzip with one byte of its checksum wrong."""
    whole = zipped(reply)
    return replace(whole, body=whole.body[:-8] + bytes([whole.body[-8] ^ 1]) + whole.body[-7:])


def cut_gzip(reply: Reply) -> Reply:
    """Gzip without its end, sent as if it were all."""
    whole = zipped(reply)
    return replace(whole, body=whole.body[:-20])


def redirect(to: str, code: int = 302) -> Fault:
    """Go there instead."""
    return lambda _: Reply(b"", "text/plain", code, {"Location": to})
