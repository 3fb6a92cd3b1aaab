"""``rrn run`` with an action server of its own: a third process, which Rasa calls and which is started again where it ends."""

import os
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from dataclasses import replace

import pytest

from commands import run, serve
from commands.model import ensure_model
from rrn.items import read_items, said_digest, written
from rrn.paths import DATA
from tests.commands.test_serve import free_port, look_after, say

SECRET = "the secret between the servers, in tests"
QUESTION = "how long does certification take?"


@pytest.fixture(scope="module")
def running():
    patch = pytest.MonkeyPatch()
    patch.setattr(serve, "_channel_secret", lambda: SECRET)
    ports = serve.Ports(free_port(), free_port(), free_port())
    with run.servers(ports, serve.Served(ensure_model())) as servers:
        yield ports, servers
    patch.undo()


def asked(ports, sender):
    return say(ports, QUESTION, sender)[-1]["custom"]["id"]


def test_rasa_calls_the_action_server_and_it_is_started_again_where_it_ends(running, capsys):
    ports, servers = running
    assert list(servers.processes) == [serve.FRONT, serve.ACTIONS, serve.RASA]
    assert asked(ports, "before") == "certification_duration"
    os.kill(servers.processes[serve.ACTIONS].pid, signal.SIGKILL)
    servers.processes[serve.ACTIONS].wait()
    assert asked(ports, "without") == "unavailable"  # the sentence with the office's number
    look_after(servers, lambda: asked(ports, f"after {time.monotonic()}") == "certification_duration", within=30)
    assert "The action server ended with code -9; starting it again." in capsys.readouterr().out


def test_it_wants_the_secret_and_listens_on_loopback_only(running):
    port = running[0].actions
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/actions", timeout=10)
    request = urllib.request.Request(f"http://127.0.0.1:{port}/actions", headers={"X-RRN-Secret": SECRET})
    assert urllib.request.urlopen(request, timeout=10).status == 200
    with socket.socket() as probe:
        probe.settimeout(2)
        address = socket.gethostbyname(socket.gethostname())
        assert address.startswith("127.") or probe.connect_ex((address, port)) != 0


def test_new_content_reaches_it(running, tmp_path):
    ports, servers = running
    shutil.copytree(DATA, tmp_path / "data")
    item = read_items(DATA)["certification_duration"]
    said = replace(item, text=item.text.replace(".", ", as it says.", 1))
    (tmp_path / "data" / item.file).write_text(written(replace(said, reviewed_text=said_digest(said))), encoding="utf-8")
    before = servers.processes[serve.ACTIONS]
    servers.load(serve.Served(ensure_model(), tmp_path / "data"))
    look_after(servers, lambda: not servers.loading)
    assert before.poll() is not None
    look_after(servers, lambda: "as it says" in say(ports, QUESTION, f"new {time.monotonic()}")[-1]["custom"]["text"], within=30)


def test_it_is_off_by_default_and_its_port_is_checked(monkeypatch):
    monkeypatch.delenv("RRN_ACTIONS_PORT", raising=False)
    assert serve.Ports.from_environment().actions is None
    monkeypatch.setenv("RRN_ACTIONS_PORT", "5055")
    assert serve.Ports.from_environment().named()["RRN_ACTIONS_PORT"] == 5055
    monkeypatch.setenv("RRN_ACTIONS_PORT", "many")
    with pytest.raises(serve.ServeError, match="RRN_ACTIONS_PORT"):
        serve.Ports.from_environment()
