"""A StatLine table of wijken and buurten, of one year: from `tables show` and `indicator new` to pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from loopback.server import Loopback
from loopback.statline_tables import CARS, districts_v3
from worlds.network_edition import EDITION, open_desk
from worlds.small_bureau import collection, named_crs, square

from regioboek.cli.app import main

_TOLD = {"origin": "CBS", "licence": "CC BY 4.0", "citation": "Bron: CBS."}


@pytest.fixture
def bureau(loopback: Loopback, tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with four gemeenten and two wijken in one of them; the table is on the server."""
    files = {"corop": "cr.json", "provincie": "pv.json", "wijk": "w.json"}
    wijken = {"id": "wijken", "kind": "register", "level": "wijk", "title": "W", "files": {"register": "wijken.csv"}}
    shapes = {"kind": "boundaries", "title": "G"}
    drawn = [shapes | {"id": f"b-{key}", "level": key, "files": {"boundaries": name}} for key, name in files.items()]
    root = open_desk(loopback, tmp_path, project_root, monkeypatch, [wijken, *drawn]).root
    codes = {"cr.json": ("CR03", "CR40", "CR01", "CR04"), "pv.json": ("PV20", "PV24", "PV21")}
    for name, of in (codes | {"w.json": ("WK001400", "WK001401")}).items():
        squares = {code: square(140_000 + n * 20_000, 481_000, 9_000) for n, code in enumerate(of)}
        (root / "bron" / name).write_text(collection(squares, crs=named_crs(28992)), "utf-8")
    rows = ["wk_code;wk_naam;gm_code", "WK001400;Centrum;GM0014", "WK001401;Oost;GM0014"]
    (root / "bron" / "wijken.csv").write_text("\n".join(rows) + "\n", "utf-8")
    path = root / "params" / "editions" / f"{EDITION}.yml"
    edition = yaml.safe_load(path.read_text("utf-8"))
    path.write_text(
        yaml.safe_dump(edition | {"levels": ["land", "provincie", "corop", "gemeente", "wijk"]}, sort_keys=False),
        "utf-8",
    )
    loopback.v3["70005NED"] = districts_v3()
    monkeypatch.setenv("REGIOBOEK_CBS_URL", loopback.url)
    return root


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """A command that must succeed: what it prints."""

    def command(*arguments: str) -> str:
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        out, err = capfd.readouterr()
        assert not stop.value.code, out + err
        return out

    return command


def test_cars_per_wijk_come_from_statline_to_their_pages(bureau: Path, run: Callable[..., str]) -> None:
    shown = run("tables", "show", "70005NED").partition("statline:\n")[2]
    told = yaml.safe_load(shown)
    assert (told["region"], told["period"], told["year"]) == ("WijkenEnBuurten", None, 2021)
    told_of_cars = {"key": CARS, "title": "Personenauto's per huishouden", "unit": "aantal"}
    assert (told["measures"], told["levels"]) == ({"my-indicator": told_of_cars}, ["gemeente"])

    here = ("--project", str(bureau))
    run("indicator", "new", "--table", "70005NED", "--measure", CARS, "--id", "autos", "--edition", EDITION, *here)
    run("fetch", EDITION, *here)
    said = run("check", EDITION, *here)
    assert "2 wijk" in said
    assert "statline.year: found 2021, and the window ends in 2022" in said
    run("build", EDITION, "--only", "GM0014,WK001400", *here)
    for code, figure in (("GM0014", "0,1"), ("WK001400", "0,5")):
        html = (bureau / "_build" / EDITION / "html" / "regio" / f"{code.lower()}.html").read_text("utf-8")
        row = next(r for r in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if "auto&#x27;s per huishouden" in r)
        assert f'{figure} <span class="rb-year">(2021)</span>' in row
