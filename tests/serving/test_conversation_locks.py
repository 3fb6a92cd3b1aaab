"""The locks of conversations, in one process and over a real Redis."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import uuid

import pytest
import redis
from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig

from rrn.paths import ROOT
from serving import conversation_locks
from serving.conversation_locks import HELD_FOR, KEY, ConversationLocks

REDIS_URL = os.environ.get("RRN_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
#: Takes a lock, says so, and keeps it.
HOLDER = """
import asyncio, sys
from rasa.utils.endpoints import EndpointConfig
from serving.conversation_locks import ConversationLocks

async def main():
    async with ConversationLocks(EndpointConfig(url=sys.argv[1])).lock(sys.argv[2]):
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture
def over_redis():
    try:
        redis.Redis.from_url(REDIS_URL).ping()
    except redis.ConnectionError:
        pytest.skip(
            f"LEFT OUT: no Redis answers at {REDIS_URL}. Start one (Debian: apt-get install redis) or name it in RRN_TEST_REDIS_URL."
        )
    return lambda: ConversationLocks(EndpointConfig(url=REDIS_URL))


async def test_turns_of_one_conversation_run_one_by_one_in_their_order():
    locks, seen = ConversationLocks(), []

    async def one(number):
        async with locks.lock("c"):
            seen.append(number)
            await asyncio.sleep(0.001)
            seen.append(number)

    await asyncio.gather(*(one(number) for number in range(20)))
    assert seen == [number for number in range(20) for _ in range(2)]
    assert not locks._queues


async def test_conversations_do_not_wait_for_one_another_and_a_failure_frees_the_lock():
    locks = ConversationLocks()
    async with locks.lock("a"), locks.lock("b"):
        pass
    with pytest.raises(ZeroDivisionError):
        async with locks.lock("a"):
            _ = 1 / 0
    async with asyncio.timeout(1), locks.lock("a"):
        pass


async def test_two_servers_never_hold_the_same_lock(over_redis):
    stores, conversation = [over_redis(), over_redis()], uuid.uuid4().hex
    running, most, done = 0, 0, 0

    async def one(locks):
        nonlocal running, most, done
        async with locks.lock(conversation):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.003)
            running -= 1
            done += 1

    await asyncio.gather(*(one(stores[number % 2]) for number in range(40)))
    assert (most, done) == (1, 40)


async def test_a_lock_is_renewed_while_the_turn_runs(over_redis, monkeypatch):
    monkeypatch.setattr(conversation_locks, "HELD_FOR", 0.4)
    monkeypatch.setattr(conversation_locks, "RENEWED_EVERY", 0.1)
    conversation = uuid.uuid4().hex
    async with over_redis().lock(conversation):
        await asyncio.sleep(1)
        with pytest.raises(LockError):
            async with over_redis().lock(conversation, lock_lifetime=0.1):
                pass
    async with asyncio.timeout(1), over_redis().lock(conversation):
        pass


async def test_a_server_that_is_killed_blocks_a_conversation_for_seconds(over_redis):
    conversation = uuid.uuid4().hex
    holder = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", HOLDER, REDIS_URL, conversation], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline().strip() == "held"
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    begun = time.monotonic()
    async with over_redis().lock(conversation):
        waited = time.monotonic() - begun
    assert waited < HELD_FOR + 1


async def test_the_lock_of_another_is_not_released(over_redis, monkeypatch):
    monkeypatch.setattr(conversation_locks, "RENEWED_EVERY", 60)
    conversation = uuid.uuid4().hex
    server = redis.Redis.from_url(REDIS_URL)
    async with over_redis().lock(conversation):
        server.set(f"{KEY}{conversation}", "another owner", ex=5)
    assert server.get(f"{KEY}{conversation}") == b"another owner"


async def test_a_redis_that_is_away_is_an_error():
    locks = ConversationLocks(EndpointConfig(url="redis://127.0.0.1:1/0"))
    with pytest.raises(LockError):
        async with locks.lock("c"):
            pass


async def test_a_lock_that_is_renewed_just_as_its_turn_ends_is_released(over_redis, monkeypatch):
    monkeypatch.setattr(conversation_locks, "RENEWED_EVERY", 0.0005)
    locks = over_redis()

    async def turn(number):
        async with asyncio.timeout(20), locks.lock(uuid.uuid4().hex):
            await asyncio.sleep(number % 9 / 2000)

    for _ in range(5):
        await asyncio.gather(*(turn(number) for number in range(100)))
