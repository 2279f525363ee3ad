import nbformat
import pytest
from nbformat.v4 import new_output
from worlds.small_project import page, template

from regioboek.execution.page_checks import normalised, problems
from regioboek.execution.templates import render_template


def executed(*texts: str, mime: str = "text/plain", last: str = "'GM0014'"):
    """The page as if it had run: every cell counted, one output per text, the last cell mentioning the region."""
    notebook = render_template(template(*("show()" for _ in texts)), {"region": "GM0014"}, {"naam": "Groningen"})
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, 1):
        cell.execution_count = count
    for cell, text in zip(code[2:], texts, strict=False):
        cell.outputs = [new_output("display_data", data={mime: text})]
    code[-1].outputs = [new_output("execute_result", data={"text/plain": last}, execution_count=len(code))]
    return notebook


def found(notebook) -> list[tuple[int | None, str]]:
    return list(problems(notebook, page()))


def test_a_good_page_has_no_problems():
    assert found(executed("fine", "<p>fine</p>")) == []


@pytest.mark.parametrize(
    ("text", "mime", "why"),
    [
        ("<regioboek.Fragment object at 0x7f3a2b1c4d50>", "text/plain", "memory address"),
        ("/tmp/ipykernel_4242/1234.py:1: UserWarning: x", "text/plain", "id of the process"),
        ('<table id="T_1a2b3">', "text/html", "random id of pandas"),
        ("<svg><dc:date>2026-01-01</dc:date></svg>", "image/svg+xml", "date of drawing"),
    ],
)
def test_what_differs_from_run_to_run_is_found(text, mime, why):
    ((number, message),) = found(executed("fine", text, mime=mime))
    assert number == 5
    assert why in message


@pytest.mark.parametrize(
    "text", ["fout\n", "/home/u/cel.py:1: FutureWarning: x\n  y()\n", "findfont: Font family 'Arial' not found.\n" * 40]
)
def test_what_a_cell_writes_to_stderr_is_found_with_its_cell(text):
    notebook = executed("fine", "fine")
    notebook.cells[-2].outputs.append(new_output("stream", name="stderr", text=text))
    number = len(notebook.cells) - 1
    ((cell, message),) = found(notebook)
    assert cell == number
    assert message.startswith("writes to stderr (") and " ".join(text.split())[:30] in message
    assert "mend what warns" in message and len(message) < 250
    notebook.cells[-2].outputs[-1].name = "stdout"
    assert found(notebook) == []


def test_hexadecimal_numbers_and_pictures_are_no_addresses():
    assert found(executed("colour 0xff00ff at 0x", "at 0xAA")) == []
    assert found(executed("iVBORw0KGgo at 0x7f3a2b1c4d50", mime="image/png")) == []


def test_a_cell_that_did_not_run_is_found():
    notebook = executed("fine", "fine")
    for cell in notebook.cells[4:]:
        cell.execution_count, cell.outputs = None, []
    ((number, message),) = found(notebook)
    assert number == 5
    assert "was not run" in message


def test_an_error_in_an_output_is_found():
    notebook = executed("fine")
    notebook.cells[3].outputs = [new_output("error", ename="ValueError", evalue="x", traceback=[])]
    assert found(notebook) == [(4, "holds an error (ValueError)")]


def test_a_page_about_something_else_is_found():
    ((number, message),) = found(executed("Amsterdam", last="'GM0363'"))
    assert number is None
    assert "no output mentions any of gm0014, Groningen" in message


@pytest.mark.parametrize("text", ["GM0014", "<a href='gm0014.html'>", "Groningen"])
def test_a_page_that_mentions_its_subject_anywhere_is_about_it(text):
    assert found(executed(text, last="'x'")) == []


def test_a_subject_in_escaped_html_counts():
    spec = type(page())("regio", "gm0518", "'s-Gravenhage", {}, {})
    notebook = executed("<h2>&#x27;s-Gravenhage</h2>", mime="text/html")
    assert list(problems(notebook, spec)) == []


def test_a_page_without_its_parameters_is_found():
    notebook = executed("fine")
    notebook.cells[2].metadata.tags = []
    assert found(notebook) == [(None, "its parameters were not injected")]


def test_normalising_leaves_nothing_of_the_moment():
    notebook = executed("fine")
    notebook.metadata["papermill"] = {"start_time": "2026-01-01", "output_path": "/home/somebody/x.ipynb"}
    notebook.metadata.language_info["version"] = "3.11.7"
    for cell in notebook.cells:
        cell.metadata["papermill"] = {"duration": 0.1}
        cell.metadata["execution"] = {"iopub.status.busy": "2026-01-01"}
    text = nbformat.writes(normalised(notebook))
    assert nbformat.writes(normalised(executed("fine"))) == text
    assert "2026" not in text
    assert "3.11.7" not in text
    assert "/home" not in text
