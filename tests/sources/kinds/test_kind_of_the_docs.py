"""The kind of source that docs/sources.md adds as an example works as it stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from worlds.small_bureau import SOURCES, Folder, small_edition

from regioboek.errors import SourceError
from regioboek.layout import Project
from regioboek.params import edition as params
from regioboek.params.edition import Edition
from regioboek.sources.kinds import KINDS
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
def edition(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """An edition whose figures come through the example."""
    text = (project_root / "docs" / "sources.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    made: dict[str, type] = {}
    exec(compile(code, "docs/sources.md", "exec"), made)
    kind = made["BureauJson"]()
    monkeypatch.setitem(KINDS, kind.name, kind)
    monkeypatch.setitem(params._GIVEN, kind.name, "figures")
    bureau = SOURCES[0].model_copy(update={"id": "bureau", "kind": kind.name, "files": {"figures": "cijfers.json"}})
    return small_edition((bureau, *SOURCES[1:]))


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
