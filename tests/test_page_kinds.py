"""A kind of page of a bureau's own: three files beside an untouched regioboek, and a page like it from params alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytestmark = pytest.mark.slow

UNDECLARED = ('finding(self.region.code, "werkloosheid")', 'finding("NL01", "werkloosheid")')


def of_the_docs(project_root: Path, language: str, containing: str) -> str:
    """The example of docs/how-to/page-kind.md."""
    text = (project_root / "docs" / "how-to" / "page-kind.md").read_text("utf-8")
    return next(b for b in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if containing in b)


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
    known = installed / "bureau-1.dist-info"
    known.mkdir(parents=True)
    (installed / "bureau.py").write_text(of_the_docs(project_root, "python", "KIND"), "utf-8")
    told = tomllib.loads(of_the_docs(project_root, "toml", "entry-points"))["project"]
    (entry,) = told["entry-points"]["regioboek.page_kinds"].items()
    (known / "entry_points.txt").write_text(f"[regioboek.page_kinds]\n{entry[0]} = {entry[1]}\n")  # as pip writes it
    (known / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\n")
    nbformat.write(template("kort", new_code_cell("page.figure()", id="cijfer")), root / "notebooks" / "kort.ipynb")
    return root


@pytest.fixture(scope="module")
def built(project, project_root) -> Path:
    """The site with these pages, and pages of provincies that params ask for."""
    edition = project / "params" / "editions" / "demo.yml"
    edition.write_text(edition.read_text("utf-8") + of_the_docs(project_root, "yaml", "pages:"), "utf-8")
    copied = nbformat.read(project / "notebooks" / "regio.ipynb", as_version=4)
    copied.cells[2].source = of_the_docs(project_root, "python", "report.page(")
    nbformat.write(copied, project / "notebooks" / "beeld.ipynb")
    done = regioboek(project, "build", "demo", "--only", "kort/gm0114,pv27,gm0363,werkloosheid")
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "_build" / "demo"


def test_its_page_is_made_and_stands_in_site_lists_menu_and_downloads(built):
    html = (built / "html" / "kort" / "gm0114.html").read_text("utf-8")
    assert re.search(r"Werkloosheid in Emmen \(GM0114\): \d,\d%", html)
    assert '<a href="../kort/index.html">Korte pagina’s</a>' in html
    assert re.search(r'href="../kort/index.html"[^>]*>\s*Kort\b', html)
    assert '<a href="gm0114.html">Emmen in het kort</a>' in (built / "html" / "kort" / "index.html").read_text("utf-8")
    assert len((built / "html" / "kort" / "gm0114.csv").read_text("utf-8-sig").splitlines()) == 2
    assert (built / "html" / "kort" / "gm0114.zip").is_file()


def test_params_alone_give_provincies_a_page_of_their_own(built):
    html = (built / "html" / "beeld" / "pv27.html").read_text("utf-8")
    assert "<title>Noord-Holland" in html
    assert 'href="#wonen"' in html and 'id="wonen"' in html
    assert '<a href="../regio/pv27.html">Noord-Holland</a>' in html  # the crumb above it
    assert '<a href="../regio/gm0363.html">Amsterdam</a>' in html  # from its own folder to that of regions
    listed = (built / "html" / "beeld" / "index.html").read_text("utf-8")
    assert "Provinciebeeld Noord-Holland" in listed
    assert "Drenthe" not in listed.partition("<main")[2]  # fewer than a million inhabitants


def test_a_page_that_reads_what_it_did_not_declare_fails_and_says_what_to_add(built, project):
    """Another text of the kind makes its pages anew, so that it is found."""
    module = project / "site-packages" / "bureau.py"
    module.write_text(module.read_text("utf-8").replace(*UNDECLARED), "utf-8")
    told = regioboek(project, "build", "demo", "--only", "kort/gm0114")
    assert told.returncode == 1
    said = " ".join((told.stdout + told.stderr).split())
    assert "page kort/gm0114 reads werkloosheid of NL01, which it has not declared" in said
    assert "Add NL01 to `regions` or werkloosheid to `indicators` to the Seen of kind kort" in said
    assert not (built / "html" / "kort" / "gm0114.html").exists()


def test_a_kind_that_does_not_say_what_every_kind_must_is_told_what_it_lacks(built, project):
    module = project / "site-packages" / "bureau.py"
    module.write_text(module.read_text("utf-8").replace("def rows(", "def rijen("), "utf-8")
    told = regioboek(project, "check", "demo")
    assert told.returncode == 1
    said = " ".join((told.stdout + told.stderr).split())
    assert "the kind of page bureau:KIND cannot be used" in said and "rows" in said
    assert "Traceback" not in said
