"""Dutch grammar: the single source of how numbers, units, ranks, places and judgements are written.

Every number a reader of the site sees goes through here; words that need no grammar are labels (`nl.yml`). Rules

* Decimal comma; thousands with a no-break space (U+00A0), from 1 000 up; years never get one.
* A number and its unit are kept together by no-break spaces: "83,1 %", "24 300 euro", "31,2 per 1 000 inwoners".
* Minus is U+2212; a value that rounds to zero has no sign ("0,0", never "-0,0").
* Rounding is half away from zero on the shortest decimal that stands for the stored value: 0.25 becomes
  "0,3" and 2.675 "2,68", as a reader with the table in hand would do it, not as binary arithmetic does.
* Differences of percentages are in *procentpunt*; differences of scores without a unit in *punt*.
* A missing value has no digits: asking for a number of None or NaN is an error, never "0" or "nan".
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from regioboek.params.indicators import Indicator
from regioboek.params.levels import BASE, COUNTRY, LEVELS, Level
from regioboek.words import labels

NBSP = "\u00a0"
NB_HYPHEN = "\u2011"
MINUS = "\u2212"
EN_DASH = "\u2013"

#: Symbols of units, which have no capital anywhere.
SYMBOLS = frozenset({"km", "km²", "m²", "m³", "kg", "ha", "kWh", "kWp", "kg/km²"})

#: Judgement of a trend.
TREND_WORDS = labels.section("trend")

#: Direction of the *number*, not of the judgement.
ARROWS: dict[str, str] = {"rising": "↗", "falling": "↘", "flat": "→"}

#: What stands in the arrow's place when there is no direction, by trend.
NO_ARROW = labels.section("no_arrow")

DIRECTION_WORDS = labels.section("direction")
PAST = labels.section("past")
DIMENSION_WORDS = labels.section("dimension")
FAVOURABLE_WORDS = labels.section("favourable")
POSITION_WORDS = labels.section("position")
STATUS_WORDS = labels.section("status")

#: One word in the place of a value.
ABSENCE_WORDS = labels.section("absence")

#: Why, in the same line: completes "ontbreekt: …".
ABSENCE_REASONS = labels.section("reason")

#: Why an area that we calculate has no figure when one of its members' is confidential.
WITHHELD = labels.text("absent.withheld")

#: Gemeenten that are an island by name: Dutch says "op".
_ON_ISLAND = frozenset(
    {
        "GM0060",  # Ameland
        "GM0088",  # Schiermonnikoog
        "GM0093",  # Terschelling
        "GM0096",  # Vlieland
        "GM0448",  # Texel
        "GM1676",  # Schouwen-Duiveland
        "GM1695",  # Noord-Beveland
        "GM1924",  # Goeree-Overflakkee
    }
)

#: Names of both a gemeente and a provincie: the level must be said.
_PLACE, _IN_PLACE = labels.section("place"), labels.section("in_place")
_SHARED_NAMES = frozenset({"Groningen", "Utrecht"})

# fmt: off
_SMALL_NUMBERS = (
    "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
    "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig",
)
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)
# fmt: on

#: Enough digits for any float with any number of decimals.
_DIGITS = Context(prec=400)


def rounded(value: float, decimals: int) -> Decimal:
    """`value` to `decimals` places, half away from zero on its shortest decimal form; never minus zero.

    Below 0 they are zeros before the comma: -2 rounds to hundreds.
    """
    if value is None or not math.isfinite(value):
        raise ValueError(f"found {value!r} where a finite number is needed: an absent value has no digits")
    quantum = Decimal(1).scaleb(-decimals)
    result = Decimal(repr(float(value))).quantize(quantum, ROUND_HALF_UP, _DIGITS)
    return abs(result) if result == 0 else result


@lru_cache(maxsize=16_384)  # a figure stands in a page's table, in its chart and in the words of both
def number(value: float, decimals: int, *, sign: bool = False) -> str:
    """`value` in Dutch digits: "107 024", "−2,5"; with `sign` also "+2,5" (zero stays unsigned).

    Raises ValueError for None, NaN and infinity.
    """
    exact = rounded(value, decimals)
    text = f"{abs(exact):,.{max(decimals, 0)}f}".replace(",", NBSP).replace(".", ",")
    if exact < 0:
        return MINUS + text
    return f"+{text}" if sign and exact > 0 else text


def with_unit(text: str, unit: str) -> str:
    """Number text and unit, kept together; a unit of "" adds nothing."""
    return f"{text}{NBSP}{unbroken(unit)}" if unit else text


def unbroken(text: str) -> str:
    """`text` on one line, whatever the width."""
    return text.replace(" ", NBSP).replace("-", NB_HYPHEN)


def value_with_unit(value: float, indicator: Indicator) -> str:
    """A value of the indicator as it stands in a table or sentence: "83,1 %", "24 300 euro", "6,4"."""
    return with_unit(number(value, indicator.decimals), indicator.unit_short)


def is_percentage(indicator: Indicator) -> bool:
    """Whether values of the indicator are percentages, so that differences are in procentpunt."""
    return indicator.unit_short.strip().startswith("%")


def difference_unit(indicator: Indicator) -> str:
    """The unit of a difference between two values: procentpunt, punt, or the indicator's own unit; none for counts."""
    if is_percentage(indicator):
        return "procentpunt"
    counted = indicator.is_count or indicator.unit.lower().startswith("aantal")
    return indicator.unit_short or ("" if counted else "punt")


