"""A new server says that it has loaded, waits for its place, and takes it; with real processes."""

import subprocess
import sys
import time

import pytest

from commands import handover
from commands.handover import Handover
from rrn.paths import ROOT
from serving.handover import HANDOVER_VARIABLE

NEW = "import asyncio; from serving.handover import take_over; asyncio.run(take_over())"


def new_server(script=NEW):
    """Returns what starts a server that runs a script."""

    def start(number):
        environment = {HANDOVER_VARIABLE: str(number), "PYTHONPATH": str(ROOT)}
        return subprocess.Popen([sys.executable, "-c", script], pass_fds=[number], env=environment, stderr=subprocess.DEVNULL)

    return start


@pytest.fixture
def loaded():
    taking = Handover(new_server())
    deadline = time.monotonic() + 30
    while not taking.loaded():
        assert time.monotonic() < deadline
        assert not taking.failure()
        time.sleep(0.05)
    yield taking
    taking.process.kill()
    taking.process.wait()


def test_it_waits_until_it_is_told_and_then_goes_on(loaded):
    with pytest.raises(subprocess.TimeoutExpired):
        loaded.process.wait(0.5)
    assert loaded.go() is loaded.process
    assert loaded.process.wait(10) == 0


def test_one_that_ends_before_it_is_told_takes_nothing_else_down(loaded):
    loaded.process.kill()
    loaded.process.wait()
    assert loaded.go() is loaded.process
    assert loaded.failure() == "it ended with code -9"


def test_it_ends_where_nobody_is_there_to_tell_it(loaded):
    loaded._ours.close()
    assert loaded.process.wait(10) == 1


def test_one_that_ends_while_it_loads_has_failed():
    taking = Handover(new_server("raise SystemExit(3)"))
    taking.process.wait()
    assert not taking.loaded()
    assert taking.failure() == "it ended with code 3"


def test_one_that_takes_too_long_has_failed_and_is_given_up(monkeypatch):
    monkeypatch.setattr(handover, "START_WITHIN", 0.2)
    taking = Handover(new_server("import time; time.sleep(60)"))
    assert taking.failure() == ""
    time.sleep(0.3)
    assert not taking.loaded()
    assert taking.failure() == "it did not load within 0 seconds"
    taking.give_up()
    assert taking.process.returncode == -9


def test_a_server_that_takes_nobodys_place_does_not_wait():
    assert subprocess.run([sys.executable, "-c", NEW], cwd=ROOT, timeout=30, check=False).returncode == 0
