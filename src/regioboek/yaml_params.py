"""Reading `params/*.yml`: strict YAML with line numbers, and pydantic's complaints put into plain words.

Rules

* Plain YAML only: mappings, lists, text, whole numbers, decimal numbers, `true`/`false`, empty. A tag (`!anything`), a key given
  twice, a key that is no text, an alias that contains itself and more than one document are problems.
* Fewer guesses than YAML 1.1 makes: `yes`, `no`, `on`, `2023-12-04`, `1:30`, `0123` and `01_07` are text, so a code or a date
  never turns into something else. Numbers and texts are not converted into one another: `decimals: "1"` is refused.
* Nothing stops at the first problem. Every function here adds :class:`~regioboek.errors.Problem` rows to a list that
  its caller owns, and returns what could be read.
* A place is `line 12, indicators.werkloosheid.direction.favourable`: the line in the file and the key path, with the `id` of a
  list item where it has one and its number (from 0) where it has none.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from regioboek.errors import Problem
from regioboek.validation_words import expected_words, known_keys

KeyPath = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_TAG = "tag:yaml.org,2002:"


class _Loader(yaml.SafeLoader):
    """SafeLoader with the few plain scalars named in the module docstring."""

    yaml_implicit_resolvers: dict[Any, Any] = {}


for _name, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?[0-9]+\.[0-9]+([eE][-+]?[0-9]+)?", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"^(?:{_pattern})$"), _first)


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
            here = _child(here, part)
            if isinstance(part, str):
                words += f".{part}" if words else part
            elif isinstance(here, dict) and isinstance(here.get("id"), str):
                words += f".{here['id']}"
            else:
                words += f"[{part}]"
        return words

    def problem(self, path: Sequence[str | int], found: str, expected: str) -> Problem:
        return Problem(self.file, self.place(path), found, expected)


def _child(data: Any, part: str | int) -> Any:
    if isinstance(data, dict) and isinstance(part, str):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data):
        return data[part]
    return None


def quoted(value: Any) -> str:
    """A value as it would be written in the file, cut to 60 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean "werkloosheid"?` with the nearest known name, or nothing when none is near."""
    by_lower = {k.lower(): k for k in known}
    near = difflib.get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.6)
    return f'; did you mean "{by_lower[near[0]]}"?' if near else ""


def read_yaml(path: Path, file: str, problems: list[Problem]) -> Document | None:
    """The file at `path`, named `file` in problems; None when it is absent or not YAML at all."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(file, "", "no such file", f"a YAML file at {path}"))
        return None
    except UnicodeDecodeError as error:
        problems.append(Problem(file, f"byte {error.start}", "bytes that are not UTF-8", "a file saved as UTF-8"))
        return None
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        found = f"YAML that cannot be read: {error.problem or error.context}"
        problems.append(Problem(file, f"line {line}", found, "valid YAML; look at indentation, colons and quotes"))
        return None
    except yaml.YAMLError as error:
        problems.append(Problem(file, "", f"YAML that cannot be read: {error}", "valid YAML"))
        return None
    if root is None:
        problems.append(Problem(file, "line 1", "an empty file", "a block of keys"))
        return None
    lines: dict[KeyPath, int] = {}
    before = len(problems)
    data = _plain(root, (), file, lines, problems, frozenset())
    if not isinstance(data, dict):
        if len(problems) == before:
            problems.append(Problem(file, "line 1", quoted(data), "a block of keys"))
        return None
    return Document(file, data, lines)


def _plain(
    node: yaml.Node,
    path: KeyPath,
    file: str,
    lines: dict[KeyPath, int],
    problems: list[Problem],
    above: frozenset[int],
) -> Any:
    """Plain data of a node; notes its line and adds problems on the way."""
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if id(node) in above:
        problems.append(Problem(file, f"line {line}", "an alias that contains itself", "a plain value"))
        return None
    above |= {id(node)}
    if not node.tag.startswith(_TAG) or node.tag.removeprefix(_TAG) not in _PLAIN_TAGS:
        where = Document(file, None, lines).place(path)
        problems.append(Problem(file, where, f"the tag {node.tag}", "plain YAML without tags"))
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, number), file, lines, problems, above) for number, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, file, lines, problems, above)
    return _scalar(node.tag.removeprefix(_TAG), node.value)


_PLAIN_TAGS = frozenset({"map", "seq", "str", "int", "float", "bool", "null"})


def _mapping(
    node: yaml.MappingNode,
    path: KeyPath,
    file: str,
    lines: dict[KeyPath, int],
    problems: list[Problem],
    above: frozenset[int],
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if key_node.tag != f"{_TAG}str":
            written = quoted(getattr(key_node, "value", None))
            problems.append(
                Problem(file, f"line {line}", f"the key {written}", "a key that is text, in quotes if need be")
            )
            continue
        key = key_node.value
        if key in data:
            first = lines[(*path, key)]
            where = Document(file, None, {(*path, key): line}).place((*path, key))
            problems.append(
                Problem(file, where, f'the key "{key}" a second time (first on line {first})', "each key once")
            )
            continue
        lines[(*path, key)] = line
        data[key] = _plain(value_node, (*path, key), file, lines, problems, above)
    return data


def _scalar(tag: str, text: str) -> Any:
    if tag == "null":
        return None
    if tag == "bool":
        return text == "true"
    try:
        return {"int": int, "float": float}[tag](text) if tag in ("int", "float") else text
    except ValueError:  # an explicit tag on a text: `!!int een`; the model's own type check will say so
        return text


def validated(
    model: type[Model], document: Document, path: KeyPath, problems: list[Problem], data: Any = None
) -> Model | None:
    """`model` made of the data at `path` of the document (or of `data`, found there); None when refused.

    Types are strict, unknown keys are refused; every complaint becomes one problem, with the nearest known name for a
    typo. A missing key for which a near-miss was written is reported once, as the typo.
    """
    if data is None:
        data = document.data
        for part in path:
            data = _child(data, part)
    try:
        return model.model_validate_json(json.dumps(data, allow_nan=False), strict=True)
    except ValidationError as error:
        problems.extend(_complaints(error, model, document, path, data))
        return None


def _complaints(
    error: ValidationError, model: type[BaseModel], document: Document, path: KeyPath, data: Any
) -> list[Problem]:
    details = error.errors(include_url=False)
    excused: set[KeyPath] = set()  # missing keys for which something near was written
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *parent, key = detail["loc"]
            known = [k for k in known_keys(model, parent) if k not in _keys(data, parent)]
            near = difflib.get_close_matches(str(key).lower(), known, n=1, cutoff=0.6)
            excused.update((*parent, k) for k in near)
    rows: dict[tuple[KeyPath, str], list[str]] = {}
    for detail in details:
        loc = detail["loc"]
        if detail["type"] == "missing" and loc in excused:
            continue
        where = tuple(_real_part(data, loc, detail["type"]))
        if detail["type"] == "missing":
            found = "nothing: this key is missing"
        elif detail["type"] == "extra_forbidden":
            known = known_keys(model, loc[:-1])
            found = f'the unknown key "{loc[-1]}"'
            near_words = did_you_mean(str(loc[-1]), known)
            rows[((*path, *where), found)] = [f"one of {', '.join(known)}{near_words}"]
            continue
        else:
            found = quoted(detail["input"])
        expected = expected_words(model, detail)
        if detail["type"] == "literal_error" and isinstance(detail["input"], str):
            expected += did_you_mean(detail["input"], re.findall(r"'([^']+)'", str(detail["ctx"]["expected"])))
        rows.setdefault(((*path, *where), found), []).append(expected)
    return [document.problem(place, found, " or ".join(words)) for (place, found), words in rows.items()]


def _keys(data: Any, path: Sequence[str | int]) -> Iterable[str]:
    for part in path:
        data = _child(data, part)
    return data if isinstance(data, dict) else ()


def _real_part(data: Any, loc: Sequence[str | int], kind: str) -> list[str | int]:
    """`loc` without the names pydantic adds for the members of a union."""
    real: list[str | int] = []
    for number, part in enumerate(loc):
        last = number == len(loc) - 1
        if (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int)):
            real.append(part)
            data = _child(data, part)
        elif last and kind == "missing":
            real.append(part)
    return real
