"""The stylesheet of charts and tables, which a page carries itself so that it looks right in JupyterLab too."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """`report.css` as text."""
    return (files("regioboek.report.pages") / "report.css").read_text("utf-8")


def style_element() -> str:
    """`<style>` with the stylesheet, for the first cell of a page."""
    return f"<style>{stylesheet()}</style>"
