"""The part of OData that the tests ask of CBS: $filter and $select over rows held in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+(?:\.[0-9]+)?|[(),])")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "ge": lambda a, b: a >= b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "lt": lambda a, b: a < b,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "startswith": lambda text, start: text.startswith(start),
    "endswith": lambda text, end: text.endswith(end),
    "substringof": lambda part, text: part in text,
    "contains": lambda text, part: part in text,
    "substring": lambda text, first, count=None: text[first:] if count is None else text[first : first + count],
    "trim": lambda text: text.strip(),
    "tolower": lambda text: text.lower(),
}


class BadFilter(ValueError):
    """What CBS answers 400 to."""


def selected(rows: Sequence[Row], query: Mapping[str, str]) -> list[Row]:
    """The rows that `$filter` keeps, with the columns of `$select`. Raises BadFilter for a column that is not there."""
    kept = list(rows)
    if query.get("$filter"):
        keep = _Filter(query["$filter"], rows[0] if rows else {}).parse()
        kept = [row for row in rows if keep(row)]
    if query.get("$select"):
        columns = [c.strip() for c in query["$select"].split(",")]
        absent = [c for c in columns if rows and c not in rows[0]]
        if absent:
            raise BadFilter(f"no property {', '.join(absent)}")
        kept = [{c: row[c] for c in columns} for row in kept]
    return kept


class _Filter:
    """A recursive descent over `or`, `and`, parentheses, comparisons and functions."""

    def __init__(self, text: str, example: Row):
        self.example = example
        self.tokens: list[str] = []
        place = 0
        while place < len(text.rstrip()):
            match = _TOKEN.match(text, place)
            if not match:
                raise BadFilter(f"not understood at {place}: {text}")
            self.tokens.append(match[1])
            place = match.end()

    def parse(self) -> Callable[[Row], bool]:
        result = self._any()
        if self.tokens:
            raise BadFilter(f"too much: {self.tokens}")
        return result

    def _any(self) -> Callable[[Row], Any]:
        parts = [self._all()]
        while self.tokens[:1] == ["or"]:
            self.tokens.pop(0)
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def _all(self) -> Callable[[Row], Any]:
        parts = [self._compare()]
        while self.tokens[:1] == ["and"]:
            self.tokens.pop(0)
            parts.append(self._compare())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def _compare(self) -> Callable[[Row], Any]:
        left = self._value()
        if self.tokens and self.tokens[0] in _COMPARE:
            compare = _COMPARE[self.tokens.pop(0)]
            right = self._value()
            return lambda row: compare(left(row), right(row))
        return left

    def _value(self) -> Callable[[Row], Any]:
        if not self.tokens:
            raise BadFilter("it ends too soon")
        token = self.tokens.pop(0)
        if token == "(":
            inner = self._any()
            self._expect(")")
            return inner
        if token.startswith("'"):
            text = token[1:-1].replace("''", "'")
            return lambda _: text
        if token in ("true", "false"):
            return lambda _: token == "true"
        if token[0].isdigit() or token[0] == "-":
            number = float(token) if "." in token else int(token)
            return lambda _: number
        if token in _FUNCTIONS and self.tokens[:1] == ["("]:
            return self._call(_FUNCTIONS[token])
        if self.example and token not in self.example:
            raise BadFilter(f"no property {token}")
        return lambda row: row[token]

    def _call(self, function: Callable[..., Any]) -> Callable[[Row], Any]:
        self._expect("(")
        arguments = [self._value()]
        while self.tokens[:1] == [","]:
            self.tokens.pop(0)
            arguments.append(self._value())
        self._expect(")")
        return lambda row: function(*(a(row) for a in arguments))

    def _expect(self, token: str) -> None:
        if self.tokens[:1] != [token]:
            raise BadFilter(f"{token} expected before {self.tokens}")
        self.tokens.pop(0)
