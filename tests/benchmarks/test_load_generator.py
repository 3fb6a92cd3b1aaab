"""The load generator against a real server of its own, in its own process as in a benchmark."""

import pytest

from benchmarks import servers
from benchmarks.processes import tree

pytest.importorskip("locust", reason="the group 'bench' is not installed; 'make bench' installs it")


@pytest.fixture(scope="module")
def echo():
    with servers.echo() as served:
        yield served


def test_both_loops_send_each_message_once_and_count_what_was_answered(echo):
    base = {"target": echo.targets["echo"], "messages": ["one", "two", "three"], "conversations": 2, "watch": echo.pids}
    open_loop, closed = servers.generate(
        [{**base, "name": "open", "arrivals": [0.0, 0.01, 0.02, 0.03]}, {**base, "name": "closed", "count": 400}]
    )
    assert [status for *_, status in open_loop["turns"]] == [200] * 4
    assert [round(due, 2) for due, *_ in open_loop["turns"]] == [0.0, 0.01, 0.02, 0.03]
    assert len(closed["turns"]) == 400
    assert closed["cpu_seconds"] > 0


def test_a_server_that_is_away_gives_failures_and_no_latency(echo):
    target = {"protocol": "echo", "urls": ["http://127.0.0.1:1"]}
    (result,) = servers.generate([{"name": "away", "target": target, "messages": ["one"], "conversations": 1, "count": 2}])
    assert [status for *_, status in result["turns"]] == [0, 0]


def test_what_was_started_is_ended():
    with servers.echo() as served:
        assert tree(served.pids)
    assert not tree(served.pids)
