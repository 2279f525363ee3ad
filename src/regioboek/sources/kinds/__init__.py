"""What fetches and reads each kind of source, by the name it has in the params: `KINDS`.

A kind is found through its model (`params/source.py`), which says where its reader is; that is imported when it is
first asked for: opening a snapshot needs none, and readers need the libraries of every sort of file.
`docs/sources.md` shows how a kind is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from regioboek.params.source import kind_model, source_kinds

if TYPE_CHECKING:
    from regioboek.sources.kinds.base import Kind


class _Kinds(Mapping[str, "Kind[Any]"]):
    def __getitem__(self, name: str) -> Kind[Any]:
        if name not in source_kinds():
            raise KeyError(name)
        return _reader(kind_model(name).reader)

    def __iter__(self) -> Iterator[str]:
        return iter(source_kinds())

    def __len__(self) -> int:
        return len(source_kinds())


@cache
def _reader(place: str) -> Kind[Any]:
    return resolve_name(place)()


KINDS = _Kinds()

__all__ = ["KINDS"]
