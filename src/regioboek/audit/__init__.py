"""Re-run published notebooks with plain nbval, compare, and say what the comparison covered.

    from regioboek import audit

    verdict = audit.run(audit.sample(build, 10, seed=2023), build)
    verdict.ok, verdict.compared

What an auditor must be able to rely on:

* The notebooks are run by plain `pytest --nbval` in an ordinary kernel, not by the engine that made them.
* A green verdict compared something: every code cell had been run, none is skipped, every output is of a kind that
  nbval compares, at least one cell of each notebook has an output, and its parameters are those of its file name
  (`outputs.py`).
* The verdict counts: notebooks, cells run again, cells whose outputs were compared.
"""

from regioboek.audit.rerun import run, sample
from regioboek.audit.verdict import CellProblem, NotebookVerdict, Verdict

__all__ = ["CellProblem", "NotebookVerdict", "Verdict", "run", "sample"]
