"""What an earlier build found out, kept under the hash of everything that it was found out from.

Only outcomes of functions of that are remembered, as JSON in `.remembered/<name>.json` of the build: a build with
nothing changed then asks for no more than the hashes. What is not there, is of other things, or can no longer be read
is found out again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from regioboek.files import write_text
from regioboek.layout import BuildDir


def remember(build: BuildDir, name: str, made_from: str, found: Any) -> None:
    """Keep `found` (lists, dicts with text keys, text, numbers, booleans, None), the outcome of what `made_from` is
    the hash of."""
    write_text(_place(build, name), json.dumps({"from": made_from, "found": found}, ensure_ascii=False) + "\n")


def recall(build: BuildDir, name: str, made_from: str) -> Any:
    """What was kept under that name and that hash; None when nothing was."""
    try:
        known = json.loads(_place(build, name).read_text("utf-8"))
        return known["found"] if known["from"] == made_from else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def one_hash(*parts: str | bytes) -> str:
    """One sha256 over the parts, each with its length."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()


def _place(build: BuildDir, name: str) -> Path:
    return build.root / ".remembered" / f"{name}.json"
