"""Labels: the short words a reader sees, of one language, in `nl.yml` beside this module.

YAML and not Python, because who translates or rewords them should not have to read code, and because labels are only
text: nothing in them is calculated. What takes grammar (a plural, a listing, a date) is a function of `language.py` or
a sentence of its own; its outcome goes into a label's place: `Deze editie heeft {count}.`

A key is written out where it is used, so that a test finds every key asked for and every label nobody asks for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from regioboek.errors import nearest


def text(key: str, **figures: object) -> str:
    """The label at `key` ("chapters.areas.made_of"), its places `{name}` filled with `figures` when any are given.

    Raises KeyError for a key that is no label, with the nearest one, and for a place without a figure.
    """
    label = _labels().get(key)
    if label is None:
        raise KeyError(f"words/nl.yml has no label {key!r}{nearest(key, list(_labels()))}")
    return label.format(**figures) if figures else label


def section(key: str) -> dict[str, str]:
    """The labels right below `key`, by the last part of theirs, in the order of the file. Raises KeyError for none."""
    found = {k.removeprefix(f"{key}."): label for k, label in _labels().items() if k.startswith(f"{key}.")}
    direct = {name: label for name, label in found.items() if "." not in name}
    if not direct:
        raise KeyError(f"words/nl.yml has no labels below {key!r}")
    return direct


def keys() -> tuple[str, ...]:
    """Every key there is, in the order of the file."""
    return tuple(_labels())


def filled(script: str) -> str:
    """A script or stylesheet with the labels that it names within its quotes as `«key»`."""
    return re.sub(r"«([\w.]+)»", lambda found: json.dumps(text(found[1]), ensure_ascii=False)[1:-1], script)


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """Every label by its whole key; all of them text, also what looks like a number or a yes."""
    told = (files("regioboek.words") / "nl.yml").read_text("utf-8")
    return dict(_flat("", yaml.load(told, yaml.CBaseLoader)))


def _flat(prefix: str, tree: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value
