"""From the outside world to checked tables: `fetch_edition` or `take_snapshot`, `open_snapshot`, then `read_inputs`.

* `kinds/`: one module per kind of source, all through the interface of `kinds/base.py` (docs/sources.md).
* `fetching/`: the client, the fetch of an edition, what an update would change, one process at a time.
* `snapshot.py`, `gather.py`, `placing.py`, `lock.py`, `cells.py`: frozen files, and the lock that says which bytes.
* `inputs.py`, `reading.py`: all sources of an edition read together; everything wrong in one report.
* `dashboard.py`, `meta.py`, `register.py`, `population.py`, `boundaries.py`, `transfers.py`: readers of files.
* `statline/`, `own_tables/`: what a StatLine table and a bureau's own table are made of.
* `delimited.py`, `encoding.py`, `numbers.py`, `codes.py`, `features.py`, `figure_checks.py`: what the readers share.
* `problems.py`: how findings are collected so that a report stays readable.
"""
