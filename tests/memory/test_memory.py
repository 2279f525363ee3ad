"""What an earlier build made is recalled for the same things only, and code counts where it can be imported from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regioboek.execution.plan import page_code
from regioboek.layout import BuildDir
from regioboek.memory import PACKAGE, code_of, digest, each, forget, named_in, once, recall, remember, sha256
from regioboek.tables import making

RESULT = {"pages": ["regio/gm0014"], "unbuilt": 0, "name": "Súdwest-Fryslân", "none": None}


@pytest.fixture
def build(tmp_path):
    return BuildDir(tmp_path / "demo")


@pytest.fixture
def made(build):
    """Have something made from inputs; `made.times` counts how often it was."""

    def make(name="pages", holds=lambda _: True, **inputs):
        def anew():
            make.times += 1
            return RESULT

        return once(build, name, inputs or {"a": "1", "b": "2"}, anew, holds=holds)

    make.times = 0
    return make


def test_it_is_made_once(made):
    first, again = made(), made()
    assert (first.result, again.result, made.times) == (RESULT, RESULT, 1)
    assert (first.recalled, again.recalled) == (False, True)
    assert first.differs == again.differs == ()


@pytest.mark.parametrize(
    ("now", "differs"), [({"a": "1", "b": "3"}, ("b",)), ({"a": "1"}, ("b",)), ({"a": "1", "b": "2", "c": ""}, ("c",))]
)
def test_an_input_that_differs_came_or_went_is_named_and_it_is_made_again(made, now, differs):
    made()
    assert made(**now).differs == differs
    assert made.times == 2
    assert made(**now).recalled


def test_it_is_not_recalled_under_another_name(made):
    made()
    made("staged")
    assert made.times == 2


def test_what_no_longer_lies_there_as_it_was_made_is_made_again(made):
    made()
    assert made(holds=lambda result: result != RESULT).recalled is False
    assert made.times == 2


@pytest.mark.parametrize("spoiled", ["", "{", "[]", "{}", '{"inputs": {}}', '{"inputs": 1, "result": 2}', '"a"'])
def test_what_cannot_be_read_is_made_again(build, made, spoiled):
    made()
    (build.root / ".remembered" / "pages.json").write_text(spoiled, "utf-8")
    assert recall(build, "pages") is None
    made()
    assert made.times == 2


def test_when_making_is_interrupted_nothing_is_known(build, made):
    made()

    def killed():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(build, "pages", {"a": "another"}, killed)
    assert recall(build, "pages") is None


def test_what_is_forgotten_is_not_recalled(build):
    remember(build, "pages", {"a": "1"}, RESULT)
    forget(build, "pages")
    forget(build, "pages")
    assert recall(build, "pages") is None


def test_of_many_things_those_are_made_that_are_new_or_other_ones(build):
    seen = []

    def make(thing):
        seen.append(thing)
        return thing.upper()

    assert each(build, "checked", {"how": "1"}, {"a": "1", "b": "1"}, make) == {"a": "A", "b": "B"}
    assert each(build, "checked", {"how": "1"}, {"a": "1", "b": "2", "c": "1"}, make) == {"a": "A", "b": "B", "c": "C"}
    assert seen == ["a", "b", "b", "c"]
    each(build, "checked", {"how": "2"}, {"a": "1"}, make)
    assert seen[4:] == ["a"]


def test_a_hash_knows_where_a_part_ends():
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4
    assert digest("é") == digest("é".encode())


def test_a_file_that_is_not_there_is_a_state_too(tmp_path):
    (tmp_path / "there").write_text("")
    assert sha256(tmp_path / "absent") != sha256(tmp_path / "there")


# -- code ------------------------------------------------------------------------------------------------------------

SOURCES = {
    "__init__.py": "",
    "start.py": "import regioboek.plain\nfrom regioboek.room import part\n",
    "plain.py": "def later():\n    from regioboek.late import thing\n",
    "late.py": "class A:\n    def m(self):\n        import regioboek.later_still\n",
    "later_still.py": "command = ['-m', 'regioboek.started']\n",
    "started.py": "'''Not an import: from regioboek import unused.'''\n",
    "room/__init__.py": "def setup():\n    from regioboek.room import unused\n",
    "room/part.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from regioboek.types_only import T\n",
    "room/part.css": "p {}",
    "room/theme/static/a.js": "1",
    "room/unused.py": "",
    "room/deep/__init__.py": "",
    "room/deep/other.html": "",
    "types_only.py": "",
    "unused.py": "",
}


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "regioboek"
    for name, text in SOURCES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_code_is_what_can_be_imported_with_the_files_beside_it_and_nothing_else(package):
    found = {name.removeprefix("code: ") for name in code_of("regioboek.start", package=package)}
    assert found == {
        "__init__.py", "start.py", "plain.py", "late.py", "later_still.py", "started.py",
        "room/__init__.py", "room/part.py", "room/part.css", "room/theme/static/a.js",
    }  # fmt: skip


def test_a_package_that_is_called_may_run_its_functions(package):
    assert "code: room/unused.py" in code_of("regioboek.room", package=package)
    assert "code: room/unused.py" in code_of("regioboek.room.setup", package=package)


def test_a_module_that_does_not_exist_is_no_start(package):
    with pytest.raises(ValueError, match="no module of regioboek is called elsewhere"):
        code_of("elsewhere.module", package=package)


def test_a_notebook_may_import_more_than_its_page(package):
    text = '{"source": ["from regioboek.room import part, unused\\n", "import regioboek.late"]}'
    assert {"regioboek.late", "regioboek.room.part", "regioboek.room.unused"} <= set(named_in(text))
    assert named_in("no_regioboek_here = 1") == ()


#: A file of the package, and what is made again when it differs: pages, tables, both, or neither.
REACHES = {
    "cli/app.py": set(),
    "commands/build.py": set(),
    "commands/page_choice.py": set(),
    "publishing/render.py": set(),
    "publishing/theme/static/regioboek.css": set(),
    "authoring/new_indicator.py": set(),
    "sources/files/delimited.py": {"tables"},
    "tables/findings.py": {"tables"},
    "statistics/trend.py": {"tables"},
    "report/pages/marks.py": {"pages"},
    "report/pages/report.css": {"pages"},
    "words/sentences.py": {"pages"},
    "execution/templates.py": {"pages"},
    "params/edition.py": {"tables", "pages"},
    "schemas/definitions.py": {"tables", "pages"},
}


@pytest.mark.parametrize("place", REACHES)
def test_which_files_reach_pages_and_tables(place):
    assert Path(PACKAGE, place).is_file()
    reached = {"pages": page_code(), "tables": code_of(making.__name__)}
    assert {what for what, code in reached.items() if f"code: {place}" in code} == REACHES[place]


def test_another_help_text_of_the_command_line_is_another_input_of_nothing_a_reader_sees(tmp_path):
    """The code of pages, tables, book and site in a copy of the package where the help says something else."""
    starts = (
        ("regioboek.report", "regioboek.execution.workers"),
        ("regioboek.tables.making",),
        ("regioboek.publishing.staging.stage",),
        ("regioboek.publishing", "regioboek.publishing.render", "regioboek.publishing.sphinx.sphinx_run"),
        ("regioboek.publishing.downloads.csv_tables",),
    )
    other = tmp_path / "regioboek"
    shutil.copytree(PACKAGE, other, ignore=shutil.ignore_patterns("__pycache__"))
    app = other / "cli" / "app.py"
    app.write_text(app.read_text("utf-8").replace("Edition to check", "The edition to check"), "utf-8")
    assert sha256(app) != sha256(PACKAGE / "cli" / "app.py")
    for start in starts:
        assert code_of(*start, package=other) == code_of(*start)
