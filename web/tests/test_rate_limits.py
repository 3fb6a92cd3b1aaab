import asyncio
import uuid

import pytest
from rrn_web.errors import ApiError
from rrn_web.rate_limits import RateLimits, Windows
from rrn_web.settings import Settings


async def refused_after(call, most=50):
    for count in range(most):
        try:
            await call()
        except ApiError as error:
            return count, error
    raise AssertionError("never refused")


async def test_a_conversation_and_an_address_have_limits_of_their_own():
    limits = RateLimits(Settings(conversation_limit="5/minute", address_limit="8/minute"))
    count, error = await refused_after(lambda: limits.message("a", "192.0.2.1"))
    assert (count, error.status, error.code) == (5, 429, "too_many_requests")
    assert 1 <= error.retry_after <= 60
    assert int(error.response().headers["Retry-After"]) == error.retry_after
    count, _ = await refused_after(lambda: limits.message("b", "192.0.2.1"))
    assert count == 3
    await limits.message("c", "192.0.2.2")


async def test_an_address_opens_so_many_sessions():
    limits = RateLimits(Settings(session_limit="4/minute"))
    assert (await refused_after(lambda: limits.session("192.0.2.1")))[0] == 4
    await limits.session("192.0.2.2")


def test_a_limit_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match="couldn't parse"):
        RateLimits(Settings(session_limit="many"))


async def test_hits_do_not_look_at_all_other_windows_each_time(monkeypatch):
    """The library's storage does, in a thread for every window: with many people talking this took half of the front's time."""
    threads = []

    async def to_thread(work, *given):
        threads.append(work)
        return work(*given)

    monkeypatch.setattr(asyncio, "to_thread", to_thread)
    limits = RateLimits(Settings(conversation_limit="5/minute", address_limit="1000/minute"))
    for number in range(100):
        await limits.message(str(number), "192.0.2.1")
        await asyncio.sleep(0)
    assert len(threads) <= 2


async def test_windows_that_have_passed_are_swept(monkeypatch):
    monkeypatch.setattr("rrn_web.rate_limits.SWEEP_EVERY", 0)
    windows = Windows()
    await windows.acquire_entry("old", 5, 1)
    for _ in range(30):
        await asyncio.sleep(0.1)
        await windows.acquire_entry("new", 100, 60)
        if "old" not in windows.events:
            return
    raise AssertionError("never swept")


async def test_fronts_that_share_a_redis_count_together(redis_url):
    address = f"test-{uuid.uuid4().hex}"
    fronts = [RateLimits(Settings(session_limit="6/minute", redis_url=redis_url)) for _ in range(2)]
    for count in range(6):
        await fronts[count % 2].session(address)
    for front in fronts:
        with pytest.raises(ApiError) as refused:
            await front.session(address)
        assert 1 <= refused.value.retry_after <= 60


async def test_where_redis_does_not_answer_each_front_counts_for_itself():
    limits = RateLimits(Settings(session_limit="4/minute", redis_url="redis://127.0.0.1:1/0"))
    assert (await refused_after(lambda: limits.session("192.0.2.1")))[0] == 4
