"""What an update changed, as a proposal that people read before they agree: Markdown, for a pull or merge request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regioboek.commands.fetch_changes import Line, lines_of, spaced
from regioboek.params.edition import Edition
from regioboek.params.source import Source
from regioboek.sources.problems import counted
from regioboek.sources.snapshot.fetching import FetchReport, SourceReport
from regioboek.sources.snapshot.update import Changes

#: Of what there is no list of changes: a heading, and which outcomes stand below it.
_OTHERS = {
    "Fetched for the first time": ("fetched", "updated"),
    "Left out: the params do not have it": ("removed",),
    "Not taken": ("declined", "failed", "skipped"),
}


def proposal(edition: Edition, report: FetchReport, regions: Mapping[str, str]) -> str:
    """Per source what is other than it was, with the first figures of each sort; what did not change is one line.

    `regions`: code -> name, of regions that are to be called by it.
    """
    changed = [s for s in report.sources if s.changes is not None]
    others = [s for s in report.sources if s.changes is None]
    lines = [f"# New figures for {edition.params.title} ({edition.id})", ""]
    for source in changed:
        lines += [*_changed(source, edition, regions), ""]
    for told, outcomes in _OTHERS.items():
        sources = [s for s in others if s.outcome in outcomes]
        if sources:
            lines += [f"## {told}", "", *(line for s in sources for line in _other(s, edition)), ""]
    same = [s.id for s in others if s.outcome in ("kept", "unchanged")]
    if same:
        lines.append(f"As they were: {', '.join(same)}.")
    return "\n".join(lines).rstrip() + "\n"


def _source(report: SourceReport, edition: Edition) -> Source | None:
    return next((s for s in edition.params.sources if s.id == report.id), None)


def _title(report: SourceReport, edition: Edition) -> str:
    source = _source(report, edition)
    title = source.title if source else report.entry.title if report.entry else report.id
    return f"{title} (`{report.id}`)"


def _other(report: SourceReport, edition: Edition) -> Iterator[str]:
    """A source of which there is no list of changes; when it was not taken, with every reason."""
    yield f"* {_title(report, edition)}{_more(report)}"
    for problem in report.problems:
        yield f"  - {' '.join(str(problem).split())}"


def _more(report: SourceReport) -> str:
    """How much was fetched, or why nothing was."""
    if report.outcome in ("fetched", "updated") and report.entry and report.entry.rows:
        return f": {spaced(report.entry.rows)} rows"
    return f": {report.title}" if report.title else ""


def _changed(report: SourceReport, edition: Edition, regions: Mapping[str, str]) -> Iterator[str]:
    changes = report.changes
    assert changes is not None
    asked = getattr(_source(report, edition), "statline", None)
    titles = {i.id: i.name for i in edition.indicators}
    keys = {key: titles[id] for id, key in getattr(asked, "keys", {}).items() if id in titles}
    yield f"## {_title(report, edition)}"
    yield ""
    yield f"{_counted(changes)}{'; nobody agreed to it yet' * (report.outcome == 'declined')}."
    yield ""
    yield "| what | of | was | is |"
    yield "|---|---|---|---|"
    for line in sorted(lines_of(changes), key=lambda line: line[0] in changes.told):  # figures first
        cells = _in_words(line, keys, regions)
        yield "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def _in_words(line: Line, measures: Mapping[str, str], regions: Mapping[str, str]) -> Line:
    """The line with titles of indicators and names of regions for the keys and codes that are known."""
    what, of, was, now = line
    key = what.removeprefix("measure ")
    if key in measures:
        return "key of the measure", measures[key], was, now
    series, *rest = of.rsplit(" ", 2)
    told = [measures.get(series, series)]
    if len(rest) == 2 and rest[1][:4].isdigit():  # of one region and period
        region, year = rest[0], rest[1].removesuffix("JJ00")
        where = f"{regions[region]} ({region})" if region in regions else region
        return what, ", ".join([*told, where, year]), was, now
    return what, " ".join([*told, *rest]), was, now


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
