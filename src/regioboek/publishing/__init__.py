"""From executed notebooks and chapters to the site: stage, render, downloads, finder, checks.

The site is a Jupyter Book with a Sphinx theme and extension of our own. This module is their entry point
(`sphinx.html_themes`), so it stays light: Sphinx is imported when Sphinx asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx's entry point of the theme and extension `regioboek`."""
    from regioboek.publishing.sphinx.extension import setup_extension  # noqa: PLC0415

    return setup_extension(app)
