"""A source of an edition: what all kinds have in common, and how the kind that is named is found.

A kind is an entry point of the group `regioboek.source_kinds`: its name is what `kind:` says, its object a model below
:class:`Source` with the keys that this kind reads and no others. The kinds of this package are registered as those of
any other are (`pyproject.toml`), so that a bureau adds one without a fork.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PlainValidator, SerializeAsAny, ValidationError, ValidationInfo

from regioboek.errors import RegioboekError, nearest
from regioboek.params.indicators import Item
from regioboek.params.levels import Level
from regioboek.params.yaml_file import Wrong, quoted

GROUP = "regioboek.source_kinds"

#: What a source may give an edition.
Gives = Literal["figures", "population", "boundaries", "register", "transfers"]


class Source(Item):
    """What every source says; the model of its kind adds the keys that this kind reads."""

    #: `module:class` of what fetches and reads it (`sources/kinds/base.py`), imported when that is done
    reader: ClassVar[str] = ""
    #: keys under `files:` that must be there, and those that may
    needed: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()
    #: what every source of this kind gives
    always: ClassVar[frozenset[Gives]] = frozenset()
    #: whether fetching it needs a network even without an address under `files:`
    service: ClassVar[bool] = False

    kind: str
    title: str
    origin: str  # who made it, as the source line says it
    licence: str
    citation: str
    #: what it is -> path below the edition's base, or the http(s) address it is downloaded from
    files: dict[str, str] = Field(default_factory=dict)
    note: str | None = None  # Dutch, for readers: what must be known about these files

    @classmethod
    def model_for(cls, told: Any) -> type[Source]:
        """The model of the kind that a source as written names; this one when it names none that is known."""
        kind = told.get("kind") if isinstance(told, dict) else None
        return kind_model(kind) if cls is Source and isinstance(kind, str) and kind in source_kinds() else cls

    @property
    def given(self) -> frozenset[Gives]:
        """What the edition gets from this source."""
        return self.always

    @property
    def inner_register(self) -> Level | None:
        """The level inside gemeenten whose regions it adds to the register; None when it adds none."""
        return None

    @property
    def asks_network(self) -> bool:
        """Whether fetching it needs a network: the others are copied, or made."""
        return self.service or any(is_url(told) for told in self.files.values())

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for beyond files, key by key as text: another answer means another snapshot."""
        return {}

    def following(self, moved: Mapping[str, str]) -> Self:
        """The same source of which these keys are known by others at the publisher: a StatLine table has such."""
        del moved
        return self

    def outgrown(self, last: int, division: int) -> Iterator[Wrong]:
        """Years it declares that end before `last`, the window's end, or differ from the year of the division.

        They are not wrong, but `check` warns of them.
        """
        del last, division
        return iter(())

    def wrong(self) -> Iterator[Wrong]:
        """What is wrong with the definition though every key has the right type."""
        known = (*self.needed, *self.optional)
        for key in self.needed:
            if key not in self.files:
                yield ("files",), f"no {key}", ", ".join(self.needed)
        for key, told in self.files.items():
            if key not in known:
                only = f"only {', '.join(known)}{nearest(key, known)}"
                yield ("files", key), "an unknown file", only if known else "none: this kind has no files"
            elif not told or not (is_url(told) or _is_relative(told)):
                yield ("files", key), quoted(told), "a path relative to the edition's base"


def is_url(told: str) -> bool:
    """Whether `files:` names an address on a network instead of a path."""
    return told.lower().startswith(("http://", "https://"))


@cache
def source_kinds() -> dict[str, EntryPoint]:
    """Every kind that is installed, by name. Raises RegioboekError when there are none, or two of one name."""
    kinds: dict[str, EntryPoint] = {}
    for found in entry_points(group=GROUP):
        other = kinds.setdefault(found.name, found)
        if other.value != found.value:
            raise RegioboekError(f"two kinds of source are called {found.name}: {other.value} and {found.value}")
    if not kinds:
        raise RegioboekError(f"no kinds of source are installed (entry points {GROUP}): install regioboek again")
    return kinds


def kind_model(kind: str) -> type[Source]:
    """The model of an installed kind. Raises RegioboekError when it cannot be imported, or is no model of a source."""
    found = source_kinds()[kind]
    try:
        model = found.load()
    except (ImportError, AttributeError) as error:
        raise RegioboekError(f"the kind of source {kind} cannot be used: {found.value} ({error})") from error
    if not (isinstance(model, type) and issubclass(model, Source)):
        raise RegioboekError(f"the kind of source {kind} cannot be used: {found.value} is no model of a source")
    return model


def source_of(told: Any, info: ValidationInfo | None = None) -> Source:
    """A source as written, as the model of its kind. Raises ValidationError; an unknown kind is one."""
    if isinstance(told, Source):
        return told
    model = Source.model_for(told)
    if model is Source and isinstance(told, dict):
        kinds = [f"'{name}'" for name in source_kinds()]
        expected = f"{', '.join(kinds[:-1])} or {kinds[-1]}"
        unknown = {"type": "literal_error", "loc": ("kind",), "input": told.get("kind"), "ctx": {"expected": expected}}
        missing = {"type": "missing", "loc": ("kind",), "input": told}
        raise ValidationError.from_exception_data("Source", [unknown if "kind" in told else missing])  # type: ignore[list-item]
    if info is not None and info.mode == "json":  # lists are tuples in JSON only
        return model.model_validate_json(json.dumps(told), strict=True)
    return model.model_validate(told)


#: A field that holds a source of any kind.
AnySource = SerializeAsAny[Annotated[Source, PlainValidator(source_of)]]


def _is_relative(told: str) -> bool:
    return not (PurePosixPath(told).is_absolute() or PureWindowsPath(told).is_absolute())
