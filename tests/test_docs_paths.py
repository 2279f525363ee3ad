"""The documents name files and pages that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])

#: A path from the top of the repository, in backticks: `src/regioboek/errors.py`; a folder ends in a slash, `*` is any.
PATH = re.compile(r"`((?:src|tests|benchmarks|tools|docs)/[\w./*-]*)`")

#: The target of a link in Markdown, without its anchor.
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)\s]*)?\)")

#: A file that a how-to makes: its path, a colon, and a block with the whole of it.
MADE = re.compile(r"^`([\w./-]+)`[^\n]*:\n\n```(?!diff)", re.M)

FENCED = re.compile(r"^```.*?^```", re.M | re.S)


def absent(document: Path) -> list[str]:
    """What a document names that is not there."""
    text = document.read_text("utf-8")
    made = MADE.findall(text)
    paths = [path for path in PATH.findall(text) if path not in made and not any(ROOT.glob(path.rstrip("/")))]
    links = LINK.findall(FENCED.sub("", text))
    return [*paths, *(link for link in links if not (document.parent / link).exists())]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_and_link_of_a_document_leads_somewhere(document):
    assert absent(document) == []


def test_a_path_or_a_link_that_leads_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "`src/regioboek/errors.py` `src/regioboek/*.py` `src/regioboek/no_such.py` `tools/*.none` [a](page.md)\n"
        "[b](none.md#there) [c](https://example.org/none.md) [d](#here)\n```\n[e](in-code.md)\n```\n"
    )
    assert absent(page) == ["src/regioboek/no_such.py", "tools/*.none", "none.md"]


def test_the_documents_name_many_files():
    named = [path for document in DOCUMENTS for path in PATH.findall(document.read_text("utf-8"))]
    assert sum(path.startswith("src/regioboek/") for path in named) > 50


def test_every_decision_is_in_the_index_and_says_when_and_what_would_change_it():
    folder = ROOT / "docs" / "decisions"
    pages = {path.name: path.read_text("utf-8") for path in folder.glob("*.md") if path.name != "README.md"}
    assert set(LINK.findall((folder / "README.md").read_text("utf-8"))) - {"../benchmarks.md"} == set(pages)
    for name, text in pages.items():
        missing = [
            part for part in ("**Date** ", "## Context", "## Choice", "What would change it") if part not in text
        ]
        assert missing == [], name
