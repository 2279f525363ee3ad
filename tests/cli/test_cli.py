"""The command: every help has an example, mistakes get one clear message and exit code 1 or 2."""

from __future__ import annotations

import errno
import shutil
import socket

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from regioboek.cli.app import app, main

COMMANDS = sorted(get_command(app).commands)


def run(capsys, *arguments):
    """Exit code, stdout and stderr of the command as a user sees them, folded lines joined."""
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out, err = capsys.readouterr()
    return stop.value.code or 0, out, " ".join(err.split())


@pytest.fixture
def project(project_root, tmp_path):
    """A copy of params and templates, to break."""
    for name in ("params", "notebooks", "book"):
        shutil.copytree(project_root / name, tmp_path / name)
    for name in ("_config.yml", "_toc.yml", "requirements.lock"):
        if (project_root / name).is_file():
            shutil.copy(project_root / name, tmp_path / name)
    return tmp_path


def test_the_commands_are_those_of_the_readme(project_root):
    readme = (project_root / "README.md").read_text("utf-8")
    assert {"build", "check", "list", "serve", "doctor"} <= set(COMMANDS)
    assert [name for name in COMMANDS if name not in readme] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_shows_an_example(name):
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0
    assert f"regioboek {name}" in " ".join(result.output.split()).split("Example:")[1]


def test_an_unknown_edition_names_the_nearest(capsys):
    code, _, err = run(capsys, "check", "demmo")
    assert code == 1
    assert "demmo" in err and "demo" in err.replace("demmo", "")


def test_wrong_usage_is_exit_code_2(capsys):
    assert run(capsys, "build", "demo", "--limit", "0")[0] == 2


def test_an_empty_folder_has_the_editions_of_the_package(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capsys, "list")
    assert code == 0
    assert {"2023", "demo"} <= {line.split("\t")[0] for line in out.splitlines()}


def test_a_project_that_is_not_there_is_named(capsys, tmp_path):
    code, _, err = run(capsys, "list", "--project", str(tmp_path / "weg"))
    assert code == 1
    assert "weg: there is no such folder" in err


def test_a_typo_in_params_names_file_line_and_key(capsys, project):
    path = project / "params" / "editions" / "demo.yml"
    path.write_text(path.read_text("utf-8").replace("alpha:", "alfa:"), "utf-8")
    code, _, err = run(capsys, "check", "demo", "--project", str(project))
    assert code == 1
    assert "params/editions/demo.yml" in err and "line" in err and "alfa" in err and "alpha" in err


def test_check_makes_nothing(capsys, project):
    before = sorted(p for p in project.rglob("*"))
    code, out, _ = run(capsys, "check", "demo", "--project", str(project))
    assert code == 0
    regions = "342 gemeente, 40 corop, 12 provincie, 12 buurt, 8 regiodeal, 4 landsdeel, 4 wijk, 1 land, 1 gebied"
    assert f"regions: {regions}" in out
    assert "book: 480 pages; chapters and contents fit them" in out
    assert sorted(p for p in project.rglob("*")) == before


def test_check_reads_the_areas_as_a_build_does(capsys, project):
    areas = project / "params" / "regions" / "areas-demo.csv"
    areas.write_text(areas.read_text("utf-8") + "GB002,Typfout,gebied,GM9999,geheel,,,,\n", "utf-8")
    code, _, err = run(capsys, "check", "demo", "--project", str(project))
    assert code == 1
    assert "params/regions/areas-demo.csv: line 10, lid: found 'GM9999'" in err


def test_check_tells_which_lines_of_the_params_still_wait_for_a_person(capsys, project):
    path = project / "params" / "indicators.yml"
    lines = path.read_text("utf-8").splitlines()
    lines[10] += "  # DECIDE: which side is favourable"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    code, out, _ = run(capsys, "check", "demo", "--project", str(project))
    assert code == 0
    assert "warning: params/indicators.yml: line 11: found # DECIDE; expected what a person decided" in out


def test_check_tells_which_areas_have_no_page(capsys, project):
    path = project / "params" / "editions" / "demo.yml"
    path.write_text(path.read_text("utf-8").replace("landsdeel, ", ""), "utf-8")
    areas = project / "params" / "regions" / "areas-demo.csv"
    areas.write_text(areas.read_text("utf-8") + "GB002,Later,gebied,GM0114,geheel,,2030-01-01,,\n", "utf-8")
    code, out, _ = run(capsys, "check", "demo", "--project", str(project))
    assert code == 0
    assert (
        "note: params/regions: found LD01 (Noord-Nederland), which has no page; expected landsdeel in `levels`" in out
    )
    assert "(and 3 more of this kind, in params/regions)" in out
    assert "note: params/regions: found GB002 (Later) without members on 2023-01-01: it has no page" in out
    assert "demo: warnings: 0, notes: 5; --verbose says each in full" in out
    every = run(capsys, "check", "demo", "--verbose", "--project", str(project))[1]
    assert sum("which has no page" in line for line in every.splitlines()) == 4


