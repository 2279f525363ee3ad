"""The `regioboek` command: commands only; what they do lives in the rooms.

Errors that a user can mend are printed without a traceback, exit code 1. Wrong usage is exit code 2 (Typer's).
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.table import Table

from regioboek import __version__
from regioboek.cli.authoring_commands import indicator, tables
from regioboek.cli.console import EditionArgument, ProjectOption, consoles, project_at, show_error, show_failure
from regioboek.cli.coverage_command import coverage
from regioboek.cli.sources_command import sources
from regioboek.errors import RegioboekError
from regioboek.params.levels import LEVELS

if TYPE_CHECKING:
    from regioboek.params.edition import Edition

app = typer.Typer(
    name="regioboek",
    help="Build a reproducible regional report book from open figures.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

Engine = Literal["auto", "fork", "kernel"]
#: Exit code after Ctrl+C: Typer's.
INTERRUPTED = 130


@app.command(epilog="Example: [bold]regioboek build 2023 --only GM0014 --only werkloosheid[/bold]")
def build(
    edition: EditionArgument = "demo",
    *,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Run only these pages: region codes, indicator ids, theme ids. Repeat, or separate by commas."
        ),
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option(help=f"Run only regions of this level: {', '.join(LEVELS)}. May be repeated.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Pages at a time (default: all cores).", show_default=False)
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Run at most this many pages of each kind.", show_default=False)
    ] = None,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first page that fails.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say of all that is made anew what differs.")] = False,
    engine: Annotated[Engine, typer.Option(help="How notebooks run: auto, fork or kernel.")] = "auto",
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Run notebooks on the workers of the Dask scheduler at this address (tcp://HOST:PORT, or its file).",
            show_default=False,
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(help="local:N runs notebooks on N Dask workers on this machine.", show_default=False),
    ] = None,
    no_fetch: Annotated[
        bool, typer.Option("--no-fetch", help="Ask no network: refuse an edition whose sources are not locked yet.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Build an edition: sources (only the first time), tables, notebooks, book, site.

    Sources on a network that are not locked yet are fetched first, after saying what will be asked of whom; what is
    locked is never asked again. Pages whose inputs did not change are taken from the previous build. Exit code 1 when a
    page failed (the other pages are in the site) or a source could not be had, 3 when its fetch needs your consent.
    """
    from regioboek.commands.build import build_edition  # noqa: PLC0415
    from regioboek.commands.build_report import BuildOptions  # noqa: PLC0415

    out, err = consoles()
    place = project_at(project)

    def first(told: Edition) -> None:
        from regioboek.commands.first_fetch import fetch_first  # noqa: PLC0415

        code = 0 if no_fetch else fetch_first(place, told, out, err)
        if code:
            raise typer.Exit(code)

    pages = tuple(part.strip() for item in only or () for part in item.split(",") if part.strip())
    if only and not pages:
        raise RegioboekError("--only: no page is named; give region codes, indicator ids or theme ids")
    options = BuildOptions(
        only=pages,
        levels=tuple(level or ()),
        jobs=jobs,
        limit=limit,
        fail_fast=fail_fast,
        explain=explain,
        engine=engine,
        scheduler=scheduler,
        cluster=cluster,
    )
    report = build_edition(place, edition, options, out, first)
    raise typer.Exit(0 if report.ok else 1)


