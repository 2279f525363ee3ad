"""Text of params and sources inside Markdown: shown as it was written, whatever marks or markup it has."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\`*_\[\]<>&|$~{}]")
#: What makes another thing than a paragraph of a line that begins with it.
_START = re.compile(r"\A[#+=:-]")


def as_markdown(text: str) -> str:
    """`text` as part of one line of Markdown: `<b>` becomes `\\<b\\>`, a line break a space."""
    line = " ".join(part.strip(" \t") for part in re.split(r"[\r\n]+", text))
    return _START.sub(r"\\\g<0>", _MARKS.sub(r"\\\g<0>", line))
