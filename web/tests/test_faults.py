"""What a person meets when a part of the stack fails; the last of the tests that use it."""

import os
import signal
import time
from pathlib import Path

import requests

from tests.conftest import as_json, until
from tests.test_standard_clients import Node


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


def test_told_to_load_the_content_again_what_was_served_goes_on_meanwhile(stack):
    client = stack.session()
    client.reply("Does it apply to care homes?")
    front, rasa = stack.pid_of("rrn_web"), stack.pid_of("commands.main serve")
    stack.process.send_signal(signal.SIGHUP)
    until(lambda: "Loading the content" in said(stack))
    assert client.reply("yes")["verdict"]["outcome"] == "mandatory"
    assert stack_has(rasa)
    until(lambda: not stack_has(rasa), within=90)
    until(lambda: "Loaded." in said(stack))
    stack.wait_until_ready()
    assert (stack.pid_of("rrn_web"), stack.pid_of("commands.main serve") != rasa) == (front, True)
    assert client.reply("and if it is not NHS commissioned?")["kind"] in ("clarify", "verdict")
    assert len(client.texts()) == 3


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


def test_rasa_that_hangs_ends_in_a_polite_sentence_at_once_and_is_started_again(stack):
    client = stack.session()
    client.reply("Does it apply to care homes?")
    pid = stack.pid_of("commands.main")
    os.kill(pid, signal.SIGSTOP)
    for name in ("first", "second"):
        begun = time.monotonic()
        refused = client.ask("yes", name)
        waited = time.monotonic() - begun
        assert refused.status_code == 503
        assert "01707 654317" in as_json(refused)["error"]["message"]
        assert waited < (1 if name == "first" else 0.2)
    until(lambda: not stack_has(pid))
    stack.wait_until_ready()
    assert stack.pid_of("commands.main") != pid
    assert client.ask("yes", "first").json()["reply"]["verdict"]["outcome"] == "mandatory"


def test_a_front_that_hangs_is_started_again(stack):
    client = stack.session()
    client.reply("Does it apply to schools?")
    pid = stack.pid_of("rrn_web")
    os.kill(pid, signal.SIGSTOP)
    until(lambda: not stack_has(pid))
    stack.wait_until_ready()
    assert client.texts() == ["Does it apply to schools?"]


def said(stack):
    """What `rrn run` has printed."""
    return (stack.state / "run.log").read_text()


def test_after_it_all_the_stack_answers(stack):
    stack.wait_until_ready()
    assert stack.session().reply("Does it apply to schools?")["kind"] == "verdict"
