"""The catalogue: `params/themes.yml` and `params/indicators.yml`, read and checked together.

Behind `indicators.yml`, which has those of the Regionale Monitor, come the collections
`params/indicators/<name>.yml`, of the same shape. An edition names those of a collection by id; `indicators: all` is
what the Monitor has.

In a project of layers the lists are merged: an entry of a user's own file stands in the place of the default with its
id, a new one behind all others. Messages name the file an entry came from.

Rules beyond the shape of the models

* Ids are slugs (they become URLs) and unique over the files of a layer; CBS codes are unique, and names in one
  collection and among all others.
* An indicator has at least one theme, each of them known.
* What an indicator says by itself is consistent (`wrong` of the models): `subject` starts in lower case, as it stands
  inside sentences; a direction that is our own reading says why; `sum` names nothing else, `weighted-mean` its weight
  and denominator and whether that is exact, `none` why not; groups have words of their own, and `totaal` is the
  indicator itself; `minimum` lies below `maximum`; breaks are in order; the first edition is not after the last.
* A rate (`per`) is made of a count, and divided by inhabitants or by another count.
* What an indicator of a collection is compared with (`monitor`) is one of the Monitor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Literal, NamedTuple, TypeVar

from regioboek.errors import Problem, nearest
from regioboek.layout import Layers
from regioboek.params.indicators import PEOPLE, Indicator, Item, Theme
from regioboek.params.validation import validated
from regioboek.params.yaml_file import Document, KeyPath, Wrong, quoted, read_yaml

T = TypeVar("T", bound=Item)

#: Where an entry was first: a collection, the list of the defaults, or that of a user.
Origin = Literal["collection", "default", "own"]


@dataclass(frozen=True)
class Catalogue:
    """What could be read; `*_ids` hold every id that was written, also of entries that were refused."""

    themes: tuple[Theme, ...]
    indicators: tuple[Indicator, ...]
    theme_ids: tuple[str, ...]
    indicator_ids: tuple[str, ...]
    #: id of an indicator or theme -> the file it stands in, where that is not the only one of its name
    files: dict[str, str] = field(default_factory=dict)
    #: ids that collections bring
    collected: frozenset[str] = frozenset()
    #: ids of the Monitor's indicators: those of the defaults that no collection brings
    of_monitor: frozenset[str] = frozenset()

    def asked(self, named: tuple[str, ...] | Literal["all"]) -> tuple[Indicator, ...]:
        """The indicators that an edition names, in the order of the files; `all`: those of no collection."""
        if named == "all":
            return tuple(i for i in self.indicators if i.id not in self.collected)
        return tuple(i for i in self.indicators if i.id in named)


class Entry(NamedTuple, Generic[T]):
    """A valid entry and where it stands."""

    item: T
    document: Document
    path: KeyPath
    origin: Origin


def read_catalogue(params_dir: Path | Layers, problems: list[Problem]) -> Catalogue:
    """Themes and indicators in the order of the files; what is wrong is added to `problems`."""
    params = Layers.of(params_dir)
    themes, theme_ids = read_items(params, "themes", Theme, problems)
    indicators, indicator_ids = read_items(params, "indicators", Indicator, problems)
    for indicator, document, path, _ in indicators:
        problems += document.problems(path, _theme_problems(indicator, theme_ids))
        problems += document.problems(path, _base_problems(indicator, indicators, indicator_ids))
    collected = frozenset(entry.item.id for entry in indicators if entry.origin == "collection")
    of_monitor = frozenset(entry.item.id for entry in indicators if entry.origin == "default")
    for indicator, document, path, _ in indicators:
        problems += document.problems(path, _monitor_problems(indicator, of_monitor))
    problems += _repeated(indicators)
    files: dict[str, str] = {}
    if len(params.folders) > 1:
        files = {e.item.id: e.document.file for e in themes} | {e.item.id: e.document.file for e in indicators}
    valid = (tuple(e.item for e in themes), tuple(e.item for e in indicators))
    return Catalogue(*valid, theme_ids, indicator_ids, files, collected, of_monitor)


def written_in(params: Layers, key: str) -> list[list[Path]]:
    """The files of a list, layer by layer with the defaults first: `<key>.yml`, then its collections `<key>/*.yml`."""
    layers = [[layer / f"{key}.yml", *sorted((layer / key).glob("*.yml"))] for layer in reversed(params.folders)]
    return [[path for path in files if path.is_file()] for files in layers]


def read_items(
    params: Layers, key: str, model: type[T], problems: list[Problem], *, needed: bool = True
) -> tuple[list[Entry[T]], tuple[str, ...]]:
    """The valid entries of `<key>.yml` and its collections in every layer, and all ids written.

    `needed`: there must be such a file.
    """
    found: list[Entry[T]] = []
    ids: dict[str, None] = {}
    layers = written_in(params, key)
    if needed and not any(file.name == f"{key}.yml" for files in layers for file in files):
        layers.insert(0, [params.file(f"{key}.yml")])
    for number, files in enumerate(layers):
        entries: list[Entry[T]] = []
        taken: dict[str, tuple[str, int]] = {}
        for path in files:
            if document := read_yaml(path, params.told(path), problems):
                read = _items(document, key, model, problems, taken, needed=needed)
                origin: Origin = "collection" if path.parent.name == key else "own" if number else "default"
                entries += [Entry(item, document, place, origin) for item, place in read]
        ids |= dict.fromkeys(taken)
        instead = {entry.item.id: entry for entry in entries}
        defaults = {entry.item.id for entry in found}
        found = [_instead(entry, instead.get(entry.item.id)) for entry in found]
        found += [entry for entry in entries if entry.item.id not in defaults]
    return found, tuple(ids)


def _instead(entry: Entry[T], other: Entry[T] | None) -> Entry[T]:
    """What counts of two layers; in the place of one of the Monitor it stays one, wherever a user wrote it."""
    if other is None:
        return entry
    return other._replace(origin="default") if entry.origin == "default" else other


def _items(
    document: Document,
    key: str,
    model: type[T],
    problems: list[Problem],
    taken: dict[str, tuple[str, int]],
    *,
    needed: bool,
) -> Iterator[tuple[T, KeyPath]]:
    """The valid entries of one file in its order; the ids written there are added to `taken`, with file and line."""
    for unknown in sorted(document.data.keys() - {key}):
        expected = f'the key "{key}" only' + nearest(unknown, [key])
        problems.append(document.problem((unknown,), f'the unknown key "{unknown}"', expected))
    if key not in document.data and document.data:  # a typo of the only key, reported above
        return
    entries = document.data.get(key)
    if not isinstance(entries, list) or (needed and not entries):
        expected = f"a list of {key}{', each with an id' if needed else '; [] for none'}"
        problems.append(document.problem((key,), quoted(entries), expected))
        return
    for number, entry in enumerate(entries):
        path: KeyPath = (key, number)
        if isinstance(entry, dict) and isinstance(written := entry.get("id"), str):
            if written in taken:
                file, line = taken[written]
                first = f"on line {line}" if file == document.file else f"in {file}, line {line}"
                found = f'the id "{written}" a second time (first {first})'
                problems.append(document.problem((*path, "id"), found, "an id of its own"))
            taken.setdefault(written, (document.file, document.lines[(*path, "id")]))
        if (item := validated(model, document, path, problems)) is not None:
            yield item, path


def _theme_problems(indicator: Indicator, theme_ids: tuple[str, ...]) -> Iterator[Wrong]:
    if not indicator.themes:
        yield ("themes",), "no theme", f"at least one of: {', '.join(theme_ids)}"
    for number, theme in enumerate(indicator.themes):
        if theme in indicator.themes[:number]:
            yield ("themes", number), f'the theme "{theme}" twice', "each theme once"
        elif theme_ids and theme not in theme_ids:
            expected = f"a theme of themes.yml{nearest(theme, theme_ids)}"
            yield ("themes", number), f'the unknown theme "{theme}"', expected


def _base_problems(indicator: Indicator, entries: list[Entry[Indicator]], ids: tuple[str, ...]) -> Iterator[Wrong]:
    """What a rate is divided by is a count, and its id is nobody's."""
    if indicator.per is None:
        return
    what, (_, *rates) = indicator.per.what, indicator.with_rate
    base = next((e.item for e in entries if e.item.id == what), None)
    expected = f"{PEOPLE}, or the id of a count"
    if what not in (PEOPLE, *ids):
        found = f'the unknown indicator "{what}"'
        yield ("per", "what"), found, f"{expected}{nearest(what, (PEOPLE, *ids))}"
    elif what != PEOPLE and base and (not base.is_count or base.corop_value or base.id == indicator.id):
        yield ("per", "what"), f'"{what}", which is no other count (aggregation with method: sum)', expected
    for rate in rates:
        if rate.id in ids or rate.id in [r.id for e in entries if e.item != indicator for r in e.item.with_rate]:
            yield ("per",), f'the id "{rate.id}", which another indicator has', "an id of its own"


