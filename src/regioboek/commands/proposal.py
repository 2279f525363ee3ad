"""What an update changed, as a proposal that people read before they agree: Markdown, for a pull or merge request."""

from __future__ import annotations

from collections.abc import Iterator

from regioboek.commands.fetch_changes import lines_of
from regioboek.params.edition import Edition
from regioboek.sources.problems import counted
from regioboek.sources.snapshot.fetching import FetchReport, SourceReport
from regioboek.sources.snapshot.update import Changes


def proposal(edition: Edition, report: FetchReport) -> str:
    """Per source what is other than it was, with the first figures of each sort; what did not change is one line."""
    made = [s for s in report.sources if s.outcome not in ("kept", "unchanged", "skipped")]
    lines = [f"# New figures for {edition.params.title} ({edition.id})", ""]
    for source in made:
        lines += [*_source(source, edition), ""]
    same = [s.id for s in report.sources if s not in made]
    if same:
        lines.append(f"As they were: {', '.join(same)}.")
    return "\n".join(lines).rstrip() + "\n"


def _source(report: SourceReport, edition: Edition) -> Iterator[str]:
    source = next((s for s in edition.params.sources if s.id == report.id), None)
    title = source.title if source else report.entry.title if report.entry else report.id
    yield f"## {title} (`{report.id}`)"
    yield ""
    if report.problems:
        yield f"Not taken, and as it was: {report.title}."
        yield ""
        for problem in report.problems:
            yield f"- {' '.join(str(problem).split())}"
        return
    if report.changes is None:
        rows = f"{report.entry.rows} rows" if report.entry and report.entry.rows else "files"
        yield "Left out: the params do not have it." if report.outcome == "removed" else f"Fetched first: {rows}."
        return
    yield f"{_counted(report.changes)}."
    yield ""
    yield "| what | of | was | is |"
    yield "|---|---|---|---|"
    for line in lines_of(report.changes):
        yield "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in line) + " |"


def _counted(changes: Changes) -> str:
    """How many figures changed in which way, in one line."""
    numbers = {
        ("figure", "changed"): len(changes.changed),
        ("figure", "of another status"): len(changes.status),
        ("row", "added"): len(changes.added),
        ("row", "gone"): len(changes.gone),
    }
    told = [f"{counted(count, first)} {rest}" for (first, rest), count in numbers.items() if count]
    if not told:
        told = ["Other files" if changes.beyond_cells else "No figure changed: only what is told of the source"]
    return ", ".join(told)
