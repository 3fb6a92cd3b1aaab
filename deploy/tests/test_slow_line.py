"""A line that is slow, to a real Redis."""

import statistics
import time

import redis
from order.stock.slow_line import slow_line

LATER = 0.01


def test_all_comes_through_in_order_and_later(own_redis):
    with slow_line("127.0.0.1", own_redis.port, LATER) as port:
        client, direct = redis.Redis(port=port), redis.Redis(port=own_redis.port)
        large = bytes(range(256)) * 1000
        client.set("large", large)
        assert client.get("large") == direct.get("large") == large
        taken = []
        for number in range(20):
            began = time.monotonic()
            assert client.incr("count") == number + 1
            taken.append(time.monotonic() - began)
        assert statistics.median(taken) >= 2 * LATER
        client.close()
