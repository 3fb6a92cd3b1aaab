"""Conversations taken out of the tracker store, on real databases."""

from __future__ import annotations

import datetime as dt

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered

from rrn.paths import ROOT
from serving.conversation_removal import ConversationsUnavailableError, StoredConversations
from serving.conversation_store import ConversationStore

DOMAIN = Domain.load(str(ROOT / "domain.yml"))
TODAY = dt.datetime(2026, 12, 2)


def moment(days_ago):
    return (TODAY - dt.timedelta(days=days_ago)).replace(tzinfo=dt.UTC).timestamp()


@pytest.fixture
def store(register_url):
    opened = ConversationStore(DOMAIN, register_url)
    yield opened
    opened.close()


async def say(store, sender, text, days_ago=0):
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    at = moment(days_ago)
    user = UserUttered(text, {"name": "faq"}, [], {"text": text}, timestamp=at, message_id=text)
    for each in (user, BotUttered(text, {"custom": {"id": "a"}}, timestamp=at), ActionExecuted("action_listen", timestamp=at)):
        tracker.update(each)
    await store.save(tracker)


async def texts(store, sender):
    tracker = await store.retrieve_full_tracker(sender)
    return [each.text for each in tracker.events if isinstance(each, UserUttered)] if tracker else None


async def test_a_conversation_goes_with_its_parts_and_no_other(store, register_url):
    senders = ["c1", "c1.1", "c1.2", "c1.smith", "c1x.1", "c_1", "c11.1"]
    for sender in senders:
        await say(store, sender, f"said in {sender}")
    stored = StoredConversations(register_url)
    assert stored.erase("c1", dry_run=True) == 9
    assert await texts(store, "c1.1") == ["said in c1.1"]
    assert stored.erase("c1") == 9
    assert stored.erase("c1") == 0
    stored.overwrite(True)
    assert [await texts(store, sender) for sender in senders[:3]] == [None] * 3
    assert await store.retrieve("c1.1") is None
    assert [await texts(store, sender) for sender in senders[3:]] == [[f"said in {sender}"] for sender in senders[3:]]


async def test_a_name_that_no_database_takes_is_found(store, register_url):
    await say(store, "x" * 5000, "long")
    assert StoredConversations(register_url).erase("x" * 5000) == 3


async def test_what_is_old_goes_and_a_conversation_that_goes_on_keeps_its_latest_turn(store, register_url):
    await say(store, "ended", "first", 500)
    await say(store, "ended", "second", 400)
    await say(store, "goes on", "old", 400)
    await say(store, "goes on", "new", 3)
    stored, before = StoredConversations(register_url), TODAY - dt.timedelta(days=365)
    assert stored.purge(before, dry_run=True) == 9
    assert await texts(store, "ended") == ["first", "second"]
    assert stored.purge(before) == 9
    assert stored.purge(before) == 0
    assert await texts(store, "ended") is None
    assert await texts(store, "goes on") == ["new"]
    await say(store, "goes on", "newest", 1)
    assert await texts(store, "goes on") == ["new", "newest"]


def test_a_database_that_is_away_is_named():
    with pytest.raises(ConversationsUnavailableError, match="does not answer"):
        StoredConversations("postgresql+psycopg2://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize("url", ["foo://x", "not an address", "mysql://a/b"])
def test_an_address_that_names_no_database_is_told_of(url):
    with pytest.raises(ConversationsUnavailableError, match="RRN_TRACKER_URL names no database that can be used"):
        StoredConversations(url)
