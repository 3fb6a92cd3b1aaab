"""The assistant in this process: the trained Rasa model with the actions beside it, and no server."""

from __future__ import annotations

import logging
import os
import uuid
from functools import partial
from pathlib import Path
from typing import Any

from commands.model import trained_model, version_of
from rrn.applicability import decision_table
from rrn.content import content
from rrn.paths import ROOT
from rrn.record.settings import MODEL_VERSION_VARIABLE

#: Rasa sends usage figures unless told not to.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
# Rasa and the TensorFlow it imports print deprecations of their own on every start.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def silence_deprecations() -> None:
    """Hides the deprecations in what Rasa imports; they are of no use to somebody who asks."""
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)


def require_sound() -> None:
    """Reads the content that answers are given from, before Rasa does, whose errors say much and explain little.

    Raises:
        DataError: It is not sound.
    """
    content()
    decision_table()


class Assistant:
    """Answers messages, each in its conversation, exactly as the servers do.

    Raises:
        DataError: The content is not sound.
        NoModelError: There is no trained model.
    """

    def __init__(self, model: Path | None = None) -> None:
        silence_deprecations()
        require_sound()
        os.chdir(ROOT)  # config.yml names components by their path from the project's root
        found = model or trained_model()
        os.environ[MODEL_VERSION_VARIABLE] = version_of(found)
        from commands.quiet_rasa import load_agent, send  # imports Rasa: only where there is a model

        logging.getLogger("rasa").setLevel(logging.ERROR)
        self._send = partial(send, load_agent(found))

    async def reply(self, text: str, conversation: str) -> dict[str, Any]:
        """Returns the reply object for one message of a conversation."""
        messages = await self._send(text, conversation)
        replies: list[dict[str, Any]] = [message["custom"] for message in messages if "custom" in message]
        if not replies:
            raise RuntimeError("The assistant gave no reply; see the log above.")
        return replies[-1]

    async def conversation(self, turns: list[str]) -> list[dict[str, Any]]:
        """Returns the reply objects of a whole conversation of its own."""
        name = uuid.uuid4().hex
        return [await self.reply(turn, name) for turn in turns]
