"""Messages between a kernel and nbclient that live in one process: kept, not sent.

* A message goes through the session's JSON only where a notebook can tell: its content. (A tuple comes back as a list,
  a number as a key becomes text, NaN is refused, as over a socket.) Headers and metadata stay as they are.
* nbclient has nbformat check every output against the schema of the notebook format, by reading the schema anew each
  time. `is_plainly_valid` knows the usual outputs at a glance; `checking_outputs_once` asks nbformat about others only.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty
from typing import Any

import nbformat.v4.nbbase
from jupyter_client.session import Session


class MessageList:
    """A ZeroMQ socket to the kernel, which sends to it; a channel to nbclient, which reads from it."""

    def __init__(self) -> None:
        self._messages: deque[dict[str, Any]] = deque()

    def keep(self, message: dict[str, Any]) -> None:
        """Take one message."""
        self._messages.append(message)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The oldest message; `queue.Empty` when there is none."""
        if not self._messages:
            raise Empty
        return self._messages.popleft()


class LocalSession(Session):
    """The ordinary session, whose messages stay in this process."""

    def send(  # noqa: PLR0917 - jupyter_client's own
        self,
        stream,
        msg_or_type,
        content=None,
        parent=None,
        ident=None,
        buffers=None,
        track=False,
        header=None,
        metadata=None,
    ):
        """As jupyter_client's; `stream` is a MessageList. A process the notebook has forked says nothing."""
        if isinstance(msg_or_type, dict):
            message = msg_or_type
            buffers = buffers or message.get("buffers", [])
        else:
            message = self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        if os.getpid() != self.pid:
            return None
        kept = {**message, "content": self.unpack(self.pack(message["content"]))}
        kept["buffers"] = [memoryview(bytes(memoryview(buffer))) for buffer in buffers or []]
        stream.keep(kept)
        return message


def is_plainly_valid(output: dict[str, Any]) -> bool:
    """Whether an output is of a usual form that the schema allows; False means "ask the schema"."""
    kind = output["output_type"]
    if kind == "stream":
        return set(output) == {"output_type", "name", "text"} and _texts(output["name"], output["text"])
    expected = {"output_type", "data", "metadata"} | ({"execution_count"} if kind == "execute_result" else set())
    return (
        kind in ("display_data", "execute_result")
        and set(output) == expected
        and isinstance(output["metadata"], dict)
        and isinstance(output["data"], dict)
        and _texts(*output["data"], *output["data"].values())
        and type(output.get("execution_count")) in (int, type(None))
        and (output.get("execution_count") or 0) >= 0
    )


def _texts(*values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


@contextmanager
def checking_outputs_once() -> Iterator[None]:
    """Within it, nbformat checks against its schema only those new outputs that are not plainly valid."""
    base = nbformat.v4.nbbase
    by_schema = base.validate

    def validate(node: Any, ref: str | None = None) -> None:
        if ref is None or "output_type" not in node or not is_plainly_valid(node):
            by_schema(node, ref)

    base.validate = validate
    try:
        yield
    finally:
        base.validate = by_schema
