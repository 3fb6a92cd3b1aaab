"""How a command reaches the running set: one line of JSON each way, over a socket in its folder."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scaled.settings import Settings

MAX_LINE = 65_536
#: Longest wait for a command to be done, in seconds; a roll takes a while for each replica.
DONE_WITHIN = 1800


class NotRunningError(RuntimeError):
    """No set runs with these settings."""


def place(settings: Settings) -> Path:
    """Returns where the socket is."""
    return settings.state / "control"


def ask(settings: Settings, **command: Any) -> dict[str, Any]:
    """Returns the running set's answer to a command.

    Raises:
        NotRunningError: None runs.
    """
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(DONE_WITHIN)
        try:
            line.connect(str(place(settings)))
        except OSError as error:
            raise NotRunningError("No replicas run here. Start them: make run-scaled.") from error
        line.sendall(json.dumps(command).encode() + b"\n")
        with line.makefile("rb") as answers:
            answer: dict[str, Any] = json.loads(answers.readline(MAX_LINE))
            return answer


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """Opens the socket, for this user alone."""
    place(settings).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place(settings)))
        place(settings).chmod(0o600)
        server.listen(5)
        server.settimeout(1)
        try:
            yield server
        finally:
            place(settings).unlink(missing_ok=True)


def answer_one(server: socket.socket, do: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Waits a second for a command and answers it."""
    try:
        connection, _ = server.accept()
    except TimeoutError:
        return
    with connection, connection.makefile("rwb") as lines:
        connection.settimeout(5)
        lines.write(json.dumps(do(json.loads(lines.readline(MAX_LINE)))).encode() + b"\n")
