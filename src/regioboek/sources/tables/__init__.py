"""A grid of cells and a mapping become tidy figures; presets for the files that CBS gives.

* `table_definition`, `mapping`, `region_words`, `tidy`, `own_figures`: a bureau's own table, with no code.
* `dashboard`, `meta`, `register`, `population`, `transfers`, `boundaries`: files whose layout is known.
* `codes`, `figure_checks`, `reading`: what these share.
"""
