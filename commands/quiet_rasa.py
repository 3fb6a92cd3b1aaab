"""Rasa's agent with our actions in the same process."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa.utils.log_utils import configure_structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

#: Name of the channel of this process, as Rasa records it.
CHANNEL = "rrn"


class InProcessActions(EndpointConfig):
    """An action endpoint that runs the actions here instead of calling a server.

    ``rasa.core.actions.action.RemoteAction`` calls nothing but :meth:`request` and reads ``kwargs``.
    """

    def __init__(self) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *args: Any, json: dict[str, Any] | None = None, **kwargs: Any) -> dict[str, Any] | None:
        """Runs the action that Rasa would have sent to the action server."""
        try:
            return await self._executor.run(json or {})
        except ActionExecutionRejection as error:
            raise ClientResponseError(400, str(error), "") from error
        except ActionNotFoundException as error:
            raise ClientResponseError(404, str(error), "") from error


async def send(agent: Agent, text: str, conversation: str) -> list[dict[str, Any]]:
    """Returns the messages that a person's message is answered with."""
    channel = CollectingOutputChannel()
    await agent.handle_message(UserMessage(text, channel, conversation, input_channel=CHANNEL))
    messages: list[dict[str, Any]] = channel.messages
    return messages


def load_agent(model: Path) -> Agent:
    """Returns the agent of a trained model; it logs errors alone."""
    configure_structlog(logging.ERROR)
    return Agent.load(str(model), action_endpoint=InProcessActions())
