"""Sends stored events to RabbitMQ, in their order, and waits for its word that it has them. No answer waits for that.

An event may be delivered twice, where a replica is killed between RabbitMQ's word and its own note of it; then both have the same
``message_id``, which is the event's number in the table ``events``.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractExchange
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, ChannelPreconditionFailed
from sqlalchemy.exc import SQLAlchemyError

from serving.unsent_events import UnsentEvent, UnsentEvents

logger = logging.getLogger(__name__)

#: The fan-out exchange, and the durable queue that keeps events for whoever reads them.
EXCHANGE = QUEUE = "rrn-events"
#: Events sent before their confirmations are waited for.
BATCH = 200
#: Longest wait for RabbitMQ, and the pause before it is tried again, in seconds.
ANSWER_WITHIN, TRY_AGAIN_AFTER = 30, 2
#: So often a replica looks for what another one left, in seconds.
LOOK_EVERY = 1

Result = TypeVar("Result")


class EventPublisher:
    """Publishes events for as long as it runs.

    Args:
        address: RabbitMQ's address.
        url: SQLAlchemy's address of the conversations.
        stored: Is set whenever new events are stored.
        name: Name of the exchange and of the queue.
    """

    def __init__(self, address: str, url: str, stored: asyncio.Event, name: str = EXCHANGE) -> None:
        self._address, self._stored, self._name = address, stored, name
        self._unsent = UnsentEvents(url)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="events")

    async def run(self) -> None:
        """Sends what waits and what comes, until it is cancelled; goes on where RabbitMQ or the database was away."""
        away = False
        try:
            while True:
                try:
                    async with await aio_pika.connect(self._address, timeout=ANSWER_WITHIN) as connection:
                        exchange = await self._exchange(connection)
                        if away:
                            logger.warning("RabbitMQ answers again; the events that wait are sent.")
                        away = False
                        await self._send(exchange)
                except (*CONNECTION_EXCEPTIONS, aio_pika.exceptions.AMQPError, SQLAlchemyError, OSError, TimeoutError) as error:
                    if not away:
                        logger.error("Events wait in the database: they cannot be sent to RabbitMQ (%s).", type(error).__name__)
                    away = True
                    await asyncio.sleep(TRY_AGAIN_AFTER)
        finally:
            with suppress(SQLAlchemyError):
                self._unsent.close()
            self._thread.shutdown(wait=False)

    async def _exchange(self, connection: AbstractConnection) -> AbstractExchange:
        """Returns the exchange; both it and its queue outlive a restart of RabbitMQ."""
        channel = await connection.channel(publisher_confirms=True)
        try:
            exchange = await channel.declare_exchange(self._name, aio_pika.ExchangeType.FANOUT, durable=True)
        except ChannelPreconditionFailed:  # earlier versions made one that does not
            channel = await connection.channel(publisher_confirms=True)
            await channel.exchange_delete(self._name)
            exchange = await channel.declare_exchange(self._name, aio_pika.ExchangeType.FANOUT, durable=True)
        queue = await channel.declare_queue(self._name, durable=True)
        await queue.bind(exchange)
        return exchange

    async def _send(self, exchange: AbstractExchange) -> None:
        while True:
            self._stored.clear()
            taken = await self._in_thread(lambda: self._unsent.take(BATCH))
            if taken:
                await self._send_taken(exchange, taken)
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stored.wait(), LOOK_EVERY)

    async def _send_taken(self, exchange: AbstractExchange, taken: Sequence[UnsentEvent]) -> None:
        confirmed: Sequence[UnsentEvent] = ()
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                # They go out in this order; the confirmations of all are waited for together.
                await asyncio.gather(*(exchange.publish(_message(each), "") for each in taken))
            confirmed = taken
        finally:
            await self._in_thread(lambda: self._unsent.settle(confirmed))

    async def _in_thread(self, call: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)


def _message(event: UnsentEvent) -> aio_pika.Message:
    body: dict[str, Any] = event.body
    return aio_pika.Message(json.dumps(body).encode(), message_id=str(event.id), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
