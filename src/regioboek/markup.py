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
from functools import partial
from html import escape

from markupsafe import Markup

__all__ = ["Markup", "escaped", "html", "inside", "join"]

_markup = partial(str.__new__, Markup)  # without the question whether it is markup already


def escaped(value: object) -> Markup:
    """`value` as text of an element or an attribute; markup stays as it is."""
    return value if type(value) is Markup else _markup(escape(str(value)))


def inside(text: str) -> Markup:
    """`text` between two tags, never in an attribute: quotes stay as they are, which a drawing has many of."""
    return text if type(text) is Markup else _markup(escape(text, quote=False))


def html(pattern: str, *values: object) -> Markup:
    """`pattern` with `values` in its places `{}`, each escaped unless it is markup."""
    return _markup(pattern.format(*[v if type(v) is Markup else escape(str(v)) for v in values]))


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Pieces after each other, each escaped unless it is markup, with the text `between` two of them."""
    return _markup(escape(between).join([p if type(p) is Markup else escape(str(p)) for p in parts]))
