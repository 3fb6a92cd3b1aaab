"""Takes another server's place: loads while that one goes on, and listens once it is told that the place is free."""

from __future__ import annotations

import asyncio
import os
import socket

#: The number of the open socket over which both are said; without it a server listens as soon as it has loaded.
HANDOVER_VARIABLE = "RRN_HANDOVER"
LOADED, GO = b"loaded\n", b"go\n"


async def take_over() -> None:
    """Says that everything is loaded, and waits until it is time to listen; returns at once where nobody's place is taken.

    Raises:
        RuntimeError: Nobody is there any more to say so.
    """
    number = os.environ.pop(HANDOVER_VARIABLE, "")
    if not number:
        return
    reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=int(number)))
    writer.write(LOADED)
    await writer.drain()
    told = await reader.readline()
    writer.close()
    if told != GO:
        raise RuntimeError("The process that was to hand over its place is not there any more.")
