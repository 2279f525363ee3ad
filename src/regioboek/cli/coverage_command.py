"""The command `regioboek coverage`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
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
    table = Table("indicator", "level", "years", title=f"coverage of edition {edition}", title_justify="left")
    for state in present:
        table.add_column(state, justify="right")
    for row in rows:
        table.add_row(row["indicator"], row["level"], year_text(row["years"]), *(str(row[s] or "") for s in present))
    consoles()[0].print(table)
