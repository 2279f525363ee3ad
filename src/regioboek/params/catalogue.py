"""The catalogue: `params/themes.yml` and `params/indicators.yml`, read and checked together.

In a project of layers both lists are merged: an entry of a user's own file stands in the place of the default with its
id, a new one behind all others. Messages name the file an entry came from.

Rules beyond the shape of the models

* Ids are slugs (they become URLs) and unique; names and CBS codes are unique.
* An indicator has at least one theme, each of them known.
* `subject` starts in lower case: it stands inside sentences.
* A direction that is our own reading says why.
* `sum` is for counts and names nothing else.
* `weighted-mean` names a weight we have and its denominator, and says whether it is exact; `none` says why.
* Groups have slugs and words of their own; `totaal` is the indicator itself.
* `minimum` lies below `maximum`; breaks are in order; the first edition is not after the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from regioboek.errors import Problem
from regioboek.layout import Layers
from regioboek.params.indicators import TOTAL, Indicator, Theme
from regioboek.params.validation import validated
from regioboek.params.yaml_file import Document, KeyPath, did_you_mean, quoted, read_yaml

#: Weights that an edition's sources supply: inhabitants per gemeente.
WEIGHTS = ("inwoners",)

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_WORDS = "lower-case letters, digits and single hyphens: it becomes part of a URL"

Item = TypeVar("Item", Theme, Indicator)


@dataclass(frozen=True)
class Catalogue:
    """What could be read; `*_ids` hold every id that was written, also of entries that were refused."""

    themes: tuple[Theme, ...]
    indicators: tuple[Indicator, ...]
    theme_ids: tuple[str, ...]
    indicator_ids: tuple[str, ...]
    #: id of an indicator or theme -> the file it stands in, where that is not the only one of its name
    files: dict[str, str] = field(default_factory=dict)


class Entry(NamedTuple, Generic[Item]):
    """A valid entry and where it stands."""

    item: Item
    document: Document
    path: KeyPath


def read_catalogue(params_dir: Path | Layers, problems: list[Problem]) -> Catalogue:
    """Themes and indicators in the order of the files; what is wrong is added to `problems`."""
    params = Layers.of(params_dir)
    themes, theme_ids = _merged(params, "themes", Theme, problems)
    indicators, indicator_ids = _merged(params, "indicators", Indicator, problems)
    for entry in indicators:
        problems.extend(_indicator_problems(entry.item, entry.path, entry.document, theme_ids))
    problems.extend(_repeated(indicators))
    files: dict[str, str] = {}
    if len(params.folders) > 1:
        files = {e.item.id: e.document.file for e in themes} | {e.item.id: e.document.file for e in indicators}
    return Catalogue(tuple(e.item for e in themes), tuple(e.item for e in indicators), theme_ids, indicator_ids, files)


def _merged(
    params: Layers, key: str, model: type[Item], problems: list[Problem]
) -> tuple[list[Entry[Item]], tuple[str, ...]]:
    """The valid entries of every layer, and all ids written."""
    found: list[Entry[Item]] = []
    ids: dict[str, None] = {}
    for path in params.every(f"{key}.yml") or (params.file(f"{key}.yml"),):
        entries, written = _items(path, params.told(path), key, model, problems)
        ids |= dict.fromkeys(written)
        instead = {entry.item.id: entry for entry in entries}
        defaults = {entry.item.id for entry in found}
        found = [instead.get(entry.item.id, entry) for entry in found]
        found += [entry for entry in entries if entry.item.id not in defaults]
    return found, tuple(ids)


def _items(
    file: Path, told: str, key: str, model: type[Item], problems: list[Problem]
) -> tuple[list[Entry[Item]], tuple[str, ...]]:
    """The valid entries of one file in its order, and all ids written there."""
    document = read_yaml(file, told, problems)
    if document is None:
        return [], ()
    for unknown in sorted(document.data.keys() - {key}):
        expected = f'the key "{key}" only' + did_you_mean(unknown, [key])
        problems.append(document.problem((unknown,), f'the unknown key "{unknown}"', expected))
    if key not in document.data and document.data:  # a typo of the only key, reported above
        return [], ()
    entries = document.data.get(key)
    if not isinstance(entries, list) or not entries:
        problems.append(document.problem((key,), quoted(entries), f"a list of {key}, each with an id"))
        return [], ()
    items: list[Entry[Item]] = []
    first: dict[str, int] = {}
    for number, entry in enumerate(entries):
        path: KeyPath = (key, number)
        if isinstance(entry, dict) and isinstance(written := entry.get("id"), str):
            if not SLUG.fullmatch(written):
                problems.append(document.problem((*path, "id"), quoted(written), SLUG_WORDS))
            if written in first:
                line = document.lines[(key, first[written], "id")]
                found = f'the id "{written}" a second time (first on line {line})'
                problems.append(document.problem((*path, "id"), found, "an id of its own"))
            first.setdefault(written, number)
        if (item := validated(model, document, path, problems)) is not None:
            items.append(Entry(item, document, path))
    return items, tuple(first)


def _indicator_problems(
    indicator: Indicator, path: KeyPath, document: Document, theme_ids: tuple[str, ...]
) -> Iterator[Problem]:
    if not indicator.themes:
        yield document.problem((*path, "themes"), "no theme", f"at least one of: {', '.join(theme_ids)}")
    for number, theme in enumerate(indicator.themes):
        if theme in indicator.themes[:number]:
            yield document.problem((*path, "themes", number), f'the theme "{theme}" twice', "each theme once")
        elif theme_ids and theme not in theme_ids:
            expected = f"a theme of themes.yml{did_you_mean(theme, theme_ids)}"
            yield document.problem((*path, "themes", number), f'the unknown theme "{theme}"', expected)
    if indicator.subject[:1] != indicator.subject[:1].lower() or not indicator.subject:
        expected = "a noun phrase in lower case, with its article: it stands inside sentences"
        yield document.problem((*path, "subject"), quoted(indicator.subject), expected)
    if indicator.direction.certainty == "common-sense" and not indicator.direction.reason:
        found = "our own reading of the direction (common-sense) without a reason"
        yield document.problem((*path, "direction"), found, 'the key "reason": why this side is favourable')
    yield from _aggregation_problems(indicator, (*path, "aggregation"), document)
    yield from _range_problems(indicator, path, document)
    yield from _group_problems(indicator, path, document)


def _aggregation_problems(indicator: Indicator, path: KeyPath, document: Document) -> Iterator[Problem]:
    rule = indicator.aggregation
    if rule.method == "sum":
        for key in ("weight", "denominator", "exact", "reason"):
            if getattr(rule, key) is not None:
                yield document.problem(
                    (*path, key), f'method "sum" with a {key}', "the method only: counts are added up"
                )
        return
    if rule.method == "none":
        if not rule.reason:
            yield document.problem(path, 'method "none" without a reason', 'the key "reason": why not')
        for key in ("weight", "denominator", "exact"):
            if getattr(rule, key) is not None:
                found = f'method "none" with a {key}'
                yield document.problem((*path, key), found, "only a reason, or method: weighted-mean")
        return
    for key in ("weight", "denominator", "exact"):
        if getattr(rule, key) is None:
            yield document.problem(path, f'method "{rule.method}" without "{key}"', f'the key "{key}"')
    if rule.weight is not None and rule.weight not in WEIGHTS:
        expected = f"one of: {', '.join(WEIGHTS)}{did_you_mean(rule.weight, WEIGHTS)}"
        yield document.problem((*path, "weight"), f'the unknown weight "{rule.weight}"', expected)


def _group_problems(indicator: Indicator, path: KeyPath, document: Document) -> Iterator[Problem]:
    taken = {TOTAL: "what the indicator's own figures are called"}
    for number, group in enumerate(indicator.groups):
        here = (*path, "groups", number)
        if not SLUG.fullmatch(group.id):
            yield document.problem((*here, "id"), quoted(group.id), SLUG_WORDS)
        for word in dict.fromkeys(w.casefold() for w in (group.id, group.name, group.code) if w):
            if word in taken:
                yield document.problem(here, f'the word "{word}", {taken[word]}', "words of one group only")
            taken.setdefault(word, f"which group {group.id} has too")


def _range_problems(indicator: Indicator, path: KeyPath, document: Document) -> Iterator[Problem]:
    low, high = indicator.minimum, indicator.maximum
    if low is not None and high is not None and low >= high:
        yield document.problem(
            (*path, "minimum"), f"{low:.12g} with maximum {high:.12g}", "a minimum below the maximum"
        )
    years = [b.year for b in indicator.breaks]
    if years != sorted(set(years)):
        yield document.problem((*path, "breaks"), quoted(years), "break years in order, each once")
    for number, year in enumerate(years):
        if not 1900 <= year <= 2100:
            yield document.problem((*path, "breaks", number, "year"), str(year), "a calendar year: 1900 to 2100")
    since, until = indicator.editions_from, indicator.editions_until
    if since is not None and until is not None and since > until:
        found = f"{since} with editions_until {until}"
        yield document.problem((*path, "editions_from"), found, "a first edition not after the last")


def _repeated(indicators: list[Entry[Indicator]]) -> Iterator[Problem]:
    """Codes and names that two indicators claim."""
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for indicator, document, path in indicators:
        for place, code in enumerate(indicator.codes):
            if code in codes:
                found = f'the code "{code}", which {codes[code]} has too'
                yield document.problem((*path, "codes", place), found, "a code of one indicator only")
            codes.setdefault(code, indicator.id)
        if indicator.name in names:
            found = f'the name "{indicator.name}", which {names[indicator.name]} has too'
            yield document.problem((*path, "name"), found, "a name of its own")
        names.setdefault(indicator.name, indicator.id)
