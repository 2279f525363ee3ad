"""What a pydantic model expects at a place, in plain English: the `expected` half of a params problem."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_TYPES = {
    "string_type": "text (in quotes when it looks like a number)",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number, with a point: 0.05",
    "bool_type": "true or false",
    "tuple_type": "a list: [a, b]",
    "list_type": "a list: [a, b]",
    "dict_type": "a block of keys",
    "model_type": "a block of keys",
    "model_attributes_type": "a block of keys",
}

_BOUNDS = (("gt", "above"), ("ge", "at least"), ("lt", "below"), ("le", "at most"))


def expected_words(model: type[BaseModel], detail: Mapping[str, Any]) -> str:
    """Plain words for one entry of `ValidationError.errors()` of `model`."""
    kind, loc = detail["type"], detail["loc"]
    info = field_at(model, loc)
    if kind == "missing":
        return f'the key "{loc[-1]}"' + (f": {info.description}" if info and info.description else "")
    if kind == "literal_error":
        return "one of " + str(detail["ctx"]["expected"]).replace("'", '"')
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return f"a number {_bounds(info, detail)}"
    if kind == "string_pattern_mismatch":
        return info.description if info and info.description else f"text like {detail['ctx']['pattern']}"
    if kind in _TYPES:
        keys = known_keys(model, loc) if kind.startswith("model") else []
        return _TYPES[kind] + (f": {', '.join(keys)}" if keys else "")
    return str(detail["msg"])


def _bounds(info: FieldInfo | None, detail: Mapping[str, Any]) -> str:
    """All bounds of the field, not only the one that was crossed: `above 0 and below 1`."""
    bounds: dict[str, Any] = {}
    for item in [*(info.metadata if info else ()), detail["ctx"]]:
        for name, _ in _BOUNDS:
            value = item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
            if value is not None:
                bounds[name] = value
    return " and ".join(f"{word} {bounds[name]:g}" for name, word in _BOUNDS if name in bounds)


def known_keys(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys a file may have at `loc`, in the order of the model; empty where there is no model."""
    here = model_at(model, loc)
    return list(here.model_fields) if here else []


def model_at(model: type[BaseModel], loc: Sequence[str | int]) -> type[BaseModel] | None:
    """The model whose keys stand at `loc`; None when that is a plain value."""
    if not loc:
        return model
    info = field_at(model, loc)
    return next(_models(info.annotation), None) if info else None


def field_at(model: type[BaseModel], loc: Sequence[str | int]) -> FieldInfo | None:
    """The field that `loc` ends in; numbers (list items) and names of union members are passed over."""
    here: type[BaseModel] | None = model
    info: FieldInfo | None = None
    for part in loc:
        if here is None or part not in here.model_fields:
            continue
        info = here.model_fields[str(part)]
        here = next(_models(info.annotation), None)
    return info


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models inside Optional, Union, tuple, list and dict annotations."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, tuple, list, dict):
        for argument in get_args(annotation):
            yield from _models(argument)
