"""The end of a build: what was made, what failed where, what is wrong with the site, how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from regioboek.layout import BuildDir

if TYPE_CHECKING:
    from regioboek.commands.build_report import BuildReport

#: Failures and problems printed in full; run.json has them all.
MOST = 20


def summarise(console: Console, report: BuildReport, build: BuildDir) -> None:
    """Print the summary of a build."""
    run, rendered = report.run, report.rendered
    for failure in run.failed[:MOST]:
        console.print(f"FAILED {failure}", markup=False, style="red")
        if failure.source:
            console.print("".join(f"    {line}\n" for line in failure.source.splitlines()), markup=False, end="")
        if failure.traceback:
            console.print("".join(f"    {line}\n" for line in failure.traceback.splitlines()), markup=False, end="")
    _more(console, len(run.failed), "failed pages")
    for problem in report.problems[:MOST]:
        console.print(f"SITE {problem}", markup=False, style="red")
    _more(console, len(report.problems), "problems of the site")
    rows = [
        ("notebooks built", str(len(run.succeeded))),
        ("notebooks reused", str(len(run.reused))),
        ("notebooks failed", str(len(run.failed))),
    ]
    if run.skipped:
        rows.append(("notebooks not reached", str(len(run.skipped))))
    if report.left_out:
        rows.append(("out of date and not asked for, left out", str(report.left_out)))
    rows.append(("pages of the site", f"{rendered.pages} ({rendered.written} written, {rendered.size / 1e6:.0f} MB)"))
    rows += [(f"time: {s.name}", f"{s.seconds:.1f} s") for s in report.stages]
    rows.append(("time: in all", f"{sum(s.seconds for s in report.stages):.1f} s"))
    if console.is_terminal:
        table = Table("", "", title=f"edition {report.edition}", title_justify="left", show_header=False)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    else:
        for what, value in rows:
            console.print(f"{what}: {value}", markup=False)
    if rendered.pages:
        console.print(f"site: {_shown(build)}", markup=False, soft_wrap=True)


def _shown(build: BuildDir) -> str:
    """The site's first page, as one can click it in a terminal."""
    return (build.html / "index.html").resolve().as_uri()


def _more(console: Console, n: int, what: str) -> None:
    if n > MOST:
        console.print(f"and {n - MOST} more {what}; run.json has them all", markup=False)
