"""HTML and SVG as values: what is markup has the type `Markup`; everything else is text, and is escaped.

    html('<a href="{}">{}</a>', address, name)

The pattern is written out where it is used, and never put together from pieces: `tests/words/test_markup.py` reads the
code for that. A piece that is markup already (the outcome of another `html` or `join`) goes in as it is; a plain `str`
shows its own `<` and `&` to the reader instead of becoming a tag. So an escape cannot be forgotten.

Apostrophes are written as the standard library writes them (`&#x27;`), where markupsafe has another spelling of the
same. `Markup.format` does what `html` does in five times the time; a page has four thousand elements.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from html import escape

from markupsafe import Markup

__all__ = ["Markup", "attribute", "escaped", "html", "inside", "join"]

_markup = partial(str.__new__, Markup)  # without the question whether it is markup already


def escaped(value: object) -> Markup:
    """`value` as text of an element or an attribute; markup stays as it is."""
    return value if type(value) is Markup else _markup(escape(str(value)))


def inside(text: str) -> Markup:
    """`text` between two tags, never in an attribute: quotes stay as they are, which a drawing has many of."""
    return _markup(escape(text, quote=False))


@lru_cache(maxsize=1_024)
def _pieces(pattern: str) -> list[str]:
    """What stands around the places of a pattern, with an empty piece for each of them."""
    return "\0\0".join(pattern.split("{}")).split("\0")


def html(pattern: str, *values: str) -> Markup:
    """`pattern` with `values` in its places `{}`, each escaped unless it is markup; ValueError for another number."""
    pieces = _pieces(pattern).copy()
    pieces[1::2] = [v if type(v) is Markup else escape(v) for v in values]
    return _markup("".join(pieces))


def join(parts: Iterable[str], between: str = "") -> Markup:
    """Pieces after each other, with `between` two of them; each escaped unless it is markup."""
    between = between if type(between) is Markup else escape(between)
    return _markup(str.join(between, [p if type(p) is Markup else escape(p) for p in parts]))


@lru_cache(maxsize=1_024)
def attribute(name: str, value: str) -> Markup:
    """An attribute as it stands in a tag, with the space before it; nothing without a value."""
    return html(' {}="{}"', name, value) if value else _markup("")
