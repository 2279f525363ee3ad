from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from worlds.small_project import template

from regioboek.errors import PageError
from regioboek.execution.templates import fill, load_template, render_template, template_parameters


def write(folder: Path, notebook) -> Path:
    path = folder / "regio.ipynb"
    nbformat.write(notebook, path)
    return path


def refusal(folder: Path, notebook) -> str:
    with pytest.raises(PageError) as caught:
        load_template(write(folder, notebook))
    return str(caught.value)


def test_a_template_tells_its_parameters_with_defaults(tmp_path):
    notebook = template()
    notebook.cells[1].source = "# with a comment\nregion = 'GM0014'\nyears: int = 8\nwanted = ['a', 'b']"
    loaded = load_template(write(tmp_path, notebook))
    assert template_parameters(loaded) == {"region": "GM0014", "years": 8, "wanted": ["a", "b"]}


@pytest.mark.parametrize("kind", ["regio", "indicator", "thema"])
def test_the_templates_of_the_project_are_accepted(project_root, kind):
    assert template_parameters(load_template(project_root / "notebooks" / f"{kind}.ipynb"))


def test_a_template_that_does_not_exist_names_those_that_do(tmp_path):
    write(tmp_path, template())
    with pytest.raises(PageError, match=r"thema.ipynb does not exist; its folder has regio.ipynb"):
        load_template(tmp_path / "thema.ipynb")


def test_a_file_that_is_no_notebook_is_refused(tmp_path):
    (tmp_path / "regio.ipynb").write_text("no json")
    with pytest.raises(PageError, match="cannot be read as a notebook"):
        load_template(tmp_path / "regio.ipynb")


def test_outputs_and_execution_counts_are_refused(tmp_path):
    notebook = template("1 + 1", "2 + 2")
    notebook.cells[2].outputs = [new_output("stream", name="stdout", text="old")]
    notebook.cells[3].execution_count = 7
    message = refusal(tmp_path, notebook)
    assert "cell 3 holds outputs or an execution count" in message
    assert "cell 4 holds outputs or an execution count" in message


def test_a_missing_parameters_tag_is_refused(tmp_path):
    notebook = template()
    notebook.cells[1].metadata.tags = []
    assert "no cell is tagged 'parameters'" in refusal(tmp_path, notebook)


def test_two_parameters_cells_are_refused(tmp_path):
    notebook = template("x = 1")
    notebook.cells[2].metadata.tags = ["parameters"]
    assert "cells 2, 3 are tagged 'parameters'" in refusal(tmp_path, notebook)


def test_a_parameters_cell_with_code_is_refused_by_line(tmp_path):
    notebook = template()
    notebook.cells[1].source = "region = 'GM0014'\nyears = len(region)\nimport os"
    message = refusal(tmp_path, notebook)
    assert "cell 2, line 2: 'years = len(region)' is no `name = literal`" in message
    assert "cell 2, line 3: 'import os'" in message


@pytest.mark.parametrize(
    ("tag", "why"),
    [
        ("remove-input", "removes it from the page"),
        ("remove-cell", "removes it from the page"),
        ("nbval-skip", "out of the audit"),
        ("nbval-ignore-output", "out of the audit"),
        ("raises-exception", "out of the audit"),
        ("injected-parameters", "a rendered page, not a template"),
    ],
)
def test_tags_that_take_a_cell_away_are_refused(tmp_path, tag, why):
    notebook = template("1")
    notebook.cells[2].metadata.tags = [tag]
    message = refusal(tmp_path, notebook)
    assert "cell 3" in message
    assert why in message


def test_comments_that_take_a_cell_out_of_the_audit_are_refused(tmp_path):
    assert "cell 3: the comment '# NBVAL_SKIP'" in refusal(tmp_path, template("# NBVAL_SKIP\n1"))


def test_an_empty_code_cell_and_another_kernel_are_refused_together(tmp_path):
    notebook = template("  ")
    notebook.metadata.kernelspec.name = "ir"
    message = refusal(tmp_path, notebook)
    assert "(2 problem(s))" in message
    assert "kernel 'ir'" in message
    assert "cell 3 is a code cell without code" in message


def rendered(notebook, parameters=None, context=None):
    return render_template(notebook, parameters or {"region": "GM0003"}, context or {"naam": "Appingedam"})


def test_parameters_stand_in_a_cell_after_the_defaults():
    notebook = rendered(template())
    sources = [cell.source for cell in notebook.cells]
    assert sources[1:3] == ['# Welke regio.\nregion = "GM0014"', "# Parameters\nregion = 'GM0003'"]
    assert notebook.cells[2].metadata.tags == ["injected-parameters", "hide-input"]


def test_all_code_cells_are_collapsed_and_none_removed():
    original = template("1 + 1")
    notebook = rendered(original)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) == len(original.cells)  # one heading less, one injected cell more
    assert all("hide-input" in cell.metadata.tags for cell in code)


def test_words_are_filled_into_markdown_cells_only():
    notebook = rendered(template("print('«naam»')"), context={"naam": "Súdwest-Fryslân"})
    assert notebook.cells[0].source == "# Súdwest-Fryslân"
    assert notebook.cells[3].source == "print('«naam»')"