def _monitor_problems(indicator: Indicator, of_monitor: frozenset[str]) -> Iterator[Wrong]:
    """What an indicator is compared with is one of the Monitor, and itself none of them."""
    if indicator.monitor is None:
        return
    if indicator.id in of_monitor:
        found = f'what "{indicator.id}" is in the Monitor, in its own list'
        yield ("monitor",), found, "this key only in a collection, params/indicators/<name>.yml"
    elif (other := indicator.monitor.indicator) not in of_monitor:
        expected = f"an id of the Monitor's in indicators.yml{nearest(other, sorted(of_monitor))}"
        yield ("monitor", "indicator"), f'the unknown indicator "{other}"', expected


def _repeated(indicators: list[Entry[Indicator]]) -> Iterator[Problem]:
    """Codes that two indicators claim, and names in one list: an edition looks at those of several."""
    owners: dict[tuple[str, str, str], str] = {}
    for indicator, document, path, origin in indicators:
        here = document.file if origin == "collection" else ""
        codes = [("code", code, ("codes", n), "a code of one indicator only") for n, code in enumerate(indicator.codes)]
        places: tuple[KeyPath, ...] = (("name",), ("per", "name"))
        named = zip(indicator.with_rate, places, strict=False)
        names = [("name", one.name, place, "a name of its own") for one, place in named]
        for what, word, place, expected in [*codes, *names]:
            key = (what, word, here if what == "name" else "")
            if owner := owners.get(key):
                found = f'the {what} "{word}", which {owner} has too'
                yield document.problem((*path, *place), found, expected)
            owners.setdefault(key, indicator.id)
