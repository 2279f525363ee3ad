"""From chapters and executed notebooks to a clean source folder for Jupyter Book: `_build/<edition>/book/`.

What is staged: the chapters of `book/` with their marks filled, the executed notebooks in a folder per kind of page,
the generated lists of pages, the finder's data, `site.json`, and `_config.yml` and `_toc.yml` from
the project. Nothing else, because what lies in a source folder costs build time and ends up in the site.

A limited build (some regions only) is a whole book of the pages there are: lists and finder link only to those, and
`site.json` names the pages that are promised but not made, so that links to them become plain text.
"""

from __future__ import annotations

from dataclasses import replace

from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Edition
from regioboek.params.regions import read_old_names
from regioboek.publishing.chapters.chapter_facts import observed_years
from regioboek.publishing.chapters.filling import fill_chapters
from regioboek.publishing.staging.contents import contents_of, read_settings, without_empty
from regioboek.publishing.staging.finder import FINDER_FILE, finder_script
from regioboek.publishing.staging.mirror import Mirror
from regioboek.publishing.staging.site import SITE_FILE
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.schemas import read_table


def stage(project: Project, edition: Edition, build: BuildDir) -> tuple[str, ...]:
    """Make `build.book` hold the book's sources and nothing else; unchanged files keep their time.

    Returns the notebook pages that were staged.

    Raises RegioboekError when `_config.yml` or `_toc.yml` is missing or no YAML, and what chapters and tables raise.
    """
    observations = read_table("observations", build.observations, ("indicator", "year", "value"))
    former = read_old_names(project.params, edition.params.division_year)
    pages = replace(Pages.read(edition, build, former), years=observed_years(observations))
    mirror = Mirror(build.book)
    for place, content in fill_chapters(project, edition, build).items():
        mirror.text(place, content)
    for docname, notebook in pages.built.items():
        mirror.file(f"{docname}.ipynb", notebook)
    for kind in pages.kinds.values():
        mirror.text(f"{kind.name}/index.md", kind.index(pages))
    mirror.text(FINDER_FILE, finder_script(pages))
    mirror.text(SITE_FILE, pages.site().to_json())
    mirror.text("_config.yml", read_settings(project.file("_config.yml"))[0])
    mirror.text("_toc.yml", without_empty(contents_of(project, edition, list(pages.kinds)), mirror.any_notebook))
    mirror.apply()
    return tuple(pages.built)
