"""Every label asked for is there, every label there is asked for, and an unknown one names its nearest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import regioboek
from regioboek.words import labels

PACKAGE = Path(regioboek.__file__).parent
FILES = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in (".py", ".html", ".js", ".css", ".md")]
TEXT = "\n".join(path.read_text("utf-8") for path in FILES)

#: Keys that are written out, in calls, in tables of keys and in scripts.
ASKED = set(re.findall(r'(?:labels\.text|\blabel)\(\s*"([\w.]+)"', TEXT)) | set(re.findall(r"«(\w+\.[\w.]+)»", TEXT))
NAMED = set(re.findall(r"[\"']([a-z_]+(?:\.[a-z_]+)+)[\"']", TEXT))
#: How the keys of whole sections begin, and those of which the code fills in the rest.
BEGINNINGS = (
    *re.findall(r'labels\.(?:text|section)\(\s*f"([\w.]+)\{', TEXT),
    *(f"{key}." for key in re.findall(r'\bsection\("([\w.]+)"\)', TEXT)),
)
KEYS = labels.keys()


def test_every_label_is_asked_for():
    assert [key for key in KEYS if key not in ASKED | NAMED and not key.startswith(BEGINNINGS)] == []


def test_every_label_asked_for_is_there():
    names_of_chapters = {"editie", "blok", "name", "theme"}
    assert [k for k in ASKED - set(KEYS) if k.partition(".")[0] not in names_of_chapters] == []


def test_places_are_filled_only_when_figures_are_given():
    assert labels.text("page.published", day="5 december 2023") == "gepubliceerd op 5 december 2023"
    assert "{title}" in labels.text("description.indicator")
    with pytest.raises(KeyError):
        labels.text("page.published", year=2023)


def test_an_unknown_label_names_the_nearest():
    with pytest.raises(KeyError, match=r"did you mean page\.to_content\?"):
        labels.text("page.to_contents")
    with pytest.raises(KeyError, match="no labels below"):
        labels.section("page.to_content")


def test_a_script_gets_its_labels_within_its_quotes():
    assert labels.filled('say("«finder.nothing» x");') == 'say("Niets gevonden. x");'
