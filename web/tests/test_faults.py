"""What a person meets when a part of the stack fails; the last of the tests that use it."""

import os
import signal
import time
from pathlib import Path

import pytest
import requests

from tests.conftest import as_json
from tests.test_standard_clients import Node


@pytest.fixture
def rasa_stopped(stack):
    """Rasa answers nobody: its process is halted, and goes on after the test."""
    pid = stack.pid_of("commands.main")
    os.kill(pid, signal.SIGSTOP)
    yield
    os.kill(pid, signal.SIGCONT)


def test_rasa_killed_and_back_the_conversation_goes_on(stack):
    client = stack.session()
    client.reply("Does it apply to care homes?")
    os.kill(stack.pid_of("commands.main"), signal.SIGKILL)
    time.sleep(0.3)
    begun = time.monotonic()
    refused = client.ask("yes", "after the crash")
    waited = time.monotonic() - begun
    error = as_json(refused)["error"]
    assert (refused.status_code, error["code"]) == (503, "assistant_unavailable")
    assert "01707 654317" in error["message"]
    assert waited < 1
    assert refused.headers["Retry-After"]
    # Pages and health still answer, and the question is written down.
    assert requests.get(f"{stack.url}/health", timeout=5).status_code == 200
    assert requests.get(f"{stack.url}/demo", timeout=5).status_code == 200
    assert requests.get(f"{stack.url}/ready", timeout=20).json()["parts"] == {"assistant": False, "inbox": True}
    assert client.call("GET", "history").json()["turns"][-1]["reply"] is None
    stack.wait_until_ready()
    answered = client.ask("yes", "after the crash").json()
    assert answered["turn"] == 2
    assert answered["reply"]["verdict"]["outcome"] == "mandatory"  # Rasa still knew what it had asked
    assert client.texts() == ["Does it apply to care homes?", "yes"]


def test_told_to_load_the_content_again_the_front_and_the_conversation_go_on(stack):
    client = stack.session()
    client.reply("Does it apply to care homes?")
    front, rasa = stack.pid_of("rrn_web"), stack.pid_of("commands.main serve")
    stack.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 60
    while Path(f"/proc/{rasa}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    refused = client.ask("yes", "while it loads")
    assert (refused.status_code, as_json(refused)["error"]["code"]) == (503, "assistant_unavailable")
    stack.wait_until_ready()
    assert (stack.pid_of("rrn_web"), stack.pid_of("commands.main serve") != rasa) == (front, True)
    assert client.ask("yes", "while it loads").json()["reply"]["verdict"]["outcome"] == "mandatory"


def test_the_front_killed_and_back_sessions_go_on(stack):
    client = stack.session()
    client.reply("Does it apply to schools?")
    os.kill(stack.pid_of("rrn_web"), signal.SIGKILL)
    stack.wait_until_ready()
    assert client.texts() == ["Does it apply to schools?"]


def test_the_front_stops_at_once_though_sockets_are_open(stack):
    node = Node()
    for transport in ("polling", "websocket"):
        assert node("connect", client=transport, url=stack.url, transport=transport)["sid"]
    pid = stack.pid_of("rrn_web")
    os.kill(pid, signal.SIGTERM)
    begun = time.monotonic()
    while stack_has(pid) and time.monotonic() - begun < 30:
        time.sleep(0.1)
    assert time.monotonic() - begun < 5
    node.close()
    stack.wait_until_ready()


def stack_has(pid):
    """Whether a process still runs; one that has ended and was not asked for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_rasa_that_hangs_ends_in_a_polite_sentence(stack, rasa_stopped):
    client = stack.session()
    refused = client.ask("Does it apply to schools?")
    assert refused.status_code == 503
    assert "01707 654317" in as_json(refused)["error"]["message"]


def test_after_it_all_the_stack_answers(stack):
    stack.wait_until_ready()
    assert stack.session().reply("Does it apply to schools?")["kind"] == "verdict"
