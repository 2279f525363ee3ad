"""Every rule parameter of an edition in words: what it is called, its value as used, what it means.

The keys are those of `params/editions/<id>.yml`. A parameter without words here is an error: a rule that is not
explained is not a rule the book may use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from regioboek.errors import ParamsError, Problem
from regioboek.params.edition import Edition
from regioboek.publishing.chapters.parameter_words import percentage, plain
from regioboek.words import language as nl


class RuleRow(NamedTuple):
    """One parameter: key path in the edition, and label, value and meaning in Dutch."""

    key: str
    label: str
    value: str
    meaning: str


class _Words(NamedTuple):
    label: str
    show: Callable[[Any], str]
    meaning: str


METHOD_WORDS = {"ols": "gewone kleinste kwadraten"}


def _years(value: int) -> str:
    return f"{value} jaar"


def _small_share(value: float) -> str:
    return nl.percent(value, 1)


def _figures(value: int) -> str:
    return nl.count(value, "meting", "metingen")


def _regions(value: int) -> str:
    return nl.count(value, "regio", "regio’s")


_WORDS: dict[str, _Words] = {
    "window.years": _Words("Lengte van het venster", _years, "Zoveel kalenderjaren, voor elke indicator gelijk."),
    "window.last": _Words("Laatste jaar van het venster", str, "Cijfers van latere jaren tellen niet mee."),
    "rules.trend.method": _Words(
        "Schatting",
        METHOD_WORDS.__getitem__,
        "De rechte lijn met de kleinste som van gekwadrateerde afwijkingen.",
    ),
    "rules.trend.alpha": _Words(
        "Grens voor toeval (alfa)",
        plain,
        "Er is een trend als de p-waarde van de tweezijdige t-toets kleiner is dan deze grens.",
    ),
    "rules.trend.min_years": _Words(
        "Minste aantal metingen", _figures, "Met minder jaren met een cijfer is de trend niet te bepalen."
    ),
    "rules.trend.min_span": _Words(
        "Kortste periode",
        lambda v: f"{v} kalenderjaren",
        "Zoveel jaren liggen er ten minste van de eerste tot en met de laatste meting.",
    ),
    "rules.position.share": _Words(
        "Gekleurd deel van de rangorde", percentage, "Dit deel aan het begin en dit deel aan het eind krijgt een kleur."
    ),
    "rules.position.min_coverage": _Words(
        "Nodig voor een jaar van de rangorde",
        percentage,
        "Een jaar telt als het ten minste dit deel heeft van de regio’s in het jaar met de meeste cijfers.",
    ),
    "rules.position.min_ranked": _Words("Minste aantal regio’s", _regions, "Met minder regio’s is er geen rangorde."),
    "rules.aggregation.weight_year": _Words(
        "Jaar van de gewichten", str, "De inwoners op 1 januari van dit jaar wegen in alle jaren."
    ),
    "rules.aggregation.min_coverage": _Words(
        "Nodige dekking", percentage, "Zoveel van de inwoners van een gebied moet een cijfer hebben."
    ),
    "rules.coverage.stale_after": _Words(
        "Verouderd na",
        _years,
        "Is het laatste cijfer meer jaren ouder dan het laatste jaar van het venster, dan heet het verouderd.",
    ),
    "rules.through_time.ignore_share": _Words(
        "Kleine grenscorrectie",
        _small_share,
        "Een deel dat voor beide gemeenten kleiner is dan dit, telt bij een herindeling niet mee.",
    ),
}


def rule_rows(edition: Edition) -> tuple[RuleRow, ...]:
    """Every parameter of the window and the rules, in the order of the params.

    Raises ParamsError when a parameter has no words.
    """
    given = [*_leaves("window", edition.window), *_leaves("rules", edition.rules)]
    unknown = [key for key, _ in given if key not in _WORDS]
    if unknown:
        name, expected = (
            f"params/editions/{edition.id}.yml",
            "a parameter that publishing/rule_words.py explains in Dutch",
        )
        raise ParamsError("rules without words", [Problem(name, key, "a rule", expected) for key in unknown])
    return tuple(RuleRow(key, _WORDS[key].label, _WORDS[key].show(value), _WORDS[key].meaning) for key, value in given)


def _leaves(path: str, model: BaseModel) -> Iterator[tuple[str, Any]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _leaves(f"{path}.{name}", value)
        else:
            yield f"{path}.{name}", value
