"""The steps of a turn as we serve it come to what Rasa's own come to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered

from commands.model import ensure_model
from serving.agent import ServingAgent
from serving.conversation_store import AlreadyAnsweredError, ConversationStore
from serving.direct_actions import DirectActions
from serving.processor import ServingProcessor, fills_slots
from serving.remembered_predictions import RememberedPredictions, depends_on_turn_alone, way_of
from serving.remembered_readings import REMEMBERED, RememberedReadings

CONVERSATIONS = [
    ["hello", "Does it apply to schools?", "why?", "and hospitals?", "yes", "thanks"],
    ["is Intelligensa certified", "since when", "blorple snarf", "blorple snarf", "what is the RRN? and how long does it take?"],
    ["we run a care home", "no", "don't know", "/restart", "my email is someone@example.org, is it mandatory?", "stop"],
    ["staff broke her arm", "what should I do now", "I want a person", "you are useless", "", "how much does it cost"],
]


@pytest.fixture(scope="module")
def stock():
    agent = Agent(action_endpoint=DirectActions())
    agent.load_model(ensure_model())
    return agent


@pytest.fixture
def ours(tmp_path):
    store = ConversationStore(host=f"sqlite:///{tmp_path / 'conversations.db'}")
    agent = ServingAgent(tracker_store=store, action_endpoint=DirectActions())
    agent.load_model(ensure_model())
    yield agent
    store.close()


async def talk(agent, conversation, texts):
    for number, text in enumerate(texts):
        channel = CollectingOutputChannel()
        message_id = f"{conversation} {number}"
        await agent.handle_message(UserMessage(text, channel, conversation, input_channel="rrn", message_id=message_id))
    return await agent.tracker_store.retrieve_full_tracker(conversation)


def plain(tracker):
    """What happened in a conversation, without moments, ids of turns and which policy was asked."""
    happened = []
    for event in tracker.events:
        data = event.as_dict()
        for moment in ("timestamp", "metadata"):
            data.pop(moment, None)
        if isinstance(event, UserUttered):
            data["parse_data"] = {**data["parse_data"], "received": 0, "message_id": 0, "metadata": 0}
        if isinstance(event, BotUttered) and event.data.get("custom"):
            custom = event.data["custom"]
            data["data"] = {**data["data"], "custom": {**custom, "trace": {**custom["trace"], "turn": 0}}}
        happened.append(data)
    return happened


async def test_conversations_go_as_with_rasas_own_steps_the_first_time_and_when_all_is_remembered(stock, ours):
    for round_ in ("first", "again"):
        for number, texts in enumerate(CONVERSATIONS):
            name = f"{round_} {number}"
            expected, found = plain(await talk(stock, name, texts)), plain(await talk(ours, name, texts))
            assert [each["event"] for each in found] == [each["event"] for each in expected]
            assert found == expected


async def test_what_was_read_before_is_not_read_again(ours, monkeypatch):
    await talk(ours, "a", ["Does it apply to schools?"])
    monkeypatch.setattr(ours.processor, "_parse_message_with_graph", None)
    tracker = await talk(ours, "b", ["Does it apply to schools?"])
    messages = [event for event in tracker.events if isinstance(event, UserUttered)]
    assert messages[0].parse_data["received"] <= messages[0].timestamp


async def test_policies_are_asked_once_for_each_way_of_a_turn(ours, monkeypatch):
    asked, ask = [], ours.processor.graph_runner.run

    def counted(inputs, targets):
        asked.extend(targets)
        return ask(inputs, targets)

    monkeypatch.setattr(ours.processor.graph_runner, "run", counted)
    core = ours.processor.model_metadata.core_target
    for number in range(3):
        await talk(ours, f"c{number}", ["Does it apply to schools?", "Does it apply to hospitals?"])
    # An action and then listening, for the first message of a conversation and for a later one.
    assert asked.count(core) == 4


async def test_events_of_a_remembered_prediction_belong_to_one_conversation(ours):
    one, other = [await talk(ours, name, ["hello"]) for name in ("d", "e")]
    assert not {id(event) for event in one.events} & {id(event) for event in other.events}
    assert one.events[-1].timestamp < other.events[0].timestamp


async def test_a_message_that_has_its_answer_is_not_answered_again(ours):
    await talk(ours, "f", ["hello"])
    with pytest.raises(AlreadyAnsweredError) as raised:
        await talk(ours, "f", ["hello"])
    assert raised.value.reply["kind"] == "chitchat"


async def test_nothing_personal_is_remembered(ours):
    await talk(ours, "g", ["I am someone@example.org, does it apply to schools?"])
    assert "someone@example.org" not in str(ours.processor._readings._readings)


def test_the_readings_that_were_not_wanted_for_longest_are_forgotten():
    readings = RememberedReadings()
    for number in range(REMEMBERED):
        readings.keep(str(number), {"text": str(number)})
    assert readings.of("0")
    readings.keep("one more", {"text": "one more"})
    assert readings.of("0")
    assert readings.of("1") is None


async def test_another_kind_of_model_has_its_policies_asked_every_time(ours):
    metadata = ours.processor.model_metadata
    assert depends_on_turn_alone(metadata)
    with_form = metadata.domain.merge(Domain.from_dict({"forms": {"a_form": {"required_slots": []}}}))
    assert not depends_on_turn_alone(replace(metadata, domain=with_form))
    has_a_say = Domain.from_dict({"slots": {"a": {"type": "bool", "influence_conversation": True, "mappings": [{"type": "custom"}]}}})
    assert not depends_on_turn_alone(replace(metadata, domain=has_a_say))
    asked = []
    predictions = RememberedPredictions(remembers=False)
    tracker = await talk(ours, "h", ["hello"])
    for _ in range(2):
        predictions.of(tracker, lambda _tracker: asked.append(1))
    assert len(asked) == 2


async def test_ways_are_told_apart(ours):
    first = way_of(await talk(ours, "i", ["hello"]))
    assert first == way_of(await talk(ours, "j", ["hi"]))
    assert first != way_of(await talk(ours, "k", ["Does it apply to schools?"]))
    assert way_of(ours.tracker_store.init_tracker("nobody")) is None


def test_slots_are_filled_where_a_domain_says_so(ours):
    assert not fills_slots(ours.domain)
    from_text = {"slots": {"a": {"type": "text", "mappings": [{"type": "from_text"}]}}}
    assert fills_slots(Domain.from_dict(from_text))
    checked = {"actions": ["action_validate_slot_mappings"]}
    assert fills_slots(Domain.from_dict(checked))


async def test_another_store_is_used_as_rasa_does(stock):
    agent = ServingAgent(tracker_store=InMemoryTrackerStore(stock.domain), action_endpoint=DirectActions())
    agent.load_model(ensure_model())
    assert isinstance(agent.processor, ServingProcessor)
    assert await talk(agent, "l", ["hello"])
