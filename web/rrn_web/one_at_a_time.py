"""One turn of a conversation at a time: in this process, and over all fronts where they share a Redis.

The proxy keeps a conversation on one front; while fronts come and go two may have it for a moment. The lock keeps the order in which
messages are written down the order in which they are answered. A front that was killed blocks a conversation for seconds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from redis import asyncio as redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError as NotHeldError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

KEY = "rrn:front:"
#: Seconds for which a lock is held unless it is renewed, and between renewals.
HELD_FOR, RENEWED_EVERY = 5.0, 1.5
#: Longest wait for a lock, how often it is tried, and the longest wait for Redis itself, in seconds.
WAIT, TRIED_EVERY, ANSWER_WITHIN = 15.0, 0.02, 2.0


class ConversationBusyError(RuntimeError):
    """Another turn of the conversation did not end in time."""


class OneAtATime:
    """Holds turns of one conversation apart.

    Args:
        redis_url: The Redis that the fronts share; empty where there is one front.
    """

    def __init__(self, redis_url: str = "") -> None:
        self._redis = (
            redis.Redis.from_url(redis_url, socket_timeout=ANSWER_WITHIN, socket_connect_timeout=ANSWER_WITHIN) if redis_url else None
        )
        self._queues: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Holds a conversation for one turn; those who wait here queue up in the order they came.

        Raises:
            ConversationBusyError: Another front held it for too long.
        """
        queue, waiting = self._queues.get(conversation, (asyncio.Lock(), 0))
        self._queues[conversation] = (queue, waiting + 1)
        try:
            async with queue, self._held(conversation):
                yield
        finally:
            queue, waiting = self._queues.pop(conversation)
            if waiting > 1:
                self._queues[conversation] = (queue, waiting - 1)

    async def close(self) -> None:
        """Closes the connections."""
        if self._redis:
            await self._redis.aclose()

    @asynccontextmanager
    async def _held(self, conversation: str) -> AsyncIterator[None]:
        lock = await self._acquired(conversation)
        if lock is None:
            yield
            return
        ended = asyncio.Event()
        renewal = asyncio.create_task(_renewed(lock, ended))
        try:
            yield
        finally:
            ended.set()
            await asyncio.wait([renewal])
            with suppress(RedisError):  # it ends by itself
                await lock.release()

    async def _acquired(self, conversation: str) -> Lock | None:
        if self._redis is None:
            return None
        lock = Lock(self._redis, f"{KEY}{conversation}", timeout=HELD_FOR, sleep=TRIED_EVERY, blocking_timeout=WAIT, thread_local=False)
        try:
            if await lock.acquire():
                return lock
        except RedisError as error:
            # The message is still written down; whether it can be answered without Redis is for the assistant to say.
            logger.warning("The locks in Redis do not answer: %s", error)
            return None
        raise ConversationBusyError(conversation)


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
