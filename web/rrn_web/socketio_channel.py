"""The protocol of Rasa's socket.io channel, for clients that speak it already.

From the client: ``session_request {session_id}`` and ``user_uttered {message}``. To it: ``session_confirm`` with the id to come back
with, and ``bot_uttered``. The conversation belongs to the socket: an id that comes with a message changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import socketio
from sanic import Blueprint, Request, Sanic, json
from sanic.response import HTTPResponse
from socketio.exceptions import ConnectionRefusedError as Refused
from sqlalchemy.exc import SQLAlchemyError

from rrn_web.api import address
from rrn_web.errors import ApiError, away, error_of_status
from rrn_web.identity import SessionTokens
from rrn_web.open_connections import Places
from rrn_web.rasa_messages import rasa_messages
from rrn_web.rate_limits import RateLimits
from rrn_web.senders import Sender, Senders
from rrn_web.settings import Settings
from rrn_web.turns import Turns
from rrn_web.typed_text import typed_text

logger = logging.getLogger(__name__)

PATH = "/socket.io"
#: Where it is kept when a socket last said something.
HEARD = "rrn.heard"
SESSION_CONFIRM, BOT_UTTERED = "session_confirm", "bot_uttered"


@dataclass
class Socket:
    """What is known of a socket: where it comes from, and its conversation once there is one."""

    address: str
    sender: Sender | None = None
    signed_in: bool = False
    token: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class SocketChannel:
    """The sockets of standard clients.

    Args:
        turns: Who answers.
        senders: Whose conversation it is.
        tokens: The front's own tokens; a socket's session ends like any other.
        limits: How much a conversation and an address may send.
        settings: How many sockets may be open, and when a silent one gives way to another.
        largest: Longest packet, in bytes.
    """

    def __init__(self, turns: Turns, senders: Senders, tokens: SessionTokens, limits: RateLimits, settings: Settings, largest: int) -> None:
        self._turns, self._senders, self._tokens, self._limits = turns, senders, tokens, limits
        # The front's own guard of origins stands before the library's, which knows no list that depends on the request.
        self._server = socketio.AsyncServer(async_mode="sanic", cors_allowed_origins=[], max_http_buffer_size=largest)
        self._sockets: dict[str, Socket] = {}
        self._places = Places(settings.max_connections, settings.address_connections, settings.office)
        self._office = settings.office
        self._may_give_way_after = settings.socket_idle_minutes * 60
        self._server.on("connect", self._connect)
        self._server.on("disconnect", self._disconnect)
        self._server.on("session_request", self._session_request)
        self._server.on("user_uttered", self._user_uttered)

    def attach(self, app: Sanic[Any, Any]) -> None:
        """Adds the route ``/socket.io`` and the channel's health."""
        self._server.attach(app)
        routes = Blueprint("socketio_channel", url_prefix="/webhooks/socketio")

        @routes.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        app.blueprint(routes)

        @app.on_request
        async def count(request: Request) -> None:
            """Counts a new connection before the library keeps anything of it."""
            if request.path.startswith(PATH) and "sid" not in request.args:
                await self._limits.connection(address(request))
                await self._make_room(address(request))
                request.ctx.opened = time.monotonic()

        @app.before_server_stop
        async def hang_up(_app: Sanic[Any, Any]) -> None:
            """Ends the connections: the server waits for those that are open, and clients come back by themselves."""
            for connection in list(self._server.eio.sockets.values()):
                await connection.close(wait=False)  # not until a client that went away fetches what is left for it
            await self._server.shutdown()

    async def _make_room(self, where: str) -> None:
        """Makes room for one more socket; where there is none, one that has been silent for long gives way.

        Raises:
            ApiError: There is none.
        """
        known = self._server.environ  # also of those that began a connection and never spoke the protocol
        of_address = {sid: environ for sid, environ in known.items() if address(environ["sanic.request"]) == where}
        refusal = self._places.refusal(len(known), len(of_address))
        if refusal is None:
            return
        rivals = of_address if refusal.status == 429 else known
        quietest = min(rivals, key=lambda sid: _last_heard(rivals[sid]))
        if time.monotonic() - _last_heard(rivals[quietest]) < self._may_give_way_after:
            raise refusal
        # Out of the library's list first: it fails on a request for a socket that is there and closed.
        await self._server.eio.sockets.pop(quietest).close(wait=False)

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        socket = Socket(address(environ["sanic.request"]))  # the library's own REMOTE_ADDR is always 127.0.0.1
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            if token:
                socket.signed_in = True
                await self._join(sid, socket, await self._senders.signed_in(str(token).removeprefix("Bearer ").strip(), socket.address))
        except ApiError as error:
            raise Refused(error.message) from error
        except (SQLAlchemyError, OSError) as error:
            logger.error("The inbox does not answer: %s", type(error).__name__)
            raise Refused(away(self._office).message) from error
        self._sockets[sid] = socket

    async def _disconnect(self, sid: str, _reason: str) -> None:
        self._sockets.pop(sid, None)

    async def _session_request(self, sid: str, *data: object) -> None:
        if sid not in self._sockets:
            return
        async with self._told(sid) as socket:
            async with socket.lock:
                sender = await self._sender(sid, socket, _field(data, "session_id"), asked_for=True)
            await self._server.emit(SESSION_CONFIRM, sender.id, to=sid)

    async def _user_uttered(self, sid: str, *data: object) -> None:
        message = _field(data, "message")
        if sid not in self._sockets or message is None or message == "":
            return  # some clients send one without a message when they start
        async with self._told(sid) as socket:
            typed = typed_text(message, "message")
            async with socket.lock:
                await self._sender(sid, socket, _field(data, "session_id"))
            conversation = self._tokens.conversation(socket.token)
            await self._limits.message(conversation, socket.address)
            answered = await self._turns.say(conversation, uuid.uuid4().hex, typed)
            for part in rasa_messages(answered):
                # To the room and not the socket: a client that lost its connection meanwhile may be back on another.
                await self._server.emit(BOT_UTTERED, _as_packet(part), room=conversation)

    async def _sender(self, sid: str, socket: Socket, claimed: object, asked_for: bool = False) -> Sender:
        """Returns whose conversation a socket speaks in; only a request for a session may change it."""
        if socket.sender is None or (asked_for and not socket.signed_in and claimed):
            await self._join(sid, socket, await self._senders.known_by(claimed, socket.address))
        assert socket.sender is not None
        return socket.sender

    async def _join(self, sid: str, socket: Socket, sender: Sender) -> None:
        if socket.sender:
            await self._server.leave_room(sid, socket.sender.conversation)
        socket.sender, socket.token = sender, self._tokens.issue(sender.conversation).token
        await self._server.enter_room(sid, sender.conversation)

    @asynccontextmanager
    async def _told(self, sid: str) -> AsyncIterator[Socket]:
        """Gives a socket; what goes wrong with it is said to the person, in the words of the API."""
        socket = self._sockets[sid]
        self._server.get_environ(sid)[HEARD] = time.monotonic()
        try:
            yield socket
        except ApiError as error:
            if error.status == 401 and not socket.signed_in:
                socket.sender = None
            await self._say(sid, error)
        except (SQLAlchemyError, OSError) as error:
            logger.error("The inbox does not answer: %s", type(error).__name__)
            await self._say(sid, away(self._office))
        except Exception:
            if sid not in self._sockets:
                return  # the client went away meanwhile
            logger.exception("A message of a socket failed.")
            await self._say(sid, error_of_status(500))

    async def _say(self, sid: str, error: ApiError) -> None:
        await self._server.emit(BOT_UTTERED, {"text": error.message}, to=sid)


def _last_heard(environ: dict[str, Any]) -> float:
    """Returns when a socket last said something, or else was opened, on the monotonic clock."""
    return float(environ.get(HEARD) or environ["sanic.request"].ctx.opened)


def _field(data: tuple[object, ...], name: str) -> object:
    return data[0].get(name) if data and isinstance(data[0], dict) else None


def _as_packet(message: dict[str, Any]) -> dict[str, Any]:
    """Returns a message as this channel writes it: buttons are ``quick_replies``."""
    quick = [{"content_type": "text", **button} for button in message.get("buttons", [])]
    packet = {key: value for key, value in message.items() if key != "buttons"}
    return {**packet, "quick_replies": quick} if quick else packet
