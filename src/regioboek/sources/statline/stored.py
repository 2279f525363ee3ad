"""Reading back what a fetch stored: parts of a description in one or more files, and pages of figures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from regioboek.errors import FetchError, Problem, SourceError
from regioboek.sources.statline.description import read_table
from regioboek.sources.statline.pager import rows_of
from regioboek.sources.statline.service import DIALECTS, Version
from regioboek.sources.statline.table import StatlineTable

PAGE = "page-"


class Stored:
    """The files of one StatLine source: file key -> path below `folder`."""

    def __init__(self, source: str, folder: Path, files: Mapping[str, str]):
        self.source = source
        self.folder = folder
        self.files = files

    def table(self, version: Version) -> StatlineTable:
        """The description that was stored. Raises SourceError."""
        try:
            return read_table(version, self.rows)
        except (KeyError, TypeError) as error:
            raise self._unreadable(
                DIALECTS[version].info, f"no {error}", "a table's description: fetch it again"
            ) from error

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a part, of all its pages; nothing when it is not there."""
        keys = [name] * (name in self.files)
        number = 2
        while f"{name}-{number}" in self.files:
            keys.append(f"{name}-{number}")
            number += 1
        return [row for key in keys for row in self._rows(key)]

    def pages(self) -> Iterator[list[dict[str, Any]]]:
        """The rows of each page of figures, in order."""
        for key in sorted(k for k in self.files if k.startswith(PAGE)):
            yield self._rows(key)

    def _rows(self, key: str) -> list[dict[str, Any]]:
        name = self.files[key]
        try:
            return rows_of(name, json.loads((self.folder / name).read_bytes()))
        except (OSError, ValueError, FetchError) as error:
            raise self._unreadable(name, f"a file that cannot be read ({error})", "JSON as it was received") from error

    def _unreadable(self, name: str, found: str, expected: str) -> SourceError:
        """The error for one file of this source."""
        return SourceError(f"{self.source} cannot be read", [Problem(f"{self.source}/{name}", "", found, expected)])
