import json

import pytest
from worlds.small_project import page

from regioboek.commands.page_choice import LIBRARY, explain
from regioboek.errors import PageError
from regioboek.execution import plan as planning
from regioboek.execution.page_spec import PageSpec
from regioboek.execution.plan import key_record, library_digest, make_plan, page_code
from regioboek.memory import Record


@pytest.fixture
def finished(project):
    """A project one page of which has been made."""
    place, build = project("1")
    (planned,) = make_plan([page()], place, build).pages
    notebook = page().notebook(build)
    notebook.parent.mkdir(parents=True)
    notebook.write_text("the executed notebook")
    page().key_file(build).write_text(key_record(planned, notebook.read_bytes()))
    return place, build


def reason(place, build, spec=None, **options):
    return make_plan([spec or page()], place, build, **options).pages[0].reason


def test_a_page_never_made_must_run(project):
    place, build = project("1")
    assert reason(place, build) == "no earlier result"


def test_an_unchanged_page_is_reused(finished):
    plan = make_plan([page()], *finished)
    assert [p.page.name for p in plan.to_reuse] == ["regio/gm0014"]
    assert plan.to_run == ()


def test_a_changed_template_is_named(finished, project):
    project("2")
    assert reason(*finished) == "template changed"


@pytest.mark.parametrize(
    "spec",
    [
        PageSpec("regio", "gm0014", "Groningen", {"region": "GM0015"}, {"naam": "Groningen"}, "figures 1"),
        PageSpec("regio", "gm0014", "Groningen", {"region": "GM0014"}, {"naam": "Grönn"}, "figures 1"),
        PageSpec("regio", "gm0014", "Grunn", {"region": "GM0014"}, {"naam": "Groningen"}, "figures 1"),
    ],
)
def test_changed_parameters_words_or_title_are_named(finished, spec):
    assert reason(*finished, spec) == "parameters or words changed"


def test_changed_figures_are_named(finished):
    assert reason(*finished, page(data="figures 2")) == "figures changed"


def test_a_changed_library_is_named(finished, monkeypatch):
    monkeypatch.setattr(planning, "library_digest", lambda *_: "another")
    assert reason(*finished) == "library changed"


def explained(finished, record=None):
    """What is said of the one page."""
    (line,) = explain(make_plan([page()], *finished), record)
    return line


def test_everything_that_differs_is_explained(finished, project):
    project("2")
    place, build = finished
    (place.root / "requirements.lock").write_text("numpy==2\n")
    assert explained(finished) == "regio/gm0014: template changed; locked environment changed"
    page().notebook(build).unlink()
    assert explained(finished) == "regio/gm0014: no earlier result"


def test_changed_code_is_named_by_file_when_it_is_known_what_the_page_was_made_with(finished, monkeypatch):
    before = {**page_code(), "code: report/pages/marks.py": "then", LIBRARY: library_digest()}
    monkeypatch.setattr(planning, "library_digest", lambda *_: "another")
    assert explained(finished, Record(before, [])) == "regio/gm0014: library changed (report/pages/marks.py)"
    assert explained(finished, Record({**before, LIBRARY: "a third"}, [])) == "regio/gm0014: library changed"


def test_a_changed_lock_file_is_named(finished):
    place, build = finished
    (place.root / "requirements.lock").write_text("numpy==2\n")
    assert reason(place, build) == "locked environment changed"


def test_a_notebook_altered_afterwards_is_made_again(finished):
    _, build = finished
    page().notebook(build).write_text("the executed notebook, improved")
    assert reason(*finished) == "earlier result was altered"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": "x"}'])
def test_a_notebook_without_a_readable_key_is_made_again(finished, text):
    _, build = finished
    page().key_file(build).write_text(text)
    assert reason(*finished) == "earlier result has no key"


def test_force_runs_everything(finished):
    assert reason(*finished, force=True) == "asked for"


def test_reasons_are_counted(finished):
    plan = make_plan([page(), page("GM0003", "Appingedam"), page("GM0010", "Delfzijl")], *finished)
    assert plan.reasons() == {"no earlier result": 2}


def test_pages_of_one_name_are_refused(project):
    with pytest.raises(PageError, match="same name: regio/gm0014"):
        make_plan([page(), page()], *project("1"))


def test_a_missing_template_is_refused(project):
    with pytest.raises(PageError, match=r"profiel.ipynb does not exist"):
        make_plan([PageSpec("profiel", "gm0014", "Groningen")], *project("1"))


def test_the_key_file_tells_what_the_page_was_made_from(finished):
    _, build = finished
    record = json.loads(page().key_file(build).read_text())
    assert set(record["parts"]) == {"template", "parameters", "data", "library", "environment"}


def test_what_a_template_imports_beside_its_page_belongs_to_its_library():
    assert library_digest("from regioboek import report") == library_digest()
    assert library_digest("from regioboek.statistics import backcast") != library_digest()


@pytest.mark.parametrize(
    ("kind", "id_"), [("regio", "GM0014"), ("regio", "../x"), ("Regio", "gm0014"), ("../regio", "gm0014")]
)
def test_names_that_cannot_be_a_file_and_url_are_refused(kind, id_):
    with pytest.raises(PageError):
        PageSpec(kind, id_, "x")