def test_check_names_a_template_that_no_kind_of_page_is_called_after(capsys, project):
    shutil.copy(project / "notebooks" / "thema.ipynb", project / "notebooks" / "themas.ipynb")
    code, out, _ = run(capsys, "check", "demo", "--project", str(project))
    assert code == 0
    assert (
        "warning: notebooks/themas.ipynb: found a template that makes no pages: the kinds of pages are regio, in" in out
    )


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_template_with_another_parameter_than_its_kind_gives_is_refused(capsys, project, command):
    template = project / "notebooks" / "thema.ipynb"
    template.write_text(template.read_text("utf-8").replace('theme = \\"wonen\\"', 'thema = \\"wonen\\"'), "utf-8")
    code, _, err = run(capsys, command, "demo", "--project", str(project))
    assert code == 1
    assert "notebooks/thema.ipynb has the parameters thema; its kind gives theme" in err
    assert not (project / "_build").exists()


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{kind: beeld, title: Beeld}", "no regions"),
        ("{kind: Beeld, title: Beeld, levels: [provincie]}", "lower-case letters"),
        ("{kind: methode, title: Beeld, levels: [provincie]}", '"methode", which is taken'),
        ("{kind: beeld, title: Beeld, regions: [Drenthe]}", "codes of regions"),
        ("{kind: beeld, title: Beeld, level: [provincie]}", "levels"),
        ("{kind: regio, title: Beeld, levels: [provincie]}", "two kinds of pages are called regio"),
        ("{kind: beeld, title: Beeld, levels: [provincie]}", "notebooks/beeld.ipynb does not exist"),
    ],
)
def test_own_pages_that_cannot_be_made_are_refused(capsys, project, entry, told):
    path = project / "params" / "editions" / "demo.yml"
    path.write_text(path.read_text("utf-8") + f"\npages:\n  - {entry}\n", "utf-8")
    code, _, err = run(capsys, "check", "demo", "--project", str(project))
    assert code == 1
    assert told in err


def test_list_prints_tab_separated_lines_without_a_terminal(capsys):
    code, out, _ = run(capsys, "list", "indicators", "--edition", "2023")
    assert code == 0
    rows = [line.split("\t") for line in out.splitlines()]
    assert len(rows) == 42
    assert ["werkloosheid", "Werkloosheid"] in [row[:2] for row in rows]


def test_list_of_something_unknown_names_the_nearest(capsys):
    code, _, err = run(capsys, "list", "indicator")
    assert code == 1
    assert "did you mean indicators?" in err


def test_list_templates_shows_parameters_with_defaults(capsys):
    code, out, _ = run(capsys, "list", "templates")
    assert code == 0
    assert "notebooks/regio.ipynb\tregion\t'GM0014'" in out.splitlines()


def test_build_names_the_nearest_page_for_a_typo(capsys, project):
    code, _, err = run(capsys, "build", "demo", "--only", "werkloosheidd", "--project", str(project))
    assert code == 1
    assert "did you mean werkloosheid?" in err
    assert not (project / "_build" / "demo" / "html").exists()


def test_build_refuses_an_unknown_level(capsys, project):
    code, _, err = run(capsys, "build", "demo", "--level", "dorp", "--project", str(project))
    assert code == 1
    assert "dorp" in err and "gemeente" in err


def test_doctor_reports_without_a_terminal(capsys):
    _, out, _ = run(capsys, "doctor")
    assert "Python: 3." in out and "jupyter-book: 1." in out and "Chromium" in out


def test_only_without_a_name_is_refused_instead_of_building_everything(capsys, project):
    code, _, err = run(capsys, "build", "demo", "--only", " , ", "--project", str(project))
    assert code == 1
    assert "--only: no page is named" in err


def test_a_port_that_cannot_exist_is_wrong_usage(capsys):
    assert run(capsys, "serve", "demo", "--port", "99999")[0] == 2


def test_a_port_that_is_taken_is_named_with_another(capsys, project):
    (project / "_build" / "demo" / "html").mkdir(parents=True)
    (project / "_build" / "demo" / "html" / "index.html").write_text("<p>", "utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run(capsys, "serve", "demo", "--port", str(port), "--project", str(project))
    assert code == 1
    assert (
        f"port {port} cannot be used (Address already in use); try --port {port + 1 if port < 65535 else 8000}" in err
    )


@pytest.mark.parametrize("command", [("build", "demo", "--limit", "1"), ("coverage", "demo")])
def test_a_file_in_the_place_of_the_build_folder_is_named(capsys, project, monkeypatch, command):
    (project / "mijn-bouw").write_text("", "utf-8")
    monkeypatch.setenv("REGIOBOEK_BUILD_DIR", str(project / "mijn-bouw"))
    code, _, err = run(capsys, *command, "--project", str(project))
    assert code == 1
    assert f"error {project}/mijn-bouw: Not a directory: here must be a folder; take away what is there" in err


def test_a_file_in_the_place_of_the_snapshots_is_named(capsys, project):
    (project / "data").write_text("", "utf-8")
    code, _, err = run(capsys, "fetch", "demo", "--project", str(project))
    assert code == 1
    assert f"{project}/data: Not a directory: here must be a folder" in err


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (errno.EIO, "Input/output error"),
        (errno.ENAMETOOLONG, "File name too long"),
        (errno.ESTALE, "Stale file handle"),
    ],
)
def test_whatever_else_the_system_refuses_is_a_message_with_its_place(capsys, project, monkeypatch, number, text):
    def refuse(*_, **__):
        raise OSError(number, text, "/media/stick/x")

    monkeypatch.setattr("regioboek.commands.listing.listing", refuse)
    code, _, err = run(capsys, "list", "editions", "--project", str(project))
    assert code == 1
    assert f"error /media/stick/x: {text} (met in app.py, line" in err


def test_a_folder_that_cannot_be_written_is_named_without_a_traceback(capsys, project, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system", "/media/cd/_build")

    monkeypatch.setattr("regioboek.commands.build.build_edition", refuse)
    code, _, err = run(capsys, "build", "demo", "--project", str(project))
    assert code == 1
    assert "/media/cd/_build: Read-only file system" in err and "REGIOBOEK_BUILD_DIR" in err


def test_ctrl_c_says_that_a_build_goes_on_from_there(capsys, project, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("regioboek.commands.build.build_edition", interrupted)
    code, _, err = run(capsys, "build", "demo", "--project", str(project))
    assert code == 130
    assert "interrupted; the next run goes on from here" in err
