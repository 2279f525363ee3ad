"""Texts for readers in params: plain, or one per language.

    name: Werkloosheid
    name: {nl: Werkloosheid, en: Unemployment}

A plain text is Dutch. What is loaded holds the text of one language, so that an edition's files do not grow with
languages it is not in: `context={"language": "en"}` when a model is validated chooses another one than Dutch. Digits of
one number do not part: the space in "1 000" becomes a no-break space.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

#: The space between thousands, as people type it.
_THOUSANDS = re.compile(r"(?<![\d,.])(\d{1,3}) (?=\d{3}(?!\d))")

#: The language of a plain text, and of an edition that names no other.
LANGUAGE = "nl"


def _in_language(written: Any, info: ValidationInfo) -> Any:
    """The text of the language asked for. A plain text is taken also where another language is asked for."""
    if isinstance(written, str):
        return _THOUSANDS.sub("\\1\u00a0", written)
    if not isinstance(written, dict):
        return written
    language = (info.context or {}).get("language", LANGUAGE)
    if language not in written or not all(re.fullmatch("[a-z]{2}", str(name)) for name in written):
        message = 'text, or a text per language of two letters, with one for "{language}"'
        raise PydanticCustomError("text_per_language", message, {"language": language})
    return _in_language(written[language], info)


#: A text for readers; in the loaded model a plain `str`.
Text = Annotated[str, BeforeValidator(_in_language)]
