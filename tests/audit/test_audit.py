"""An audit re-runs pages in an ordinary kernel, and is not green when it compared nothing."""

import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from regioboek import audit
from regioboek.audit.outputs import read
from regioboek.audit.rerun import _environment
from regioboek.audit.verdict import CellProblem, NotebookVerdict, Verdict
from regioboek.errors import RegioboekError
from regioboek.layout import BuildDir


def finished(code: str = "GM0014"):
    """A finished page as the build writes it."""
    outputs = {
        3: [new_output("execute_result", data={"text/plain": f"'{code}'"}, execution_count=3)],
        4: [
            new_output(
                "display_data", data={"text/html": "<b>1,5</b>", "text/plain": "<IPython.core.display.HTML object>"}
            )
        ],
        5: [
            new_output("stream", name="stdout", text="een\ntwee\n"),
            new_output("stream", name="stderr", text="drie\n"),
        ],
    }
    sources = [
        ('region = "GM0003"', ["parameters"]),
        (f"# Parameters\nregion = '{code}'", ["injected-parameters"]),
        ("region", []),
        ("from IPython.display import HTML\ndisplay(HTML('<b>1,5</b>'))", []),
        ("import sys\nprint('een'); print('drie', file=sys.stderr); print('twee')", []),
    ]
    cells = [new_markdown_cell("# Groningen")]
    for count, (source, tags) in enumerate(sources, 1):
        cell = new_code_cell(source, metadata={"tags": tags}, execution_count=count, outputs=outputs.get(count, []))
        cells.append(cell)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write(notebook, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def emptied(code: str):
    notebook = finished(code)
    for cell in notebook.cells[1:]:
        cell.outputs, cell.execution_count = [], None
    return notebook


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A page as made, one with a figure changed by hand, one emptied, one holding another page, one no notebook."""
    root = tmp_path_factory.mktemp("audited")
    build = BuildDir(root / "_build" / "demo")
    folder = build.notebooks("regio")
    tampered = finished("GM0015")
    tampered.cells[4].outputs[0]["data"]["text/html"] = "<b>1,6</b>"
    paths = [
        write(finished("GM0014"), folder / "gm0014.ipynb"),
        write(tampered, folder / "gm0015.ipynb"),
        write(emptied("GM0016"), folder / "gm0016.ipynb"),
        write(finished("GM0014"), folder / "gm0017.ipynb"),
        folder / "gm0018.ipynb",
    ]
    paths[-1].write_text("no notebook")
    # A project around the build whose settings would switch nbval off, as this one's do.
    (root / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "-p no:nbval"\n')
    return {verdict.name: verdict for verdict in audit.run(paths, build).notebooks}


def test_a_page_as_it_was_made_is_green(audited):
    verdict = audited["regio/gm0014"]
    assert verdict.problems == []
    assert (verdict.ok, verdict.cells, verdict.compared) == (True, 5, 3)


def test_a_tampered_output_is_caught_with_its_cell_and_both_values(audited):
    verdict = audited["regio/gm0015"]
    (problem,) = verdict.problems
    assert problem.cell == 5
    assert "Cell outputs differ" in problem.message
    assert "<b>1,6</b>" in problem.message
    assert "<b>1,5</b>" in problem.message
    assert (verdict.ok, verdict.compared) == (False, 2)


def test_an_emptied_page_is_no_green_audit_of_nothing(audited):
    verdict = audited["regio/gm0016"]
    assert (verdict.ok, verdict.compared) == (False, 0)
    assert "no code cell has an output: there is nothing to compare" in verdict.problems[0].message
    assert [p.cell for p in verdict.problems[1:]] == [2, 3, 4, 5, 6]


def test_a_page_that_holds_another_page_is_caught(audited):
    (problem,) = audited["regio/gm0017"].problems
    assert problem == CellProblem(3, "its parameters do not name 'gm0017': the file holds another page")


def test_a_file_that_is_no_notebook_is_told_and_stops_no_other(audited):
    (problem,) = audited["regio/gm0018"].problems
    assert "cannot be read as a notebook" in problem.message


def problems_of(tmp_path, change) -> list[str]:
    notebook = finished()
    change(notebook.cells)
    return [str(problem) for problem in read(write(notebook, tmp_path / "gm0014.ipynb"))[1]]


def test_a_finished_page_has_nothing_unseen(tmp_path):
    assert problems_of(tmp_path, lambda cells: None) == []


@pytest.mark.parametrize("tag", ["nbval-skip", "nbval-ignore-output", "raises-exception"])
def test_a_tag_that_keeps_a_cell_out_is_a_problem(tmp_path, tag):
    (problem,) = problems_of(tmp_path, lambda cells: cells[4].metadata.tags.append(tag))
    assert problem == f"cell 5: tag '{tag}' keeps its outputs from being compared"


def test_a_comment_that_keeps_a_cell_out_is_a_problem(tmp_path):
    def change(cells):
        cells[4].source = "# NBVAL_IGNORE_OUTPUT\n" + cells[4].source

    assert problems_of(tmp_path, change) == [
        "cell 5: the comment '# NBVAL_IGNORE_OUTPUT' keeps its outputs from being compared"
    ]


def test_a_picture_that_nbval_never_compares_is_a_problem(tmp_path):
    def change(cells):
        cells[4].outputs[0]["data"]["image/png"] = "iVBORw0KGgo="

    assert problems_of(tmp_path, change) == ["cell 5: shows image/png, which nbval never compares; draw SVG"]


def test_a_stripped_execution_count_is_a_problem(tmp_path):
    def change(cells):
        cells[4].execution_count = None

    (problem,) = problems_of(tmp_path, change)
    assert problem.startswith("cell 5: has no execution count")


def test_an_audit_of_nothing_is_not_green():
    assert not Verdict().ok
    assert not Verdict([NotebookVerdict("regio/gm0014", cells=3, compared=0)]).ok


def test_the_report_counts_what_was_compared_and_names_problems_first():
    good = NotebookVerdict("regio/gm0014", cells=5, compared=3)
    bad = NotebookVerdict(
        "thema/wonen", cells=4, compared=1, problems=[CellProblem(5, "Cell outputs differ\nmismatch")]
    )
    (line,) = Verdict([good]).lines()
    assert line == (
        "reproduced: 1 notebook(s) run again by nbval in an ordinary kernel, 5 cells, "
        "the outputs of 3 compared and equal"
    )
    lines = list(Verdict([good, bad]).lines())
    assert lines[:2] == ["thema/wonen: cell 5: Cell outputs differ", "    mismatch"]
    assert lines[2].startswith("NOT reproduced (1 with problems): 2 notebook(s) run again")


def test_a_long_difference_is_shortened():
    assert len(str(CellProblem(1, "x" * 100_000))) < 2000


@pytest.fixture
def many(tmp_path):
    build = BuildDir(tmp_path)
    for kind, count in (("regio", 60), ("indicator", 20), ("thema", 5)):
        for i in range(count):
            path = build.notebooks(kind) / f"p{i:02d}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return build


def test_the_same_seed_picks_the_same_pages_and_another_seed_others(many):
    assert audit.sample(many, 10, 1) == audit.sample(many, 10, 1)
    assert audit.sample(many, 10, 1) != audit.sample(many, 10, 2)


@pytest.mark.parametrize("seed", range(20))
def test_a_sample_has_its_size_no_page_twice_and_every_kind(many, seed):
    picked = audit.sample(many, 10, seed)
    assert len(set(picked)) == 10
    assert {path.parent.name for path in picked} == {"regio", "indicator", "thema"}


def test_a_sample_larger_than_the_build_is_all_of_it(many):
    assert len(audit.sample(many, 1000, 1)) == 85


def test_a_sample_of_nothing_is_refused(tmp_path, many):
    with pytest.raises(RegioboekError, match="no executed notebooks"):
        audit.sample(BuildDir(tmp_path / "elsewhere"), 10, 1)
    with pytest.raises(RegioboekError, match="a sample of 0"):
        audit.sample(many, 0, 1)


def test_pages_find_their_edition_themselves_unless_they_were_taken_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("REGIOBOEK_EDITION_DIR", "/another/edition")
    build = BuildDir(tmp_path / "_build" / "demo")
    inside = build.notebooks("regio") / "gm0014.ipynb"
    assert "REGIOBOEK_EDITION_DIR" not in _environment([inside], build)
    elsewhere = _environment([inside, tmp_path / "gm0015.ipynb"], build)
    assert elsewhere["REGIOBOEK_EDITION_DIR"] == str(build.root)


@pytest.mark.skipif(shutil.which("false") is None, reason="needs a program that fails")
def test_nbval_that_cannot_run_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(RegioboekError, match="nbval could not be run"):
        audit.run([write(finished(), tmp_path / "gm0014.ipynb")], BuildDir(tmp_path))
