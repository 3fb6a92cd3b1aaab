"""Remembers which action follows, so that the policies are asked once for each way in which a turn can go.

Our rules go from an intent to an action (Rasa lets a rule hold one message of a person), and our own policy looks at what was said
since that message. No slot and no form has a say. So a prediction depends on what is in :data:`Way` alone; where a model or a domain is
of another kind, the policies are asked every time.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

#: The intent, the entities' names, whether it came over a channel, whether it was the first message, and what happened since.
Way = tuple[str | None, frozenset[str], bool, bool, tuple[str, ...]]
#: By this a policy of ours says that its predictions depend on nothing else.
OF_THE_TURN = "looks_at_the_turn_alone"
#: What a policy looks at.
TOLD_APART = (ActionExecuted, ActionExecutionRejected, BotUttered)
#: Ways that are remembered: a few for each intent, and there are some twenty of these.
REMEMBERED = 1000


def depends_on_turn_alone(model: ModelMetadata) -> bool:
    """Says whether the predictions of a model depend on the turn alone."""
    policies = [node.uses for node in model.predict_schema.nodes.values() if issubclass(node.uses, Policy)]
    domain: Domain = model.domain
    return (
        all(policy is RulePolicy or getattr(policy, OF_THE_TURN, False) for policy in policies)
        and not domain.forms
        and not any(slot.influence_conversation for slot in domain.slots)
    )


class RememberedPredictions:
    """Predictions by the way in which a turn went.

    Args:
        remembers: Whether anything is remembered (:func:`depends_on_turn_alone`).
    """

    def __init__(self, remembers: bool) -> None:
        self._remembers = remembers
        self._known: dict[Way, PolicyPrediction] = {}

    def of(self, tracker: DialogueStateTracker, predict: Callable[[DialogueStateTracker], PolicyPrediction]) -> PolicyPrediction:
        """Returns the prediction for a conversation as it stands.

        Args:
            tracker: The conversation.
            predict: Asks the policies.
        """
        way = way_of(tracker) if self._remembers and not tracker.followup_action else None
        if way is None:
            return predict(tracker)
        known = self._known.get(way)
        if known is None:
            known = predict(tracker)
            if len(self._known) < REMEMBERED:
                self._known[way] = known
        # Events belong to one conversation each, and are of now.
        again = copy.copy(known)
        again.events = [_now(event) for event in known.events]
        return again


def way_of(tracker: DialogueStateTracker) -> Way | None:
    """Returns the way in which the latest turn of a conversation went so far, None where there is none."""
    since: list[str] = []
    backwards = reversed(tracker.events)
    for event in backwards:
        if isinstance(event, UserUttered):
            entities = frozenset(str(each.get("entity")) for each in event.entities)
            first = not any(isinstance(earlier, UserUttered) for earlier in backwards)
            return event.intent_name, entities, bool(event.input_channel), first, tuple(since)
        if isinstance(event, TOLD_APART):
            since.append(f"{event.type_name} {getattr(event, 'action_name', '')}")
    return None


def _now(event: Event) -> Event:
    event = copy.copy(event)
    event.timestamp, event.metadata = time.time(), dict(event.metadata)
    return event
