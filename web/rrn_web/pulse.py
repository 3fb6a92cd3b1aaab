"""Whether Rasa lives: one that hangs takes every connection and answers none, so that a person would wait until the time is up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

#: An answer that comes sooner needs no look at whether Rasa lives, in seconds.
PATIENCE = 0.15
#: Rasa hangs where nothing at all comes from it for so long, though it is asked for next to nothing.
SILENCE = 0.5
#: How often one that hangs is looked at again, in seconds.
AGAIN = 0.25

Answer = TypeVar("Answer")


class HangsError(RuntimeError):
    """Rasa answers nothing at all."""


class Pulse:
    """Waits for answers only as long as Rasa lives.

    A slow answer is waited for as long as Rasa goes on answering: the look, which costs its event loop next to nothing, or anybody else.
    Once it hangs, nobody waits until it answers a look again.

    Args:
        look: Asks Rasa for next to nothing; whatever comes of it but silence is a sign of life.
    """

    def __init__(self, look: Callable[[], Awaitable[None]]) -> None:
        self._look = look
        self._heard = 0.0
        self._hangs = False
        #: The look that those who wait share, and the one for the end of a hang.
        self._shared: asyncio.Task[None] | None = None
        self._return: asyncio.Task[None] | None = None

    def heard(self) -> None:
        """Notes that something came from Rasa."""
        self._heard = asyncio.get_running_loop().time()

    async def close(self) -> None:
        """Ends the looking."""
        for task in (self._shared, self._return):
            if task:
                task.cancel()
                await asyncio.wait([task])

    async def wait_for(self, call: Coroutine[Any, Any, Answer]) -> Answer:
        """Returns what a call of Rasa returns.

        Raises:
            HangsError: Rasa answers nothing at all.
        """
        if self._hangs:
            call.close()
            raise HangsError
        answer = asyncio.create_task(call)
        try:
            await asyncio.wait({answer}, timeout=PATIENCE)
            while not answer.done():
                await asyncio.wait({answer, self._one_look()}, return_when=asyncio.FIRST_COMPLETED)
                if self._hangs and not answer.done():
                    raise HangsError
                await asyncio.wait({answer}, timeout=PATIENCE)
            return answer.result()
        finally:
            answer.cancel()

    def _one_look(self) -> asyncio.Task[None]:
        if self._shared is None or self._shared.done():
            self._shared = asyncio.create_task(self._looked())
        return self._shared

    async def _looked(self) -> None:
        if self._hangs or await self._lives():
            return
        self._hangs = True
        logger.warning("Rasa hangs: it took a request and has answered nothing for %s s. Until that ends, nobody waits for it.", SILENCE)
        self._return = asyncio.create_task(self._until_it_lives())

    async def _until_it_lives(self) -> None:
        while not await self._lives():
            await asyncio.sleep(AGAIN)
        self._hangs = False
        logger.warning("Rasa hangs no more.")

    async def _lives(self) -> bool:
        begun = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(SILENCE):
                await self._look()
        except TimeoutError:
            return self._heard > begun  # it is busy, and answered others
        return True
