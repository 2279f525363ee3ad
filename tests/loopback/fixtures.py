"""Fixtures over the loopback server, for every test: see `server.py`."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from loopback.server import Loopback

from regioboek.sources.network.client import Client


class Patient(Client):
    """A client whose pauses take no time: it only writes them down, and what it told."""

    def __init__(self, **more: float):
        self.pauses: list[float] = []
        self.told: list[str] = []
        super().__init__(pause=self.pauses.append, log=self.told.append, **more)  # type: ignore[arg-type]


class Impatient(Patient):
    """A client that bears hardly any silence in answers to addresses with `where` in them, once their head is there.

    The head may take as long as it takes: what a test sees does not depend on how busy the machine is.
    """

    where: str | None = None

    def _send(self, request: Any, asked: str, ends: float) -> Any:
        response = super()._send(request, asked, ends)
        if self.where is not None and self.where in unquote(asked):
            response.raw.connection.sock.settimeout(0.05)
        return response


class Ticking:
    """A clock that moves on by `seconds` whenever somebody looks: a deadline passes without anyone waiting for it."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self.now = 0.0

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


def without_proxy(patch: pytest.MonkeyPatch) -> None:
    """Ask this machine directly, also where the environment names a proxy."""
    for name in ("NO_PROXY", "no_proxy"):
        patch.setenv(name, ",".join(filter(None, ["127.0.0.1", os.environ.get(name)])))


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """A server without data of its own: a test registers what it needs."""
    without_proxy(monkeypatch)
    with Loopback() as server:
        yield server


@pytest.fixture
def captured(loopback: Loopback, realdata: Path) -> Loopback:
    """The server with CBS's and PDOK's captured responses."""
    loopback.capture(realdata)
    return loopback


@pytest.fixture
def patient() -> Patient:
    """A client that does not really wait."""
    return Patient()


@pytest.fixture
def nobody() -> str:
    """An address on loopback where nothing answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return f"http://127.0.0.1:{port}"
