"""A kind of page of a bureau's own: three files beside an untouched regioboek, and a page like it from params alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("build")]

#: The package of the bureau: a kind with two pages, the second of which reads what it has not declared.
MODULE = """
from regioboek.report.data.seen import Seen
from regioboek.report.pages.fragment import fragment
from regioboek.report.pages.kind import PageKind, Rows


class ShortNote:
    def __init__(self, data, code):
        self.data, self.code = data, code

    def figure(self):
        other = self.code if self.code != "GM0014" else "GM0114"
        value = self.data.finding(other, "werkloosheid")["latest_value"]
        return fragment(f"<p>{self.code}: {value}</p>", f"{self.code}: {value}")


class ShortNotes(PageKind):
    name, parameter, title, menu = "kort", "region", "Korte pagina’s", "Kort"

    def keys(self, division):
        return ["GM0114", "GM0014"]

    def page_title(self, division, key):
        return f"{division.regions[key].name} in het kort"

    def seen(self, register, key):
        return Seen(regions=frozenset([key]))

    def page(self, data, key):
        return ShortNote(data, key)

    def rows(self, division, key):
        return Rows([key], ["werkloosheid"])


KIND = ShortNotes()
"""


def template(kind: str, *cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A template that opens a page of `kind`."""
    head = [
        new_markdown_cell("# «naam»", id="titel"),
        new_code_cell('region = "GM0114"', id="parameters", metadata={"tags": ["parameters"]}),
        new_code_cell(f'from regioboek import report\n\npage = report.page("{kind}", region)', id="open"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=[*head, *cells], metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def regioboek(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with the bureau's package installed."""
    paths = [str(project / "site-packages"), *filter(None, [os.environ.get("PYTHONPATH")])]
    known = {k: v for k, v in os.environ.items() if not k.startswith("REGIOBOEK_")}
    return subprocess.run(
        [sys.executable, "-m", "regioboek", *arguments, "--project", str(project)],
        env={**known, "PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def project(project_root, tmp_path_factory) -> Path:
    """A copy of params, templates and chapters, and the three files that add a kind."""
    root = tmp_path_factory.mktemp("bureau")
    for folder in ("params", "notebooks", "book"):
        shutil.copytree(project_root / folder, root / folder)
    for file in ("_config.yml", "_toc.yml", "requirements.lock"):
        shutil.copy(project_root / file, root / file)
    installed = root / "site-packages"
    (installed / "bureau-1.dist-info").mkdir(parents=True)
    (installed / "bureau.py").write_text(MODULE, "utf-8")
    (installed / "bureau-1.dist-info" / "entry_points.txt").write_text("[regioboek.page_kinds]\nkort = bureau:KIND\n")
    (installed / "bureau-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: bureau\nVersion: 1\n")
    nbformat.write(template("kort", new_code_cell("page.figure()", id="cijfer")), root / "notebooks" / "kort.ipynb")
    return root


@pytest.fixture(scope="module")
def built(project) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The site with these pages, and pages of provincies that params ask for."""
    edition = project / "params" / "editions" / "demo.yml"
    own = "\npages:\n  - {kind: beeld, title: Provinciebeeld, levels: [provincie], min_inhabitants: 1000000}\n"
    edition.write_text(edition.read_text("utf-8") + own, "utf-8")
    cells = (
        new_code_cell("page.at_a_glance()", id="glance"),
        new_code_cell("page.surroundings()", id="omgeving"),
    )
    nbformat.write(template("beeld", *cells), project / "notebooks" / "beeld.ipynb")
    told = regioboek(project, "build", "demo", "--only", "kort/gm0114,kort/gm0014,pv27,gm0363,werkloosheid")
    return project / "_build" / "demo", told


def test_its_page_is_made_and_stands_in_site_lists_menu_and_downloads(built):
    build, _ = built
    html = (build / "html" / "kort" / "gm0114.html").read_text("utf-8")
    assert re.search(r"GM0114: \d", html)
    assert '<a href="../kort/index.html">Korte pagina’s</a>' in html
    assert re.search(r'href="../kort/index.html"[^>]*>\s*Kort\b', html)
    assert '<a href="gm0114.html">Emmen in het kort</a>' in (build / "html" / "kort" / "index.html").read_text("utf-8")
    assert len((build / "html" / "kort" / "gm0114.csv").read_text("utf-8-sig").splitlines()) == 2
    assert (build / "html" / "kort" / "gm0114.zip").is_file()


def test_a_page_that_reads_what_it_did_not_declare_fails_and_says_what_to_add(built):
    build, told = built
    assert told.returncode == 1
    said = " ".join((told.stdout + told.stderr).split())
    assert "page kort/gm0014 reads werkloosheid of GM0114, which it has not declared" in said
    assert "Add GM0114 to `regions` or werkloosheid to `indicators` to the Seen of kind kort" in said
    assert not (build / "html" / "kort" / "gm0014.html").exists()


def test_params_alone_give_provincies_a_page_of_their_own(built):
    build, _ = built
    html = (build / "html" / "beeld" / "pv27.html").read_text("utf-8")
    assert "<title>Noord-Holland" in html
    assert '<a href="../regio/pv27.html">Noord-Holland</a>' in html  # the crumb above it
    assert '<a href="../regio/gm0363.html">Amsterdam</a>' in html  # from its own folder to that of regions
    listed = (build / "html" / "beeld" / "index.html").read_text("utf-8")
    assert "Provinciebeeld Noord-Holland" in listed
    assert "Drenthe" not in listed.partition("<main")[2]  # fewer than a million inhabitants


def test_another_text_of_the_kind_makes_its_pages_anew(built, project):
    module = project / "site-packages" / "bureau.py"
    module.write_text(MODULE.replace("<p>{self.code}:", "<p>Code {self.code}:"), "utf-8")
    regioboek(project, "build", "demo", "--only", "kort/gm0114")
    assert "<p>Code GM0114:" in (built[0] / "html" / "kort" / "gm0114.html").read_text("utf-8")
