"""Which kinds of pages there are: of this package, of packages that bring their own, and of an edition's params."""

from __future__ import annotations

import hashlib
import pkgutil
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from regioboek.errors import RegioboekError
from regioboek.memory import code_of
from regioboek.report.pages import page_kinds
from regioboek.report.pages.kind import PageKind
from regioboek.report.pages.own_pages import OwnPages

if TYPE_CHECKING:
    from regioboek.params.edition import Edition

#: Entry points of packages: `name = "module:object"`.
GROUP = "regioboek.page_kinds"


@lru_cache(maxsize=1)
def _installed() -> tuple[tuple[str, PageKind], ...]:
    """The module and the object of every kind that is made in code."""
    ours = [(f"{page_kinds.__name__}.{m.name}", "KIND") for m in pkgutil.iter_modules(page_kinds.__path__)]
    theirs = [(entry.module, entry.attr or "KIND") for entry in entry_points(group=GROUP)]
    found = []
    for module, name in [*ours, *theirs]:
        try:
            kind = getattr(import_module(module), name, None)
        except (ImportError, TypeError) as error:  # TypeError: a kind that does not say what every kind must
            raise RegioboekError(f"the kind of page {module}:{name} cannot be used: {error}") from error
        if not isinstance(kind, PageKind):
            raise RegioboekError(f"{module}:{name} is no kind of page: an object of a class below PageKind is needed")
        found.append((module, kind))
    return tuple(found)


def kinds_of(edition: Edition) -> dict[str, PageKind]:
    """Every kind of page of an edition by name, in order: those in code, then those of its params.

    Raises RegioboekError for two of one name.
    """
    found: dict[str, PageKind] = {}
    own = [OwnPages(params) for params in edition.params.pages]
    for kind in sorted((*(kind for _, kind in _installed()), *own), key=lambda kind: (kind.order, kind.name)):
        if kind.name in found:
            raise RegioboekError(f"two kinds of pages are called {kind.name}: give one of them another name")
        found[kind.name] = kind
    return found


def kind_of(edition: Edition, name: str) -> PageKind:
    """The kind of that name; RegioboekError names those there are."""
    known = kinds_of(edition)
    if name not in known:
        raise RegioboekError(f"there is no kind of page {name!r}; there are {', '.join(known)}")
    return known[name]


@lru_cache(maxsize=1)
def code_of_kinds() -> dict[str, str]:
    """The code of all kinds, as inputs of what is made with them: pages, lists and downloads."""
    ours = [module for module, _ in _installed() if module.startswith(f"{page_kinds.__name__}.")]
    return {**code_of(__name__, *ours), "kinds of other packages": _code_from_outside()}


def _code_from_outside() -> str:
    digest = hashlib.sha256()
    for top in sorted({module.partition(".")[0] for module, _ in _installed()} - {__name__.partition(".")[0]}):
        spec = find_spec(top)
        folders = list(spec.submodule_search_locations or ()) if spec else []
        files = [p for folder in folders for p in sorted(Path(folder).rglob("*.py"))]
        if spec and spec.origin and not folders:
            files = [Path(spec.origin)]
        for path in files:
            digest.update(path.read_bytes())
    return digest.hexdigest()
