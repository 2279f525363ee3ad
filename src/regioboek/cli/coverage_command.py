"""The command `regioboek coverage`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from regioboek.cli.console import EditionArgument, ProjectOption, consoles, project_at


def coverage(
    edition: EditionArgument = "demo",
    *,
    indicator: Annotated[list[str] | None, typer.Option(help="Only this indicator. May be repeated.")] = None,
    form: Annotated[Literal["table", "csv", "json"], typer.Option("--format", help="table, csv or json.")] = "table",
    project: ProjectOption = None,
) -> None:
    """Show which indicators have which region levels and years, and for how many regions.

    The same figures are drawn in the chapter Dekking of the site.
    """
    from regioboek.commands.coverage_listing import as_text, coverage_rows, year_text  # noqa: PLC0415
    from regioboek.statistics.coverage import STATES  # noqa: PLC0415

    place = project_at(project)
    rows = coverage_rows(place, edition, indicators=tuple(indicator or ()))
    if form != "table":
        print(as_text(rows, form))
        return
    present = [s for s in STATES if any(row[s] for row in rows)]
    table = Table(
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        title=f"coverage of edition {edition}",
        title_justify="left",
    )
    table.add_column("indicator and level", no_wrap=True)
    table.add_column("years", min_width=9)
    for state in present:
        table.add_column(state.replace("-", "- "), justify="right", overflow="fold")
    for n, row in enumerate(rows):
        if n == 0 or row["indicator"] != rows[n - 1]["indicator"]:
            table.add_row(row["indicator"])
        table.add_row(f"  {row['level']}", year_text(row["years"]), *(str(row[s] or "") for s in present))
    consoles()[0].print(table)
