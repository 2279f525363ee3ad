"""The demo edition: invented figures in the same file formats as a bureau's own.

* `typical.py`: what is invented per indicator (level, spread, movement, years) and how large places are.
* `invented.py`: the seeded generator; `wijken.py`: what lies inside one gemeente.
* `source_files.py`: the files it writes, the tile map among them.
"""

from regioboek.demo.source_files import write_sources

__all__ = ["write_sources"]
