"""What a page may see, as one hash: the plan re-runs a page when its hash changes and only then.

* Every page: the edition's params, its indicators in brief, the register, the members of areas, the map paths.
* A region: the rows of itself, its provincie and Nederland; the rankings and spreads of its level; the corrections of
  the gemeenten inside.
* An indicator: everything told of it, all rows and rankings of that indicator.
* A theme: all rows of its indicators.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

import numpy as np
import pandas as pd

from regioboek.params.regions import NATIONAL
from regioboek.report.data.edition_data import EditionData
from regioboek.schemas import read_table

#: Rows hashed at a time.
_ROWS = 200_000


class Digests:
    """Hashes of everything the pages of one edition may see; rows are hashed once for all pages."""

    def __init__(self, data: EditionData):
        self._data = data
        build = data.build
        tables = [data.observations, data.findings_table]
        if build.aggregation.is_file():
            tables.append(read_table("aggregation", build.aggregation))
        corrections = read_table("corrections", build.corrections) if build.corrections.is_file() else None
        self._corrected = _sums(corrections, "region") if corrections is not None else {}
        if corrections is not None:
            tables.append(corrections)
        if build.backcast.is_file():
            tables.append(read_table("backcast", build.backcast))
        self._by_indicator = [_sums(table, "indicator") for table in tables]
        if build.lineage.is_file():
            tables.append(read_table("lineage", build.lineage))
        self._by_region = [_sums(table, "region") for table in tables]
        common = (build.regions, build.members, build.paths, build.given_by)
        files = [p.read_bytes() for p in common if p.is_file()]
        self._common = _sha([data.edition.model_dump_json().encode(), *files])

    def of(self, kind: str, id_: str) -> str:
        """The hash of what the page `id_` of `kind` may see."""
        if kind == "regio":
            region = self._data.region(id_.upper())
            codes = sorted({c for c in (region.code, region.provincie, region.corop, NATIONAL) if c})
            seen: list[object] = [[sums.get(code) for sums in self._by_region] for code in codes]
            seen.append([[key, row] for key, row in self._data.rankings.items() if key[0] == region.level])
            seen.append([[key, gap] for key, gap in self._data.spreads.items() if key[0] == region.level])
            if region.level != "gemeente" and self._corrected:
                inside = self._data.gemeenten(region)
                seen.append([[code, told] for code, told in sorted(self._corrected.items()) if code in inside])
        elif kind == "indicator":
            rankings = [[key, row] for key, row in self._data.rankings.items() if key[1] == id_]
            told = self._data.told[id_].model_dump_json()
            seen = [told, [sums.get(id_) for sums in self._by_indicator], rankings]
        else:
            ids = [i.id for i in self._data.indicators_of(id_)]
            seen = [[sums.get(i) for sums in self._by_indicator] for i in ids]
        return _sha([self._common.encode(), json.dumps(seen, sort_keys=True).encode()])


def _sha(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _sums(table: pd.DataFrame, column: str) -> dict[str, int]:
    """Per value of `column` the sum of its rows' hashes (64 bits, wrapping): the order of rows does not matter."""
    words = table[column].astype("category").cat
    codes, totals = words.codes.to_numpy(), np.zeros(len(words.categories), dtype=np.uint64)
    for start in range(0, len(table), _ROWS):
        hashes = pd.util.hash_pandas_object(table.iloc[start : start + _ROWS], index=False).to_numpy()
        np.add.at(totals, codes[start : start + _ROWS], hashes)
    return {str(name): int(total) for name, total in zip(words.categories, totals, strict=True)}
