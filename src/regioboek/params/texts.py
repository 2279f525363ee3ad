"""Texts for readers in params: plain, or one per language.

    name: Werkloosheid
    name: {nl: Werkloosheid, en: Unemployment}

A plain text is Dutch. What is loaded holds the text of one language, so that an edition's files do not grow with
languages it is not in: `context={"language": "en"}` when a model is validated chooses another one than Dutch.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

#: The language of a plain text, and of an edition that names no other.
LANGUAGE = "nl"


def _in_language(written: Any, info: ValidationInfo) -> Any:
    """The text of the language asked for. A plain text is taken as it is, also where another language is asked for."""
    if not isinstance(written, dict):
        return written
    language = (info.context or {}).get("language", LANGUAGE)
    if language not in written or not all(re.fullmatch("[a-z]{2}", str(name)) for name in written):
        message = 'text, or a text per language of two letters, with one for "{language}"'
        raise PydanticCustomError("text_per_language", message, {"language": language})
    return written[language]


#: A text for readers; in the loaded model a plain `str`.
Text = Annotated[str, BeforeValidator(_in_language)]
