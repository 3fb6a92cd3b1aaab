"""One turn: a message is written down, answered once, and the reply is written beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rrn_privacy import redact

from rrn_web.admission import Admission, busy
from rrn_web.assistant import Assistant, AssistantBusyError, AssistantUnavailableError
from rrn_web.errors import ApiError, away
from rrn_web.inbox import Inbox, Message
from rrn_web.one_at_a_time import ConversationBusyError, OneAtATime


class Turns:
    """Answers messages, those of one conversation one after the other.

    Args:
        inbox: Where they are written down.
        assistant: Who answers.
        office: The office's telephone number, for when nobody does.
        limit: Most turns at a time.
        conversations: Holds the turns of one conversation apart.
    """

    def __init__(self, inbox: Inbox, assistant: Assistant, office: str, limit: int, conversations: OneAtATime) -> None:
        self._admission = Admission(limit, office)
        self._inbox, self._assistant, self._office = inbox, assistant, office
        self._conversations = conversations

    async def say(self, conversation: str, client_message_id: str, typed: str) -> Message:
        """Returns what was typed, without personal data, and its reply; sent again, it has the same reply.

        Every protocol's text comes through here, so that nothing personal is written down or passed on, whatever the way in.

        Raises:
            ApiError: The assistant is busy or does not answer; the message may be sent again.
        """
        text = redact(typed)
        return await self._in_turn(conversation, client_message_id, text, text)

    async def _in_turn(self, conversation: str, client_message_id: str, text: str, payload: str) -> Message:
        with self._admission.one_turn():
            try:
                async with self._conversations.turn(conversation):
                    return await self._answered(conversation, client_message_id, text, payload)
            except ConversationBusyError as error:
                raise busy(self._office) from error

    async def _answered(self, conversation: str, client_message_id: str, text: str, payload: str) -> Message:
        message = await self._inbox.receive(conversation, client_message_id, text, payload)
        if message.reply is not None:
            return message
        try:
            reply = await self._assistant.reply(f"{conversation}.{message.chapter}", message.id, payload)
        except AssistantBusyError as error:
            raise busy(self._office) from error
        except AssistantUnavailableError as error:
            raise away(self._office, kept=True, message_id=message.id, turn=message.turn) from error
        await self._inbox.answered(message, reply)
        return replace(message, reply=reply)

    async def press(self, conversation: str, client_message_id: str, button: str) -> Message:
        """Returns the message that a pressed button stands for, with its reply.

        Raises:
            ApiError: The conversation has no such button, or the assistant does not answer.
        """
        turn, _, _ = button.partition(".")
        if not turn.isascii() or not turn.isdigit() or len(turn) > 9:
            raise _no_button()
        pressed = await self._inbox.turn(conversation, int(turn))
        chosen = buttons(pressed).get(button) if pressed else None
        if chosen is None:
            raise _no_button()
        return await self._in_turn(conversation, client_message_id, chosen["title"], chosen["payload"])


def _no_button() -> ApiError:
    return ApiError(400, "button_unknown", "This button is not part of the conversation. Please type your question.")


def buttons(message: Message) -> dict[str, dict[str, str]]:
    """Returns what can be pressed in a message's reply, by the id by which it is pressed."""
    found: dict[str, dict[str, str]] = {}
    for reply in _replies(shown(message)):
        changes = [change for verdict in _verdicts(reply) for change in verdict.get("changes", ())]
        found.update({button["id"]: button for button in [*reply["buttons"], *changes]})
    return found


def shown(message: Message) -> dict[str, Any]:
    """Returns a message's reply as a client gets it: the reply object, with the ids by which its buttons and changes are pressed.

    "3.0" is the first button of turn 3, "3.1-0" that of its second reply, "3.v0-1" the second change that its first verdict offers.
    """
    if message.reply is None:
        return {}
    replies = []
    for number, reply in enumerate(_replies(message.reply)):
        prefix = f"{message.turn}.{number}-" if number else f"{message.turn}."
        verdicts = [
            {**verdict, "changes": _with_ids(f"{prefix}v{place}-", verdict.get("changes", ()))}
            for place, verdict in enumerate(_verdicts(reply))
        ]
        verdict = verdicts if isinstance(reply["verdict"], list) else next(iter(verdicts), None)
        replies.append({**reply, "buttons": _with_ids(prefix, reply["buttons"]), "verdict": verdict})
    first, *also = replies
    return {**first, "also": also}


def _with_ids(prefix: str, offered: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [{**each, "id": f"{prefix}{place}"} for place, each in enumerate(offered)]


def _verdicts(reply: dict[str, Any]) -> list[dict[str, Any]]:
    verdict = reply["verdict"]
    return verdict if isinstance(verdict, list) else [verdict] if verdict else []


def _replies(reply: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [reply, *reply["also"]] if reply else []
