"""``rrn run`` and ``rrn serve``: the front and Rasa on loopback, and Rasa alone."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.model import version_of
from commands.serve import HOST, Ports, Served, ServeError, Servers
from rrn.applicability import decision_table
from rrn.paths import ROOT
from rrn.record.settings import MODEL_VERSION_VARIABLE


def run() -> None:
    """Runs the servers until Ctrl-C or a signal to end.

    Raises:
        ServeError: A port is in use, or a server does not start.
    """
    ports = Ports.from_environment()
    for name, port in ports.named().items():
        _require_free(name, port)
    served = Served.newest()
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell in the background would have us ignore the first
        signal.signal(number, _interrupt)
    asked_to_load = threading.Event()
    signal.signal(signal.SIGHUP, lambda *_: asked_to_load.set())
    with servers(ports, served) as running:
        print(f"\nThe assistant is ready. Open {ports.front_url}/demo to see the chat widget on a web page.")
        print(f"The staff page is {ports.front_url}/ and the iframe {ports.front_url}/embed.")
        print(f"Rasa's REST channel: http://{HOST}:{ports.rasa}/webhooks/rest/webhook (this machine only).")
        print("Or in another terminal: .venv/bin/rrn chat. Press Ctrl-C here to stop.", flush=True)
        while True:
            if asked_to_load.is_set():
                asked_to_load.clear()
                running.load_newest()
            running.look_after()
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


@contextmanager
def servers(ports: Ports, served: Served) -> Iterator[Servers]:
    """Starts the servers, waits until they answer, and stops them at the end.

    Raises:
        ServeError: One does not start.
    """
    running = Servers(ports, served)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def _require_free(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServeError(f"Port {port} is in use. Stop what listens there, or choose another with {name}=...") from error


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
