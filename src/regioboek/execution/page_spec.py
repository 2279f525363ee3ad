"""What a page is to the room that executes it: its template, parameters, words, and the figures it may see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from regioboek.errors import PageError
from regioboek.layout import BuildDir

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class PageSpec:
    """One page of an edition.

    `kind`: names the template `notebooks/<kind>.ipynb` and the folder of the result.
    `id`: file name and URL (`gm0014`, `werkloosheid`): lower-case letters, digits, hyphens.
    `title`: what the page is called in reports; the executed page must mention it, or its parameters, in an output.
    `parameters`: exactly those of the template. `context`: words for «name» in its Markdown cells, and
    lists of such words for cells that are repeated.
    `data_digest`: hash of every figure and finding the page may see; another hash means the page must run again.
    """

    kind: str
    id: str
    title: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    data_digest: str = ""

    def __post_init__(self) -> None:
        for name in (self.kind, self.id):
            if not _ID.fullmatch(name):
                raise PageError(f"page {self.kind}/{self.id}: {name!r} is not all lower-case letters, digits, hyphens")

    @property
    def name(self) -> str:
        """`regio/gm0014`: the page in reports, and its path without suffix below `notebooks/`."""
        return f"{self.kind}/{self.id}"

    def notebook(self, build: BuildDir) -> Path:
        """Where the executed notebook goes."""
        return build.notebooks(self.kind) / f"{self.id}.ipynb"

    def key_file(self, build: BuildDir) -> Path:
        """Beside it: what it was made from."""
        return build.notebooks(self.kind) / f"{self.id}.key.json"
