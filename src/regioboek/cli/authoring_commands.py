"""The commands `regioboek tables` and `regioboek indicator`."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer
from rich.table import Table

from regioboek.cli.console import ProjectOption, consoles, project_at
from regioboek.params.levels import LEVELS

tables = typer.Typer(
    help="Find tables of CBS StatLine and see what they hold.",
    no_args_is_help=True,
    epilog="Example: [bold]regioboek tables search vacatures regio[/bold]",
)
indicator = typer.Typer(
    help="Add an indicator to params/.",
    no_args_is_help=True,
    epilog="Example: [bold]regioboek indicator new --table 83599NED --measure OpenstaandeVacatures_1[/bold]",
)

ServiceOption = Annotated[Literal["v3", "v4"], typer.Option("--service", help="Version of StatLine's open data.")]
CatalogueOption = Annotated[
    Literal["CBS", "dataderden"], typer.Option(help="CBS's own tables, or those of third parties (v3 only).")
]
UrlOption = Annotated[
    str | None,
    typer.Option(help="Another server than CBS's (or REGIOBOEK_CBS_URL), as http://host:port.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@tables.command("search", epilog="Example: [bold]regioboek tables search vacatures regio[/bold]")
def search_(
    words: Annotated[list[str], typer.Argument(help="Words that are all in the id, title or summary of a table.")],
    *,
    service: ServiceOption = "v3",
    catalogue: CatalogueOption = "CBS",
    url: UrlOption = None,
    ended: Annotated[bool, typer.Option("--ended", help="Tables that are no longer updated too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Find tables by words. Exit code 1 when there is none."""
    from regioboek.authoring.table_search import Service, quiet_client, search_tables  # noqa: PLC0415

    out, err = consoles()
    client = quiet_client(err)
    found = search_tables(client, Service(service, catalogue, url), words, ended=ended)
    if as_json:
        print(json.dumps([vars(t) for t in found], ensure_ascii=False, indent=1))
    elif found and out.is_terminal:
        table = Table("id", "title", "period", "modified")
        for t in found:
            table.add_row(t.id, f"{t.title}{' (ended)' if t.ended else ''}", t.period, t.modified)
        out.print(table)
    else:
        for t in found:
            print("\t".join((t.id, t.title, t.period, t.modified, t.status)))
    if not found:
        hint = "" if ended else "; --ended looks through tables that are no longer updated too"
        err.print(f"no table has all of: {' '.join(words)}{hint}", markup=False)
        raise typer.Exit(1)


@tables.command("show", epilog="Example: [bold]regioboek tables show 83599NED[/bold]")
def show(
    table: Annotated[str, typer.Argument(help="Id of a table: 83599NED. Capitals count.")],
    *,
    service: ServiceOption = "v3",
    catalogue: CatalogueOption = "CBS",
    url: UrlOption = None,
    codes: Annotated[list[str] | None, typer.Option(help="Show all codes of this dimension. May be repeated.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show measures, units, dimensions, the regions and periods a table covers, and when it was last modified."""
    from regioboek.authoring.indicator_text import example_lines  # noqa: PLC0415
    from regioboek.authoring.table_search import (  # noqa: PLC0415
        Service,
        describe_table,
        quiet_client,
        table_data,
        table_lines,
    )

    _, err = consoles()
    client = quiet_client(err)
    found = describe_table(client, Service(service, catalogue, url), table)
    if as_json:
        print(json.dumps(table_data(found), ensure_ascii=False, indent=1))
        return
    for line in (*table_lines(found, codes or ()), *example_lines(found, Service(service, catalogue, url))):
        print(line)


@indicator.command(
    "new", epilog="Example: [bold]regioboek indicator new --table 83599NED --measure OpenstaandeVacatures_1[/bold]"
)
def new(
    *,
    table: Annotated[str, typer.Option(help="Id of a StatLine table. Capitals count.")],
    measure: Annotated[str, typer.Option(help="Key of a measure, as `regioboek tables show` has it.")],
    edition: Annotated[
        str | None,
        typer.Option(help="Edition that gets it (default: the only one that is not invented).", show_default=False),
    ] = None,
    id_: Annotated[
        str | None, typer.Option("--id", help="Id of the indicator: part of its URL, permanent.", show_default=False)
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option(help="DIMENSION=CODE for another dimension (default: its total). Repeat.")
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option(help=f"Only this level: {', '.join(LEVELS)}. May be repeated.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="The year of a table without periods (default: as it says).", show_default=False)
    ] = None,
    theme: Annotated[str | None, typer.Option(help="Theme the indicator belongs to.", show_default=False)] = None,
    favourable: Annotated[
        Literal["higher", "lower", "undetermined"] | None,
        typer.Option(help="Which way is favourable; undetermined: nobody can say.", show_default=False),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(help="Why that way is favourable, or why nobody can say: a Dutch sentence.", show_default=False),
    ] = None,
    service: ServiceOption = "v3",
    catalogue: CatalogueOption = "CBS",
    url: UrlOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be written.")] = False,
    project: ProjectOption = None,
) -> None:
    """Write an indicator from a StatLine table into params/: its entry, and its source in the edition.

    Comments marked DECIDE say where a person must decide. Nothing is written unless params stay valid.
    """
    from regioboek.authoring.indicator_text import Wishes  # noqa: PLC0415
    from regioboek.authoring.new_indicator import new_indicator  # noqa: PLC0415
    from regioboek.authoring.table_search import Service, quiet_client  # noqa: PLC0415

    _, err = consoles()
    wishes = Wishes(
        table=table,
        measure=measure,
        edition=edition,
        id=id_,
        select=tuple(select or ()),
        levels=tuple(level or ()),
        theme=theme,
        favourable=favourable,
        reason=reason,
        year=year,
        service=Service(service, catalogue, url),
    )
    place = project_at(project)
    client = quiet_client(err)
    for line in new_indicator(place, wishes, client, write=not dry_run):
        print(line)
