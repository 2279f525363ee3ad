"""Drawings of a region page as SVG, written straight from the numbers.

Every function is pure and returns markup without styles of its own: classes are coloured by `report.css`, light
and dark. Every drawing has a title (its alternative text) made from the numbers; ids start with the caller's `uid`.
"""

from regioboek.charts.legend import legend
from regioboek.charts.line_chart import Line, line_chart
from regioboek.charts.region_map import region_map
from regioboek.charts.sparkline import sparkline, strip
from regioboek.charts.wiel import Cell, Segment, wiel, wiel_list

__all__ = ["Cell", "Line", "Segment", "legend", "line_chart", "region_map", "sparkline", "strip", "wiel", "wiel_list"]
