"""The tracker store on real databases: SQLite and PostgreSQL."""

from __future__ import annotations

import json

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from sqlalchemy import create_engine, text
from sqlalchemy import event as on
from sqlalchemy.exc import OperationalError

from rrn.paths import ROOT
from serving.conversation_store import AlreadyAnsweredError, ConversationStore, StaleConversationError

DOMAIN = Domain.load(str(ROOT / "domain.yml"))
ODD_IDS = ["a\0b", "\ud800", "x" * 5000, "ordinary", "naïve 😀"]


@pytest.fixture
def store(register_url):
    opened = ConversationStore(DOMAIN, register_url)
    yield opened
    opened.close()


def turn(number, text_=None, reply=None, message_id=None):
    """Returns the events of a turn, as Rasa makes them."""
    parsed = {"intent": {"name": "faq"}, "entities": [], "text": text_ or f"question {number}"}
    said = {"id": f"reply {number}"} if reply is None else reply
    user = UserUttered(parsed["text"], parsed["intent"], [], parsed, input_channel="rrn", message_id=message_id or f"m{number}")
    answered = [ActionExecuted("action_answer_question"), BotUttered(f"reply {number}", {"custom": said})]
    return [user, *answered, SlotSet("last_id", f"id {number}"), ActionExecuted("action_listen")]


async def say(store, sender, events):
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    if not tracker.events:
        events = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen"), *events]
    for each in events:
        tracker.update(each)
    await store.save(tracker)
    return tracker


async def test_a_turn_loads_the_slots_and_the_latest_turn_alone(store):
    sizes = []
    for number in range(40):
        tracker = await say(store, "c", [SlotSet("provider", "A Ltd"), *turn(number)] if number == 0 else turn(number))
        sizes.append(len(tracker.events))
    assert sizes[2:] == [sizes[2]] * 38
    loaded = await store.retrieve("c")
    assert loaded.get_slot("last_id") == "id 39"
    assert loaded.get_slot("provider") == "A Ltd"  # set forty turns ago
    assert loaded.copy().get_slot("provider") == "A Ltd"  # as an action sees it
    assert loaded.latest_message.text == "question 39"
    assert loaded.latest_action_name == "action_listen"


