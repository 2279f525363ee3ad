"""`build --scheduler ADDRESS` and `build --cluster local:N`: the notebooks run on workers of a Dask scheduler."""

from __future__ import annotations

import re
from contextlib import ExitStack
from importlib.util import find_spec
from typing import Any

from regioboek.errors import RegioboekError
from regioboek.execution.plan import Plan
from regioboek.execution.results import RunResult


def check_workers(scheduler: str | None, cluster: str | None) -> None:
    """Refuse what cannot be meant, before anything is made; RegioboekError."""
    if scheduler is None and cluster is None:
        return
    if scheduler is not None and cluster is not None:
        raise RegioboekError("--scheduler and --cluster exclude each other: give one of them")
    if cluster is not None:
        workers_asked(cluster)
    if scheduler is not None and not scheduler.strip():
        raise RegioboekError("--scheduler: the address is empty; expected tcp://HOST:PORT, or a scheduler file")
    if find_spec("distributed") is None:
        raise RegioboekError('running on workers needs Dask distributed: pip install "regioboek[cluster]"')


def workers_asked(cluster: str) -> int:
    """N of `local:N`; RegioboekError for anything else."""
    found = re.fullmatch(r"local:([1-9]\d{0,3})", cluster)
    if found is None:
        raise RegioboekError(
            f"--cluster: {cluster!r} is not local:N with N workers on this machine, such as local:4; "
            "for workers elsewhere start a scheduler and give its address with --scheduler"
        )
    return int(found[1])


def execute_on_workers(
    plan: Plan,
    scheduler: str | None,
    cluster: str | None,
    **how: Any,
) -> RunResult:
    """Carry out the plan there, as `execute_on_cluster` is told.

    Workers are only started, and a scheduler only looked for, when something must run.
    """
    from regioboek.execution.cluster.connecting import local_cluster  # noqa: PLC0415
    from regioboek.execution.cluster.handing_out import execute_on_cluster  # noqa: PLC0415

    with ExitStack() as stack:
        local = stack.enter_context(local_cluster(workers_asked(cluster))) if cluster and plan.to_run else None
        return execute_on_cluster(plan, client_or_address=local or scheduler or "", **how)
