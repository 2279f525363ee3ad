"""Finding a scheduler, within a bound of time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from distributed import Client, Security
from distributed.comm import connect

from regioboek.errors import ClusterError

#: Seconds for a connection to the scheduler.
CONNECT = 10.0


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
