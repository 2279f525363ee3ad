"""The population of the gemeenten of 2023 recalculated to 2015, beside the real figures of 2015.

    python tools/backcast_population.py [FOLDER]     (default: REGIOBOEK_TESTDATA, else ../shared/data)

Prints, in Dutch, Markdown: how far the recalculated figures are from the sums of whole gemeenten of 2015, why, whether
the transfers themselves agree with CBS's population on the day of the change, and how far the weights of that day
would have missed in 2015. FOLDER holds the transfers, the population of 2015 on the division of 2015 and of 2019 and
later on that of each year, and the register of 2023 (see `FILES`).

What is real here. For a gemeente of 2023 that is made of whole gemeenten of 2015, the real figure of 2015 is their sum.
For one that holds part of a gemeente that was split there is no real figure of 2015: there the sum of whole gemeenten
(each counted where most of it went) is beside it, and only the sum over all that shared a split gemeente is real.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from regioboek.errors import RegioboekError, SourceError
from regioboek.params.regions import read_old_names
from regioboek.sources.files.layouts import PresetFigures
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.transfers import read_transfers, with_renamings
from regioboek.statistics.division import Division, chain

ROOT = Path(__file__).parents[1]
YEAR, DIVISION_YEAR = 2015, 2023
IGNORE_SHARE = 0.005  # as the edition's rules have it

FILES = {
    "transfers": "statline/gemeente_wijzigingen_uit_03759ned_RegioS.csv",
    "then": "regions/samengesteld_inwoners_per_gemeente.csv",
    "later": "statline/bevolking_regio_2019_2026.csv",
    "mean": "statline/bevolking_gemeente_2012_2025.csv",
    "register": "regions/cbs2023_gebiedsindelingen_register.csv",
}

KINDS = ("onveranderd", "andere code", "hele gemeenten", "delen van gemeenten")


@dataclass(frozen=True)
class Data:
    """Transfers; population on 1 January and mean population (region, year, inwoners); names of 2023 by code."""

    transfers: pd.DataFrame
    population: pd.DataFrame
    mean: pd.DataFrame
    names: dict[str, str]

    def of(self, year: int) -> pd.Series:
        """Inhabitants on 1 January of `year`, by the codes of that year."""
        rows = self.population[self.population["year"] == year]
        return rows.set_index("region")["inwoners"]


def read_data(folder: Path) -> Data:
    """Everything from the files. Raises SourceError when the transfers are refused."""
    problems = ProblemList(FILES["transfers"])
    transfers = read_transfers(folder / FILES["transfers"], PresetFigures(separator=",", decimal="."), problems)
    if transfers is None:
        raise SourceError("the transfers cannot be used", problems.refused)
    then = pd.read_csv(folder / FILES["then"]).rename(columns={"jaar": "year", "gm_code": "region"})
    later = pd.read_csv(folder / FILES["later"]).rename(
        columns={"jaar": "year", "regio": "region", "waarde": "inwoners"}
    )
    later = later[(later["onderwerp"] == "Bevolking op 1 januari") & (later["niveau"] == "GM")].dropna(
        subset="inwoners"
    )
    columns = ["region", "year", "inwoners"]
    mean = pd.read_csv(folder / FILES["mean"]).rename(columns={"jaar": "year", "statcode": "region"})
    register = pd.read_csv(folder / FILES["register"])
    return Data(
        with_renamings(transfers, read_old_names(ROOT / "params")),
        pd.concat([then.loc[then["year"] == YEAR, columns], later[columns]], ignore_index=True),
        mean.rename(columns={"gem_bevolking": "inwoners"})[columns],
        dict(zip(register["gm_code"], register["gm_naam"], strict=True)),
    )


def division(data: Data, ignore_share: float = IGNORE_SHARE, year: int = YEAR) -> Division:
    """What became of the gemeenten of `year` in the division of 2023."""
    return chain(data.transfers, [year], DIVISION_YEAR, stocks=data.population, ignore_share=ignore_share)


def moved(figures: pd.Series, parts: pd.DataFrame, codes: list[str]) -> pd.Series:
    """Counts by old code -> counts of `codes`, by the shares of `parts` (one year)."""
    changed = (parts["from_region"].map(figures) * parts["share"]).groupby(parts["region"]).sum()
    rest = [c for c in codes if c not in changed.index]
    return pd.concat([changed, figures.reindex(rest)]).reindex(codes).astype(float)


def compare(data: Data, ignore_share: float = IGNORE_SHARE) -> pd.DataFrame:
    """Per gemeente of 2023: name, kind, recalculated, whole (sum of whole gemeenten of 2015), difference, parts."""
    made = division(data, ignore_share)
    parts = made.parts[made.parts["year"] == YEAR]
    codes, real = sorted(data.names), data.of(YEAR)
    main = parts.sort_values("share").drop_duplicates("from_region", keep="last").set_index("from_region")["region"]
    home = {g: main.get(g, g) for g in real.index}
    table = pd.DataFrame({"name": pd.Series(data.names).reindex(codes), "kind": KINDS[0]}, index=codes)
    for region, rows in parts.groupby("region"):
        whole = rows["share"].eq(1).all()
        table.loc[str(region), "kind"] = KINDS[(2 if len(rows) > 1 else 1) if whole else 3]
        names = [f"{g} {s:.1%}" if s < 1 else str(g) for g, s in zip(rows["from_region"], rows["share"], strict=True)]
        table.loc[str(region), "parts"] = " + ".join(names)
    table["recalculated"] = moved(real, parts, codes)
    table["whole"] = real.groupby(home).sum().reindex(codes).astype(float)
    return table.assign(difference=table["recalculated"] - table["whole"])


def clusters(data: Data, ignore_share: float = IGNORE_SHARE) -> pd.Series:
    """Recalculated less real, summed over gemeenten that share a split one; index: their codes, `+` between."""
    made = division(data, ignore_share)
    parts = made.parts[made.parts["year"] == YEAR]
    group = {c: {c} for c in data.names}
    for _, rows in parts.groupby("from_region"):
        together = set().union(*(group[r] for r in rows["region"]))
        group |= dict.fromkeys(together, together)
    table = compare(data, ignore_share)
    named = {c: "+".join(sorted(g)) for c, g in group.items()}
    return table["difference"].groupby(named).sum()


def transfers_and_population(data: Data) -> pd.DataFrame:
    """Per gemeente made on a 1 January of which CBS gives the population: what the transfers add up to beside it."""
    rows = []
    for (date, code), told in data.transfers[data.transfers["inwoners"].notna()].groupby(["date", "to_code"]):
        complete = told["begins"].any() or (told["from_code"] == code).any()
        people = data.of(int(str(date)[:4]))
        if complete and str(date).endswith("-01-01") and str(date) > f"{YEAR}-01-01" and code in people.index:
            rows.append((str(date), str(code), told["inwoners"].sum(), float(people[code])))
    table = pd.DataFrame(rows, columns=["date", "region", "transfers", "population"])
    return table.assign(difference=table["transfers"] - table["population"])


def weights_then(data: Data) -> pd.DataFrame:
    """Per part of a gemeente of 2023: its weight by the transfers and by the population of 2015 itself (points)."""
    made = division(data)
    parts = made.parts[made.parts["year"] == YEAR]
    parts = parts[parts["weight"] < 1]
    people = parts["from_region"].map(data.of(YEAR)) * parts["share"]
    then = people / people.groupby(parts["region"]).transform("sum")
    return parts.assign(then=then, difference=(parts["weight"] - then) * 100)


def whole(number: float) -> str:
    """Dutch: 27 409, with a no-break space; `−` before a negative one."""
    return f"{number:+,.0f}".replace(",", "\u00a0").replace("-", "\u2212").lstrip("+")


def report(data: Data) -> str:
    """The comparison as Markdown."""
    table, real = compare(data), data.of(YEAR)
    away = table["difference"].abs()
    lines = [
        f"# {len(table)} gemeenten van {DIVISION_YEAR}, teruggerekend naar {YEAR}",
        "",
        f"- Totaal: {whole(table['recalculated'].sum())}; echt, {len(real)} gemeenten: {whole(real.sum())}.",
        f"- Mediaan van het verschil: {whole(away.median())}; grootste: {whole(away.max())} inwoners.",
    ]
    for kind in KINDS:
        of_kind = away[table["kind"] == kind]
        lines.append(f"- {kind}: {len(of_kind)}, grootste verschil {whole(of_kind.max() if len(of_kind) else 0)}.")
    together = clusters(data)
    lines += [
        f"- Opgeteld over gemeenten die samen een gesplitste gemeente kregen: {len(together)} groepen, "
        f"grootste verschil {together.abs().max():.6f}.",
        "",
        "| gemeente | delen in 2015 | teruggerekend | hele gemeenten | verschil |",
        "|---|---|---:|---:|---:|",
    ]
    largest = table[away > 0.5].sort_values("difference", key=abs, ascending=False)
    lines += [
        f"| {r.name} | {r.parts} | {whole(r.recalculated)} | {whole(r.whole)} | {whole(r.difference)} |"
        for r in largest.itertuples(index=False, name="Row")
    ]
    ignored = (compare(data, 0.0)["recalculated"] - table["recalculated"]).abs()
    told = transfers_and_population(data)
    weights = weights_then(data)
    off = weights["difference"].abs()
    worst = weights.loc[off.idxmax()]
    lines += [
        "",
        f"Grensverleggingen onder de drempel van {IGNORE_SHARE}: grootste verschil {whole(ignored.max())} inwoners "
        f"({ignored.idxmax()}), bij {int((ignored > 0.5).sum())} gemeenten.",
        "",
        f"Overgangen naast de bevolking op de dag zelf: {len(told)} gemeenten, grootste verschil "
        f"{whole(told['difference'].abs().max())}.",
        "",
        f"Gewicht van een deel op de dag van de overgang naast dat in {YEAR}: {len(weights)} delen, mediaan "
        f"{off.median():.2f} procentpunt, grootste {off.max():.2f} ({worst['from_region']} in {worst['region']}).",
    ]
    return "\n".join(lines)


def main() -> int:
    """Print the comparison; 1 when the files are not there or refused."""
    default = os.environ.get("REGIOBOEK_TESTDATA", str(ROOT.parent / "shared" / "data"))
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else default)
    try:
        print(report(read_data(folder)))
    except (RegioboekError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
