"""The private channel between the front and Rasa: one turn in, one reply object out.

It listens where Rasa listens, on loopback, and answers only to those who know the secret. A turn carries an id that the front
gave it; the same turn sent again has the same answer and is not a second turn, also after a restart of Rasa.
"""

from __future__ import annotations

import asyncio
import copy
import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from rrn.applicability import decision_table
from rrn.content import content
from rrn.loopback_secret import SECRET_HEADER, SECRET_VARIABLE, is_known
from rrn.record.settings import PROBE
from rrn.reference import reference
from rrn.register import RegisterUnavailableError, opened_register
from rrn.register.names import MAX_NAME
from rrn.yaml_file import DataError
from serving.admission import Admission, TooManyTurnsError
from serving.conversation_store import UNAVAILABLE, AlreadyAnsweredError, ConversationStore, StaleConversationError

logger = logging.getLogger(__name__)

#: Longest ids and text that are accepted, in characters. The front is stricter.
MAX_ID, MAX_TEXT = 200, 20_000
#: Longest number of a page of the register, in digits.
MAX_DIGITS = 9
#: A question whose answer needs the model, the actions and the register's database.
READY_QUESTION = "Is Intelligensa certified?"
READY_KIND = "status"

#: So often a turn is tried where other servers go on with the same conversation meanwhile.
ATTEMPTS = 3

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class TurnNotAnsweredError(RuntimeError):
    """Rasa took the message and no reply object came of it."""


class PrivateChannel(InputChannel):
    """Rasa's side of the channel.

    Args:
        secret: What a caller must send in :data:`SECRET_HEADER`.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._admission = Admission.from_environment()
        #: Turns that are being answered, so that one sent again meanwhile waits for the same answer.
        self._running: dict[tuple[str, str], asyncio.Task[dict[str, Any]]] = {}
        #: What was wrong with the content when that was logged last.
        self._logged = ""

    @classmethod
    def name(cls) -> str:
        """Returns the name under which Rasa mounts the channel."""
        return "rrn"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> PrivateChannel:
        """Makes the channel; without a secret in the environment nobody can use it."""
        return cls(os.environ.get(SECRET_VARIABLE) or secrets.token_urlsafe(32))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Returns the channel's routes."""
        routes = Blueprint("rrn_private_channel")

        @routes.on_request
        async def _admit(request: Request) -> HTTPResponse | None:
            if not is_known(request.headers.get(SECRET_HEADER), self._secret):
                return _error(401, "unauthorised")
            return None if self._content_can_be_served() else _error(503, "content_refused")

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            """Answers one message of a conversation."""
            fields = _turn_fields(request)
            if fields is None:
                return _error(400, "invalid_turn")
            if not _agent_ready(request):
                return _error(503, "no_model")
            try:
                with self._admission.one_turn():
                    return response.json({"reply": await self._once(request.app.ctx.agent, on_new_message, *fields)})
            except TooManyTurnsError:
                return _error(503, "busy")
            except TurnNotAnsweredError:
                return _error(503, "no_reply")
            except Exception:
                logger.exception("A turn failed.")
                return _error(503, "turn_failed")

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            """Says whether a known question is answered, by the model, the actions and the databases."""
            if not _agent_ready(request):
                return _error(503, "no_model")
            agent = request.app.ctx.agent
            try:
                await _store(agent).reply_to("ready", "ready")
            except Exception:
                logger.exception("The conversations' database does not answer.")
                return _error(503, "conversations_unavailable")
            try:
                reply = await _known_answer(agent)
            except Exception:
                logger.exception("The known question failed.")
                reply = ""
            return response.json({"ready": True}) if reply == READY_KIND else _error(503, "known_question_not_answered")

        @routes.get("/reference")
        async def look_up(request: Request) -> HTTPResponse:
            """Returns the known questions, the decision table and the register's entries."""
            try:
                return response.json(await asyncio.to_thread(lambda: reference(opened_register())))
            except RegisterUnavailableError:
                return _error(503, "register_unavailable")

        @routes.get("/register")
        async def register(request: Request) -> HTTPResponse:
            """Returns a page of the register's providers, of all or of those with a part of a name."""
            search, number = request.args.get("search", ""), request.args.get("page", "1")
            if len(search) > MAX_NAME or not number.isascii() or not number.isdigit() or len(number) > MAX_DIGITS:
                return _error(400, "invalid_page")
            try:
                return response.json(asdict(await asyncio.to_thread(lambda: opened_register().page(search, int(number)))))
            except RegisterUnavailableError:
                return _error(503, "register_unavailable")

        return routes

    def _content_can_be_served(self) -> bool:
        """Says whether the content is sound and reviewed; what is wrong with it is logged once, however often this is asked."""
        try:
            content()
            decision_table()
        except DataError as error:
            if str(error) != self._logged:
                self._logged = str(error)
                logger.error("Nothing is answered, since the content cannot be served: %s", error)
            return False
        return True

    async def _once(self, agent: Agent, on_new_message: OnNewMessage, conversation: str, message_id: str, text: str) -> dict[str, Any]:
        key = (conversation, message_id)
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(_answer(agent, on_new_message, conversation, message_id, text))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        # The turn goes on where the caller gives up waiting; sent again, it finds its answer.
        return await asyncio.shield(task)


