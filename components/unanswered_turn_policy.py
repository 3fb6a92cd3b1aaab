"""A person is never met with silence: where an action left no reply, the office's number is given."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

#: Said where our action server cannot be reached or failed.
UNAVAILABLE = "utter_unavailable"
OUR_ACTIONS = "action_"
#: Rasa's own actions begin alike, and owe no reply.
RASA_ACTIONS = frozenset({"action_listen", "action_session_start", "action_restart", "action_extract_slots"})
#: Above RulePolicy's 6, so that this policy wins where both are certain.
PRIORITY = 7


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class UnansweredTurnPolicy(Policy):
    """Predicts an apology where the last action was ours and said nothing since the person's message.

    Rasa goes on in silence where an action server is down (``MessageProcessor._run_action`` logs it and drops the events).
    """

    #: So that what it predicts may be remembered (``serving.remembered_predictions``).
    looks_at_the_turn_alone = True

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the policy's settings."""
        return {"priority": PRIORITY}

    @staticmethod
    def supported_data() -> SupportedData:
        """Says that this policy learns nothing from stories."""
        return SupportedData.RULE_DATA

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> UnansweredTurnPolicy:
        """Loads the policy; it has nothing stored."""
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: list[Any], domain: Domain, **kwargs: Any) -> Resource:
        """Learns nothing.

        Raises:
            ValueError: The domain lacks the apology.
        """
        if UNAVAILABLE not in domain.responses:
            raise ValueError(f"domain.yml: the response '{UNAVAILABLE}' is missing; it is said when the action server is down.")
        return self._resource

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None, **kwargs: Any
    ) -> PolicyPrediction:
        """Predicts the apology, or nothing."""
        probabilities = self._default_predictions(domain)
        if _is_unanswered(tracker):
            probabilities[domain.index_for_action(UNAVAILABLE)] = 1.0
        return self._prediction(probabilities)


def _is_unanswered(tracker: DialogueStateTracker) -> bool:
    # `rasa test` predicts actions without running them; its messages came over no channel, and nobody waits for a reply.
    if tracker.latest_message is None or not tracker.latest_message.input_channel:
        return False
    for event in reversed(tracker.applied_events()):
        if isinstance(event, BotUttered | UserUttered):
            return False
        if isinstance(event, ActionExecuted):
            name = event.action_name or ""
            return name.startswith(OUR_ACTIONS) and name not in RASA_ACTIONS
    return False
