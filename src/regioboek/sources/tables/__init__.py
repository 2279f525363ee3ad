"""A grid of cells and a mapping become tidy figures; presets for the files that CBS gives.

* `mapping`: the columns that are asked for, found in a grid's header.
* `tidy`, `region_words`, `own_figures`: a bureau's own table, with no code.
* `presets`, `preset_rows`: files whose layout is known; the rules of each stand in `dashboard`, `register`,
  `population`, `transfers` and `boundaries`.
* `codes`, `figure_checks`, `reading`: what these share.
"""
