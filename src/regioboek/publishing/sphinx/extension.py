"""The Sphinx side of the site: what `regioboek.publishing.setup` registers.

* the theme `regioboek` and :class:`~regioboek.publishing.sphinx.builder.BookBuilder` in the place of `html`;
* notebook cells, links, headings, tables and formulas as :mod:`notebook_cells` and :mod:`page_writer` say;
* sources are known by their hash, not by their time;
* myst-nb keeps no second copy of each notebook, and its images outside the site that is being made.

Of Jupyter Book's usual extensions only myst-nb and sphinx-external-toc are used; `_config.yml` names them.
"""

from __future__ import annotations

import logging
import pickle
import re
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import myst_nb.sphinx_  # type: ignore[import-untyped]
from myst_nb.core.render import NbElementRenderer  # type: ignore[import-untyped]
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import NAMESPACE, WarningLogRecordTranslator

from regioboek.memory import sha256
from regioboek.publishing.sphinx.builder import BookBuilder
from regioboek.publishing.sphinx.notebook_cells import (
    CollapseCode,
    CollapsedCode,
    PageLinks,
    depart_collapsed_code,
    visit_collapsed_code,
)
from regioboek.publishing.sphinx.page_context import keep_headings
from regioboek.publishing.sphinx.page_writer import BookTranslator, visit_math
from regioboek.publishing.sphinx.search_text import keep_sections
from regioboek.publishing.staging.site import Site

THEME = Path(__file__).parents[1] / "theme"


def setup_extension(app: Sphinx) -> dict[str, Any]:
    """Register everything; see the module's docstring."""
    app.add_html_theme("regioboek", str(THEME))
    app.add_builder(BookBuilder, override=True)
    app.set_translator("html", BookTranslator, override=True)
    inline, block = partial(visit_math, block=False), partial(visit_math, block=True)
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    app.add_node(CollapsedCode, html=(visit_collapsed_code, depart_collapsed_code))
    app.add_post_transform(PageLinks)
    app.add_post_transform(CollapseCode)
    # set by `render`: the record of the site being updated, where to write the new one, where images are kept
    app.add_config_value("regioboek_record_in", "", "")
    app.add_config_value("regioboek_record_out", "", "")
    app.add_config_value("regioboek_outputs", "", "")
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it, also without sphinx-comments
    app.connect("config-inited", _declare_parallel)
    app.connect("builder-inited", _begin, priority=600)
    app.connect("doctree-read", keep_headings)
    app.connect("doctree-read", keep_sections)
    app.connect("env-get-outdated", _changed_by_content)
    app.connect("build-finished", _read_again_after_failure)
    return {"version": "1", "env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}


def _declare_parallel(app: Sphinx, config: Any) -> None:
    """sphinx-external-toc loads this one; it works after reading, in the main process, and does not say so."""
    numbering = app.extensions.get("sphinx_multitoc_numbering")
    if numbering is not None and numbering.parallel_read_safe is None:
        numbering.parallel_read_safe = True


def _begin(app: Sphinx) -> None:
    """Listen to warnings, read what `stage` wrote, and place outputs after myst-nb chose folders (priority 500)."""
    app.regioboek_warned = Warned(app)  # type: ignore[attr-defined]
    app.regioboek_site = Site.read(Path(app.srcdir))  # type: ignore[attr-defined]
    if app.config.regioboek_outputs:
        config = app.env.mystnb_config  # type: ignore[attr-defined]
        app.env.mystnb_config = config.copy(output_folder=app.config.regioboek_outputs)  # type: ignore[attr-defined]
    NbElementRenderer.write_file = _write_file
    # its second copy of a notebook, a fifth of the time of reading, is nothing
    myst_nb.sphinx_.nbformat = SimpleNamespace(writes=lambda notebook: "")


_original_write_file = NbElementRenderer.write_file


def _write_file(self: NbElementRenderer, path: list[str], content: bytes, **kwargs: Any) -> str:
    """As myst-nb's, without that copy (half the size of the site)."""
    return "" if path[-1].endswith(".ipynb") else _original_write_file(self, path, content, **kwargs)


def _changed_by_content(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Documents whose bytes differ from the ones last read; Sphinx itself looks at times."""
    before: dict[str, str] = getattr(env, "regioboek_digests", {})
    now = {name: sha256(Path(env.doc2path(name))) for name in sorted(env.found_docs)}
    env.regioboek_digests = now  # type: ignore[attr-defined]
    changed -= {name for name in changed if before.get(name) == now[name] and not env.dependencies.get(name)}
    different = [name for name in now if name not in added and before.get(name) != now[name]]
    env.regioboek_read = {*added, *changed, *different}  # type: ignore[attr-defined]
    return different


_LINE = re.compile(r":(?:\d+|<[^>]*>)?$")


class Warned(logging.Handler):
    """Collects the docnames of warnings; `unplaced` when one names no document.

    Sphinx keeps what it has read. A document that was read with a warning would pass in silence the next time, and
    warnings are errors here. Documents without a warning are kept: mending one chapter does not mean reading 400 pages.
    """

    def __init__(self, app: Sphinx):
        super().__init__(logging.WARNING)
        self.addFilter(WarningLogRecordTranslator(app))
        self._app = app
        self.docnames: set[str] = set()
        self.unplaced = False
        logging.getLogger(NAMESPACE).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Called for every warning, also for those of other processes."""
        location = str(getattr(record, "location", None) or "")
        docname = self._app.env.path2doc(_LINE.sub("", location)) if location else None
        if docname and docname in self._app.env.found_docs:
            self.docnames.add(docname)
        else:
            self.unplaced = True


def _read_again_after_failure(app: Sphinx, exception: Exception | None) -> None:
    """Forget having read what was warned about; everything read in this run when it is not known what that was."""
    env = app.env
    if env is None or not (exception or app._warncount):
        return
    warned: Warned = app.regioboek_warned  # type: ignore[attr-defined]
    doubtful = set(warned.docnames)
    if exception or warned.unplaced or not doubtful:
        doubtful |= getattr(env, "regioboek_read", set())
    for name in doubtful:
        env.regioboek_digests.pop(name, None)  # type: ignore[attr-defined]
    with Path(app.doctreedir, ENV_PICKLE_FILENAME).open("wb") as file:
        pickle.dump(env, file, pickle.HIGHEST_PROTOCOL)
