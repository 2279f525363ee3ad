"""Workers on this machine, for `--cluster local:N` and for tests: processes that hear this machine alone."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import dask
from distributed import Client, LocalCluster

#: Dask's settings for processes that only ever talk to their own machine.
_SETTINGS = {
    "distributed.worker.profile.enabled": False,  # a thread that looks what the other threads do
    "distributed.scheduler.http.routes": [],  # no web pages
    "distributed.worker.http.routes": [],
}


@contextmanager
def local_cluster(workers: int) -> Iterator[Client]:
    """A client of a cluster of `workers` processes with one thread each, which end with the block.

    Scheduler and workers listen on 127.0.0.1 alone, without dashboard, and keep their files in a temporary folder.
    Memory is limited per page, not per worker. Starts new interpreters: a script that calls this needs the usual
    `if __name__ == "__main__":`.
    """
    with (
        dask.config.set(_SETTINGS),
        tempfile.TemporaryDirectory(prefix="regioboek-", ignore_cleanup_errors=True) as folder,
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # its empty HTTP server: any free port
            memory_limit=None,
            local_directory=folder,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client
