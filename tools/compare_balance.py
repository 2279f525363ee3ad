"""The balance of top and bottom quarters per provincie, ours beside the one CBS published.

    python tools/compare_balance.py [EDITION]     (default 2023; build it first)

Prints, in Dutch, a Markdown table per provincie and what explains the differences: which of the indicators of hier
en nu are ranked at all between provincies, and why the others are not.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from scipy.stats import spearmanr

from regioboek.errors import RegioboekError
from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Edition
from regioboek.schemas import read_table

#: Times in the top and in the bottom quarter of the ranking of provincies, indicators of hier en nu.
#: Source: CBS, Regionale Monitor Brede Welvaart 2023 (December 2023), position of the provincies.
PUBLISHED_EDITION = "2023"
PUBLISHED = {
    "PV20": (0, 17),  # Groningen
    "PV21": (14, 9),  # Fryslân
    "PV22": (12, 11),  # Drenthe
    "PV23": (14, 3),  # Overijssel
    "PV24": (7, 11),  # Flevoland
    "PV25": (5, 4),  # Gelderland
    "PV26": (15, 2),  # Utrecht
    "PV27": (8, 14),  # Noord-Holland
    "PV28": (6, 12),  # Zuid-Holland
    "PV29": (8, 11),  # Zeeland
    "PV30": (8, 1),  # Noord-Brabant
    "PV31": (2, 15),  # Limburg
}

REASONS = {
    "not-aggregable": "geen cijfer te berekenen",
    "low-coverage": "te weinig inwoners met een cijfer",
    "no-figures": "geen cijfers",
}


def provincial_balance(findings: pd.DataFrame, regions: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """How often each provincie is in the top and the bottom quarter of provincies, for indicators of hier en nu.

    One row per provincie in the order of `regions`: region, name, indicators (hier en nu, in the edition), top, middle,
    bottom, unranked. An indicator counts once, also when it stands under two themes.
    """
    here_and_now = {t.id for t in edition.themes if t.dimension == "hier-en-nu"}
    chosen = [i.id for i in edition.indicators if here_and_now.intersection(i.themes)]
    provincies = regions.loc[regions["level"] == "provincie", ["code", "name"]]
    rows = findings.loc[findings["indicator"].isin(chosen) & findings["region"].isin(provincies["code"])]
    rows = rows.astype({"region": "str", "position": "str"})
    counted = rows.groupby(["region", rows["position"].fillna("unranked")]).size().unstack(fill_value=0)
    counted = counted.reindex(index=provincies["code"], columns=["top", "middle", "bottom", "unranked"], fill_value=0)
    balance = counted.reset_index(drop=True).rename_axis(columns=None)
    balance.insert(0, "region", provincies["code"].to_numpy())
    balance.insert(1, "name", provincies["name"].to_numpy())
    balance.insert(2, "indicators", len(chosen))
    return balance


def comparison(balance: pd.DataFrame) -> pd.DataFrame:
    """`balance` (see `provincial_balance`) with the published counts and the net balances beside it."""
    published = pd.DataFrame.from_dict(PUBLISHED, orient="index", columns=["cbs_top", "cbs_bottom"])
    table = balance.merge(published, left_on="region", right_index=True, validate="one_to_one")
    table["net"] = table["top"] - table["bottom"]
    table["cbs_net"] = table["cbs_top"] - table["cbs_bottom"]
    return table


def not_ranked(edition: Edition, build: BuildDir) -> dict[str, list[str]]:
    """Indicators of hier en nu without a ranking of provincies, by reason in Dutch."""
    here_and_now = {t.id for t in edition.themes if t.dimension == "hier-en-nu"}
    rankings = read_table("rankings", build.rankings)
    ranked = set(rankings.loc[(rankings["level"] == "provincie") & (rankings["ranked"] > 0), "indicator"])
    made = read_table("aggregation", build.aggregation)
    made = made[made["region"].str.startswith("PV") & made["year"].between(edition.window.first, edition.window.last)]
    reasons: dict[str, list[str]] = {}
    for indicator in edition.indicators:
        if indicator.id in ranked or not here_and_now.intersection(indicator.themes):
            continue
        found = made.loc[made["indicator"] == indicator.id, "reason"].dropna()
        reason = REASONS[found.mode().iloc[0]] if len(found) else "geen cijfers in de bron"
        reasons.setdefault(reason, []).append(indicator.display_name)
    return reasons


def signed(number: int) -> str:
    """A net balance with its sign: "+5", "−3", "0"."""
    return f"{number:+d}".replace("-", "\u2212") if number else "0"


def main() -> int:
    """Print the comparison; 1 when the edition has not been built."""
    name = sys.argv[1] if len(sys.argv) > 1 else PUBLISHED_EDITION
    build = Project.find(Path(__file__).parent).build(name)
    try:
        findings = read_table("findings", build.findings)
        regions = read_table("regions", build.regions)
        edition = Edition.model_validate_json(build.edition.read_bytes())
        reasons = not_ranked(edition, build)
    except (RegioboekError, OSError) as error:
        print(f"{error}\nBuild the edition first: regioboek build {name}", file=sys.stderr)
        return 1
    balance = provincial_balance(findings, regions, edition)
    table = comparison(balance)

    print(f"Plaats van de provincies, hier en nu, editie {edition.id} naast CBS (editie {PUBLISHED_EDITION})\n")
    print("| provincie | bovenste kwart | CBS | onderste kwart | CBS | saldo | CBS |")
    print("|:---|---:|---:|---:|---:|---:|---:|")
    for row in table.itertuples():
        counts = f"{row.top} | {row.cbs_top} | {row.bottom} | {row.cbs_bottom}"
        print(f"| {row.name} | {counts} | {signed(row.net)} | {signed(row.cbs_net)} |")
    sums = table[["top", "cbs_top", "bottom", "cbs_bottom"]].sum()
    print(f"| samen | {sums['top']} | {sums['cbs_top']} | {sums['bottom']} | {sums['cbs_bottom']} | | |")

    total = int(balance["indicators"].iloc[0])
    missing = sum(len(names) for names in reasons.values())
    correlation = str(round(float(spearmanr(table["net"], table["cbs_net"]).statistic), 2)).replace(".", ",")
    print(f"\nRangcorrelatie van de saldi: {correlation}.")
    print(f"Van de {total} indicatoren van hier en nu zijn er {total - missing} tussen provincies gerangschikt. Niet:")
    for reason, names in reasons.items():
        print(f"- {reason}: {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
