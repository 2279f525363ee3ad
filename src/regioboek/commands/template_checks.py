"""The templates of an edition's kinds of pages: whether they can be used, and which notebooks are of no kind."""

from __future__ import annotations

from collections.abc import Iterator

from regioboek.errors import PageError, Problem
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.report.pages.known_kinds import kinds_of


def check_templates(project: Project, edition: Edition) -> str:
    """Every kind's template with its parameter; PageError when one is unusable or has another parameter."""
    from regioboek.execution.templates import load_template, template_parameters  # noqa: PLC0415

    told = []
    for kind in kinds_of(edition).values():
        parameters = list(template_parameters(load_template(project.templates.file(f"{kind.name}.ipynb"))))
        if parameters != [kind.parameter]:
            found = ", ".join(parameters)
            raise PageError(f"notebooks/{kind.name}.ipynb has the parameters {found}; its kind gives {kind.parameter}")
        told.append(f"{kind.name}({kind.parameter})")
    return ", ".join(told)


def unused_templates(project: Project, edition: Edition) -> Iterator[Problem]:
    """A note for every notebook among the templates that no kind of page is called after."""
    kinds = kinds_of(edition)
    for path in project.templates.files("*.ipynb").values():
        if path.stem not in kinds:
            expected = f"`kind: {path.stem}` under `pages` in params/editions/{edition.id}.yml, or no such file"
            found = f"a template that makes no pages: the kinds of pages are {', '.join(kinds)}"
            yield Problem(project.templates.told(path), "", found, expected, warning=True)
