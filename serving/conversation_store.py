"""Our tracker store: a turn costs the same whether it is a conversation's first or its thousandth.

Rasa's ``SQLTrackerStore`` reads and replays every event of a session for each message, twice where it counts them before it saves.
This one loads the slots and the latest turn alone, and adds what is new. The whole history stays in the table of events.
"""

from __future__ import annotations

import asyncio
import copy
import json
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from rrn.conversation_key import key_of
from serving.conversation_engine import conversations_url
from serving.conversation_tables import (
    AlreadyAnsweredError,
    ConversationTables,
    Kept,
    NewEvents,
    StaleConversationError,
)
from serving.event_publisher import EventPublisher
from serving.written_events import events_of

__all__ = ["AlreadyAnsweredError", "ConversationStore", "StaleConversationError"]

#: Most connections of one process to PostgreSQL.
CONNECTIONS_VARIABLE, CONNECTIONS = "RRN_TRACKER_CONNECTIONS", 8
#: Id of the apology for an action or a register that did not answer: no answer, so the turn may be sent again.
UNAVAILABLE = "unavailable"
#: Events of one turn that are looked through for its reply.
TURN_EVENTS = 50

Result = TypeVar("Result")


class _LoadedTracker(DialogueStateTracker):
    """A tracker with the latest turn of a conversation.

    Attributes:
        version: That of the conversation when it was loaded.
        stored: How many of the tracker's first events are not to be written, since they are stored or stand for what is.
    """

    def __init__(self, sender_id: str, slots: Iterable[Slot] | None) -> None:
        super().__init__(sender_id, slots)
        self.version, self.stored = 0, 0

    def copy(self) -> _LoadedTracker:
        """Returns a tracker in the same state; Rasa makes one for each action, from all events anew."""
        copied = copy.copy(self)
        copied.events = self.events.copy()
        copied.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        return copied


