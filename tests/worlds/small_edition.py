"""The small edition: the demo's invented figures for two provincies, with the real templates and chapters.

Twelve gemeenten in the six COROP areas of Groningen and Drenthe, their areas, and Nederland; six indicators. Everything
that makes a page is the product's own; there is only less of it, so that a build takes seconds.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

from worlds.places import ROOT

from regioboek.layout import Project

PROVINCIES = {"PV20", "PV22"}
GEMEENTEN = {
    "GM0014", "GM0037", "GM0047", "GM1952", "GM1966", "GM1979",
    "GM0106", "GM0109", "GM0114", "GM0118", "GM0119", "GM1730",
}  # fmt: skip
INDICATORS = (
    "werkloosheid", "overgewicht", "geregistreerde-misdrijven", "tevredenheid-met-woning", "emissies-van-fijnstof",
    "zwemwater-kustwateren",
)  # fmt: skip


def small_project(root: Path, snapshots: Path | None = None) -> Project:
    """A project in `root` whose edition demo is the small one."""
    for name in ("params", "notebooks", "book"):
        shutil.copytree(ROOT / name, root / name, dirs_exist_ok=True)
    for name in ("_config.yml", "_toc.yml", "requirements.lock"):
        shutil.copy(ROOT / name, root / name)
    regions = root / "params" / "regions"
    _keep(regions / "provincies.csv", lambda row: row["code"] in PROVINCIES)
    _keep(regions / "corop.csv", lambda row: row["provincie"] in PROVINCIES)
    for name in ("gemeenten-2023", "tegels", "oude-namen"):
        _keep(regions / f"{name}.csv", lambda row: row["code"] in GEMEENTEN)
    for name in ("areas-demo", "landsdelen", "regiodeals"):
        _keep(regions / f"{name}.csv", lambda row: row["lid"] in GEMEENTEN | PROVINCIES, gone=True)
    corrections = root / "params" / "corrections.yml"  # what is invented for a gemeente depends on what there is
    corrections.write_text(corrections.read_text("utf-8").replace("expect: 48 ", "expect: 30 "), "utf-8")
    edition = root / "params" / "editions" / "demo.yml"
    asked = f"indicators: [{', '.join(INDICATORS)}]"
    edition.write_text(edition.read_text("utf-8").replace("indicators: all", asked), "utf-8")
    return Project(root, snapshots)


def _keep(path: Path, wanted: Callable[[dict[str, str]], bool], gone: bool = False) -> None:
    """Leave those rows of a CSV file of params; areas that lie elsewhere have `gone`, or the default would count."""
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    kept = [row for row in rows if wanted(row)]
    if gone:
        here = {row["code"] for row in kept}
        past = {"lid": "GM0014", "deel": "geheel", "aandeel": "", "tot": "2000-01-01"}
        kept += {row["code"]: row | past for row in rows if row["code"] not in here}.values()
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    path.write_text(out.getvalue(), "utf-8")
