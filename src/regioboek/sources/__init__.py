"""From the outside world to checked tables.

* `network`: one address, whole and checked. `files`: bytes to a grid of cells. `tables`: a grid to tidy figures.
* `statline`: tables of CBS StatLine. `kinds`: one module per kind of source (docs/sources.md).
* `snapshot`: gather, lock, place, open, fetch and compare; `read_inputs` reads all sources of an edition together.
* `problems`: how findings are collected so that a report stays readable.
"""
