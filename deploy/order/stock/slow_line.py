"""A line to an engine as it is between machines: every packet takes a while longer, in each direction."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

#: Bytes that are passed on at a time.
CHUNK = 65_536


@contextmanager
def slow_line(host: str, port: int, seconds: float) -> Iterator[int]:
    """Passes on what comes to a port of this machine, so much later, and gives that port.

    Args:
        host: Where the engine is.
        port: Its port.
        seconds: How much later.
    """
    loop, opened, place = asyncio.new_event_loop(), threading.Event(), 0

    async def passed_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(CHUNK):
                await asyncio.sleep(seconds)
                target.write(data)
                await target.drain()
        target.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(passed_on(reader, far_writer), passed_on(far_reader, writer))

    async def serve(ended: asyncio.Event) -> None:
        nonlocal place
        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        place = server.sockets[0].getsockname()[1]
        opened.set()
        await ended.wait()
        server.close()
        open_lines = asyncio.all_tasks() - {asyncio.current_task()}
        for each in open_lines:
            each.cancel()
        await asyncio.gather(*open_lines, return_exceptions=True)

    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(ended)), daemon=True)
    thread.start()
    opened.wait()
    try:
        yield place
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
