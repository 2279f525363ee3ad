"""A piece of a page as a notebook cell shows it: HTML for readers, plain text for everything else.

The text is the alternative for a terminal, a diff and `pytest --nbval`; it never holds addresses or
times, so that a re-run gives the same outputs byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass

from regioboek.markup import Markup, html


@dataclass(frozen=True)
class Fragment:
    """HTML with a plain-text alternative; what the last line of a code cell returns."""

    html: Markup
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def fragment(content: str, text: str) -> Fragment:
    """Wrap `content` in the scope that `report.css` styles, with `text` as its plain alternative."""
    return Fragment(html('<div class="rb">{}</div>', content), text)
