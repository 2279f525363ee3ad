"""Make one page: render, execute with papermill, check, write. The same steps for a forked child and for a kernel."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError, strip_color
from papermill.iorw import papermill_io

from regioboek.errors import PageError
from regioboek.execution.engine import HereEngine
from regioboek.execution.page_checks import normalised, problems
from regioboek.execution.plan import PlannedPage, key_record
from regioboek.execution.results import PageFailure, PageRun
from regioboek.execution.templates import render_template
from regioboek.files import write_text
from regioboek.layout import BuildDir

#: Lines of a cell that a report shows.
_EXCERPT = 12

#: What exceptions mean that carry no message.
_WITHOUT_WORDS = {"MemoryError": "the page wants more memory than it may have"}


@dataclass(frozen=True)
class Job:
    """One page to make, with all it takes; can be sent to another process."""

    planned: PlannedPage
    template: NotebookNode
    build: BuildDir
    timeout: float | None  # seconds one cell may take
    folder: Path | None = None  # where the notebook runs; None: where its result goes

    @property
    def name(self) -> str:
        """Of the page: `regio/gm0014`."""
        return self.planned.page.name

    def rendered(self) -> NotebookNode:
        """The page's notebook, not yet run."""
        return render_template(self.template, self.planned.page.parameters, self.planned.page.context)


@dataclass
class Attempt:
    """A page being made: since when, and how far it is (`cell`: all cells counted from 1)."""

    job: Job
    cell: int | None = None
    began: float = field(default_factory=time.monotonic)

    def seconds(self) -> float:
        """Wall time since the attempt began."""
        return time.monotonic() - self.began

    def failed(self, exception: str, message: str, trace: str = "") -> PageFailure:
        """The failure, with the first lines of the cell it came to."""
        page = self.job.planned.page
        source = _excerpt(self.job.rendered().cells[self.cell - 1].source) if self.cell else ""
        return PageFailure(page.name, page.title, self.cell, source, exception, message, trace, self.seconds())

    def timed_out(self) -> PageFailure:
        """The failure of a page one of whose cells took too long."""
        message = f"the cell took longer than {self.job.timeout:g} s and was ended"
        return self.failed("CellTimeoutError", message)


def make_page(job: Job, on_cell: Callable[[int], None], *, forked: bool) -> PageRun | PageFailure:
    """Make the page and say what became of it; a failure leaves nothing new behind.

    `on_cell` hears the number of each code cell before it runs. `forked`: this process was forked for the page and
    runs the cells itself; otherwise a kernel does.
    """
    attempt = Attempt(job)
    try:
        _make(attempt, on_cell, forked)
    except PapermillExecutionError as error:
        attempt.cell = error.cell_index + 1
        message = error.evalue or _WITHOUT_WORDS.get(error.ename, "no message")
        return attempt.failed(error.ename, message, strip_color("\n".join(error.traceback)))
    except CellTimeoutError:
        return attempt.timed_out()
    except (DeadKernelError, PageError) as error:
        return attempt.failed(type(error).__name__, str(error))
    except Exception as error:  # the page's fault or ours: it must not take other pages along
        return attempt.failed(type(error).__name__, str(error), traceback.format_exc())
    page = job.planned.page
    return PageRun(page.name, page.title, job.planned.reason or "", attempt.seconds())


def _make(attempt: Attempt, on_cell: Callable[[int], None], forked: bool) -> None:
    job = attempt.job
    page = job.planned.page

    def on_cell_execute(cell: NotebookNode, cell_index: int) -> None:
        attempt.cell = cell_index + 1
        on_cell(cell_index + 1)

    place = f"{_DESK}{page.name}.ipynb"
    _desk.text = json.dumps(job.rendered())
    finished = papermill.execute_notebook(
        place,
        place,
        engine_name=_ENGINE,
        cwd=job.folder or page.notebook(job.build).parent,
        progress_bar=False,
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        forked=forked,
        execution_timeout=job.timeout,
        coalesce_streams=True,
        record_timing=False,
        on_cell_execute=on_cell_execute,
    )
    wrong = list(problems(finished, page))
    if wrong:
        attempt.cell = wrong[0][0]
        raise PageError("; ".join(f"cell {n} {text}" if n else text for n, text in wrong))
    nbformat.validate(finished)
    write_page(job.planned, job.build, _desk.text + "\n")


class _Desk:
    """Where papermill finds the notebook of the page at hand, and leaves it: in memory, to be looked at before it
    is a file."""

    text = ""

    def read(self, path: str) -> str:
        """The notebook to run."""
        return self.text

    def write(self, text: str, path: str) -> None:
        """Take in the notebook that has run."""
        self.text = text

    def pretty_path(self, path: str) -> str:
        """For papermill's log."""
        return path


class _PageEngine(Engine):
    """Papermill's engine for pages: what it gives back is what is published.

    The cells run in this process when it was `forked` for the page, otherwise in a kernel.
    """

    @classmethod
    def execute_notebook(cls, nb, kernel_name, *, forked, execution_timeout, **options):
        """As papermill's engines. A notebook that has raised comes back as it is, for papermill to tell."""
        if forked:  # whoever forked keeps the time
            executed = HereEngine.execute_notebook(nb, kernel_name, **options)
        else:
            quiet = ["--log-level=ERROR"]  # a kernel would warn on stderr, for every page, that it talks over TCP
            executed = NBClientEngine.execute_notebook(
                nb, kernel_name, execution_timeout=execution_timeout, extra_arguments=quiet, **options
            )
        return executed if executed.metadata.papermill.exception else normalised(executed)


_DESK, _ENGINE, _desk = "page:", "regioboek-page", _Desk()
papermill_io.register(_DESK, _desk)
papermill_engines.register(_ENGINE, _PageEngine)


def write_page(planned: PlannedPage, build: BuildDir, notebook: str) -> None:
    """Put a finished notebook in its place, and then its key beside it."""
    write_text(planned.page.notebook(build), notebook)
    write_text(planned.page.key_file(build), key_record(planned, notebook.encode()))


def _excerpt(source: str) -> str:
    lines = source.splitlines()
    return "\n".join([*lines[:_EXCERPT], *(["…"] if len(lines) > _EXCERPT else [])])
