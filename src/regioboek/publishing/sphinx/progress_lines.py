"""How the Sphinx process says how far it is: one call, silent unless somebody listens."""

from __future__ import annotations

from collections.abc import Callable

#: Called with the phase ("read" or "write"), pages done and pages in all.
Listener = Callable[[str, int, int], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener` called from now on."""
    _listeners.append(listener)


def report(phase: str, done: int, total: int) -> None:
    """Tell the listeners."""
    for listener in _listeners:
        listener(phase, done, total)
