"""The kinds of sources: one line each."""

from __future__ import annotations

from regioboek.sources.kinds.base import Kind
from regioboek.sources.kinds.boundaries import Boundaries
from regioboek.sources.kinds.dashboard import Dashboard
from regioboek.sources.kinds.demo import Demo
from regioboek.sources.kinds.own_table import OwnTableKind
from regioboek.sources.kinds.pdok import Pdok
from regioboek.sources.kinds.population import Population
from regioboek.sources.kinds.register import Register
from regioboek.sources.kinds.statline import StatlineV3, StatlineV4
from regioboek.sources.kinds.transfers import Transfers

_KINDS: tuple[Kind, ...] = (
    Dashboard(),
    Register(),
    Population(),
    Boundaries(),
    Pdok(),
    OwnTableKind(),
    StatlineV3(),
    StatlineV4(),
    Demo(),
    Transfers(),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
