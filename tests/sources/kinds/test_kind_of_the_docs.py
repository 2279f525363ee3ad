"""The kind of source that docs/sources.md adds as an example works as it stands there."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError
from worlds.factories import source
from worlds.small_bureau import SOURCES, Folder, small_edition

from regioboek.errors import RegioboekError, SourceError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.source import GROUP, source_kinds, source_of
from regioboek.sources.snapshot.fetching import Asking, FetchReport, fetch_edition
from regioboek.sources.snapshot.inputs import read_inputs
from regioboek.sources.snapshot.opening import open_snapshot

FIGURES = """[
 {"regio": "GM0014", "jaar": 2021, "thema": "werkloosheid", "cijfer": 5.1},
 {"regio": "GM0014", "jaar": 2022, "thema": "werkloosheid", "cijfer": null},
 {"regio": "GM0014", "jaar": 2022, "thema": "zwemwater-kustwateren", "cijfer": 4}
]"""

Fetch = Callable[[str], tuple[Project, FetchReport]]


@pytest.fixture
def installed(project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example as a package that is installed beside regioboek."""
    text = (project_root / "docs" / "sources.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (names,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (group, points), *others = tomllib.loads(textwrap.dedent(names))["project"]["entry-points"].items()
    assert not others
    site = tmp_path / "site-packages"
    info = site / "bureau_json-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "bureau_json.py").write_text(code, "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bureau-json\nVersion: 1.0\n", "utf-8")
    lines = [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.syspath_prepend(str(site))
    source_kinds.cache_clear()
    yield
    source_kinds.cache_clear()


@pytest.fixture
def edition(installed: None) -> Edition:
    """An edition whose figures come through the example."""
    return small_edition((source("bureau", "bureau-json", {"figures": "cijfers.json"}), *SOURCES[1:]))


@pytest.fixture
def fetched(lay: Callable[[Folder], Project], files: Folder, edition: Edition) -> Fetch:
    """Fetch the bureau's files with this text as the figures."""

    def fetch(text: str) -> tuple[Project, FetchReport]:
        project = lay(files | {"cijfers.json": text})
        return project, fetch_edition(project, edition, Asking())

    return fetch


def test_it_fetches_freezes_and_reads(fetched: Fetch, edition: Edition) -> None:
    project, report = fetched(FIGURES)
    assert [s.outcome for s in report.sources] == ["fetched"] * 4
    snapshot = open_snapshot(project, edition)
    cells = snapshot.files("bureau").cells()
    assert cells is not None
    assert cells[["series", "region", "period"]].to_numpy().tolist() == [
        ["werkloosheid", "GM0014", "2021"],
        ["werkloosheid", "GM0014", "2022"],
        ["zwemwater-kustwateren", "GM0014", "2022"],
    ]
    values = read_inputs(edition, snapshot).values
    assert values[["region", "indicator", "year"]].to_numpy().tolist() == [
        ["GM0014", "werkloosheid", 2021],
        ["GM0014", "werkloosheid", 2022],
        ["GM0014", "zwemwater-kustwateren", 2022],
    ]
    assert values["value"].tolist()[::2] == [5.1, 4.0]
    assert pd.isna(values["value"][1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[{", "bureau/cijfers.json: found no JSON"),
        (FIGURES.replace("regio", "gebied"), "bureau/cijfers.json: found rows without regio; expected regio, jaar"),
    ],
)
def test_it_refuses_what_it_cannot_read_before_it_is_locked(text: str, message: str, fetched: Fetch) -> None:
    _, report = fetched(text)
    (failed,) = report.failed
    assert message in str(failed.problems[0])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"werkloosheid", "cijfer": 5.1', '"werkloos", "cijfer": 5.1', "found werkloos; expected an indicator"),
        ("5.1", "510", "found 510; expected Werkloosheid (%): at least 0 and at most 100"),
        ('"GM0014", "jaar": 2021', '"GM9999", "jaar": 2021', "found GM9999; expected a code of the register"),
    ],
)
def test_what_holds_for_all_figures_is_checked(
    old: str, new: str, message: str, fetched: Fetch, edition: Edition
) -> None:
    project, report = fetched(FIGURES.replace(old, new))
    assert not report.failed
    with pytest.raises(SourceError) as error:
        read_inputs(edition, open_snapshot(project, edition))
    assert message in "\n".join(map(str, error.value.problems))


def test_the_same_figure_twice_cannot_be_frozen(fetched: Fetch) -> None:
    _, report = fetched(FIGURES.replace('"jaar": 2021', '"jaar": 2022'))
    assert "found werkloosheid GM0014 2022; expected each figure once" in str(report.failed[0].problems[0])


def test_its_keys_are_its_own(installed: None) -> None:
    told = {"id": "b", "kind": "bureau-json", "title": "B", "origin": "B", "licence": "CC0", "citation": "B"}
    assert source_of(told | {"only": "werkloosheid"}).model_dump()["only"] == "werkloosheid"
    with pytest.raises(ValidationError, match="separator"):
        source_of(told | {"separator": ","})
    assert [key for key, _, _ in source_of(told).wrong()] == [("files",)]


def test_a_kind_is_gone_when_its_package_is(installed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "bureau-json" in source_kinds()
    monkeypatch.undo()
    source_kinds.cache_clear()
    assert "bureau-json" not in source_kinds()
    with pytest.raises(ValidationError, match=r"'boundaries', 'dashboard', .* or 'transfers'"):
        source_of({"kind": "bureau-json"})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("niets:Bron", r"the kind of source kapot cannot be used: niets:Bron \(No module named 'niets'\)"),
        ("json:dumps", "the kind of source kapot cannot be used: json:dumps is no model of a source"),
    ],
)
def test_a_kind_that_cannot_be_used_is_named(value: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(source_kinds(), "kapot", EntryPoint("kapot", value, GROUP))
    with pytest.raises(RegioboekError, match=message):
        source_of({"kind": "kapot"})
