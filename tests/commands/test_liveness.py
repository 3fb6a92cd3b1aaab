"""Whether a server answers, on real servers."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from commands import liveness
from commands.liveness import Liveness, status_of

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(self.path[1:]))
        self.end_headers()
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def server():
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE)
    yield process, f"http://127.0.0.1:{int(process.stdout.readline())}"
    process.kill()
    process.wait()


@pytest.mark.parametrize("status", [200, 404, 429, 503])
def test_any_status_is_an_answer(server, status):
    process, url = server
    assert status_of(f"{url}/{status}", within=5) == status
    assert Liveness(f"{url}/{status}").silent_for(process) == 0


def test_one_that_closes_the_connection_without_a_word_lives():
    """A front that has all its connections closes those that are too many; it must not be ended for it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def close_each():
            for _ in range(2):
                listening.accept()[0].close()

        threading.Thread(target=close_each).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert status_of(url, within=5) == liveness.CLOSED
        assert status_of(url, within=5) is not None
    assert status_of(url, within=5) is None  # nobody listens


def test_a_proxy_of_the_environment_is_not_asked(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert status_of(f"{server[1]}/200", within=5) == 200


def test_one_that_answered_and_is_silent_for_too_long_hangs(server, monkeypatch):
    monkeypatch.setattr(liveness, "HANGS_AFTER", 0.5)
    monkeypatch.setattr(liveness, "ANSWERS_WITHIN", 0.2)
    process, url = server
    watched = Liveness(f"{url}/200")
    assert watched.silent_for(process) == 0
    os.kill(process.pid, signal.SIGSTOP)
    assert watched.silent_for(process) == 0  # not for long yet
    time.sleep(0.5)
    assert watched.silent_for(process) >= 0.5
    os.kill(process.pid, signal.SIGCONT)
    assert watched.silent_for(process) == 0


def test_one_that_has_not_answered_yet_loads_and_has_longer(monkeypatch):
    monkeypatch.setattr(liveness, "HANGS_AFTER", 0.1)
    monkeypatch.setattr(liveness, "START_WITHIN", 0.6)
    first, second = (subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) for _ in range(2))
    watched = Liveness("http://127.0.0.1:1/")
    assert watched.silent_for(first) == 0
    time.sleep(0.3)
    assert watched.silent_for(first) == 0
    time.sleep(0.4)
    assert watched.silent_for(first) > 0.6
    assert watched.silent_for(second) == 0  # another process begins anew
    for process in (first, second):
        process.kill()
        process.wait()
