"""Finding a scheduler, within a bound of time; or starting one with workers on this machine (`--cluster local:N`)."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import dask
from distributed import Client, LocalCluster, Security
from distributed.comm import connect

from regioboek.errors import ClusterError

#: Seconds for a connection to the scheduler.
CONNECT = 10.0

#: Dask's settings for processes that only ever talk to their own machine.
_SETTINGS = {
    "distributed.worker.profile.enabled": False,  # a thread that looks what the other threads do
    "distributed.scheduler.http.routes": [],  # no web pages
    "distributed.worker.http.routes": [],
}


@contextmanager
def connected(client_or_address: Client | str) -> Iterator[Client]:
    """A client, closed afterwards when it was made from an address; ClusterError when no scheduler answers there.

    The address may also be the file that `dask scheduler --scheduler-file` writes.
    """
    if isinstance(client_or_address, Client):
        yield client_or_address
        return
    try:
        address = _address(client_or_address)
        with ThreadPoolExecutor(1) as thread:  # this thread may have an event loop of its own
            thread.submit(asyncio.run, _reach(address)).result()
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except Exception as error:  # also what something else than a scheduler can answer
        raise ClusterError(
            f"no Dask scheduler can be reached at {client_or_address!r} ({said(error)}). "
            "Start one with `dask scheduler`, or check the address it prints: tcp://HOST:8786"
        ) from error
    with client:
        yield client


async def _reach(address: str) -> None:
    """Connect and close again: a Client that has failed to connect takes long to go, and prints."""
    connection = await connect(address, timeout=CONNECT, **Security().get_connection_args("client"))
    await connection.close()


def _address(given: str) -> str:
    """The address itself, or the one in a scheduler file; ValueError when the file is none."""
    if "://" in given or not Path(given).is_file():
        return given
    found = json.loads(Path(given).read_text("utf-8"))
    if not isinstance(found, dict) or not isinstance(found.get("address"), str):
        raise ValueError("the file is not one that a scheduler writes")
    return found["address"]


def said(error: BaseException) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {error}".splitlines()[0]


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
