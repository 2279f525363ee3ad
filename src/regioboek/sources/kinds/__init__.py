"""What fetches and reads each kind of source, by the name it has in the params: `kind_of`.

A kind is found through its model (`params/source.py`), which says where its reader is; that is imported when it is
first asked for: opening a snapshot needs none, and readers need the libraries of every sort of file.
`docs/sources.md` shows how a kind is added.
"""

from __future__ import annotations

from functools import cache
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from regioboek.params.source import kind_model

if TYPE_CHECKING:
    from regioboek.sources.kinds.base import Kind


def kind_of(name: str) -> Kind[Any]:
    """What fetches and reads the sources of an installed kind."""
    return _made(kind_model(name).reader)


@cache
def _made(place: str) -> Kind[Any]:
    return resolve_name(place)()
