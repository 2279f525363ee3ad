"""Whether a table is no longer updated, and which table goes on: from its description, as CBS words it.

Rules
* A status or frequency of its own says that it ended (Gediscontinueerd, Vervallen, Stopgezet), or its text does: *Deze
  tabel is stopgezet*. Other tables that a text speaks of do not count.
* The successor is the one table after *wordt opgevolgd door*, *vervangen door* or *voortgezet in*; "new tables" without
  a title name none. Where an id is given, that is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Statuses of tables that are no longer updated, and frequencies.
ENDED = ("gediscontinueerd", "vervallen", "stopgezet")

_PROSE = re.compile(r"\btabel (?:is|wordt)\b[^.?:]{0,60}\bstop ?gezet\b|frequentie: ?stop ?gezet\b", re.IGNORECASE)
_NEXT = re.compile(
    r"\b(?:deze|de) tabel\b[^.?]{0,60}?\b(?:opgevolgd door|vervangen door|voortgezet (?:in|als))"
    r"(?! (?:nieuwe |andere )?tabellen)(?: (?:de|een))?(?: nieuwe| vernieuwde)?(?: tabel\b)?"
    r" (?P<title>.+?)(?=[,;(]* ?\(?zie (?:ook )?paragraaf|\.(?: |$)|$)",
    re.IGNORECASE,
)
_ID = re.compile(r"\b\d{4,5}(?:ned|NED|[a-z]{3})\b")


def end_told(info: Mapping[str, Any]) -> tuple[bool, str | None]:
    """From what a table says of itself: whether it ended, and the id or title of the table that goes on."""
    words = [str(info.get(key) or "").strip().lower() for key in ("Status", "OutputStatus", "Frequency")]
    text = " ".join(" ".join(str(info.get(key) or "") for key in ("ShortDescription", "Description")).split())
    match = _NEXT.search(text)
    told = match["title"].strip(" \"'\u2018\u2019\u201c\u201d.,;") if match else None
    number = _ID.search(told or "")
    successor = number[0] if number else told or None
    return any(w in ENDED for w in words) or bool(_PROSE.search(text)) or successor is not None, successor
