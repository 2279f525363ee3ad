"""Every template, with a page of the small edition, comes out of a forked child and of a kernel as the same bytes."""

import os
import sys
from functools import partial

import pytest
from worlds.small_edition import small_project

from regioboek.commands.page_choice import open_everything, page_specs
from regioboek.execution.plan import make_plan
from regioboek.execution.run import execute
from regioboek.params.loading import load_edition
from regioboek.tables.making import make_tables

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="runs in forked children"),
]

PAGES = ("regio/gm0014", "indicator/werkloosheid", "thema/wonen")


def test_every_template_has_a_page_here(project_root):
    assert {name.split("/")[0] for name in PAGES} == {
        path.stem for path in (project_root / "notebooks").glob("*.ipynb")
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Engine -> page -> bytes of the finished notebook."""
    base = tmp_path_factory.mktemp("templates")
    project = small_project(base / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_BUILD_DIR", str(base / "_build"))
        edition = load_edition(project.params, "demo")
        build = project.build("demo")
        make_tables(project, edition)
        patch.setenv("REGIOBOEK_EDITION_DIR", str(build.root))
        specs = [spec for spec in page_specs(build) if spec.name in PAGES]
        found = {}
        for engine in ("fork", "kernel"):
            plan = make_plan(specs, project, build, force=True)
            result = execute(plan, warm_up=partial(open_everything, build.root), engine=engine)
            assert result.ok, [str(failure) for failure in result.failed]
            found[engine] = {spec.name: spec.notebook(build).read_bytes() for spec in specs}
        return found


@pytest.mark.parametrize("name", PAGES)
def test_forked_and_kernel_pages_are_the_same_bytes(made, name):
    assert made["fork"][name] == made["kernel"][name]
