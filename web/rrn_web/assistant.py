"""The assistant as the front sees it: Rasa's private channel, one turn in, one reply object out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import aiohttp

from rrn_web.pulse import HangsError, Pulse

SECRET_HEADER = "X-RRN-Secret"


class AssistantUnavailableError(RuntimeError):
    """Rasa or a database behind it does not answer, or not in time."""


class AssistantBusyError(AssistantUnavailableError):
    """Rasa has as many turns as it answers in good time."""


class Assistant:
    """A client of the private channel.

    Args:
        url: Rasa's address.
        secret: The channel's secret.
        timeout: Longest wait for a reply, in seconds.
    """

    def __init__(self, url: str, secret: str, timeout: float) -> None:
        self._rasa = f"{url}/"
        self._url = f"{url}/webhooks/rrn"
        self._headers = {SECRET_HEADER: secret}
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None
        self._pulse = Pulse(self._look)

    async def open(self) -> None:
        """Opens the pool of connections; it needs a running event loop."""
        self._session = aiohttp.ClientSession(
            headers=self._headers,
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(limit=0),  # how many turns there are is limited where they come in
        )

    async def close(self) -> None:
        """Closes the pool."""
        await self._pulse.close()
        if self._session:
            await self._session.close()

    async def reply(self, conversation: str, message_id: str, text: str) -> dict[str, Any]:
        """Returns the reply object to one turn.

        Raises:
            AssistantUnavailableError: There is none; the same turn may be sent again.
        """
        answer = await self._call("POST", "turn", {"conversation": conversation, "message_id": message_id, "text": text})
        reply: dict[str, Any] = answer["reply"]
        return reply

    async def ready(self) -> None:
        """Raises :class:`AssistantUnavailableError` unless a known question is answered."""
        await self._call("GET", "ready")

    async def reference(self) -> dict[str, Any]:
        """Returns the known questions, the decision table and the register's entries.

        Raises:
            AssistantUnavailableError: They cannot be had just now.
        """
        return await self._call("GET", "reference")

    async def register(self, search: str, page: int) -> dict[str, Any]:
        """Returns a page of the register: its providers, how many there are in all, and how many pages.

        Args:
            search: A part of a name or an alias; empty for all providers.
            page: Which page, from 1.

        Raises:
            AssistantUnavailableError: It cannot be had just now.
        """
        return await self._call("GET", "register", query={"search": search, "page": str(page)})

    async def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        try:
            return await self._pulse.wait_for(self._asked(method, path, body, query))
        except (aiohttp.ClientError, TimeoutError, ValueError, HangsError) as error:
            raise AssistantUnavailableError(f"{path}: {error!r}") from error

    async def _asked(self, method: str, path: str, body: dict[str, Any] | None, query: dict[str, str] | None) -> dict[str, Any]:
        assert self._session is not None, "open() comes first"
        async with self._session.request(method, f"{self._url}/{path}", json=body, params=query) as response:
            self._pulse.heard()
            if response.status == 503 and (await response.json()).get("error") == "busy":
                raise AssistantBusyError(path)
            if response.status != 200:
                raise AssistantUnavailableError(f"{path}: {response.status}")
            answer: dict[str, Any] = await response.json()
            return answer

    async def _look(self) -> None:
        """Asks Rasa's web server for its greeting; one that is not there does not hang."""
        assert self._session is not None, "open() comes first"
        with suppress(aiohttp.ClientError):
            async with self._session.get(self._rasa):
                pass