class ConversationStore(TrackerStore):
    """A tracker store on SQLite or PostgreSQL; a save that fails raises.

    Two processes never both go on from the same turn, with or without a lock: the second to save gets
    :class:`StaleConversationError`. A message that has its answer is never answered twice: :class:`AlreadyAnsweredError`.

    Args:
        domain: The slots of a conversation.
        host: The database's address (``url`` in ``endpoints.yml``); by default that of :data:`~serving.conversation_engine.URL_VARIABLE`.
        event_broker: Gets the new events once they are stored.
    """

    def __init__(self, domain: Domain | None = None, host: str | None = None, event_broker: EventBroker | None = None, **_: Any) -> None:
        super().__init__(domain, event_broker)
        url = host or conversations_url()
        # SQLite has one writer at a time: a second thread would only wait.
        connections = 1 if url.startswith("sqlite") else int(os.environ.get(CONNECTIONS_VARIABLE) or CONNECTIONS)
        self._url, self._stored = url, asyncio.Event()
        self._tables = ConversationTables(url, connections)
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="conversations")

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Returns a tracker with the slots and the latest turn of a conversation, None where there is no such conversation."""
        kept = await self._run(self._tables.kept, key_of(sender_id))
        return self._tracker(sender_id, kept) if kept else None

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Returns a tracker with the whole history of a conversation."""
        history = await self._run(self._tables.history, key_of(conversation_id))
        return DialogueStateTracker.from_dict(conversation_id, history, self.domain.slots) if history else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the events that are new.

        Raises:
            StaleConversationError: Another process went on with the conversation meanwhile.
            AlreadyAnsweredError: The message has its answer already.
        """
        if not isinstance(tracker, _LoadedTracker):
            tracker = await self._loaded(tracker)
        added = list(tracker.events)[tracker.stored :]
        if not added:
            return
        slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value}
        new = NewEvents([_row(key_of(tracker.sender_id), each, added[place:]) for place, each in enumerate(added)])
        await self._run(self._tables.write, key_of(tracker.sender_id), tracker.version, slots, new)
        tracker.version, tracker.stored = tracker.version + 1, len(tracker.events)
        self._stored.set()
        if self.event_broker:
            await self._stream_new_events(self.event_broker, added, tracker.sender_id)

    async def reply_to(self, conversation: str, message_id: str) -> dict[str, Any] | None:
        """Returns the reply object that a message has been answered with, None where it has no answer yet."""
        found = await self._run(self._tables.answer, key_of(conversation), key_of(message_id), TURN_EVENTS)
        return _reply(events_of(found)[1:])

    async def tracker_for(self, conversation: str, message_id: str) -> DialogueStateTracker:
        """Returns the tracker of a conversation that a message goes on with.

        Raises:
            AlreadyAnsweredError: The message has its answer.
        """
        key = key_of(conversation)
        found, kept = await self._run(self._tables.begun, key, key_of(message_id), TURN_EVENTS)
        if found:
            raise AlreadyAnsweredError(conversation, _reply(events_of(found)[1:]))
        return self._tracker(conversation, kept) if kept else self.init_tracker(conversation)

    async def exists(self, conversation_id: str) -> bool:
        """Says whether there is such a conversation."""
        return await self._run(self._tables.kept, key_of(conversation_id)) is not None

    async def keys(self) -> Iterable[str]:
        """Returns the ids of all conversations; those that no database takes, as the keys they are stored under."""
        return await self._run(self._tables.senders)

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """Returns the tracker of a conversation that has not begun."""
        return _LoadedTracker(sender_id, self.domain.slots)

    def publisher(self, address: str) -> EventPublisher:
        """Returns what sends the events that are stored from now on to a RabbitMQ, once it runs."""
        self._tables.keeps_unsent = True
        return EventPublisher(address, self._url, self._stored)

    def close(self) -> None:
        """Closes the connections."""
        self._threads.shutdown()
        self._tables.close()

    def _tracker(self, sender_id: str, kept: Kept) -> _LoadedTracker:
        tracker = _LoadedTracker(sender_id, self.domain.slots)
        latest = events_of(kept.events)
        if kept.version:
            # What came before the latest turn: the slots as they are, and an assistant that listens.
            begun = latest[0].timestamp if latest else None
            before: list[Event] = [SlotSet(name, value, begun) for name, value in kept.slots.items()]
            latest = [*before, ActionExecuted(ACTION_LISTEN_NAME, timestamp=begun), *latest]
        for each in latest:
            tracker.update(each)
        tracker.version, tracker.stored = kept.version, len(tracker.events)
        return tracker

    async def _loaded(self, tracker: DialogueStateTracker) -> _LoadedTracker:
        """Returns a tracker that this store did not make with what of it is stored; it begins where the conversation does."""
        known = await self.retrieve(tracker.sender_id)
        history = await self._run(self._tables.history, key_of(tracker.sender_id))
        loaded = _LoadedTracker(tracker.sender_id, self.domain.slots)
        for each in tracker.events:
            loaded.update(each)
        loaded.version, loaded.stored = known.version if isinstance(known, _LoadedTracker) else 0, len(history)
        return loaded

    async def _run(self, call: Callable[..., Result], *args: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(call, *args))


def _row(key: str, event: Event, following: Sequence[Event]) -> dict[str, Any]:
    data = event.as_dict()
    answered = isinstance(event, UserUttered) and event.message_id and _reply(following[1:]) is not None
    return {
        "sender_id": key,
        "type_name": event.type_name,
        "timestamp": event.timestamp,
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),  # escapes what a database's text cannot hold
        "message_id": key_of(event.message_id) if answered else None,
    }


def _reply(following: Iterable[Event]) -> dict[str, Any] | None:
    """Returns the reply object among the events that follow a message, None where there is none or it is the apology."""
    for event in following:
        if isinstance(event, UserUttered):
            return None
        if isinstance(event, BotUttered) and event.data.get("custom"):
            reply: dict[str, Any] = event.data["custom"]
            return reply if reply.get("id") != UNAVAILABLE else None
    return None
