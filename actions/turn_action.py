"""What all our actions share: one turn in, one reply out."""

from __future__ import annotations

import asyncio
import logging
import uuid
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from rrn.dialogue.state import State
from rrn.dialogue.turn import Turn, respond
from rrn.record.recorder import recorder
from rrn.record.recording import recorded
from rrn.record.settings import is_recorded
from rrn.register import Register, RegisterUnavailableError, opened_register
from rrn.reply import as_message
from rrn.understanding.reading import Reading

logger = logging.getLogger(__name__)


class _UnopenedRegister(Register):
    """Stands in for a register that cannot be opened: every look-up says so, all else is answered."""

    def __init__(self, error: RegisterUnavailableError) -> None:
        self._error = error

    def find(self, name: str) -> Any:
        """Raises the error that opening the register gave."""
        raise self._error

    def as_of(self) -> Any:
        """Raises the error that opening the register gave."""
        raise self._error

    def named_in(self, text: str) -> str:
        """Raises the error that opening the register gave."""
        raise self._error


def _register() -> Register:
    try:
        return opened_register()
    except RegisterUnavailableError as error:
        return _UnopenedRegister(error)


def reply_to(tracker: Tracker) -> tuple[dict[str, Any], State]:
    """Returns the reply object for a tracker's latest message, and the state after it; the turn is in the record by then.

    Raises:
        RegisterUnavailableError: A provider was asked about and the register's database does not answer.
    """
    message = tracker.latest_message
    turn = Turn(Reading.from_dict(message["reading"]), State.from_slots(tracker.slots), _register())
    reply, state = respond(turn)
    said = reply.to_dict()
    if is_recorded(tracker.sender_id):
        # Over the front this is also the message's id, so every surface can name the turn.
        said["trace"]["turn"] = message.get("message_id") or uuid.uuid4().hex
        channel, asked = tracker.get_latest_input_channel() or "", message.get("typed", turn.reading.text)
        recorder().keep(recorded(turn, said, tracker.sender_id, channel, asked, message.get("received")))
    else:
        said["trace"]["turn"] = None
    return said, state


class TurnAction(Action, ABC):
    """An action that replies to the turn; its subclasses name the goal."""

    @abstractmethod
    def name(self) -> str:
        """Returns the action's name, as in the domain."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Sends the reply as text, then as reply object, and keeps the state in slots."""
        # The register and the record are reached through blocking drivers: off the event loop, so that others are served meanwhile.
        try:
            said, state = await asyncio.to_thread(reply_to, tracker)
        except RegisterUnavailableError:
            logger.exception("The register does not answer; the person was given the office's number.")
            dispatcher.utter_message(response="utter_unavailable")
            return []
        buttons = [button for each in (said, *said["also"]) for button in each["buttons"]]
        dispatcher.utter_message(text=as_message(said), buttons=buttons or None)
        dispatcher.utter_message(json_message=said)
        before = State.from_slots(tracker.slots).to_slots()
        return [SlotSet(name, value) for name, value in state.to_slots().items() if value != before[name]]
