"""Replicas that share a PostgreSQL and a Redis: order, and no loss and no doubling, also where one is killed."""

from __future__ import annotations

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import pairwise

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered

from rrn.paths import ROOT
from serving.conversation_store import ConversationStore

CONVERSATIONS, TOGETHER, ROUNDS = 25, 3, 4
QUESTIONS = ("Does it apply to schools?", "Is Intelligensa certified?", "How long does certification take?", "yes", "hello")


class Client:
    """Sends turns to replicas, and again to another where one does not answer, as the front does."""

    def __init__(self, replicas):
        self.replicas, self.answers = replicas, {}

    def send(self, conversation, message_id, text):
        for attempt in range(60):
            target = self.replicas[(hash(message_id) + attempt) % len(self.replicas)]
            try:
                status, body = target.turn(conversation, message_id, text)
            except (OSError, HTTPException):
                status = 0
            if status == 200:
                self.answers[conversation, message_id] = body["reply"]
                return
            time.sleep(0.1)
        raise AssertionError(f"{message_id} was not answered")


async def stored(url, conversation):
    """Returns the messages of a conversation as they are stored, each with the replies that follow it."""
    store = ConversationStore(Domain.load(str(ROOT / "domain.yml")), url)
    tracker = await store.retrieve_full_tracker(conversation)
    store.close()
    found = []
    for event in tracker.events:
        if isinstance(event, UserUttered):
            found.append((event.message_id, event.text, []))
        elif isinstance(event, BotUttered) and event.data.get("custom"):
            found[-1][2].append(event.data["custom"])
    return found


def check(url, client, sent):
    """Checks what the database holds against what was sent and what was answered."""
    for conversation, rounds in sent.items():
        kept = asyncio.run(stored(url, conversation))
        answered = [message for message, _, replies in kept if replies]
        assert sorted(answered) == sorted(message for each in rounds for message, _ in each), "lost or doubled"
        place = {message: number for number, message in enumerate(answered)}
        for earlier, later in pairwise(rounds):
            assert max(place[message] for message, _ in earlier) < min(place[message] for message, _ in later), "out of order"
        texts = {message: text for each in rounds for message, text in each}
        for message, text, replies in kept:
            if replies:
                assert text == texts[message]
                assert replies == [client.answers[conversation, message]], "another answer than the person got"


def talk(client, crash=None):
    """Sends several messages at a time to each of many conversations, and returns what was sent, round by round."""
    rng = random.Random(5)
    sent = {f"conversation {number}": [] for number in range(CONVERSATIONS)}
    with ThreadPoolExecutor(16) as pool:
        for number in range(ROUNDS):
            jobs = []
            for conversation, rounds in sent.items():
                batch = [(f"{conversation}/{number}/{place}", rng.choice(QUESTIONS)) for place in range(TOGETHER)]
                rounds.append(batch)
                jobs += [pool.submit(client.send, conversation, message, text) for message, text in batch]
            if crash and number == 1:
                time.sleep(0.5)
                crash()
            for job in jobs:
                job.result()
    return sent


@pytest.fixture
def shared(postgres_url, redis_url):
    return {"RRN_TRACKER_URL": postgres_url, "RRN_REDIS_URL": redis_url}


def test_three_messages_at_a_time_over_two_replicas(replica, shared, postgres_url):
    replicas = [replica(**shared), replica(**shared)]
    for each in replicas:
        each.wait_until_ready()
    client = Client(replicas)
    check(postgres_url, client, talk(client))
    first = next(iter(client.answers))
    again = [each.turn(first[0], first[1], "Does it apply to schools?")[1]["reply"] for each in replicas]
    assert again == [client.answers[first]] * 2


def test_a_replica_killed_in_the_middle_loses_nothing(replica, shared, postgres_url):
    replicas = [replica(**shared), replica(**shared)]
    for each in replicas:
        each.wait_until_ready()
    client = Client(replicas)
    check(postgres_url, client, talk(client, crash=replicas[0].kill))


def test_without_a_common_lock_the_store_alone_keeps_the_conversation_whole(replica, postgres_url):
    replicas = [replica(RRN_TRACKER_URL=postgres_url), replica(RRN_TRACKER_URL=postgres_url)]
    for each in replicas:
        each.wait_until_ready()
    client = Client(replicas)
    check(postgres_url, client, talk(client))
