"""A piece of a page as a notebook cell shows it: HTML for readers, plain text for everything else.

The text is the alternative for a terminal, a diff and `pytest --nbval`; it never holds addresses or
times, so that a re-run gives the same outputs byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Fragment:
    """HTML with a plain-text alternative; what the last line of a code cell returns."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text

    def __add__(self, other: Fragment) -> Fragment:
        return Fragment(self.html + other.html, "\n".join(t for t in (self.text, other.text) if t))


def fragment(html: str, text: str, *, label: str | None = None) -> Fragment:
    """Wrap `html` in the scope that `report.css` styles, with `text` as its plain alternative."""
    named = f' role="group" aria-label="{escape(label, quote=True)}"' if label else ""
    return Fragment(f'<div class="rb"{named}>{html}</div>', text)
