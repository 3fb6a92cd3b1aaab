"""The real servers: Rasa's REST channel, on loopback."""

from __future__ import annotations

import json
import shutil
import socket
import urllib.request
from dataclasses import replace

import pytest

from commands import serve
from commands.model import ensure_model
from rrn.items import read_items, said_digest, written
from rrn.paths import DATA


def free_port():
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def running():
    ports = serve.Ports(free_port(), free_port())
    with serve.servers(ports, ensure_model()) as processes:
        yield ports, processes
    assert all(process.poll() is not None for process in processes.values())


def say(ports, text, sender="someone"):
    request = urllib.request.Request(
        f"http://{serve.HOST}:{ports.rasa}/webhooks/rest/webhook", json.dumps({"sender": sender, "message": text}).encode()
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def test_an_ordinary_message_comes_first_and_the_reply_object_after_it(running):
    text, custom = say(running[0], "does it apply to schools?")
    assert "Does not apply" in text["text"]
    assert custom["custom"]["verdict"]["outcome"] == "not_applicable"


def test_buttons_travel_with_the_ordinary_message(running):
    text, _ = say(running[0], "does it apply to us?", "another")
    assert [button["title"] for button in text["buttons"]][:2] == ["Care home", "School"]


@pytest.mark.parametrize("text", ["", "😀", "/restart", "\u202e", "x" * 2000, "\x00"])
def test_odd_input_gets_a_reply_over_http(running, text):
    assert say(running[0], text, "odd")[-1]["custom"]["text"]


def test_the_servers_listen_on_loopback_only(running):
    with socket.socket() as probe:
        probe.settimeout(2)
        address = socket.gethostbyname(socket.gethostname())
        assert address.startswith("127.") or probe.connect_ex((address, running[0].rasa)) != 0


def test_another_release_is_loaded_while_the_front_goes_on(running, tmp_path):
    ports, processes = running
    shutil.copytree(DATA, tmp_path / "data")
    item = replace(read_items(DATA)["contact"], title="Which number reaches the office?")
    reviewed = replace(item, reviewed_text=said_digest(item))
    (tmp_path / "data" / item.file).write_text(written(reviewed), encoding="utf-8")
    front = processes[serve.FRONT].pid
    serve._load(processes, ports, ensure_model(), tmp_path / "data")
    assert processes[serve.FRONT].pid == front
    assert say(ports, "how long does certification take?", "after")[-1]["custom"]["id"] == "certification_duration"
    assert say(ports, "Which number reaches the office?", "after")[-1]["custom"]["id"] == "contact"


def test_a_port_in_use_is_named(monkeypatch):
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        monkeypatch.setenv("RRN_RASA_PORT", str(taken.getsockname()[1]))
        with pytest.raises(serve.ServeError, match="RRN_RASA_PORT"):
            serve.run()


@pytest.mark.parametrize("value", ["0", "70000", "http", "-1"])
def test_a_bad_port_number_is_named(monkeypatch, value):
    monkeypatch.setenv("RRN_RASA_PORT", value)
    with pytest.raises(serve.ServeError, match="RRN_RASA_PORT"):
        serve.Ports.from_environment()
