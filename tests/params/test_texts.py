"""A text for readers is plain or one per language; what is loaded is the text of one language."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from regioboek.params.indicators import Break, Theme

WRITTEN = {"id": "wonen", "dimension": "hier-en-nu", "description": "Hoe mensen wonen."}
BOTH = {"nl": "Wonen", "en": "Housing"}


def test_a_plain_text_is_the_text():
    assert Theme(**WRITTEN, name="Wonen").name == "Wonen"


def test_of_a_text_per_language_the_dutch_one_is_taken_unless_another_is_asked_for():
    assert Theme(**WRITTEN, name=BOTH).name == "Wonen"
    english = Theme.model_validate({**WRITTEN, "name": BOTH}, context={"language": "en"})
    assert (english.name, english.description) == ("Housing", "Hoe mensen wonen.")


def test_the_json_of_a_text_per_language_is_that_of_the_plain_text():
    assert Theme(**WRITTEN, name=BOTH).model_dump_json() == Theme(**WRITTEN, name="Wonen").model_dump_json()


@pytest.mark.parametrize("written", [{"en": "Housing"}, {}, {"nl": "Wonen", "english": "Housing"}])
def test_a_language_that_is_not_there_and_a_name_that_is_no_language_are_refused(written):
    with pytest.raises(ValidationError, match='a text per language of two letters, with one for "nl"'):
        Theme(**WRITTEN, name=written)


def test_what_stands_under_a_language_must_be_text():
    with pytest.raises(ValidationError, match="valid string"):
        Break(year=2016, reason={"nl": 3})
