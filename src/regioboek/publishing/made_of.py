"""What a site is made of, by name with its hash: when these are what they were, the site is too."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib.metadata import version

from regioboek.layout import BuildDir
from regioboek.memory import CODE, code_of, digest, file_inputs, named_in
from regioboek.publishing.staging.site import Site
from regioboek.report.pages.known_kinds import code_of_kinds

LIBRARIES = (
    "docutils", "jinja2", "jupyter-book", "markdown-it-py", "mdit-py-plugins", "myst-nb", "myst-parser", "nbformat",
    "pygments", "sphinx", "sphinx-external-toc",
)  # fmt: skip

#: How the inputs are called that reach every page, and those that only the downloads are made of.
EVERY_PAGE, DOWNLOADS = "every page: ", "downloads: "

#: What lies beside the pages as it is, and reaches none of them.
_STATIC = f"{CODE}publishing/theme/static/"


def made_of(build: BuildDir) -> dict[str, str]:
    """What the site of a staged book is made of: what reaches every page, what is staged, what the downloads need."""
    settings = build.book / "_config.yml"
    site = Site.read(build.book)
    facts = json.dumps([asdict(site.edition), [asdict(kind) for kind in site.kinds]], sort_keys=True)
    code = code_of(
        "regioboek.publishing",
        "regioboek.publishing.render",
        "regioboek.publishing.sphinx.sphinx_run",
        *named_in(settings.read_text("utf-8")),
    )
    shared = {
        "python": f"{sys.version_info[:2]}",
        **{f"library {name}": version(name) for name in LIBRARIES},
        "facts of edition": digest(facts),
        **file_inputs([settings], build.book),
        **{name: hash_ for name, hash_ in code.items() if not name.startswith(_STATIC)},
    }
    staged = [p for p in sorted(build.book.rglob("*")) if p.is_file() and p != settings]
    return {
        **{f"{EVERY_PAGE}{name}": hash_ for name, hash_ in shared.items()},
        **{name: hash_ for name, hash_ in code.items() if name.startswith(_STATIC)},
        **file_inputs(staged, build.book, "staged: "),
        **{f"{DOWNLOADS}{name}": hash_ for name, hash_ in of_downloads(build).items()},
    }


def of_downloads(build: BuildDir) -> dict[str, str]:
    """Everything the figures to download are made of."""
    tables = (
        build.observations,
        build.findings,
        build.aggregation,
        build.regions,
        build.inside,
        build.edition,
        build.corrections,
        build.given_by,
    )
    return {
        **file_inputs(tables, build.root),
        **code_of("regioboek.publishing.downloads.csv_tables"),
        **code_of_kinds(),
    }
