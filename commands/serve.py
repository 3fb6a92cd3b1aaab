"""``rrn run``: starts the front and Rasa on loopback, waits for them, and stops them cleanly."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from commands.model import ensure_model, named_model, quiet_environment, version_of
from commands.restarts import Restarts
from rrn.applicability import decision_table
from rrn.content import content
from rrn.loopback_secret import SECRET_VARIABLE
from rrn.paths import DATA, ROOT, STATE
from rrn.record.settings import MODEL_VERSION_VARIABLE
from rrn.releases import Releases

HOST = "127.0.0.1"
#: Longest wait for a process to answer, and to stop, in seconds.
START_WITHIN = 180
STOP_WITHIN = 10

#: Names of the servers, in messages and of their logs.
FRONT, RASA = "front", "Rasa"
#: The front's own environment: its web server and Rasa's cannot share one.
FRONT_HOME = ROOT / "web"
FRONT_PYTHON = FRONT_HOME / ".venv" / "bin" / "python"


class ServeError(RuntimeError):
    """The servers cannot run."""


@dataclass(frozen=True)
class Ports:
    """Where the servers listen."""

    front: int
    rasa: int

    @classmethod
    def from_environment(cls) -> Ports:
        """Returns the ports of ``RRN_PORT`` and ``RRN_RASA_PORT``.

        Raises:
            ServeError: One is not a port number.
        """
        return cls(_port("RRN_PORT", 8080), _port("RRN_RASA_PORT", 5005))


def _port(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ServeError(f"{name} is {value!r}; it must be a port number between 1 and 65535.")
    return int(value)


def run() -> None:
    """Runs the servers until Ctrl-C or a signal to end.

    Raises:
        ServeError: A port is in use, or a server does not start.
    """
    ports = Ports.from_environment()
    for name, port in (("RRN_PORT", ports.front), ("RRN_RASA_PORT", ports.rasa)):
        _require_free(name, port)
    model, data = named_model() or ensure_model(), served_data()
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell in the background would have us ignore the first
        signal.signal(number, _interrupt)
    asked_to_load = threading.Event()
    signal.signal(signal.SIGHUP, lambda *_: asked_to_load.set())
    with servers(ports, model, data) as processes:
        print(f"\nThe assistant is ready. Open http://{HOST}:{ports.front}/demo to see the chat widget on a web page.")
        print(f"The staff page is http://{HOST}:{ports.front}/ and the iframe http://{HOST}:{ports.front}/embed.")
        print(f"Rasa's REST channel: http://{HOST}:{ports.rasa}/webhooks/rest/webhook (this machine only).")
        print("Or in another terminal: .venv/bin/rrn chat. Press Ctrl-C here to stop.", flush=True)
        restarts = {name: Restarts() for name in processes}
        while True:
            if asked_to_load.is_set():
                asked_to_load.clear()
                model, data = named_model() or ensure_model(), served_data()
                _load(processes, ports, model, data)
            _restart_dead(processes, ports, model, restarts, data)
            time.sleep(1)


def serve(model: Path) -> None:
    """Serves a model on loopback, as one replica.

    Raises:
        DataError: Nobody reviewed the settings as they stand, or they are not sound; a model cannot be loaded then.
    """
    decision_table()
    os.chdir(ROOT)  # config.yml names components by their path from the project's root
    os.environ[MODEL_VERSION_VARIABLE] = version_of(model)
    from serving import server  # imports Rasa: only where it is served

    server.serve(model, HOST, Ports.from_environment().rasa, ROOT)


def served_data() -> Path:
    """Returns the content to serve: the current release's own copy, which nobody changes while it is served, where that stands in place."""
    release = Releases().in_place()
    return release.data if release else DATA


def _load(processes: dict[str, subprocess.Popen[bytes]], ports: Ports, model: Path, data: Path) -> None:
    """Starts Rasa again with another version of the content; the front goes on answering politely."""
    print(f"Loading the content of {data} ...", flush=True)
    _stop({RASA: processes[RASA]})
    processes[RASA] = _start(RASA, ports, model, data)
    _wait_for(RASA, f"http://{HOST}:{ports.front}/ready", processes)
    print("Loaded.", flush=True)


@contextmanager
def servers(ports: Ports, model: Path, data: Path = DATA) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Starts the servers, waits until they answer, and stops them at the end.

    Raises:
        ServeError: One does not start.
    """
    STATE.mkdir(parents=True, exist_ok=True)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name in (FRONT, RASA):
            processes[name] = _start(name, ports, model, data)
        print("Starting the front and Rasa ...", flush=True)
        _wait_for(FRONT, f"http://{HOST}:{ports.front}/health", processes)
        _wait_for(RASA, f"http://{HOST}:{ports.front}/ready", processes)
        yield processes
    finally:
        _stop(processes)


def _start(name: str, ports: Ports, model: Path, data: Path) -> subprocess.Popen[bytes]:
    home, command = ROOT, [sys.executable, "-m"]
    if name == FRONT:
        if not FRONT_PYTHON.exists():
            raise ServeError("The front is not installed. Run 'make install' first.")
        home, command = FRONT_HOME, [str(FRONT_PYTHON), "-m", "rrn_web"]
    else:
        command += ["commands.main", "serve", "--model", str(model)]
    log = (STATE / f"{name}.log").open("ab")
    # A session of its own, so that Ctrl-C reaches this process alone and the servers are stopped in order.
    environment = _environment(ports, model, data)
    return subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)


@lru_cache(maxsize=1)
def _channel_secret() -> str:
    """Returns the secret between the front and Rasa: the one of the environment, or a new one for as long as this process lives."""
    return os.environ.get(SECRET_VARIABLE) or secrets.token_urlsafe(32)


def _environment(ports: Ports, model: Path, data: Path) -> dict[str, str]:
    return {
        **quiet_environment(),
        "RRN_DATA": str(data),
        "RRN_STATE": str(STATE),
        "RRN_PORT": str(ports.front),
        "RRN_RASA_PORT": str(ports.rasa),
        SECRET_VARIABLE: _channel_secret(),
        MODEL_VERSION_VARIABLE: version_of(model),
        "RRN_OFFICE": content().texts["office"],
    }


def _require_free(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServeError(f"Port {port} is in use. Stop what listens there, or choose another with {name}=...") from error


def _require_alive(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise ServeError(f"The {name} ended with code {process.returncode}; its output is in {STATE}.")


def _restart_dead(
    processes: dict[str, subprocess.Popen[bytes]], ports: Ports, model: Path, restarts: dict[str, Restarts], data: Path
) -> None:
    """Starts a server again that ended by itself; the other goes on, so that people get at least the polite sentence."""
    for name, process in processes.items():
        if process.poll() is None:
            continue
        wait = restarts[name].ended(time.monotonic())
        if wait is not None:
            print(f"The {name} ended with code {process.returncode}; starting it again{f' in {wait:.0f} s' if wait else ''}.", flush=True)
        if restarts[name].due(time.monotonic()):
            processes[name] = _start(name, ports, model, data)


def _wait_for(name: str, url: str, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        _require_alive(processes)
        try:
            with urllib.request.urlopen(url, timeout=2) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise ServeError(f"The {name} did not answer within {START_WITHIN} seconds; its output is in {STATE}.")


def _stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in reversed(processes.values()):
        process.terminate()
    for process in processes.values():
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
