"""Drawings of a region page as SVG, written straight from the numbers.

Every function is pure and returns markup without styles of its own: classes are coloured by `report.css`, light
and dark. Every drawing has a title (its alternative text) made from the numbers; ids start with the caller's `uid`.
"""

from regioboek.report.svg.legend import legend
from regioboek.report.svg.line_chart import Series, line_chart
from regioboek.report.svg.region_map import region_map
from regioboek.report.svg.sparkline import sparkline
from regioboek.report.svg.strip import ValueScale, strip
from regioboek.report.svg.wiel import Cell, Segment, wiel, wiel_list

__all__ = [
    "Cell",
    "Segment",
    "Series",
    "ValueScale",
    "legend",
    "line_chart",
    "region_map",
    "sparkline",
    "strip",
    "wiel",
    "wiel_list",
]
