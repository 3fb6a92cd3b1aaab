import asyncio
import uuid

import pytest
from rrn_web import one_at_a_time
from rrn_web.one_at_a_time import ConversationBusyError, OneAtATime


async def overlaps(fronts, conversation, turns=30):
    """Returns how often two turns ran at a time, and the order in which they ran."""
    running, most, order = 0, 0, []

    async def one(number):
        nonlocal running, most
        async with fronts[number % len(fronts)].turn(conversation):
            running += 1
            most = max(most, running)
            order.append(number)
            await asyncio.sleep(0.003)
            running -= 1

    await asyncio.gather(*(one(number) for number in range(turns)))
    return most, order


async def test_one_front_serves_them_in_the_order_they_came():
    assert await overlaps([OneAtATime()], "a") == (1, list(range(30)))


async def test_two_fronts_never_serve_a_conversation_at_the_same_time(redis_url):
    fronts = [OneAtATime(redis_url) for _ in range(2)]
    most, order = await overlaps(fronts, uuid.uuid4().hex)
    assert most == 1
    assert sorted(order) == list(range(30))
    assert [each for each in order if each % 2 == 0] == list(range(0, 30, 2))
    # without the lock in Redis the same turns do run at the same time
    most, _ = await overlaps([OneAtATime(), OneAtATime()], "b")
    assert most == 2


async def test_a_front_that_was_killed_blocks_a_conversation_for_seconds_at_most(redis_url, monkeypatch):
    monkeypatch.setattr(one_at_a_time, "HELD_FOR", 0.5)
    conversation = uuid.uuid4().hex
    killed = OneAtATime(redis_url)
    assert await killed._acquired(conversation)
    async with asyncio.timeout(2), OneAtATime(redis_url).turn(conversation):
        pass


async def test_a_long_turn_keeps_its_lock(redis_url, monkeypatch):
    monkeypatch.setattr(one_at_a_time, "HELD_FOR", 0.4)
    monkeypatch.setattr(one_at_a_time, "RENEWED_EVERY", 0.1)
    monkeypatch.setattr(one_at_a_time, "WAIT", 0.8)
    conversation = uuid.uuid4().hex
    async with OneAtATime(redis_url).turn(conversation):
        with pytest.raises(ConversationBusyError):
            async with OneAtATime(redis_url).turn(conversation):
                pass


async def test_where_redis_does_not_answer_the_front_goes_on():
    async with OneAtATime("redis://127.0.0.1:1/0").turn("a"):
        pass


async def test_a_lock_that_is_renewed_just_as_its_turn_ends_is_released(redis_url, monkeypatch):
    monkeypatch.setattr(one_at_a_time, "RENEWED_EVERY", 0.0005)
    front = OneAtATime(redis_url)

    async def turn(number):
        async with asyncio.timeout(20), front.turn(uuid.uuid4().hex):
            await asyncio.sleep(number % 9 / 2000)

    for _ in range(5):
        await asyncio.gather(*(turn(number) for number in range(100)))
