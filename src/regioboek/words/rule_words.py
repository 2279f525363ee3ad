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
from regioboek.words import labels
from regioboek.words import language as nl
from regioboek.words.parameter_words import percentage, plain


class RuleRow(NamedTuple):
    """One parameter: key path in the edition, and label, value and meaning in Dutch."""

    key: str
    label: str
    value: str
    meaning: str


METHOD_WORDS = {"ols": "gewone kleinste kwadraten"}
TIES_WORDS = {"whole": "alleen als de hele groep erin past", "all": "ook als de groep erbuiten doorloopt"}


def _last_decimals(units: float) -> str:
    return f"{plain(units)} {'eenheid' if units == 1 else 'eenheden'} van de laatste decimaal"


#: How the value of each parameter is shown.
_SHOWN: dict[str, Callable[[Any], str]] = {
    "window.years": "{} jaar".format,
    "window.last": str,
    "rules.trend.method": METHOD_WORDS.__getitem__,
    "rules.trend.alpha": plain,
    "rules.trend.min_years": lambda n: nl.count(n, "meting", "metingen"),
    "rules.trend.min_span": "{} kalenderjaren".format,
    "rules.trend.min_change": _last_decimals,
    "rules.trend.stable_share": percentage,
    "rules.jump.explains": percentage,
    "rules.jump.times": lambda n: f"{plain(n)} keer",
    "rules.jump.min_years": lambda n: nl.count(n, "meting", "metingen"),
    "rules.jump.min_total": lambda n: nl.count(n, "meting", "metingen"),
    "rules.jump.min_change": _last_decimals,
    "rules.robustness.windows": lambda windows: nl.listing(f"{years} jaar" for years in windows) or "geen",
    "rules.robustness.min_years": lambda n: nl.count(n, "meting", "metingen"),
    "rules.position.share": percentage,
    "rules.position.min_coverage": percentage,
    "rules.position.min_ranked": lambda n: nl.count(n, "regio", "regio’s"),
    "rules.position.min_quarters": lambda n: nl.count(n, "regio", "regio’s"),
    "rules.position.ties": TIES_WORDS.__getitem__,
    "rules.aggregation.weight_year": str,
    "rules.aggregation.min_coverage": percentage,
    "rules.coverage.stale_after": "{} jaar".format,
    "rules.through_time.ignore_share": lambda share: nl.percent(share, 1),
}


def rule_rows(edition: Edition) -> tuple[RuleRow, ...]:
    """Every parameter of the window and the rules, in the order of the params.

    Raises ParamsError when a parameter has no words.
    """
    given = [*_leaves("window", edition.window), *_leaves("rules", edition.rules)]
    unknown = [key for key, _ in given if key not in _SHOWN]
    if unknown:
        name, expected = f"params/editions/{edition.id}.yml", "a parameter that words/rule_words.py shows"
        raise ParamsError("rules without words", [Problem(name, key, "a rule", expected) for key in unknown])
    return tuple(
        RuleRow(key, labels.text(f"rule.{key}.label"), _SHOWN[key](value), labels.text(f"rule.{key}.meaning"))
        for key, value in given
    )


def _leaves(path: str, model: BaseModel) -> Iterator[tuple[str, Any]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _leaves(f"{path}.{name}", value)
        else:
            yield f"{path}.{name}", value
