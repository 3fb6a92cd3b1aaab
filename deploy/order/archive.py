"""Keeps what the event broker delivers, as a consumer of its own would."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aio_pika

#: The exchange that the replicas publish to (docs/scaling.md).
EXCHANGE = "rrn-events"
#: The archive is complete when nothing has come for so long, in seconds.
QUIET = 3.0


@asynccontextmanager
async def archived(address: str, path: Path) -> AsyncIterator[None]:
    """Writes every event that is published meanwhile to a file, one a line; waits at the end until no more come.

    An event that is delivered twice, as it may be where a replica was killed, has the same id both times and is written once.

    Args:
        address: RabbitMQ's address, with the virtual host.
        path: The file.
    """
    latest = time.monotonic()
    known: set[str | None] = set()
    connection = await aio_pika.connect(address)
    with path.open("w", encoding="utf-8") as file:

        async def keep(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            nonlocal latest
            async with message.process():
                if message.message_id not in known:
                    file.write(message.body.decode() + "\n")
                known.add(message.message_id)
            latest = time.monotonic()

        try:
            channel = await connection.channel()
            exchange = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.FANOUT, durable=True)
            queue = await channel.declare_queue(exclusive=True)
            await queue.bind(exchange)
            await queue.consume(keep)
            yield
            latest = time.monotonic()
            while time.monotonic() - latest < QUIET:
                await asyncio.sleep(0.2)
        finally:
            await connection.close()
