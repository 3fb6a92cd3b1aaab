"""Rasa's agent with our actions in the same process, and no server."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.utils.log_utils import configure_structlog

from serving.agent import ServingAgent
from serving.conversation_locks import ConversationLocks
from serving.direct_actions import DirectActions

#: Name of the channel of this process, as Rasa records it.
CHANNEL = "rrn"


async def send(agent: Agent, text: str, conversation: str) -> list[dict[str, Any]]:
    """Returns the messages that a person's message is answered with."""
    channel = CollectingOutputChannel()
    await agent.handle_message(UserMessage(text, channel, conversation, input_channel=CHANNEL))
    messages: list[dict[str, Any]] = channel.messages
    return messages


def load_agent(model: Path) -> Agent:
    """Returns the agent of a trained model; it logs errors alone."""
    configure_structlog(logging.ERROR)
    agent = ServingAgent(action_endpoint=DirectActions(), lock_store=ConversationLocks())
    agent.load_model(model)
    return agent
