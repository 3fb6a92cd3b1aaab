"""How many connections are open at a time, all of them and those of one address. What is too many is told so, and then closed."""

from __future__ import annotations

import resource
from collections import Counter
from typing import Any

from sanic import Request, Sanic
from sanic.http import Http
from sanic.server.protocols.websocket_protocol import WebSocketProtocol

from rrn_web.errors import ApiError, or_ring
from rrn_web.settings import Settings

#: Seconds after which it is worth trying again.
RETRY_AFTER = 5
#: Connections past the limit that are told so; further ones are closed without a word.
TOLD_AT_A_TIME = 100
#: So long a connection past the limit has to send the request that is refused, in seconds.
TOLD_WITHIN = 2
#: Files that are open besides: databases, libraries, logs.
OTHER_FILES = 200


class Places:
    """Places for what is open.

    Args:
        most: Places at all.
        most_of_address: Places for one address; 0 where the address says nothing about who it is.
        office: The office's telephone number.
    """

    def __init__(self, most: int, most_of_address: int, office: str) -> None:
        self._most, self._most_of_address, self._office = most, most_of_address, office

    def refusal(self, taken: int, taken_by_address: int) -> ApiError | None:
        """Returns why there is no place for one more; None where there is one."""
        if self._most_of_address and taken_by_address >= self._most_of_address:
            message = "This address has too many connections open. Please close some and try again in a moment."
            return ApiError(429, "too_many_connections", message, retry_after=RETRY_AFTER)
        if taken >= self._most:
            message = f"Many people are connected just now. Please try again in a moment{or_ring(self._office)}."
            return ApiError(503, "busy", message, retry_after=RETRY_AFTER)
        return None


class OpenConnections:
    """The connections that are open; behind a proxy they are the proxy's, so that those of one address are for it to limit."""

    def __init__(self, settings: Settings) -> None:
        self._places = Places(settings.max_connections, 0 if settings.proxies else settings.address_connections, settings.office)
        self._by_address: Counter[str] = Counter()
        self._told = 0

    def opened(self, address: str) -> ApiError | None:
        """Counts a connection, or returns why there is no place for it."""
        refusal = self._places.refusal(self._by_address.total(), self._by_address[address])
        if refusal:
            self._told += 1
        else:
            self._by_address[address] += 1
        return refusal

    def closed(self, address: str, refused: bool) -> None:
        """Counts a connection no more."""
        if refused:
            self._told -= 1
            return
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]

    @property
    def too_many_to_tell(self) -> bool:
        """Whether so many are being told already that there is no time for another."""
        return self._told > TOLD_AT_A_TIME


class CountedProtocol(WebSocketProtocol):
    """Sanic's protocol, with every connection counted."""

    __slots__ = ("_address", "_refusal")

    def connection_made(self, transport: Any) -> None:
        """Counts the connection; one too many is told so in answer to its first request."""
        connections: OpenConnections = self.app.ctx.open_connections
        self._address: str = (transport.get_extra_info("peername") or ("unknown",))[0]
        self._refusal: ApiError | None = connections.opened(self._address)
        if self._refusal:
            self.keep_alive_timeout = self.request_timeout = TOLD_WITHIN
        super().connection_made(transport)  # type: ignore[no-untyped-call]
        if self.conn_info:
            self.conn_info.ctx.refusal = self._refusal
        if self._refusal and connections.too_many_to_tell:
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Counts the connection no more."""
        self.app.ctx.open_connections.closed(self._address, refused=self._refusal is not None)
        super().connection_lost(exc)  # type: ignore[no-untyped-call]


def allow_files(settings: Settings) -> None:
    """Lets the process have as many files open as its connections need, where the system allows it; shells often give 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.max_connections + TOLD_AT_A_TIME + 2 * settings.max_turns + OTHER_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def limit_connections(app: Sanic[Any, Any], settings: Settings) -> None:
    """Makes an application that is served by :class:`CountedProtocol` refuse connections past the limits."""
    app.ctx.open_connections = OpenConnections(settings)

    @app.on_request
    async def refuse(request: Request) -> None:
        refusal: ApiError | None = getattr(request.conn_info.ctx, "refusal", None) if request.conn_info else None
        if refusal:
            if isinstance(request.stream, Http):
                request.stream.keep_alive = False
            raise refusal
