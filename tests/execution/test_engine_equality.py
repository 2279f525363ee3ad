"""The fork engine makes the same outputs as papermill's own engine, cell by cell.

One notebook of nasty cells is run by plain `papermill` with either engine, each in a process of its own. Before comparing,
three things are made equal that are no property of the cell:

* stream texts of one name are joined within a cell and stdout stands before stderr (a kernel sends them by the clock);
* addresses (`at 0x7f…`) and the process id in `/tmp/ipykernel_<pid>/` are blanked;
* cell times (`metadata.papermill`, `metadata.execution`) and random cell ids are left out.
"""

# ruff: noqa: E501

from __future__ import annotations

import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="runs in a forked child"),
]

# name, source; a cell whose name has a "!" may raise without ending the notebook; with a "?" its traceback may differ: it
# goes through the stream itself, or depends on how deep the engine's own stack is. IPython runs `!commands` in a
# pseudo-terminal: where there is none (a bare chroot or container), these cells raise, in both engines alike.
CELLS = [
    ("an expression is a result", "1 + 1"),
    ("the last expression of several", "1\n2\n3"),
    ("a semicolon hushes the result", "1 + 1;"),
    ("None is no result", "None"),
    ("the result is kept", "_, Out[1], len(In)"),
    ("print", "print('a'); print('b', end=''); print('c')"),
    ("stdout and stderr mixed", "import sys\nfor i in range(3):\n    print('out', i)\n    print('err', i, file=sys.stderr)"),
    ("stderr alone", "sys.stderr.write('only\\n')"),
    ("display between prints", "print('before'); display('shown'); print('after'); 'result'"),
    ("display in a loop", "from IPython.display import HTML, SVG, Markdown, Latex, JSON\nfor i in range(3):\n    display(HTML(f'<b>{i}</b>'))"),
    ("several objects in one display", "display(1, 'two', {'three': 3})"),
    ("rich results", "display(Markdown('# kop'), Latex('$x$'), JSON({'a': 1}), SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))"),
    ("display with metadata", "display(HTML('x'), metadata={'isolated': True})"),
    ("a raw bundle", "display({'text/plain': 'p', 'text/html': '<i>h</i>'}, raw=True)"),
    (
        "own reprs",
        "class Page:\n    def __repr__(self): return 'plain'\n    def _repr_html_(self): return '<p>h</p>'\n"
        "    def _repr_markdown_(self): return None\nPage()",
    ),
    ("a mime bundle", "class Bundle:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n        return {'text/html': '<u>b</u>', 'text/plain': 'b'}, {'text/html': {'k': 1}}\nBundle()"),
    ("an html repr that fails!", "class Broken:\n    def __repr__(self): return 'broken'\n    def _repr_html_(self): raise ValueError('no html')\nBroken()"),
    ("a plain repr that fails!", "class Worse:\n    def __repr__(self): raise ValueError('no repr')\nWorse()"),
    ("an object without repr", "object()"),
    ("long and deep values", "list(range(2000)), {i: {j: 'x' * 30 for j in range(5)} for i in range(20)}"),
    ("text with every kind of character", "print('é € 漢 \\u00a0 \\x1b[31mrood\\x1b[0m \\r\\n\\ttab'); 'é\\u00a0€'"),
    ("carriage returns", "print('10 %\\r20 %\\r30 %')"),
    ("a display that is updated", "handle = display('first', display_id='one'); handle.update('second'); print(handle.display_id)"),
    ("a display of an earlier cell updated", "handle.update('third'); print('updated')"),
    ("the same display shown twice", "display('again', display_id='one', update=False); 'end'"),
    ("clear_output", "from IPython.display import clear_output\nprint('gone'); clear_output(); print('stays')"),
    ("clear_output that waits", "print('one'); clear_output(wait=True); print('two'); clear_output(wait=True); display('three')"),
    ("a pandas table", "import pandas as pd\npd.DataFrame({'a': [1, 2.5, None], 'b': ['x', 'y', None]})"),
    ("a pandas series and an array", "import numpy as np\ndisplay(pd.Series([1.5, 2], name='s')); np.arange(12).reshape(3, 4) / 7"),
    ("a figure without the magic", "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);"),
    ("the inline magic", "%matplotlib inline"),
    ("a figure and a result", "plt.plot([3, 1, 2]);\n'result'"),
    ("two figures, shown in order", "for n in (1, 2):\n    plt.figure(figsize=(2, 1)); plt.plot([n, 1]); plt.show()\nprint('after')"),
    ("a figure as the result", "figure, axes = plt.subplots(figsize=(2, 1)); plt.close(figure); figure"),
    ("svg figures", "%config InlineBackend.figure_formats = ['svg']\nimport matplotlib\nmatplotlib.rcParams['svg.hashsalt'] = 'x'\n%config InlineBackend.print_figure_kwargs = {'metadata': {'Date': None}}\nplt.figure(figsize=(2, 1)); plt.plot([1, 2]);"),
    ("a figure that is closed is not shown", "plt.plot([1]); plt.close('all')"),
    ("rcParams as they come", "sorted((k, str(v)) for k, v in matplotlib.rcParams.items() if k not in ('svg.hashsalt',))"),
    ("a warning", "import warnings\nwarnings.warn('careful')"),
    ("a warning shown once per place", "def w():\n    warnings.warn('here', DeprecationWarning)\nw(); w()"),
    ("logging without set-up", "import logging\nlogging.warning('root'); logging.getLogger('x.y').error('named'); logging.info('not shown')"),
    ("an exception!", "def inner(x):\n    return 1 / x\ninner(0)"),
    ("the name from before the exception", "inner(2)"),
    ("an exception after output!", "print('said'); display('shown'); raise KeyError('missing')"),
    ("a chain of exceptions!", "try:\n    int('x')\nexcept ValueError as error:\n    raise RuntimeError('while reading') from error"),
    ("a group of exceptions!", "raise ExceptionGroup('several', [ValueError(1), TypeError('two')])"),
    ("an exception in a library!", "import json\njson.loads('{')"),
    ("a syntax error!", "def (:"),
    ("an indentation error!", "if True:\nx = 1"),
    ("a syntax error at compile time!", "return 5"),
    ("sys.exit with a message!", "sys.exit('stop')"),
    ("an assertion!", "assert 1 == 2, 'unequal'"),
    ("recursion without end!?", "def deep(n):\n    return deep(n + 1)\nbefore = sys.getrecursionlimit()\nsys.setrecursionlimit(300)\ntry:\n    deep(0)\nfinally:\n    sys.setrecursionlimit(before)"),
    ("KeyboardInterrupt raised by hand!", "raise KeyboardInterrupt"),
    ("an exception with a strange message!", "class Odd(Exception):\n    def __str__(self): return '<b>ö</b>\\nsecond line'\nraise Odd()"),
    ("a generator that fails in display!", "def g():\n    yield 1\n    raise OSError(2, 'gone')\nlist(g())"),
    ("input!", "input('who? ')"),
    ("getpass!", "import getpass\ngetpass.getpass()"),
    ("reading stdin", "sys.stdin.read()"),
    ("a shell command!", "!echo from the shell; echo to stderr >&2"),
    ("a shell command taken in!", "lines = !printf 'a\\nb\\n'\nlines, _exit_code"),
    # a kernel reads its descriptors in another thread: the cells wait for it, or their text comes out under a later one
    (
        "os.system and subprocess",
        "import os, subprocess, time\nos.system('echo system'); code = subprocess.run([sys.executable, '-c', 'print(\"run\")'], check=True).returncode\n"
        "time.sleep(2)\ncode",
    ),
    ("file descriptor 2", "os.write(2, b'raw bytes\\n'); time.sleep(2)"),
    ("cell magic: capture", "%%capture caught\nprint('hidden'); display('hidden'); 1"),
    ("what was captured", "caught.stdout, len(caught.outputs)"),
    ("cell magic: sh", "%%sh\necho in sh"),
    ("cell magic: html", "%%html\n<em>magic</em>"),
    ("cell magic: writefile", "%%writefile made.txt\ncontent"),
    ("cell magic: time of nothing", "%%time?"),
    ("line magics", "%pwd\n%who_ls str"),
    ("an unknown magic!", "%nosuchmagic"),
    ("an unknown cell magic!", "%%nosuchmagic\nx"),
    ("help goes to the pager", "len?"),
    ("history", "%history -n 1-2"),
    ("alias and env", "%env RB_TEST=1\nos.environ['RB_TEST']"),
    ("precision", "%precision 3\n1 / 3"),
    ("run a file", "%run made.py"),
    ("top-level await", "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'"),
    ("top-level async for and with", "async def ticks():\n    for i in range(2):\n        yield i\nasync for t in ticks():\n    print(t)"),
    ("a task over two cells, started", "task = asyncio.create_task(asyncio.sleep(0.01, 'done')); 'started'"),
    ("a task over two cells, awaited", "await task"),
    ("asyncio.run in a running loop!", "async def nothing(): pass\ncoroutine = nothing()\ntry:\n    asyncio.run(coroutine)\nfinally:\n    coroutine.close()"),
    ("an exception after await!", "await asyncio.sleep(0)\nraise ValueError('late')"),
    ("context variables live on, set", "import contextvars\nvar = contextvars.ContextVar('var', default=0); var.set(7); var.get()"),
    ("context variables live on, read", "var.get()"),
    ("a thread that prints", "import threading\nt = threading.Thread(target=lambda: print('from a thread')); t.start(); t.join()"),
    ("a process pool", "import multiprocessing as mp\nmp.get_context('fork').Pool(1).map(abs, [-1, -2])"),
    ("pickling what the notebook defines", "import pickle\nclass Here: pass\ntype(pickle.loads(pickle.dumps(Here()))).__module__, __name__"),
    ("dataclass, enum and typing reprs", "import dataclasses, enum\n@dataclasses.dataclass\nclass D:\n    a: int = 1\nE = enum.Enum('E', 'x y')\nD(), E.x, list[int]"),
    ("source of a function", "import inspect\nprint(inspect.getsource(inner))"),
    ("the streams", "sys.stdout.isatty(), sys.stdout.encoding, hasattr(sys.stdout, 'buffer'), sys.stdout.name"),
    ("print to a wrong stream!?", "sys.stdout.write(b'bytes')"),
    ("contextlib.redirect_stdout", "import contextlib, io\nbuffer = io.StringIO()\nwith contextlib.redirect_stdout(buffer):\n    print('caught')\nbuffer.getvalue()"),
    ("unraisable and unawaited", "async def never(): pass\nnever();\nimport gc; gc.collect();"),
    ("who we are", "type(get_ipython()).__name__, get_ipython().execution_count, type(get_ipython().kernel).__mro__[-6].__name__"),
    ("tqdm", "from tqdm import tqdm\nfor _ in tqdm([1, 2], disable=True): print('step')"),
    ("garbage in builtins is no matter", "import builtins; builtins.extra = 1; extra"),
    ("empty cell", ""),
    ("only a comment", "# nothing"),
    ("set_next_input", "get_ipython().set_next_input('next'); 'x'"),
    ("a display hook of our own", "get_ipython().display_formatter.formatters['text/html'].for_type(complex, lambda c: f'<i>{c}</i>'); 1j"),
    ("post-execute hooks", "get_ipython().events.register('post_execute', lambda: print('hook'));"),
    ("quiet end", "'end'"),
]  # fmt: skip


