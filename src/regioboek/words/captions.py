"""The message under a national figure, as one or two sentences made from its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regioboek.params.indicators import Indicator
from regioboek.schemas.rows import Region, Series
from regioboek.words import language as nl
from regioboek.words.facts import JUDGED


def trend_caption(counts: Mapping[str, int]) -> str:
    """How many gemeenten move favourably and unfavourably; `counts` by trend.

    "In 120 van de 342 gemeenten is de trend gunstig, in 3 ongunstig."
    """
    of = {trend: counts.get(trend, 0) for trend in (*JUDGED, "none")}
    total = sum(counts.values())
    all_of_them = f"{nl.number(total, 0)} gemeenten"
    if total > 1 and total in of.values():
        if of["none"]:
            return f"In alle {all_of_them} is geen gunstige of ongunstige trend te zien."
        return f"In alle {all_of_them} is de trend {nl.TREND_WORDS[next(trend for trend in JUDGED if of[trend])]}."
    moving = [trend for trend in JUDGED if of[trend]]
    if not moving:
        seen = "gunstige of ongunstige trend te zien" if of["none"] else "trend te bepalen"
        return f"In geen van de {all_of_them} is een {seen}."
    first, other = moving if len(moving) == 2 else (moving[0], next(trend for trend in JUDGED if not of[trend]))
    among = nl.number(of[other], 0) if of[other] else "geen enkele"
    said = f"In {nl.number(of[first], 0)} van de {all_of_them} is de trend {nl.TREND_WORDS[first]}"
    return f"{said}, in {among} {nl.TREND_WORDS[other]}."


def movement_caption(counts: Mapping[str, int]) -> str:
    """In how many gemeenten the figure rises and falls, where that is no judgement; `counts` by movement.

    "In 120 van de 342 gemeenten stijgt het cijfer, in 3 daalt het; dat is niet beoordeeld."
    """
    total = f"{nl.number(sum(counts.values()), 0)} gemeenten"
    for way in ("rising", "falling"):
        if sum(counts.values()) == counts.get(way, 0) > 1:
            return f"In alle {total} {nl.DIRECTION_WORDS[way]} het cijfer; dat is niet beoordeeld."
    up, down = (nl.number(n, 0) if (n := counts.get(way, 0)) else "geen" for way in ("rising", "falling"))
    return f"In {up} van de {total} stijgt het cijfer, in {down} daalt het; dat is niet beoordeeld."


def place_caption(values: Mapping[str, Sequence[float]], indicator: Indicator) -> str:
    """From which value on gemeenten stand in the top and bottom quarter; `values` by position.

    "In het bovenste kwart is de waarde 3,1 % of lager, in het onderste 4,0 % of hoger." Where nothing is judged they
    are the highest and the lowest quarter.
    """
    higher = indicator.direction.sign >= 0
    words = ("hoogste", "laagste") if indicator.is_unjudged else ("bovenste", "onderste")
    told: list[str] = []
    absent = ""
    for position, word in zip(("top", "bottom"), words, strict=True):
        if not values.get(position):
            absent = f"; een {word} kwart is er niet, want te veel gemeenten hebben hetzelfde cijfer"
            continue
        at_least = (position == "top") is higher
        edge = min(values[position]) if at_least else max(values[position])
        quarter = f"in het {word}" if told else f"In het {word} kwart is de waarde"
        told.append(f"{quarter} {nl.value_with_unit(edge, indicator)} of {'hoger' if at_least else 'lager'}")
    if not told:
        which = " of het ".join(words)
        return f"Geen gemeente staat in het {which} kwart: te veel gemeenten hebben hetzelfde cijfer."
    return f"{', '.join(told)}{absent}."


def extreme(found: Sequence[tuple[float, Region]], indicator: Indicator, which: int) -> tuple[str, list[Region]]:
    """The lowest (`which` 0) or highest (-1) figure as written, and every region that shows it.

    `found` are figures with their regions, lowest first.
    """
    shown = nl.value_with_unit(found[which][0], indicator)
    return shown, [region for value, region in found if nl.value_with_unit(value, indicator) == shown]


def spread_caption(found: Sequence[tuple[float, Region]], quarters: tuple[float, float], indicator: Indicator) -> str:
    """Between which figures gemeenten lie; `found` lowest first, `quarters` the first and third quartile.

    "De laagste waarde is 2,0 % (Voorne aan Zee), de hoogste 5,3 % (Rotterdam). De helft van de gemeenten ligt tussen
    2,8 % en 3,4 %." Where more than three share an extreme, they are counted.
    """

    def who(regions: list[Region]) -> str:
        return nl.listing(r.name for r in regions) if len(regions) <= 3 else f"{len(regions)} gemeenten"

    (low, lowest), (high, highest) = (extreme(found, indicator, k) for k in (0, -1))
    if low == high:
        return f"Alle {nl.number(len(found), 0)} gemeenten hebben dezelfde waarde: {low}."
    first, third = (nl.value_with_unit(q, indicator) for q in quarters)
    ends = f"De laagste waarde is {low} ({who(lowest)}), de hoogste {high} ({who(highest)})."
    if first == third:
        return f"{ends} Ten minste de helft van de gemeenten heeft de waarde {first}."
    return f"{ends} De helft van de gemeenten ligt tussen {first} en {third}."


def out_of_sight(n: int, edge: float, indicator: Indicator) -> str:
    """How many gemeenten a distribution leaves out, behind its unit: "; niet in beeld: 3 gemeenten boven 9,1"."""
    return f"; niet in beeld: {nl.count(n, 'gemeente', 'gemeenten')} boven {nl.number(edge, indicator.decimals)}"


def ends_sentence(region: Region, series: Series, indicator: Indicator) -> str:
    """A series from its first to its last figure: "Nederland: van 8,2 % in 2013 naar 3,5 % in 2022."."""
    points = series.points
    first, last = (f"{nl.value_with_unit(value, indicator)} in {year}" for year, value in (points[0], points[-1]))
    return f"{region.name}: {first}." if len(points) == 1 else f"{region.name}: van {first} naar {last}."


def extremes_sentence(lines: Mapping[Region, Series], indicator: Indicator) -> str:
    """The highest and lowest provincie in the last year that most of them have a figure for; "" for fewer than two.

    "In 2022 is het cijfer het hoogst in Groningen (4,0 %) en het laagst in Zeeland (2,9 %)."
    """
    known: dict[int, list[tuple[float, str]]] = {}
    for region, series in lines.items():
        if region.level == "provincie":
            for year, value in series.points:
                known.setdefault(year, []).append((value, region.name))
    if not known:
        return ""
    year = max(known, key=lambda year: (len(known[year]), year))
    found = known[year]
    decimals = indicator.decimals
    high, low = (nl.rounded(pick(v for v, _ in found), decimals) for pick in (max, min))
    if len(found) < 2 or high == low:
        return ""
    names = [nl.listing(name for v, name in found if nl.rounded(v, decimals) == edge) for edge in (high, low)]
    shown = [nl.value_with_unit(float(edge), indicator) for edge in (high, low)]
    return f"In {year} is het cijfer het hoogst in {names[0]} ({shown[0]}) en het laagst in {names[1]} ({shown[1]})."


def reading_note(indicator: Indicator, extent: tuple[int, int], *, yearly: bool, provisional: bool) -> str:
    """How to read the lines: what is shaded, dotted, open or dashed in this very figure."""
    notes = ["Grijs vlak: de jaren van de trend"]
    if not yearly:
        notes.append("punt: een meting, niet elk jaar is er een")
    if provisional:
        notes.append("open punt: voorlopig cijfer")
    if any(extent[0] < b.year <= extent[1] for b in indicator.breaks):
        notes.append("stippellijn: breuk in de reeks")
    return "; ".join(notes) + "."
