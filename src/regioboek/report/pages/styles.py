"""The stylesheet of charts and tables, which a page carries itself so that it looks right in JupyterLab too."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from regioboek.markup import Markup, html
from regioboek.params.edition import Colours
from regioboek.words import labels


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """`report.css` with its labels."""
    return labels.filled((files("regioboek.report.pages") / "report.css").read_text("utf-8"))


def own_colours(colours: Colours) -> str:
    """CSS that puts an edition's own judged colours in the place of the stylesheet's; nothing where they are the same.

    To stand after the stylesheet: its variables have no specificity, and neither have these.
    """
    if colours == Colours():
        return ""
    light, dark = (
        ";".join(f"--rb-{name}:{getattr(colours, name + page)}" for name in ("favourable", "unfavourable", "none"))
        for page in ("", "_dark")
    )
    return (
        f":where(:root,[data-jp-theme-light=true]){{{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:where(:root){{{dark}}}}}"
        f":where([data-jp-theme-light=false]){{{dark}}}"
    )


def style_element(colours: Colours) -> Markup:
    """`<style>` with the stylesheet and an edition's own colours, for the first cell of a page."""
    return html("<style>{}</style>", Markup(stylesheet() + own_colours(colours)))
