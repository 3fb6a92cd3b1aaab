"""Rasa's agent as we serve it: the same steps of a turn, without what costs time or hides a failure.

Differences from ``rasa.core.agent.Agent``: no fallback to a tracker store in memory, so that a turn that was not stored fails; a turn's
steps are those of :class:`~serving.processor.ServingProcessor`.
"""

from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain

from serving.processor import ServingProcessor


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
