"""What the pages of an indicator and of a theme share: the frame of their pictures, and where the figures are from."""

from __future__ import annotations

from collections.abc import Sequence

from regioboek.charts.frame import Frame
from regioboek.charts.paint import Palette
from regioboek.params.indicators import Indicator
from regioboek.report.data.page_data import PageData
from regioboek.report.pages import marks
from regioboek.report.pages.fragment import Fragment, fragment
from regioboek.words import citations
from regioboek.words import language as nl


class TopicPage:
    """A page of `key` about some indicators; ids on it begin with `letter`."""

    def __init__(self, data: PageData, key: str, letter: str, indicators: Sequence[Indicator]):
        self.data = data
        self.key = key
        self.uid = f"{letter}-{key}"
        self.indicators = indicators
        self.palette = Palette.of(data.edition.params.colours)
        self.window = nl.year_range(data.edition.window.first, data.edition.window.last)

    def frame(self, uid: str, title: str, description: str, unit: str = "", *, boundaries: bool = False) -> Frame:
        """What stands around a picture whose ids begin with `uid`."""
        given = self.data.sources_of(*self.indicators)
        source = citations.drawn_source(self.data.edition, boundaries=boundaries, given=given)
        return Frame(title, description, source, uid, self.palette, unit)

    def accountability(self) -> Fragment:
        """Source where there are figures, method, and the notebook and figures to download."""
        given = self.data.sources_of(*self.indicators)
        source = citations.source_line(self.data.edition, boundaries=True, given=given) if given else ""
        return fragment(marks.accountability_html(source, self.key), source)