async def test_a_turn_of_a_long_conversation_makes_the_same_statements_as_that_of_a_short_one(store):
    statements = []
    on.listen(store._tables._engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    counts = []
    for number in range(30):
        statements.clear()
        await say(store, "c", turn(number))
        counts.append(len(statements))
    assert set(counts[1:]) == {counts[1]}
    assert counts[1] <= 6


async def test_the_whole_history_stays_and_is_in_order(store):
    for number in range(5):
        await say(store, "c", turn(number))
    history = await store.retrieve_full_tracker("c")
    assert [event.text for event in history.events if isinstance(event, UserUttered)] == [f"question {number}" for number in range(5)]
    assert isinstance(history.events[1], SessionStarted)
    assert list(await store.keys()) == ["c"]
    assert await store.exists("c")
    assert not await store.exists("d")


async def test_rasas_own_store_reads_the_history(register_url, store):
    for number in range(3):
        await say(store, "c", turn(number))
    stock = SQLTrackerStore(DOMAIN, host=register_url)
    ours, theirs = await store.retrieve_full_tracker("c"), await stock.retrieve_full_tracker("c")
    assert [each.as_dict() for each in theirs.events] == [each.as_dict() for each in ours.events]
    stock.engine.dispose()


async def test_conversations_of_rasas_own_store_go_on(register_url):
    stock = SQLTrackerStore(DOMAIN, host=register_url)
    begun = await stock.get_or_create_tracker("c", append_action_listen=False)
    for each in [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen"), *turn(0)]:
        begun.update(each)
    await stock.save(begun)
    stock.engine.dispose()
    store = ConversationStore(DOMAIN, register_url)
    await say(store, "c", turn(1))
    assert (await store.retrieve("c")).get_slot("last_id") == "id 1"
    history = (await store.retrieve_full_tracker("c")).events
    assert [event.text for event in history if isinstance(event, UserUttered)] == ["question 0", "question 1"]
    store.close()


async def test_only_one_of_two_processes_goes_on_from_a_turn(register_url, store):
    await say(store, "c", turn(0))
    other = ConversationStore(DOMAIN, register_url)
    here, there = await store.retrieve("c"), await other.retrieve("c")
    for tracker, number in ((here, 1), (there, 2)):
        for each in turn(number):
            tracker.update(each)
    await other.save(there)
    with pytest.raises(StaleConversationError):
        await store.save(here)
    history = (await store.retrieve_full_tracker("c")).events
    assert [event.text for event in history if isinstance(event, UserUttered)] == ["question 0", "question 2"]
    other.close()


async def test_only_one_of_two_processes_begins_a_conversation(register_url, store):
    other = ConversationStore(DOMAIN, register_url)
    here, there = store.init_tracker("c"), other.init_tracker("c")
    here.update(ActionExecuted("action_listen"))
    there.update(ActionExecuted("action_listen"))
    await other.save(there)
    with pytest.raises(StaleConversationError):
        await store.save(here)
    assert len((await store.retrieve_full_tracker("c")).events) == 1
    other.close()


async def test_a_message_that_has_its_answer_is_not_answered_again(store):
    for number in range(3):
        await say(store, "c", turn(number))
    assert await store.reply_to("c", "m0") == {"id": "reply 0"}
    assert await store.reply_to("c", "m7") is None
    assert await store.reply_to("d", "m0") is None
    with pytest.raises(AlreadyAnsweredError):
        await say(store, "c", turn(9, message_id="m1"))
    assert len([event for event in (await store.retrieve_full_tracker("c")).events if isinstance(event, UserUttered)]) == 3


async def test_an_apology_is_no_answer_and_the_message_may_come_again(store):
    await say(store, "c", turn(0, reply={"id": "unavailable"}))
    assert await store.reply_to("c", "m0") is None
    await say(store, "c", turn(1, message_id="m0"))
    assert await store.reply_to("c", "m0") == {"id": "reply 1"}


@pytest.mark.parametrize("sender", ODD_IDS)
async def test_odd_ids_and_odd_text_are_kept(store, sender):
    odd = "\0 \ud800 😀 \u202e"
    await say(store, sender, turn(0, odd, message_id=sender))
    assert (await store.retrieve(sender)).latest_message.text == odd
    assert await store.reply_to(sender, sender) == {"id": "reply 0"}


async def test_a_tracker_made_elsewhere_adds_what_is_new(store):
    await say(store, "c", turn(0))
    whole = await store.retrieve_full_tracker("c")
    for each in turn(1):
        whole.update(each)
    await store.save(whole)
    history = (await store.retrieve_full_tracker("c")).events
    assert [event.text for event in history if isinstance(event, UserUttered)] == ["question 0", "question 1"]
    assert (await store.retrieve("c")).get_slot("last_id") == "id 1"


async def test_connections_that_the_server_closed_are_replaced(postgres_url):
    store = ConversationStore(DOMAIN, f"{postgres_url}&application_name=store_under_test")
    await say(store, "c", turn(0))
    admin = create_engine(postgres_url, future=True)
    close = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'store_under_test'"
    with admin.begin() as connection:
        assert connection.execute(text(close)).scalar() >= 1
    admin.dispose()
    await say(store, "c", turn(1))
    assert (await store.retrieve("c")).latest_message.text == "question 1"
    store.close()


async def test_a_database_that_is_away_is_an_error_and_no_memory():
    store = ConversationStore(DOMAIN, "postgresql+psycopg2://root@127.0.0.1:1/nowhere")
    with pytest.raises(OperationalError):
        await store.retrieve("c")
    tracker = store.init_tracker("c")
    tracker.update(ActionExecuted("action_listen"))
    with pytest.raises(OperationalError):
        await store.save(tracker)
    store.close()


async def test_events_are_published_once_they_are_stored(store):
    published = []

    class Broker:
        def publish(self, event):
            published.append(event)

    store.event_broker = Broker()
    await say(store, "c", turn(0))
    stored = [each.as_dict() for each in (await store.retrieve_full_tracker("c")).events]
    assert [{**each, "sender_id": "c"} for each in stored] == published
    published.clear()
    with pytest.raises(AlreadyAnsweredError):
        await say(store, "c", turn(1, message_id="m0"))
    assert json.dumps(published) == "[]"
