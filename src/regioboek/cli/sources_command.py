"""The command `regioboek sources`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regioboek.cli.console import EditionArgument, ProjectOption, consoles, project_at

sources = typer.Typer(
    help="See what the sources of an edition are at their publishers.",
    no_args_is_help=True,
    epilog="Example: [bold]regioboek sources status 2023[/bold]",
)


@sources.callback()
def _group() -> None:
    pass


@sources.command("status", epilog="Example: [bold]regioboek sources status 2023 --json status.json[/bold]")
def status(
    edition: EditionArgument,
    *,
    json: Annotated[
        Path | None,
        typer.Option("--json", help="Write the same to this file (- for stdout).", show_default=False),
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Say per source when it was fetched, and whether it changed at the publisher since.

    Only descriptions and stamps are asked, no figures; nothing is written. Exit code 0 when nothing changed, 3 when
    something did or was never fetched, 1 when something could not be asked or is no longer there.
    """
    from regioboek.authoring.table_search import quiet_client  # noqa: PLC0415
    from regioboek.commands.sources_status import sources_status  # noqa: PLC0415

    out, err = consoles()
    told = err if str(json) == "-" else out  # stdout is for the machine
    raise typer.Exit(sources_status(project_at(project), edition, quiet_client(err), json, told))
