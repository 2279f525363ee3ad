"""By which rule figures of a measure are derived: how high they are, how they grow, of which years they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from worlds.rehearsal_captured import PEOPLE, stem_of

FROM = 2015  # the year that `low` and `high` are of


@dataclass(frozen=True)
class Rule:
    """How figures are derived; a count is per inhabitant."""

    low: float
    high: float
    grows: float = 0.0
    first: int = 2005
    last: int = 2025
    count: bool = False
    fixed: bool = False  # does not grow with the inhabitants
    only: tuple[int, ...] = ()  # the years that there are figures of; none: all
    minimum: float = 0.0
    maximum: float = np.inf

    def told(self) -> str:
        """The rule in short, for people."""
        what = " per inhabitant" if self.count else ""
        years = ", ".join(map(str, self.only)) or f"{self.first}-{self.last}"
        return f"{self.low:g} to {self.high:g}{what} in {FROM}, {self.grows:+.1%} a year, {years}"


#: Years of the statistics of land use.
_LAND_USE = (1996, 2000, 2003, 2006, 2008, 2010, 2012, 2015, 2017, 2020, 2022)

#: Rules of measures by their stem (v3) or key (v4); facts about years and heights are from the README of the captures.
RULES: dict[str, Rule] = {
    PEOPLE: Rule(9_000, 30_000, 0.004, 1995, 2026),
    "GemiddeldAantalInwoners": Rule(1, 1.004, 0, 1995, 2025, count=True),
    "TotaalParticuliereHuishoudens": Rule(0.41, 0.47, 0.003, 1995, 2025, count=True),
    "GemiddeldeHuishoudensgrootte": Rule(2.0, 2.5, -0.004, 1995),
    "VoorraadOp1Januari": Rule(0.41, 0.46, 0.002, 2012, count=True),
    "Koopwoningen": Rule(50, 68, 0.001, 2006, 2024),
    "GemiddeldeWOZWaardeVanWoningen": Rule(160, 280, 0.04, 1997),
    "GemiddeldeVerkoopprijs": Rule(180_000, 300_000, 0.06, 1995),
    "BasisonderwijsVmboMbo1": Rule(24, 38, -0.01, 2013, 2024),
    "HboWo": Rule(18, 38, 0.02, 2013, 2024),
    "TotaalBanen": Rule(0.0003, 0.0006, 0.008, 2010, 2024, count=True),
    "TotDeAOWLeeftijd": Rule(0.06, 0.11, -0.02, 2007, count=True),
    "Werkloosheid": Rule(0.012, 0.03, -0.06, 2007, count=True),
    "BijstandGerelateerdTotAOWLeeftijd": Rule(0.008, 0.04, -0.01, 2007, count=True),
    "ArbeidsongeschiktheidTotaal": Rule(0.035, 0.06, 0.002, 2007, count=True),
    "BedrijfsvestigingenTotaal": Rule(0.07, 0.13, 0.03, 2007, 2026, count=True),
    "PersonenautoSParticulierenRelatief": Rule(380, 560, 0.006, 2005),
    "AfstandTotZiekenhuis": Rule(2, 15, 0.001, 2007),
    "AfstandTotGroteSupermarkt": Rule(0.6, 1.8, 0.0, 2006),
    "TotaalHuishoudelijkAfval": Rule(0.4, 0.58, -0.01, 2005, 2024, count=True),
    "HuishoudelijkRestafval": Rule(0.1, 0.24, -0.04, 2005, 2024, count=True),
    "AfstandTotOpenbaarGroen": Rule(0.3, 0.8, only=_LAND_USE),
    "AfstandTotSportterrein": Rule(0.6, 1.4, only=_LAND_USE),
    "Land": Rule(0.001, 0.004, 0, 1995, count=True, fixed=True),
    "NatuurlijkTerrein": Rule(0.01, 0.09, 0, count=True, fixed=True, only=_LAND_USE),
    "Omgevingsadressendichtheid": Rule(300, 2_000, 0.008, 2006),
    "GeregistreerdeMisdrijvenPer1000Inw": Rule(24, 60, -0.03, 2010),
    "GemiddeldAardgasverbruik": Rule(1_150, 1_700, -0.03, 2010, 2024),
    "GemiddeldeElektriciteitslevering": Rule(2_700, 3_500, -0.02, 2010, 2024),
    "Stikstofuitscheiding": Rule(140, 320, -0.01, 2010),
    "SaldoVoorraadRelatief": Rule(3, 14, 0.01, 2012),
    "M002460": Rule(0.02, 0.05, 0.25, 2019, count=True),
    "M002461": Rule(0.1, 0.3, 0.25, 2019, count=True),
    "M002463": Rule(0.1, 0.3, 0.25, 2019, count=True),
    "ErvarenGezondheidGoedZeerGoed": Rule(68, 82, -0.004, 2012),
    "Eenzaam": Rule(36, 50, 0.015, 2012),
    "ErnstigZeerErnstigEenzaam": Rule(6, 13, 0.02, 2012),
    "Overgewicht": Rule(42, 56, 0.005, 2012),
    "EenOfMeerLangdurigeAandoeningen": Rule(27, 40, 0.004, 2012),
    "ErnstigOvergewicht": Rule(10, 19, 0.015, 2012),
    "Vrijwilligerswerk": Rule(22, 36, -0.005, 2012),
    "Mantelzorger": Rule(11, 18, 0.0, 2012),
    "MoeiteMetRondkomen": Rule(8, 24, -0.02, 2012),
}

#: Of a measure that is not in the list: by its unit.
BY_UNIT: dict[str, Rule] = {
    "%": Rule(20, 50, 0.005),
    "km": Rule(0.6, 6),
    "1 000 euro": Rule(32, 52, 0.025, 2011, 2024),
    "per 1 000 inwoners": Rule(8, 40),
    "x 1 000": Rule(0.00041, 0.00047, 0.004, 2011, 2024, count=True),
    "aantal": Rule(0.02, 0.06, 0.0, count=True),
    "ha": Rule(0.02, 0.2, 0.0, count=True),
    "km2": Rule(0.001, 0.004, 0.0, count=True),
    "1 000 kg": Rule(0.1, 0.4, -0.01, count=True),
}


def rule_of(key: str, unit: str, minimum: float | None = None, maximum: float | None = None) -> Rule:
    """The rule for a measure, within the range of the indicator that it gives."""
    rule = RULES.get(key) or RULES.get(stem_of(key)) or BY_UNIT.get(unit) or Rule(10, 40)
    least = -np.inf if minimum is None else minimum
    return replace(rule, minimum=max(rule.minimum, least), maximum=np.inf if maximum is None else maximum)


def is_count(key: str, unit: str) -> bool:
    """Whether figures of gemeenten add up."""
    return stem_of(key) == PEOPLE or rule_of(key, unit).count
