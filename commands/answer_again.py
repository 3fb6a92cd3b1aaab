"""Answers a recorded turn with the present content: the same understanding and the same dialogue as the first time."""

from __future__ import annotations

import logging
import os
from typing import Any

from rasa.core.channels.channel import UserMessage

from commands.assistant import require_sound
from commands.model import ensure_model, named_model
from commands.quiet_rasa import load_agent
from rrn.dialogue.state import State
from rrn.dialogue.turn import Turn, respond
from rrn.paths import ROOT
from rrn.record.recorded_turn import RecordedTurn
from rrn.register import opened_register
from rrn.understanding.reading import Reading


class Answerer:
    """The trained model and the dialogue, without a conversation around them."""

    def __init__(self) -> None:
        require_sound()
        model = named_model() or ensure_model()
        os.chdir(ROOT)  # config.yml names components by their path from the project's root
        self._agent = load_agent(model)
        logging.getLogger("rasa").setLevel(logging.ERROR)
        self._register = opened_register()

    async def answer(self, turn: RecordedTurn) -> dict[str, Any]:
        """Returns the reply object to a recorded turn, from the recorded state before it."""
        parsed = await self._agent.processor.parse_message(UserMessage(turn.asked))
        reply, _ = respond(Turn(Reading.from_dict(parsed["reading"]), State.from_slots(turn.state), self._register))
        return reply.to_dict()