def change(value: float, indicator: Indicator) -> str:
    """The size of a change without its sign: "2,5 procentpunt".

    What would round to zero gets up to two more decimals, so that "0,03 km" does not read as "0,0 km";
    smaller still is "minder dan 0,001 km". A true zero stays "0,0 km".
    """
    unit = difference_unit(indicator)
    for decimals in range(indicator.decimals, indicator.decimals + 3):
        if value == 0 or rounded(value, decimals) != 0:
            return with_unit(number(abs(value), decimals), unit)
    smallest = 10.0 ** -(indicator.decimals + 2)
    return "minder dan " + with_unit(number(smallest, indicator.decimals + 2), unit)


def slope_per_year(slope: float, indicator: Indicator, *, sign: bool = False) -> str:
    """A slope: "0,6 procentpunt per jaar"; with `sign` "+0,6 …" or "−0,6 …"."""
    text = change(slope, indicator)
    if sign and slope != 0 and not text.startswith("minder"):
        text = ("+" if slope > 0 else MINUS) + text
    return f"{text} per jaar"


def percent(share: float, decimals: int = 0) -> str:
    """A share of 0–1 as a percentage: 0.825 → "83 %"."""
    return with_unit(number(float(Decimal(repr(float(share))) * 100), decimals), "%")


def year_range(first: int, last: int) -> str:
    """Years from first to last: "2015–2022"; one year stays "2015"."""
    return str(int(first)) if first == last else f"{int(first)}{EN_DASH}{int(last)}"


def date(iso: str) -> str:
    """An ISO date in words: "2023-12-05" → "5 december 2023"."""
    day = datetime.date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def ordinal(n: int) -> str:
    """12 → "12e"."""
    return f"{number(n, 0)}e"


def rank(place: int, ranked: int, level: Level | None = None, tied: int = 0) -> str:
    """ "12e van 342", with a level "12e van 342 gemeenten", shared "gedeeld 1e van 342, met 11 andere". Best is 1."""
    if not 1 <= place <= ranked - tied:
        raise ValueError(f"rank {place} does not exist among {ranked} regions, {tied} of them on the same place")
    text = f"{ordinal(place)} van {number(ranked, 0)}"
    text = f"{text} {level_word(level, ranked)}" if level else text
    return f"gedeeld {text}, met {number(tied, 0)} andere" if tied else text


def level_word(level: Level, n: int = 1) -> str:
    """ "gemeente" for one, "gemeenten" for any other number."""
    one, many = LEVELS[level].words
    return one if n == 1 else many


def count(n: int, one: str, many: str) -> str:
    """A count with its noun: "geen gemeenten", "1 gemeente", "12 gemeenten"."""
    if n == 0:
        return f"geen {many}"
    return f"{number(n, 0)} {one if n == 1 else many}"


def indicators(n: int) -> str:
    """ "geen indicatoren", "1 indicator", "12 indicatoren"."""
    return count(n, "indicator", "indicatoren")


def in_words(n: int) -> str:
    """Numbers up to twenty as words, as running text has them; larger ones as digits."""
    return _SMALL_NUMBERS[n] if 0 <= n < len(_SMALL_NUMBERS) else number(n, 0)


def listing(items: Iterable[str]) -> str:
    """ "a", "a en b", "a, b en c"; nothing gives ""."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} en {parts[-1]}"


def years_listing(years: Iterable[int]) -> str:
    """Years as between brackets: "2016, 2020, 2022"."""
    return ", ".join(str(int(year)) for year in years)


def sentence_case(text: str) -> str:
    """First letter as at the start of a sentence; "'s-Gravenhage", "ijs" and "kWh" as Dutch wants them."""
    if text.startswith("'") or text.replace(NBSP, " ").partition(" ")[0] in SYMBOLS:
        return text
    if text[:2] == "ij":
        return "IJ" + text[2:]
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """`text` with a capital and a full stop, without doubling one."""
    text = sentence_case(text.strip())
    return text if text.endswith((".", "!", "?")) else text + "."


def place_name(name: str, level: Level) -> str:
    """The region as the subject of a sentence, its level said where the name alone is not enough.

    "Emmen", "Drenthe", "de provincie Utrecht", "de gemeente Utrecht", "het COROP-gebied Veluwe", "Nederland",
    "Noord-Nederland", "het gebied van de Regio Deal Foodvalley", "het gebied Veenkoloniën".
    """
    if name in _SHARED_NAMES and level in ("provincie", BASE):
        return f"de {level_word(level)} {name}"
    return _PLACE.get(level, "{name}").format(name=name)


def with_level(name: str, level: Level) -> str:
    """A region with its level: "gemeente Emmen", "Nederland"; not twice where the name begins with it ("Wijk 1")."""
    word = level_word(level)
    return name if level == COUNTRY or name.casefold().startswith(f"{word} ") else f"{word} {name}"


def in_place(name: str, level: Level, code: str) -> str:
    """Preposition and region: "in Emmen", "op Texel", "in de provincie Utrecht", "in COROP-gebied Veluwe".

    Names stand as in the register: no article is added or dropped ("in De Wolden", "in 's-Gravenhage").
    """
    if level in _IN_PLACE:
        return _IN_PLACE[level].format(name=name)
    return f"{'op' if code in _ON_ISLAND else 'in'} {place_name(name, level)}"


def arrow(trend: str, direction: str | None) -> str:
    """The mark of a trend: the arrow of the number's direction, "n.b." or "·"."""
    if trend in NO_ARROW:
        return NO_ARROW[trend]
    if direction is None:
        raise ValueError(f"trend {trend!r} needs a direction (rising, falling, flat), found None")
    return ARROWS[direction]
