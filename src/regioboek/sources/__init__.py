"""From the outside world to checked tables: `take_snapshot`, `open_snapshot`, then `read_inputs`.

* `snapshot.py`, `gather.py`, `lock.py`: the frozen files of an edition and the lock that says which bytes they are.
* `inputs.py`: all sources of an edition read together; everything wrong in one report.
* `dashboard.py`, `meta.py`, `register.py`, `population.py`, `boundaries.py`: one reader per kind of file.
* `delimited.py`, `encoding.py`, `numbers.py`, `codes.py`, `features.py`: what the readers share, strict by default.
* `problems.py`: how findings are collected so that a report stays readable.
"""
