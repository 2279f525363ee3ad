"""What is known of the rehearsed tables beside their figures: titles, years, other dimensions, prose about status.

From the README of the captures, and from captures themselves; a table that is not here gets the form of its like.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from worlds.rehearsal_captured import stem_of
from worlds.rehearsal_tables import Period


@dataclass(frozen=True)
class Facts:
    """One table. `others`: dimension -> codes as `Rehearsed.others` has them; `status`: year -> word of CBS."""

    title: str
    years: tuple[int, ...]
    starts: tuple[str, ...] = ("NL", "LD", "PV", "CR", "GM")
    others: dict[str, list[tuple[str, str, float]]] = field(default_factory=dict)
    status: dict[int, str] = field(default_factory=dict)
    prose: bool = False
    description: str = ""
    modified: str = "2026-06-12"
    region: str = "RegioS"
    width: int = 6
    division: int | None = None  # all years are of the gemeenten of this one

    def periods(self) -> list[Period]:
        """The years with what is said of their figures."""
        if self.prose:
            return [Period(year, PROSE.get(year, "")) for year in self.years]
        return [Period(year, "", self.status.get(year, "Definitief")) for year in self.years]


def _years(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


#: Of 70072ned, captured 2026-09-28 (v4): which figures of a year are not definitive stands in prose only.
PROSE: dict[int, str] = {
    2020: "Uitkomsten zijn nader voorlopig over:\r\n- afval van huishoudens;\r\n- uitkeringsontvangers.\r\n",
    2021: "Uitkomsten zijn voorlopig over:\r\n- gediplomeerden naar woongemeente (schooljaar 2021/'22).\r\n\r\n"
    "Uitkomsten zijn nader voorlopig over:\r\n- uitkeringsontvangers;\r\n- afval van huishoudens.",
    2022: "Uitkomsten zijn voorlopig over:\r\n- leerlingen/studenten naar woongemeente (schooljaar 2022/'23);\r\n"
    "- inkomen en vermogen.\r\n\r\nUitkomsten zijn nader voorlopig over:\r\n- banen van werknemers;\r\n"
    "- uitkeringsontvangers;\r\n- afval van huishoudens.\r\n\r\n",
    2023: "Uitkomsten zijn voorlopig over:\r\nWonen - Voorraad woningen\r\n\r\n"
    "Uitkomsten zijn nader voorlopig over:\r\nSociale zekerheid\r\n",
    2024: "Uitkomsten zijn voorlopig over:\r\nBedrijfsvestigingen\r\nWonen - Voorraad woningen\r\n"
    "Inkomen en vermogen\r\nOnderwijs naar woonregio - Gediplomeerden\r\n\r\nUitkomsten zijn nader voorlopig over:\r\n"
    "Wonen - Gemiddelde WOZ waarde van woningen\r\nSociale zekerheid\r\n"
    "Milieu en bodemgebruik - Afval van huishoudens\r\n",
    2025: "Uitkomsten zijn voorlopig over:\r\nNabijheid voorzieningen\r\nBedrijfsvestigingen\r\n"
    "Wonen - Gemiddelde WOZ waarde van woningen\r\nSociale zekerheid\r\nOnderwijs naar schoolregio\r\n"
    "Onderwijs naar woonregio - Leerlingen\r\n\r\nUitkomsten zijn nader voorlopig over:\r\n"
    "Wonen - Voorraad woningen\r\nMilieu en bodemgebruik - Afval van huishoudens\r\n",
    2026: "Uitkomsten zijn voorlopig over:\r\nBedrijfsvestigingen\r\n",
}

_TOLD = (
    "Deze tabel is verzameld uit andere tabellen.\n\nStatus van de cijfers:\nDe cijfers in deze tabel zijn definitief "
    "tenzij is aangegeven in de toelichting bij 'perioden' of 'onderwerp' dat ze voorlopig of nader voorlopig zijn.\n\n"
    "Wijzigingen per 31 juli 2026:\nDe tabel is herontworpen.\n"
)

FACTS: dict[str, Facts] = {
    "70072ned": Facts(
        "Regionale kerncijfers Nederland", _years(1995, 2026), prose=True, description=_TOLD, modified="2026-07-31"
    ),
    "83648NED": Facts(
        "Geregistreerde criminaliteit; soort misdrijf, regio",
        _years(2010, 2025),
        ("NL", "PV", "GM"),
        others={
            "SoortMisdrijf": [
                ("T001161 ", "Misdrijven, totaal", 1),
                ("CRI1000 ", "1 Vermogensmisdrijven", 0.6),
                ("CRI2000 ", "2 Vernielingen en misdrijven openbare orde", 0.14),
                ("CRI3000 ", "3 Gewelds- en seksuele misdrijven", 0.12),
            ]
        },
        status={2024: "Nader voorlopig", 2025: "Voorlopig"},
    ),
    "81528NED": Facts(
        "Energieverbruik particuliere woningen; woningtype en regio's",
        _years(2010, 2024),
        ("NL", "LD", "PV", "GM"),
        others={"Woningkenmerken": [("T001100", "Totaal woningen", 1), ("ZW10290", "Appartement", 0.7)]},
        status={2024: "Voorlopig"},
    ),
    "85005NED": Facts(
        "Zonnestroom; vermogen en vermogensklasse, bedrijven en woningen, regio",
        _years(2019, 2025),
        ("NL", "LD", "PV", "GM"),
        others={
            "SectorEnVermogensklasse": [("T001019", "Totaal", 1), ("E007037", "Woningen", 0.55)],
        },
        status={2024: "NaderVoorlopig", 2025: "Voorlopig"},
    ),
    "50120NED": Facts(
        "Gezondheid per wijk en buurt; 2012/2016/2020/2022",
        (2012, 2016, 2020, 2022),
        ("NL", "GM"),
        others={
            "Leeftijd": [("20300", "18 jaar of ouder", 1), ("53115", "18 tot 65 jaar", 0.9)],
            "Marges": [("MW00000", "Waarde", 1), ("MOG0095", "Ondergrens", 0.95)],
        },
        region="WijkenEnBuurten",
        width=10,
        division=2022,
    ),
}


def facts_of(table: str, title: str, selects: Iterable[Mapping[str, str]]) -> Facts:
    """The facts; of a table that is not in the list those that its sources tell, with each code they ask for."""
    known = FACTS.get(table) or Facts(title, _years(2010, 2025))
    others = {name: list(codes) for name, codes in known.others.items()}
    for name, code in (item for select in selects for item in select.items()):
        codes = others.setdefault(name, [])
        if code.strip() not in [c.strip() for c, _, _ in codes]:
            codes.append((code, f"{name} {code}", 0.4 if codes else 1))
    return replace(known, others=others)


#: The first number of the topics of each theme of 70072ned: which group a topic stands in when nothing else tells.
THEMES = (
    (1, "Bevolking"), (60, "Wonen"), (69, "Onderwijs"), (86, "Arbeid"), (95, "Inkomen en vermogen"),
    (126, "Sociale zekerheid"), (138, "Bedrijfsvestigingen"), (166, "Landbouw"), (171, "Verkeer en vervoer"),
    (184, "Nabijheid voorzieningen"), (209, "Milieu en bodemgebruik"),
)  # fmt: skip

#: The same for the groups in them, where the counted positions leave room for one; "": in none.
GROUPS = ((60, "Voorraad woningen"), (64, "Woningen naar eigendom"), (68, ""), (83, "Onderwijsniveau"), (86, ""))
#: Topics that the prose about status speaks of, and nothing else tells: key -> title and groups.
SPOKEN_OF = {
    "Basisonderwijs_69": ("Basisonderwijs", ("Onderwijs naar schoolregio",)),
    "HogerOnderwijs_77": ("Hoger onderwijs", ("Onderwijs naar woonregio", "Leerlingen")),
    "HogerOnderwijs_82": ("Hoger onderwijs", ("Onderwijs naar woonregio", "Gediplomeerden")),
}


def theme_of(key: str) -> str:
    """The theme of a topic of 70072ned, by the number in its key since the redesign of July 2026."""
    return [title for first, title in THEMES if first <= number_of(key)][-1]


def group_of(key: str) -> str:
    """The group in its theme; "" when it stands in none."""
    return [title for first, title in ((0, ""), *GROUPS) if first <= number_of(key)][-1]


def number_of(key: str) -> int:
    """The number in a key of v3; 1 in one without."""
    return int(key.removeprefix(stem_of(key)).strip("_") or 1)
