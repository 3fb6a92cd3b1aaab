"""Replicas as they are deployed: ``rrn serve`` on real databases."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis

from commands.model import ensure_model
from rrn.paths import ROOT

REDIS_URL = os.environ.get("RRN_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
SECRET = "the channel's secret, in tests"
START_WITHIN = 120


def free_port() -> int:
    """Returns a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Replica:
    """A running replica."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def call(self, path: str, body: dict[str, Any] | None = None, secret: str = SECRET, timeout: float = 60) -> tuple[int, dict[str, Any]]:
        """Returns the status and the body of an answer of the private channel."""
        headers = {"X-RRN-Secret": secret, "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/webhooks/rrn/{path}", json.dumps(body).encode() if body else None, headers
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def turn(self, conversation: str, message_id: str, text: str) -> tuple[int, dict[str, Any]]:
        """Returns the answer to one turn."""
        return self.call("turn", {"conversation": conversation, "message_id": message_id, "text": text})

    def wait_until_ready(self) -> None:
        """Waits for the known question's answer."""
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.call("ready")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(self.log.read_text(errors="replace")[-3000:])

    def wait_until_it_listens(self) -> None:
        """Waits until requests are taken, whatever the answer."""
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError(self.log.read_text(errors="replace")[-3000:])

    def kill(self) -> None:
        """Ends the replica as a crash does."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def redis_url() -> str:
    """A real Redis."""
    try:
        redis.Redis.from_url(REDIS_URL).ping()
    except redis.ConnectionError:
        pytest.skip(
            f"LEFT OUT: no Redis answers at {REDIS_URL}. Start one (Debian: apt-get install redis) or name it in RRN_TEST_REDIS_URL."
        )
    return REDIS_URL


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Callable[..., Replica]]:
    """Starts replicas with the settings that are given; they are stopped after the test."""
    started: list[Replica] = []

    def start(**settings: str) -> Replica:
        port = free_port()
        environment = {
            **os.environ,
            "RRN_STATE": str(tmp_path),
            "RRN_CHANNEL_SECRET": SECRET,
            "RASA_TELEMETRY_ENABLED": "false",
            "PYTHONWARNINGS": "ignore",
            **settings,
            "RRN_RASA_PORT": str(port),
        }
        log = tmp_path / f"replica-{len(started)}.log"
        command = [str(ROOT / ".venv" / "bin" / "rrn"), "serve", "--model", str(ensure_model())]
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        started.append(Replica(process, port, log))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(20)
