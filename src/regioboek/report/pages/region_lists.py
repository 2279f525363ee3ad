""" "Sterk" and "Let op" above a region's page: a figure each and why, short enough for the first screen of a phone."""

from __future__ import annotations

from regioboek.markup import Markup, html, join
from regioboek.params.levels import Level
from regioboek.report.pages import marks
from regioboek.words import listed
from regioboek.words.labels import section
from regioboek.words.striking import Choice, Strike

#: How the lists are headed.
_SIDES = section("pages.listed")


def _lists(choice: Choice) -> dict[str, tuple[Strike, ...]]:
    """The entries by side; a list without any is left out."""
    return {side: strikes for side, strikes in (("strong", choice.strong), ("weak", choice.weak)) if strikes}


def lists(choice: Choice, level: Level) -> Markup:
    """The two lists; a mark stands beside the colour. Nothing where nothing strikes."""
    shown = []
    for side, strikes in _lists(choice).items():
        entries = marks.bullets((_entry(s, level) for s in strikes), f"rb-{side}")
        shown.append(html("<section><h3>{}</h3>{}</section>", _SIDES[side], entries))
    return html('<div class="rb-brief">{}</div>', join(shown)) if shown else Markup("")


def _entry(strike: Strike, level: Level) -> Markup:
    name = marks.indicator_link(strike.facts.indicator)
    return html("{} <strong>{}</strong>, {}", name, listed.figure(strike), listed.why(strike, level))


def as_text(choice: Choice, level: Level) -> list[str]:
    """The same as lines: "Sterk: a 4,2 %, 3e van 52; b …"."""
    return [
        f"{_SIDES[side]}: {'; '.join(listed.entry(s, level) for s in strikes)}"
        for side, strikes in _lists(choice).items()
    ]
