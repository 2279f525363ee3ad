"""`corrections.yml`: what an entry must say, and how what is wrong with it is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regioboek.errors import ParamsError
from regioboek.params.loading import load_edition

ENTRY = """
corrections:
  - id: fout
    editions: [demo]
    indicator: werkloosheid
    regions: [GM0014, GM0034]
    years: [2021]
    do: override
    value: 5
    expect: 51
    reason: Een komma te weinig.
"""


@pytest.fixture
def params(project_root, tmp_path) -> Path:
    """A copy of the params with the two editions that are shipped, and no others."""
    copy = Path(shutil.copytree(project_root / "params", tmp_path / "params"))
    for path in copy.glob("editions/*.yml"):
        if path.stem not in ("2023", "demo"):
            path.unlink()
    return copy


def problems(params: Path, text: str) -> list[str]:
    (params / "corrections.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ParamsError) as error:
        load_edition(params, "demo")
    return [str(p).removeprefix("params/corrections.yml: ") for p in error.value.problems]


def test_an_edition_has_the_corrections_that_name_it(params):
    (params / "corrections.yml").write_text(ENTRY, encoding="utf-8")
    assert [c.id for c in load_edition(params, "demo").corrections] == ["fout"]
    assert load_edition(params, "2023").corrections == ()


def test_without_the_file_nothing_is_corrected(params):
    (params / "corrections.yml").unlink()
    assert load_edition(params, "demo").corrections == ()


def test_the_editions_with_real_figures_ship_without_corrections(project_root):
    assert load_edition(project_root / "params", "2023").corrections == ()


WRONG = {
    "unknown indicator": (
        "indicator: werkloosheid",
        "indicator: werkloosheit",
        'line 5, corrections.fout.indicator: found the unknown indicator "werkloosheit"; '
        "expected an id of indicators.yml (did you mean werkloosheid?)",
    ),
    "unknown edition": (
        "[demo]",
        "[demo, demi]",
        'line 4, corrections.fout.editions[1]: found the unknown edition "demi"; '
        "expected one of: 2023, demo (did you mean demo?)",
    ),
    "unknown region": (
        "GM0034]",
        "GM9034]",
        'line 6, corrections.fout.regions[1]: found the unknown region "GM9034"; '
        "expected a code of a region, such as GM0014 (did you mean GM0034?)",
    ),
    "a region twice": (
        "GM0034]",
        "GM0014]",
        "line 6, corrections.fout.regions[1]: found GM0014 twice; expected each region",
    ),
    "a key of another action": (
        "do: override",
        "do: scale",
        'line 3, corrections.fout: found scale with "value"; expected "value" with override, and only there',
    ),
    "no key for its action": (
        "value: 5",
        "tolerance: 5",
        'line 3, corrections.fout: found override without "value"; expected "value" with override',
    ),
    "an unknown action": ("do: override", "do: overrides", 'corrections.fout.do: found "overrides"'),
    "no guard": ("    expect: 51\n", "", 'found nothing: this key is missing; expected the key "expect"'),
    "a guard for a figure it does not name": (
        "expect: 51",
        'expect: {"GM0014 2021": 51, "GM0034 2022": 40}',
        'line 10, corrections.fout.expect: found no "GM0034 2021"; expected every figure once, as GM0014 2021',
    ),
    "a guard upside down": (
        "expect: 51",
        "expect: {between: [60, 50]}",
        "found [60.0, 50.0]; expected the lowest, then",
    ),
    "no reason": ("reason: Een komma te weinig.", 'reason: " "', "corrections.fout.reason: found no reason"),
    "no day": (
        "    reason",
        "    told: {who: CBS, on: gisteren}\n    reason",
        'corrections.fout.told.on: found "gisteren"; expected a date as "2023-12-04"',
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_at_its_line(what, params):
    old, new, expected = WRONG[what]
    assert old in ENTRY
    assert any(expected in line for line in problems(params, ENTRY.replace(old, new))), problems(
        params, ENTRY.replace(old, new)
    )


def test_two_corrections_of_one_figure_are_refused(params):
    second = ENTRY.replace("corrections:\n", "").replace("id: fout", "id: nog-een").replace("[GM0014, GM0034]", "all")
    assert problems(params, ENTRY + second)[-1] == (
        "line 13, corrections.nog-een: found all 2021 of werkloosheid, which fout corrects already; "
        "expected one correction per figure"
    )


def test_a_list_is_asked_for(params):
    assert problems(params, "corrections:\n") == [
        "line 1, corrections: found null; expected a list of corrections; [] for none"
    ]
