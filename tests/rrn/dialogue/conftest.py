"""A conversation with the dialogue alone: the label of each message is given, settings, facts and times are read from its text."""

from __future__ import annotations

import pytest

from rrn.applicability import decision_table
from rrn.dialogue.state import State
from rrn.dialogue.turn import Turn, respond
from rrn.understanding.facts import fact_reader
from rrn.understanding.reading import Part, Reading
from rrn.understanding.services import read_services
from rrn.understanding.setting_names import SettingFinder

FINDER = SettingFinder(decision_table().settings.values())


@pytest.fixture
def talk(register):
    """Holds a conversation of (text, label) pairs and returns the replies; settings and facts are read from the text."""

    def run(*turns, state=None):
        state, replies = state or State(), []
        for text, label in turns:
            decision, options = ("accept", ()) if label != "?" else ("did_you_mean", ("faq/nhs_only", "faq/nhs_mandate"))
            services, facts = read_services(text.lower(), FINDER, fact_reader())
            part = Part(text, label, 0.9, decision, options, ((label, 0.9),))
            reading = Reading(text, "", (part,), tuple(services), facts, FINDER.is_bare(text.lower()))
            reply, state = respond(Turn(Reading.from_dict(reading.to_dict()), State.from_slots(state.to_slots()), register))
            replies.append(reply)
        return replies

    return run
