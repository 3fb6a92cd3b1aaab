"""A turn as we serve it: the steps of Rasa's message processor, without what it does anew for every message and need not.

Differences from ``rasa.core.processor.MessageProcessor``: the graph is run by :class:`StraightRunner`; a message is read in a thread, so
that a long one does not stop the others; wording that was read before, and a turn that goes as one before it went, are remembered;
what would only be logged for debugging is not copied.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, DEFAULT_SLOT_NAMES, MAPPING_TYPE, SlotMappingType
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name
from rrn_privacy import redact

from serving.conversation_store import ConversationStore
from serving.direct_actions import DirectAction, DirectActions
from serving.remembered_predictions import RememberedPredictions, depends_on_turn_alone
from serving.remembered_readings import RememberedReadings
from serving.straight_runner import StraightRunner

#: Messages that are read at a time in one process: a second one passes a long one by.
READERS = 2


class ServingProcessor(MessageProcessor):
    """Rasa's message processor with our runner and our way to the actions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._readings = RememberedReadings()
        self._predictions = RememberedPredictions(depends_on_turn_alone(self.model_metadata))
        self._fills_slots = fills_slots(self.domain)

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = load_predict_graph_runner(Path(folder), Path(model_path), LocalModelStorage, StraightRunner)
        return os.path.basename(model_path), metadata, runner

    async def log_message(self, message: UserMessage, should_save_tracker: bool = True) -> DialogueStateTracker:
        """Reads a message and adds it to its conversation.

        Raises:
            AlreadyAnsweredError: The message has its answer.
        """
        if not isinstance(self.tracker_store, ConversationStore):
            return await super().log_message(message, should_save_tracker)
        # It is read while its conversation is looked up: neither needs the other.
        reading = asyncio.create_task(self.parse_message(message))
        try:
            tracker = await self.tracker_store.tracker_for(message.sender_id, message.message_id)
        finally:
            await asyncio.wait([reading])
        message.parse_data = reading.result()
        tracker.model_id, tracker.assistant_id = self.model_metadata.model_id, self.model_metadata.assistant_id
        await self._update_tracker_session(tracker, message.output_channel, message.metadata)
        await self._handle_message_with_tracker(message, tracker)
        if should_save_tracker:
            await self.save_tracker(tracker)
        return tracker

    async def parse_message(
        self, message: UserMessage, tracker: DialogueStateTracker | None = None, only_output_properties: bool = True
    ) -> dict[str, Any]:
        """Reads a message, in a thread unless it was read before; the encoder releases Python's lock for most of that time.

        Rasa would also build an empty domain here, to compare with ours, and warn of intents that are not in the domain.
        """
        # What is remembered holds nothing personal either.
        message.text = redact(message.text or "")
        known = self._readings.of(message.text) if only_output_properties else None
        if known:
            return known
        tracker = tracker or DialogueStateTracker.from_events(message.sender_id, [])
        loop = asyncio.get_running_loop()
        parsed: dict[str, Any] = await loop.run_in_executor(
            self._readers, self._parse_message_with_graph, message, tracker, only_output_properties
        )
        self._update_full_retrieval_intent(parsed)
        if only_output_properties:
            self._readings.keep(message.text, parsed)
        return parsed

    async def run_action_extract_slots(self, output_channel: OutputChannel, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """Fills slots from the message, where the domain says of one that it is filled so."""
        return await super().run_action_extract_slots(output_channel, tracker) if self._fills_slots else tracker

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """Predicts the next action; one of ours is run directly where the actions are in this process."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if type(action) is RemoteAction and isinstance(self.action_endpoint, DirectActions):
            action = DirectAction(action.name(), self.action_endpoint)
        return action, prediction

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        return self._predictions.of(tracker, super()._predict_next_with_tracker)

    def _log_action_on_tracker(
        self, tracker: DialogueStateTracker, action: Action, events: Sequence[Event] | None, prediction: PolicyPrediction
    ) -> None:
        # As in Rasa, which also copies all events for a line of its debugging log. No action of ours rejects itself.
        tracker.update_with_events(prediction.events, self.domain)
        tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(list(events or ()), self.domain)

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Leaves out Rasa's list of slots for its debugging log."""


def fills_slots(domain: Domain) -> bool:
    """Says whether Rasa fills a slot of a domain from messages; ours are set by actions alone."""
    mappings = [mapping for slot in domain.slots if slot.name not in DEFAULT_SLOT_NAMES for mapping in slot.mappings]
    ours = all(SlotMappingType(each[MAPPING_TYPE]) is SlotMappingType.CUSTOM and not each.get("action") for each in mappings)
    return not ours or ACTION_VALIDATE_SLOT_MAPPINGS in domain.action_names_or_texts
