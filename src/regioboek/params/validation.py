"""Params against their pydantic models: every complaint as a problem in plain English, at its line and key path.

Rules

* Types are strict: numbers and texts are not converted into one another (`decimals: "1"` is refused). Unknown keys are
  refused; a typo is answered with the nearest known name.
* A missing key for which a near-miss was written is reported once, as the typo.
* What two members of a union expect at one place is one problem, joined by "or".
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from regioboek.errors import Problem, closest, meant, nearest
from regioboek.params.indicators import Params
from regioboek.params.yaml_file import Document, KeyPath, Wrong, child, quoted

Model = TypeVar("Model", bound=BaseModel)

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


def validated(model: type[Model], document: Document, path: KeyPath, problems: list[Problem]) -> Model | None:
    """`model` made of the data at `path` of the document; None when refused, with the problems added."""
    data = document.data
    for part in path:
        data = child(data, part)
    try:
        made = model.model_validate_json(json.dumps(data, allow_nan=False), strict=True)
    except ValidationError as error:
        known = {(problem.file, problem.place) for problem in problems}  # a refused tag has been reported already
        found = document.problems(path, _complaints(error, model, data))
        problems += [problem for problem in found if (problem.file, problem.place) not in known]
        return None
    problems += document.problems(path, _wrong_in(made))
    return made


def _wrong_in(model: BaseModel) -> Iterator[Wrong]:
    """What the model, and those in it, say is wrong with them."""
    yield from model.wrong() if isinstance(model, Params) else ()
    for key, value in model:
        parts = [((key, n), item) for n, item in enumerate(value)] if isinstance(value, tuple) else [((key,), value)]
        for place, part in parts:
            if isinstance(part, BaseModel):
                yield from (((*place, *inner), found, expected) for inner, found, expected in _wrong_in(part))


def _complaints(error: ValidationError, model: type[BaseModel], data: Any) -> list[Wrong]:
    """Per place below `data`: what was found, and what is expected there, by each member of a union."""
    details = error.errors(include_url=False)
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    typos = {loc: _nearest_free_key(model, data, loc) for loc in unknown}
    misspelt = {(*loc[:-1], near) for loc, near in typos.items() if near}
    rows: dict[KeyPath, tuple[str, list[str]]] = {}
    for detail in details:
        kind, loc = detail["type"], detail["loc"]
        expected = expected_words(model, detail, data)
        if kind == "missing":
            if loc in misspelt:
                continue
            found = "nothing: this key is missing"
        elif kind == "extra_forbidden":
            found = f'the unknown key "{loc[-1]}"'
            expected += meant([typos[loc] or ""])
        else:
            found = quoted(detail["input"])
        if kind == "literal_error" and isinstance(detail["input"], str):
            expected += nearest(detail["input"], re.findall(r"'([^']+)'", str(detail["ctx"]["expected"])))
        rows.setdefault(tuple(_written(data, loc, kind)), (found, []))[1].append(expected)
    return [(place, found, " or ".join(expected)) for place, (found, expected) in rows.items()]


def _nearest_free_key(model: type[BaseModel], data: Any, loc: Sequence[str | int]) -> str | None:
    """The known key that an unknown one was meant to be, among those not given yet."""
    *parent, key = loc
    told = data
    for part in _written(data, parent, "extra_forbidden"):
        data = child(data, part)
    free = [name for name in known_keys(model, parent, told) if not isinstance(data, dict) or name not in data]
    return next(iter(closest(str(key), free)), None)


def _written(data: Any, loc: Sequence[str | int], kind: str) -> list[str | int]:
    """`loc` without the names pydantic adds for the members of a union."""
    real: list[str | int] = []
    for number, part in enumerate(loc):
        last = number == len(loc) - 1
        if _is_in(data, part):
            real.append(part)
            data = child(data, part)
        elif last and kind == "missing":
            real.append(part)
    return real


def _is_in(data: Any, part: str | int) -> bool:
    return (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int))


def expected_words(model: type[BaseModel], detail: Mapping[str, Any], data: Any) -> str:
    """Plain words for one entry of `ValidationError.errors()` of `model` and the data it was asked to hold."""
    kind, loc = detail["type"], detail["loc"]
    _, info = _at(model, loc, data)
    description = info.description if info else None
    if kind == "missing":
        words = f'the key "{loc[-1]}"' + (f": {description}" if description else "")
    elif kind == "extra_forbidden":
        words = f"one of {', '.join(known_keys(model, loc[:-1], data))}"
    elif kind == "literal_error":
        words = "one of " + str(detail["ctx"]["expected"]).replace("'", '"')
    elif kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        words = description or f"a number {_bounds(info, detail)}"
    elif kind == "string_pattern_mismatch":
        words = description or f"text like {detail['ctx']['pattern']}"
    else:
        words = _TYPES.get(kind, str(detail["msg"]))
        if kind.startswith("model"):
            words += f": {', '.join(known_keys(model, loc, data))}"
    return words


def _bounds(info: FieldInfo | None, detail: Mapping[str, Any]) -> str:
    """All bounds of the field, not only the one that was crossed: `above 0 and below 1`."""
    bounds: dict[str, Any] = {}
    for item in [*(info.metadata if info else ()), detail["ctx"]]:
        for name, _ in _BOUNDS:
            value = item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
            if value is not None:
                bounds[name] = value
    return " and ".join(f"{word} {bounds[name]:g}" for name, word in _BOUNDS if name in bounds)


def known_keys(model: type[BaseModel], loc: Sequence[str | int], data: Any) -> list[str]:
    """The keys a file may have at `loc`, in the order of the model; empty where there is no model."""
    here, _ = _at(model, loc, data)
    return [field.alias or name for name, field in here.model_fields.items()] if here else []


def _at(model: type[BaseModel], loc: Sequence[str | int], data: Any) -> tuple[type[BaseModel] | None, FieldInfo | None]:
    """The model whose keys stand at `loc` of the data (None: a plain value), and the field that `loc` ends in.

    Numbers (list items) and names of union members are passed over. A model that has others of its kind says by
    `model_for` which of them the data are.
    """
    here: type[BaseModel] | None = _chosen(model, data)
    info: FieldInfo | None = None
    for part in loc:
        data = child(data, part) if _is_in(data, part) else data
        if here is not None and part in here.model_fields:
            info = here.model_fields[str(part)]
            here = next(_models(info.annotation), None)
        here = here and _chosen(here, data)
    return here, info


def _chosen(model: type[BaseModel], data: Any) -> type[BaseModel]:
    return model.model_for(data) if hasattr(model, "model_for") else model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models inside Annotated, Optional, Union, tuple, list and dict annotations."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, types.UnionType, tuple, list, dict):
        for argument in get_args(annotation):
            yield from _models(argument)
