"""How many sessions and connections an address may open, and how many messages a conversation and an address may send."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from rrn_web.errors import ApiError
from rrn_web.settings import Settings


class RateLimits:
    """Counts in the memory of this process."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
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
