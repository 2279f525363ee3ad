"""Which documents a build warned about, so that the next build reads them again and warns again.

Sphinx keeps what it has read. A document that was read with a warning would pass in silence the next time, and
warnings are errors here. Documents without a warning are kept: mending one chapter does not mean reading 400 pages.
"""

from __future__ import annotations

import logging
import re

from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE, WarningLogRecordTranslator

_LINE = re.compile(r":(?:\d+|<[^>]*>)?$")


class Warned(logging.Handler):
    """Collects the docnames of warnings; `unplaced` when one names no document."""

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
