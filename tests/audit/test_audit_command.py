"""`regioboek audit`: which pages, the verdict, and what changed since they were made."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from regioboek import audit
from regioboek.audit.verdict import NotebookVerdict, Verdict
from regioboek.commands.audit import audit_edition
from regioboek.errors import RegioboekError
from regioboek.execution.plan import environment_digest, library_digest
from regioboek.layout import Project


@pytest.fixture
def project(tmp_path, monkeypatch):
    """One page, made with the present library; nbval is not run."""
    monkeypatch.delenv("REGIOBOEK_BUILD_DIR", raising=False)
    project = Project(tmp_path)
    build = project.build("demo")
    build.notebooks("regio").mkdir(parents=True)
    build.edition.write_text("{}")
    (build.notebooks("regio") / "gm0014.ipynb").write_text("{}")
    verdict = Verdict([NotebookVerdict("regio/gm0014", cells=3, compared=2)])
    monkeypatch.setattr(audit, "run", lambda pages, build: verdict)
    return project


def audited(project, **parts):
    """Whether the audit is good, and what it says, of a page made from these parts."""
    made = {"library": library_digest(), "environment": environment_digest(project)} | parts
    key = project.build("demo").notebooks("regio") / "gm0014.key.json"
    key.write_text(json.dumps({"parts": made}))
    out = io.StringIO()
    good = audit_edition(project, "demo", 1, 7, Console(file=out, width=300))
    return good, out.getvalue()


def test_the_verdict_is_printed_and_kept(project):
    good, said = audited(project)
    assert good
    assert said.startswith("audit of edition demo, seed 7: regio/gm0014\nreproduced: 1 notebook(s)")
    record = json.loads((project.build("demo").root / "audit.json").read_text("utf-8"))
    assert (record["ok"], record["seed"], record["compared"]) == (True, 7, 2)


def test_pages_made_with_another_library_are_said_to_be(project):
    assert "note: library changed since these pages were made" in audited(project, library="another")[1]
    both = audited(project, library="another", environment="another")[1]
    assert "note: library changed and locked environment changed since" in both


def test_an_edition_that_is_not_built_is_told_how(tmp_path, monkeypatch):
    monkeypatch.delenv("REGIOBOEK_BUILD_DIR", raising=False)
    with pytest.raises(RegioboekError, match="not built: run `regioboek build 2023` first"):
        audit_edition(Project(tmp_path), "2023", 3, 1, Console(file=io.StringIO()))
