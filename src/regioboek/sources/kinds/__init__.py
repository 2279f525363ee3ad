"""Every kind of source, by the name it has in the params: `KINDS`; `docs/sources.md` shows how one is added.

They are imported when `KINDS` is first asked for: opening a snapshot needs no kind, and kinds need readers of every
sort of file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regioboek.sources.kinds.every import KINDS


def __getattr__(name: str) -> Any:
    if name == "KINDS":
        from regioboek.sources.kinds.every import KINDS  # noqa: PLC0415

        return KINDS
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["KINDS"]
