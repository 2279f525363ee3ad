"""Tables whose layout is known: which columns each kind needs, which it may have, and what they are usually called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regioboek.params.levels import LEVELS


@dataclass(frozen=True)
class Preset:
    """Our names of the columns -> the usual ones: those that must be there, and those that may."""

    required: Mapping[str, str]
    optional: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str]:
        """All of them."""
        return {**self.required, **self.optional}


#: `indicatoren.csv` of the Regionale Monitor Brede Welvaart: a row per region, indicator and year.
DASHBOARD = Preset(
    {"region": "statcode", "code": "code", "year": "jaar", "value": "waarde"},
    {"name": "statnaam", "label": "label", "lower": "ondergrens", "upper": "bovengrens"},
)
#: `meta.csv` beside it: a row per indicator.
META = Preset({"code": "code"}, {"label": "label", "unit": "eenheid"})
#: A row per gemeente, or per region inside gemeenten; of each level a code and a name: `gm_code`, `gm_naam`.
REGISTER = Preset(
    {
        key: f"{level.prefix.lower()}_{what}"
        for name, level in LEVELS.items()
        for key, what in ((name, "code"), (f"{name}_name", "naam"))
        if level.parent
    }
)
#: A row per region and year.
POPULATION = Preset({"region": "statcode", "year": "jaar", "value": "inwoners"})
#: A row per gemeente, date and other gemeente.
TRANSFERS = Preset(
    {
        "region": "statcode",
        "name": "naam",
        "change": "wijziging",
        "date": "datum",
        "direction": "richting",
        "other": "tegen_code",
        "other_name": "tegen_naam",
        "hectare": "hectare",
        "woningen": "woningen",
        "inwoners": "inwoners",
    }
)
#: A polygon per region.
BOUNDARIES = Preset({"region": "statcode"}, {"name": "statnaam"})
