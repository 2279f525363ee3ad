"""What `sys.stdout` and `sys.stderr` are inside a forked notebook.

A kernel's `OutStream` sends what is written from a thread of its own, every 0.2 s, and reads file descriptors 1 and 2
with two more threads. Here nothing depends on the clock: text is kept until somebody flushes (IPython does so before
every display and at the end of each cell, stdout first), and what reaches the descriptors themselves (`os.system`,
subprocesses, C code) lands in a temporary file that is read along.
"""

from __future__ import annotations

import codecs
import io
import os
import tempfile
import threading
from collections.abc import Callable
from typing import Any

from jupyter_client.session import extract_header


class CapturedStream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a notebook: same face to the user's code as ipykernel's `OutStream`."""

    def __init__(self, name: str, descriptor: int, publish: Callable[[str, str, dict[str, Any]], None]):
        self.name = name
        self.parent_header: dict[str, Any] = {}
        self._publish = publish
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._parts: list[str] = []
        self._descriptor = descriptor
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._position = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        os.dup2(self._file.fileno(), descriptor)

    encoding = "UTF-8"

    def writable(self) -> bool:
        """Always."""
        return True

    def isatty(self) -> bool:
        """Never: nobody is looking."""
        return False

    def fileno(self) -> int:
        """1 or 2: what is written there comes out with the rest."""
        return self._descriptor

    def set_parent(self, parent: dict[str, Any]) -> None:
        """Say which execute request the text belongs to (called by the shell)."""
        self.parent_header = extract_header(parent)

    def write(self, string: str) -> int:
        """Keep `string` until the next flush."""
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if os.getpid() != self._pid:  # a process the notebook forked: through the shared file
            os.write(self._descriptor, string.encode(errors="replace"))
            return len(string)
        with self._lock:
            self._read_descriptor()
            self._parts.append(string)
        return len(string)

    def flush(self) -> None:
        """Send what was written since the last flush as one message."""
        if os.getpid() != self._pid:
            return
        with self._lock:
            self._read_descriptor()
            text = "".join(self._parts)
            self._parts.clear()
        if text:
            self._publish(self.name, text, self.parent_header)

    def _read_descriptor(self) -> None:
        while block := os.pread(self._file.fileno(), 1 << 16, self._position):
            self._position += len(block)
            self._parts.append(self._decoder.decode(block))
