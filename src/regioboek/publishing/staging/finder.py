"""The data of the region finder: a small script that a page loads when somebody starts to type.

`window.rbFinder` has

* `regions`: [name, page, note, order] for every region page, order as in :data:`ORDER`;
* `former`: [old name, number of the region in `regions`, 1 when the name is out of use, 0 for another spelling];
* `topics`: [name, page, "indicator" or "thema"].

It is a script and not JSON, so that it also works on pages opened from a folder.
"""

from __future__ import annotations

import json

from regioboek.params.regions import LEVEL_WORDS
from regioboek.publishing.staging.staged_pages import Area, Pages

FINDER_FILE = "_static/regio-finder.js"

#: Which of several regions with the same name comes first.
ORDER = ("land", "gemeente", "provincie", "corop", "landsdeel", "regiodeal", "gebied")


def finder_script(pages: Pages) -> str:
    """The script for the pages that exist."""
    listed = [a for level in ORDER for a in pages.of_level(level) if a.page in pages.built]
    number = {a.code: n for n, a in enumerate(listed)}
    former = sorted(
        [f.old_name, number[f.code], int(f.kind != "schrijfwijze")] for f in pages.former if f.code in number
    )
    edition = pages.edition
    topics = [
        *([i.name, f"indicator/{i.id}", "indicator"] for i in edition.indicators),
        *([t.name, f"thema/{t.id}", "thema"] for t in edition.themes),
    ]
    data = {
        "regions": [[a.name, a.page, _note(pages, a), ORDER.index(a.level)] for a in listed],
        "former": former,
        "topics": [topic for topic in topics if topic[1] in pages.built],
    }
    return f"window.rbFinder={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def _note(pages: Pages, area: Area) -> str:
    word = LEVEL_WORDS[area.level][0]  # type: ignore[index]
    above = pages.areas.get(area.provincie or "")
    return f"{word} in {above.name}" if above else word
