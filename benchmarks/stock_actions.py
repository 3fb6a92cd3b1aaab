"""Our actions behind Rasa's default pipeline, for ``rasa run actions``: what its classifiers found is put in our actions' terms.

The turns are not recorded, so that stock Rasa is not charged for what only this assistant does.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from rasa_sdk import Tracker

import actions
from actions import turn_action
from rrn.applicability import decision_table
from rrn.dialogue.state import State
from rrn.dialogue.turn import Turn, respond
from rrn.register import opened_register
from rrn.understanding.facts import fact_reader
from rrn.understanding.reading import Part, Reading
from rrn.understanding.services import read_services
from rrn.understanding.setting_names import SettingFinder

#: Rasa's intent of a message that its FallbackClassifier is not sure of.
FALLBACK = "nlu_fallback"
#: Intents whose answer Rasa's response selector chooses.
SELECTED = ("faq", "not_covered", "chitchat")


@cache
def _finder() -> SettingFinder:
    return SettingFinder(decision_table().settings.values())


def reading_of(message: dict[str, Any]) -> Reading:
    """Returns the reading of a message that Rasa's default pipeline parsed."""
    text, intent = message["text"] or "", message["intent"]
    selector = message.get("response_selector", {}).get("default", {})
    keys = [each.get("intent_response_key") or "" for each in (selector.get("response", {}), *selector.get("ranking", ()))]
    # One selector chooses among the answers to all intents; the likeliest one to this intent is its answer.
    of_intent = next((key for key in keys if key.startswith(f"{intent['name']}/")), "")
    label = of_intent or (FALLBACK if intent["name"] in SELECTED else str(intent["name"]))
    services, facts = read_services(text.lower(), _finder(), fact_reader())
    decision, confidence = ("unclear" if label == FALLBACK else "accept"), float(intent["confidence"])
    part = Part(text, label, confidence, decision, ranking=((label, confidence),))  # type: ignore[arg-type]
    return Reading(text, parts=(part,), services=tuple(services), facts=facts)


def reply_to(tracker: Tracker) -> tuple[dict[str, Any], State]:
    """Returns the reply object for a tracker's latest message, and the state after it."""
    reply, state = respond(Turn(reading_of(tracker.latest_message), State.from_slots(tracker.slots), opened_register()))
    return reply.to_dict(), state


turn_action.reply_to = reply_to
for each in pkgutil.iter_modules(actions.__path__):
    importlib.import_module(f"{actions.__name__}.{each.name}")
