"""A server that loads beside the one whose place it is to take."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

from commands.liveness import START_WITHIN
from serving.handover import GO, LOADED


class Handover:
    """One try; the server that serves goes on until :meth:`go`.

    Args:
        start: Starts the new server; it is given the number of the socket that it must hold open.
    """

    def __init__(self, start: Callable[[int], subprocess.Popen[bytes]]) -> None:
        self._ours, theirs = socket.socketpair()
        self._ours.setblocking(False)
        with theirs:
            self.process = start(theirs.fileno())
        self._begun = time.monotonic()

    def loaded(self) -> bool:
        """Says whether the new server waits for its place."""
        try:
            return self._ours.recv(len(LOADED)) == LOADED
        except OSError:  # nothing yet, or never any more
            return False

    def failure(self) -> str:
        """Returns why nothing will come of it; empty where something may."""
        if self.process.poll() is not None:
            return f"it ended with code {self.process.returncode}"
        return f"it did not load within {START_WITHIN:.0f} seconds" if time.monotonic() - self._begun > START_WITHIN else ""

    def go(self) -> subprocess.Popen[bytes]:
        """Tells the new server to listen, and returns it; one that ended meanwhile is started again like any other."""
        with self._ours, suppress(OSError):
            self._ours.send(GO)
        return self.process

    def give_up(self) -> None:
        """Ends the new server."""
        self._ours.close()
        self.process.kill()
        self.process.wait()
