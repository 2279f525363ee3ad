"""Run by test_engine.py in a process of its own (a test runner may have threads): tries the engine, prints JSON."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import threading
import time
from pathlib import Path

import matplotlib
import papermill
from nbformat.v4 import new_code_cell, new_notebook

OUT = Path("out.ipynb")
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def run(*sources: str, **options) -> dict:
    """What came of a notebook: exception, what was written, the streams of each cell."""
    OUT.unlink(missing_ok=True)
    notebook = new_notebook(cells=[new_code_cell(s) for s in sources], metadata={"kernelspec": KERNEL})
    options.setdefault("progress_bar", False)
    result: dict = {"exception": None, "message": ""}
    began = time.monotonic()
    try:
        papermill.execute_notebook(notebook, str(OUT), engine_name="regioboek", **options)
    except Exception as error:
        result |= {"exception": type(error).__name__, "message": str(error)}
    result["seconds"] = time.monotonic() - began
    result["written"] = OUT.is_file()
    if OUT.is_file():
        cells = [cell for cell in json.loads(OUT.read_text())["cells"] if cell["cell_type"] == "code"]
        result["texts"] = ["".join("".join(o.get("text", "")) for o in cell["outputs"]) for cell in cells]
        result["counts"] = [cell["execution_count"] for cell in cells]
        result["status"] = [cell["metadata"]["papermill"]["status"] for cell in cells]
    return result


def here() -> list:
    """State of this process that a notebook might have changed."""
    return [
        str(Path.cwd()),
        os.environ.get("LEAK"),
        matplotlib.rcParams["lines.linewidth"],
        id(sys.stdout),
        id(sys.modules["__main__"]),
    ]


def caller() -> dict:
    before = here()
    cell = (
        "import os, sys, matplotlib\nos.chdir('/'); os.environ['LEAK'] = 'x'\n"
        "matplotlib.rcParams['lines.linewidth'] = 9; print(os.getcwd())"
    )
    return run(cell) | {"unchanged": here() == before}


def left_behind() -> dict:
    result = run("import subprocess\nprint(subprocess.Popen(['sleep', '300']).pid)")
    pid = int(result["texts"][0])
    deadline = time.monotonic() + 120
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    state = Path(f"/proc/{pid}/stat")
    return result | {"gone": not state.exists() or ") Z " in state.read_text()}


def logged() -> dict:
    stream = io.StringIO()
    return run("print('to the file')", stdout_file=stream) | {"file": stream.getvalue()}


def threaded() -> dict:
    done = threading.Event()
    thread = threading.Thread(target=done.wait, name="busy elsewhere")
    thread.start()
    try:
        return run("print('by a kernel')")
    finally:
        done.set()
        thread.join()


def saves() -> dict:
    import papermill.engines

    written = []
    papermill.engines.write_ipynb = lambda nb, path: written.append(path)
    return run("1", "2") | {"saved by the engine": len(written)}


def main() -> None:
    log = io.StringIO()
    logging.basicConfig(level=logging.INFO, stream=log)
    tried = {
        "plain": run("print('one')", "print('two')", progress_bar={"file": io.StringIO(), "disable": False}),
        "caller": caller(),
        "killed": run("1", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "3"),
        "exits": run("import os\nos._exit(3)"),
        "hangs": run("1", "while True: pass", execution_timeout=3),
        "hungry": run("hoard = bytearray(1 << 40)", memory_limit=1 << 28),
        "broken": run("print('before')", "1 / 0", "print('after')"),
        "parameters": run("region = 1", parameters={"region": "GM0003"}),
        "left behind": left_behind(),
        "logged": logged(),
        "saves": saves(),
        "warned": run("import logging\nlogging.getLogger().info('info'); logging.warning('warning')"),
        "threaded": threaded(),
    }
    tried["log"] = log.getvalue()
    print(json.dumps(tried))


if __name__ == "__main__":
    main()
