"""The assistant in this process: the trained Rasa model with the actions beside it, and no server."""

from __future__ import annotations

import logging
import os
import uuid
from functools import partial
from pathlib import Path
from typing import Any

from commands.model import current_model, version_of
from rrn.paths import ROOT
from rrn.record.settings import MODEL_VERSION_VARIABLE

#: Rasa sends usage figures unless told not to.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
# Rasa and the TensorFlow it imports print deprecations of their own on every start.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


#: Names a trained model to answer from, in the place of the one of the content as it stands.
MODEL_VARIABLE = "RRN_MODEL"


class NoModelError(RuntimeError):
    """There is no trained model."""


def trained_model() -> Path:
    """Returns the trained model of the content as it stands, or the one that ``RRN_MODEL`` names.

    Raises:
        NoModelError: There is none.
    """
    model = current_model()
    if os.environ.get(MODEL_VARIABLE) and not model.exists():
        # A kept release was trained by the code of its day; a model of it by today's code goes before that one.
        model = Path(os.environ[MODEL_VARIABLE])
    if not model.exists():
        raise NoModelError(f"There is no trained model of the content as it stands ({model.name}). Run 'make setup' first.")
    return model


def silence_deprecations() -> None:
    """Hides the deprecations in what Rasa imports; they are of no use to somebody who asks."""
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)


class Assistant:
    """Answers messages, each in its conversation, exactly as the servers do."""

    def __init__(self, model: Path | None = None) -> None:
        silence_deprecations()
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