async def _answer(agent: Agent, on_new_message: OnNewMessage, conversation: str, message_id: str, text: str) -> dict[str, Any]:
    store = _store(agent)
    wrapped = store is not agent.tracker_store  # stock `rasa run`, which does not look whether a message has its answer
    for _ in range(ATTEMPTS):
        earlier = await store.reply_to(conversation, message_id) if wrapped else None
        if earlier:
            return earlier
        channel = CollectingOutputChannel()
        try:
            await on_new_message(UserMessage(text, channel, conversation, input_channel=PrivateChannel.name(), message_id=message_id))
        except StaleConversationError:
            continue  # another server went on with the conversation meanwhile
        except AlreadyAnsweredError as error:
            if error.reply:
                return error.reply
            continue  # another server answered this message meanwhile
        reply = _last_reply(channel)
        if reply is None or reply["id"] == UNAVAILABLE:
            break
        if wrapped and not await store.reply_to(conversation, message_id):
            break  # Rasa's wrapper went on in memory
        return reply
    raise TurnNotAnsweredError(message_id)


def _store(agent: Agent) -> ConversationStore:
    """Returns our store, also from within the wrapper that stock ``rasa run`` puts around it.

    Raises:
        TypeError: ``endpoints.yml`` names another tracker store.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, ConversationStore):
        raise TypeError(f"The private channel needs {ConversationStore.__module__}.{ConversationStore.__name__} in endpoints.yml.")
    return store


def _last_reply(channel: CollectingOutputChannel) -> dict[str, Any] | None:
    replies: list[dict[str, Any]] = [message["custom"] for message in channel.messages if "custom" in message]
    return replies[-1] if replies else None


async def _known_answer(agent: Agent) -> str:
    """Returns the kind of the reply to the known question, asked in a conversation that is kept and recorded nowhere."""
    processor = copy.copy(agent.processor)
    processor.tracker_store = InMemoryTrackerStore(agent.domain)
    channel = CollectingOutputChannel()
    await processor.handle_message(UserMessage(READY_QUESTION, channel, PROBE, input_channel=PrivateChannel.name()))
    reply = _last_reply(channel)
    return str(reply["kind"]) if reply else ""


def _turn_fields(request: Request) -> tuple[str, str, str] | None:
    try:
        body = request.json
    except Exception:  # Sanic raises what its JSON library raises
        return None
    if not isinstance(body, dict):
        return None
    conversation, message_id, text = (body.get(name) for name in ("conversation", "message_id", "text"))
    if not isinstance(conversation, str) or not isinstance(message_id, str) or not isinstance(text, str):
        return None
    if not 0 < len(conversation) <= MAX_ID or not 0 < len(message_id) <= MAX_ID or len(text) > MAX_TEXT:
        return None
    return conversation, message_id, text


def _agent_ready(request: Request) -> bool:
    agent: Agent | None = request.app.ctx.agent
    return agent is not None and agent.is_ready()


def _error(status: int, code: str) -> HTTPResponse:
    return response.json({"error": code}, status=status)
