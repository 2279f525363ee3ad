"""What one source receives: written as received, counted, and refused when the server repeats or skips.

Rules
* Each page of figures is new, and has rows unless it is the only one. Only the last one may be shorter than the first.
* In the end there are as many rows as the service counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from regioboek.sources.network.client import Received, refused
from regioboek.sources.statline.pager import OdataPage

RAW = "raw"


@dataclass
class Intake:
    """Keeps what one source receives in its folder, and looks at every page of figures."""

    folder: Path | None = None  # None: nothing is kept, a table is only looked at
    report: Callable[[Intake, str], None] = lambda _intake, _name: None  # told what arrived, after each answer
    files: dict[str, str] = field(default_factory=dict)  # file key -> path inside the folder
    rows: int = 0
    bytes: int = 0
    pages: int = 0
    _size: int = 0
    _contents: dict[str, int] = field(default_factory=dict)

    def keep(self, key: str, received: Received) -> None:
        """Write an answer as received. Raises FetchError for a key that is no name of a file."""
        if not key.replace("-", "").replace("_", "").isalnum() or not key.isascii():
            raise refused(received.url, f"a part named {key!r}", "names of letters and digits")
        if self.folder is not None:
            path = self.folder / RAW / f"{key}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(received.body)
        self.files[key] = f"{RAW}/{key}.json"
        self.bytes += len(received.body)
        self.report(self, key)

    def add(self, page: OdataPage) -> None:
        """One page of figures. Raises FetchError when it cannot be the next one."""
        number, size, url = self.pages + 1, len(page.rows), page.received.url
        digest = hashlib.sha256(json.dumps(page.rows, sort_keys=True).encode()).hexdigest()
        if page.rows and digest in self._contents:
            found = f"page {number}, identical to page {self._contents[digest]}"
            raise refused(url, found, "rows of its own on every page: try again later")
        self._contents[digest] = number
        if not page.rows and not page.last:
            raise refused(url, f"page {number} without rows, and a next page", "rows on every page")
        if number == 1:
            self._size = size
        elif size > self._size or (size < self._size and not page.last):
            found = f"page {number} with {size} rows, after pages of {self._size}"
            raise refused(url, found, "pages of one size, and only the last one shorter: try again later")
        self.pages, self.rows = number, self.rows + size
        self.keep(f"page-{number:04d}", page.received)

    def check_count(self, url: str, counted: int | None) -> None:
        """Raises FetchError when the service counts another number of rows than came."""
        if counted is not None and counted != self.rows:
            found = f"{self.rows} rows in {self.pages} pages, while the service counts {counted}"
            raise refused(url, found, "as many rows as it counts: try again later")