def test_braces_of_others_are_left_alone():
    text = "```{note}\n{ref}`x` $\\frac{a}{b}$ {naam} %(naam)s ${naam}\n```\n«a.b»"
    filled, problems = fill(text, {"a.b": "woord"})
    assert filled == text.replace("«a.b»", "woord")
    assert problems == []


def test_a_word_may_hold_guillemets_and_is_not_filled_again():
    assert fill("«a»", {"a": "«b»", "b": "no"}) == ("«b»", [])


def test_an_unknown_word_names_template_cell_and_nearest():
    notebook = template()
    notebook.cells.append(new_markdown_cell("In «namm» is het goed, «niets-van-dien-aard»."))
    notebook.metadata["regioboek"] = {"template": "regio.ipynb"}
    with pytest.raises(PageError) as caught:
        rendered(notebook, context={"naam": "Groningen", "ondertitel": "x"})
    assert str(caught.value).splitlines() == [
        "regio.ipynb (2 problem(s))",
        "  - cell 4: «namm» is not known (did you mean naam?)",
        "  - cell 4: «niets-van-dien-aard» is not known; known: naam, ondertitel",
    ]


@pytest.mark.parametrize(
    ("text", "why"), [("«een naam»", "no name"), ("« los", "stands alone"), ("los »", "stands alone")]
)
def test_guillemets_that_are_no_placeholder_are_refused(text, why):
    _, problems = fill(text, {"naam": "x"})
    assert len(problems) == 1
    assert why in problems[0]


def test_an_unknown_parameter_names_the_nearest_and_the_missing_one():
    with pytest.raises(PageError) as caught:
        rendered(template(), parameters={"regio": "GM0003"})
    message = str(caught.value)
    assert "parameter 'regio' is not known (did you mean region?)" in message
    assert "parameter 'region' is missing; given is 'regio'" in message


@pytest.mark.parametrize("value", [object(), Path("x"), float("nan"), {1, 2, object()}])
def test_parameters_that_cannot_be_written_down_are_refused(value):
    with pytest.raises(PageError, match="cannot be written as Python text and number literals"):
        rendered(template(), parameters={"region": value})


@pytest.mark.parametrize("value", ['O\'Brien "x" \n\\', "Súdwest", -1.5, True, None, ["a", {"b": 1}]])
def test_parameters_arrive_as_they_were(value):
    namespace: dict = {}
    exec(rendered(template(), parameters={"region": value}).cells[2].source, namespace)
    assert namespace["region"] == value


def test_same_template_gives_same_bytes_and_stays_as_it_was():
    notebook = template("1 + 1")
    before = nbformat.writes(notebook)
    assert nbformat.writes(rendered(notebook)) == nbformat.writes(rendered(notebook))
    assert nbformat.writes(notebook) == before


def test_cell_ids_are_the_templates():
    notebook = rendered(template("1"))
    assert [cell.id for cell in notebook.cells] == ["cell-0", "cell-1", "injected-parameters", "cell-2", "cell-3"]


def test_a_rendered_page_is_a_valid_notebook():
    notebook = rendered(template("1"))
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"


def test_templates_without_cell_ids_are_refused(tmp_path):
    notebook = template()
    notebook.cells.append(new_code_cell("1", id="cell-0"))
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    path = tmp_path / "regio.ipynb"
    path.write_text(nbformat.v4.writes(notebook))
    with pytest.raises(PageError, match="cells have no ids of their own"):
        load_template(path)


THEMES = [{"id": "wonen", "naam": "Wonen"}, {"id": "milieu", "naam": "Milieu & lucht"}]


def repeating():
    """A template whose two cells before the last are repeated for the list `theme`."""
    notebook = template("'«theme.id»'")
    cells = [new_markdown_cell("## «theme.naam» in «naam»", id="theme-kop"), notebook.cells[2]]
    cells[1].id = "theme"
    for cell in cells:
        cell.metadata["regioboek"] = {"for": "theme"}
    notebook.cells[2:3] = cells
    return notebook


def test_marked_cells_are_repeated_for_each_entry_with_its_words_and_id():
    notebook = rendered(repeating(), context={"naam": "Emmen", "theme": THEMES})
    assert [(cell.id, cell.source) for cell in notebook.cells[3:7]] == [
        ("wonen-kop", "## Wonen in Emmen"),
        ("wonen", "'wonen'"),
        ("milieu-kop", "## Milieu & lucht in Emmen"),
        ("milieu", "'milieu'"),
    ]
    assert all("regioboek" not in cell.metadata for cell in notebook.cells)
    nbformat.validate(notebook)


def test_a_list_without_entries_leaves_no_cell():
    assert len(rendered(repeating(), context={"naam": "Emmen", "theme": []}).cells) == 4


def test_a_list_that_is_not_known_names_the_nearest():
    with pytest.raises(PageError, match=r"cell 3: a list 'theme' is not known \(did you mean themes\?\)"):
        rendered(repeating(), context={"naam": "Emmen", "themes": THEMES})


def test_the_id_of_a_repeated_cell_must_say_for_what(tmp_path):
    notebook = repeating()
    notebook.cells[2].id = "kop"
    assert "cell 3 is repeated for 'theme': its id must say 'theme'" in refusal(tmp_path, notebook)
