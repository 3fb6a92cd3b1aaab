"""A server that ends again and again is started again, ever later, and takes nothing else down."""

import subprocess
import sys

import pytest

from commands import serve
from commands.restarts import LASTS, WAITS, Restarts


def waits(restarts, lasted, times):
    """Returns the waits of a server that ends so many seconds after each start."""
    now, found = 0.0, []
    for _ in range(times):
        wait = restarts.ended(now)
        found.append(wait)
        assert restarts.ended(now) is None
        assert restarts.due(now + wait)
        now += wait + lasted
    return found


def test_it_waits_longer_each_time_up_to_a_cap():
    assert waits(Restarts(), 1, 10) == [*WAITS, *[max(WAITS)] * 3]


def test_one_that_lasted_is_started_at_once():
    assert waits(Restarts(), LASTS, 4) == [0, 0, 0, 0]


def test_it_is_not_started_before_its_time_nor_twice():
    restarts = Restarts()
    assert not restarts.due(0)
    restarts.ended(0)
    assert restarts.due(0)
    restarts.ended(5)
    assert not restarts.due(5.9)
    assert restarts.due(6)
    assert not restarts.due(7)


@pytest.fixture
def front():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_a_rasa_that_ends_again_and_again_leaves_the_front_running(front, monkeypatch, capsys):
    def ended(*_):
        process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
        process.wait()
        return process

    clock = iter(range(1000))
    servers = serve.Servers(serve.Ports(1, 2), serve.Served(serve.Path("model")))
    monkeypatch.setattr(servers, "_started", ended)
    monkeypatch.setattr(serve.time, "monotonic", lambda: next(clock))
    servers.processes = {serve.FRONT: front, serve.RASA: ended()}
    for _ in range(40):
        servers._restart_dead()
    said = capsys.readouterr().out.splitlines()
    assert servers.processes[serve.FRONT] is front
    assert front.poll() is None
    assert said[0] == "The Rasa ended with code 3; starting it again."
    assert said[1] == "The Rasa ended with code 3; starting it again in 1 s."
    assert len(said) < 12  # once each time, not at each look
