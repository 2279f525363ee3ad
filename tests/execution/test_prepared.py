"""A page's child takes over a shell that was made before the fork; its messages never leave the process."""

from __future__ import annotations

import json
import os

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import nbbase
from worlds.small_project import page

from regioboek.execution.engine.messages import LocalSession, MessageList, checking_outputs_once, is_plainly_valid
from regioboek.execution.plan import make_plan
from regioboek.execution.run import execute

#: Whatever a shell knows of the process, the folder and the time it was made.
TELLING = (
    "import os, sys, logging, random\nfrom pathlib import Path",
    "_dh == [Path.cwd()], get_ipython().starting_dir == os.getcwd(), Path.cwd().name",
    "get_ipython().kernel.session.pid == os.getpid(), get_ipython().history_manager.dir_hist == [Path.cwd()]",
    "__name__, sys.modules['__main__'].__dict__ is globals(), sys.stdin.isatty()",
    "print('to stdout'); print('more', file=sys.stdout); In[4][:7], Out[4][0]",
    "logging.getLogger().handlers, logging.getLogger().level, get_ipython().execution_count",
    "%cd -q ..\nlen(_dh), _dh[0] == Path.cwd() / 'regio'",
    "display({'application/json': {1: (2, 3)}}, raw=True)",
    "sorted(name for name in globals() if not name.startswith('_'))",
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="runs in forked children")
def test_a_prepared_shell_is_as_new_as_a_kernels(project):
    finished = {}
    for engine in ("fork", "kernel"):
        root, build = project(*TELLING)
        result = execute(make_plan([page()], root, build, force=True), jobs=1, engine=engine)
        assert result.ok, [str(failure) for failure in result.failed]
        finished[engine] = page().notebook(build).read_text("utf-8")
    assert finished["fork"] == finished["kernel"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="runs in forked children")
def test_nothing_of_one_page_is_in_the_shell_of_the_next(project):
    root, build = project("'left' in globals(), len(In), len(Out)", "left = 1; left")
    pages = [page("GM0014"), page("GM0034", "Almere")]
    result = execute(make_plan(pages, root, build), jobs=1, engine="fork")
    assert result.ok, [str(failure) for failure in result.failed]
    for one in pages:
        cells = [c for c in nbformat.read(one.notebook(build), 4).cells if c.cell_type == "code"]
        assert cells[2].outputs[0].data["text/plain"] == "(False, 4, 0)"
        assert [c.execution_count for c in cells] == list(range(1, len(cells) + 1))


OUTPUTS = st.fixed_dictionaries(
    {"output_type": st.sampled_from(["stream", "display_data", "execute_result", "error", "other"])},
    optional={
        "name": st.sampled_from(["stdout", "stderr", 1]),
        "text": st.one_of(st.text(), st.integers(), st.lists(st.text(max_size=2), max_size=2)),
        "data": st.one_of(
            st.dictionaries(
                st.sampled_from(["text/plain", "text/html", "application/json", "x"]),
                st.one_of(st.text(), st.integers(), st.none()),
                max_size=3,
            ),
            st.none(),
        ),
        "metadata": st.one_of(st.just({}), st.just({"text/plain": {"isolated": True}}), st.integers()),
        "execution_count": st.one_of(st.integers(), st.none(), st.booleans()),
        "ename": st.text(),
    },
)


@given(OUTPUTS)
def test_what_is_plainly_valid_is_valid_by_the_schema(output):
    try:
        nbbase.validate(nbformat.from_dict(output), output["output_type"])
    except Exception:
        assert not is_plainly_valid(output)


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdout", "text": "words"},
        {"output_type": "display_data", "data": {"text/html": "<p>", "text/plain": "p"}, "metadata": {}},
        {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {}, "execution_count": 3},
    ],
)
def test_the_usual_outputs_need_no_schema(output):
    assert is_plainly_valid(output)


def test_an_output_that_is_not_plainly_valid_is_still_held_against_the_schema():
    with checking_outputs_once(), pytest.raises(nbformat.ValidationError):
        nbbase.new_output("display_data", data={"text/plain": 5})
    with checking_outputs_once():
        kept = nbbase.new_output("display_data", data={"application/json": {"a": [1]}})
    assert kept.data == {"application/json": {"a": [1]}}


def test_contents_come_back_as_over_a_socket():
    session, channel = LocalSession(key=b""), MessageList()
    session.send(channel, "display_data", {"data": {1: (2, "x")}, "when": None})
    (kept,) = channel._messages
    assert kept["content"] == json.loads(json.dumps({"data": {1: (2, "x")}, "when": None}))


def test_a_process_the_notebook_has_forked_says_nothing():
    session, channel = LocalSession(key=b""), MessageList()
    session.pid = -1
    session.send(channel, "stream", {"name": "stdout", "text": "words"})
    assert not channel._messages
