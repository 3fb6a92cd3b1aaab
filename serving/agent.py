"""Rasa's agent as we serve it: the same steps of a turn, without what costs time or hides a failure.

Differences from ``rasa.core.agent.Agent``: no fallback to a tracker store in memory, so that a turn that was not stored fails; the
graph is run by :class:`StraightRunner`; a message is read in a thread, so that a long one does not stop the others.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from serving.direct_actions import DirectAction, DirectActions
from serving.straight_runner import StraightRunner

#: Messages that are read at a time in one process: a second one passes a long one by.
READERS = 2


class ServingProcessor(MessageProcessor):
    """Rasa's message processor with our runner and our way to the actions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = load_predict_graph_runner(Path(folder), Path(model_path), LocalModelStorage, StraightRunner)
        return os.path.basename(model_path), metadata, runner

    async def parse_message(
        self, message: UserMessage, tracker: DialogueStateTracker | None = None, only_output_properties: bool = True
    ) -> dict[str, Any]:
        """Reads a message in a thread; the encoder releases Python's lock for most of that time.

        Rasa would also build an empty domain here, to compare with ours, and warn of intents that are not in the domain.
        """
        tracker = tracker or DialogueStateTracker.from_events(message.sender_id, [])
        loop = asyncio.get_running_loop()
        parsed: dict[str, Any] = await loop.run_in_executor(
            self._readers, self._parse_message_with_graph, message, tracker, only_output_properties
        )
        self._update_full_retrieval_intent(parsed)
        return parsed

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """Predicts the next action; one of ours is run directly where the actions are in this process."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if type(action) is RemoteAction and isinstance(self.action_endpoint, DirectActions):
            action = DirectAction(action.name(), self.action_endpoint)
        return action, prediction


class ServingAgent(Agent):
    """Rasa's agent with :class:`ServingProcessor`, and with the tracker store as it is."""

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain | None) -> TrackerStore:
        # Rasa wraps every store in one that goes on in memory where the database fails, and answers as if nothing had happened.
        return store or InMemoryTrackerStore(domain or Domain.empty())

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Loads a model."""
        self.processor = ServingProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
            http_interpreter=self.http_interpreter,
        )
        self.domain = self.processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        self.nlg.responses = self.domain.responses
