"""What the demo edition invents: a level, a spread and a movement per indicator, and the size of places.

Nothing here is fitted to real figures. The centres are round numbers of a plausible order, the movements are chosen so
that every state of a page occurs: all trend colours, too few years, a break, no figure, a region where a figure cannot
exist. `invented.py` says how they become figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from regioboek.params.indicators import Indicator

#: Which years have figures, by name. A number from 0 down counts from the last year of the window; others are calendar
#: years, of which those after the window do not count.
YEARS: dict[str, tuple[int, ...]] = {
    "every-year": (-9, -8, -7, -6, -5, -4, -3, -2, -1, 0),
    "every-year-late": (-10, -9, -8, -7, -6, -5, -4, -3, -2, -1),
    "since-2017": tuple(range(2017, 2060)),
    "since-2015": tuple(range(2015, 2060)),
    "health-survey": (2012, 2016, 2020, 2022, 2024, 2026),
    "housing-survey": tuple(range(2015, 2060, 3)),
    "safety-survey": (2013, 2014, 2015, 2016, *range(2017, 2060, 2)),
    "land-use": (2015, 2017),
    "green": (2013, 2015, 2018, 2020, 2021),
    "particulates": (2015, 2019, 2020, 2021),
    "once": (2022,),
}

#: Inhabitants below which a survey has no figure for a gemeente (up to twice that: now and then none).
SURVEYS: dict[str, int] = {"model": 9_000, "health": 4_000, "safety": 24_000, "housing": 38_000}

#: `corop`: one figure per COROP area; the others: only where there is such water to bathe in.
Special = Literal["corop", "inland-water", "coastal-water"]


@dataclass(frozen=True)
class Level:
    """How one indicator is invented; `drift`, `own_drift` and `noise` are in spreads (drifts per year).

    `centre` and `spread` are in the indicator's unit; `low` and `high` bound what comes out. `city` is the share of the
    spread that goes with the size of the place. `skew` stretches the upper side. `step` is what figures are rounded to,
    beside the indicator's decimals. `jump` is added (in spreads) from a break onwards.
    """

    centre: float
    spread: float
    drift: float
    low: float
    high: float
    years: str = "every-year"
    own_drift: float = 0.05
    noise: float = 0.3
    city: float = 0.0
    skew: float = 0.0
    step: float = 0.0
    jump: float = 0.0
    survey: str | None = None
    special: Special | None = None
    margin: float = 0.0  # half of it in a place of 50 000 inhabitants, in the indicator's unit; 0: there is none


LEVELS: dict[str, Level] = {
    "tevredenheid-met-het-leven": Level(86, 2.4, -0.05, 70, 95, city=-0.4, survey="model", margin=1.0),
    "tevredenheid-met-vrije-tijd": Level(76, 2.6, 0.0, 60, 88, city=-0.3, survey="model"),
    "mediaan-besteedbaar-inkomen": Level(30_000, 2_400, 0.12, 20_000, 48_000, "every-year-late", city=-0.2, step=100),
    "bruto-binnenlands-product": Level(36_000, 7_000, 0.06, 18_000, 90_000, skew=0.3, step=100, special="corop"),
    "problematische-schulden": Level(8, 2.2, 0.03, 1.5, 20, city=0.6),
    "overgewicht": Level(50, 3.6, 0.08, 30, 68, "health-survey", city=-0.3, jump=-0.4, survey="health"),
    "ervaren-gezondheid": Level(76, 3.0, -0.08, 58, 90, "health-survey", city=-0.2, jump=0.5, survey="health"),
    "levensverwachting": Level(82, 0.9, 0.0, 78, 86, "once", city=-0.2),
    "langdurige-ziekten-of-aandoeningen": Level(33, 2.8, 0.06, 20, 48, "health-survey", jump=-0.3, survey="health"),
    "nettoarbeidsparticipatie": Level(69, 3.0, 0.1, 50, 85),
    "brutoarbeidsparticipatie": Level(73, 2.2, 0.07, 60, 86, noise=0.25),
    "hoogopgeleide-bevolking": Level(28, 6.0, 0.06, 10, 60, city=0.5),
    "startkwalificatie": Level(71, 4.0, 0.07, 50, 88, city=0.3),
    "werkloosheid": Level(4.6, 1.0, -0.16, 1.6, 14, noise=0.45, city=0.5, skew=0.1),
    "vacaturegraad": Level(34, 7, 0.12, 8, 80, noise=0.5, city=0.2),
    "afstand-tot-ov": Level(0.5, 0.16, -0.02, 0.1, 1.8, "since-2017", noise=0.15, city=-0.5, skew=0.3),
    "tevredenheid-met-woning": Level(84, 3.0, -0.05, 65, 96, "housing-survey", city=-0.5, survey="housing"),
    "tevredenheid-met-woonomgeving": Level(81, 3.4, 0.02, 60, 95, "housing-survey", city=-0.5, survey="housing"),
    "afstand-tot-sportterrein": Level(1.0, 0.22, 0.0, 0.4, 3, "land-use", noise=0.1, city=-0.4, skew=0.2),
    "afstand-tot-basisschool": Level(0.8, 0.15, 0.01, 0.3, 2.4, "every-year-late", noise=0.2, city=-0.5, skew=0.2),
    "afstand-tot-cafe": Level(1.2, 0.35, 0.03, 0.2, 6, noise=0.2, city=-0.5, skew=0.3),
    "contact-met-familie-vrienden-of-buren": Level(73, 2.4, -0.12, 58, 86, survey="model"),
    "tevredenheid-met-sociaal-leven": Level(80, 2.4, -0.03, 66, 92, city=-0.2, survey="model"),
    "vertrouwen-in-instituties": Level(61, 4.6, 0.04, 38, 82, noise=0.5, city=0.2, survey="model"),
    "vertrouwen-in-anderen": Level(62, 5.0, 0.06, 38, 84, city=0.1, survey="model"),
    "vrijwilligerswerk": Level(48, 4.4, -0.09, 25, 70, city=-0.5, survey="model"),
    "vaak-onveilig-voelen-in-de-buurt": Level(
        2.4, 0.9, -0.02, 0.3, 10, "safety-survey", city=0.6, skew=0.3, survey="safety"
    ),
    "ondervonden-delicten": Level(42, 9, -0.14, 15, 110, "safety-survey", city=0.6, survey="safety"),
    "geregistreerde-misdrijven": Level(36, 9, -0.1, 10, 120, city=0.6, skew=0.2, noise=0.25),
    "natuurgebied-per-inwoner": Level(28, 18, 0.0, 0.2, 900, "land-use", noise=0.02, city=-0.5, skew=0.8),
    "emissies-van-fijnstof": Level(520, 190, -0.06, 40, 6_000, "particulates", noise=0.1, city=0.4, skew=0.5, step=10),
    "afstand-tot-openbaar-groen": Level(0.5, 0.14, 0.0, 0.1, 2, "land-use", noise=0.1, city=-0.2, skew=0.2),
    "natuur-en-bosgebieden": Level(12, 7, 0.0, 0.2, 92, "land-use", noise=0.02, city=-0.2, skew=0.6),
    "broeikasgasemissies-per-inwoner": Level(8.5, 2.6, -0.08, 2, 120, "since-2015", noise=0.2, skew=0.5),
    "zwemwater-binnenwateren": Level(3.3, 0.6, 0.02, 1, 4, noise=0.7, special="inland-water"),
    "zwemwater-kustwateren": Level(3.5, 0.5, 0.02, 1, 4, noise=0.6, special="coastal-water"),
    "gemiddelde-schuld-per-huishouden": Level(118_000, 18_000, 0.1, 50_000, 320_000, noise=0.2, city=-0.1, step=100),
    "mediaan-vermogen-van-huishoudens": Level(
        80_000, 36_000, 0.12, 500, 420_000, "every-year-late", noise=0.25, city=-0.6, skew=0.2, step=100
    ),
    "particuliere-zonne-energie": Level(900, 240, 0.42, 20, 4_000, own_drift=0.08, noise=0.15, city=-0.4, step=10),
    "bebouwd-terrein": Level(16, 8, 0.01, 1, 75, "land-use", noise=0.02, city=0.7, skew=0.5),
    "fosfaatuitscheiding-landbouw": Level(74, 16, -0.1, 8, 220, noise=0.3, city=-0.1),
    "groen-blauwe-ruimte": Level(720, 420, -0.02, 45, 40_000, "green", noise=0.04, city=-0.6, skew=1.0),
    "stikstofuitscheiding-landbouw": Level(240, 42, -0.06, 40, 620, noise=0.3, city=-0.1),
    "arbeidsduur-per-week": Level(30.4, 0.9, 0.02, 26, 36, noise=0.25),
    "sociale-cohesie": Level(
        6.3, 0.22, 0.02, 5, 7.6, "safety-survey", noise=0.4, city=-0.6, survey="safety", margin=0.2
    ),
}  # fmt: skip


def level_of_indicator(indicator: Indicator) -> Level:
    """The level of the table; for an indicator it does not have, one that fits the unit and the possible range."""
    known = LEVELS.get(indicator.id)
    if known is not None:
        return known
    low = indicator.minimum if indicator.minimum is not None else 0.0
    high = indicator.maximum if indicator.maximum is not None else low + 100.0
    return Level(low + (high - low) / 2, (high - low) / 12, 0.05, low, high)


#: Size of places, in thousands of inhabitants: invented too, but large where a reader expects a city and small on the
#: islands, so that weighted means and colours look familiar. All other gemeenten get a random size.
THOUSANDS: dict[str, float] = {
    "GM0363": 900, "GM0599": 650, "GM0518": 550, "GM0344": 360, "GM0772": 240, "GM0014": 230, "GM0855": 225,
    "GM0034": 215, "GM0758": 185, "GM0268": 180, "GM0200": 165, "GM0202": 165, "GM0392": 160, "GM0394": 160,
    "GM0153": 160, "GM0307": 160, "GM0479": 155, "GM0796": 155, "GM0193": 130, "GM0080": 125, "GM0546": 125,
    "GM0637": 125, "GM0935": 120, "GM0505": 120, "GM0228": 120, "GM1783": 110, "GM0484": 110, "GM0361": 110,
    "GM0114": 105, "GM0503": 105, "GM0983": 100, "GM0150": 100, "GM0794": 95, "GM0828": 95, "GM0402": 90,
    "GM1883": 90, "GM0362": 90, "GM0439": 90, "GM0917": 85, "GM0995": 80, "GM0606": 80, "GM1900": 90,
    "GM0088": 1, "GM0096": 1.2, "GM0060": 3.8, "GM0093": 4.8, "GM0448": 14, "GM0277": 1.8, "GM0339": 5.5,
    "GM1695": 7.5, "GM0744": 7, "GM0638": 9, "GM0184": 21,
}  # fmt: skip

#: What all gemeenten together come close to.
INHABITANTS = 17_700_000

#: Gemeenten with a beach on salt water: only these can have figures on it.
COAST = frozenset({
    "GM0448", "GM0096", "GM0093", "GM0060", "GM0088", "GM0400", "GM0441", "GM0373", "GM0361", "GM0383", "GM0396",
    "GM0375", "GM0453", "GM0377", "GM0473", "GM0575", "GM0537", "GM0629", "GM0518", "GM1783", "GM0599", "GM1992",
    "GM1924", "GM1676", "GM1695", "GM0717", "GM0718", "GM0664", "GM0703", "GM0654", "GM0716", "GM0715", "GM1714",
    "GM0072", "GM1970", "GM1979",
})  # fmt: skip
