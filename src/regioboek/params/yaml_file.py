"""Reading `params/*.yml`: strict YAML in which every value knows its line.

Rules

* Plain YAML only: mappings, lists, text, whole numbers, decimal numbers, `true`/`false`, empty. A tag (`!anything`), a
  key given twice, a key that is no text, an alias that contains itself and more than one document are problems.
* Fewer guesses than YAML 1.1 makes: `yes`, `no`, `on`, `2023-12-04`, `1:30`, `0123` and `01_07` are text, so a code or
  a date never turns into something else.
* Nothing stops at the first problem, as far as the file can be read: :class:`~regioboek.errors.Problem` rows are added
  to a list that the caller owns.
* A place is `line 12, indicators.werkloosheid.direction.favourable`: the line in the file and the key path, with the
  `id` of a list item where it has one and its number (from 0) where it has none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from regioboek.errors import Problem

KeyPath = tuple[str | int, ...]

#: What is wrong with a value: the keys to it, what was found there, and what was expected.
Wrong = tuple[KeyPath, str, str]

_TAG = "tag:yaml.org,2002:"


class _Loader(yaml.CSafeLoader):
    """CSafeLoader with the few plain scalars named in the module docstring."""


class _Telling(yaml.SafeLoader):
    """The same by PyYAML's own reader: ten times as slow, with better words for what is wrong."""


#: The one that reads, and the one that says what is wrong.
LOADERS = (_Loader, _Telling)

for _loader in LOADERS:
    _loader.yaml_implicit_resolvers = {}
    for _name, _pattern, _first in (
        ("null", r"~|null|", ["~", "n", ""]),
        ("bool", r"true|false", list("tf")),
        ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
        ("float", r"[-+]?[0-9]+\.[0-9]+([eE][-+]?[0-9]+)?", list("-+0123456789")),
    ):
        _loader.add_implicit_resolver(_TAG + _name, re.compile(rf"^(?:{_pattern})$"), _first)


@dataclass(frozen=True)
class Document:
    """One YAML file as read: plain data, and the line (from 1) on which each key path begins."""

    file: str
    data: Any
    lines: Mapping[KeyPath, int] = field(default_factory=dict)

    def place(self, path: Sequence[str | int]) -> str:
        """`line 12, rules.trend.alpha`; a path that is not in the file gets the line of its nearest parent."""
        for length in range(len(path), -1, -1):
            if line := self.lines.get(tuple(path[:length])):
                break
        words = self._words(path)
        return ", ".join(part for part in (f"line {line}" if line else "", words) if part)

    def _words(self, path: Sequence[str | int]) -> str:
        words, here = "", self.data
        for part in path:
            here = child(here, part)
            if isinstance(part, str):
                words += f".{part}" if words else part
            elif isinstance(here, dict) and isinstance(here.get("id"), str):
                words += f".{here['id']}"
            else:
                words += f"[{part}]"
        return words

    def problem(self, path: Sequence[str | int], found: str, expected: str) -> Problem:
        """A problem at a key path of this file."""
        return Problem(self.file, self.place(path), found, expected)

    def problems(self, path: KeyPath, wrong: Iterable[Wrong]) -> list[Problem]:
        """What is wrong below a key path."""
        return [self.problem((*path, *place), found, expected) for place, found, expected in wrong]


def child(data: Any, part: str | int) -> Any:
    """The value under a key or at a number of a list; None when there is none."""
    if isinstance(data, dict) and isinstance(part, str):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data):
        return data[part]
    return None


def quoted(value: Any) -> str:
    """A value as it would be written in the file, cut to 60 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def read_yaml(path: Path, file: str, problems: list[Problem]) -> Document | None:
    """The file at `path`, named `file` in problems; None when it is absent or holds no block of keys."""
    root = _composed(path, file, problems)
    if root is None:
        return None
    reader = _Reader(file, problems)
    before = len(problems)
    data = reader.plain(root, (), frozenset())
    if isinstance(data, dict):
        return Document(file, data, reader.lines)
    if len(problems) == before:
        problems.append(Problem(file, "line 1", quoted(data), "a block of keys"))
    return None


def _tree(text: str) -> yaml.Node | None:
    """The nodes of a text; YAMLError in PyYAML's own words."""
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=_Telling)


def _composed(path: Path, file: str, problems: list[Problem]) -> yaml.Node | None:
    """The tree of nodes, or None and a problem that says why there is none."""
    place, expected = "", "valid YAML; look at indentation, colons and quotes"
    try:
        root = _tree(path.read_text(encoding="utf-8"))
        if root is not None:
            return root
        place, found, expected = "line 1", "an empty file", "a block of keys"
    except FileNotFoundError:
        found, expected = "no such file", f"a YAML file at {path}"
    except UnicodeDecodeError as error:
        place, found, expected = f"byte {error.start}", "bytes that are not UTF-8", "a file saved as UTF-8"
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        found = f"YAML that cannot be read: {error.problem or error.context}"
        if "undefined alias" in found:
            expected = "the lines that the alias stands for, where this was copied from: they follow its name with an &"
    except yaml.YAMLError as error:
        found = f"YAML that cannot be read: {error}"
    problems.append(Problem(file, place, found, expected))
    return None


@dataclass
class _Reader:
    """Turns nodes into plain data; notes the line of each value and adds problems on the way."""

    file: str
    problems: list[Problem]
    lines: dict[KeyPath, int] = field(default_factory=dict)

    def plain(self, node: yaml.Node, path: KeyPath, above: frozenset[int]) -> Any:
        """The value of a node at `path`; `above` are the nodes it lies in."""
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        kind = node.tag.removeprefix(_TAG)
        if id(node) in above:
            self._refuse(path, "an alias that contains itself", "a plain value")
            return None
        if kind not in _KINDS:
            self._refuse(path, f"the tag {node.tag.replace(_TAG, '!!')}", "plain YAML without tags")
            return None
        above |= {id(node)}
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*path, number), above) for number, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, above)
        return _scalar(kind, node.value)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath, above: frozenset[int]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line, key = key_node.start_mark.line + 1, key_node.value
            if key_node.tag != f"{_TAG}str":
                found = f"the key {key}" if isinstance(key, str) else "a key that is a list or block"
                self.problems.append(Problem(self.file, f"line {line}", found, "a key that is text, in quotes"))
            elif key in data:
                found = f'the key "{key}" a second time (first on line {self.lines[(*path, key)]})'
                where = Document(self.file, None, {(*path, key): line}).place((*path, key))
                self.problems.append(Problem(self.file, where, found, "each key once"))
            else:
                self.lines[(*path, key)] = line
                data[key] = self.plain(value_node, (*path, key), above)
        return data

    def _refuse(self, path: KeyPath, found: str, expected: str) -> None:
        self.problems.append(Document(self.file, None, self.lines).problem(path, found, expected))


_KINDS = frozenset({"map", "seq", "str", "int", "float", "bool", "null"})


def _scalar(kind: str, text: str) -> Any:
    if kind == "null":
        return None
    if kind == "bool":
        return text == "true"
    try:
        return {"int": int, "float": float}.get(kind, str)(text)
    except ValueError:  # an explicit tag on a text, `!!int een`: the type check of the model will refuse the text
        return text
