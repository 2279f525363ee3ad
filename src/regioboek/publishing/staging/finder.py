"""The data of the region finder: a small script that a page loads when somebody starts to type.

`window.rbFinder` has

* `regions`: [name, page, note, order] for every region page, order as in :data:`ORDER`;
* `former`: [old name, number of the region in `regions`, 1 when the name is out of use, 0 for another spelling];
* `topics`: [name, page, kind] of the pages that can be searched: "indicator", "thema".

It is a script and not JSON, so that it also works on pages opened from a folder.
"""

from __future__ import annotations

import json

from regioboek.params.levels import BASE, COUNTRY, LEVELS, around
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.report.pages.page_kinds.region_pages import KIND as REGIONS
from regioboek.schemas.rows import Region
from regioboek.words import labels

FINDER_FILE = "_static/regio-finder.js"

#: Which of several regions with the same name comes first: the country, then gemeenten and what lies around them.
_FIRST = (COUNTRY, BASE, *reversed(around(BASE)))
ORDER = (*_FIRST, *(level for level in LEVELS if level not in _FIRST))


def finder_script(pages: Pages) -> str:
    """The script for the pages that exist."""
    listed = [r for level in ORDER for r in pages.of_level(level) if REGIONS.docname(r.code) in pages.built]
    number = {r.code: n for n, r in enumerate(listed)}
    former = sorted(
        [f.old_name, number[f.code], int(f.kind != "schrijfwijze")] for f in pages.former if f.code in number
    )
    topics = [
        [kind.page_title(pages, key), docname, kind.name]
        for docname, (kind, key) in pages.promised.items()
        if kind.searched and docname in pages.built
    ]
    data = {
        "regions": [[r.name, REGIONS.docname(r.code), _note(pages, r), ORDER.index(r.level)] for r in listed],
        "former": former,
        "topics": topics,
    }
    return f"window.rbFinder={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def _note(pages: Pages, region: Region) -> str:
    word = LEVELS[region.level].words[0]
    above = pages.regions.get(region.parent(LEVELS[region.level].compared) or "")
    return labels.text("finder.inside", level=word, area=above.name) if above else word
