"""Jinja2 as chapters and their generated parts use it: « » around what is shown, «% %» around what steers.

Guillemets, because no Markdown, LaTeX or Python uses them. What is shown is made safe for the text it comes in unless
it is `Markup` already; what is not known is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, pass_eval_context
from jinja2.nodes import EvalContext

from regioboek import markup
from regioboek.markup import Markup, escaped
from regioboek.report.pages import marks

#: What a table shows of a row: a function of it, an attribute, or a place in it.
CellOf = Callable[[Any], Any] | str | int


def environment(escape: Callable[[str], str], loader: BaseLoader | None = None, **more: Any) -> Environment:
    """Templates whose text is made safe by `escape`; `more` as Jinja2's Environment takes it."""

    @pass_eval_context
    def safe(context: EvalContext, value: Any) -> Any:
        return value if hasattr(value, "__html__") or not context.autoescape else Markup(escape(str(value)))

    made = Environment(
        variable_start_string="«",
        variable_end_string="»",
        block_start_string="«%",
        block_end_string="%»",
        comment_start_string="«#",
        comment_end_string="#»",
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=safe,
        loader=loader,
        **more,
    )
    made.globals.clear()
    return made


def html(caller: Callable[[], str]) -> Markup:
    """A block of HTML that Markdown leaves alone (one line), in the scope that the stylesheet of tables styles."""
    joined = re.sub(r">\s*\n\s*<", "><", caller().strip())
    return markup.html('<div class="rb">{}</div>', Markup(re.sub(r"\s*\n\s*", " ", joined)))


def table(
    caption: str, columns: Sequence[tuple[str, str, CellOf]], rows: Iterable[Any], *, classes: str = "rb-table",
    scroll: bool = False,
) -> Markup:  # fmt: skip
    """A table as :func:`marks.table` makes it; `columns` are heading, class, and what they show of a row."""
    heads = [(heading, css) for heading, css, _ in columns]
    cells = [[escaped(_shown(cell, row)) for *_, cell in columns] for row in rows]
    return marks.table(caption, heads, cells, classes=classes, scroll=scroll)


def _shown(cell: CellOf, row: Any) -> Any:
    if callable(cell):
        return cell(row)
    return row[cell] if isinstance(cell, int) or isinstance(row, Mapping) else getattr(row, cell)


def listing(entries: Iterable[Any], shown: Callable[[Any], Any] = escaped) -> Markup:
    """`a, b en c` of text or markup, each as `shown` makes it."""
    return marks.listing(escaped(shown(entry)) for entry in entries)
