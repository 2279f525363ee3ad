"""The how-tos work: their examples are applied together, as a newcomer would, and an edition is built with them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = ("chart", "sentence", "download-format", "rule", "theme", "chapter")

#: A path at the start of a line that ends in a colon, and the block after it.
BLOCK = re.compile(r"^`([\w./-]+)`[^\n]*(?:\n[^\n]+)*:\n\n```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples(project_root: Path) -> list[tuple[str, str, str, str]]:
    """Page, path of a file, kind of block (diff: a change; any other: a whole file), and the block."""
    read = {page: (project_root / "docs" / "how-to" / f"{page}.md").read_text("utf-8") for page in PAGES}
    return [(page, *found) for page, text in read.items() for found in BLOCK.findall(text)]


def changed(text: str, diff: str) -> str:
    """`text` with the hunks of a diff without line numbers; each must fit in one place."""
    for hunk in diff.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(before) == 1, f"{text.count(before)} places for\n{before}"
        text = text.replace(before, after)
    return text


@pytest.fixture(scope="module")
def house(project_root, tmp_path_factory) -> Path:
    """A clone in which code and templates are changed, and a bureau's folder with what needs no code."""
    root = tmp_path_factory.mktemp("how-to")
    for folder in ("src", "params", "notebooks", "book"):
        shutil.copytree(project_root / folder, root / "clone" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("_config.yml", "_toc.yml", "requirements.lock"):
        shutil.copy(project_root / file, root / "clone" / file)
    for page, path, kind, block in examples(project_root):
        place = root / "clone" / path
        if kind == "diff":
            place.write_text(changed(place.read_text("utf-8"), block), "utf-8")
        else:
            place = place if path.startswith("src/") else root / "bureau" / path
            assert not place.exists(), f"{page}: {path} is there already"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block, "utf-8")
    return root


def regioboek(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command of the changed clone, in the bureau's folder."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("REGIOBOEK_")}
    return subprocess.run(
        [sys.executable, "-m", "regioboek", *arguments, "--project", str(house / "bureau")],
        env={**known, "PYTHONPATH": str(house / "clone" / "src"), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_page_has_an_example(project_root):
    found = examples(project_root)
    assert {page for page, *_ in found} == set(PAGES)
    assert len(found) == 17


@pytest.mark.slow
def test_their_examples_together_make_an_edition(house):
    done = regioboek(house, "build", "demo", "--only", "gm0114,bereikbaarheid")
    assert done.returncode == 0, done.stdout + done.stderr
    html = house / "bureau" / "_build" / "demo" / "html"
    page = (html / "regio" / "gm0114.html").read_text("utf-8")
    assert re.search(r'<svg class="rb-balance"[^>]*><title>Van de \d+ indicatoren', page)
    assert re.search(r"<p>Grenzen: Emmen grenst aan \d+ gemeenten\.</p>", page)
    assert "<h2>Bereikbaarheid<" in page
    assert '<a href="gm0114.json" download="">' in page
    rows = json.loads((html / "regio" / "gm0114.json").read_text("utf-8"))
    assert {row["indicator"] for row in rows} >= {"werkloosheid", "afstand-tot-ov"}
    assert any(isinstance(row["2022"], float) for row in rows)
    assert (html / "thema" / "bereikbaarheid.html").is_file()
    assert "44 indicatoren" in (html / "waarom.html").read_text("utf-8")
    rule = (html / "methode" / "trend.html").read_text("utf-8")
    assert "99%" in rule.replace("\u00a0", "") and "vijf" not in rule.partition("honderd reeksen")[2][:60]
