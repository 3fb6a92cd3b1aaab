"""How many sessions and connections an address may open, and how many messages a conversation and an address may send."""

from __future__ import annotations

import asyncio
import logging
import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

from rrn_web.errors import ApiError
from rrn_web.settings import Settings

logger = logging.getLogger(__name__)

#: Longest wait for Redis, in seconds.
ANSWER_WITHIN = 1.0

#: Seconds between two looks for windows that have passed.
SWEEP_EVERY = 10


class Windows(MemoryStorage):
    """The library's storage in memory, which would look at every window that is open after every hit, each in another thread.

    Whether a hit is within its limit does not depend on it: old windows only take up memory until they are swept.
    """

    _swept = 0.0

    async def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 - the name by which the library calls it
        if time.monotonic() - self._swept > SWEEP_EVERY:
            self._swept = time.monotonic()
            self.timer = asyncio.create_task(self._MemoryStorage__expire_events())  # type: ignore[attr-defined]


class RateLimits:
    """Counts in the Redis that the fronts share; in the memory of this process where there is none, or while it does not answer."""

    def __init__(self, settings: Settings) -> None:
        self._here = MovingWindowRateLimiter(Windows())
        self._limiter = MovingWindowRateLimiter(_shared(settings.redis_url)) if settings.redis_url else self._here
        self._sessions, self._conversation, self._address = map(
            parse, (settings.session_limit, settings.conversation_limit, settings.address_limit)
        )

    async def session(self, address: str) -> None:
        """Counts a new session. Raises ApiError where there are too many."""
        await self._count(self._sessions, "session", address)

    async def connection(self, address: str) -> None:
        """Counts a new connection that stays open. Raises ApiError where there are too many."""
        await self._count(self._address, "connection", address)

    async def look_up(self, address: str) -> None:
        """Counts a look into the register. Raises ApiError where there are too many."""
        await self._count(self._address, "register", address)

    async def message(self, conversation: str, address: str) -> None:
        """Counts a message. Raises ApiError where there are too many."""
        await self._count(self._conversation, "conversation", conversation)
        await self._count(self._address, "address", address)

    async def _count(self, limit: RateLimitItem, kind: str, who: str) -> None:
        try:
            reset = await _refused_until(self._limiter, limit, kind, who)
        except StorageError as error:
            logger.warning("The limits in Redis do not answer: %s", error)
            reset = await _refused_until(self._here, limit, kind, who)
        if reset is None:
            return
        wait = max(1, math.ceil(reset - time.time()))
        raise ApiError(429, "too_many_requests", "That was a lot at once. Please wait a moment and try again.", retry_after=wait)


async def _refused_until(limiter: MovingWindowRateLimiter, limit: RateLimitItem, kind: str, who: str) -> float | None:
    """Returns when the window has room again, None where there is room now."""
    if await limiter.hit(limit, kind, who):
        return None
    reset, _ = await limiter.get_window_stats(limit, kind, who)
    return reset


def _shared(redis_url: str) -> RedisStorage:
    return RedisStorage(
        f"async+{redis_url}",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix="rrn:limit",
        socket_timeout=ANSWER_WITHIN,
        socket_connect_timeout=ANSWER_WITHIN,
    )
