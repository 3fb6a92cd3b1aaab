"""Rasa's agent as it is served."""

from __future__ import annotations

import asyncio
import threading

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore

from commands.model import ensure_model
from serving.agent import ServingAgent
from serving.direct_actions import DirectActions


@pytest.fixture(scope="module")
def agent():
    made = ServingAgent(action_endpoint=DirectActions())
    made.load_model(ensure_model())
    return made


async def ask(agent, text, conversation):
    channel = CollectingOutputChannel()
    await agent.handle_message(UserMessage(text, channel, conversation, input_channel="rrn"))
    return channel.messages[-1]["custom"]["kind"]


async def test_a_message_that_takes_long_to_read_does_not_stop_the_others(agent, monkeypatch):
    go_on, read = threading.Event(), agent.processor._parse_message_with_graph

    def slow(message, *rest):
        if message.text == "a very long message":
            assert go_on.wait(30)
        return read(message, *rest)

    monkeypatch.setattr(agent.processor, "_parse_message_with_graph", slow)
    long_one = asyncio.create_task(ask(agent, "a very long message", "a"))
    try:
        async with asyncio.timeout(20):
            assert [await ask(agent, "Does it apply to schools?", f"b{number}") for number in range(3)] == ["verdict"] * 3
        assert not long_one.done()
    finally:
        go_on.set()
    assert await long_one


async def test_messages_are_read_rightly_side_by_side(agent):
    asked = ["Does it apply to schools?", "Is Intelligensa certified?", "What is the RRN?", "how much does it cost", "hello"] * 12
    alone = {text: await ask(agent, text, f"alone {text}") for text in set(asked)}
    together = await asyncio.gather(*(ask(agent, text, f"together {number}") for number, text in enumerate(asked)))
    assert together == [alone[text] for text in asked]


async def test_a_store_that_fails_is_not_covered_up(agent):
    class Away(TrackerStore):
        async def retrieve(self, sender_id):
            raise ConnectionError

        async def save(self, tracker):
            raise ConnectionError

        async def keys(self):
            return []

    served = ServingAgent(tracker_store=Away(None), action_endpoint=DirectActions())
    served.load_model(ensure_model())
    with pytest.raises(ConnectionError):
        await ask(served, "Does it apply to schools?", "c")
