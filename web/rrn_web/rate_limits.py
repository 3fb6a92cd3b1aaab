"""How many sessions and connections an address may open, and how many messages a conversation and an address may send."""

from __future__ import annotations

import asyncio
import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from rrn_web.errors import ApiError
from rrn_web.settings import Settings

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
    """Counts in the memory of this process."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(Windows())
        self._sessions, self._conversation, self._address = map(
            parse, (settings.session_limit, settings.conversation_limit, settings.address_limit)
        )

    async def session(self, address: str) -> None:
        """Counts a new session. Raises ApiError where there are too many."""
        await self._count(self._sessions, "session", address)

    async def connection(self, address: str) -> None:
        """Counts a new connection that stays open. Raises ApiError where there are too many."""
        await self._count(self._address, "connection", address)

    async def message(self, conversation: str, address: str) -> None:
        """Counts a message. Raises ApiError where there are too many."""
        await self._count(self._conversation, "conversation", conversation)
        await self._count(self._address, "address", address)

    async def _count(self, limit: RateLimitItem, kind: str, who: str) -> None:
        if await self._limiter.hit(limit, kind, who):
            return
        reset, _ = await self._limiter.get_window_stats(limit, kind, who)
        wait = max(1, math.ceil(reset - time.time()))
        raise ApiError(429, "too_many_requests", "That was a lot at once. Please wait a moment and try again.", retry_after=wait)