def nasty_notebook() -> nbformat.NotebookNode:
    cells = [new_markdown_cell("# Nasty cells")]
    for name, source in CELLS:
        tags = ["raises-exception"] if "!" in name else []
        cells.append(new_code_cell(source, metadata={"tags": tags, "name": name}))
    cells.append(new_code_cell("1 / 0", metadata={"tags": ["skip-execution"], "name": "skipped by its tag"}))
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}}
    )


def run_papermill(folder, engine: str, notebook) -> nbformat.NotebookNode:
    """The notebook as plain `papermill --engine ENGINE` leaves it; the exit code is not looked at: cells raise on purpose."""
    folder.mkdir()
    (folder / "made.py").write_text("print('a file that was run')\n")
    nbformat.write(notebook, folder / "in.ipynb")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "MPL"))}
    environment["SHELL"] = "/bin/sh"  # the user's own may not be there
    command = ["-m", "papermill", "--no-progress-bar", "--engine", engine, "in.ipynb", "out.ipynb"]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (folder / "out.ipynb").is_file(), done.stderr
    assert "using an ordinary kernel" not in done.stderr
    return nbformat.read(folder / "out.ipynb", 4)


def normalised(outputs) -> list[dict]:
    joined: list[dict] = []
    streams: dict[str, dict] = {}
    for node in outputs:
        output = dict(node)
        if output["output_type"] == "stream":
            if output["name"] in streams:
                streams[output["name"]]["text"] += output["text"]
                continue
            streams[output["name"]] = output
        joined.append(output)
    for i in range(len(joined) - 1):
        if joined[i].get("name") == "stderr" and joined[i + 1].get("name") == "stdout":
            joined[i : i + 2] = [joined[i + 1], joined[i]]
    return [_blank(output) for output in joined]


