"""One turn of a conversation at a time, in the order they came, in one process or over many.

Rasa's own locks look once a second whether it is their turn, and its lock in Redis is read, changed and written in three steps, so
that two servers may both hold it. Here those who wait in one process queue up, and the first of them takes the lock in Redis, which
is redis-py's: set only where it is free, released only by its owner. It is held for seconds and renewed while the turn runs, so
that a server that crashes blocks a conversation no longer than that.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis import asyncio as redis
from redis.asyncio.lock import Lock
from redis.exceptions import ConnectionError as NoConnectionError
from redis.exceptions import LockError as NotHeldError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: Redis's address, where several servers serve the same conversations; without it the locks are in this process alone.
URL_VARIABLE = "RRN_REDIS_URL"
KEY = "rrn:turn:"
#: Seconds for which a lock is held unless it is renewed, and between renewals.
HELD_FOR, RENEWED_EVERY = 5.0, 1.5
#: Longest wait for a lock, and how often it is tried, in seconds; a wait is rare where a proxy keeps a conversation on one server.
WAIT, TRIED_EVERY = 30.0, 0.02
#: Longest wait for Redis itself, in seconds.
ANSWER_WITHIN = 2.0
#: A Redis that refuses may be starting again: so long, in seconds, it is asked again. Two servers may be asked for one message.
BACK_WITHIN = 0.4


class ConversationLocks(LockStore):
    """A lock store for one server, or for many where there is a Redis.

    Args:
        endpoint_config: What ``endpoints.yml`` says; its ``url`` comes before :data:`URL_VARIABLE`.
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        url = (endpoint_config.url if endpoint_config else None) or os.environ.get(URL_VARIABLE)
        self._redis = redis.Redis.from_url(url, socket_timeout=ANSWER_WITHIN, socket_connect_timeout=ANSWER_WITHIN) if url else None
        self._queues: dict[str, tuple[asyncio.Lock, int]] = {}
        super().__init__()

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = WAIT, wait_time_in_seconds: float = TRIED_EVERY
    ) -> AsyncIterator[None]:
        """Holds the lock of a conversation.

        Args:
            conversation_id: The conversation.
            lock_lifetime: Longest wait for it, in seconds.
            wait_time_in_seconds: How often Redis is asked, in seconds, while another server holds it.

        Raises:
            LockError: It was not free in time, or Redis does not answer.
        """
        queue, waiting = self._queues.get(conversation_id, (asyncio.Lock(), 0))
        self._queues[conversation_id] = (queue, waiting + 1)
        try:
            async with queue:
                if self._redis is None:
                    yield
                else:
                    async with _held(self._redis, conversation_id, lock_lifetime, wait_time_in_seconds):
                        yield
        finally:
            queue, waiting = self._queues.pop(conversation_id)
            if waiting > 1:
                self._queues[conversation_id] = (queue, waiting - 1)

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        """Returns None: there are no tickets."""
        return None

    def delete_lock(self, conversation_id: str) -> None:
        """Does nothing: a lock goes when it is released."""

    def save_lock(self, lock: TicketLock) -> None:
        """Does nothing: there are no tickets."""


@asynccontextmanager
async def _held(server: redis.Redis, conversation: str, wait: float, every: float) -> AsyncIterator[None]:
    lock = Lock(server, f"{KEY}{conversation}", timeout=HELD_FOR, sleep=every, blocking_timeout=wait, thread_local=False)
    if not await _taken(lock):
        raise LockError(f"The conversation was busy for {wait} seconds.")
    ended = asyncio.Event()
    renewal = asyncio.create_task(_renewed(lock, ended))
    try:
        yield
    finally:
        ended.set()
        await asyncio.wait([renewal])
        # Lost, or not released: it ends by itself, and a store that was overtaken refuses the turn.
        with suppress(RedisError):
            await lock.release()


async def _taken(lock: Lock) -> bool:
    deadline = time.monotonic() + BACK_WITHIN
    while True:
        try:
            return await lock.acquire()
        except RedisError as error:
            if not isinstance(error, NoConnectionError) or time.monotonic() > deadline:
                raise LockError(f"The locks in Redis do not answer: {error}") from error
        await asyncio.sleep(TRIED_EVERY)


async def _renewed(lock: Lock, ended: asyncio.Event) -> None:
    """Renews a lock until its turn has ended; it is told so, since redis-py may swallow a cancellation and go on for ever."""
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(RENEWED_EVERY):
                await ended.wait()
        if ended.is_set():
            return
        try:
            await lock.reacquire()
        except NotHeldError:
            logger.warning("A conversation's lock was lost while its turn ran.")
            return
        except RedisError as error:
            logger.warning("A conversation's lock was not renewed: %s", error)
