"""A page's notebook to take away: a ZIP with the notebook that was executed and its figures.

Notebooks are text that repeats itself: in a ZIP one takes a seventh of its bytes, and all of them would weigh more than
the rest of the site. Rules

* Same files, same bytes: no dates (the ZIP's own first day), one order, one level of compression. The compressed bytes
  are those of the zlib that Python was built with; what is in them is the same everywhere.
* What is inside has the name it has in `_build/<edition>/notebooks/<kind>/`: unpacked there, a notebook lies where
  `regioboek audit` and nbval look for it.
* An archive that holds the same files already is left as it is.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

#: The first moment a ZIP knows.
NO_DATE = (1980, 1, 1, 0, 0, 0)
LEVEL = 6


def put_archive(target: Path, members: Mapping[str, Path]) -> bool:
    """Make `target` a ZIP of `members` (name inside -> file), in their order; False when it is one already.

    A file that is there is replaced, not changed: it may be shared with another site.
    """
    data = {name: path.read_bytes() for name, path in members.items()}
    if _holds(target, data):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(beside, "w") as archive:
        for name, content in data.items():
            info = zipfile.ZipInfo(name, NO_DATE)
            info.create_system = 3  # Unix, on every system
            info.external_attr = 0o644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, LEVEL)
    beside.replace(target)
    return True


def _holds(target: Path, data: Mapping[str, bytes]) -> bool:
    try:
        with zipfile.ZipFile(target) as archive:
            found = [(i.filename, i.file_size, i.CRC) for i in archive.infolist()]
    except (OSError, zipfile.BadZipFile):
        return False
    return found == [(name, len(content), zlib.crc32(content)) for name, content in data.items()]
