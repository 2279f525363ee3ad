"""Reading back what a fetch stored: parts of a description in one or more files, and pages of figures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from regioboek.errors import Problem, SourceError

PAGE = "page-"


class Stored:
    """The files of one StatLine source: file key -> path below `folder`."""

    def __init__(self, source: str, folder: Path, files: Mapping[str, str]):
        self.source = source
        self.folder = folder
        self.files = files

    def __contains__(self, name: str) -> bool:
        return name in self.files

    def document(self, key: str) -> Any:
        """The parsed JSON of one file. Raises SourceError."""
        name = self.files.get(key)
        if name is None:
            raise self.unreadable(key, "no such file in the snapshot", "what fetch stored: fetch it again")
        try:
            return json.loads((self.folder / name).read_bytes())
        except (OSError, ValueError) as error:
            raise self.unreadable(name, f"a file that cannot be read ({error})", "JSON as it was received") from error

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a part, of all its pages; nothing when it is not there."""
        keys = [name] * (name in self.files)
        number = 2
        while f"{name}-{number}" in self.files:
            keys.append(f"{name}-{number}")
            number += 1
        return [row for key in keys for row in self.document(key)["value"]]

    def pages(self) -> Iterator[list[dict[str, Any]]]:
        """The rows of each page of figures, in order."""
        for key in sorted(k for k in self.files if k.startswith(PAGE)):
            yield self.document(key)["value"]

    def unreadable(self, name: str, found: str, expected: str) -> SourceError:
        """The error for one file of this source."""
        return SourceError(f"{self.source} cannot be read", [Problem(f"{self.source}/{name}", "", found, expected)])
