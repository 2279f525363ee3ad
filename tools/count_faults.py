"""Count what a built edition says wrongly or half: fifteen kinds of fault, from its tables and its published pages.

    python tools/count_faults.py [EDITION or folder of a build] [--list N]     (default 2023; build it first)

Pages are read as a reader sees them (`page_reading`) and judged by rules written out in `plain_statistics`, not by the
package's own code. Per fault: its number, how many of how many, what was counted, and per level where there are more.
`--list N` adds N examples. Builds of before a column was made are counted as well: what is not there, is not said.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from built_edition import Built, Tally
from faults_judged import beside_country, counted, fragile, quarters, unseen
from faults_told import caveats, common, half_told, paces, shared_places, silent, steps, two_counts

FAULTS: tuple[Callable[[Built], Iterator[Tally]], ...] = (
    half_told, silent, common, quarters, shared_places, steps, paces, unseen, two_counts, caveats, counted,
    beside_country, fragile,
)  # fmt: skip


def count(built: Built) -> list[Tally]:
    """All faults in the order of their numbers."""
    tallies = [tally for fault in FAULTS for tally in fault(built)]
    return sorted(tallies, key=lambda tally: (int(re.sub(r"\D", "", tally.number)), tally.number))


def main(arguments: list[str]) -> int:
    """Print the counts; 1 when there is any fault, 2 without a build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?", default="2023")
    parser.add_argument("--list", type=int, default=0, metavar="N", help="examples per fault")
    asked = parser.parse_args(arguments)
    folder = Path(asked.build) if Path(asked.build).is_dir() else Path(__file__).parents[1] / "_build" / asked.build
    if not (folder / "findings.parquet").is_file():
        print(f"{folder}: no tables. Build the edition first: regioboek build {asked.build}", file=sys.stderr)
        return 2
    tallies = count(Built(folder))
    for tally in tallies:
        print(*tally.lines(asked.list), sep="\n")
    return 1 if any(tally.cases for tally in tallies) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
