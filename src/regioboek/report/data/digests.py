"""What a page sees, as one hash, computed from what it declared: the plan re-runs a page when its hash changes only.

Every page sees the edition's params, its indicators in brief, the register, the members of areas, the map paths,
which source gave what and of which indicators there are margins; the rest is in its :class:`Seen`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

import numpy as np
import pandas as pd

from regioboek.report.data.edition_data import EditionData
from regioboek.report.data.seen import Seen
from regioboek.schemas import TableName, read_table

#: Tables that an edition may have none of, by the name of their place in a build.
_OPTIONAL: tuple[TableName, ...] = ("corrections", "aggregation", "backcast", "lineage")

#: Rows hashed at a time.
_ROWS = 200_000


class Digests:
    """Hashes of everything the pages of one edition may see; rows are hashed once for all pages."""

    def __init__(self, data: EditionData):
        self._data = data
        build = data.build
        there = {name: read_table(name, getattr(build, name)) for name in _OPTIONAL if getattr(build, name).is_file()}
        self._corrected = row_sums(there["corrections"], "region") if "corrections" in there else {}
        tables = [data.observations, data.findings_table, *there.values()]
        self._by_region = [row_sums(table, "region") for table in tables]
        self._by_indicator = [row_sums(table, "indicator") for table in tables if "indicator" in table]
        common = (build.regions, build.inside, build.members, build.paths, build.given_by)
        bytes_ = [p.read_bytes() for p in common if p.is_file()]
        told = [data.edition.model_dump_json(), json.dumps(sorted(data.margins))]
        self._common = _sha([*(part.encode() for part in told), *bytes_])
        peers = {key: asdict(peers) for key, peers in data.peers.items()}
        ranked = {key: [key, data.rankings.get(key), peers.get(key)] for key in {**data.rankings, **peers}}
        self._ranked = [  # of a level, of an indicator
            {name: _sha([json.dumps([r for k, r in ranked.items() if k[at] == name]).encode()]) for name in names}
            for at, names in enumerate(map(set, zip(*ranked, strict=True)))
        ]

    def of(self, seen: Seen) -> str:
        """The hash of what a page sees that declared `seen`."""
        rows = [
            [[name, *(sums.get(name) for sums in tables)] for name in sorted(names)]
            for names, tables in ((seen.regions, self._by_region), (seen.indicators, self._by_indicator))
        ]
        ranked = [
            [known.get(name) for name in sorted(names)]
            for names, known in zip((seen.levels, seen.indicators), self._ranked, strict=False)
        ]
        striking = [[code, sorted(self._data.striking(self._data.region(code)))] for code in sorted(seen.regions)]
        corrected = [[code, self._corrected[code]] for code in sorted(seen.corrections & self._corrected.keys())]
        told = [self._data.told[i].model_dump_json() for i in sorted(seen.told)]
        parts = [rows, ranked, striking, corrected, told]
        return _sha([self._common.encode(), json.dumps(parts, sort_keys=True).encode()])


def _sha(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def row_sums(table: pd.DataFrame, column: str) -> dict[str, int]:
    """Per value of `column` the sum of its rows' hashes (64 bits, wrapping): the order of rows does not matter."""
    words = table[column].astype("category").cat
    codes, totals = words.codes.to_numpy(), np.zeros(len(words.categories), dtype=np.uint64)
    for start in range(0, len(table), _ROWS):
        hashes = pd.util.hash_pandas_object(table.iloc[start : start + _ROWS], index=False).to_numpy()
        np.add.at(totals, codes[start : start + _ROWS], hashes)
    return {str(name): int(total) for name, total in zip(words.categories, totals, strict=True)}
