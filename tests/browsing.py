"""A real browser for tests, and a site for it to look at on a loopback server."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from regioboek.commands.doctor import find_chromium

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def copyfile(self, source, outputfile):
        with suppress(ConnectionError):  # a browser that has seen enough hangs up
            super().copyfile(source, outputfile)


@contextmanager
def served(html: Path) -> Iterator[str]:
    """The address of a site on this machine while the block lasts."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(html))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    """Chromium, for one module: playwright's event loop must be gone when other modules fork or run loops."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium found: set CHROMIUM or install it (Debian package chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()
