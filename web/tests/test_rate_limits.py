import pytest
from rrn_web.errors import ApiError
from rrn_web.rate_limits import RateLimits
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