@app.command(epilog="Example: [bold]regioboek check 2023[/bold]")
def check(
    edition: Annotated[str | None, typer.Argument(help="Edition to check (default: all).", show_default=False)] = None,
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Every note, instead of one of each kind.")] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Look at the sources at their publishers too: descriptions, no figures.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Validate params, templates, sources, tables and chapters; build nothing."""
    from regioboek.commands.check import check_edition  # noqa: PLC0415
    from regioboek.params.loading import available_editions  # noqa: PLC0415

    out, err = consoles()
    place = project_at(project)
    client = None
    if online:
        from regioboek.authoring.table_search import quiet_client  # noqa: PLC0415

        client = quiet_client(err)
    failed = 0
    for name in [edition] if edition else list(available_editions(place.params)):
        try:
            for line in check_edition(place, name, verbose=verbose, client=client):
                out.print(f"{name}: {line}", markup=False)
        except RegioboekError as error:
            failed += 1
            show_error(err, error)
    raise typer.Exit(1 if failed else 0)


@app.command(epilog="Example: [bold]regioboek fetch 2023 --update --json changes.json[/bold]")
def fetch(
    edition: EditionArgument,
    *,
    only: Annotated[
        list[str] | None, typer.Option(help="Fetch only these sources, by id. Repeat, or separate by commas.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be fetched and from where; ask nobody, write nothing.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Compare locked sources with what there is now; replace them if you agree.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Agree to what --update changes and to measures that moved, for machines.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="The same as --update --yes.")] = False,
    json: Annotated[
        Path | None,
        typer.Option("--json", help="Write what was done and changed to this file (- for stdout).", show_default=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Write what changed to this file, as people read it.", show_default=False),
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Freeze the sources of an edition in data/snapshots/EDITION: what a build does only the first time.

    What is locked is not touched without --update. Exit code 1 when a source failed, 3 when there are changes that
    nobody agreed to; in both cases the old snapshot of that source is as it was.
    """
    from regioboek.commands.fetch import FetchOptions, fetch_command  # noqa: PLC0415

    out, err = consoles()
    sources = tuple(part.strip() for item in only or () for part in item.split(",") if part.strip())
    if only and not sources:
        raise RegioboekError("--only: no source is named; give ids of sources, as the edition's file has them")
    options = FetchOptions(sources, update or replace, dry_run, yes or replace, json, report)
    raise typer.Exit(fetch_command(project_at(project), edition, options, out, err))


@app.command("list", epilog="Example: [bold]regioboek list indicators --edition 2023[/bold]")
def list_(
    what: Annotated[str, typer.Argument(help="editions, regions, indicators or templates.")] = "editions",
    edition: Annotated[str, typer.Option(help="Edition whose regions or indicators to list.")] = "demo",
    project: ProjectOption = None,
) -> None:
    """List editions, regions, indicators, or templates with their parameters."""
    from regioboek.commands.listing import listing  # noqa: PLC0415

    out, _ = consoles()
    title, columns, rows = listing(project_at(project), what, edition)
    if out.is_terminal:
        table = Table(*columns, title=title, title_justify="left")
        for row in rows:
            table.add_row(*row)
        out.print(table)
        return
    for row in rows:
        print("\t".join(row))


app.add_typer(tables, name="tables")
app.add_typer(indicator, name="indicator")
app.add_typer(sources, name="sources")
app.command(epilog="Example: [bold]regioboek coverage 2023 --format csv[/bold]")(coverage)


@app.command(epilog="Example: [bold]regioboek serve demo --port 8080[/bold]")
def serve(
    edition: EditionArgument = "demo",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8000,
    project: ProjectOption = None,
) -> None:
    """Serve a built site on this machine, for looking at it."""
    import functools  # noqa: PLC0415
    import http.server  # noqa: PLC0415

    out, _ = consoles()
    html = project_at(project).build(edition).html
    if not (html / "index.html").is_file():
        raise RegioboekError(f"edition {edition} has no site yet: run `regioboek build {edition}` first")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(html))
    try:
        with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
            out.print(f"http://127.0.0.1:{port}/  (Ctrl+C stops)")
            server.serve_forever()
    except OSError as error:
        other = port + 1 if 1024 <= port < 65535 else 8000
        raise RegioboekError(f"port {port} cannot be used ({error.strerror}); try --port {other}") from error
    except KeyboardInterrupt:
        out.print("stopped")


@app.command(epilog="Example: [bold]regioboek audit 2023 --sample 10 --seed 1[/bold]")
def audit(
    edition: EditionArgument = "demo",
    sample: Annotated[int, typer.Option(min=1, help="How many pages.")] = 10,
    seed: Annotated[int, typer.Option(help="Which pages: the same seed picks the same.")] = 2023,
    project: ProjectOption = None,
) -> None:
    """Re-run a sample of pages with nbval and compare their outputs."""
    from regioboek.commands.audit import audit_edition  # noqa: PLC0415

    out, _ = consoles()
    raise typer.Exit(0 if audit_edition(project_at(project), edition, sample, seed, out) else 1)


@app.command(epilog="Example: [bold]regioboek doctor[/bold]")
def doctor(
    edition: Annotated[
        str | None,
        typer.Argument(help="With --online: whose services are asked (default: all).", show_default=False),
    ] = None,
    *,
    online: Annotated[
        bool, typer.Option("--online", help="Ask CBS and PDOK whether they are what we take them for instead.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Report versions, fonts, Chromium and disk: what to mend before building, or to add to a bug report.

    With --online each service that an edition uses is asked for its descriptions, and it is told of each assumption of
    ours whether it holds; exit code 1 when one does not, or a service cannot be asked.
    """
    out, err = consoles()
    if online:
        from regioboek.authoring.table_search import quiet_client  # noqa: PLC0415
        from regioboek.commands.contract import ask_contract  # noqa: PLC0415

        raise typer.Exit(ask_contract(project_at(project), edition, quiet_client(err), print))
    if edition is not None:
        raise RegioboekError(f"doctor {edition}: an edition is for --online, which asks its services")
    from regioboek.commands.doctor import diagnose  # noqa: PLC0415

    rows = diagnose(project.resolve() if project else None)
    table = Table("what", "found", "", title="regioboek doctor", title_justify="left")
    for row in rows:
        table.add_row(row.what, row.found, row.advice, style=None if row.ok else "bold red")
    if out.is_terminal:
        out.print(table)
    else:
        for row in rows:
            print(f"{'ok ' if row.ok else 'NOT'} {row.what}: {row.found}{f' — {row.advice}' if row.advice else ''}")
    raise typer.Exit(0 if all(row.ok for row in rows) else 1)


def _version(value: bool) -> None:
    if value:
        print(f"regioboek {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    _version_flag: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def _where(error: BaseException) -> str:
    """The line of ours that met an error, for who reports it."""
    lines = [f for f in traceback.extract_tb(error.__traceback__) if f"{os.sep}regioboek{os.sep}" in f.filename]
    return f"{Path(lines[-1].filename).name}, line {lines[-1].lineno}" if lines else type(error).__name__


def main(arguments: list[str] | None = None) -> Any:
    """Entry point: run a command, turn errors a user can mend into one message and exit code 1."""
    try:
        return app(arguments)
    except RegioboekError as error:
        show_error(consoles()[1], error)
        sys.exit(1)
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            consoles()[1].print("interrupted; the next run goes on from here")
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            where = f" ({error.filename})" if error.filename else ""
            told = f"the disk is full{where}: make room, then run the command again; what was finished is kept"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            writes = "A build writes below _build/ (or REGIOBOEK_BUILD_DIR) and data/snapshots/: make these writable"
            told = f"{error.filename or ''}: {error.strerror}. {writes}"
        elif isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
            asked = Path(error.filename or "")
            there = next((place for place in (asked, *asked.parents) if place.is_file()), asked)
            wanted = "file" if isinstance(error, IsADirectoryError) else "folder"
            told = f"{there}: {error.strerror}: here must be a {wanted}; take away what is there, or name another "
            told += "place (REGIOBOEK_BUILD_DIR for what a build makes)"
        else:
            what = f"{error.filename}: " if error.filename else ""
            told = f"{what}{error.strerror or error} (met in {_where(error)}): look at that place, then run it again"
        show_failure(consoles()[1], told, error)
        sys.exit(1)