def _blank(value):
    if isinstance(value, str):
        value = re.sub(r"\b0x[0-9a-f]{6,}\b", "0x…", value)
        return re.sub(r"ipykernel_\d+", "ipykernel_PID", value)
    if isinstance(value, dict):
        return {k: _blank(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_blank(v) for v in value]
    return value


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    base = tmp_path_factory.mktemp("engines")
    notebook = nasty_notebook()
    return {engine: run_papermill(base / engine, engine, notebook) for engine in ("nbclient", "regioboek")}


def by_name(notebook) -> dict[str, nbformat.NotebookNode]:
    return {cell.metadata["name"]: cell for cell in notebook.cells if "name" in cell.metadata}


@pytest.mark.parametrize("name", [name for name, _ in CELLS if "?" not in name] + ["skipped by its tag"])
def test_outputs_equal_the_kernels(runs, name):
    ours, kernels = by_name(runs["regioboek"])[name], by_name(runs["nbclient"])[name]
    assert normalised(ours.outputs) == normalised(kernels.outputs)
    assert ours.execution_count == kernels.execution_count


@pytest.mark.parametrize("name", [name for name, _ in CELLS if "?" in name])
def test_the_exception_equals_the_kernels(runs, name):
    (ours,), (kernels,) = (by_name(runs[engine])[name].outputs for engine in ("regioboek", "nbclient"))
    assert (ours.ename, ours.evalue) == (kernels.ename, kernels.evalue)


def test_the_comparison_compared_something(runs):
    cells = by_name(runs["nbclient"])
    assert sum(bool(cell.outputs) for cell in cells.values()) > 80
    assert {o.output_type for cell in cells.values() for o in cell.outputs} == {
        "stream", "display_data", "execute_result", "error",
    }  # fmt: skip


def test_figures_are_drawn(runs):
    cells = by_name(runs["regioboek"])
    assert "image/png" in cells["a figure without the magic"].outputs[0]["data"]
    assert "image/png" in cells["a figure and a result"].outputs[-1]["data"]
    assert "image/svg+xml" in cells["svg figures"].outputs[-1]["data"]


def test_notebook_metadata_equal_the_kernels(runs):
    ours, kernels = (runs[engine].metadata for engine in ("regioboek", "nbclient"))
    assert ours.language_info == kernels.language_info
    assert ours.kernelspec == kernels.kernelspec
