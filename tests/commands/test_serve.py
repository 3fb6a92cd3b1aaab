"""The real servers: Rasa's REST channel, on loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import time
import urllib.request
from dataclasses import replace

import pytest

from commands import run, serve
from commands.liveness import HANGS_AFTER
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
    with run.servers(ports, serve.Served(ensure_model())) as servers:
        yield ports, servers
    assert all(process.poll() is not None for process in servers.processes.values())


def look_after(servers, until, within=90):
    """Looks after the servers, as ``rrn run`` does, until something holds."""
    deadline = time.monotonic() + within
    while not until():
        assert time.monotonic() < deadline
        servers.look_after()
        time.sleep(0.1)


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


@pytest.fixture
def changed(tmp_path):
    """Content in which one question has another title."""
    shutil.copytree(DATA, tmp_path / "data")
    item = replace(read_items(DATA)["contact"], title="Which number reaches the office?")
    reviewed = replace(item, reviewed_text=said_digest(item))
    (tmp_path / "data" / item.file).write_text(written(reviewed), encoding="utf-8")
    return tmp_path / "data"


def test_another_release_is_loaded_while_what_was_served_goes_on(running, changed, capsys):
    ports, servers = running
    front, rasa = servers.processes[serve.FRONT], servers.processes[serve.RASA]
    servers.load(serve.Served(ensure_model(), changed))
    while servers.loading:
        assert rasa.poll() is None
        assert say(ports, "how long does certification take?", "meanwhile")[-1]["custom"]["id"] == "certification_duration"
        servers.look_after()
    assert servers.processes[serve.FRONT] is front
    assert front.poll() is None
    assert rasa.poll() is not None
    look_after(servers, lambda: answers(ports), within=10)  # it only had to take the place
    assert say(ports, "Which number reaches the office?", "after")[-1]["custom"]["id"] == "contact"
    assert "Loaded." in capsys.readouterr().out


def answers(ports):
    with socket.socket() as probe:
        return probe.connect_ex((serve.HOST, ports.rasa)) == 0


def broken_settings(data):
    path = data / "settings.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("reviewed_text:", "reviewed_text: x #", 1), encoding="utf-8")
    return serve.Served(ensure_model(), data)


def no_model(data):
    (data / "broken.tar.gz").write_bytes(b"no model")
    return serve.Served(data / "broken.tar.gz", data)


def killed(data):
    return serve.Served(ensure_model(), data)


@pytest.mark.parametrize("new", [broken_settings, no_model, killed], ids=lambda new: new.__name__)
def test_a_new_process_that_dies_while_it_loads_leaves_the_old_one_serving(running, changed, new, capsys):
    ports, servers = running
    before = dict(servers.processes)
    servers.load(new(changed))
    if new is killed:
        time.sleep(1)
        os.kill(servers._next[1].process.pid, signal.SIGKILL)
    look_after(servers, lambda: not servers.loading)
    assert servers.processes == before
    assert "The new content was not loaded, and what was served before goes on: it ended with code" in capsys.readouterr().out
    assert say(ports, "how long does certification take?", new.__name__)[-1]["custom"]["id"] == "certification_duration"


def test_new_content_that_cannot_be_served_at_all_leaves_the_old_one_serving(running, monkeypatch, capsys):
    _, servers = running
    before = dict(servers.processes)
    monkeypatch.setenv("RRN_MODEL", "/nowhere.tar.gz")
    servers.load_newest()
    look_after(servers, lambda: not servers.loading)
    assert servers.processes == before
    assert "what was served before goes on: RRN_MODEL names /nowhere.tar.gz" in capsys.readouterr().out


def test_a_rasa_that_hangs_is_ended_and_started_again(running, capsys):
    ports, servers = running
    hung = servers.processes[serve.RASA]
    look_after(servers, lambda: answers(ports))
    servers.look_after()  # it has answered once
    os.kill(hung.pid, signal.SIGSTOP)
    begun = time.monotonic()
    look_after(servers, lambda: hung.poll() is not None, within=20)
    assert time.monotonic() - begun >= HANGS_AFTER
    look_after(servers, lambda: answers(ports))
    said = capsys.readouterr().out
    assert "The Rasa has not answered for 1" in said
    assert "The Rasa ended with code -9; starting it again." in said
    assert say(ports, "how long does certification take?", "after it hung")[-1]["custom"]["id"] == "certification_duration"


def test_a_port_in_use_is_named(monkeypatch):
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        monkeypatch.setenv("RRN_RASA_PORT", str(taken.getsockname()[1]))
        with pytest.raises(serve.ServeError, match="RRN_RASA_PORT"):
            run.run()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:1"),
        ("0.0.0.0", "http://127.0.0.1:1"),
        ("::", "http://127.0.0.1:1"),
        ("127.0.0.2", "http://127.0.0.2:1"),
        ("::1", "http://[::1]:1"),
    ],
)
def test_the_front_is_asked_where_it_listens(monkeypatch, host, url):
    monkeypatch.setenv("RRN_HOST", host)
    assert serve.Ports(1, 2).front_url == url


@pytest.mark.parametrize("value", ["0", "70000", "http", "-1"])
def test_a_bad_port_number_is_named(monkeypatch, value):
    monkeypatch.setenv("RRN_RASA_PORT", value)
    with pytest.raises(serve.ServeError, match="RRN_RASA_PORT"):
        serve.Ports.from_environment()
