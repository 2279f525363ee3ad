"""Every kind of source, by the name it has in the params; `docs/sources.md` shows how one is added."""

from __future__ import annotations

from regioboek.sources.kinds.base import Kind
from regioboek.sources.kinds.boundaries import Boundaries
from regioboek.sources.kinds.dashboard import Dashboard
from regioboek.sources.kinds.demo import Demo
from regioboek.sources.kinds.own_table import OwnTableKind
from regioboek.sources.kinds.population import Population
from regioboek.sources.kinds.register import Register

_KINDS: tuple[Kind, ...] = (
    Dashboard(),
    Register(),
    Population(),
    Boundaries(),
    OwnTableKind(),
    Demo(),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
