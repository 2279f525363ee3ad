"""`regioboek list`: editions, regions, indicators, templates with their parameters."""

from __future__ import annotations

from regioboek.errors import RegioboekError, nearest
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.levels import LEVELS, nearest_first
from regioboek.params.loading import available_editions, load_edition
from regioboek.report.pages.known_kinds import kinds_of

Listing = tuple[str, tuple[str, ...], list[tuple[str, ...]]]

KINDS = ("editions", "regions", "indicators", "templates")


def listing(project: Project, what: str, edition: str) -> Listing:
    """Title, columns and rows of one list; RegioboekError for an unknown list or edition."""
    if what == "editions":
        return _editions(project)
    if what == "regions":
        return _regions(project, load_edition(project.params, edition))
    if what == "indicators":
        return _indicators(load_edition(project.params, edition))
    if what == "templates":
        return _templates(project, load_edition(project.params, edition))
    raise RegioboekError(f"cannot list {what!r}; choose from {', '.join(KINDS)}{nearest(what, KINDS)}")


def _editions(project: Project) -> Listing:
    rows: list[tuple[str, ...]] = []
    for name in available_editions(project.params):
        edition = load_edition(project.params, name)
        p = edition.params
        built = "yes" if (project.build(name).html / "index.html").is_file() else "no"
        rows.append((name, p.title, f"{p.window.first}–{p.window.last}", str(len(edition.indicators)), built))
    return "Editions", ("id", "title", "window", "indicators", "built"), rows


def _regions(project: Project, edition: Edition) -> Listing:
    from regioboek.sources.snapshot.inputs import read_inputs  # noqa: PLC0415
    from regioboek.sources.snapshot.opening import take_snapshot  # noqa: PLC0415

    inputs = read_inputs(edition.measured, take_snapshot(project, edition))
    table, inside = inputs.regions, inputs.inside.groupby("child")["parent"].agg(set).to_dict()
    rows: list[tuple[str, ...]] = []
    for row in table.astype(object).where(table.notna(), None).to_dict("records"):
        parents = nearest_first(inside.get(row["code"], set()))
        inhabitants = "" if row["inhabitants"] is None else str(int(row["inhabitants"]))
        rows.append((row["code"], row["name"], LEVELS[row["level"]].words[0], " ".join(parents), inhabitants))
    return f"Regions of edition {edition.id}", ("code", "name", "level", "in", "inhabitants"), rows


def _indicators(edition: Edition) -> Listing:
    rows: list[tuple[str, ...]] = []
    for i in edition.indicators:
        favourable = f"{i.direction.favourable} ({i.direction.certainty})"
        rows.append((i.id, i.name, i.unit_short or i.unit, ", ".join(i.themes), favourable, i.aggregation.method))
    columns = ("id", "name", "unit", "themes", "favourable", "aggregation")
    return f"Indicators of edition {edition.id}", columns, rows


def _templates(project: Project, edition: Edition) -> Listing:
    from regioboek.execution.templates import load_template, template_parameters  # noqa: PLC0415

    rows: list[tuple[str, ...]] = []
    for kind in kinds_of(edition):
        path = project.templates.file(f"{kind}.ipynb")
        for name, default in template_parameters(load_template(path)).items():
            rows.append((project.templates.told(path), name, repr(default)))
    return f"Templates of edition {edition.id}", ("template", "parameter", "default"), rows
