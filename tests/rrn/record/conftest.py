"""A turn as the dialogue answers it, recorded."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from rrn.dialogue.state import State
from rrn.dialogue.turn import Turn, respond
from rrn.record.recording import recorded
from rrn.understanding.reading import Part, Reading, ServiceMention


@pytest.fixture
def make_turn(register):
    """Makes recorded turns: a care home, not NHS commissioned, CQC regulated; with fields changed where a test says so."""
    text = "no NHS money but a CQC registered care home"
    part = Part(text, "inform", 0.87, ranking=(("inform", 0.87), ("sector_applicability", 0.12), ("not_covered/cost", 0.01)))
    service = ServiceMention("care_home", "false", "true")
    turn = Turn(Reading(text, parts=(part,), services=(service,), facts=service), State(), register)

    def make(turn_id, **fields):
        reply, _ = respond(turn)
        said = reply.to_dict()
        said["trace"]["turn"] = turn_id
        made = recorded(turn, said, "c", "rrn", text, None)
        return dataclasses.replace(made, **{"at": dt.datetime(2026, 11, 24, 12, 30), "model_version": "abc", **fields})

    return make
